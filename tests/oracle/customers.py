"""What customers say and do: touchpoints, trust, the months after a purchase, tiers.

Row metrics are observed as in metrics.py. What is of no row alone is told: a Told is one estimate
before it is judged, a list of them is judged together.
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Iterable

from config import Config
from decode import MINUTES_A_DAY
from kinds import UPPER, Mean, Number, Share
from metrics import Metric, overall_score
from months import month_of
from numeric import exact, normal_p, t_quantile
from read import Inputs, Row

WINDOW_MONTHS = 12


@dataclass(frozen=True)
class Told:
    metric: str
    axis: str  # "": the whole network
    key: str
    unit: str
    n: int
    value: Number | None
    lower: Number | None
    upper: Number | None
    judged: bool = False  # held against the others of its axis
    p: Number | None = None  # None: cannot be tested
    higher_is_better: bool = True
    period_all: bool = False


Sums = tuple[int, int, int]  # n, sum, sum of squares


# Touchpoints

def touchpoint_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    top = config.options.score_maximum

    def satisfied(row: Row) -> bool | None:
        return None if row.get("overall") is None else row["overall"] >= top - 1

    if not inputs.has("surveys", "overall"):
        return []
    axes = ("touchpoint", "phase")
    return [Metric("touchpoints.overall.mean", "surveys", Mean, overall_score, axes=axes, tells_network=False),
            Metric("touchpoints.overall.top2", "surveys", Share, satisfied, axes=axes, tells_network=False)]


def weight_error(own: list[int], others: list[int]) -> Decimal:
    """Of mean(all) − mean(others): by the influence of each score on the difference."""
    n = len(own) + len(others)
    mean, rest = Fraction(sum(own) + sum(others), n), Fraction(sum(others), len(others))
    influences = [(score - mean) / n for score in own]
    influences += [(score - mean) / n - (score - rest) / len(others) for score in others]
    return exact(sum(x * x for x in influences) * Fraction(n, n - 1)).sqrt()


def weigh(key: str, own: list[int], others: list[int], is_held_back: bool) -> Told:
    everything = own + others
    if is_held_back or not others or len(set(everything)) < 2:
        return Told("touchpoints.weight", "touchpoint", key, "score", len(own), None, None, None, True)
    value = Fraction(sum(everything), len(everything)) - Fraction(sum(others), len(others))
    error = weight_error(own, others)
    reach = t_quantile(UPPER, Decimal(len(everything) - 1)) * error
    return Told("touchpoints.weight", "touchpoint", key, "score", len(own), value, exact(value) - reach,
                exact(value) + reach, True, normal_p(exact(value) / error))


def held_back_key(counts: dict[str, int], config: Config) -> str | None:
    """The smallest that is told, where what is not told is too small to be worked out."""
    told = {key: n for key, n in counts.items() if n >= config.minimum_base}
    untold = sum(counts.values()) - sum(told.values())
    if not told or not 0 < untold < config.private_below:
        return None
    return min(told, key=lambda key: (told[key], key))


def tell_touchpoints(inputs: Inputs, config: Config, month: int) -> list[list[Told]]:
    if not inputs.has("surveys", "overall", "touchpoint"):
        return []
    scores: dict[str, list[int]] = {}
    for row in inputs.tables["surveys"].rows:
        when = month_of(row["surveyed_at"] // MINUTES_A_DAY)
        if month - WINDOW_MONTHS < when <= month and None not in (row.get("touchpoint"), row.get("overall")):
            scores.setdefault(row["touchpoint"], []).append(row["overall"])
    total = sum(map(len, scores.values()))
    held = held_back_key({key: len(own) for key, own in scores.items()}, config)
    reaches, weights = [], []
    for key, own in sorted(scores.items()):
        share = Share([True] * len(own) + [False] * (total - len(own)))
        reaches.append(Told("touchpoints.reach", "touchpoint", key, "share", len(own), share.value(),
                            *share.interval()))
        others = [score for other, found in scores.items() if other != key for score in found]
        weights.append(weigh(key, own, others, key == held))
    return [reaches, weights]


# Trust

LEVELS = ("cognitive", "emotional", "behavioural")
YEAR_DAYS = 365


def trust_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    top2 = config.options.score_maximum - 1

    def score(row: Row, level: str) -> Fraction | None:
        given = row.get(f"trust_{level}")
        return None if given is None else Fraction(given)

    def trusters(row: Row) -> set[str] | None:
        """The levels in the two top points; None unless all three were judged."""
        scores = {level: row.get(f"trust_{level}") for level in LEVELS}
        return None if None in scores.values() else {name for name, given in scores.items() if given >= top2}

    def step(row: Row, level: str) -> bool | None:
        found = trusters(row)
        if found is None or (level != "cognitive" and "cognitive" not in found):
            return None
        return level in found

    metrics = [Metric(f"trust.{level}.mean", "surveys", Mean, lambda row, level=level: score(row, level),
                      axes=()) for level in LEVELS if inputs.has("surveys", f"trust_{level}")]
    if inputs.has("surveys", *(f"trust_{level}" for level in LEVELS)):
        metrics += [Metric(f"trust.ladder.{level}", "surveys", Share,
                           lambda row, level=level: step(row, level), axes=()) for level in LEVELS]
    return metrics


@dataclass(frozen=True)
class Followed:
    """A customer with the last scored callback that is a year old."""
    satisfied: bool
    trusts: bool | None  # None: not asked
    back: bool
    left: bool


def follow(surveys: list[Row], bought: list[int], left: list[int], last_day: int, top2: int) -> Followed | None:
    scored = [row for row in surveys if row.get("overall") is not None
              and row["surveyed_at"] // MINUTES_A_DAY <= last_day - YEAR_DAYS]
    if not scored:
        return None
    latest = max(row["surveyed_at"] for row in scored)
    row = [row for row in scored if row["surveyed_at"] == latest][-1]
    day = latest // MINUTES_A_DAY
    if not any(then <= day for then in bought):
        return None
    trust = row.get("trust_behavioural")
    return Followed(row["overall"] >= top2, None if trust is None else trust >= top2,
                    any(0 < then - day <= YEAR_DAYS for then in bought),
                    any(0 <= then - day <= YEAR_DAYS for then in left))


def days_by_customer(inputs: Inputs, table: str, column: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in inputs.tables[table].rows if inputs.has(table, "customer_id", column) else []:
        if row.get("customer_id") is not None:
            found.setdefault(row["customer_id"], []).append(row[column])
    return found


def of_everybody(metric: str, sample: Share | None) -> Told:
    if sample is None or sample.value() is None:
        return Told(metric, "", "", "share", sample.n if sample else 0, None, None, None, period_all=True)
    return Told(metric, "", "", "share", sample.n, sample.value(), *sample.interval(), period_all=True)


def tell_trust(inputs: Inputs, config: Config) -> list[Told]:
    bought = days_by_customer(inputs, "purchases", "purchased_on")
    left = days_by_customer(inputs, "departures", "left_on")
    surveys: dict[str, list[Row]] = {}
    for row in inputs.tables["surveys"].rows:
        if row.get("customer_id") is not None:
            surveys.setdefault(row["customer_id"], []).append(row)
    last_day, top2 = inputs.horizon // MINUTES_A_DAY, config.options.score_maximum - 1
    seen = [follow(rows, bought.get(name, []), left.get(name, []), last_day, top2)
            for name, rows in surveys.items()]
    everybody = [one for one in seen if one is not None]
    satisfied = [one for one in everybody if one.satisfied]
    told = [of_everybody("trust.satisfied_back_365d", Share([one.back for one in satisfied])),
            of_everybody("trust.satisfied_away_365d", Share([one.left or not one.back for one in satisfied])),
            of_everybody("trust.other_back_365d", Share([one.back for one in everybody if not one.satisfied])),
            of_everybody("trust.satisfied_left_365d", Share([one.left for one in satisfied])
                         if left or inputs.has("departures", "left_on") else None)]
    yes, no = (Share([one.back for one in everybody if one.trusts is trusts]) for trusts in (True, False))
    told += [of_everybody("trust.truster_back_365d", yes), of_everybody("trust.doubter_back_365d", no)]
    if yes.n and no.n:
        gap = yes.minus(no)
        told.append(Told("trust.behaviour_gap", "", "", "percent_points", yes.n + no.n, 100 * gap.value,
                         100 * gap.lower, 100 * gap.upper, period_all=True))
    else:
        told.append(Told("trust.behaviour_gap", "", "", "percent_points", 0, None, None, None, period_all=True))
    return told


KNOWN = {"touchpoints.overall.mean", "touchpoints.overall.top2", "touchpoints.reach",
         "touchpoints.weight", *(f"trust.{level}.mean" for level in LEVELS),
         *(f"trust.ladder.{level}" for level in LEVELS), "trust.satisfied_back_365d",
         "trust.satisfied_away_365d", "trust.other_back_365d", "trust.satisfied_left_365d",
         "trust.truster_back_365d", "trust.doubter_back_365d", "trust.behaviour_gap"}


def row_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    return touchpoint_metrics(inputs, config) + trust_metrics(inputs, config)


def tell(inputs: Inputs, config: Config, month: int) -> Iterable[list[Told]]:
    """Lists of estimates; the judged ones of a list are judged together."""
    yield from tell_touchpoints(inputs, config, month)
    yield tell_trust(inputs, config)
