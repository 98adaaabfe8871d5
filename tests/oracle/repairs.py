"""What was charged, and how the flow was kept: the documents read row by row, and random rows that crowd around
their rules."""
from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Iterable

from callbacks import WINDOW
from config import Config
from decode import MINUTES_A_DAY
from kinds import Mean, Quantile, Quantile90, Share
from months import add_months, civil
from random_rows import Row as RandomRow
from random_rows import Time, World
from read import Inputs, Row

EXCEPTIONS = {"misuse", "self_installed", "unauthorised_repair", "power", "force_majeure"}
CHARGING = ("leak", "overcharge", "unreasoned", "claimed", "unknown")
CHARGING_FEN = ("overcharged", "leaked", "fee_with_part", "fee_without_part")
FLOW = ("conforming", "unconfirmed", "no_reply", "no_visit", "reversed", "phone_visit", "repeated", "phone_solved",
        "closed_in_day", "replied_in_day")
CHINA = Path(__file__).resolve().parents[2] / "datasets/calendar/china.json"
KNOWN = {*(f"flow.{name}.share" for name in FLOW),
         *(f"flow.leg.{leg}.{level}" for leg in ("reply", "visit", "close") for level in ("p50", "p90")),
         *(f"flow.worked.{leg}.{level}" for leg in ("reply", "close") for level in ("p50", "p90")),
         *(f"charging.{name}.share" for name in CHARGING), *(f"charging.{name}.fen" for name in CHARGING_FEN)}


class MeanFen(Mean):
    unit = "fen"


def callback_visits(inputs: Inputs) -> set[str]:
    """Repairs reported on the day of an on-site callback that names them, not before it; a callback at
    0:00 has a date alone."""
    reported = {row["repair_id"]: row["reported_at"] for row in inputs.tables["repairs"].rows}
    return {row["repair_id"] for row in inputs.tables["surveys"].rows
            if row.get("repair_id") in reported and row.get("channel") == "onsite"
            and row["surveyed_at"] % MINUTES_A_DAY != 0
            and 0 <= reported[row["repair_id"]] - row["surveyed_at"]
            and reported[row["repair_id"]] // MINUTES_A_DAY == row["surveyed_at"] // MINUTES_A_DAY}


def stage_of(row: Row) -> str | None:
    day, installed = row["reported_at"] // MINUTES_A_DAY, row.get("installed_on")
    if installed is not None and day < installed:
        return "out_of_box"
    if row.get("purchased_on") is None or row.get("warranty_months") is None:
        return None
    return "in" if day <= add_months(row["purchased_on"], row["warranty_months"]) else "out"


def should_be_charged(row: Row) -> bool | None:
    """None: it cannot be said."""
    stage, reason = stage_of(row), row.get("charge_reason")
    if stage == "out_of_box":
        return None if reason is not None else False
    if reason in EXCEPTIONS:
        return True
    return {"in": False, "out": True}.get(stage)


def has_part(row: Row) -> bool:
    if row.get("quantity") is not None:
        return row["quantity"] > 0
    return row.get("part") is not None


def money(row: Row, *columns: str) -> int:
    return sum(max(row.get(column) or 0, 0) for column in columns)


class Audit:
    """What becomes of each closed repair."""

    def __init__(self, inputs: Inputs):
        self.visits = callback_visits(inputs)
        self.has_closings = inputs.has("repairs", "closed_at")

    def is_closed(self, row: Row) -> bool:
        return not self.has_closings or row.get("closed_at") is not None

    def can_leak(self, row: Row) -> bool:
        if not self.is_closed(row) or row.get("charged") is None or should_be_charged(row) is not True:
            return False
        return row.get("mode") != "phone" and (row["repair_id"] not in self.visits or has_part(row))

    def leak(self, row: Row) -> bool | None:
        return row["charged"] is False if self.can_leak(row) else None

    def labour_taken(self, row: Row) -> bool | None:
        """Of a callback visit that was rightly charged for its part."""
        if row["repair_id"] in self.visits and self.leak(row) is False:
            return money(row, "labour_fee") > 0
        return None

    def overcharge(self, row: Row) -> bool | None:
        if self.is_closed(row) and row.get("charged") is not None and should_be_charged(row) is False:
            return row["charged"]
        return self.labour_taken(row)

    def unreasoned(self, row: Row) -> bool | None:
        wrong = self.overcharge(row) and self.labour_taken(row) is None
        return row.get("charge_reason") is None if wrong else None

    def claimed(self, row: Row) -> bool | None:
        counts = self.is_closed(row) and row.get("charged") and row.get("charge_reason") == "out_of_warranty"
        return stage_of(row) == "in" if counts and stage_of(row) in ("in", "out") else None

    def unknown(self, row: Row) -> bool | None:
        if not self.is_closed(row):
            return None
        return row.get("charged") is None or should_be_charged(row) is None

    def overcharged(self, row: Row) -> Fraction | None:
        columns = ("labour_fee",) if self.labour_taken(row) else ("material_fee", "labour_fee")
        return positive(money(row, *columns)) if self.overcharge(row) else None

    def leaked(self, row: Row) -> Fraction | None:
        return positive(money(row, "material_fee", "labour_fee")) if self.leak(row) else None

    def fee(self, row: Row, with_part: bool) -> Fraction | None:
        if self.leak(row) is not False or row["repair_id"] in self.visits or has_part(row) != with_part:
            return None
        return positive(money(row, "material_fee", "labour_fee"))

    def fee_with_part(self, row: Row) -> Fraction | None:
        return self.fee(row, True)

    def fee_without_part(self, row: Row) -> Fraction | None:
        return self.fee(row, False)


def positive(fen: int) -> Fraction | None:
    return Fraction(fen) if fen > 0 else None


def charging_metrics(inputs: Inputs) -> list[tuple]:
    """(name, kind, observe, whether more is better, axes) of what the columns allow."""
    dates = ("purchased_on", "warranty_months", "charged")
    if not inputs.has("repairs", *dates):
        return []
    audit = Audit(inputs)
    has_reasons, has_fees = inputs.has("repairs", "charge_reason"), inputs.has("repairs", "material_fee")
    better = {"leak": False, "overcharge": False, "claimed": False}
    metrics = [(f"charging.{name}.share", Share, getattr(audit, name), better.get(name), ("dealer",))
               for name in CHARGING if has_reasons or name in ("leak", "unknown")]
    metrics += [(f"charging.{name}.fen", MeanFen, getattr(audit, name), None, ("dealer",))
                for name in CHARGING_FEN if has_fees and (has_reasons or name != "overcharged")]
    return metrics


class Clock:
    """Working hours, day by day and minute by minute."""

    def __init__(self, calendar: dict):
        china = json.loads(CHINA.read_text("utf-8"))
        hours = [span.split("-") for span in calendar.get("hours", ["09:00-18:00"])]
        clock = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(MINUTES_A_DAY)]
        self.open = [any(first <= time < last for first, last in hours) for time in clock]
        self.weekdays = calendar.get("weekdays", [1, 2, 3, 4, 5])
        self.holidays = set(days_of(calendar.get("holidays") or china["holidays"]))
        self.workdays = set(days_of(calendar.get("workdays") or china["workdays"]))

    def works(self, day: int) -> bool:
        date_of_day = civil(day)
        if str(date_of_day) in self.workdays:
            return True
        return date_of_day.isoweekday() in self.weekdays and str(date_of_day) not in self.holidays

    def minutes(self, start: int, end: int) -> int:
        worked = 0
        while start < end:
            day, time = divmod(start, MINUTES_A_DAY)
            length = min(end - start, MINUTES_A_DAY - time)
            worked += sum(self.open[time:time + length]) if self.works(day) else 0
            start += length
        return worked

    def is_past(self, start: int, end: int) -> bool:
        """Whether a day's work lies between them; not looked at further than needed."""
        return self.minutes(start, min(end, start + 60 * MINUTES_A_DAY)) >= sum(self.open)


def days_of(spans: list[str]) -> Iterable[str]:
    for span in spans:
        first, _, last = span.partition("/")
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last or first):
            yield str(day)
            day += timedelta(1)


def is_before(later: int | None, earlier: int | None) -> bool:
    """At 0:00 a time is a date alone, and only its day is known."""
    if None in (later, earlier):
        return False
    if later % MINUTES_A_DAY == 0:
        return later // MINUTES_A_DAY < earlier // MINUTES_A_DAY
    return later < earlier


class Steps:
    """Of the closed repairs."""

    def __init__(self, inputs: Inputs, config: Config):
        self.inputs, self.clock = inputs, Clock(config.calendar)
        self.day, self.horizon = sum(self.clock.open), inputs.horizon
        self.reports: dict[str, list[int]] = {}
        for row in inputs.tables["repairs"].rows:
            self.reports.setdefault(row.get("unit_id"), []).append(row["reported_at"])

    def has(self, column: str) -> bool:
        return self.inputs.has("repairs", column)

    def no_reply(self, row: Row) -> bool | None:
        return None if row.get("closed_at") is None else row.get("replied_at") is None

    def no_visit(self, row: Row) -> bool | None:
        return row.get("visited_at") is None if row.get("closed_at") is not None and row.get("mode") == "onsite" else None

    def unconfirmed(self, row: Row) -> bool | None:
        return None if row.get("closed_at") is None or row.get("confirmed") is None else row["confirmed"] is False

    def reversed(self, row: Row) -> bool | None:
        replied, visited, closed = (row.get(name) for name in ("replied_at", "visited_at", "closed_at"))
        if closed is None or (replied is None and visited is None):
            return None
        return is_before(visited, replied) or is_before(closed, visited) or is_before(closed, replied)

    def phone_visit(self, row: Row) -> bool | None:
        if row.get("closed_at") is None or row.get("mode") != "phone":
            return None
        return row.get("visited_at") is not None or has_part(row)

    def repeated(self, row: Row) -> bool | None:
        if row.get("closed_at") is None or row.get("unit_id") is None:
            return None
        return any(row["reported_at"] < other <= row["closed_at"] for other in self.reports[row["unit_id"]])

    def conforming(self, row: Row) -> bool | None:
        if row.get("closed_at") is None or row.get("mode") is None:
            return None
        asked = [self.unconfirmed, self.reversed, self.phone_visit, self.repeated]
        asked += [self.no_reply] * self.has("replied_at") + [self.no_visit] * self.has("visited_at")
        return not any(ask(row) for ask in asked)

    def phone_solved(self, row: Row) -> bool | None:
        if row.get("closed_at") is None or row.get("mode") is None:
            return None
        return row["mode"] == "phone" and row.get("solved") is True

    def in_day(self, row: Row, end: int | None) -> bool | None:
        if not self.clock.is_past(row["reported_at"], self.horizon):
            return None
        return end is not None and self.clock.minutes(row["reported_at"], end) <= self.day

    def closed_in_day(self, row: Row) -> bool | None:
        return self.in_day(row, row.get("closed_at"))

    def replied_in_day(self, row: Row) -> bool | None:
        return self.in_day(row, row.get("replied_at"))

    def worked(self, row: Row, end: str) -> int | None:
        return None if row.get(end) is None else self.clock.minutes(row["reported_at"], row[end])


def flow_metrics(inputs: Inputs, config: Config) -> list[tuple]:
    """As charging_metrics()."""
    if not inputs.has("repairs", "closed_at"):
        return []
    steps = Steps(inputs, config)
    needed = {"conforming": ["mode"], "unconfirmed": ["confirmed"], "no_reply": ["replied_at"], "no_visit": ["mode", "visited_at"],
              "reversed": ["replied_at", "visited_at"], "phone_visit": ["mode"], "phone_solved": ["mode", "solved"],
              "replied_in_day": ["replied_at"]}
    better = {"conforming": True, "closed_in_day": True, "replied_in_day": True, "phone_solved": None}
    metrics = [(f"flow.{name}.share", Share, getattr(steps, name), better.get(name, False), ("dealer",))
               for name in FLOW if all(map(steps.has, needed.get(name, [])))]
    return metrics + [(f"flow.worked.{leg}.{level}", kind, lambda row, end=end: steps.worked(row, end), False, ())
                      for leg, end in (("reply", "replied_at"), ("close", "closed_at")) if steps.has(end)
                      for level, kind in (("p50", Quantile), ("p90", Quantile90))]


def some_visit(row: RandomRow, r: Random) -> Time | None:
    """About the other times, or their date alone."""
    times = [row[name].minute for name in ("reported_at", "replied_at", "closed_at") if row[name] is not None]
    minute = r.choice(times) + r.choice([-1, 0, 0, 1, 90])
    return r.choice([None, Time(minute), Time(minute), Time(minute // MINUTES_A_DAY * MINUTES_A_DAY)])


def fill_rows(world: World, seed: int) -> None:
    """Columns of both, by draws of its own; some callbacks become visits."""
    r = Random(f"repairs {seed}")
    reasons = [None, None, "out_of_warranty", "out_of_warranty", "misuse", "power", "其他"]
    for row in world.tables["repairs"]:
        row |= {"mode": r.choice(["phone", "onsite", "onsite", "return", None]),
                "part": r.choice(["P1", "P2", None]), "quantity": r.choice([0, 1, 2, None]),
                "material_fee": r.choice([0, 0, 12, 150, None]), "labour_fee": r.choice([0, 30, 80, None]),
                "charged": r.choice([True, True, False, False, None]), "charge_reason": r.choice(reasons),
                "confirmed": r.choice([True, True, False, None]), "visited_at": some_visit(row, r)}
    for survey in world.tables["surveys"]:
        repair: RandomRow = r.choice(world.tables["repairs"])
        survey["repair_id"] = repair["repair_id"] if r.random() < 0.7 else None
        survey["answered"] = r.choice([True, True, False, None])
        if repair["closed_at"] is not None and r.random() < 0.4:  # about the ends of the 30 days
            wait = r.choice([-1, 0, 1, 1440, 5000, WINDOW - 1, WINDOW, WINDOW + 1])
            survey["surveyed_at"] = Time(min(repair["closed_at"].minute + wait, world.last * MINUTES_A_DAY + 1439))
        elif r.random() < 0.3:
            survey["channel"] = "onsite"
            survey["surveyed_at"] = Time(repair["reported_at"].minute - r.choice([-1, 0, 0, 1, 300, 900]))
