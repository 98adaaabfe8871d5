"""What customers say and do: touchpoints, trust, the months after a purchase, tiers.

Row metrics are observed as in metrics.py. What is of no row alone is told: a Told is one estimate
before it is judged, a list of them is judged together.
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb
from typing import Iterable

from config import Config
from decode import MINUTES_A_DAY
from kinds import UPPER, Mean, Number, Share
from metrics import Metric, overall_score
from months import first_day_of, month_of
from numeric import Z, chi_square_quantile, exact, normal_p, t_quantile
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
    above: bool | None = None  # of the others; None: where the value lies of 0
    period_all: bool = False
    above: bool | None = None  # None: the sign of the value says so


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


# Stages after the purchase

STAGES = ("doubt", "learning", "appreciation", "reevaluation")
LEARNING_FROM, APPRECIATION_FROM = 31, 181
MONTH_DAYS = Fraction(487, 16)


@dataclass(frozen=True)
class Span:
    """A customer's one time under observation, in days since the purchase."""
    product: str | None
    first: int
    last: int
    end: str  # "censored", "left", "bought" (on the day after `last`)
    complaint: int | None
    asked: tuple[int, int] | None  # age, score
    due: tuple[str | None, int] | None  # product and age of the last purchase at the end; None: gone


def recorded_from(inputs: Inputs, table: str, column: str, minutes: bool) -> int | None:
    days = [row[column] // (MINUTES_A_DAY if minutes else 1) for row in inputs.tables[table].rows] \
        if inputs.has(table, column) else []
    return first_day_of(month_of(min(days))) if days else None


def life_window(inputs: Inputs, month: int) -> tuple[int, int]:
    starts = [first_day_of(month - WINDOW_MONTHS + 1), recorded_from(inputs, "complaints", "opened_at", True),
              recorded_from(inputs, "departures", "left_on", False)]
    return max(start for start in starts if start is not None), min(first_day_of(month + 1) - 1,
                                                                    inputs.horizon // MINUTES_A_DAY)


def span_of(bought: list[tuple[int, str | None]], left: list[int], complaints: list[int],
            scores: list[tuple[int, int]], window: tuple[int, int]) -> Span | None:
    """`bought`: day and product in order of the day, then of input."""
    begin, end = window
    bought = [(day, product) for day, product in bought if day <= end]
    if not bought or begin > end:
        return None
    before = [day for day, _ in bought if day <= begin]
    start = max(before) if before else bought[0][0]
    first = max(start, begin)
    gone = [day for day in left if day >= start]
    if gone and min(gone) < first:
        return None
    last, ending = end, "censored"
    later = [day for day, _ in bought if day > start]
    if later:
        last, ending = min(later) - 1, "bought"
    if gone and min(gone) <= last:
        last, ending = min(gone), "left"
    seen = [day for day in complaints if first <= day <= last]
    asked = [(day, score) for day, score in scores if first <= day <= last]
    final = bought[-1][0]
    product = {day: [own for then, own in bought if then == day][0] for day in (start, final)}
    due = None if any(final <= day <= end for day in left) else (product[final], end - final)
    return Span(product[start], first - start, last - start, ending, min(seen) - start if seen else None,
                (asked[-1][0] - start, asked[-1][1]) if asked else None, due)


def spans(inputs: Inputs, month: int) -> list[Span | None]:
    """Of all buyers; None: not followed."""
    window = life_window(inputs, month)
    bought: dict[str, list] = {}
    for row in inputs.tables["purchases"].rows:
        is_return = row.get("amount") is not None and row["amount"] < 0
        if row.get("customer_id") is not None and not is_return:
            bought.setdefault(row["customer_id"], []).append((row["purchased_on"], row.get("product")))
    left = days_by_customer(inputs, "departures", "left_on")
    complaints = days_by_customer(inputs, "complaints", "opened_at")
    scores: dict[str, list] = {}
    for row in sorted(inputs.tables["surveys"].rows, key=lambda row: row["surveyed_at"]):
        if row.get("customer_id") is not None and row.get("overall") is not None:
            day = row["surveyed_at"] // MINUTES_A_DAY
            scores.setdefault(row["customer_id"], []).append((day, row["overall"]))
    return [span_of(sorted(own, key=lambda one: one[0]), left.get(name, []),
                    [minute // MINUTES_A_DAY for minute in complaints.get(name, [])], scores.get(name, []), window)
            for name, own in bought.items()]


def late_curve(rows: list[tuple[int, int, bool]]) -> list[tuple[int, Fraction, Decimal | None, Decimal | None]]:
    """(entered, left, bought) → day, survival and its bounds: Kaplan and Meier, at risk from the day after entry."""
    steps, survival, variance = [], Fraction(1), Decimal(0)
    for time in sorted({left for _, left, happened in rows if happened}):
        r = sum(entered < time <= left for entered, left, _ in rows)
        d = sum(left == time and happened for _, left, happened in rows)
        survival *= Fraction(r - d, r)
        if survival == 0:
            steps.append((time, survival, None, None))
            continue
        variance += exact(Fraction(d, r * (r - d)))
        logarithm = exact(survival).ln()
        spread = Z * variance.sqrt() / logarithm
        steps.append((time, survival, (logarithm * (-spread).exp()).exp(), (logarithm * spread.exp()).exp()))
    return steps


def first_below(days: list[int], values: list) -> Fraction | None:
    """The first day at 1/2 or below; where it stays at 1/2 for a while, the middle of that."""
    half = Decimal("0.5")
    for i, value in enumerate(values):
        if value is None or exact(value) <= half:
            level = value is not None and abs(exact(value) - half) < Decimal("1e-12")
            falls = level and i + 1 < len(days)
            return Fraction(days[i] + days[i + 1], 2) if falls else Fraction(days[i])
    return None


def median_of(rows: list[tuple[int, int, bool]]) -> tuple:
    """Median with bounds; of few rows none."""
    if len(rows) < 100 or sum(happened for _, _, happened in rows) < 30:
        return None, None, None
    curve = late_curve(rows)
    days = [step[0] for step in curve]
    return tuple(first_below(days, [step[k] for step in curve]) for k in (1, 2, 3))


def from_median(median: Fraction) -> int:
    return max(-(-4 * median // 5), APPRECIATION_FROM + 1)


def stage_of_age(age: int, reevaluation: int | None) -> str:
    if age < LEARNING_FROM:
        return "doubt"
    if age < APPRECIATION_FROM:
        return "learning"
    return "appreciation" if reevaluation is None or age < reevaluation else "reevaluation"


def poisson_bounds(events: int) -> tuple[Decimal, Decimal]:
    lower = chi_square_quantile(Decimal("0.025"), Decimal(2 * events)) / 2 if events else Decimal(0)
    return lower, chi_square_quantile(Decimal("0.975"), Decimal(2 * events + 2)) / 2


def rate_p(events: int, days: int, other_events: int, other_days: int) -> Number | None:
    """Two-sided: outcomes no more probable, given all events."""
    n = events + other_events
    if n == 0 or days == 0 or other_days == 0:
        return None
    share = Fraction(days, days + other_days)
    weights = [comb(n, k) * share ** k * (1 - share) ** (n - k) for k in range(n + 1)]
    return min(sum(w for w in weights if w <= weights[events] * (1 + Fraction(1, 10**7))), Fraction(1))


def tell_scores(followed: list[Span], from_days: dict, is_known: bool) -> list[Told]:
    scores: dict[str, list] = {stage: [] for stage in STAGES}
    for span in followed:
        if span.asked is not None:
            scores[stage_of_age(span.asked[0], from_days[span.product])].append(Fraction(span.asked[1]))
    told = []
    for stage in STAGES:
        own = Mean(scores[stage])
        others = Mean([score for other in STAGES if other != stage for score in scores[other]])
        p, above = None, None
        if own.n > 1 and others.n > 1:
            difference = own.minus(others)
            p, above = difference.p, difference.value > 0
        hidden = own.n == 0 or (stage == "reevaluation" and not is_known)
        value, bounds = (None, (None, None)) if hidden else (own.value(), own.interval())
        n = 0 if stage == "reevaluation" and not is_known else own.n
        told.append(Told("lifecycle.satisfaction", "life_stage", stage, "score", n, value, *bounds, True, p,
                         above=above))
    return told


def tell_rate(name: str, observed: list[tuple[str, str, int, int]], is_known: bool, higher: bool) -> list[Told]:
    """`observed`: stage, kind ("days" or "event"), days, customer; a customer's stage counts once."""
    days = {stage: sum(n for where, kind, n, _ in observed if where == stage and kind == "days") for stage in STAGES}
    people = {stage: len({who for where, kind, n, who in observed if where == stage and kind == "days" and n})
              for stage in STAGES}
    events = {stage: sum(where == stage and kind == "event" for where, kind, _, _ in observed) for stage in STAGES}
    told = []
    for stage in STAGES:
        if (stage == "reevaluation" and not is_known) or not days[stage]:
            told.append(Told(f"lifecycle.{name}", "life_stage", stage, "share", 0, None, None, None, True))
            continue
        months = Fraction(days[stage]) / MONTH_DAYS
        lower, upper = (bound / exact(months) for bound in poisson_bounds(events[stage]))
        other_days, other_events = sum(days.values()) - days[stage], sum(events.values()) - events[stage]
        p = rate_p(events[stage], days[stage], other_events, other_days)
        told.append(Told(f"lifecycle.{name}", "life_stage", stage, "share", people[stage],
                         events[stage] / months, lower, upper, True, p, higher,
                         above=events[stage] * other_days > other_events * days[stage]))
    return told


def observed_days(span: Span, last: int, reevaluation: int | None, who: int) -> list[tuple[str, str, int, int]]:
    found: dict[str, int] = {}
    for age in range(span.first, last + 1):
        stage = stage_of_age(age, reevaluation)
        found[stage] = found.get(stage, 0) + 1
    return [(stage, "days", n, who) for stage, n in found.items()]


def tell_lifecycle(inputs: Inputs, config: Config, month: int) -> list[list[Told]]:
    everybody = spans(inputs, month)
    followed = [span for span in everybody if span is not None]
    late = [(span, span.first, span.last + (span.end == "bought")) for span in followed]
    rows = [(span.product, (first, last, span.end == "bought")) for span, first, last in late if last > first]
    whole = median_of([row for _, row in rows])
    products = {span.product for span in followed} | {span.due[0] for span in followed if span.due}
    from_days: dict[str | None, int | None] = {}
    for product in products:
        own = median_of([row for name, row in rows if name == product])[0] if product is not None else None
        median = Fraction(config.repurchase_days) if config.repurchase_days else own or whole[0]
        from_days[product] = None if median is None else from_median(median)
    is_known = any(from_days[span.product] is not None for span in followed)
    bounded = whole if whole[0] is not None else (None, None, None)
    told = [[Told("lifecycle.repurchase_median", "", "", "days", len(rows), *bounded, period_all=True)],
            tell_scores(followed, from_days, is_known)]
    for name, table, higher in (("complaint_rate", "complaints", False), ("departure_rate", "departures", False),
                                ("return_rate", "purchases", True)):
        observed = []
        for who, span in enumerate(followed):
            reevaluation = from_days[span.product]
            is_complaint = name == "complaint_rate" and span.complaint is not None
            observed += observed_days(span, span.complaint if is_complaint else span.last, reevaluation, who)
            if is_complaint:
                observed.append((stage_of_age(span.complaint, reevaluation), "event", 0, who))
            elif span.end == {"departure_rate": "left", "return_rate": "bought"}.get(name):
                observed.append((stage_of_age(span.last, reevaluation), "event", 0, who))
        if inputs.tables[table].rows:
            told.append(tell_rate(name, observed, is_known, higher))
    return told


# Tiers

TIERS = ("ordinary", "right_tier", "key_tier", "harmful")
SERVICES = ("reply_24h", "close_24h", "called_30d")
CALL_MINUTES = 30 * MINUTES_A_DAY


@dataclass(frozen=True)
class Account:
    """A customer of the last 24 months."""
    yuan: int
    harmful: bool
    product: str | None
    given: dict[str, bool]  # of the last repair that can be judged; what is not known is not in it


def rows_by_customer(inputs: Inputs, table: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in inputs.tables[table].rows:
        if row.get("customer_id") is not None:
            found.setdefault(row["customer_id"], []).append(row)
    return found


def services_of(repair: Row, inputs: Inputs, calls: dict[str, list[int]]) -> dict[str, bool]:
    def within_a_day(name: str) -> bool:
        return repair.get(name) is not None and repair[name] - repair["reported_at"] <= MINUTES_A_DAY

    given = {f"{name}_24h": within_a_day(column) for name, column in (("reply", "replied_at"), ("close", "closed_at"))
             if inputs.has("repairs", column)}
    closed = repair.get("closed_at")
    if inputs.has("surveys", "repair_id") and closed is not None and closed <= inputs.horizon - CALL_MINUTES:
        given["called_30d"] = any(0 <= call - closed <= CALL_MINUTES for call in calls.get(repair["repair_id"], []))
    return given


def accounts(inputs: Inputs, config: Config, month: int) -> list[Account]:
    end = min(first_day_of(month + 1) - 1, inputs.horizon // MINUTES_A_DAY)
    begin, served = first_day_of(month - 23), first_day_of(month - 11)
    rules = config.tiers
    tables = {name: rows_by_customer(inputs, name) for name in ("purchases", "repairs", "complaints")}
    calls: dict[str, list[int]] = {}
    for row in inputs.tables["surveys"].rows:
        if row.get("repair_id") is not None:
            calls.setdefault(row["repair_id"], []).append(row["surveyed_at"])
    found = []
    for name in sorted(set().union(*tables.values())):
        bought = [row for row in tables["purchases"].get(name, []) if begin <= row["purchased_on"] <= end]
        repairs = [row for row in tables["repairs"].get(name, [])
                   if begin <= row["reported_at"] // MINUTES_A_DAY <= end]
        complaints = [row for row in tables["complaints"].get(name, [])
                      if begin <= row["opened_at"] // MINUTES_A_DAY <= end]
        if not bought and not repairs and not complaints:
            continue
        fen = sum(row["amount"] for row in bought if row.get("amount") is not None)
        fen -= 100 * rules["repair_cost_yuan"] * sum(row.get("charged") is not True for row in repairs)
        unpaid = sum(row.get("charged") is True and row.get("paid") is False for row in repairs)
        unjustified = sum(row.get("justified") is False for row in complaints)
        harmful = 0 < rules["harmful_unpaid"] <= unpaid or 0 < rules["harmful_unjustified"] <= unjustified
        judged = [row for row in repairs if row["reported_at"] // MINUTES_A_DAY >= served
                  and row["reported_at"] <= inputs.horizon - MINUTES_A_DAY]
        last = None
        for row in judged:
            if last is None or row["reported_at"] >= last["reported_at"]:
                last = row
        found.append(Account(fen // 100, harmful, last.get("product") if last else None,
                             services_of(last, inputs, calls) if last else {}))
    return found


def tier_limit(values: list[int], share: Fraction, set_yuan: int) -> int | None:
    """From how many yuan on; None: nobody."""
    if set_yuan:
        return set_yuan
    rank = int(len(values) * min(Fraction(share), Fraction(1)))
    return max(sorted(values, reverse=True)[rank - 1], 1) if rank else None


def tiers_of(everybody: list[Account], config: Config) -> list[str]:
    rules = config.tiers
    values = [account.yuan for account in everybody if not account.harmful]
    key = tier_limit(values, Fraction(rules["key_share"]), rules["key_yuan"])
    right = tier_limit(values, Fraction(rules["key_share"]) + Fraction(rules["right_share"]), rules["right_yuan"])
    return ["harmful" if account.harmful else "key_tier" if key is not None and account.yuan >= key
            else "right_tier" if right is not None and account.yuan >= right else "ordinary" for account in everybody]


def like_products(key: list[tuple[str | None, bool]], others: list[tuple[str | None, bool]]) -> tuple | None:
    """Mantel and Haenszel's difference of shares with Sato's variance."""
    weights = weighted = ps = qs = Fraction(0)
    for product in {name for name, _ in key + others}:
        own = [given for name, given in key if name == product]
        rest = [given for name, given in others if name == product]
        a, big_a, b, big_b = sum(own), len(own), sum(rest), len(rest)
        if not big_a or not big_b:
            continue
        n = big_a + big_b
        weights += Fraction(big_a * big_b, n)
        weighted += Fraction(a * big_b - b * big_a, n)
        ps += Fraction(2 * (big_a**2 * b - big_b**2 * a) + big_a * big_b * (big_b - big_a), 2 * n * n)
        qs += Fraction(a * (big_b - b) + b * (big_a - a), 2 * n)
    if not weights:
        return None
    difference = weighted / weights
    variance = max((difference * ps + qs) / weights**2, Fraction(0))
    reach = Z * exact(variance).sqrt()
    return difference, max(exact(difference) - reach, Decimal(-1)), min(exact(difference) + reach, Decimal(1))


def service_is_there(inputs: Inputs, service: str) -> bool:
    columns = {"reply_24h": ["replied_at"], "close_24h": ["closed_at"], "called_30d": ["closed_at"]}[service]
    return inputs.has("repairs", "customer_id", *columns) and (
        service != "called_30d" or (inputs.has("surveys", "repair_id") and bool(inputs.tables["surveys"].rows))) \
        and bool(inputs.tables["repairs"].rows)


def tell_tiers(inputs: Inputs, config: Config, month: int) -> list[Told]:
    everybody = accounts(inputs, config, month)
    tiers = tiers_of(everybody, config)
    knows_harm = (inputs.has("complaints", "justified") and bool(inputs.tables["complaints"].rows)) or \
        (inputs.has("repairs", "paid") and bool(inputs.tables["repairs"].rows))
    told = []

    def add(metric: str, tier: str, observations: list[bool], is_there: bool) -> None:
        sample = Share(observations)
        value, bounds = (sample.value(), sample.interval()) if is_there and sample.n else (None, (None, None))
        told.append(Told(metric, "tier", tier, "share", sample.n, value, *bounds))

    for tier in TIERS:
        is_told = tier != "harmful" or knows_harm
        add("tiers.share", tier, [own == tier for own in tiers], is_told)
        for service in SERVICES:
            if is_told:
                add(f"tiers.{service}", tier, [account.given[service] for account, own in zip(everybody, tiers)
                                               if own == tier and service in account.given],
                    service_is_there(inputs, service))
    for service in SERVICES:
        of = {tier: [(account.product, account.given[service]) for account, own in zip(everybody, tiers)
                     if own == tier and service in account.given] for tier in ("key_tier", "ordinary")}
        both = len(of["key_tier"]) + len(of["ordinary"]) if all(of.values()) else 0
        gap = like_products(of["key_tier"], of["ordinary"]) if service_is_there(inputs, service) and both else None
        bounds = (None, None, None) if gap is None else tuple(100 * number for number in gap)
        told.append(Told(f"tiers.gap.{service}", "", "", "percent_points", both, *bounds))
    return told


KNOWN = {"touchpoints.overall.mean", "touchpoints.overall.top2", "touchpoints.reach",
         "touchpoints.weight", *(f"trust.{level}.mean" for level in LEVELS),
         *(f"trust.ladder.{level}" for level in LEVELS), "trust.satisfied_back_365d",
         "trust.satisfied_away_365d", "trust.other_back_365d", "trust.satisfied_left_365d",
         "trust.truster_back_365d", "trust.doubter_back_365d", "trust.behaviour_gap",
         "lifecycle.repurchase_median", "lifecycle.satisfaction", "lifecycle.complaint_rate",
         "lifecycle.departure_rate", "lifecycle.return_rate", "tiers.share",
         *(f"tiers.{service}" for service in SERVICES), *(f"tiers.gap.{service}" for service in SERVICES)}


def row_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    return touchpoint_metrics(inputs, config) + trust_metrics(inputs, config)


def tell(inputs: Inputs, config: Config, month: int) -> Iterable[list[Told]]:
    """Lists of estimates; the judged ones of a list are judged together."""
    yield from tell_touchpoints(inputs, config, month)
    yield tell_trust(inputs, config)
    if inputs.has("purchases", "customer_id", "purchased_on"):
        yield from tell_lifecycle(inputs, config, month)
        yield tell_tiers(inputs, config, month)
