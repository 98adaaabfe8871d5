"""What each metric observes in one row. Read it as the definition.

A metric belongs to a table. `observe` turns a used row into an observation, or None when the row
is outside the denominator; `kinds.py` turns the observations of a cell into the estimate.
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Callable

import backoffice
import complaints
from callbacks import callback_metrics
from config import DIMENSIONS, Config
from decode import MINUTES_A_DAY
from kinds import (Alpha, Kind, Mean, MeanCount, MeanMinutes, Nps, Quantile, Quantile90, Quantile95,
                   Share)
from months import add_months
from read import Inputs, Row
from repairs import charging_metrics, flow_metrics

ITEMS = dict(zip(DIMENSIONS, ("rel", "asr", "tan", "emp", "res")))
REPEAT_MINUTES = 30 * MINUTES_A_DAY
LEGS_MINUTES = 14 * MINUTES_A_DAY
LEGS = ("reply", "visit", "close", "total")
STAGES = ("out_of_box", "in_warranty", "out_of_warranty")


@dataclass(frozen=True)
class Metric:
    name: str
    table: str
    kind: Kind
    observe: Callable[[Row], object]
    higher_is_better: bool | None = True  # None: no direction is good, so no verdict
    # Whether a row outside the denominator is so only because it ended too late to be followed.
    is_awaited: Callable[[Row], bool] | None = None
    axes: tuple[str, ...] | None = None  # None: those of its table
    tells_network: bool = True


def items_of(dimension: str, inputs: Inputs) -> list[str]:
    """The dimension's present items: those that some file has a column for."""
    names = [f"{ITEMS[dimension]}{number}" for number in range(1, 9)]
    return [name for name in names if inputs.has("surveys", name)]


def dimension_score(row: Row, items: list[str]) -> Fraction | None:
    """Mean of the answered items, if at least half of the present ones are answered."""
    answers = [row[item] for item in items if row.get(item) is not None]
    if not answers or 2 * len(answers) < len(items):
        return None
    return Fraction(sum(answers), len(answers))


def index(row: Row, items: dict[str, list[str]], weights: dict[str, Fraction]) -> Fraction | None:
    """Weighted mean of all five dimension scores; None when one is missing."""
    scores = {d: dimension_score(row, items[d]) for d in DIMENSIONS}
    if None in scores.values():
        return None
    total = sum(Fraction(weights[d]) * scores[d] for d in DIMENSIONS)
    return total / sum(Fraction(weights[d]) for d in DIMENSIONS)


def all_answers(row: Row, items: list[str]) -> tuple[int, ...] | None:
    """The answers to all items; None when one is missing."""
    answers = tuple(row.get(item) for item in items)
    return None if None in answers else answers


def rater_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    items = {d: items_of(d, inputs) for d in DIMENSIONS}
    metrics = []
    for d in DIMENSIONS:
        if items[d]:
            metrics.append(Metric(f"rater.{d}", "surveys", Mean,
                                  lambda row, own=items[d]: dimension_score(row, own)))
            metrics.append(Metric(f"rater.alpha.{d}", "surveys", Alpha,
                                  lambda row, own=items[d]: all_answers(row, own)))
    if all(items.values()):
        equal = {d: Fraction(1) for d in DIMENSIONS}
        metrics.append(Metric("rater.index", "surveys", Mean,
                              lambda row: index(row, items, equal)))
    if all(items.values()) and config.points:
        metrics.append(Metric("rater.index_weighted", "surveys", Mean,
                              lambda row: index(row, items, config.points)))
    return metrics


def overall_score(row: Row) -> Fraction | None:
    return None if row.get("overall") is None else Fraction(row["overall"])


def recommends(row: Row) -> int | None:
    """+1 promoter (9, 10), 0, −1 detractor (0 to 6)."""
    answer = row.get("recommend")
    if answer is None:
        return None
    return 1 if answer >= 9 else -1 if answer <= 6 else 0


def survey_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    top = config.options.score_maximum

    def in_top_two(row: Row) -> bool | None:
        return None if row.get("overall") is None else row["overall"] >= top - 1

    metrics = []
    if inputs.has("surveys", "overall"):
        metrics.append(Metric("survey.overall.mean", "surveys", Mean, overall_score))
        metrics.append(Metric("survey.overall.top2", "surveys", Share, in_top_two))
    if inputs.has("surveys", "recommend"):
        metrics.append(Metric("survey.nps", "surveys", Nps, recommends))
    return metrics


def in_time(row: Row, end: str, limit: int, horizon: int) -> bool | None:
    """Whether the leg from the report took at most `limit` minutes; None when not matured."""
    if row["reported_at"] + limit > horizon:
        return None
    return row.get(end) is not None and row[end] - row["reported_at"] <= limit


def minutes_to_close(row: Row) -> int | None:
    return None if row.get("closed_at") is None else row["closed_at"] - row["reported_at"]


def legs_of(row: Row, horizon: int) -> tuple[int, int, int, int] | None:
    """Minutes to the reply, on to the visit, on to the closing, and of all three; None unless all
    are there in this order within 14 days, and the report was made that long before the horizon."""
    times = [row[name] if name == "reported_at" else row.get(name)
             for name in ("reported_at", "replied_at", "visited_at", "closed_at")]
    if None in times or times != sorted(times):
        return None
    reported, replied, visited, closed = times
    if closed - reported > LEGS_MINUTES or reported + LEGS_MINUTES > horizon:
        return None
    return replied - reported, visited - replied, closed - visited, closed - reported


def leg_metrics(horizon: int) -> list[Metric]:
    def minutes(row: Row, place: int) -> Fraction | None:
        legs = legs_of(row, horizon)
        return None if legs is None else Fraction(legs[place])

    def is_awaited(row: Row) -> bool:
        """Told once 14 days have passed since its report; until then its month is told in part."""
        return legs_of(row, horizon) is None and legs_of(row, row["reported_at"] + LEGS_MINUTES) is not None

    return [Metric(f"sla.leg.{name}.mean", "repairs", MeanMinutes,
                   lambda row, place=place: minutes(row, place), higher_is_better=None,
                   is_awaited=is_awaited)
            for place, name in enumerate(LEGS)]


def service_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    def level(name: str, end: str, limit: int) -> Metric:
        return Metric(name, "repairs", Share,
                      lambda row: in_time(row, end, limit, inputs.horizon))

    def close_in_time(row: Row) -> bool | None:
        name = "close_special_minutes" if row.get("special_case") else "close_minutes"
        return in_time(row, "closed_at", config.levels[name], inputs.horizon)

    def punctual(row: Row) -> bool | None:
        times = row.get("visited_at"), row.get("promised_at")
        return None if None in times else times[0] <= times[1]

    metrics = []
    if inputs.has("repairs", "replied_at"):
        metrics.append(level("sla.reply_24h", "replied_at", 1440))
        metrics.append(level("sla.reply_in_time", "replied_at", config.levels["reply_minutes"]))
    if inputs.has("repairs", "visited_at", "promised_at"):
        metrics.append(Metric("sla.visit_punctual", "repairs", Share, punctual))
    if inputs.has("repairs", "closed_at"):
        metrics.append(level("sla.close_24h", "closed_at", 1440))
        metrics.append(level("sla.close_48h", "closed_at", 2880))
        metrics.append(Metric("sla.close_in_time", "repairs", Share, close_in_time))
        for name, kind in (("p50", Quantile), ("p90", Quantile90), ("p95", Quantile95)):
            metrics.append(Metric(f"sla.close.{name}", "repairs", kind, minutes_to_close,
                                  higher_is_better=False))
    if inputs.has("repairs", "replied_at", "visited_at", "closed_at"):
        metrics += leg_metrics(inputs.horizon)
    return metrics


def repeat_metrics(inputs: Inputs) -> list[Metric]:
    if not inputs.has("repairs", "unit_id", "closed_at"):
        return []
    reports = defaultdict(list)  # unit → minutes of its reports
    for row in inputs.tables["repairs"].rows:
        reports[row.get("unit_id")].append(row["reported_at"])

    def repeated(row: Row) -> bool | None:
        """Whether the unit is reported again within 30 days after the closing."""
        closed = row.get("closed_at")
        if row.get("unit_id") is None or closed is None:
            return None
        if closed + REPEAT_MINUTES > inputs.horizon:
            return None
        return any(closed < report <= closed + REPEAT_MINUTES for report in reports[row["unit_id"]])

    def is_awaited(row: Row) -> bool:
        closed = row.get("closed_at")
        return row.get("unit_id") is not None and closed is not None and repeated(row) is None

    def fixed_first_time(row: Row) -> bool | None:
        again = repeated(row)
        return None if again is None else row.get("solved") is True and not again

    metrics = [Metric("repair.repeat_30d", "repairs", Share, repeated, higher_is_better=False,
                      is_awaited=is_awaited)]
    if inputs.has("repairs", "solved"):
        metrics.append(Metric("repair.first_time_fix_30d", "repairs", Share, fixed_first_time,
                              is_awaited=is_awaited))
    return metrics


def stage_of(row: Row) -> str | None:
    """Of the product's life when it was reported; None when the dates do not tell."""
    day = row["reported_at"] // MINUTES_A_DAY
    installed, purchased = row.get("installed_on"), row.get("purchased_on")
    if installed is not None and day < installed:
        return "out_of_box"
    if purchased is None or row.get("warranty_months") is None:
        return None
    covered = day <= add_months(purchased, row["warranty_months"])
    return "in_warranty" if covered else "out_of_warranty"


def stage_metrics(inputs: Inputs) -> list[Metric]:
    if not (inputs.has("repairs", "installed_on")
            or inputs.has("repairs", "purchased_on", "warranty_months")):
        return []

    def is_in(row: Row, stage: str) -> bool | None:
        own = stage_of(row)
        return None if own is None else own == stage

    return [Metric(f"stage.{stage}.share", "repairs", Share,
                   lambda row, stage=stage: is_in(row, stage),
                   higher_is_better=False if stage == "out_of_box" else None)
            for stage in STAGES]


def hazard_metrics(inputs: Inputs) -> list[Metric]:
    if not inputs.has("repairs", "design_hazard"):
        return []
    return [Metric("repair.design_hazard.share", "repairs", Share,
                   lambda row: row.get("design_hazard"), higher_is_better=False)]


VOICE = ("pitch", "inflection", "courtesy", "tone", "understandability", "enunciation")


def call_metrics(inputs: Inputs) -> list[Metric]:
    def within(name: str, column: str, least: int, most: int) -> Metric:
        return Metric(f"calls.{name}.share", "calls", Share,
                      lambda row: None if row.get(column) is None else least <= row[column] <= most)

    def picture(row: Row) -> Fraction | None:
        scores = [row.get(side) for side in VOICE]
        return None if None in scores else Fraction(sum(scores), len(scores))

    metrics = [within(*limits) for limits in (
        ("rings_2", "rings", 0, 2), ("rings_3", "rings", 0, 3), ("greet_30s", "greet_s", 0, 30),
        ("back_30s", "recontact_s", 0, 30), ("pace", "words_per_minute", 140, 160))
        if inputs.has("calls", limits[1])]
    if inputs.has("calls", "transferred"):
        metrics.append(Metric("calls.transferred.share", "calls", Share,
                              lambda row: row.get("transferred"), higher_is_better=False))
    if inputs.has("calls", "words_per_minute"):
        metrics.append(Metric("calls.words_per_minute.mean", "calls", MeanCount,
                              lambda row: row.get("words_per_minute"), higher_is_better=None))
    if inputs.has("calls", *VOICE):
        metrics.append(Metric("calls.picture.mean", "calls", Mean, picture))
    return metrics + [Metric(f"calls.picture.{side}", "calls", Mean,
                             lambda row, side=side: row.get(side))
                      for side in VOICE if inputs.has("calls", side)]


def repairs_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    """What repairs.py defines, and the quantiles of the legs."""
    metrics = [Metric(name, "repairs", kind, observe, higher, axes=axes) for name, kind, observe, higher, axes
               in charging_metrics(inputs) + flow_metrics(inputs, config)]
    if inputs.has("repairs", "replied_at", "visited_at", "closed_at"):
        metrics += [Metric(f"flow.leg.{mean.name.split('.')[2]}.{level}", "repairs", kind, mean.observe, False, mean.is_awaited, ())
                    for mean in leg_metrics(inputs.horizon)[:3] for level, kind in (("p50", Quantile), ("p90", Quantile90))]
    return metrics + [Metric(**one) for one in callback_metrics(inputs)]


FAMILIES = {"complaints": "complaints", "backoffice": "backoffice", "phrases.comments.share": "phrases_comments",
            "phrases": "phrases", "voice": "voice", "charging": "charging", "flow": "flow", "callback": "callbacks",
            "asked": "asked", "calls": "calls", "trust": "trust", "rater": "survey", "survey": "survey", "sla": "service",
            "stage": "stages", "repair.design_hazard.share": "stages", "repair.repeat_30d": "repeats",
            "repair.first_time_fix_30d": "repeats"}


def family_of(metric: str) -> str:
    """The section that shows the metric."""
    return FAMILIES.get(metric) or FAMILIES.get(metric.split(".")[0], metric)


def row_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    """Every metric that the present columns allow and that is counted row by row."""
    return (rater_metrics(inputs, config) + survey_metrics(inputs, config)
            + service_metrics(inputs, config) + repeat_metrics(inputs) + stage_metrics(inputs)
            + hazard_metrics(inputs) + call_metrics(inputs) + repairs_metrics(inputs, config)
            + complaints.metrics(inputs, Metric) + backoffice.metrics(inputs, Metric))
