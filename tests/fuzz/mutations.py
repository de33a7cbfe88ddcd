"""Ways to break a file: what hostile hands, bad disks and half-finished edits make of it."""

import random
from collections.abc import Callable
from typing import Final

Mutation = Callable[[bytes, random.Random, bytes], bytes]
"""Makes a broken text of a sound one; may take pieces of another."""

_MOST_BYTES: Final = 200_000
_NUMBERS: Final = (
    b"-1",
    b"0",
    b"1e999",
    b"-0x1",
    b"9" * 400,
    b"1.5",
    b"18446744073709551616",
    b"0777",
    b".inf",
    b"NaN",
)
_TOKENS: Final = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[31m", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\r", b"\t", b"\x85"),
    *(b"{", b"}", b"[", b"]", b"(", b")", b'"', b"'", b"`", b"$", b"${", b"%{", b"$${", b"<<EOF\n", b"<<-X\n", b"\\\n"),
    *(b"&a ", b"*a ", b"<<: *a\n", b"!Ref ", b"!!python/name:os.system ", b"---\n", b"? ", b"- ", b": ", b"|\n", b"#"),
    *(b"null", b"true", b"{}", b"[]", b'""', b"{{ .Values.x }}", b"range(1, 1000000000)", b"Fn::If", b"AWS::NoValue"),
    *(
        b"count = 1000000000\n",
        b"for_each = toset([var.nobody])\n",
        b'source = "../../../.."\n',
        b"FROM a AS a\nFROM a\n",
    ),
)


def flip(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Change a few bytes."""
    changed = bytearray(text)
    for _index in range(chance.randint(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncate(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Keep the beginning, as a writer does whose disk is full."""
    return text[: chance.randint(0, len(text))]


def behead(text: bytes, chance: random.Random, _: bytes) -> bytes:
    return text[chance.randint(0, len(text)) :]


def duplicate(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Say a piece many times."""
    start, end = _piece(text, chance)
    return text[:end] + text[start:end] * chance.choice((1, 2, 50)) + text[end:]


def splice(text: bytes, chance: random.Random, other: bytes) -> bytes:
    """Put a piece of another file into this one."""
    start, end = _piece(other, chance)
    place = chance.randint(0, len(text))
    return text[:place] + other[start:end] + text[place:]


def shuffle_lines(text: bytes, chance: random.Random, _: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    for _index in range(min(3, len(lines))):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return b"".join(lines)


def insert_token(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Put in what means something to one of the formats."""
    for _index in range(chance.randint(1, 4)):
        place = chance.randint(0, len(text))
        text = text[:place] + chance.choice(_TOKENS) + text[place:]
    return text


def nest(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Open what is never closed, or far too deep."""
    opening, closing = chance.choice(
        ((b"[", b"]"), (b"{", b"}"), (b"(", b")"), (b'{"a":', b"}"), (b"a {\n", b"}\n"), (b"!", b""))
    )
    times = chance.choice((10, 500, 20_000))
    place = chance.randint(0, len(text))
    return text[:place] + opening * times + (closing * times if chance.random() < 0.5 else b"") + text[place:]


def other_number(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Replace a word with a number that no reader expects."""
    start, end = _word(text, chance)
    return text[:start] + chance.choice(_NUMBERS) + text[end:]


def other_value(text: bytes, chance: random.Random, _: bytes) -> bytes:
    """Replace a word with a value of another kind."""
    start, end = _word(text, chance)
    return text[:start] + chance.choice(_TOKENS) + text[end:]


def long_word(text: bytes, chance: random.Random, _: bytes) -> bytes:
    start, end = _word(text, chance)
    # No more than is kept: a word that is long already would fill the memory.
    times = min(20_000, _MOST_BYTES // max(1, end - start) + 1)
    return text[:start] + text[start:end] * times + text[end:]


def other_encoding(text: bytes, chance: random.Random, _: bytes) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp037"))
    return text.decode("latin-1").encode(encoding, "replace")


MUTATIONS: Final[tuple[Mutation, ...]] = (
    *(flip, truncate, behead, duplicate, splice, shuffle_lines, insert_token, nest),
    *(other_number, other_value, long_word, other_encoding),
)


def mutated(text: bytes, chance: random.Random, other: bytes) -> bytes:
    """A text broken in one to three ways."""
    for _index in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(MUTATIONS)(text, chance, other)[:_MOST_BYTES]
    return text


def _piece(text: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(text))
    return start, min(len(text), start + chance.choice((1, 20, 200, 2000)))


def _word(text: bytes, chance: random.Random) -> tuple[int, int]:
    """The span of a run of letters and digits."""
    if not text:
        return 0, 0
    end = start = chance.randrange(len(text))
    while start and text[start - 1 : start].isalnum():
        start -= 1
    while end < len(text) and text[end : end + 1].isalnum():
        end += 1
    return start, end
