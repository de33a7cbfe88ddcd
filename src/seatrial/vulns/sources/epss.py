"""EPSS: how probable it is that a flaw is exploited within 30 days.  https://www.first.org/epss/data_stats"""

import re
import zlib
from typing import NamedTuple

from seatrial.errors import LimitError, ParseError

_MOST = 256 * 1024 * 1024
_LINE = re.compile(rb"(CVE-\d{4}-\d{1,10}),([01](?:\.\d+)?(?:[eE]-\d+)?),([01](?:\.\d+)?(?:[eE]-\d+)?)")
_DATE = re.compile(rb"score_date:(\d{4}-\d\d-\d\d)")


class Probability(NamedTuple):
    """Probability and percentile of a flaw, both 0..1."""

    flaw: str
    probability: float
    percentile: float


class Scores(NamedTuple):
    """``day``  that of the scores, empty where the file does not say.   ``skipped``  how many lines were none."""

    day: str
    scores: list[Probability]
    skipped: int


def read(content: bytes) -> Scores:
    """The scores of a CSV file, which may be compressed.  Raises ParseError where it holds none, LimitError."""
    lines = _text(content).splitlines()
    day = next((found[1].decode() for line in lines[:2] if (found := _DATE.search(line))), "")
    body = [line for line in lines if line and not line.startswith((b"#", b"cve,"))]
    matches = [found for line in body if (found := _LINE.fullmatch(line))]
    if not matches:
        raise ParseError("the file of EPSS holds no scores")
    scores = [Probability(found[1].decode(), float(found[2]), float(found[3])) for found in matches]
    return Scores(day, scores, len(body) - len(matches))


def _text(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = decompressor.decompress(content, _MOST + 1)
    except zlib.error as error:
        raise ParseError(f"the file of EPSS cannot be decompressed: {error}") from error
    if len(text) > _MOST:
        raise LimitError("the file of EPSS expands without end", bound=f"{_MOST // 1024 // 1024} MiB")
    if not decompressor.eof:
        raise ParseError("the file of EPSS is cut short")
    return text
