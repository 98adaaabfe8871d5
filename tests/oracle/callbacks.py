"""Who was called back after a repair, when, and who gave an interview: read row by row."""
from __future__ import annotations

from collections import defaultdict

from decode import MINUTES_A_DAY
from kinds import Quantile, Quantile90, Share
from months import civil
from read import Inputs, Row

WINDOW = 30 * MINUTES_A_DAY
SHARES = ("called_30d", "coverage_30d", "answered", "completed", "interviewed_30d")
TIMES = ("phone_weekend", "onsite_day", "answered_weekend", "answered_week")
KNOWN = {*(f"callback.{name}" for name in SHARES), *(f"asked.{name}.share" for name in TIMES),
         "asked.wait.p50", "asked.wait.p90"}


class Calls:
    """The callbacks of each repair within 30 days of its closing."""

    def __init__(self, inputs: Inputs):
        self.horizon = inputs.horizon
        self.is_named = inputs.has("surveys", "repair_id")
        self.has_overall = inputs.has("surveys", "overall")
        self.surveys = defaultdict(list)
        for survey in sorted(inputs.tables["surveys"].rows, key=lambda row: row["surveyed_at"]):
            self.surveys[survey.get("repair_id")].append(survey)

    def calls(self, row: Row) -> list[Row]:
        return [one for one in self.surveys[row["repair_id"]] if 0 <= one["surveyed_at"] - row["closed_at"] <= WINDOW]

    def answers(self, row: Row) -> list[Row]:
        return [one for one in self.calls(row) if one.get("answered") is not False]

    def interviews(self, row: Row) -> list[Row]:
        return [one for one in self.answers(row) if one.get("overall") is not None]

    def is_known(self, row: Row) -> bool:
        return self.is_named and row.get("closed_at") is not None

    def is_counted(self, row: Row) -> bool:
        return self.is_known(row) and row["closed_at"] + WINDOW <= self.horizon

    def is_late(self, row: Row) -> bool:
        return self.is_known(row) and not self.is_counted(row)

    def called_30d(self, row: Row) -> bool | None:
        return bool(self.calls(row)) if self.is_counted(row) else None

    def coverage_30d(self, row: Row) -> bool | None:
        return bool(self.answers(row)) if self.is_counted(row) else None

    def answered(self, row: Row) -> bool | None:
        return bool(self.answers(row)) if self.called_30d(row) else None

    def completed(self, row: Row) -> bool | None:
        return bool(self.interviews(row)) if self.coverage_30d(row) and self.has_overall else None

    def interviewed_30d(self, row: Row) -> bool | None:
        return bool(self.interviews(row)) if self.is_counted(row) and self.has_overall else None

    def wait(self, row: Row) -> int | None:
        return self.calls(row)[0]["surveyed_at"] - row["closed_at"] if self.called_30d(row) else None

    def awaits_call(self, row: Row) -> bool:
        return self.is_late(row) and bool(self.calls(row))

    def awaits_answer(self, row: Row) -> bool:
        return self.is_late(row) and bool(self.answers(row))


def is_weekend(row: Row) -> bool:
    return civil(row["surveyed_at"] // MINUTES_A_DAY).isoweekday() >= 6


def phone_weekend(row: Row) -> bool | None:
    return is_weekend(row) if row.get("channel") == "phone" else None


def onsite_day(row: Row) -> bool | None:
    minute = row["surveyed_at"] % MINUTES_A_DAY
    return 540 <= minute <= 1080 if row.get("channel") == "onsite" and minute != 0 else None


def answered_when(row: Row, at_weekend: bool) -> bool | None:
    counts = row.get("channel") == "phone" and row.get("answered") is not None and is_weekend(row) == at_weekend
    return row["answered"] if counts else None


def callback_metrics(inputs: Inputs) -> list[dict]:
    """The arguments of each Metric."""
    metrics = []
    if inputs.has("surveys", "channel"):
        metrics += [{"name": "asked.phone_weekend.share", "observe": phone_weekend}, {"name": "asked.onsite_day.share", "observe": onsite_day}]
    if inputs.has("surveys", "channel", "answered"):
        metrics += [{"name": f"asked.answered_{name}.share", "higher_is_better": None,
                     "observe": lambda row, at=at: answered_when(row, at)} for name, at in (("weekend", True), ("week", False))]
    metrics = [one | {"table": "surveys", "kind": Share, "axes": ("dealer",)} for one in metrics]
    if not inputs.has("repairs", "closed_at"):
        return metrics
    calls = Calls(inputs)
    awaited = {"answered": calls.awaits_call, "completed": calls.awaits_answer}
    metrics += [{"name": f"callback.{name}", "table": "repairs", "kind": Share, "observe": getattr(calls, name),
                 "axes": ("dealer", "region", "technician"), "is_awaited": awaited.get(name, calls.is_late)} for name in SHARES]
    return metrics + [{"name": f"asked.wait.{level}", "table": "repairs", "kind": kind, "observe": calls.wait, "higher_is_better": False,
                       "axes": (), "is_awaited": calls.awaits_call} for level, kind in (("p50", Quantile), ("p90", Quantile90))]
