"""Text of one field → a typed value, MISSING, or BadField with the rule it broke.

Units: a date is a day number, a time a whole minute, both counted from 1970-01-01 in the local
zone; seconds are cut off. Money is whole fen. Nothing here knows a column's name.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

MINUTES_A_DAY = 1440
EPOCH = date(1970, 1, 1).toordinal()
YEARS = range(1900, 2200)
BLANKS = " \t"
# Full-width ASCII (U+FF01 to U+FF5E) lies 0xFEE0 above its narrow twin.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

Value = int | bool | str | None
MISSING = None


class BadField(Exception):
    """The field counts as missing; the argument is the rule."""


@dataclass(frozen=True)
class Options:
    zone_minutes: int = 480  # local zone, east of Greenwich
    score_minimum: int = 1
    score_maximum: int = 7
    missing: frozenset[str] = field(
        default_factory=lambda: frozenset({"", "na", "n/a", "null", "-", "无"}))


def small(text: str) -> str:
    """ASCII letters made small; all others stay."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


DATE = re.compile(r"""(?x)
    (?: (\d{4}) (?: - (\d{1,2}) - | / (\d{1,2}) / | \. (\d{1,2}) \. | 年 (\d{1,2}) 月 ) (\d{1,2}) 日?
      | (\d{4}) (\d{2}) (\d{2}) )
    (?: (?: [ \t]* T [ \t]* | [ \t]+ | (?<=日) )
        (上午|下午)? [ \t]*
        (\d{1,2}) (?: : (\d{2}) (?: : (\d{2}) (?: \. \d+ )? )?
                  | 时 (?: (\d{1,2}) 分 (?: (\d{1,2}) 秒 )? )? )
        [ \t]* (Z | [+-]\d{2}:?\d{2})? )?
""")


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01."""
    if year not in YEARS:
        raise BadField("year_range")
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        raise BadField("no_such_day") from None


def clock_minutes(half: str | None, hour: int, minute: int, second: int) -> int:
    """Minutes since midnight; with 上午 or 下午 the hour is that of a twelve-hour clock."""
    if half == "上午" and hour == 12:
        hour = 0
    if half == "下午" and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or second > 59:
        raise BadField("not_a_time")
    return hour * 60 + minute


def zone_offset(zone: str) -> int:
    """Minutes east of Greenwich of `Z`, `+08:00` or `+0800`."""
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def decode_time(text: str, options: Options) -> int:
    """A date with or without a time of day → minutes; a date alone is its midnight."""
    match = DATE.fullmatch(text.translate(NARROW))
    if match is None:
        raise BadField("not_a_date")
    g = match.groups()
    if g[0] is not None:
        month = next(m for m in g[1:5] if m is not None)
        days = day_number(int(g[0]), int(month), int(g[5]))
    else:
        days = day_number(int(g[6]), int(g[7]), int(g[8]))
    if g[10] is None:
        return days * MINUTES_A_DAY
    minute, second = int(g[11] or g[13] or 0), int(g[12] or g[14] or 0)
    minutes = days * MINUTES_A_DAY + clock_minutes(g[9], int(g[10]), minute, second)
    if g[15] is not None:
        minutes += options.zone_minutes - zone_offset(g[15])
    return minutes


def decode_date(text: str, options: Options) -> int:
    """As decode_time, but the day; the time of day is dropped."""
    return decode_time(text, options) // MINUTES_A_DAY


MONTH = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})|年(\d{1,2})月|(\d{2}))")


def decode_month(text: str, options: Options) -> int:
    """A month alone → its first day; else as decode_date."""
    match = MONTH.fullmatch(text.translate(NARROW))
    if match is None:
        return decode_date(text, options)
    return day_number(int(match[1]), int(match[3] or match[4] or match[5]), 1)


def decode_excel_serial(text: str) -> int:
    """A serial number of the 1900 system → minutes; 60 is the day that never was."""
    try:
        serial = Fraction(text.translate(NARROW))
    except ValueError:
        raise BadField("not_a_number") from None
    whole = serial.numerator // serial.denominator
    if whole == 60 or whole < 1:
        raise BadField("no_such_day")
    first = date(1899, 12, 31) if whole < 60 else date(1899, 12, 30)
    minutes = (serial - whole) * MINUTES_A_DAY
    day = first + timedelta(days=whole)
    return (day.toordinal() - EPOCH) * MINUTES_A_DAY + int(minutes + Fraction(1, 2))


WHOLE = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?")


def decode_int(text: str, minimum: int | None, maximum: int | None) -> int:
    """`7`, `+7`, `1,200`, `5.0`."""
    match = WHOLE.fullmatch(text.translate(NARROW))
    if match is None:
        raise BadField("not_a_number")
    sign, digits, decimals = match.groups()
    if decimals is not None and decimals.strip("0"):
        raise BadField("not_whole")
    value = int(digits.replace(",", ""))
    value = -value if sign == "-" else value
    if minimum is not None and value < minimum or maximum is not None and value > maximum:
        raise BadField("out_of_range")
    return value


MONEY = re.compile(r"(\()?([+-]?)[¥￥$]?([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?元?(\))?")


def decode_money(text: str) -> int:
    """`¥1,234.50`, `12元`, `(3.00)` → fen."""
    match = MONEY.fullmatch(text.translate(NARROW).replace(" ", ""))
    if match is None or bool(match[1]) != bool(match[6]):
        raise BadField("not_a_number")
    decimals = match[5] or ""
    if decimals[2:].strip("0"):
        raise BadField("too_precise")
    fen = int(match[4].replace(",", "")) * 100 + int((decimals + "00")[:2])
    return -fen if match[1] or "-" in match[2] + match[3] else fen


TRUTH = {"1": True, "yes": True, "true": True, "是": True, "y": True,
         "0": False, "no": False, "false": False, "否": False, "n": False}


def decode_bool(text: str) -> bool:
    """1/0, yes/no, true/false, 是/否, Y/N, whatever the case."""
    try:
        return TRUTH[small(text.translate(NARROW))]
    except KeyError:
        raise BadField("not_a_bool") from None


def is_listed(text: str, column: dict) -> bool:
    """A listed value of a code, even if it is also a missing marker (DESIGN 20)."""
    return any(small(text) in (small(canonical), *map(small, aliases))
               for canonical, aliases in column.get("values", {}).items())


def decode(text: str, column: dict, options: Options) -> Value:
    """Value of a field that was trimmed and is not missing, by its column's declaration."""
    kind = column["type"]
    if kind in ("id", "text", "path"):
        return text
    if kind == "code":
        for canonical, aliases in column.get("values", {}).items():
            if small(text) in (small(canonical), *map(small, aliases)):
                return canonical
        return text
    if kind == "date":
        return (decode_month if column.get("month") else decode_date)(text, options)
    if kind == "time":
        return decode_time(text, options)
    if kind == "money":
        return decode_money(text)
    if kind == "bool":
        return decode_bool(text)
    if kind == "score":
        return decode_int(text, column.get("minimum", options.score_minimum),
                          column.get("maximum", options.score_maximum))
    if kind == "int":
        return decode_int(text, column.get("minimum"), column.get("maximum"))
    raise ValueError(f"unknown type {kind}")
