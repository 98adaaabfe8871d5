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
    return [Metric("touchpoints.overall.mean", "surveys", Mean, overall_score, axes=axes),
            Metric("touchpoints.overall.top2", "surveys", Share, satisfied, axes=axes)]


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


KNOWN = {"touchpoints.overall.mean", "touchpoints.overall.top2", "touchpoints.reach",
         "touchpoints.weight"}


def row_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    return touchpoint_metrics(inputs, config)


def tell(inputs: Inputs, config: Config, month: int) -> Iterable[list[Told]]:
    """Lists of estimates; the judged ones of a list are judged together."""
    yield from tell_touchpoints(inputs, config, month)
