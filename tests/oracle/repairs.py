"""What was charged: the documents' rules read row by row, and random rows that crowd around them."""
from __future__ import annotations

from fractions import Fraction
from random import Random

from decode import MINUTES_A_DAY
from kinds import Mean
from months import add_months
from random_rows import Row as RandomRow
from random_rows import Time, World
from read import Inputs, Row

EXCEPTIONS = {"misuse", "self_installed", "unauthorised_repair", "power", "force_majeure"}
CHARGING = ("leak", "overcharge", "unreasoned", "claimed", "unknown")
CHARGING_FEN = ("overcharged", "leaked", "fee_with_part", "fee_without_part")
KNOWN = {*(f"charging.{name}.share" for name in CHARGING), *(f"charging.{name}.fen" for name in CHARGING_FEN)}


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
    """(name, kind, observe, whether more is better) of what the columns allow."""
    dates = ("purchased_on", "warranty_months", "charged")
    if not inputs.has("repairs", *dates):
        return []
    audit = Audit(inputs)
    has_reasons, has_fees = inputs.has("repairs", "charge_reason"), inputs.has("repairs", "material_fee")
    better = {"leak": False, "overcharge": False, "claimed": False}
    metrics = [(f"charging.{name}.share", "share", getattr(audit, name), better.get(name))
               for name in CHARGING if has_reasons or name in ("leak", "unknown")]
    metrics += [(f"charging.{name}.fen", MeanFen, getattr(audit, name), None)
                for name in CHARGING_FEN if has_fees and (has_reasons or name != "overcharged")]
    return metrics


def fill_rows(world: World, seed: int) -> None:
    """Columns of the audit, by draws of its own; some callbacks become visits."""
    r = Random(f"repairs {seed}")
    reasons = [None, None, "out_of_warranty", "out_of_warranty", "misuse", "power", "其他"]
    for row in world.tables["repairs"]:
        row |= {"mode": r.choice(["phone", "onsite", "onsite", "return", None]),
                "part": r.choice(["P1", "P2", None]), "quantity": r.choice([0, 1, 2, None]),
                "material_fee": r.choice([0, 0, 12, 150, None]), "labour_fee": r.choice([0, 30, 80, None]),
                "charged": r.choice([True, True, False, False, None]), "charge_reason": r.choice(reasons)}
    for survey in world.tables["surveys"]:
        repair: RandomRow = r.choice(world.tables["repairs"])
        survey["repair_id"] = repair["repair_id"] if r.random() < 0.7 else None
        if r.random() < 0.3:
            survey["channel"] = "onsite"
            survey["surveyed_at"] = Time(repair["reported_at"].minute - r.choice([-1, 0, 0, 1, 300, 900]))
