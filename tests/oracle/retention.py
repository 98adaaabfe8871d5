"""Customers → the path each took, whether and when they bought again.

A customer is anybody with a purchase. The path follows from the whole history, and so does the
index day from which the days to the next purchase are counted.
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from decode import MINUTES_A_DAY
from read import Inputs, Row
from survival import Duration

PATHS = ("no_problem", "problem_no_complaint", "complained_unsolved", "complained_solved",
         "complained_solved_fast")
WINDOW_DAYS = 365
FAST_MINUTES = 1440


@dataclass(frozen=True)
class Customer:
    path: str
    matured: bool
    bought_again: bool  # 1 to 365 days after the index day
    duration: Duration  # days from the index day to the next purchase, or to the horizon


def by_customer(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows of each known customer, in input order."""
    found = defaultdict(list)
    for row in rows:
        if row.get("customer_id") is not None:
            found[row["customer_id"]].append(row)
    return found


def complaint_path(complaint: Row) -> str:
    resolved = complaint.get("resolved_at")
    if resolved is None:
        return "complained_unsolved"
    fast = resolved - complaint["opened_at"] <= FAST_MINUTES
    return "complained_solved_fast" if fast else "complained_solved"


def path_and_index_day(purchase_days: list[int], repairs: list[Row],
                       complaints: list[Row]) -> tuple[str, int]:
    if complaints:
        first = min(complaints, key=lambda row: row["opened_at"])  # min keeps the earlier of equals
        return complaint_path(first), first["opened_at"] // MINUTES_A_DAY
    if repairs:
        first_report = min(row["reported_at"] for row in repairs)
        return "problem_no_complaint", first_report // MINUTES_A_DAY
    return "no_problem", min(purchase_days)


def customers(inputs: Inputs) -> list[Customer]:
    purchases = by_customer(inputs.tables["purchases"].rows)
    repairs = by_customer(inputs.tables["repairs"].rows)
    complaints = by_customer(inputs.tables["complaints"].rows)
    last_day = inputs.horizon // MINUTES_A_DAY
    found = []
    for name, bought in purchases.items():
        days = [row["purchased_on"] for row in bought]
        path, start = path_and_index_day(days, repairs.get(name, []), complaints.get(name, []))
        later = [day - start for day in days if day > start]
        duration = (min(later), True) if later else (last_day - start, False)
        found.append(Customer(path, start + WINDOW_DAYS <= last_day,
                              any(wait <= WINDOW_DAYS for wait in later), duration))
    return found
