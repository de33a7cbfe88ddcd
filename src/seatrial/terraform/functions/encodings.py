"""Functions between texts and bytes: Base64, gzip, URLs, other character sets, CSV."""

from __future__ import annotations

import binascii
import re
import zlib
from base64 import b64decode, b64encode
from urllib.parse import quote_plus, unquote_plus

from seatrial.model.value import Value
from seatrial.terraform.functions.registry import Context, FunctionError, function, text
from seatrial.terraform.values import nfc

_GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_LAST_EMPTY_BLOCK = b"\x01\0\0\xff\xff"

# Names and aliases as IANA registers them, of the character sets that Go's ianaindex supports.
_CODECS = {
    "utf-8": "utf-8 utf8 csutf8",
    "utf-16": "utf-16 csutf16",
    "utf-16-le": "utf-16le csutf16le",
    "utf-16-be": "utf-16be csutf16be",
    "ascii": "us-ascii ascii iso-ir-6 ansi_x3.4-1968 ansi_x3.4-1986 iso_646.irv:1991 iso646-us us ibm367 cp367 csascii",
    "cp437": "ibm437 cp437 437 cspc8codepage437",
    "cp850": "ibm850 cp850 850 cspc850multilingual",
    "cp852": "ibm852 cp852 852 cspcp852",
    "cp855": "ibm855 cp855 855 csibm855",
    "cp858": "ibm00858 ccsid00858 cp00858 pc-multilingual-850+euro csibm00858",
    "cp860": "ibm860 cp860 860 csibm860",
    "cp862": "ibm862 cp862 862 cspc862latinhebrew",
    "cp863": "ibm863 cp863 863 csibm863",
    "cp865": "ibm865 cp865 865 csibm865",
    "cp866": "ibm866 cp866 866 csibm866",
    "cp037": "ibm037 cp037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-wt ebcdic-cp-nl csibm037",
    "cp1140": "ibm01140 ccsid01140 cp01140 ebcdic-us-37+euro csibm01140",
    "koi8-r": "koi8-r cskoi8r",
    "koi8-u": "koi8-u cskoi8u",
    "mac-roman": "macintosh mac csmacintosh",
    "cp874": "windows-874 cswindows874",
    "big5": "big5 csbig5",
    "euc_jp": "euc-jp extended_unix_code_packed_format_for_japanese cseucpkdfmtjapanese",
    "euc_kr": "euc-kr cseuckr",
    "gbk": "gbk cp936 ms936 windows-936 csgbk",
    "gb18030": "gb18030 csgb18030",
    "hz": "hz-gb-2312",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp932": "shift_jis ms_kanji csshiftjis",
    "latin-1": "iso-8859-1 iso_8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1 ibm819 cp819 csisolatin1",
    "iso8859-2": "iso-8859-2 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 l2 csisolatin2",
    "iso8859-3": "iso-8859-3 iso_8859-3 iso_8859-3:1988 iso-ir-109 latin3 l3 csisolatin3",
    "iso8859-4": "iso-8859-4 iso_8859-4 iso_8859-4:1988 iso-ir-110 latin4 l4 csisolatin4",
    "iso8859-5": "iso-8859-5 iso_8859-5 iso_8859-5:1988 iso-ir-144 cyrillic csisolatincyrillic",
    "iso8859-6": "iso-8859-6 iso_8859-6 iso_8859-6:1987 iso-ir-127 ecma-114 asmo-708 arabic csisolatinarabic",
    "iso8859-7": "iso-8859-7 iso_8859-7 iso_8859-7:1987 iso-ir-126 elot_928 ecma-118 greek greek8 csisolatingreek",
    "iso8859-8": "iso-8859-8 iso_8859-8 iso_8859-8:1988 iso-ir-138 hebrew csisolatinhebrew",
    "iso8859-9": "iso-8859-9 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5",
    "iso8859-10": "iso-8859-10 iso_8859-10:1992 iso-ir-157 l6 latin6 csisolatin6",
    "iso8859-13": "iso-8859-13 csiso885913",
    "iso8859-14": "iso-8859-14 iso_8859-14 iso_8859-14:1998 iso-ir-199 latin8 iso-celtic l8 csiso885914",
    "iso8859-15": "iso-8859-15 iso_8859-15 latin-9 csiso885915",
    "iso8859-16": "iso-8859-16 iso_8859-16 iso_8859-16:2001 iso-ir-226 latin10 l10 csiso885916",
    **{f"cp{page}": f"windows-{page} cswindows{page}" for page in range(1250, 1259)},
}
_CODEC_OF = {alias: codec for codec, aliases in _CODECS.items() for alias in aliases.split()}


@function(text("str"))
def base64encode(value: str) -> Value:
    return b64encode(value.encode()).decode()


@function(text("str"))
def base64decode(value: str) -> Value:
    return _as_text(_from_base64("base64decode", value), "base64decode")


def _from_base64(name: str, value: str) -> bytes:
    try:
        # Go skips line ends and nothing else.
        return b64decode(value.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FunctionError(f"{name}: the text is not valid base64") from error


def _as_text(content: bytes, name: str) -> str:
    try:
        return nfc(content.decode())
    except UnicodeDecodeError as error:
        raise FunctionError(f"{name}: the result is not valid UTF-8") from error


@function(text("str"))
def base64gzip(value: str) -> Value:
    content = value.encode()
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    # Go flushes before it closes the stream, which leaves an empty block in between.
    body = compressor.compress(content) + compressor.flush(zlib.Z_SYNC_FLUSH)
    tail = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return b64encode(_GZIP_HEAD + body + _LAST_EMPTY_BLOCK + tail).decode()


@function(text("str"), context=True)
def base64gunzip(context: Context, value: str) -> Value:
    """OpenTofu's inverse of ``base64gzip``."""
    content = _from_base64("base64gunzip", value)
    bound = context.limits.characters
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        inflated = inflater.decompress(content, bound)
    except zlib.error as error:
        raise FunctionError("base64gunzip: the bytes are not valid gzip") from error
    if inflater.unconsumed_tail:
        raise FunctionError(f"base64gunzip: the text is longer than {bound} bytes", bound=f"{bound} bytes")
    if not inflater.eof:
        raise FunctionError("base64gunzip: the bytes end too early")
    return _as_text(inflated, "base64gunzip")


@function(text("str"))
def urlencode(value: str) -> Value:
    return quote_plus(value)


@function(text("str"))
def urldecode(value: str) -> Value:
    """OpenTofu's inverse of ``urlencode``."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", value):
        raise FunctionError("urldecode: an invalid percent escape")
    try:
        return nfc(unquote_plus(value, errors="strict"))
    except UnicodeDecodeError as error:
        raise FunctionError("urldecode: the result is not valid UTF-8") from error


def _codec(name: str) -> str:
    codec = _CODEC_OF.get(name.lower())
    if codec is None:
        raise FunctionError(f'"{name}" is not a supported IANA encoding name or alias')
    return codec


@function(text("string"), text("encoding"))
def textencodebase64(value: str, encoding: str) -> Value:
    codec = _codec(encoding)
    try:
        # Go writes UTF-16 of unsaid order big-endian, with its mark.
        encoded = b"\xfe\xff" + value.encode("utf-16-be") if codec == "utf-16" else value.encode(codec)
    except UnicodeEncodeError as error:
        raise FunctionError(f"textencodebase64: characters that cannot be represented in {encoding}") from error
    return b64encode(encoded).decode()


@function(text("source"), text("encoding"))
def textdecodebase64(value: str, encoding: str) -> Value:
    codec = _codec(encoding)
    content = _from_base64("textdecodebase64", value)
    try:
        return nfc(content.decode(codec))
    except UnicodeDecodeError as error:
        raise FunctionError(f"textdecodebase64: symbols that are not defined for {encoding}") from error


@function(text("str"), context=True)
def csvdecode(context: Context, value: str) -> Value:
    rows = _Csv(value, context.limits.elements).rows()
    if not rows:
        raise FunctionError("csvdecode: missing header line")
    header, *records = rows
    for name in header:
        if header.count(name) > 1:
            raise FunctionError(f'csvdecode: duplicate column name "{name}"')
    return [dict(zip(header, record, strict=True)) for record in records]


class _Csv:
    """A reader of RFC 4180 that accepts and refuses what Go's ``encoding/csv`` does."""

    _PLAIN = re.compile(r'([^",\n]*)')
    _QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')

    def __init__(self, content: str, most: int) -> None:
        self._content = content.replace("\r\n", "\n")
        self._most = most
        self._offset = 0

    def rows(self) -> list[list[str]]:
        rows: list[list[str]] = []
        cells = 0
        while self._offset < len(self._content):
            if self._content[self._offset] == "\n":
                self._offset += 1
                continue
            row = self._row()
            if rows and len(row) != len(rows[0]):
                raise self._error("wrong number of fields")
            rows.append(row)
            cells += len(row)
            if cells > self._most:
                raise FunctionError(f"csvdecode: more than {self._most} fields", bound=f"{self._most} fields")
        return rows

    def _row(self) -> list[str]:
        row = [self._field()]
        while self._content.startswith(",", self._offset):
            self._offset += 1
            row.append(self._field())
        self._offset += 1
        return row

    def _field(self) -> str:
        quoted = self._content.startswith('"', self._offset)
        match = (self._QUOTED if quoted else self._PLAIN).match(self._content, self._offset)
        if match is None:
            raise self._error('extraneous or missing " in quoted-field')
        self._offset = match.end()
        following = self._content[self._offset : self._offset + 1]
        if following not in ("", ",", "\n"):
            raise self._error('extraneous or missing " in quoted-field' if quoted else 'bare " in non-quoted-field')
        return match[1].replace('""', '"') if quoted else match[1]

    def _error(self, message: str) -> FunctionError:
        line = self._content.count("\n", 0, self._offset) + 1
        return FunctionError(f"csvdecode: line {line}: {message}")
