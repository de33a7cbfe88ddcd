"""rpm's SQLite databases: SQLite itself says what is in them."""

import random
import sqlite3
import struct
from contextlib import closing

import pytest

from seatrial.errors import ParseError
from seatrial.parsers.packages.rpm_sqlite import headers


def database(
    rows: list[bytes], *, size: int = 4096, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in (f"PRAGMA page_size = {size}", *before):
            made.execute(statement)
        made.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
        made.executemany("INSERT INTO Packages(blob) VALUES (?)", [(row,) for row in rows])
        made.execute("CREATE TABLE 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)")
        made.execute("CREATE INDEX 'Name_key_idx' ON 'Name'(key ASC)")
        made.commit()
        for statement in after:
            made.execute(statement)
            made.commit()
        return made.serialize()


def told(content: bytes) -> list[bytes]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(content)
        return [blob for (blob,) in opened.execute("SELECT blob FROM Packages ORDER BY hnum")]


def some_rows(chance: random.Random) -> list[bytes]:
    lengths = (0, 1, 100, 450, 3000, 4060, 4061, 4062, 70_000, 200_000)
    return [chance.randbytes(chance.choice(lengths) + chance.randint(0, 40)) for _ in range(chance.randint(0, 60))]


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
@pytest.mark.parametrize("seed", range(6))
def test_what_sqlite_says_is_in_it_is_what_is_read(size: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same every time
    rows = some_rows(chance)
    after = (
        ("DELETE FROM Packages WHERE hnum % 3 = 1", "VACUUM")
        if seed % 2
        else ("DELETE FROM Packages WHERE hnum % 5 = 2",)
    )
    content = database(rows, size=size, after=after, before=("CREATE TABLE t (a, b)", "CREATE VIEW v AS SELECT 1"))

    assert list(headers(content)) == told(content)


@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_the_list_of_tables_may_be_in_another_encoding(encoding: str) -> None:
    assert list(headers(database([b"1"], before=(f"PRAGMA encoding = '{encoding}'",)))) == [b"1"]


def test_thousands_of_rows_are_read_in_their_order() -> None:
    rows = [struct.pack(">I", number) * 40 for number in range(20_000)]

    assert list(headers(database(rows, size=512))) == rows


@pytest.mark.parametrize(
    "statement",
    ["CREATE VIEW Packages AS SELECT 1 AS hnum, x'00' AS blob", "CREATE TABLE Others (hnum INTEGER PRIMARY KEY, blob)"],
)
def test_without_the_table_there_is_nothing_to_read(statement: str) -> None:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(statement)
        content = made.serialize()

    with pytest.raises(ParseError, match="no table Packages"):
        list(headers(content))


def test_a_table_without_row_numbers_is_a_problem() -> None:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB) WITHOUT ROWID")
        made.execute("INSERT INTO Packages VALUES (1, x'00')")
        made.commit()
        content = made.serialize()

    [problem] = headers(content)

    assert "of type 10, which no table has" in str(problem)


def test_a_broken_page_costs_its_rows_only() -> None:
    rows = [bytes([number]) * 300 for number in range(100)]
    content = bytearray(database(rows, size=1024))
    place = content.index(rows[50][:200])
    content[place - place % 1024] = 0xEE

    found = list(headers(bytes(content)))

    assert [type(one) for one in found].count(bytes) > 90
    assert sum(isinstance(one, ParseError) for one in found) == 1
    assert [one for one in found if isinstance(one, bytes)] == [row for row in rows if row in found]


def test_pages_in_circles_and_rows_that_are_there_many_times_end() -> None:
    content = bytearray(database([bytes(300) for _ in range(200)], size=512))
    pages = range(0, len(content), 512)
    root = next(place for place in pages if content[place] == 5)
    content[root + 8 : root + 12] = struct.pack(">I", root // 512 + 1)
    assert any(isinstance(one, ParseError) for one in headers(bytes(content)))

    whole = bytearray(database([bytes(40_000)], size=512))
    leaf = next(place for place in range(512, len(whole), 512) if whole[place] == 13 and whole[place + 4] == 1)
    cell = whole[leaf + 8 : leaf + 10]
    whole[leaf + 3 : leaf + 5] = struct.pack(">H", 50)
    whole[leaf + 8 : leaf + 108] = cell * 50
    found = list(headers(bytes(whole)))
    assert sum(isinstance(one, bytes) for one in found) == 1


def test_damage_is_never_another_exception() -> None:
    chance = random.Random(5)  # noqa: S311 - the same every time
    whole = database([chance.randbytes(chance.choice((50, 700, 9000))) for _ in range(40)], size=512)
    for _ in range(1500):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            page = chance.randrange(len(content) // 512) * 512
            content[page + chance.choice((chance.randrange(16), chance.randrange(512)))] = chance.randrange(256)
        cut = bytes(content[: chance.choice((len(content), chance.randrange(len(content))))])
        try:
            found = list(headers(cut))
        except ParseError:
            continue
        assert sum(len(one) for one in found if isinstance(one, bytes)) <= len(cut)
