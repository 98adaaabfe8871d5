#!/usr/bin/env python3
"""Inputs for fuzz_ingest that look like two tables: headers, chunk size and cut chosen by the first four bytes, then rows with
quotes, line ends within, missing marks and bad values. Without them a short run never gets beyond a few bytes.

seeds.py FOLDER"""
import random
import sys
from pathlib import Path

SEED_COUNT, HEADER_COUNT, ISA_COUNT = 120, 7, 3
SEPARATORS = {1: ",", 2: ",", 4: ";", 5: "\t"}  # by the number of the header in fuzz_ingest.c
TEXTS = ["很好", "慢", "", "无", "a,b", '说"好"', "多行\n说", "满意", "-", "NA", "D07"]
NUMBERS = ["12.50", "1,234", "99", "x", "1e3", ""]


def day(draw: random.Random) -> str:
    month, number = draw.randint(1, 9), draw.randint(1, 28)
    return draw.choice([f"2025-0{month}-{number:02}", f"2025/{month}/{number}", f"2025年{month}月{number}日",
                        f"2025-0{month}-{number:02} 1{draw.randint(0, 9)}:3{draw.randint(0, 9)}", "x"])


def fields(header: int, row: int, draw: random.Random) -> list[str]:
    if header == 1:
        return [f"C{draw.randint(1, 99999)}", day(draw), draw.choice(TEXTS)]
    if header == 2:
        return [f"S{1000 + row}", day(draw), f"D{draw.randint(1, 30):03}", str(draw.randint(0, 9)),
                str(draw.randint(1, 7)), draw.choice(["是", "否", "1", "0", "x"]), draw.choice(TEXTS)]
    if header == 4:
        return [f"R{row}", day(draw), day(draw), day(draw), draw.choice(TEXTS), f"D{draw.randint(1, 9)}",
                draw.choice(NUMBERS)]
    return [f"C{draw.randint(1, 500)}", day(draw), draw.choice(NUMBERS), draw.choice(TEXTS)]


def quoted(field: str, draw: random.Random) -> str:
    if draw.random() >= 0.1 and not any(character in field for character in ',;"\n\t'):
        return field
    return '"' + field.replace('"', '""') + '"'


def table(header: int, draw: random.Random) -> bytes:
    rows = [SEPARATORS[header].join(quoted(field, draw) for field in fields(header, row, draw))
            for row in range(draw.randint(5, 60))]
    line_end = draw.choice(["\n", "\r\n"])
    return (line_end.join(rows) + line_end).encode()


def seed(draw: random.Random) -> bytes:
    first, second = draw.choice(list(SEPARATORS)), draw.choice(list(SEPARATORS))
    one, two = table(first, draw), table(second, draw)
    choices = [first, second + HEADER_COUNT * draw.randrange(ISA_COUNT), draw.randint(0, 255),
               round(255 * len(one) / (len(one) + len(two)))]
    return bytes(choices) + one + two


draw = random.Random(5)
for number in range(SEED_COUNT):
    (Path(sys.argv[1]) / str(number)).write_bytes(seed(draw))
