"""What checks are told of an image: real layers, and images that are written down."""

import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from seatrial.connectors.image import CONNECTOR
from seatrial.connectors.image.collect import collect
from seatrial.connectors.image.find import find, image_asset
from seatrial.files import walk
from seatrial.model.asset import Use
from seatrial.model.location import Location
from seatrial.model.value import Unknown
from tests.connectors.image.reading import Reading, read, read_layers, read_written
from tests.images.builder import Blobs, Item, layout, tar

KEY = b"-----BEGIN RSA PRIVATE KEY-----\n" + b"x" * 100


def file(name: str, mode: int, kind: bytes = tarfile.REGTYPE) -> Item:
    info = tarfile.TarInfo(name)
    info.mode, info.type = mode, kind
    return name, info


def test_an_image_of_layers_tells_of_its_files_each_at_its_place(tmp_path: Path) -> None:
    found = read_layers(
        tmp_path,
        tar(file("usr/bin/su", 0o4755), file("dev/sda", 0o660, tarfile.BLKTYPE), ("bin/sh", ("->", "dash"))),
        tar(("root/.ssh/id_rsa", KEY), file("srv/app", 0o777), file("srv/tmp", 0o1777, tarfile.DIRTYPE)),
    )

    assert [item["path"] for item in found.image["setuid_files"]] == ["/usr/bin/su"]
    assert [item["path"] for item in found.image["devices"]] == ["/dev/sda"]
    assert [item["path"] for item in found.image["shells"]] == ["/bin/sh"]
    name = f"image:oci:{tmp_path}"
    assert found.place("image", "setuid_files", 0, "mode") == f"{name}:/usr/bin/su:1"
    assert found.place("image", "user") == f"{name} (step 3):1"
    assert found.place("image", "cmd") == f"{name}:1"
    brought = found["history[1]"].attributes
    assert [source["path"] for source in brought["sources"] if source["is_credential"]] == ["/root/.ssh/id_rsa"]
    assert {p["path"]: p["world_writable"] for p in brought["permissions"]} == {"/srv/app": True, "/srv/tmp": False}
    assert found.place("history[1]", "sources", 0) == f"{name}:/root/.ssh/id_rsa:1"
    assert found.place("history[1]", "keyword") == f"{name} (step 2):1"


def test_what_a_layer_deletes_is_gone_but_for_credentials(tmp_path: Path) -> None:
    found = read_layers(
        tmp_path,
        tar(file("usr/bin/su", 0o4755), file("srv/open", 0o777), ("root/.ssh/id_rsa", KEY)),
        tar(("usr/bin/.wh.su", b""), ("srv/.wh..wh..opq", b""), ("root/.ssh/.wh.id_rsa", b"")),
    )

    assert found.image["setuid_files"] == []
    first = found["history[0]"].attributes
    assert [source["path"] for source in first["sources"]] == ["/root/.ssh/id_rsa"]
    assert first["permissions"] == []


def test_a_mode_that_a_later_layer_takes_away_does_not_count(tmp_path: Path) -> None:
    found = read_layers(
        tmp_path,
        tar(file("usr/bin/su", 0o4755), file("srv", 0o777, tarfile.DIRTYPE)),
        tar(file("usr/bin/su", 0o755), file("srv", 0o755, tarfile.DIRTYPE)),
    )

    assert found.image["setuid_files"] == []
    assert [found[f"history[{number}]"].attributes["permissions"] for number in (0, 1)] == [[], []]


def test_links_to_certificates_do_not_have_their_layer_read_again(tmp_path: Path) -> None:
    found = read_layers(
        tmp_path, tar(("usr/share/ca.crt", b"-----BEGIN CERTIFICATE-----"), ("etc/ca.pem", ("->", "/usr/share/ca.crt")))
    )

    assert found["history[0]"].attributes["sources"] == []


def test_a_device_and_a_folder_with_the_name_of_a_key_are_seen_as_what_they_are(tmp_path: Path) -> None:
    found = read_layers(tmp_path, tar(file("srv/a.key", 0o660, tarfile.CHRTYPE), file("b.pem", 0o777, tarfile.DIRTYPE)))

    assert [item["path"] for item in found.image["devices"]] == ["/srv/a.key"]
    assert [item["path"] for item in found["history[0]"].attributes["permissions"]] == ["/b.pem"]


def test_an_unpacked_root_has_files_and_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root::0:0::/root:/bin/sh\n", encoding="utf-8")
    (tmp_path / "etc/os-release").write_text("ID=debian\nVERSION_ID=12\n", encoding="utf-8")
    (tmp_path / "open").write_bytes(b"")
    os.chmod(tmp_path / "open", 0o666)  # noqa: PTH101, S103 - that is what is looked for

    found = read(f"rootfs:{tmp_path}")

    assert set(found.by_address) == {"root", "layer[0]"}
    assert [(a["name"], a["login"]) for a in found.image["accounts"]] == [("root", "open")]
    assert found.collected.release == "Debian:12"
    assert [p["path"] for p in found["layer[0]"].attributes["permissions"]] == ["/open"]


def test_what_a_layer_that_cannot_be_read_may_hold_is_unknown(tmp_path: Path) -> None:
    found = read_written(
        tmp_path,
        files=[{"path": "/usr/bin/su", "mode": "4755"}, {"path": "/root/.npmrc", "content": "//r/:_authToken=x"}],
        config={"config": {"User": "app"}},
        unread="the registry answers 404",
    )

    listed = found.image["setuid_files"]
    assert listed[0]["path"] == "/usr/bin/su"
    assert isinstance(listed[1], Unknown)
    assert "answers 404" in listed[1].reason
    for name in ("devices", "shells", "accounts", "root_rules", "authorized_keys", "release", "user_is_root"):
        assert isinstance(found.image[name], Unknown), name
    assert isinstance(found.collected.release, Unknown)
    # The first layer has been read, and the second has not.
    assert len(found["layer[0]"].attributes["sources"]) == 1
    assert isinstance(found["layer[1]"].attributes["sources"], Unknown)
    assert [gap.reason for gap in found.collected.gaps] == ["the registry answers 404"]


def test_of_many_files_some_are_listed_and_the_others_unknown(tmp_path: Path) -> None:
    files = [{"path": f"/usr/bin/{number}", "mode": "4755"} for number in range(60)]
    files += [{"path": f"/etc/ssl/{number}.pem", "content": "-----BEGIN CERTIFICATE-----"} for number in range(60)]

    found = read_written(tmp_path, files=files)

    listed = found.image["setuid_files"]
    assert len(listed) == 51
    assert isinstance(listed[-1], Unknown)
    assert listed[-1].reason == "10 more like them are not listed"
    sources = found["layer[0]"].attributes["sources"]
    assert [source["is_credential"] for source in sources] == [False] * 5


def test_a_user_is_root_if_the_image_says_so(tmp_path: Path) -> None:
    passwd = {"path": "/etc/passwd", "content": "root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\napp:x:7:7::/:/bin/sh\n"}
    roots = {"root": True, "0": True, "00:5": True, "toor": True, "app": False, "7": False, "nobody": False}

    found = {
        user: read_written(tmp_path, files=[passwd], config={"config": {"User": user}}).image["user_is_root"]
        for user in roots
    }

    assert found == roots


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("2025-11-20T09:30:00Z", "2025-11-20T09:30:00Z"),
        ("2025-11-20T10:30:00.123456789+01:00", "2025-11-20T09:30:00Z"),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("1980-01-01T00:00:01Z", None),
        ("", None),
    ],
)
def test_a_time_that_is_made_up_is_none(said: str, read_as: str | None, tmp_path: Path) -> None:
    assert read_written(tmp_path, config={"created": said}).image["created"] == read_as


@pytest.mark.parametrize("said", ["yesterday", "2025-13-40T09:30:00Z", "9999-12-31T23:59:59-23:00"])
def test_what_is_no_time_is_unknown(said: str, tmp_path: Path) -> None:
    assert isinstance(read_written(tmp_path, config={"created": said}).image["created"], Unknown)


def test_the_name_of_an_image_is_taken_apart(tmp_path: Path) -> None:
    digest = "sha256:" + "a" * 64

    found = read_written(tmp_path, reference=f"nginx@{digest}").image

    assert (found["registry"], found["repository"], found["tag"], found["digest"]) == (
        "docker.io",
        "library/nginx",
        None,
        digest,
    )
    assert read_written(tmp_path, reference="nginx").image["tag"] == "latest"
    assert "registry" not in read_written(tmp_path, reference="oci:build/nginx").image


def test_secrets_are_told_of_and_not_kept(tmp_path: Path) -> None:
    secret = "herring-42"
    found = read_written(
        tmp_path,
        config={
            "config": {"Env": [f"DB_PASSWORD={secret}"], "Labels": {"url": f"https://a:{secret}@example.com"}},
            "history": [
                {"created_by": f"RUN |1 TOKEN={secret} /bin/sh -c make", "empty_layer": True},
                {"created_by": f"ENV DB_PASSWORD={secret}", "empty_layer": True},
            ],
        },
        files=[{"path": "/root/.netrc", "content": f"machine a login b password {secret}"}],
    )

    told = [v for raw in found.by_address.values() for v in raw.attributes.get("variables", ()) if v["secret"]]
    assert sorted(v["name"] for v in told) == ["DB_PASSWORD", "TOKEN", "url"]
    assert secret not in repr([dict(raw.attributes) for raw in found.by_address.values()])
    assert found.place("ENV", "variables", 0).endswith("(step 2):1")


def test_other_files_of_that_name_are_no_images(tmp_path: Path) -> None:
    (tmp_path / "image.json").write_text('{"config": {"User": "root"}}', encoding="utf-8")

    assert not list(find(walk(str(tmp_path), CONNECTOR.claims), {}))
    assert not CONNECTOR.claims("fail.image.json")


@pytest.mark.parametrize(
    "text",
    [
        '{"seatrial_image": 2, "reference": "a"}',
        '{"seatrial_image": 1}',
        '{"seatrial_image": 1, "reference": "a", "files": [{"path": "a", "mode": "9"}]}',
        '{"seatrial_image": 1, "reference": "a", "files": [{"path": "a", "kind": "door"}]}',
        '{"seatrial_image": 1, "reference": "a", "more": 1}',
        '{"seatrial_image": ' + "[" * 5000,
    ],
)
def test_a_document_that_is_wrong_is_a_gap(text: str, tmp_path: Path) -> None:
    (tmp_path / "image.json").write_text(text, encoding="utf-8")
    (asset,) = find(walk(str(tmp_path), CONNECTOR.claims), {})

    collected = collect(asset, {})

    assert [bool(gap.reason) for gap in collected.gaps] == [True]
    assert collected.raws == ()


def image_named(folder: Path, *uses: tuple[str, str]) -> Reading:
    """An image that is named so often: each time by a source and in a role."""
    blobs = Blobs()
    layout(folder, blobs, blobs.image(tar(file("usr/bin/su", 0o4755))))
    named = (Use(location=Location("x", 1), asset="x", source=source, role=role) for source, role in uses)
    asset = replace(image_asset(f"image:oci:{folder}"), uses=tuple(named))
    return Reading(collect(asset, {"platform": "linux/amd64"}))


def test_an_image_that_others_are_built_on_is_not_asked_how_it_runs(tmp_path: Path) -> None:
    def types(*roles: str) -> set[str]:
        found = image_named(tmp_path, *(("dockerfile", role) for role in roles))
        return {raw.type for raw in found.collected.raws}

    assert types() == types("run") == types("base", "run") == {"image", "instruction"}
    assert types("base") == types("base", "build") == {"base", "instruction"}
    assert types("build") == types("part") == set()


def test_where_kubernetes_alone_runs_an_image_nobody_looks_at_its_health_check(tmp_path: Path) -> None:
    kubernetes, compose = ("kubernetes", "run"), ("compose", "run")

    assert image_named(tmp_path).image["health_asked"]
    assert image_named(tmp_path, kubernetes, compose).image["health_asked"]
    assert not image_named(tmp_path, kubernetes, ("dockerfile", "base")).image["health_asked"]
