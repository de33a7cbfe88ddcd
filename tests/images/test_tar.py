"""Tars of every dialect, and what is no tar."""

import io
import tarfile
from collections.abc import Iterator

import pytest

from seatrial.errors import LimitError, ParseError
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.tar import Entry, Kind, entries
from seatrial.images.window import Window
from tests.images.builder import tar

LONG = "folder/" * 30 + "name"


def read(content: bytes, limits: Limits = DEFAULTS, chunk: int = 700) -> list[tuple[Entry, bytes | None]]:
    found = entries(Window(_chunks(content, chunk)), limits)
    return [(entry, body.whole() if body and body.fits(in_pieces=False) else None) for entry, body in found]


def _chunks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def header(name: bytes, type_: bytes, size: int, **fields: bytes) -> bytes:
    """A header with a right sum, whatever else is wrong with it."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108] = b"0000644\0"
    block[124:136] = fields.get("said", b"%011o\0" % size)
    block[156:157] = type_
    block[257:265] = fields.get("magic", b"ustar\00000")
    for at, value in (
        (157, fields.get("link", b"")),
        (386, fields.get("sparse", b"")),
        (345, fields.get("prefix", b"")),
    ):
        block[at : at + len(value)] = value
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def body(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("chunk", [1, 511, 512, 700, 1_000_000])
def test_all_dialects_say_the_same(form: int, chunk: int) -> None:
    content = tar(("a", b"1"), (LONG, b"2" * 1000), ("d", None), ("l", ("->", "a")), ("h", ("=", "a")), form=form)

    found = read(content, chunk=chunk)

    assert [(entry.name.rstrip("/"), entry.kind, data) for entry, data in found] == [
        ("a", Kind.FILE, b"1"),
        (LONG, Kind.FILE, b"2" * 1000),
        ("d", Kind.FOLDER, None),
        ("l", Kind.SYMLINK, None),
        ("h", Kind.HARD_LINK, None),
    ]
    assert [entry.link for entry, _ in found] == ["", "", "", "a", "a"]
    assert [entry.ordinal for entry, _ in found] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_and_links_may_be_longer_than_a_header(form: int) -> None:
    name, target = "n" * 3000, "t" * 3000

    [(entry, _)] = read(tar((name, ("->", target)), form=form))

    assert (entry.name, entry.link) == (name, target)


def test_devices_and_fifos_are_entries_without_content() -> None:
    special = []
    for type_ in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo()
        info.type = type_
        special.append(info)

    found = read(tar(*((str(number), info) for number, info in enumerate(special)), ("a", b"1")))

    assert [entry.kind for entry, _ in found] == [Kind.DEVICE, Kind.DEVICE, Kind.FIFO, Kind.FILE]


def test_modes_and_owners_are_read() -> None:
    info = tarfile.TarInfo()
    info.mode, info.uid, info.gid = 0o4755, 1000, 3_000_000_000

    [(entry, _)] = read(tar(("a", info), form=tarfile.GNU_FORMAT))

    assert (entry.mode, entry.uid, entry.gid) == (0o4755, 1000, 3_000_000_000)


def test_a_name_that_is_no_utf_8_is_kept() -> None:
    [(entry, _)] = read(header(b"caf\xe9", b"0", 0))

    assert entry.name.encode("utf-8", "surrogateescape") == b"caf\xe9"


def test_a_global_header_holds_for_no_entry() -> None:
    record = b"18 path=elsewhere\n"
    content = header(b"g", b"g", len(record)) + body(record) + header(b"a", b"0", 1) + body(b"1")

    [(entry, data)] = read(content)

    assert (entry.name, data) == ("a", b"1")


def test_what_a_pax_header_says_holds_for_the_next_entry_only() -> None:
    record = b"18 path=elsewhere\n"
    content = header(b"x", b"x", len(record)) + body(record) + header(b"a", b"0", 0) + header(b"b", b"0", 0)

    assert [entry.name for entry, _ in read(content)] == ["elsewhere", "b"]


def test_a_size_in_a_pax_header_counts_before_the_headers_own() -> None:
    record = b"10 size=3\n"
    content = (
        header(b"x", b"x", len(record)) + body(record) + header(b"a", b"0", 0) + body(b"abc") + header(b"b", b"0", 0)
    )

    assert [(entry.name, data) for entry, data in read(content)] == [("a", b"abc"), ("b", b"")]


def test_the_size_of_a_link_is_not_followed_by_content() -> None:
    content = header(b"l", b"2", 4096, link=b"a") + header(b"a", b"0", 1) + body(b"1")

    assert [(entry.name, data) for entry, data in read(content)] == [("l", None), ("a", b"1")]


def test_a_long_name_in_gnus_own_format_is_not_a_prefix() -> None:
    content = header(b"a", b"0", 0, magic=b"ustar  \0", prefix=b"14000000000")

    assert [entry.name for entry, _ in read(content)] == ["a"]


def test_an_old_archive_writes_a_folder_as_a_file_with_a_slash() -> None:
    [(entry, _)] = read(header(b"d/", b"\0", 0, magic=bytes(8)))

    assert entry.kind is Kind.FOLDER


def test_gnus_sparse_files_get_their_holes() -> None:
    parts = b"".join(b"%011o\0%011o\0" % part for part in ((512, 3), (2000, 2)))
    sparse = parts.ljust(96, b"\0") + b"\0" + b"%011o\0" % 2002

    [(entry, data)] = read(header(b"a", b"S", 5, magic=b"ustar  \0", sparse=sparse) + body(b"abcde"))

    assert data == bytes(512) + b"abc" + bytes(2000 - 515) + b"de"
    assert entry.size == 2002


def test_sparse_files_of_pax_1_0_get_their_holes_and_their_name() -> None:
    said = {"major": "1", "minor": "0", "name": "a/b", "realsize": "10"}
    records = b"".join(_record(f"GNU.sparse.{key}", value) for key, value in said.items())
    stored = b"1\n4\n2\n".ljust(512, b"\0") + b"xy"
    content = header(b"x", b"x", len(records)) + body(records)
    content += header(b"GNUSparseFile.0/b", b"0", len(stored)) + body(stored)

    [(entry, data)] = read(content)

    assert (entry.name, entry.size, data) == ("a/b", 10, b"\0\0\0\0xy\0\0\0\0")


def _record(key: str, value: str) -> bytes:
    text = f" {key}={value}\n"
    length = len(text) + len(str(len(text)))
    return f"{length if len(str(length)) + len(text) == length else length + 1}{text}".encode()


def test_a_sparse_file_of_a_tebibyte_comes_without_its_content() -> None:
    sparse = (b"%011o\0%011o\0" % (0, 1)).ljust(96, b"\0") + b"\0" + b"\x80" + (2**40).to_bytes(11, "big")

    [(entry, data)] = read(header(b"a", b"S", 1, magic=b"ustar  \0", sparse=sparse) + body(b"x"))

    assert (entry.size, data) == (2**40, None)


def test_an_archive_ends_with_its_zeros_and_the_rest_is_read_but_not_entered() -> None:
    passed = []

    def chunks() -> Iterator[bytes]:
        for chunk in (tar(("a", b"1")), tar(("hidden", b"2"))):
            passed.append(len(chunk))
            yield chunk

    found = list(entries(Window(chunks()), DEFAULTS))

    assert [entry.name for entry, _ in found] == ["a"]
    assert len(passed) == 2


def test_an_archive_without_its_zeros_is_whole() -> None:
    assert len(read(header(b"a", b"0", 1) + body(b"1"))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no tar at all".ljust(512), "sum of a header"),
        (tar(("a", b"1" * 2000))[:1024], "ends in the middle"),
        (tar(("a", b"1"))[:100], "ends in the middle"),
        (header(b"a", b"0", 0, said=b"-0000000001\0"), "for a number"),
        (header(b"a", b"0", 0, said=b"\xff" * 12), "negative"),
        (header(b"x", b"x", 12) + body(b"99 path=a\n  "), "pax header is broken"),
        (header(b"x", b"x", 12) + body(b"12 path=a\0b\n"), "NUL"),
        (header(b"x", b"x", 12) + body(b"12 size=-12\n") + header(b"a", b"0", 0), "gives the size"),
        (
            header(b"a", b"S", 1, magic=b"ustar  \0", sparse=(b"%011o\0%011o\0" % (9, 9)).ljust(97, b"\0"))
            + body(b"1"),
            "map",
        ),
    ],
)
def test_what_is_broken_is_said(content: bytes, said: str) -> None:
    with pytest.raises(ParseError, match=said):
        read(content)


def test_a_header_that_promises_more_than_there_is_makes_no_memory() -> None:
    with pytest.raises(ParseError, match="ends in the middle"):
        read(header(b"a", b"0", 0, said=b"\x80" + (2**80).to_bytes(11, "big")))


def test_a_long_name_has_a_bound() -> None:
    with pytest.raises(LimitError, match="1 MiB"):
        read(header(b"././@LongLink", b"L", 2**21) + bytes(2**21))


def test_python_writes_what_is_read() -> None:
    stream = io.BytesIO(tar(("a", b"1"), ("é/ü", b"2")))

    with tarfile.open(fileobj=stream) as archive:
        names = archive.getnames()

    assert [entry.name for entry, _ in read(stream.getvalue())] == names
