#!/usr/bin/env python3
"""Seed → a folder of random input files with every kind of dirt, and a configuration.

  random_set.py SEED FOLDER      writes FOLDER/data/… and FOLDER/config.json

The same seed gives the same bytes. What the dirt does to a row is not written down here: the
oracle and the engine must find out, and agree.
"""
from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

from decode import EPOCH, MINUTES_A_DAY
from months import civil, month_of, month_text
from effects import fill_rows as fill_effects
from random_rows import Day, Money, Month, Row, Time, World, random_tables
from read import load_schema
from repairs import fill_rows
from words import fill_rows as fill_words

MISSING = ["", "NA", "N/A", "NULL", "-", "无", " ", " NA "]
BAD = {"time": ["昨天", "2025-02-30", "2025-06-01 24:10", "1/2", "2025-13-01"],
       "date": ["soon", "2025-02-30", "31.12"], "score": ["9", "0", "4.5", "好", "5,"],
       "int": ["-3", "x", "1.5"], "bool": ["也许", "2"]}
TRUE, FALSE = ["1", "yes", "true", "是", "Y", "Yes"], ["0", "no", "false", "否", "N", "NO"]
ZONES = [("Z", 0), ("+08:00", 480), ("+0800", 480), ("-05:00", -300), ("+05:30", 330)]
TABLE_NAMES = {"surveys": "回访", "repairs": "维修", "complaints": "投诉", "purchases": "购买",
               "departures": "流失", "trainings": "培训", "calls": "电话", "materials": "材料", "returns": "报表",
               "actions": "改进"}
NEVER_DROPPED = {"customer_id", "closed_at", "left_on", "reason"}
NOT_CHANGED = {"survey_id", "call_id", "action_id", "repair_id", "complaint_id", "customer_id"}
SERIAL_HEADER = "安装日期"
EXCEL_FIRST = 25569  # serial number of 1970-01-01


@dataclass
class Style:
    """How one file is written."""
    encoding: str
    newline: str
    headers: str  # "names", "primary" or "any"
    dirt: float  # share of dirty rows
    quote: float  # share of fields that are quoted without need


def time_text(minute: int, random: Random) -> str:
    """One of the ways in which people write a minute."""
    day, left = divmod(minute, MINUTES_A_DAY)
    d, hour, minute_of_hour = civil(day), left // 60, left % 60
    clock = f"{hour}:{minute_of_hour:02d}"
    forms = [f"{d:%Y-%m-%d} {hour:02d}:{minute_of_hour:02d}", f"{d.year}/{d.month}/{d.day} {clock}",
             f"{d.year}.{d.month}.{d.day} {clock}", f"{d.year}年{d.month}月{d.day}日 {clock}",
             f"{d:%Y-%m-%d}T{hour:02d}:{minute_of_hour:02d}:{random.randint(0, 59):02d}", "zone"]
    if left == 0:
        forms.append(day_text(day, random))
    form = random.choice(forms)
    if form != "zone":
        return form
    zone, east = random.choice(ZONES)
    there, left = divmod(minute - 480 + east, MINUTES_A_DAY)
    return f"{civil(there):%Y-%m-%d}T{left // 60:02d}:{left % 60:02d}:07{zone}"


def day_text(day: int, random: Random) -> str:
    d = civil(day)
    return random.choice([f"{d:%Y-%m-%d}", f"{d.year}/{d.month}/{d.day}", f"{d:%Y%m%d}",
                          f"{d.year}.{d.month:02d}.{d.day}", f"{d.year}年{d.month}月{d.day}日"])


def month_written(day: int, random: Random) -> str:
    """A month, or some day of it."""
    d = civil(day)
    return random.choice([f"{d:%Y-%m}", f"{d.year}/{d.month}", f"{d:%Y%m}", f"{d.year}年{d.month}月", f"{d.year}.{d.month}",
                          day_text(day, random)])


def value_text(value: object, column: dict, serial: bool, random: Random) -> str:
    """A value as somebody would have typed it."""
    if value is None:
        return random.choice(MISSING)
    if isinstance(value, Time):
        return time_text(value.minute, random)
    if isinstance(value, Day):
        return str(value.day + EXCEL_FIRST) if serial else day_text(value.day, random)
    if isinstance(value, Month):
        return month_written(value.day, random)
    if isinstance(value, Money):
        return f"{value.fen // 100}.{value.fen % 100:02d}"
    if isinstance(value, bool):
        return random.choice(TRUE if value else FALSE)
    if isinstance(value, int):
        return random.choice([str(value)] * 6 + [f"{value}.0", f" {value}", f"+{value}"])
    aliases = [a for a in column.get("values", {}).get(value, []) if a != "无"]
    return random.choice([value, *aliases]) if aliases else str(value)


def quoted(text: str, style: Style, random: Random) -> str:
    """The field as it stands in the file."""
    if any(c in text for c in ',"\r\n') or random.random() < style.quote:
        return '"' + text.replace('"', '""') + '"'
    return text


def header_of(column: dict, style: Style, random: Random) -> str:
    """A header that means the column: its name, its first alias, or any of them."""
    aliases = column.get("aliases", [])
    if style.headers == "names" or not aliases:
        return column["name"]
    if style.headers == "primary":
        return aliases[0]
    header = random.choice([column["name"], *aliases])
    return random.choice([header, header, header.upper(), f" {header}", f"{header}(必填)",
                          f"{header}（见说明）", header.replace(" ", "_")])


def spoil_row(row: Row, columns: dict, random: Random) -> None:
    """Something is wrong with one of the row's values."""
    clock = next(name for name, value in row.items() if isinstance(value, (Time, Day, Month)))
    key = next(iter(row))
    kind = random.choice(["key", "clock", "bad_clock", "order", "field", "field", "field"])
    if kind == "key":
        row[key] = None
    elif kind == "clock":
        row[clock] = None
    elif kind == "bad_clock":
        row[clock] = random.choice(BAD["time"])
    elif kind == "order":
        for end in ("closed_at", "resolved_at"):
            if row.get(end) is not None:
                row[end] = Time(row[end].minute - 20 * MINUTES_A_DAY)
    else:
        able = [name for name in row if columns[name]["type"] in BAD and name != clock]
        if able:
            name = random.choice(able)
            row[name] = random.choice(BAD[columns[name]["type"]])


def spoil_line(line: str, random: Random) -> str:
    """Something is wrong with the record as a whole."""
    return random.choice([line + ",", line + ",x", line.rsplit(",", 1)[0], '"合计",12', "合计,,,",
                          " 小计 ,3", "总计", 'x"y,' + line, '"a"b,' + line, '"' + line, "",
                          "", " ", line.replace(",", "\t"), "," * line.count(",")])


def file_bytes(rows: list[Row], names: list[str], columns: dict, style: Style, serial: bool,
               random: Random) -> bytes:
    """One file: header, rows, dirt."""
    headers = [header_of(columns[n], style, random) if n in columns else n for n in names]
    if serial and "installed_on" in names:
        headers[names.index("installed_on")] = SERIAL_HEADER  # as the configuration names it
    plain = Style(style.encoding, style.newline, style.headers, 0, 0)
    lines = [",".join(quoted(header, plain, random) for header in headers).encode(style.encoding)]
    for clean in rows:
        row = dict(clean)
        if random.random() < style.dirt:
            spoil_row(row, columns, random)
        texts = [value_text(row.get(n), columns[n], serial and n == "installed_on", random)
                 if n in columns else random.choice(["x", "1", ""]) for n in names]
        line = ",".join(quoted(text, style, random) for text in texts)
        if random.random() < style.dirt / 2:
            line = spoil_line(line, random)
        raw = line.encode(style.encoding)
        if style.encoding == "utf-8-sig":
            raw = line.encode("utf-8")
            if random.random() < style.dirt / 4:
                raw = raw.replace(b",", b"\xff\xc3(,", 1)
        lines.append(raw)
    newline = style.newline.encode()
    return newline.join(lines) + random.choice([b"", newline, newline * 2])


def file_path(table: str, number: int, style: Style, random: Random) -> str:
    """A path that tells the table by the file's name, a folder's name, or not at all."""
    name = random.choice([table, TABLE_NAMES[table]])
    forms = [f"{name}_{number}.csv", f"2025-0{number + 1}/{name}.csv", f"{name}/part{number}.csv",
             f"{name}-z/{number:02d}.csv"]
    if table in ("surveys", "repairs"):
        forms.append(f"export_{table[0]}{number}.csv")
    return random.choice(forms)


def split(rows: list[Row], random: Random) -> list[list[Row]]:
    """One to five files; some rows are sent again later, changed."""
    count = random.randint(1, 5)
    parts: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        parts[random.randrange(count)].append(row)
    for part in parts:
        for row in random.sample(rows, len(rows) // 40):
            again = dict(row)
            name = random.choice([n for n in again if n not in NOT_CHANGED])
            if not isinstance(again[name], (Time, Day, Money, Month)):
                again[name] = random.choice(rows)[name]
            part.insert(random.randint(0, len(part)), again)
    return parts


def columns_of(rows: list[Row], columns: dict, random: Random) -> list[str]:
    """The file's columns: some are missing, their order is anybody's, one more is unknown."""
    names = list(rows[0])
    for name in list(names):
        kept = name in NEVER_DROPPED or columns[name].get("needed")
        if not kept and random.random() < 0.04:
            names.remove(name)
    if random.random() < 0.3:
        first, rest = names[0], names[1:]
        random.shuffle(rest)
        names = [first, *rest]
    if random.random() < 0.3:
        names.insert(random.randint(1, len(names)), "未知列")
    return names


def random_style(random: Random) -> Style:
    return Style(random.choice(["utf-8", "utf-8-sig", "gb18030"]), random.choice(["\n", "\r\n"]),
                 random.choice(["names", "primary", "any"]), random.choice([0, 0.05, 0.15]),
                 random.choice([0, 0.1, 1]))


def write_table(table: str, world: World, columns: dict, folder: Path, serial: bool) -> None:
    random, rows = world.random, world.tables[table]
    if not rows:
        return
    for number, part in enumerate(split(rows, random)):
        style = random_style(random)
        names = columns_of(rows, columns, random)
        content = file_bytes(part, names, columns, style, serial, random)
        if style.encoding == "utf-8-sig":
            content = b"\xef\xbb\xbf" + content.removeprefix(b"\xef\xbb\xbf")
        path = folder / file_path(table, number, style, random)
        if random.random() < 0.15:
            path = path.with_name(path.name + ".gz")
            content = gzip.compress(content, mtime=0)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def random_config(seed: int, serial: bool, last_day: int, random: Random) -> dict:
    """minimum_base 1; some sets change the scale, the zone, the weights or the limits."""
    config: dict = {"schema": "rater.config/1", "minimum_base": 1, "judged_base": 2 if seed % 7 == 3 else 1}
    if serial:
        wish = {"header": SERIAL_HEADER, "excel_serial": True}
        config["tables"] = {"repairs": {"columns": {"installed_on": wish}}}
    if seed % 3 == 0:
        config["points"] = {"reliability": 20, "assurance": 20, "tangibles": 5, "empathy": 15,
                            "responsiveness": 40}
    if seed % 4 == 1:
        config["service_levels"] = {"reply_minutes": 60, "close_minutes": 2880,
                                    "close_special_minutes": 4320}
    if seed % 5 == 2:
        config["scale"] = {"minimum": 1, "maximum": 5}
    if seed % 3 == 2:
        config["tiers"] = {"key_share": 0.25, "right_share": 0.5, "harmful_unpaid": 1,
                           "key_yuan": random.choice([0, 1500]), "repair_cost_yuan": 3}
    if seed % 4 == 2:
        config["lifecycle"] = {"repurchase_days": random.choice([240, 300, 500])}
    if seed % 5 == 3:
        config["time_zone"] = random.choice(["+07:00", "-03:30", "+00:00"])
    if seed % 6 == 4:
        config["calendar"] = {"hours": ["08:30-12:00", "13:15-17:30"], "weekdays": [1, 2, 3, 4, 5, 6],
                              "holidays": ["2025-05-28/2025-06-03", "2024-06-10"], "workdays": ["2025-06-08"]}
    if seed % 4 == 2:
        config["materials"] = {"return_days": 7}
    if seed % 5 == 1:
        config["returns"] = {"due_day": 10}
    if seed % 3 == 1:  # a month that was followed up
        config["month"] = month_text(month_of(last_day) - 2)
    return config


def write_set(seed: int, folder: Path) -> str:
    """Writes the set; returns its extreme."""
    world = random_tables(seed)
    fill_rows(world, seed)
    fill_effects(world, seed)
    fill_words(world, seed)
    schema = load_schema()
    serial = seed % 4 == 3
    for table in world.tables:
        write_table(table, world, schema[table]["columns"], folder / "data", serial)
    config = random_config(seed, serial, world.last, world.random)
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (folder / "config.json").write_text(text + "\n", "utf-8")
    return world.extreme or "plain"


def main() -> int:
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        print(__doc__.strip(), file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    extreme = write_set(int(sys.argv[1]), folder)
    print(f"{folder}: {extreme}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
