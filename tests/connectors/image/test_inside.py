"""What a few files of an image say, and which files are credentials."""

import pytest

from seatrial.connectors.image.inside import INSIDE, Seen, seen_from
from seatrial.images.tar import Entry, Kind


def seen(name: str, content: bytes = b"", **more: object) -> Seen | None:
    """What is taken of a file, as the reader of layers asks for it; None is nothing."""
    entry = Entry(ordinal=0, name=name, kind=Kind.FILE, size=len(content), **{"mode": 0o644, **more})  # type: ignore[arg-type]
    want = INSIDE.wants(entry)
    if want is None:
        return None
    taken = INSIDE.take(entry, content if want.head is None else content[: want.head])
    return seen_from(taken) if taken else None


CREDENTIALS = [
    ("root/.ssh/id_ed25519", b"-----BEGIN OPENSSH PRIVATE KEY-----\n"),
    ("etc/ssl/private/a.key", b"text before\n-----BEGIN PRIVATE KEY-----\n"),
    ("a/b.ppk", b"PuTTY-User-Key-File-3: ssh-ed25519\n"),
    ("root/.npmrc", b"//registry.example.com/:_authToken=abc\n"),
    ("root/.aws/credentials", b"[default]\naws_secret_access_key=abc\n"),
    ("root/.git-credentials", b"https://a:abc@example.com\n"),
    ("srv/.git/config", b"[remote]\n  url = https://a:abc@example.com/x.git\n"),
    ("root/.netrc", b"machine a login b\n  password c\n"),
    ("root/.docker/config.json", b'{"auths": {"a": {"auth": "YTpi"}}}'),
    ("root/.pypirc", b"[pypi]\npassword: abc\n"),
    ("srv/.htpasswd", b"a:$apr1$abcdefgh\n"),
    ("root/.pgpass", b"host:5432:db:user:abc\n"),
    ("root/.kube/config", b"users:\n- user:\n    token: abc\n"),
    ("srv/.env.production", b"PORT=1\nexport API_KEY='abc'\n"),
    ("srv/service-account.json", b'{"private_key": "abc"}'),
    ("root/.vault-token", b"hvs.abcdefghijklmnop"),
    ("root/.cargo/credentials.toml", b'token = "abcdefgh"\n'),
    ("root/.m2/settings.xml", b"<password>abc</password>"),
    ("srv/a.p12", b"\x30\x82\x01\x02"),
    ("srv/terraform.tfstate", b'{"version": 4, "terraform_version": "1.9.0"}'),
]
HARMLESS = [
    ("root/.npmrc", b"//registry.example.com/:_authToken=${NPM_TOKEN}\n"),
    ("etc/ssl/certs/a.pem", b"-----BEGIN CERTIFICATE-----\n"),
    ("srv/public.key", b"-----BEGIN PUBLIC KEY-----\n"),
    ("root/.docker/config.json", b'{"auths": {"a": {}}, "credsStore": "pass"}'),
    ("srv/.git/config", b"[remote]\n  url = https://example.com/x.git\n"),
    ("srv/.env", b"PORT=1\nAPI_KEY=\n# PASSWORD=abc\n"),
    ("root/.m2/settings.xml", b"<password>${env.PASSWORD}</password>"),
    ("srv/credentials.json", b"{}"),
    ("srv/a.key", b""),
]


@pytest.mark.parametrize(("name", "content"), CREDENTIALS)
def test_a_credential_is_known_by_its_name_and_its_beginning(name: str, content: bytes) -> None:
    found = seen(name, content)

    assert found is not None
    assert found.credential


@pytest.mark.parametrize(("name", "content"), HARMLESS)
def test_a_file_with_the_name_of_a_credential_may_be_none(name: str, content: bytes) -> None:
    found = seen(name, content)

    assert found is not None
    assert found.credential == ""


@pytest.mark.parametrize(
    "name",
    [
        "usr/lib/python3.11/test/keycert.pem",
        "usr/lib/node_modules/a/node_modules/b/test/fixtures/server.key",
        "srv/node_modules/public-encrypt/test/rsa.pem",
        "usr/share/doc/openssl/demos/a.key",
        "root/go/pkg/mod/example.com/a/testdata/b.pem",
    ],
)
def test_what_packages_bring_for_their_tests_is_known_to_everybody(name: str) -> None:
    assert seen(name, b"-----BEGIN RSA PRIVATE KEY-----\n") is None


@pytest.mark.parametrize("name", ["srv/app/tests/server.key", "usr/lib/app/server.key", "tests/node_modules/a/b.key"])
def test_a_key_of_somebodys_own_counts_wherever_it_lies(name: str) -> None:
    found = seen(name, b"-----BEGIN RSA PRIVATE KEY-----\n")

    assert found is not None
    assert found.credential


def test_accounts_are_read_with_their_lines() -> None:
    found = seen(
        "etc/passwd", b"root:x:0:0:root:/root:/bin/sh\r\n\n# a comment:x:0:0\nold::0:0\nbroken\nbad:x:-1:0\n+nis::::\n"
    )

    assert found is not None
    assert [(a.name, a.line, a.password, a.uid) for a in found.accounts] == [
        ("root", 1, "elsewhere", 0),
        ("old", 4, "open", 0),
        ("bad", 6, "elsewhere", None),
    ]


def test_accounts_are_open_have_a_hash_or_are_locked() -> None:
    found = seen("etc/shadow", b"a::1\nb:*:1\nc:!$6$a$bcdefghijkl:1\nd:!!:1\ne:$y$j9T$abcdefgh:1\nf:abcdefghijklm:1\n")

    assert found is not None
    assert {a.name: a.password for a in found.accounts} == {
        "a": "open",
        "b": "locked",
        "c": "locked",
        "d": "locked",
        "e": "hash",
        "f": "hash",
    }


@pytest.mark.parametrize(
    ("name", "text", "rules"),
    [
        ("etc/sudoers", "app ALL=(ALL) NOPASSWD: ALL", [("app", True)]),
        ("etc/sudoers", "%wheel ALL = (ALL) \\\n  NOPASSWD : ALL\nb ALL=(ALL) ALL", [("%wheel", True), ("b", False)]),
        ("etc/sudoers", "# app ALL=(ALL) NOPASSWD: ALL\n@includedir /etc/sudoers.d\n", []),
        ("etc/sudoers", "Defaults:app !authenticate\nDefaults env_reset\n", [("everybody", True)]),
        ("etc/sudoers", "Cmnd_Alias A = /bin/ls\nUser_Alias B = c\n", []),
        ("etc/sudoers.d/app", "app ALL=NOPASSWD:/bin/ls\n", [("app", True)]),
        (
            "etc/doas.conf",
            "permit nopass keepenv app\npermit persist :wheel # nopass\ndeny b\n",
            [("app", True), (":wheel", False)],
        ),
    ],
)
def test_rules_say_who_becomes_root_by_what(name: str, text: str, rules: list[tuple[str, bool]]) -> None:
    found = seen(name, text.encode())

    assert found is not None
    assert [(rule.who, rule.free) for rule in found.rules] == rules


def test_files_that_sudo_leaves_out_are_left_out() -> None:
    assert seen("etc/sudoers.d/app.bak", b"app ALL=(ALL) NOPASSWD: ALL") is None
    assert seen("etc/sudoers.d/app~", b"app ALL=(ALL) NOPASSWD: ALL") is None


def test_keys_that_may_log_in_are_counted() -> None:
    found = seen("home/app/.ssh/authorized_keys", b"# none\n\nssh-ed25519 AAAA a\nssh-rsa AAAA b")

    assert found is not None
    assert found.keys == 2


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("bin/sh", "shell"),
        ("busybox/sh", "shell"),
        ("usr/bin/x86_64-linux-gnu-gcc-12", "compiler"),
        ("usr/local/go/bin/go", "compiler"),
        ("usr/bin/apt-get", "package manager"),
        ("usr/bin/sudo", "way to root"),
        ("usr/sbin/sshd", "remote shell"),
        ("usr/bin/nmap", "tool to look around"),
    ],
)
def test_tools_are_known_by_their_names_where_programs_are(name: str, role: str) -> None:
    found = seen(name, mode=0o755)

    assert found is not None
    assert found.role == role
    assert seen(name) is None
    assert seen(f"usr/share/bash-completion/completions/{name.rpartition('/')[2]}", mode=0o755) is None


def test_no_value_of_a_credential_is_kept() -> None:
    for name, content in CREDENTIALS:
        entry = Entry(ordinal=0, name=name, kind=Kind.FILE, size=len(content), mode=0o644)

        assert b"abc" not in (INSIDE.take(entry, content) or b"")


def test_many_accounts_are_cut_and_that_is_said() -> None:
    found = seen("etc/passwd", b"".join(b"u%d:x:1:1\n" % number for number in range(2000)))

    assert found is not None
    assert len(found.accounts) == 1000
    assert found.cut
