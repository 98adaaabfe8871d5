"""Complaints (D12): answered and solved in time by the month, waiting times and what came back over twelve months.

The months' shares are metrics like all others; the rest is of a year's complaints, by department and over all.
"""
from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from config import Config
from decode import MINUTES_A_DAY
from kinds import Share, benjamini_hochberg
from months import month_of
from numeric import chi_square_p, exact
from read import Inputs, Row
from survival import Duration, kaplan_meier

TABLE, AGAIN_MINUTES, SETTLED_MINUTES, YEAR_MONTHS = "complaints", 90 * MINUTES_A_DAY, 30 * MINUTES_A_DAY, 12
STEPS = ("apologised", "listened", "fair_fix", "compensated", "promise_kept", "followed_up")
SHARES = ("complaints.answered_24h.share", "complaints.resolved_24h.share", "complaints.resolved_48h.share")
WAITS = {"complaints.answer.median": "answered_at", "complaints.resolve.median": "resolved_at"}
YEAR_SHARES = ("complaints.again_90d.customer", "complaints.again_90d.unit", "complaints.again_90d.fault",
               "complaints.six_steps.share", "complaints.promise_kept.share")
NAMES = (*SHARES, *WAITS, *YEAR_SHARES)
LOWER_IS_BETTER = (*WAITS, *YEAR_SHARES[:3])


def end_of(row: Row, end: str) -> tuple[bool, int | None]:
    """(whether it makes sense, the minute): an answer is the first of answer and, without one, solution."""
    minute = row.get(end)
    if end == "answered_at" and minute is None:
        minute = row.get("resolved_at")
    return minute is None or minute >= row["opened_at"], minute


def metrics(inputs: Inputs, metric: type) -> list:
    """The shares of a month; `metric` is the class of metrics.py."""
    def within(row: Row, end: str, limit: int) -> bool | None:
        makes_sense, minute = end_of(row, end)
        if row["opened_at"] + limit > inputs.horizon or not makes_sense:
            return None
        return minute is not None and minute - row["opened_at"] <= limit

    ends = (("answered_at", 1440), ("resolved_at", 1440), ("resolved_at", 2880))
    return [metric(name, TABLE, Share, lambda row, end=end, limit=limit: within(row, end, limit))
            for name, (end, limit) in zip(SHARES, ends) if inputs.has(TABLE, end)]


def duration(row: Row, end: str, horizon: int) -> Duration | None:
    makes_sense, minute = end_of(row, end)
    if not makes_sense:
        return None
    return (horizon if minute is None else minute) - row["opened_at"], minute is not None


def crossing(steps: list[tuple[int, Fraction | Decimal]]) -> Fraction | None:
    """The first time with half or less; where it is exactly half until a later step, the middle of the two."""
    half = Fraction(1, 2)
    for (time, share), later in zip(steps, [*steps[1:], None]):
        if abs(exact(share) - exact(half)) < Decimal("1e-12"):
            return Fraction(time) if later is None else Fraction(time + later[0], 2)
        if share < half:
            return Fraction(time)
    return None


class Wait:
    """Kaplan and Meier's median, Brookmeyer and Crowley's interval."""
    unit, verdicts = "minutes", True

    def __init__(self, durations: list[Duration]):
        self.durations, self.n = durations, len(durations)
        self.steps = kaplan_meier(durations)

    def value(self) -> Fraction | None:
        return crossing([(step.time, step.survival) for step in self.steps])

    def interval(self) -> tuple:
        if self.value() is None:
            return None, None
        bounded = [step for step in self.steps if step.lower is not None]  # where nobody waits there is no band
        return (crossing([(step.time, step.lower) for step in bounded]),
                crossing([(step.time, step.upper) for step in bounded]))


def peto_p(own: list[Duration], others: list[Duration]) -> Decimal | None:
    """Log-rank test weighted by Kaplan and Meier's survival of both groups just before each event."""
    excess, variance, survival = Fraction(0), Fraction(0), Fraction(1)
    for time in sorted({minutes for minutes, happened in own + others if happened}):
        r1, r2 = (sum(minutes >= time for minutes, _ in group) for group in (own, others))
        d1, d2 = (sum(minutes == time and hit for minutes, hit in group) for group in (own, others))
        r, d = r1 + r2, d1 + d2
        excess += survival * (d1 - Fraction(d * r1, r))
        if r > 1:
            variance += survival ** 2 * Fraction(d * (r - d) * r1 * r2, r * r * (r - 1))
        survival *= Fraction(r - d, r)
    return chi_square_p(exact(excess * excess / variance), Decimal(1)) if variance else None


def judge_wait(own: Wait, others: Wait) -> tuple[Decimal | None, bool]:
    """(p, whether it is longer); medians that are alike are not told apart."""
    far = Fraction(10**12)
    medians = [far if wait.value() is None else wait.value() for wait in (own, others)]
    p = peto_p(own.durations, others.durations) if medians[0] != medians[1] else None
    return p, medians[0] > medians[1]


def judge_share(own: Share, others: Share) -> tuple[object, bool]:
    if not own.n or not others.n:
        return None, False
    return own.minus(others).p, own.value() > others.value()


class Year:
    """The complaints of twelve months up to the report month, and what happened after them."""

    def __init__(self, inputs: Inputs, month: int):
        self.inputs, self.horizon = inputs, inputs.horizon
        complaints = inputs.tables[TABLE].rows
        self.known = [row for row in complaints if month_of(row["opened_at"] // MINUTES_A_DAY) > month - YEAR_MONTHS]
        self.rows = [row for row in self.known if month_of(row["opened_at"] // MINUTES_A_DAY) <= month]
        first = min(minute for minute in range(0, 10**9, MINUTES_A_DAY)
                    if month_of(minute // MINUTES_A_DAY) > month - YEAR_MONTHS) if self.known else 0
        self.repairs = [row for row in inputs.tables["repairs"].rows if row["reported_at"] >= first - AGAIN_MINUTES]
        self.repair = {row["repair_id"]: row for row in self.repairs}
        self.departments = sorted({row["department"] for row in self.rows if row.get("department")})

    def came_back(self, row: Row, minutes: list[int]) -> bool | None:
        resolved = row.get("resolved_at")
        if resolved is None or resolved + AGAIN_MINUTES > self.horizon:
            return None
        return any(resolved < minute <= resolved + AGAIN_MINUTES for minute in minutes)

    def again(self, row: Row, kind: str) -> bool | None:
        if kind == "customer":
            if row.get("customer_id") is None:
                return None
            return self.came_back(row, [other["opened_at"] for other in self.known
                                        if other.get("customer_id") == row["customer_id"]])
        repair = self.repair.get(row.get("repair_id"), {})
        if repair.get("unit_id") is None or (kind == "fault" and repair.get("fault") is None):
            return None
        return self.came_back(row, [other["reported_at"] for other in self.repairs
                                    if other.get("unit_id") == repair["unit_id"]
                                    and (kind == "unit" or other.get("fault") == repair["fault"])])

    def steps(self, row: Row, names: tuple[str, ...]) -> bool | None:
        answers = [row.get(name) for name in names]
        if row["opened_at"] + SETTLED_MINUTES > self.horizon or None in answers:
            return None
        return all(answers)

    def sample(self, metric: str, rows: list[Row]):
        if metric in WAITS:
            if not self.inputs.has(TABLE, WAITS[metric]):
                return None
            seen = [duration(row, WAITS[metric], self.horizon) for row in rows]
            return Wait([one for one in seen if one is not None])
        kind = metric.split(".")[-1]
        needs = {"customer": ("resolved_at", "customer_id"), "unit": ("resolved_at", "repair_id"),
                 "fault": ("resolved_at", "repair_id")}.get(kind, STEPS if "six" in metric else ("promise_kept",))
        of_repair = {"unit": ("unit_id",), "fault": ("unit_id", "fault")}.get(kind, ())
        if not self.inputs.has(TABLE, *needs) or not self.inputs.has("repairs", *of_repair):
            return None
        observe = (lambda row: self.again(row, kind)) if "again" in metric else (lambda row: self.steps(row, needs))
        return Share([seen for seen in map(observe, rows) if seen is not None])


def verdicts(estimates: list, tests: list[tuple], metric: str) -> None:
    for estimate, q, (_, is_above) in zip(estimates, benjamini_hochberg([p for p, _ in tests]), tests):
        if q is None:
            estimate.verdict = "cannot_say"
        elif q >= Fraction(5, 100):
            estimate.verdict = "consistent"
        else:
            estimate.verdict = "better" if is_above == (metric not in LOWER_IS_BETTER) else "worse"


def measure_year(inputs: Inputs, month: int, period: str, config: Config, estimate_of, result) -> None:
    if not inputs.has(TABLE, "opened_at"):
        return
    year, base, judged = Year(inputs, month), config.minimum_base, max(config.judged_base, 1)
    for metric in (*WAITS, *YEAR_SHARES):
        whole = year.sample(metric, year.rows)
        if whole is None:
            continue
        result.add(estimate_of(whole, metric, "", "", period, base))
        estimates, tests = [], []
        for name in year.departments:
            own = year.sample(metric, [row for row in year.rows if row.get("department") == name])
            others = year.sample(metric, [row for row in year.rows if row.get("department") not in (None, name)])
            estimate = estimate_of(own, metric, "department", name, period, base)
            estimates.append(estimate)
            p, is_above = judge_wait(own, others) if metric in WAITS else judge_share(own, others)
            can = estimate.status != "refused" and own.n >= judged and others.n >= judged
            tests.append((p if can else None, is_above))
        verdicts(estimates, tests, metric)
        for estimate in estimates:
            result.add(estimate)
