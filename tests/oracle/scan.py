"""Bytes of one file → its encoding, and its records as lists of fields.

Encoding: a byte-order mark decides, else strict UTF-8 over the whole file, else strict GB18030,
else the file cannot be read. Structure is found on bytes, before anything is decoded: in both
encodings the bytes `,` `"` CR LF stand for nothing but themselves.

Quoting is RFC 4180 without mercy. A record with broken quoting costs the physical line on which
it starts, and reading goes on with the next line.
"""
from __future__ import annotations

import codecs
import gzip
from dataclasses import dataclass
from pathlib import Path

COMMA, QUOTE, CR, LF = b',"\r\n'
GB18030_MARK = b"\x84\x31\x95\x33"


class InputError(Exception):
    """The run ends: an input cannot be read."""


@dataclass(frozen=True)
class Record:
    fields: list[bytes] | None  # None: broken quoting
    line: int  # physical line of its first byte, from 1
    offset: int  # of its first byte, in the bytes that were given


def file_bytes(path: Path) -> bytes:
    """The file's bytes, inflated if they begin as a .gz does."""
    stored = path.read_bytes()
    if stored.startswith(b"\x1f\x8b"):
        return gzip.decompress(stored)
    if stored.startswith(b"\x28\xb5\x2f\xfd"):
        raise InputError(f"{path}: .zst is outside what the oracle reads")
    return stored


def euro(error: UnicodeError) -> tuple[str, int]:
    """A lone 0x80 is the euro sign (WHATWG); every other error stays one."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("rater_euro", euro)


def decode_text(raw: bytes, encoding: str) -> str:
    """Text of raw, or UnicodeDecodeError."""
    if encoding == "gb18030":
        return raw.decode("gb18030", "rater_euro")
    return raw.decode("utf-8")


def detect(content: bytes) -> tuple[str, int]:
    """(name of the encoding, length of the byte-order mark)."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-bom", 3
    if content.startswith(GB18030_MARK):
        return "gb18030", 4
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError("UTF-16: save as CSV UTF-8")
    for name in ("utf-8", "gb18030"):
        try:
            decode_text(content, name)
            return name, 0
        except UnicodeDecodeError:
            pass
    raise InputError("neither UTF-8 nor GB18030")


def field_end(content: bytes, at: int) -> tuple[bytes, int] | None:
    """The field that begins at `at` and the position after it; None when its quoting is broken."""
    field = bytearray()
    size = len(content)
    if at < size and content[at] == QUOTE:
        at += 1
        while True:
            if at >= size:
                return None  # never closed
            if content[at] != QUOTE:
                field.append(content[at])
                at += 1
            elif at + 1 < size and content[at + 1] == QUOTE:
                field.append(QUOTE)
                at += 2
            else:
                at += 1
                break
        if at < size and content[at] not in (COMMA, CR, LF):
            return None  # anything but a delimiter after the closing quote
        return bytes(field), at
    while at < size and content[at] not in (COMMA, CR, LF):
        if content[at] == QUOTE:
            return None  # a quote inside an unquoted field
        field.append(content[at])
        at += 1
    return bytes(field), at


def record_end(content: bytes, at: int) -> tuple[list[bytes] | None, int]:
    """Fields of the record that begins at `at`, and the position of what ends it."""
    fields = []
    start = at
    while True:
        found = field_end(content, at)
        if found is None:
            return None, line_end(content, start)
        field, at = found
        fields.append(field)
        if at >= len(content) or content[at] != COMMA:
            return fields, at
        at += 1


def line_end(content: bytes, at: int) -> int:
    """Position of the CR or LF that ends the physical line, or the end of the content."""
    while at < len(content) and content[at] not in (CR, LF):
        at += 1
    return at


def after_line_end(content: bytes, at: int) -> int:
    """Position behind one LF, CR LF or CR."""
    if content[at : at + 2] == b"\r\n":
        return at + 2
    return at + 1


def count_lines(content: bytes) -> int:
    """Line ends in content: each LF, CR LF or lone CR is one."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")


def records(content: bytes, mark_length: int) -> list[Record]:
    """All records in order. Nothing between two line ends is no record."""
    found = []
    at, line = mark_length, 1
    while at < len(content):
        if content[at] in (CR, LF):
            following = after_line_end(content, at)
        else:
            fields, end = record_end(content, at)
            found.append(Record(fields, line, at))
            following = after_line_end(content, end) if end < len(content) else end
        line += count_lines(content[at:following])
        at = following
    return found
