"""Grapheme clusters, by which Terraform counts and cuts texts (https://unicode.org/reports/tr29/).

The clusters of ordinary text, accents, emoji sequences, flags and Hangul come out as the standard has them; the rare
prepended marks of Indic scripts stand alone.
"""

from __future__ import annotations

import re
from unicodedata import category

_JOINER = "\u200d"

# What continues a cluster: marks are asked of the Unicode database, the rest are ranges.
_HANGUL = "[\u1100-\u115f\ua960-\ua97c]*(?:[\uac00-\ud7a3]|[\u1160-\u11a7\ud7b0-\ud7c6])[\u1160-\u11ff\ud7b0-\ud7fb]*"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_CLUSTER = re.compile(f"\r\n|{_FLAG}|{_HANGUL}|.", re.DOTALL)
_PICTOGRAPH = re.compile(
    "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001f0ff\U0001f10d-\U0001f1e5\U0001f201-\U0001f3fa\U0001f400-\U0001faff]"
)


def graphemes(text: str) -> list[str]:
    """Split a text into its grapheme clusters."""
    if text.isascii() and "\r" not in text:
        return list(text)
    clusters: list[str] = []
    for match in _CLUSTER.finditer(text):
        piece = match[0]
        if clusters and _continues(clusters[-1], piece):
            clusters[-1] += piece
        else:
            clusters.append(piece)
    return clusters


def grapheme_count(text: str) -> int:
    return len(text) if text.isascii() and "\r" not in text else len(graphemes(text))


def _continues(cluster: str, piece: str) -> bool:
    if cluster[-1] in "\r\n" or _is_control(cluster[-1]):
        return False
    if _extends(piece[0]):
        return True
    return cluster[-1] == _JOINER and _PICTOGRAPH.match(cluster) is not None and _PICTOGRAPH.match(piece) is not None


def _extends(character: str) -> bool:
    # Skin tones, the non-joiner, and two vowels of Thai and Lao that are letters elsewhere in the database.
    if "\U0001f3fb" <= character <= "\U0001f3ff" or character in (_JOINER, "\u200c", "\u0e33", "\u0eb3"):
        return True
    return category(character) in ("Mn", "Me", "Mc")


def _is_control(character: str) -> bool:
    return category(character) in ("Cc", "Zl", "Zp") or (
        category(character) == "Cf" and character not in "\u200c\u200d"
    )
