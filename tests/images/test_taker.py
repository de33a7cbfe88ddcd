"""Takers: what they ask for, they are given, and it is laid over each other as the layers are."""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from seatrial.images.filesystem import Filesystem
from seatrial.images.limits import Limits
from seatrial.images.reading import TURNS
from seatrial.images.taker import ENTRY, Sink, Want
from seatrial.images.tar import Entry, Kind
from tests.images.builder import Item, image_of, stored, tar


@dataclass(frozen=True)
class Noting:
    """Wants what a function says, and makes of it how it was offered."""

    want: Callable[[Entry], Want | None]
    name: str = "noting"

    def wants(self, entry: Entry) -> Want | None:
        return self.want(entry)

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        return f"{entry.name} {entry.kind.value} {entry.mode:o} ".encode() + content


def moded(kind: bytes, mode: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo()
    info.type, info.mode = kind, mode
    return info


def read(*layers: tuple[Item, ...], **wants: Callable[[Entry], Want | None]) -> list[dict[str, str]]:
    """What takers have at each path."""
    takers = [Noting(want, name) for name, want in wants.items()]
    filesystem = image_of(*(stored(tar(*layer)) for layer in layers)).read(takers)
    assert filesystem.problems == []
    return [had(filesystem, taker) for taker in takers]


def had(filesystem: Filesystem, taker: Noting) -> dict[str, str]:
    return {path: found.value.decode() for path, found in filesystem.of(taker).entries()}


def open_to_all(entry: Entry) -> Want | None:
    return ENTRY if entry.kind is Kind.FOLDER and entry.mode & 0o002 else None


def test_an_entry_of_any_kind_may_be_wanted_without_a_content() -> None:
    base = (
        ("d", moded(tarfile.DIRTYPE, 0o777)),
        ("null", moded(tarfile.CHRTYPE, 0o666)),
        ("f", moded(tarfile.REGTYPE, 0o4755)),
        ("l", ("->", "f")),
        ("h", ("=", "f")),
    )

    assert read(base, all=lambda entry: ENTRY) == [
        {
            "d": "d folder 777 ",
            "f": "f file 4755 ",
            "h": "h hard link 644 ",
            "l": "l symlink 644 ",
            "null": "null device 666 ",
        }
    ]


def test_a_folder_that_a_later_layer_closes_is_not_open_any_more() -> None:
    base = (("a", moded(tarfile.DIRTYPE, 0o777)), ("b", moded(tarfile.DIRTYPE, 0o777)))
    later = (("a", moded(tarfile.DIRTYPE, 0o755)), (".wh.b", b""), ("c/d", moded(tarfile.DIRTYPE, 0o777)))

    assert read(base, later, folders=open_to_all) == [{"c/d": "c/d folder 777 "}]


def test_a_folder_goes_with_the_one_that_it_is_in() -> None:
    base = (("a/b", moded(tarfile.DIRTYPE, 0o777)),)

    assert read((*base, ("a", b"")), folders=open_to_all) == [{}]
    assert read(base, (("a", ("->", "x")),), folders=open_to_all) == [{}]


def test_each_taker_has_what_it_wants_of_the_same_reading() -> None:
    layer = (("a", b"0123456789"), ("b", b"01"))

    whole, first, both = read(
        layer,
        whole=lambda entry: Want("whole") if entry.name == "a" else None,
        first=lambda entry: Want("first", head=4),
        both=lambda entry: Want("both", head=6),
    )

    assert whole == {"a": "a file 644 0123456789"}
    assert first == {"a": "a file 644 0123", "b": "b file 644 01"}
    assert both == {"a": "a file 644 012345", "b": "b file 644 01"}


def test_a_file_is_read_under_the_name_that_it_is_wanted_under() -> None:
    base = (("store/1", b"1"), ("x.json", ("=", "store/1")), ("y.json", ("->", "store/1")))

    def ending(entry: Entry) -> Want | None:
        return Want("json") if entry.name.endswith(".json") else None

    assert read(base, json=ending) == [{"x.json": "x.json file 644 1", "y.json": "y.json file 644 1"}]


@pytest.mark.parametrize(("manner", "name"), [("one", "a"), ("other", "b")])
def test_a_hard_link_has_what_was_taken_if_it_is_read_in_the_same_manner(manner: str, name: str) -> None:
    manners = {"a": Want("one"), "b": Want(manner)}

    assert read((("a", b"1"), ("b", ("=", "a"))), taker=lambda entry: manners[entry.name]) == [
        {"a": "a file 644 1", "b": f"{name} file 644 1"}
    ]


def test_a_hard_link_to_what_its_layer_has_put_in_the_place_of_another_is_not_to_the_other() -> None:
    def small(entry: Entry) -> Want | None:
        return Want("small") if entry.size < 5 else None

    assert read((("a", b"1"),), (("a", b"123456"), ("b", ("=", "a"))), taker=small) == [{}]


class Turning:
    """Makes of a content how it came in its last turn."""

    def __init__(self, entry: Entry, turns: int) -> None:
        self._turns = turns
        self._pieces: list[bytes] = []
        self._said = ""

    def feed(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def lacks(self) -> bool:
        self._turns -= 1
        self._said = f"{self._turns} {b''.join(self._pieces).decode()}"
        self._pieces = []
        return self._turns > 0

    def made(self) -> bytes:
        return self._said.encode()


def turning(turns: int) -> Callable[[Entry], Want]:
    def sink(entry: Entry) -> Sink:
        return Turning(entry, turns)

    return lambda entry: Want("turns", sink=sink)


@pytest.mark.parametrize(("turns", "left"), [(1, 0), (2, 0), (TURNS + 1, 0), (TURNS + 3, 2)])
def test_a_sink_that_lacks_something_sees_the_content_again_but_not_for_ever(turns: int, left: int) -> None:
    layer = (("a", b"0123"), ("b", b"4" * 3000))

    again, beside = read(layer, turns=turning(turns), beside=lambda entry: Want("whole", head=2))

    assert again == {"a": f"{left} 0123", "b": f"{left} {'4' * 3000}"}
    assert beside == {"a": "a file 644 01", "b": "b file 644 44"}


def test_a_sink_behind_a_link_has_its_turns_too() -> None:
    def linked(entry: Entry) -> Want | None:
        return turning(2)(entry) if entry.name == "b" else None

    assert read((("a", b"0123"), ("b", ("=", "a"))), turns=linked) == [{"b": "0 0123"}]


def test_what_is_taken_in_pieces_may_be_larger_than_a_file_that_is_held() -> None:
    layer, limits = stored(tar(("a", bytes(2000)))), Limits(file=1000)
    sink, whole = Noting(turning(1), "sink"), Noting(lambda entry: Want("whole"), "whole")

    filesystem = image_of(layer, limits=limits).read((sink, whole))

    assert list(had(filesystem, sink)) == ["a"]
    assert had(filesystem, whole) == {}
    assert [(problem.path, problem.bound) for _, problem in filesystem.problems] == [("a", "1000 bytes")]
