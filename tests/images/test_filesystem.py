"""Layers over layers: what they add, take away and link, as the image specification has it."""

import gzip
import tarfile
from collections.abc import Callable

import pytest
from backports import zstd

from seatrial.images.files import Files
from seatrial.images.limits import Limits
from seatrial.images.stored import Stored
from seatrial.images.tar import Entry
from tests.images.builder import contents, digest, everything, filesystem, image_of, stored, tar


class ends:  # noqa: N801 - it reads as a function
    """Wants the names with one of some endings, and remembers what it was asked."""

    def __init__(self, *endings: str) -> None:
        self.endings = endings
        self.asked: list[str] = []

    def __call__(self, entry: Entry) -> bool:
        self.asked.append(entry.name)
        return entry.name.endswith(self.endings)


def laid(*layers: Stored) -> Files:
    return image_of(*layers).filesystem(everything)


def problems(found: Files) -> list[str]:
    return [f"{problem.path}: {problem.reason}" for _, problem in found.problems]


def test_a_later_layer_wins_and_each_file_knows_its_layer() -> None:
    lower, upper = tar(("a", b"1"), ("b", b"1")), tar(("b", b"2"), ("c", b"2"))

    found = filesystem(lower, upper)

    assert list(found.files()) == [
        ("a", b"1", digest(lower)),
        ("b", b"2", digest(upper)),
        ("c", b"2", digest(upper)),
    ]


def test_names_are_paths_below_the_root() -> None:
    found = filesystem(tar(("./a", b"1"), ("/b", b"2"), ("c//d/./e", b"3"), ("x/../f", b"4")))

    assert contents(found) == {"a": b"1", "b": b"2", "c/d/e": b"3", "f": b"4"}
    assert found.problems == []


def test_a_whiteout_takes_a_file_or_a_folder_of_lower_layers_away() -> None:
    lower = tar(("d/a", b"1"), ("d/b", b"1"), ("e/f/g", b"1"), ("ef", b"1"))

    found = filesystem(lower, tar(("d/.wh.a", b""), (".wh.e", b"")))

    assert contents(found) == {"d/b": b"1", "ef": b"1"}


@pytest.mark.parametrize("is_first", [True, False])
def test_a_whiteout_counts_for_lower_layers_only_wherever_it_stands(is_first: bool) -> None:
    whiteout, new = (".wh.d", b""), ("d/new", b"2")

    found = filesystem(tar(("d/old", b"1")), tar(*((whiteout, new) if is_first else (new, whiteout))))

    assert contents(found) == {"d/new": b"2"}


@pytest.mark.parametrize("is_first", [True, False])
def test_an_opaque_folder_hides_what_lower_layers_have_in_it(is_first: bool) -> None:
    opaque, new = ("d/.wh..wh..opq", b""), ("d/new", b"2")

    found = filesystem(
        tar(("d/old", b"1"), ("d/e/old", b"1"), ("de", b"1")), tar(*((opaque, new) if is_first else (new, opaque)))
    )

    assert contents(found) == {"d/new": b"2", "de": b"1"}


def test_an_opaque_root_hides_everything() -> None:
    assert contents(filesystem(tar(("a", b"1")), tar((".wh..wh..opq", b""), ("b", b"2")))) == {"b": b"2"}


def test_an_opaque_folder_may_be_behind_a_link() -> None:
    lower = tar(("d", ("->", "e")), ("e/old", b"1"))

    assert contents(filesystem(lower, tar(("d/.wh..wh..opq", b""), ("d/new", b"2")))) == {"e/new": b"2"}


def test_something_else_in_the_place_of_a_folder_of_its_own_layer_hides_what_was_in_it() -> None:
    layer = tar(("d/a", b"1"), ("d/l", ("->", "/x")), ("d", ("->", "e")), ("d/l/b", b"2"))

    assert contents(filesystem(layer)) == {"e/l/b": b"2"}


def test_what_aufs_kept_for_itself_is_no_whiteout() -> None:
    found = filesystem(
        tar(("a", b"1")), tar((".wh..wh.plnk/1", b""), (".wh..wh.aufs", b""), (".wh.", b""), (".wh...", b""))
    )

    assert contents(found)["a"] == b"1"


def test_a_file_in_the_place_of_a_folder_hides_what_was_in_it() -> None:
    assert contents(filesystem(tar(("d/a", b"1")), tar(("d", b"2")))) == {"d": b"2"}


def test_a_folder_in_the_place_of_a_file_hides_it() -> None:
    assert contents(filesystem(tar(("d", b"1")), tar(("d", None), ("d/a", b"2")))) == {"d/a": b"2"}


def test_a_folder_that_is_there_again_keeps_what_is_in_it() -> None:
    assert contents(filesystem(tar(("d/a", b"1")), tar(("d", None)))) == {"d/a": b"1"}


def test_a_file_that_is_not_wanted_hides_one_that_was() -> None:
    found = filesystem(tar(("d/a", b"1")), tar(("d", b"2")), wanted=ends("/a"))

    assert contents(found) == {}


def test_entries_go_through_the_links_of_lower_layers() -> None:
    lower = tar(("lib", ("->", "usr/lib")), ("usr/lib/a", b"1"), ("usr/lib/b", b"1"))

    found = filesystem(lower, tar(("lib/a", b"2"), ("lib/.wh.b", b"")))

    assert contents(found) == {"usr/lib/a": b"2"}


def test_a_folder_takes_the_place_of_a_link() -> None:
    found = filesystem(tar(("lib", ("->", "usr/lib")), ("usr/lib/a", b"1")), tar(("lib", None), ("lib/a", b"2")))

    assert contents(found) == {"lib/a": b"2", "usr/lib/a": b"1"}


def test_a_link_in_a_folder_that_is_taken_away_leads_nowhere_any_more() -> None:
    lower = tar(("d/l", ("->", "/e")), ("e/x", b"1"))

    found = filesystem(lower, tar(("d/.wh..wh..opq", b""), ("d/l/y", b"2")))

    assert contents(found) == {"d/l/y": b"2", "e/x": b"1"}


def test_a_wanted_name_that_lies_behind_a_link_is_wanted() -> None:
    lower = tar(("state", ("->", "var/lib")), ("var/lib/other", b"1"))

    found = filesystem(lower, tar(("state/dpkg", b"2")), wanted=lambda entry: entry.name == "var/lib/dpkg")

    assert contents(found) == {"var/lib/dpkg": b"2"}


def test_a_hard_link_has_the_content_of_the_file_in_its_layer_or_below() -> None:
    found = filesystem(tar(("a", b"1"), ("b", ("=", "a"))), tar(("c", ("=", "/a"))))

    assert contents(found) == {"a": b"1", "b": b"1", "c": b"1"}


def test_a_hard_link_keeps_the_content_of_a_file_that_goes() -> None:
    assert contents(filesystem(tar(("a", b"1"), ("b", ("=", "a"))), tar((".wh.a", b"")))) == {"b": b"1"}


def test_a_hard_link_to_a_file_that_is_not_wanted_reads_it() -> None:
    lower = tar(("store/1", b"1"), ("store/2", b"2"))
    upper = tar(("x", b""), ("a.json", ("=", "store/2")), ("b.json", ("=", "a.json")))

    found = filesystem(lower, upper, wanted=ends(".json"))

    assert list(found.files()) == [("a.json", b"2", digest(upper)), ("b.json", b"2", digest(upper))]


def test_a_hard_link_to_a_hard_link_that_is_not_wanted_reads_the_file() -> None:
    found = filesystem(tar(("1", b"1"), ("2", ("=", "1"))), tar(("a.json", ("=", "2"))), wanted=ends(".json"))

    assert contents(found) == {"a.json": b"1"}


def test_a_symbolic_link_to_a_file_that_is_not_wanted_reads_it() -> None:
    lower = tar(("store/2", b"2"), ("a.json", ("->", "store/./2")), ("b.json", ("->", "gone")))

    assert contents(filesystem(lower, wanted=ends(".json"))) == {"a.json": b"2"}


def test_a_symbolic_link_to_a_wanted_file_is_not_a_second_file() -> None:
    found = filesystem(tar(("usr/lib/os-release", b"1"), ("etc/os-release", ("->", "../usr/lib/os-release"))))

    assert contents(found) == {"usr/lib/os-release": b"1"}
    value = found.find("/etc/os-release")
    assert value is not None
    assert value.value == b"1"


@pytest.mark.parametrize(
    "gone",
    [
        tar((".wh.store", b"")),
        tar(("store", None), ("store/.wh..wh..opq", b"")),
        tar(("store", b"")),
        tar(("store/2", None)),
    ],
)
def test_a_symbolic_link_to_what_a_later_layer_took_away_leads_nowhere(gone: bytes) -> None:
    found = filesystem(tar(("store/2", b"2"), ("a.json", ("->", "store/2"))), gone, wanted=ends(".json"))

    assert contents(found) == {}


def test_links_never_lead_out_of_the_image() -> None:
    lower = tar(("up", ("->", "../../../..")), ("etc/passwd", b"inside"), ("p.json", ("->", "/../../etc/passwd")))

    found = filesystem(lower, tar(("up/etc/more", b"2")), wanted=ends(".json", "more"))

    assert contents(found) == {"etc/more": b"2", "p.json": b"inside"}


def test_names_that_lead_out_of_the_image_are_left_out_and_said() -> None:
    found = filesystem(
        tar(("../a", b"1"), ("x/../../b", b"1"), ("c", b"1"), ("n" * 5000, b"1"), ("d/" * 300 + "e", b"1"))
    )

    assert contents(found) == {"c": b"1"}
    assert problems(found) == [
        ": 4 of its entries are left out: they lead out of the image, or their names are too long"
    ]


def test_links_in_circles_are_said() -> None:
    lower = tar(("a", ("->", "b")), ("b", ("->", "a")), ("a.json", ("->", "a/x")))

    found = filesystem(lower, tar(("a/x", b"1"), ("c", b"1")))

    assert contents(found) == {"c": b"1"}
    assert problems(found) == [": 1 of its entries are behind links that lead in circles, and are left out"]


def test_names_in_no_encoding_are_told_apart() -> None:
    found = filesystem(tar(("caf\udce9", b"1"), ("caf\udce8", b"2"), form=tarfile.GNU_FORMAT))

    assert [path.encode(errors="surrogateescape") for path in contents(found)] == [b"caf\xe8", b"caf\xe9"]


def test_a_device_is_no_file_but_hides_one() -> None:
    device = tarfile.TarInfo()
    device.type = tarfile.CHRTYPE

    assert contents(filesystem(tar(("a", b"1"), ("b", b"1")), tar(("a", device)))) == {"b": b"1"}


def test_whiteouts_are_not_offered() -> None:
    wanted = ends("a")

    filesystem(tar(("d/.wh.a", b""), ("d/.wh..wh..opq", b""), ("d/a", b"")), wanted=wanted)

    assert set(wanted.asked) == {"d/a"}


def test_an_empty_layer_changes_nothing() -> None:
    assert contents(filesystem(tar(("a", b"1")), tar(), b"")) == {"a": b"1"}


def test_a_layer_that_is_broken_costs_itself_only() -> None:
    layers = [tar(("a", b"1")), b"x" * 512, tar(("b", b"2"))]

    found = filesystem(*layers)

    assert contents(found) == {"a": b"1", "b": b"2"}
    assert [(layer, problem.bound) for layer, problem in found.problems] == [(digest(layers[1]), "")]
    assert "no tar archive" in problems(found)[0]


def test_of_a_layer_that_is_another_one_nothing_is_used() -> None:
    lower, lie = tar(("a", b"1")), tar(("a", b"lie"))

    found = laid(stored(lower), stored(gzip.compress(lie, mtime=0), expanded=lower))

    assert contents(found) == {"a": b"1"}
    assert "the expanded layer is sha256:" in problems(found)[0]


@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstd.compress])
def test_what_comes_after_the_end_of_a_tar_is_verified_too(compress: Callable[[bytes], bytes]) -> None:
    whole = tar(("a", b"1")) + b"trailing"

    right, wrong = (laid(stored(compress(whole), expanded=each)) for each in (whole, whole[:-1]))

    assert (contents(right), problems(right)) == ({"a": b"1"}, [])
    assert (contents(wrong), len(problems(wrong))) == ({}, 1)


@pytest.mark.parametrize(
    ("limits", "bound"),
    [
        ({"entries": 100}, "100 entries"),
        ({"names": 100}, "100 bytes"),
        ({"links": 10}, "10 links"),
        ({"steps": 100}, "100 steps"),
    ],
)
def test_a_bound_is_named(limits: dict[str, int], bound: str) -> None:
    layer = tar(*((f"d{number}/l", ("->", "x")) for number in range(200)))

    found = filesystem(layer, limits=Limits(**limits))

    assert [problem.bound for _, problem in found.problems] == [bound]


def test_files_past_the_bounds_are_said_one_by_one_and_together() -> None:
    found = filesystem(
        tar(("a", bytes(2000)), ("b", bytes(900)), ("c", bytes(900))), limits=Limits(file=1000, content=1000)
    )

    assert list(contents(found)) == ["b"]
    assert problems(found) == [
        "a: it is larger than 1000 bytes",
        ": 1 of its files are left out: together they are larger than 1000 bytes",
    ]


def test_of_more_files_than_are_kept_the_others_are_left_out_and_that_is_said() -> None:
    found = filesystem(tar(*((name, b"x") for name in "abcde")), limits=Limits(kept=2))

    assert list(contents(found)) == ["a", "b"]
    assert problems(found) == [": 3 of its files are left out: the image has more of them than 2 files"]
