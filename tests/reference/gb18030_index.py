"""Makes engine/ingest/encoding/gb18030.index from the two index files of the WHATWG Encoding Standard.

    python3 tests/reference/gb18030_index.py index-gb18030.txt index-gb18030-ranges.txt OUT

Layout of the output, all numbers 16 bits, little-endian:
    23940 units      pointer (lead - 0x81) * 190 + trail -> code point, all below U+10000
    206 pairs        first pointer and first code point of each four-byte range below U+10000
U+E7C7 (pointer 7457) and the range from 189000 on are in gb18030.c.
"""

import hashlib
import re
import struct
import sys

# What the standard's files say of themselves: of 2024-09-18, the two-byte part as GB18030-2022 has it.
IDENTIFIERS = (
    "ff1c9a923b5d24f9761b3a2de2c0f07b395f9f6f36519508944de4f0415be81c",
    "f963aaa1653f630c523e7b04729fb4e4458f35806c45eb5c179445623138f0c0",
)
POINTER_COUNT = 126 * 190
RANGE_COUNT = 206


def rows(path: str, identifier: str) -> list[tuple[int, int]]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if f"# Identifier: {identifier}" not in text:
        sys.exit(f"{path}: not the version with identifier {identifier}")
    return [(int(p), int(c, 16)) for p, c in re.findall(r"^ *(\d+)\t0x([0-9A-F]+)", text, re.M)]


def packed(index: list[tuple[int, int]], ranges: list[tuple[int, int]]) -> bytes:
    if [pointer for pointer, _ in index] != list(range(POINTER_COUNT)):
        sys.exit("the index has gaps")
    if ranges.pop() != (189000, 0x10000) or len(ranges) != RANGE_COUNT:
        sys.exit("the ranges are not those of the standard")
    units = [code_point for _, code_point in index]
    pairs = [number for row in ranges for number in row]
    return struct.pack(f"<{len(units) + len(pairs)}H", *units, *pairs)


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    out = packed(rows(sys.argv[1], IDENTIFIERS[0]), rows(sys.argv[2], IDENTIFIERS[1]))
    with open(sys.argv[3], "wb") as file:
        file.write(out)
    print(f"{sys.argv[3]}: {len(out)} bytes, sha256 {hashlib.sha256(out).hexdigest()}")


if __name__ == "__main__":
    main()
