"""Months as whole numbers: 12 × year + month − 1. Days count from 1970-01-01."""
from __future__ import annotations

from calendar import monthrange
from datetime import date

from decode import EPOCH


def civil(day: int) -> date:
    return date.fromordinal(day + EPOCH)


def month_of(day: int) -> int:
    return 12 * civil(day).year + civil(day).month - 1


def month_text(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_number(text: str) -> int:
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


def add_months(day: int, count: int) -> int:
    """The same day `count` months later, or that month's last day."""
    start = civil(day)
    year, month = divmod(month_of(day) + count, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal() - EPOCH


def report_month(horizon_day: int) -> int:
    """The horizon's month if it is complete, else the one before."""
    month = month_of(horizon_day)
    return month if month_of(horizon_day + 1) != month else month - 1


def first_day_of(month: int) -> int:
    return date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH
