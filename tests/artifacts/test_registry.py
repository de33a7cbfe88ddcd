"""Databases pushed to a real registry and taken from it, and what must not be taken; OpenSSL judges the signatures."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from seatrial.artifacts.depot import Depot, open_depot
from seatrial.artifacts.manifest import tag_of
from seatrial.artifacts.pull import Pulled, pull
from seatrial.artifacts.push import push
from seatrial.artifacts.signature import ANNOTATION, PAYLOAD, load_signer, load_verifier, payload_of
from seatrial.errors import ConnectorError, DatabaseError, IntegrityError, SeatrialError
from seatrial.images.http.client import Manners
from seatrial.images.transports.registry import RegistryOptions
from seatrial.versions import scheme_of
from seatrial.vulns import exploits
from seatrial.vulns.database import Database
from seatrial.vulns.sources import osv
from seatrial.vulns.writer import Writer, replacing
from tests.artifacts.keys import Keys, demand_signed, made, sign
from tests.artifacts.plain import MANIFEST, Plain, digest_of
from tests.real.programs import needs, run
from tests.vulns.shelf import fixed_in, record

pytestmark = needs("docker-registry", "openssl")

NOW = datetime(2026, 11, 28, tzinfo=UTC)
Put = Callable[..., tuple[Depot, str]]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def opened(address: str) -> Depot:
    manners = Manners(insecure=True, attempts=1)
    return open_depot(f"oci://{address}", RegistryOptions(manners=manners, environment={}, actions="pull,push"))


def built(path: Path, ecosystem: str = "npm", day: int = 1, fixed: str = "2.0.0", id_: str = "N-1") -> Path:
    """A database of one advisory, built on a day of November."""
    with replacing(path) as aside:
        writer = Writer(aside, ecosystem, scheme_of(ecosystem).key)
        item = record(id_, ecosystem, "x", *fixed_in(fixed))
        writer.add(osv.read(json.dumps(item).encode(), ecosystem), "osv")
        writer.finish({"built": f"2026-11-{day:02}T00:00:00+00:00"})
    return path


@pytest.fixture
def repository(registry: tuple[str, Path], request: pytest.FixtureRequest) -> str:
    """A repository of this test's own."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name).strip("-")
    return f"{registry[0]}/{name[:120].lower()}"


@pytest.fixture
def pushed(repository: str, keys: Keys, tmp_path: Path) -> Depot:
    """A repository with the database of npm of 10 November, signed."""
    depot = opened(repository)
    # A content of its own, since some tests spoil what the registry keeps of it.
    path = built(tmp_path / "made" / "npm.sqlite", day=10, id_=repository.replace("/", ":"))
    push(depot, path, load_signer(keys.private, ""))
    return depot


def take(depot: Depot, folder: Path, keys: Keys | None, **more: Any) -> Pulled:
    verify = load_verifier(keys.public) if keys else None
    return pull(depot, "npm", folder, verify=verify, now=NOW, **more)


def test_what_is_pushed_is_taken_to_the_byte(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    done = take(pushed, tmp_path / "mine", keys)

    assert done == ("npm", datetime(2026, 11, 10, tzinfo=UTC), True)
    assert (tmp_path / "mine" / "npm.sqlite").read_bytes() == (tmp_path / "made" / "npm.sqlite").read_bytes()
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["npm.sqlite"]
    store = Database(tmp_path / "mine").store("npm")
    assert store
    assert store.knows("x", "")


@pytest.mark.parametrize("kind", ["P-256", "ed25519"])
def test_openssl_takes_the_signature(repository: str, tmp_path: Path, kind: str) -> None:
    keys = made(tmp_path, "key", kind)
    depot = opened(repository)

    done = push(depot, built(tmp_path / "npm.sqlite"), load_signer(keys.private, ""))

    plain = Plain(repository)
    assert plain.manifest("npm-1")[1] == done.digest
    (layer,) = plain.manifest(done.digest.replace(":", "-") + ".sig")[0]["layers"]
    payload = plain.blob(layer["digest"])
    demand_signed(keys, payload, layer["annotations"]["dev.cosignproject.cosign/signature"], tmp_path)
    assert layer["mediaType"] == "application/vnd.dev.cosign.simplesigning.v1+json"
    assert json.loads(payload) == {
        "critical": {
            "identity": {"docker-reference": repository},
            "image": {"docker-manifest-digest": done.digest},
            "type": "cosign container image signature",
        },
        "optional": None,
    }


def attach(plain: Plain, digest: str, payload: bytes, signature: str) -> None:
    """Put a signature where cosign puts it, by no code of ours."""
    layer = plain.put_blob(payload) | {
        "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
        "annotations": {"dev.cosignproject.cosign/signature": signature},
    }
    config = plain.put_blob(b'{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":[]},"config":{}}')
    config["mediaType"] = "application/vnd.oci.image.config.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer]}
    plain.put_manifest(digest.replace(":", "-") + ".sig", manifest)


COSIGNS = (
    '{"critical":{"identity":{"docker-reference":"registry.example/advisories"},'
    '"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":{"by":"ci"}}'
)


@pytest.mark.parametrize("kind", ["P-256", "ed25519"])
@pytest.mark.parametrize("name", ["docker-manifest-digest", "Docker-manifest-digest"])
def test_what_another_program_has_signed_counts(repository: str, tmp_path: Path, kind: str, name: str) -> None:
    keys = made(tmp_path, "key", kind)
    done = push(opened(repository), built(tmp_path / "npm.sqlite"), None)
    payload = (COSIGNS % done.digest).replace("docker-manifest-digest", name).encode()
    attach(Plain(repository), done.digest, payload, sign(keys, payload, tmp_path))

    assert take(opened(repository), tmp_path / "mine", keys).is_new


def refused(
    depot: Depot, folder: Path, keys: Keys | None, message: str, kind: type[SeatrialError], **more: Any
) -> None:
    """Taking fails, and what was there still is, alone."""
    before = built(folder / "npm.sqlite", day=5, fixed="1.0.0").read_bytes()

    with pytest.raises(kind, match=message):
        take(depot, folder, keys, **more)

    assert [path.name for path in folder.iterdir()] == ["npm.sqlite"]
    assert (folder / "npm.sqlite").read_bytes() == before


def test_another_key_does_not_count(pushed: Depot, other_keys: Keys, tmp_path: Path) -> None:
    refused(pushed, tmp_path / "mine", other_keys, "npm-1 is not signed by the key that counts", DatabaseError)


def test_what_nobody_has_signed_is_taken_only_if_that_is_said(repository: str, keys: Keys, tmp_path: Path) -> None:
    depot = opened(repository)
    push(depot, built(tmp_path / "npm.sqlite", day=10), None)

    refused(depot, tmp_path / "mine", keys, "npm-1 is not signed; --unsigned takes it", DatabaseError)

    assert take(depot, tmp_path / "mine", None).is_new


@pytest.mark.parametrize(
    "payload",
    [
        COSIGNS % f"sha256:{'0' * 64}",
        COSIGNS.replace("cosign container image signature", "atomic container signature"),
        COSIGNS.replace('"docker-manifest-digest":"%s"', '"docker-manifest-digest":"%s","Docker-manifest-digest":"x"'),
        COSIGNS.replace('"docker-manifest-digest":"%s"', '"digest":"%s"'),
        '{"critical": "%s"}',
        "%s",
    ],
    ids=["about another", "of another type", "about two", "about none", "of another form", "no JSON"],
)
def test_a_right_signature_of_something_else_does_not_count(
    repository: str, keys: Keys, tmp_path: Path, payload: str
) -> None:
    done = push(opened(repository), built(tmp_path / "npm.sqlite", day=10), None)
    said = (payload % done.digest if "%s" in payload else payload).encode()
    attach(Plain(repository), done.digest, said, sign(keys, said, tmp_path))

    refused(opened(repository), tmp_path / "mine", keys, "not signed by the key that counts", DatabaseError)


def test_the_signature_of_another_database_does_not_count(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    plain = Plain(str(pushed))
    right, digest = plain.manifest("npm-1")
    signatures = plain.manifest(digest.replace(":", "-") + ".sig")[0]
    forged = push(pushed, built(tmp_path / "forged" / "npm.sqlite", day=11, fixed="0.0.1"), None)
    plain.put_manifest(forged.digest.replace(":", "-") + ".sig", signatures)
    assert right

    refused(pushed, tmp_path / "mine", keys, "not signed by the key that counts", DatabaseError)


def stored(data: Path, digest: str) -> Path:
    value = digest.partition(":")[2]
    return data / "docker/registry/v2/blobs/sha256" / value[:2] / value / "data"


def test_a_content_that_was_tampered_with_is_refused(
    pushed: Depot, registry: tuple[str, Path], keys: Keys, tmp_path: Path
) -> None:
    layer = Plain(str(pushed)).manifest("npm-1")[0]["layers"][0]
    path = stored(registry[1], layer["digest"])
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    # Either its compression tells it, or its digest.
    refused(pushed, tmp_path / "mine", keys, "broken|is sha256:", SeatrialError)


def test_a_content_of_another_length_is_refused(
    pushed: Depot, registry: tuple[str, Path], keys: Keys, tmp_path: Path
) -> None:
    layer = Plain(str(pushed)).manifest("npm-1")[0]["layers"][0]
    with stored(registry[1], layer["digest"]).open("ab") as stream:
        # A frame that holds nothing, so that it still expands to the same.
        stream.write(b"\x50\x2a\x4d\x18\0\0\0\0")

    refused(pushed, tmp_path / "mine", keys, "longer than", IntegrityError)


def test_a_manifest_that_was_tampered_with_is_refused(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    plain = Plain(str(pushed))
    manifest = plain.manifest("npm-1")[0]
    manifest["annotations"]["org.opencontainers.image.created"] = "2026-11-20T00:00:00+00:00"
    plain.put_manifest("npm-1", manifest)

    refused(pushed, tmp_path / "mine", keys, "npm-1 is not signed", DatabaseError)
    refused(pushed, tmp_path / "mine", None, "holds a database of npm, built on 2026-11-10 00:00", DatabaseError)


def test_an_older_one_is_taken_only_if_that_is_said(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    # Everything in it is right, and signed: it is what a registry may serve that hides what has become known since.
    newer = built(tmp_path / "mine" / "npm.sqlite", day=12)

    with pytest.raises(
        DatabaseError, match="is older than the one that is there, of 2026-11-12 00:00; --anew takes it"
    ):
        take(pushed, tmp_path / "mine", keys)
    assert newer.read_bytes() != (tmp_path / "made" / "npm.sqlite").read_bytes()

    assert take(pushed, tmp_path / "mine", keys, anew=True).is_new
    assert newer.read_bytes() == (tmp_path / "made" / "npm.sqlite").read_bytes()


def test_a_damaged_one_is_replaced_by_any(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "npm.sqlite").write_bytes(b"nonsense")

    assert take(pushed, tmp_path / "mine", keys).is_new


def test_one_from_the_future_is_refused(repository: str, keys: Keys, tmp_path: Path) -> None:
    depot = opened(repository)
    push(depot, built(tmp_path / "npm.sqlite", day=30), load_signer(keys.private, ""))

    refused(depot, tmp_path / "mine", keys, "built on 2026-11-30, which is still to come", DatabaseError)


@needs("skopeo")
def test_one_database_does_not_pass_for_another(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    # A signature says who has made it, and not under which tag it lies.
    plain = Plain(str(pushed))
    push(pushed, built(tmp_path / "PyPI.sqlite", "PyPI"), load_signer(keys.private, ""))
    plain.put_manifest("npm-1", plain.manifest("PyPI-1")[0])

    with pytest.raises(DatabaseError, match="npm-1 is not signed"):
        take(pushed, tmp_path / "mine", keys)
    run(
        "skopeo",
        "copy",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        f"docker://{pushed}:PyPI-1",
        f"docker://{pushed}:npm-1",
    )
    refused(pushed, tmp_path / "mine", keys, "npm-1 is a database of 'PyPI', and not of npm", DatabaseError)


def test_a_file_that_says_of_itself_that_it_is_another_is_refused(repository: str, keys: Keys, tmp_path: Path) -> None:
    depot = opened(repository)
    path = built(tmp_path / "npm.sqlite", "PyPI", day=10)
    push(depot, path, load_signer(keys.private, ""))

    refused(depot, tmp_path / "mine", keys, "holds a database of PyPI", DatabaseError)


def test_the_same_once_more_is_neither_pushed_nor_taken(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    take(pushed, tmp_path / "mine", keys)
    times = (tmp_path / "mine" / "npm.sqlite").stat().st_mtime_ns

    assert not push(pushed, tmp_path / "made" / "npm.sqlite", load_signer(keys.private, "")).is_new
    assert not take(pushed, tmp_path / "mine", keys).is_new
    assert (tmp_path / "mine" / "npm.sqlite").stat().st_mtime_ns == times


def test_several_may_sign(pushed: Depot, keys: Keys, other_keys: Keys, tmp_path: Path) -> None:
    push(pushed, tmp_path / "made" / "npm.sqlite", load_signer(other_keys.private, ""))

    assert take(pushed, tmp_path / "mine", keys).is_new
    assert take(pushed, tmp_path / "others", other_keys).is_new


def test_what_is_known_of_attacks_is_pushed_and_taken_too(repository: str, keys: Keys, tmp_path: Path) -> None:
    facts = {"built": "2026-11-10T00:00:00+00:00"}
    exploits.write_exploits(tmp_path / "exploits.sqlite", (), (), facts)
    depot = opened(repository)
    push(depot, tmp_path / "exploits.sqlite", load_signer(keys.private, ""))

    done = pull(depot, "exploits", tmp_path / "mine", verify=load_verifier(keys.public), now=NOW)

    assert done.is_new
    assert depot.names() == ("exploits",)


def test_an_image_is_no_database(pushed: Depot, tmp_path: Path) -> None:
    plain = Plain(str(pushed))
    config = plain.put_blob(b"{}") | {"mediaType": "application/vnd.oci.image.config.v1+json"}
    plain.put_manifest("npm-1", {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": []})

    refused(
        pushed, tmp_path / "mine", None, "is no database of advisories, but application/vnd.oci.image", ConnectorError
    )


def changed(manifest: dict[str, Any], **annotations: str) -> dict[str, Any]:
    return manifest | {
        "annotations": manifest["annotations"] | {f"dev.seatrial.{k}": v for k, v in annotations.items()}
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: changed(m, bytes="1"), "expands to more than 1 bytes"),
        (lambda m: changed(m, bytes="9999999"), "expands to another file than its manifest says"),
        (lambda m: changed(m, sha256="0" * 64), "expands to another file than its manifest says"),
        (lambda m: changed(m, sha256="x"), "its annotations are no such values"),
        (lambda m: changed(m, bytes="many"), "cannot be understood"),
        (lambda m: changed(m, bytes=str(10**15)), "its annotations are no such values"),
        (lambda m: changed(m, database="../npm"), "is a database of '../npm'"),
        (lambda m: m | {"annotations": {}}, "lacks the annotation"),
        (lambda m: m | {"layers": m["layers"] * 2}, "it has other contents than one database"),
    ],
)
def test_a_manifest_that_lies_is_refused(
    pushed: Depot, tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]], message: str
) -> None:
    plain = Plain(str(pushed))
    plain.put_manifest("npm-1", change(plain.manifest("npm-1")[0]))

    refused(pushed, tmp_path / "mine", None, message, SeatrialError)


def test_what_is_no_database_of_ours_is_refused_in_spite_of_its_signature(
    pushed: Depot, keys: Keys, tmp_path: Path
) -> None:
    from backports import zstd

    content = b"SQLite format 3\0" + bytes(5000)
    plain = Plain(str(pushed))
    manifest = plain.manifest("npm-1")[0]
    manifest["layers"][0] |= {k: v for k, v in plain.put_blob(zstd.compress(content)).items() if k != "mediaType"}
    forged = changed(manifest, bytes=str(len(content)), sha256=digest_of(content).partition(":")[2])
    digest = plain.put_manifest("npm-1", forged)
    payload = payload_of("x", digest)
    attach(plain, digest, payload, sign(keys, payload, tmp_path))

    refused(pushed, tmp_path / "mine", keys, "npm.sqlite.* is (no advisory database|damaged)", DatabaseError)


def test_a_bomb_is_not_expanded(pushed: Depot, tmp_path: Path) -> None:
    from backports import zstd

    plain = Plain(str(pushed))
    manifest = plain.manifest("npm-1")[0]
    bomb = zstd.compress(bytes(300_000_000), level=1)
    manifest["layers"][0] |= {k: v for k, v in plain.put_blob(bomb).items() if k != "mediaType"}
    plain.put_manifest("npm-1", changed(manifest, bytes=str(300_000_000)))

    refused(pushed, tmp_path / "mine", None, "expands by more than 1000:1", SeatrialError)


def test_a_folder_that_is_none_is_an_error(pushed: Depot, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DatabaseError, match=r"npm\.sqlite cannot be written: Not a directory"):
        take(pushed, tmp_path / "file" / "below", keys)


def test_others_see_an_artifact_of_the_specification(pushed: Depot) -> None:
    manifest = Plain(str(pushed)).manifest(tag_of("npm"))[0]

    assert manifest["schemaVersion"] == 2
    assert manifest["artifactType"] == "application/vnd.seatrial.advisories.v1"
    assert manifest["config"]["mediaType"] == "application/vnd.oci.empty.v1+json"
    assert Plain(str(pushed)).blob(manifest["config"]["digest"]) == b"{}"
    assert [layer.keys() for layer in manifest["layers"]] == [{"mediaType", "digest", "size"}]
    assert (PAYLOAD, ANNOTATION) == (
        "application/vnd.dev.cosign.simplesigning.v1+json",
        "dev.cosignproject.cosign/signature",
    )
