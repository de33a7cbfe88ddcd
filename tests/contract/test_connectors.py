"""What every connector promises, whatever it reads."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from seatrial import connectors
from seatrial.connectors import Connector
from seatrial.files import walk
from seatrial.model.asset import Asset, Collected
from seatrial.request import Request
from seatrial.scan import scan

_ROOT = Path(__file__).parents[2]
_HEAVY = (
    "yaml",
    "msgspec",
    "tree_sitter",
    "pathspec",
    "asyncio",
    "seatrial.parsers",
    "seatrial.cel",
    "seatrial.terraform",
)
_READING_CODE = [each.name for each in connectors.every() if not each.looks_up and not each.schemes]
_READING_CODE = [each.name for each in connectors.every() if not each.looks_up and not each.schemes]
_FORMATS = [(connector.name, ending) for connector in connectors.every() for ending in connector.proofs]


def proof_of(connector: Connector, ending: str) -> bytes:
    """The largest proof of a format, of those that no longer ending of the same or another connector claims."""
    endings = [other for each in connectors.every() for other in each.proofs]
    longer = tuple(f".{other}" for other in endings if other != ending and other.endswith(ending))
    found = [path for path in (_ROOT / "content").rglob(f"fail*.{ending}") if not path.name.endswith(longer or ("\0",))]
    if found:
        return max(found, key=lambda path: (path.stat().st_size, path)).read_bytes()
    return _WRITTEN[connector.name, ending]


_WRITTEN = {
    ("terraform", "tf.json"): b'{"resource": {"aws_s3_bucket": {"a": {"bucket": "x", "tags": {"a": "b"}}}}}',
    (
        "cloudformation",
        "cfn.json",
    ): b'{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "x"}}}}',
    (
        "kubernetes",
        "json",
    ): b'{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": []}}',
}
"""Formats in which no check needs a proof of its own."""


def read(connector: Connector, folder: Path) -> tuple[list[Asset], list[Collected]]:
    """What a connector finds below a folder, and what it reads from it; nothing here catches anything."""
    find, collect = (connectors.module(connector.name, part) for part in ("find", "collect"))
    files = [file for file in walk(str(folder), connector.claims) if connector.claims(file.name)]
    assets = list(find.find(files, {}))
    return assets, [collect.collect(asset, {}) for asset in assets]


def broken(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Texts that are not what they seem."""
    yield "empty", b""
    yield "blank", b" \n\t\n"
    for part in range(1, 8):
        yield f"cut after {part}/8", text[: len(text) * part // 8]
    yield "a byte less", text.rstrip()[:-1]
    yield "garbage", bytes(range(256)) * 4
    yield "garbage inside", text[: len(text) // 2] + bytes(range(128, 256)) + text[len(text) // 2 :]
    yield "NUL inside", text[: len(text) // 2] + b"\0" + text[len(text) // 2 :]
    yield "UTF-16", text.decode().encode("utf-16")
    yield "a byte order mark", b"\xef\xbb\xbf" + text
    yield "twice", text + text
    yield "deep", b"[" * 5000
    yield "deep mappings", b'{"a":' * 5000
    yield "windows", text.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("name", connectors.names())
def test_its_name_is_its_folders(name: str) -> None:
    connector = connectors.load(name)

    assert connector.name == name
    assert connector.summary
    if connector.looks_up:
        assert not connector.raw
        assert not connector.proofs
    else:
        assert connector.raw.startswith(f"{name}.")


@pytest.mark.parametrize("name", connectors.names())
def test_its_option_flags_are_words(name: str) -> None:
    for option in connectors.load(name).options:
        assert option.flag.startswith("--")
        assert option.help.endswith((".", "]"))


def test_naming_them_imports_nothing_heavy() -> None:
    script = "import sys; from seatrial import connectors; print(len([*connectors.every()])); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=_ROOT / "src")

    count, modules = done.stdout.splitlines()
    assert int(count) == len(connectors.names()) > 3
    assert [name for name in modules.split() if name.startswith(_HEAVY)] == []


@pytest.mark.parametrize("name", _READING_CODE)
def test_it_reads_the_same_every_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_ROOT)
    connector = connectors.load(name)

    (assets, first), (again, second) = (read(connector, Path("examples")) for _ in range(2))

    assert assets == again
    assert assets
    assert [told(collected) for collected in first] == [told(collected) for collected in second]
    assert sum(len(collected.raws) for collected in first) > 3


def told(collected: Collected) -> list[str]:
    places = [f"{raw.type} {raw.address} {raw.locate(())} {sorted(raw.attributes)}" for raw in collected.raws]
    return [*places, *(str(gap) for gap in collected.gaps)]


@pytest.mark.parametrize(("name", "ending"), _FORMATS)
def test_a_proof_of_each_format_is_read(name: str, ending: str, tmp_path: Path) -> None:
    connector = connectors.load(name)
    (tmp_path / connector.proofs[ending]).write_bytes(proof_of(connector, ending))

    _, found = read(connector, tmp_path)

    assert sum(len(collected.raws) for collected in found) > 0
    assert [gap for collected in found for gap in collected.gaps] == []


@pytest.mark.parametrize(("name", "ending"), _FORMATS)
def test_what_is_broken_is_never_an_exception(name: str, ending: str, tmp_path: Path) -> None:
    connector = connectors.load(name)

    for number, (_, text) in enumerate(broken(proof_of(connector, ending))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / connector.proofs[ending]).write_bytes(text)

        _, found = read(connector, folder)

        # Whatever is evaluated late must not raise either.
        for collected in found:
            told(collected)
            assert [gap for gap in collected.gaps if not (gap.location.file and gap.reason)] == []


@pytest.mark.parametrize(("name", "ending"), _FORMATS)
@pytest.mark.parametrize("kind", ["cut after 4/8", "garbage", "garbage inside", "deep"])
def test_what_is_broken_is_a_gap_or_is_nobodys(name: str, ending: str, kind: str, tmp_path: Path) -> None:
    """A text that no longer says what it is may be nobody's; what is an asset's must not vanish without a word."""
    connector = connectors.load(name)
    text = dict(broken(proof_of(connector, ending)))[kind]
    (tmp_path / connector.proofs[ending]).write_bytes(text)

    assets, found = read(connector, tmp_path)

    # Nearly any text is a Dockerfile of unknown instructions.
    if assets and name != "dockerfile":
        assert any(collected.gaps for collected in found)


def test_one_broken_file_costs_its_own_verdicts_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, ending in _FORMATS:
        connector = connectors.load(name)
        for folder, text in (("good", proof_of(connector, ending)), ("bad", bytes(range(256)))):
            path = tmp_path / folder / f"{name}-{ending}" / connector.proofs[ending]
            path.parent.mkdir(parents=True)
            path.write_bytes(text)

    whole, good = scan(Request()), scan(Request(targets=("good",)))

    assert {asset.name for asset in good.assets} <= {asset.name for asset in whole.assets}
    assert [(a.name, a.counts) for a in whole.assets if a.name.startswith("good")] == [
        (asset.name, asset.counts) for asset in good.assets
    ]
