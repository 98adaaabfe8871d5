"""Departments behind the service (D28): what customers said about repairs, by the department that answers for them."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from complaints import verdicts
from config import Config
from decode import MINUTES_A_DAY
from kinds import Mean, Share
from months import month_of
from numeric import Z, exact, normal_p
from read import Inputs, Row

MEAN, DISSATISFIED, MOVED = "backoffice.overall.mean", "backoffice.dissatisfied.share", "backoffice.moved"
RATE = "backoffice.complaints_per_1000"
NAMES = (MEAN, DISSATISFIED, MOVED)
YEAR_MONTHS, MONTHS_KEPT = 12, 13
FRONT_WORDS = ("服务", "客服", "售后", "维修", "经销", "安装", "销售", "门店",
               "service", "support", "dealer", "repair", "install", "sales", "store")


def add_departments(inputs: Inputs, month: int) -> None:
    """Into each callback the department of its repair; of a repair from before the kept months it is unknown."""
    known = {row["repair_id"]: row.get("department") for row in inputs.tables["repairs"].rows
             if month_of(row["reported_at"] // MINUTES_A_DAY) > month - MONTHS_KEPT}
    for row in inputs.tables["surveys"].rows:
        row["department"] = known.get(row.get("repair_id"))
    if has_departments(inputs):
        inputs.tables["surveys"].present.add("department")


def score_of(row: Row) -> Fraction | None:
    if row.get("overall") is None or row.get("department") is None:
        return None
    return Fraction(row["overall"])


def has_departments(inputs: Inputs) -> bool:
    return (inputs.has("surveys", "overall")
            and (inputs.has("repairs", "department") or inputs.has("complaints", "department")))


def metrics(inputs: Inputs, metric: type) -> list:
    return [metric(MEAN, "surveys", Mean, score_of, axes=("department",))] if has_departments(inputs) else []


@dataclass
class Given:
    """Numbers as estimate_of wants them."""
    unit: str
    n: int
    number: Fraction | None
    bounds: tuple = (None, None)

    def value(self):
        return self.number

    def interval(self) -> tuple:
        return self.bounds


class Answers:
    def __init__(self, inputs: Inputs, config: Config, month: int):
        self.middle = Fraction(config.options.score_minimum + config.options.score_maximum, 2)
        self.rows = [(month - month_of(row["surveyed_at"] // MINUTES_A_DAY), row["department"], score_of(row))
                     for row in inputs.tables["surveys"].rows if score_of(row) is not None]
        self.departments = sorted({name for back, name, _ in self.rows if 0 <= back < YEAR_MONTHS})

    def year(self, names) -> Share:
        return Share([score < self.middle for back, name, score in self.rows
                      if 0 <= back < YEAR_MONTHS and name in names])

    def month(self, back: int, names) -> list[Fraction]:
        return [score for when, name, score in self.rows if when == back and name in names]


def left_out(counts: dict[str, int], base: int, limit: int) -> set[str]:
    """Too small to be told; with them the smallest of the others, where few would be left."""
    small = {name for name, n in counts.items() if n < max(base, 1)}
    told = [name for name in counts if name not in small]
    if 0 < sum(counts[name] for name in small) < limit and told:
        small.add(min(told, key=lambda name: counts[name]))
    return small


def is_front(name: str) -> bool:
    return any(word in name.lower() for word in FRONT_WORDS)


def tell_shares(answers: Answers, period: str, config: Config, estimate_of, result) -> None:
    base, limit = config.minimum_base, min(config.minimum_base, config.private_below)
    whole = answers.year(answers.departments)
    result.add(estimate_of(whole, DISSATISFIED, "", "", period, base))
    hidden = set()
    for front in (True, False):
        counts = {name: answers.year([name]).n for name in answers.departments if is_front(name) == front}
        hidden |= left_out(counts, base, limit)
    groups = [("department", name, [name], name in hidden) for name in answers.departments]
    lines = {key: [name for name in answers.departments if is_front(name) == (key == "front_line")]
             for key in ("front_line", "back_office")}
    sizes = {key: answers.year(names).n for key, names in lines.items()}
    for key, other in (("front_line", "back_office"), ("back_office", "front_line")):
        groups.append(("line", key, lines[key], 0 < sizes[other] < limit or sizes[key] < max(base, 1)))
    for axis in ("department", "line"):
        estimates, tests = [], []
        for _, key, names, is_hidden in (group for group in groups if group[0] == axis):
            own, rest = answers.year(names), answers.year([d for d in answers.departments if d not in names])
            estimate = estimate_of(own if not is_hidden else Given("share", own.n, None), DISSATISFIED, axis, key, period, base)
            can = estimate.status != "refused" and min(own.n, rest.n) >= max(config.judged_base, 1)
            tests.append((own.minus(rest).p if can else None, can and own.value() > rest.value()))
            estimates.append(estimate)
        if answers.departments:
            verdicts(estimates, tests, "complaints.again_90d.unit")  # lower is better
            for estimate in estimates:
                result.add(estimate)


def part(own: list[Fraction], everybody: list[Fraction], middle: Fraction) -> tuple[Fraction, Fraction]:
    """Mean over all answers of (score − middle) where it is the department's, else 0; and the variance of that mean."""
    n = len(everybody)
    value = sum((x - middle for x in own), Fraction(0)) / n
    square = sum(((x - middle) ** 2 for x in own), Fraction(0)) / n
    return value, (square - value ** 2) / (n - 1)


def tell_moved(answers: Answers, period: str, config: Config, estimate_of, result) -> None:
    base, limit = config.minimum_base, min(config.minimum_base, config.private_below)
    now, before = (answers.month(back, answers.departments) for back in (0, 1))
    least = min(len(now), len(before))
    change = Mean(now).minus(Mean(before)) if least else None
    number = None if change is None else change.value
    bounds = (None, None) if change is None else (change.lower, change.upper)
    result.add(estimate_of(Given("score", least, number, bounds), MOVED, "", "", period, base))
    if least < max(base, 2):
        return
    middle = (Mean(now).value() + Mean(before).value()) / 2
    counts = {name: min(len(answers.month(back, [name])) for back in (0, 1)) for name in answers.departments}
    hidden = {name for name, n in counts.items() if n < max(base, 1)}
    rest = [len(answers.month(back, hidden)) for back in (0, 1)]
    told = [name for name in counts if name not in hidden]
    if any(0 < n < limit for n in rest) and told:
        hidden.add(min(told, key=lambda name: counts[name]))
    estimates, tests = [], []
    for name in answers.departments:
        late, early = (part(answers.month(back, [name]), everybody, middle) for back, everybody in ((0, now), (1, before)))
        value, error = late[0] - early[0], exact(late[1] + early[1]).sqrt()
        seen = Given("score", counts[name], None if name in hidden else value,
                     (exact(value) - Z * error, exact(value) + Z * error))
        estimate = estimate_of(seen, MOVED, "department", name, period, base)
        can = estimate.status != "refused" and counts[name] >= max(config.judged_base, 1) and error > 0
        tests.append((normal_p(exact(value) / error) if can else None, value > 0))
        estimates.append(estimate)
    verdicts(estimates, tests, MOVED)
    for estimate in estimates:
        result.add(estimate)


def tell(inputs: Inputs, month: int, period: str, config: Config, estimate_of, result) -> None:
    if not has_departments(inputs):
        return
    answers = Answers(inputs, config, month)
    tell_shares(answers, period, config, estimate_of, result)
    tell_moved(answers, period, config, estimate_of, result)
