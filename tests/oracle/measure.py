"""Tables of used rows → every estimate, series, curve and test of the result contract."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

import backoffice
import complaints
import words
from config import Config
from customers import Told
from customers import row_metrics as customers_metrics
from customers import tell as tell_customers
from decode import MINUTES_A_DAY
from kinds import (Difference, Inflation, Mean, Nps, Number, Share, benjamini_hochberg, inflated_p,
                   inflation)
from effects import whole_samples
from metrics import Metric, family_of, row_metrics
from months import month_number, month_of, month_text, report_month
from office import measure_office
from read import Inputs
from retention import PATHS, customers
from survival import Step, Test, goodness_of_fit, kaplan_meier, log_rank

AXES = {"dealer": "dealer_id", "region": "region", "product": "product",
        "technician": "technician_id", "channel": "channel", "agent": "agent", "call_kind": "kind",
        "department": "department", "touchpoint": "touchpoint", "phase": "phase"}
TABLE_AXES = {"surveys": ("dealer", "region", "product", "technician", "channel"),
              "repairs": ("dealer", "region", "product", "technician"),
              "calls": ("agent", "call_kind"), "complaints": ("dealer", "department")}
AXES_OF_DEALERS = ("region", "product", "channel")  # whose segments are made of dealers' rows
MONTHS_BEFORE = 12
KEYS_IN_ESTIMATES = 200  # an axis with more keys goes into `columns`
FALSE_DISCOVERY = Fraction(5, 100)
DEPARTURE_SHARES = {"death": Fraction(1, 100), "moved": Fraction(3, 100),
                    "friend": Fraction(5, 100), "competitor": Fraction(9, 100),
                    "product": Fraction(14, 100), "service": Fraction(68, 100)}


@dataclass
class Change:
    period: str  # the month before
    difference: Difference
    q: Number | None = None


@dataclass
class Estimate:
    metric: str
    axis: str  # "": the whole network
    key: str
    period: str
    unit: str
    n: int
    status: str
    value: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    change: Change | None = None
    verdict: str = ""

    @property
    def id(self) -> str:
        key = self.key.replace("%", "%25").replace("|", "%7C").replace("=", "%3D")
        segment = f"{self.axis}={key}" if self.axis else ""
        return f"{self.metric}|{segment}|{self.period}"


@dataclass
class Curve:
    n: int
    steps: list[Step]


@dataclass
class Result:
    month: str
    estimates: dict[str, Estimate] = field(default_factory=dict)
    series: dict[tuple[str, str, str], tuple[int, Number | None]] = field(default_factory=dict)
    columns: dict[tuple[str, str], list[Estimate]] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)  # by path
    tests: dict[str, Test] = field(default_factory=dict)  # by metric
    tables: dict[str, list[list]] = field(default_factory=dict)  # by name, row by row

    def add(self, estimate: Estimate) -> None:
        self.estimates[estimate.id] = estimate


def estimate_of(sample, metric: str, axis: str, key: str, period: str, base: int) -> Estimate:
    """The estimate of a sample; refused under the minimum base or when it is not defined."""
    estimate = Estimate(metric, axis, key, period, sample.unit, sample.n, "refused")
    if sample.n < base or sample.value() is None:
        return estimate
    estimate.value = sample.value()
    estimate.lower, estimate.upper = sample.interval()
    whole = estimate.lower is not None and estimate.upper is not None
    estimate.status = "pass" if whole else "partial"
    return estimate


def refused(sample, base: int) -> bool:
    return sample.n < base or sample.value() is None


class Cells:
    """The observations of one metric by month, and by month, axis and key."""

    def __init__(self, metric: Metric, inputs: Inputs):
        self.metric = metric
        self.network = defaultdict(list)
        self.segment = defaultdict(list)  # a key exists for each segment that has a row
        table = inputs.tables[metric.table]
        clock = table.schema["clock"]
        self.axes = [axis for axis in (TABLE_AXES[metric.table] if metric.axes is None else metric.axes)
                     if inputs.has(metric.table, AXES[axis])]
        self.observed = defaultdict(list)  # month → (row, observation)
        self.awaited = set()  # (month, axis, key) with rows that were not followed long enough
        for row in table.rows:
            month, seen = month_of(row[clock] // MINUTES_A_DAY), metric.observe(row)
            self.observed[month].append((row, seen))
            own = [] if seen is None else [seen]
            self.network[month] += own
            is_awaited = metric.is_awaited is not None and metric.is_awaited(row)
            if is_awaited:
                self.awaited.add((month, "", ""))
            for axis in self.axes:
                if row.get(AXES[axis]) is not None:
                    self.segment[month, axis, row[AXES[axis]]] += own
                    if is_awaited:
                        self.awaited.add((month, axis, row[AXES[axis]]))

    def mark(self, estimate: Estimate, month: int) -> None:
        """What was followed because it ended early tells in part only."""
        if estimate.status == "pass" and (month, estimate.axis, estimate.key) in self.awaited:
            estimate.status = "partial"

    def whole(self, month: int):
        return self.metric.kind(self.network.get(month, []))

    def part(self, month: int, axis: str, key: str):
        return self.metric.kind(self.segment.get((month, axis, key), []))

    def others(self, month: int, axis: str, key: str):
        """The other segments of the axis; rows without a key belong to neither side."""
        return self.metric.kind([seen for row, seen in self.observed[month] if seen is not None
                                 and row.get(AXES[axis]) not in (None, key)])

    def inflation(self, month: int, axis: str) -> Inflation:
        """By how much the dealers' values scatter more than so many rows would."""
        if axis not in AXES_OF_DEALERS:
            return Inflation()
        return inflation([self.segment[month, "dealer", key] for key in self.keys(month, "dealer")])

    def keys(self, month: int, axis: str) -> list[str]:
        return sorted(key for when, on, key in self.segment if (when, on) == (month, axis))


def held_back(cells: Cells, month: int, axis: str, config: Config) -> str | None:
    """The segment whose value would betray what fewer than private_below customers said: the smallest that is told."""
    metric, base = cells.metric, config.minimum_base
    if metric.table != "surveys" or metric.kind not in (Share, Mean, Nps):
        return None
    counts = {key: cells.part(month, axis, key).n for key in cells.keys(month, axis)}
    told = {key: n for key, n in counts.items() if n >= max(base, 1)}
    left = cells.whole(month).n - sum(told.values())
    if not told or not 0 < left < min(base, config.private_below):
        return None
    return min(told, key=lambda key: (told[key], key))


class Hidden:
    """A sample of which only n is told."""

    def __init__(self, sample):
        self.n, self.unit = sample.n, sample.unit

    def value(self) -> None:
        return None


def change_between(now, before, before_period: str, base: int) -> Change | None:
    """Against the month before; None when one of the two is refused, or the difference has no interval."""
    if refused(now, base) or refused(before, base):
        return None
    difference = now.minus(before)
    return None if difference.lower is None else Change(before_period, difference)


def share_q(estimates: list[Estimate]) -> None:
    """Fill in the changes' q values: one family for all segments of one metric and axis."""
    changes = [estimate.change for estimate in estimates if estimate.change is not None]
    q_values = benjamini_hochberg([change.difference.p for change in changes])
    for change, q in zip(changes, q_values):
        change.q = q


def give_verdicts(estimates: list[Estimate], samples: list, rests: list,
                  higher_is_better: bool, judged_base: int, by: Inflation) -> None:
    """Each segment against the others of its axis, at a false-discovery rate of 5 %."""
    differences = []
    for estimate, sample, rest in zip(estimates, samples, rests):
        testable = estimate.status != "refused" and min(sample.n, rest.n) >= max(judged_base, 1)
        differences.append(sample.minus(rest) if testable else Difference(None))
    q_values = benjamini_hochberg([inflated_p(d, by) for d in differences])
    for estimate, difference, q in zip(estimates, differences, q_values):
        if q is None:
            estimate.verdict = "cannot_say"
        elif q >= FALSE_DISCOVERY:
            estimate.verdict = "consistent"
        else:
            good = (difference.value > 0) == higher_is_better
            estimate.verdict = "better" if good else "worse"


def measure_network(cells: Cells, month: int, base: int, result: Result) -> None:
    """The whole network in the report month and the 12 before it."""
    first = month - MONTHS_BEFORE
    for when in range(first, month + 1):
        now = cells.whole(when)
        estimate = estimate_of(now, cells.metric.name, "", "", month_text(when), base)
        cells.mark(estimate, when)
        if when > first:
            estimate.change = change_between(now, cells.whole(when - 1), month_text(when - 1), base)
        result.add(estimate)


def share_network_q(result: Result) -> None:
    """The network's changes of one month: one family for all metrics of a section."""
    families = defaultdict(list)
    for estimate in result.estimates.values():
        if not estimate.axis:
            families[family_of(estimate.metric), estimate.period].append(estimate)
    for estimates in families.values():
        share_q(estimates)


def measure_axis(cells: Cells, axis: str, month: int, config: Config, result: Result) -> None:
    """All segments of one axis in the report month."""
    keys, metric, base = cells.keys(month, axis), cells.metric, config.minimum_base
    held, held_before = held_back(cells, month, axis, config), held_back(cells, month - 1, axis, config)
    samples = [cells.part(month, axis, key) for key in keys]
    samples = [Hidden(sample) if key == held else sample for key, sample in zip(keys, samples)]
    estimates = []
    for key, now in zip(keys, samples):
        estimate = estimate_of(now, metric.name, axis, key, month_text(month), base)
        cells.mark(estimate, month)
        before = cells.part(month - 1, axis, key)
        before = Hidden(before) if key == held_before else before
        estimate.change = change_between(now, before, month_text(month - 1), base)
        estimates.append(estimate)
    share_q(estimates)
    if metric.kind.verdicts and metric.higher_is_better is not None:
        rests = [cells.others(month, axis, key) for key in keys]
        give_verdicts(estimates, samples, rests, metric.higher_is_better, config.judged_base,
                      cells.inflation(month, axis))
    if len(keys) > KEYS_IN_ESTIMATES:
        result.columns[metric.name, axis] = estimates
        estimates = [e for e in estimates if e.verdict in ("better", "worse")]
    for estimate in estimates:
        result.add(estimate)


def measure_series(cells: Cells, month: int, config: Config, result: Result) -> None:
    """Each dealer in the 12 months before the report month; of many, those with a value."""
    rows = defaultdict(dict)  # dealer → month → (n, value)
    for when in range(month - MONTHS_BEFORE, month):
        held = held_back(cells, when, "dealer", config)
        for key in cells.keys(when, "dealer"):
            sample = cells.part(when, "dealer", key)
            value = None if key == held or refused(sample, config.minimum_base) else sample.value()
            rows[key][month_text(when)] = (sample.n, value)
    for key, row in rows.items():
        if len(rows) <= KEYS_IN_ESTIMATES or any(value is not None for _, value in row.values()):
            for when, cell in row.items():
                result.series[cells.metric.name, key, when] = cell


def measure_retention(inputs: Inputs, base: int, result: Result) -> None:
    """Bought again within 365 days, by path; the curve of the waiting time; log-rank test."""
    metric, everybody = "retention.repurchase_365d", customers(inputs)
    matured = [c for c in everybody if c.matured]
    taken = [path for path in PATHS if any(c.path == path for c in everybody)]
    durations = []
    for path in taken:
        sample = Share([c.bought_again for c in matured if c.path == path])
        result.add(estimate_of(sample, metric, "path", path, "all", base))
        durations.append([c.duration for c in everybody if c.path == path])
        if len(durations[-1]) >= base:
            result.curves[path] = Curve(len(durations[-1]), kaplan_meier(durations[-1]))
    test = log_rank(durations) if len(everybody) >= base else None
    if test is not None:
        result.tests[metric] = test


def measure_departures(inputs: Inputs, month: int, base: int, result: Result) -> None:
    """Why customers left, in the 12 months that end with the report month."""
    reasons = [row["reason"] for row in inputs.tables["departures"].rows
               if month - 12 < month_of(row["left_on"]) <= month and row.get("reason") is not None]
    for reason in DEPARTURE_SHARES:
        sample = Share([given == reason for given in reasons])
        result.add(estimate_of(sample, f"departures.{reason}.share", "", "", month_text(month),
                               base))
    counts = [reasons.count(reason) for reason in DEPARTURE_SHARES]
    if sum(counts) >= max(base, 1):
        result.tests["departures"] = goodness_of_fit(counts, list(DEPARTURE_SHARES.values()))


def told_estimate(told: Told, month: int, base: int) -> Estimate:
    period = "all" if told.period_all else month_text(month)
    estimate = Estimate(told.metric, told.axis, told.key, period, told.unit, told.n, "refused")
    if told.n < max(base, 1) or told.value is None:
        return estimate
    estimate.value, estimate.lower, estimate.upper = told.value, told.lower, told.upper
    estimate.status = "pass" if None not in (told.lower, told.upper) else "partial"
    return estimate


def told_share(metric: str, axis: str, key: str, share: Share | None, n: int = 0, p: Number | None = None,
               above: bool | None = None) -> Told:
    """Judged where `above` says on which side of the others it lies; fewer are better then."""
    value, bounds = (None, (None, None)) if share is None or share.n == 0 else (share.value(), share.interval())
    return Told(metric, axis, key, "share", n if share is None else share.n, value, *bounds, judged=above is not None,
                p=p, higher_is_better=False, above=above)


def measure_told(told: list[Told], month: int, config: Config, result: Result) -> None:
    """The judged ones at a false-discovery rate of 5 % over all of the list that can be tested."""
    estimates = [told_estimate(one, month, config.minimum_base) for one in told]
    tested = [one.p if one.judged and estimate.status != "refused" and one.n >= config.judged_base
              else None for one, estimate in zip(told, estimates)]
    for one, estimate, q in zip(told, estimates, benjamini_hochberg(tested)):
        result.add(estimate)
        if not one.judged:
            continue
        if q is None:
            estimate.verdict = "cannot_say"
        elif q >= FALSE_DISCOVERY:
            estimate.verdict = "consistent"
        else:
            above = one.value > 0 if one.above is None else one.above
            estimate.verdict = "better" if above == one.higher_is_better else "worse"


def measure(inputs: Inputs, config: Config, month_wish: str | None = None) -> Result:
    wish = month_wish or config.month
    month = month_number(wish) if wish else report_month(inputs.horizon // MINUTES_A_DAY)
    result = Result(month_text(month))
    backoffice.add_departments(inputs, month)
    for metric in row_metrics(inputs, config) + customers_metrics(inputs, config) + words.row_metrics(inputs, config):
        cells = Cells(metric, inputs)
        if metric.tells_network:
            measure_network(cells, month, config.minimum_base, result)
        for axis in cells.axes:
            measure_axis(cells, axis, month, config, result)
        if "dealer" in cells.axes:
            measure_series(cells, month, config, result)
    share_network_q(result)
    backoffice.tell(inputs, month, result.month, config, estimate_of, result)
    complaints.measure_year(inputs, month, result.month, config, estimate_of, result)
    for told in tell_customers(inputs, config, month):
        measure_told(told, month, config, result)
    measure_told(words.topic_shares(inputs, month, told_share), month, config, result)
    measure_told(words.dealers_of_year(inputs, config, month, told_share), month, config, result)
    if inputs.has("purchases", "customer_id", "purchased_on"):
        measure_retention(inputs, config.minimum_base, result)
    if inputs.has("departures", "reason"):
        measure_departures(inputs, month, config.minimum_base, result)
    measure_office(inputs, config, month, result, estimate_of)
    for name, sample in whole_samples(inputs).items():
        result.add(estimate_of(sample, name, "", "", "all", config.minimum_base))
    return result
