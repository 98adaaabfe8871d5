"""Days until an event or the end of observation → Kaplan–Meier curve, log-rank test.

A duration is (days, happened). What is censored on a day counts as at risk on that day.
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from numeric import Z, chi_square_p, exact

Duration = tuple[int, bool]


@dataclass(frozen=True)
class Step:
    time: int
    at_risk: int
    events: int
    survival: Fraction
    lower: Decimal | None  # None: no interval exists (everybody had the event)
    upper: Decimal | None


@dataclass(frozen=True)
class Test:
    statistic: Decimal
    df: int
    p: Decimal


def kaplan_meier(durations: list[Duration]) -> list[Step]:
    """One step a day with an event: S = Π (1 − d/r), Greenwood's variance of ln S,
    bounds S^exp(±z σ / ln S) (Kalbfleisch & Prentice's log-log interval)."""
    steps = []
    survival, variance = Fraction(1), Decimal(0)
    for time in sorted({days for days, happened in durations if happened}):
        r = sum(days >= time for days, _ in durations)
        d = sum(days == time and happened for days, happened in durations)
        survival *= Fraction(r - d, r)
        if d == r:
            steps.append(Step(time, r, d, survival, None, None))
            continue
        variance += exact(Fraction(d, r * (r - d)))
        ln_survival = exact(survival).ln()
        spread = Z * variance.sqrt() / ln_survival  # negative
        lower = (ln_survival * (-spread).exp()).exp()
        upper = (ln_survival * spread.exp()).exp()
        steps.append(Step(time, r, d, survival, lower, upper))
    return steps


def solve(matrix: list[list[Decimal]], right: list[Decimal]) -> tuple[list[Decimal], int]:
    """(x with matrix x = right, rank) for a covariance matrix; unknowns without variance are 0."""
    size = len(right)
    rows = [line[:] + [value] for line, value in zip(matrix, right)]
    pivots = []
    for column in range(size):
        free = [i for i in range(size) if i not in pivots]
        if abs(rows[column][column]) < Decimal("1e-25") or column not in free:
            continue
        pivots.append(column)
        for i in range(size):
            if i != column:
                factor = rows[i][column] / rows[column][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column])]
    solution = [rows[i][size] / rows[i][i] if i in pivots else Decimal(0) for i in range(size)]
    return solution, len(pivots)


def log_rank(groups: list[list[Duration]]) -> Test | None:
    """Σ (observed − expected) against its hypergeometric covariance (Mantel 1966, Peto 1972).
    The degrees of freedom are the covariance's rank; None when nothing can differ."""
    k = len(groups)
    excess = [Decimal(0)] * k
    covariance = [[Decimal(0)] * k for _ in range(k)]
    for time in sorted({days for group in groups for days, happened in group if happened}):
        at_risk = [sum(days >= time for days, _ in group) for group in groups]
        events = [sum(days == time and hit for days, hit in group) for group in groups]
        r, d = sum(at_risk), sum(events)
        for i in range(k):
            excess[i] += events[i] - exact(Fraction(d * at_risk[i], r))
            for j in range(k):
                if r > 1:
                    same = r if i == j else 0
                    covariance[i][j] += exact(Fraction(
                        d * (r - d) * at_risk[i] * (same - at_risk[j]), r * r * (r - 1)))
    x, rank = solve(covariance, excess)
    if rank == 0:
        return None
    statistic = sum((a * b for a, b in zip(excess, x)), Decimal(0))
    return Test(statistic, rank, chi_square_p(statistic, Decimal(rank)))


def goodness_of_fit(counts: list[int], shares: list[Fraction]) -> Test:
    """Pearson's chi-square of counts against expected shares that sum to 1."""
    n = sum(counts)
    statistic = sum((count - n * share) ** 2 / (n * share) for count, share in zip(counts, shares))
    df = len(counts) - 1
    return Test(exact(statistic), df, chi_square_p(exact(statistic), Decimal(df)))
