"""The cache of layers: what it says is what reading would say, and it says nothing where it cannot be sure."""

import os
import random
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from seatrial.errors import ConnectorError
from seatrial.images.cache import LayerCache, text_of_program
from seatrial.images.filesystem import Filesystem
from seatrial.images.image import Image
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.opening import ImageOptions, open_image
from seatrial.images.stored import Stored
from seatrial.images.taker import Want
from seatrial.images.tar import Entry
from seatrial.model.gap import Gap
from seatrial.model.package import Package
from tests.images.builder import Blobs, Item, image_of, layout, random_layer, stored, tar
from tests.images.test_packages import RELEASE, STATUS, status


@dataclass
class Text:
    """Takes whole files of some endings, and counts them."""

    endings: tuple[str, ...] = ("",)
    name: str = "text"
    make: Callable[[bytes], bytes] = bytes
    count: int = 0

    def wants(self, entry: Entry) -> Want | None:
        return Want("text") if entry.name.endswith(self.endings) else None

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        self.count += 1
        return entry.name.encode(errors="surrogateescape") + b":" + self.make(content)


@dataclass
class Shelf:
    """Layers that say how often somebody has fetched them."""

    fetched: list[str] = field(default_factory=list)

    def layer(self, *items: Item) -> Stored:
        return self.counted(stored(tar(*items)))

    def counted(self, layer: Stored) -> Stored:
        def chunks() -> Iterator[bytes]:
            self.fetched.append(layer.digest)
            yield from layer.chunks()

        return replace(layer, chunks=chunks)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def cache(tmp_path: Path) -> LayerCache:
    return LayerCache(tmp_path / "layers")


def cached(cache: LayerCache, *layers: Stored, limits: Limits = DEFAULTS) -> Image:
    return replace(image_of(*layers, limits=limits), cache=cache)


def said(filesystem: Filesystem, taker: Text) -> tuple[list[tuple[str, bytes, str]], list[str]]:
    return [*filesystem.of(taker).files()], [f"{problem.path}: {problem.reason}" for _, problem in filesystem.problems]


def files_of(cache: LayerCache) -> list[Path]:
    return sorted(cache.folder.iterdir()) if cache.folder.exists() else []


def test_a_known_layer_is_not_fetched(cache: LayerCache, shelf: Shelf) -> None:
    taker, layers = Text(), (shelf.layer(("a", b"1"), ("d/b", b"2")), shelf.layer(("d/.wh.b", b""), ("c", ("=", "a"))))

    cold = said(cached(cache, *layers).read((taker,)), taker)
    fetched = len(shelf.fetched)
    warm = said(cached(cache, *layers).read((taker,)), taker)

    assert warm == cold
    assert [path for path, _, _ in warm[0]] == ["a", "c"]
    assert (fetched, len(shelf.fetched), taker.count) == (2, 2, 2)


def test_of_an_image_that_grows_only_the_new_layer_is_fetched(cache: LayerCache, shelf: Shelf) -> None:
    taker, base, more = Text(), shelf.layer(("a", b"1")), shelf.layer(("a", b"2"), ("b", b"3"))
    cached(cache, base).read((taker,))

    found, _ = said(cached(cache, base, more).read((taker,)), taker)

    assert shelf.fetched == [base.digest, more.digest]
    assert [(path, value) for path, value, _ in found] == [("a", b"a:2"), ("b", b"b:3")]


def test_other_bytes_that_claim_to_expand_to_a_known_layer_are_read(cache: LayerCache, shelf: Shelf) -> None:
    taker, good = Text(), shelf.layer(("a", b"1"))
    cached(cache, good).read((taker,))
    lie = replace(stored(tar(("a", b"evil"))), diff_id=good.diff_id)

    found, problems = said(cached(cache, shelf.counted(lie)).read((taker,)), taker)

    assert found == []
    assert len(problems) == 1
    assert shelf.fetched == [good.digest, lie.digest]


def test_a_layer_that_is_another_one_than_it_says_is_not_kept(cache: LayerCache) -> None:
    taker = Text()

    cached(cache, replace(stored(tar(("a", b"1"))), diff_id=stored(b"").digest)).read((taker,))
    cached(cache, stored(b"x" * 512)).read((taker,))

    assert files_of(cache) == []


def test_a_layer_that_breaks_off_is_not_kept(cache: LayerCache) -> None:
    def chunks() -> Iterator[bytes]:
        yield tar(("a", b"1"))
        raise ConnectorError("the line is dead")

    cached(cache, replace(stored(tar(("a", b"1"))), chunks=chunks)).read((Text(),))

    assert files_of(cache) == []


def damages(content: bytes) -> Iterator[bytes]:
    chance = random.Random(3)  # noqa: S311 - the same every time
    yield from (b"", b"\0", content[:20], content[:-1], content + b"\0", content[17:], os.urandom(len(content)))
    for _ in range(60):
        at = chance.randrange(len(content))
        yield content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def test_a_damaged_file_is_not_believed_and_written_anew(cache: LayerCache, shelf: Shelf) -> None:
    taker, layer = Text(), shelf.layer(("a", b"1"), ("l", ("->", "a")))
    right = said(cached(cache, layer).read((taker,)), taker)
    [place] = files_of(cache)
    content = place.read_bytes()

    for number, damaged in enumerate(damages(content), 2):
        place.write_bytes(damaged)

        assert said(cached(cache, layer).read((taker,)), taker) == right
        assert len(shelf.fetched) == number
        assert place.read_bytes() == content


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_waited_for(cache: LayerCache, shelf: Shelf, make: Callable[[Path], None]) -> None:
    taker, layer = Text(), shelf.layer(("a", b"1"))
    right = said(cached(cache, layer).read((taker,)), taker)
    [place] = files_of(cache)
    place.unlink()
    make(place)

    assert said(cached(cache, layer).read((taker,)), taker) == right
    assert len(shelf.fetched) == 2


def test_the_file_of_another_layer_is_not_believed(cache: LayerCache, shelf: Shelf) -> None:
    taker, one, other = Text(), shelf.layer(("a", b"1")), shelf.layer(("b", b"2"))
    cached(cache, one).read((taker,))
    [place] = files_of(cache)
    content = place.read_bytes()
    cached(cache, other).read((taker,))
    [beside] = set(files_of(cache)) - {place}
    beside.write_bytes(content)

    found, _ = said(cached(cache, other).read((taker,)), taker)

    assert [path for path, _, _ in found] == ["b"]


def test_another_text_of_the_program_or_other_bounds_read_again(cache: LayerCache, shelf: Shelf) -> None:
    taker, layer = Text(), shelf.layer(("a", b"1"))
    for each, limits in (
        (cache, DEFAULTS),
        (replace(cache, program="another"), DEFAULTS),
        (cache, DEFAULTS),
        (cache, Limits(file=1000)),
        (cache, Limits(file=1000)),
    ):
        cached(each, layer, limits=limits).read((taker,))

    assert len(shelf.fetched) == 4


def test_the_text_of_the_program_is_known() -> None:
    assert len(text_of_program()) == 64


def test_without_a_known_text_nothing_is_kept(cache: LayerCache) -> None:
    cached(replace(cache, program=""), stored(tar(("a", b"1")))).read((Text(),))

    assert files_of(cache) == []


def test_a_taker_that_is_new_reads_again_and_what_others_took_stays(cache: LayerCache, shelf: Shelf) -> None:
    one, other, layer = Text(name="one"), Text(name="other", endings=(".x",)), shelf.layer(("a", b"1"), ("b.x", b"2"))
    for takers in ((one,), (other,), (one,), (other, one)):
        filesystem = cached(cache, layer).read(takers)
        for taker in takers:
            assert len(said(filesystem, taker)[0]) == (2 if taker is one else 1)

    assert len(shelf.fetched) == 2


def test_what_a_taker_without_a_name_takes_is_not_kept(cache: LayerCache, shelf: Shelf) -> None:
    layer = shelf.layer(("a", b"1"))

    for _ in range(2):
        assert [*cached(cache, layer).files(lambda entry: True)] == [("a", b"1", layer.digest)]

    assert (len(shelf.fetched), files_of(cache)) == (2, [])


def test_what_links_lead_to_is_kept_too(cache: LayerCache, shelf: Shelf) -> None:
    layer = shelf.layer(("store/1", b"1"), ("a.json", ("=", "store/1")), ("b.json", ("->", "store/1")))
    taker = Text(endings=(".json",))

    cold, fetched = said(cached(cache, layer).read((taker,)), taker), len(shelf.fetched)
    warm = said(cached(cache, layer).read((taker,)), taker)

    assert warm == cold
    assert [(path, value) for path, value, _ in warm[0]] == [("a.json", b"a.json:1"), ("b.json", b"b.json:1")]
    assert fetched == len(shelf.fetched) == 2


def test_the_bounds_hold_for_what_is_known(cache: LayerCache) -> None:
    taker, limits = Text(), Limits(entries=3)
    layers = [stored(tar((f"{name}1", b"1"), (f"{name}2", b"2"))) for name in "ab"]
    for layer in layers:
        assert said(cached(cache, layer, limits=limits).read((taker,)), taker)[1] == []

    found, problems = said(cached(cache, *layers, limits=limits).read((taker,)), taker)

    assert [path for path, _, _ in found] == ["a1", "a2"]
    assert problems == [": the image has more than 3 entries"]


def test_a_layer_for_which_others_left_no_room_is_not_kept(cache: LayerCache) -> None:
    taker, limits = Text(), Limits(content=1000)
    layers = [stored(tar((name, bytes(600)))) for name in "ab"]

    first = said(cached(cache, *layers, limits=limits).read((taker,)), taker)

    assert len(first[0]) == len(first[1]) == len(files_of(cache)) == 1
    assert said(cached(cache, *layers, limits=limits).read((taker,)), taker) == first
    assert said(cached(cache, layers[1], limits=limits).read((taker,)), taker)[1] == []


def test_problems_of_a_layer_are_kept_with_it(cache: LayerCache, shelf: Shelf) -> None:
    taker, layer, limits = Text(), shelf.layer(("../x", b"1"), ("big", bytes(2000)), ("a", b"1")), Limits(file=1000)

    cold, warm = (said(cached(cache, layer, limits=limits).read((taker,)), taker) for _ in range(2))

    assert warm == cold
    assert len(warm[1]) == 2
    assert len(shelf.fetched) == 1


def test_the_problems_of_one_taker_are_not_lost_for_another(cache: LayerCache) -> None:
    one, other, limits = Text(name="one"), Text(endings=("a",), name="other"), Limits(file=1000)
    layer = stored(tar(("big", bytes(2000)), ("a", b"1")))

    for takers, problems in (((one,), 1), ((other,), 0), ((one,), 1), ((one, other), 1), ((other,), 0), ((one,), 1)):
        assert len(cached(cache, layer, limits=limits).read(takers).problems) == problems


def test_names_in_no_encoding_stay_as_they_are(cache: LayerCache, shelf: Shelf) -> None:
    taker, layer = (
        Text(),
        shelf.counted(stored(tar(("caf\udce9", b"1"), ("l", ("->", "\udcff")), form=tarfile.GNU_FORMAT))),
    )

    cold, warm = (said(cached(cache, layer).read((taker,)), taker) for _ in range(2))

    assert warm == cold
    assert warm[0][0][0] == "caf\udce9"
    assert len(shelf.fetched) == 1


def test_nothing_larger_than_the_layer_is_kept(cache: LayerCache, shelf: Shelf) -> None:
    layer, chance = shelf.layer(("a", b"1"), ("b", bytes(300_000))), random.Random(1)  # noqa: S311 - the same
    small = Text(endings=("a",), make=lambda content: chance.randbytes(200_000))
    large = Text(endings=("a",), make=lambda content: chance.randbytes(400_000))

    cached(cache, layer).read((large,))
    assert files_of(cache) == []
    cached(cache, layer).read((small,))
    assert len(files_of(cache)) == 1


def test_what_was_used_longest_ago_goes_first(cache: LayerCache, shelf: Shelf) -> None:
    chance = random.Random(1)  # noqa: S311 - the same every time
    layers = [shelf.layer((f"{number}", chance.randbytes(40_000))) for number in range(4)]
    narrow, taker = replace(cache, most=100_000), Text()
    for number, layer in enumerate(layers[:2]):
        cached(narrow, layer).read((taker,))
        for place in files_of(cache):
            os.utime(place, (1000 + number, 1000 + number))

    cached(narrow, layers[0]).read((taker,))
    cached(narrow, layers[2]).read((taker,))
    fetched = len(shelf.fetched)
    cached(narrow, layers[0]).read((taker,))
    cached(narrow, layers[1]).read((taker,))

    assert (fetched, len(shelf.fetched)) == (3, 4)
    assert sum(place.stat().st_size for place in files_of(cache)) <= 100_000


def test_what_was_never_finished_goes(cache: LayerCache) -> None:
    cache.folder.mkdir()
    old, new, other = (cache.folder / name for name in (".a.layer.1", ".b.layer.2", "c"))
    for place in (old, new, other):
        place.write_bytes(b"half")
    for place in (old, other):
        os.utime(place, (1000, 1000))

    cached(cache, stored(tar(("a", b"1")))).read((Text(),))

    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    taker = Text()

    found, problems = said(
        cached(LayerCache(tmp_path / "file" / "layers"), stored(tar(("a", b"1")))).read((taker,)), taker
    )

    assert (len(found), problems) == (1, [])


def test_what_layers_make_of_each_other_is_the_same(cache: LayerCache) -> None:
    for seed in range(150):
        chance = random.Random(seed)  # noqa: S311 - the same layers every time
        layers = [stored(random_layer(chance)) for _ in range(chance.randint(2, 4))]
        takers = Text(endings=("a", "b")), Text(endings=("c",), name="other")
        plain = image_of(*layers).read(takers)

        for _ in range(2):
            found = cached(cache, *layers).read(takers)

            assert [said(found, taker) for taker in takers] == [said(plain, taker) for taker in takers], f"seed {seed}"


def packages(folder: Path, cache: Path | None) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    return open_image(f"oci:{folder}", ImageOptions(platform="linux/amd64", cache=cache)).packages()


def test_packages_are_the_same_and_need_no_layer(tmp_path: Path) -> None:
    six = (
        b"Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n",
        "usr/lib/python3/six-1.16.0.dist-info/METADATA",
    )
    base = (
        RELEASE,
        ("etc/os-release", ("->", "../usr/lib/os-release")),
        (STATUS, status(("a", "1"), ("python3-six", "1"))),
        ("var/lib/dpkg/info/python3-six.list", f"/{six[1]}\n".encode()),
        (six[1], six[0]),
        ("var/lib/rpm/rpmdb.sqlite", b"SQLite format 3\0" + bytes(100)),
    )
    upper = (
        (STATUS, status(("a", "2"), ("python3-six", "1"))),
        ("store/1", b'{"name": "b", "version": "2.0.0"}'),
        ("app/node_modules/b/package.json", ("=", "store/1")),
    )
    blobs = Blobs()
    folder = layout(tmp_path / "layout", blobs, blobs.image(tar(*base), tar(*upper)))

    plain, cold = packages(folder, None), packages(folder, tmp_path / "cache")
    for place in (folder / "blobs").rglob("*"):
        if place.is_file() and place.read_bytes().startswith(b"\x1f\x8b"):
            place.unlink()
    warm = packages(folder, tmp_path / "cache")

    assert warm == cold == plain
    assert {package.name: package.owned_by for package in warm[0] if package.kind != "os"} == {
        "six": "python3-six",
        "b": "",
    }
    assert len(warm[1]) == 1
