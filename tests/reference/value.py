#!/usr/bin/env python3
"""The value family end to end: sums and values from the CSV files in exact fractions, errors from every customer's
own influence, and both against a bootstrap of customers.

  value.py RATER RATER_GENERATE

Data are generated. Exit status 0 when every value agrees to 1e-12 and every bound to 1e-9 relative, and the percentile
interval of 1,000 Poisson-weighted replicates is as wide as ours to a tenth; 1 when one does not.
"""
from __future__ import annotations

import csv
import datetime
import json
import math
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

YEAR, HORIZON_YEARS, DISCOUNT, REPLICATES = 365, 10, 0.1, 1000
# The 0.975 quantile of Student's t, by Cornish and Fisher's expansion (1e-10 from 1000 degrees of freedom on).
Z = 1.959963984540054
NUMBERS = ("followed", "again", "gap", "paid", "active", "fen", "costed", "cost", "recent", "complained",
           "fast", "fast_back", "solved", "solved_back", "unsolved", "unsolved_back")
STEP = 1e-6


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fen(text: str) -> int:
    return round(Fraction(text) * 100)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text[:10])


def buy(own: dict[str, int], rows: list[dict[str, str]], horizon: datetime.date) -> list[datetime.date]:
    """Counts the customer's purchases; returns the days."""
    days = sorted({day(row["purchased_on"]) for row in rows})
    for at, one in enumerate(days):
        own["paid"] += 1
        if (horizon - one).days < YEAR:
            own["active"] = 1
            continue
        own["followed"] += 1
        gap = (days[at + 1] - one).days if at + 1 < len(days) else YEAR + 1
        if gap <= YEAR:
            own["again"] += 1
            own["gap"] += gap
    for row in rows:
        amount = fen(row["amount"])
        own["fen"] += amount
        own["costed"] += amount
        own["cost"] += fen(row["cost"])
        own["recent"] += amount if (horizon - day(row["purchased_on"])).days < YEAR else 0
    return days


def complain(own: dict[str, int], rows: list[dict[str, str]], days: list[datetime.date],
             horizon: datetime.date) -> None:
    first = min(rows, key=lambda row: row["opened_at"])
    opened = datetime.datetime.fromisoformat(first["opened_at"])
    if (horizon - opened.date()).days < YEAR:
        own["complained"] = 1
        return
    ending = "unsolved"
    if first["resolved_at"]:
        took = datetime.datetime.fromisoformat(first["resolved_at"]) - opened
        ending = "fast" if took <= datetime.timedelta(days=1) else "solved"
    own[ending] = 1
    later = [(one - opened.date()).days for one in days if one > opened.date()]
    own[ending + "_back"] = int(bool(later) and min(later) <= YEAR)


def customers(folder: Path, horizon: datetime.date) -> list[dict[str, int]]:
    bought, complained = defaultdict(list), defaultdict(list)
    for row in read(folder / "purchases.csv"):
        bought[row["customer_id"]].append(row)
    for row in read(folder / "complaints.csv"):
        complained[row["customer_id"]].append(row)
    made = []
    for name, rows in bought.items():
        own = dict.fromkeys(NUMBERS, 0)
        days = buy(own, rows, horizon)
        if complained[name]:
            complain(own, complained[name], days, horizon)
        made.append(own)
    return made


def lifetime(t: dict[str, float], more: float = 0) -> float:
    """V of totals, year by year in closed form."""
    gain = t["fen"] / t["paid"] * (t["costed"] - t["cost"]) / t["costed"]
    years = t["gap"] / t["again"] / YEAR
    q = (t["again"] / t["followed"] + more) * (1 + DISCOUNT) ** -years
    return gain * (1 - q ** (HORIZON_YEARS / years + 1)) / (1 - q)


def to_come(t: dict[str, float], back: float, more: float = 0) -> float:
    return back * (1 + DISCOUNT) ** -(t["gap"] / t["again"] / YEAR) * lifetime(t, more)


def case(t: dict[str, float], points: int, fast_points: int) -> float:
    value = lifetime(t, points / 100)
    if fast_points:
        slow = t["solved"] + t["unsolved"]
        back = t["fast_back"] / t["fast"] - (t["solved_back"] + t["unsolved_back"]) / slow
        moved = min(fast_points / 100, 1 - t["fast"] / (t["fast"] + slow))
        value += moved * t["complained"] / t["active"] * to_come(t, back, points / 100)
    return value


# metric and key → (function of the totals, scale)
ESTIMATES = {
    ("value.retention_365d", ""): (lambda t: t["again"] / t["followed"], "logit"),
    ("value.yearly_fen", ""): (lambda t: t["recent"] / t["active"], "log"),
    ("value.purchase_fen", ""): (lambda t: t["fen"] / t["paid"], "log"),
    ("value.margin_share", ""): (lambda t: (t["costed"] - t["cost"]) / t["costed"], "logit"),
    ("value.lifetime_fen", ""): (lifetime, "log"),
    ("value.point_fen", ""): (lambda t: lifetime(t, 0.01) - lifetime(t), "log"),
    ("value.fast_recovery_fen", ""):
        (lambda t: to_come(t, t["fast_back"] / t["fast"] - t["unsolved_back"] / t["unsolved"]), "plain"),
    ("value.to_come_fen", "bought"): (lambda t: to_come(t, t["again"] / t["followed"]), "log"),
    ("value.to_come_fen", "solved_fast"): (lambda t: to_come(t, t["fast_back"] / t["fast"]), "log"),
    ("value.to_come_fen", "solved_later"): (lambda t: to_come(t, t["solved_back"] / t["solved"]), "log"),
    ("value.to_come_fen", "unsolved"): (lambda t: to_come(t, t["unsolved_back"] / t["unsolved"]), "log"),
}


def totals(people: list[dict[str, int]], weights: list[int] | None = None) -> dict[str, int]:
    sums = dict.fromkeys(NUMBERS, 0)
    for number, own in enumerate(people):
        weight = weights[number] if weights else 1
        for name, value in own.items():
            if value and weight:
                sums[name] += weight * value
    return sums


def error(function, people: list[dict[str, int]], sums: dict[str, int]) -> float:
    """Root of n / (n - 1) times the squared influences, slopes by central differences."""
    slopes = {}
    for name in NUMBERS:
        step = STEP * max(sums[name], 1)
        above, below = dict(sums), dict(sums)
        above[name], below[name] = sums[name] + step, sums[name] - step
        slopes[name] = (function(above) - function(below)) / (2 * step)
    squares = math.fsum(math.fsum(slopes[name] * value for name, value in own.items() if value) ** 2
                        for own in people)
    return math.sqrt(squares * len(people) / (len(people) - 1))


def t_quantile(df: int) -> float:
    z3, z5, z7 = Z ** 3, Z ** 5, Z ** 7
    return Z + (z3 + Z) / (4 * df) + (5 * z5 + 16 * z3 + 3 * Z) / (96 * df ** 2) + \
        (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * df ** 3)


def bounds(value: float, width: float, scale: str) -> tuple[float, float]:
    if scale == "log":
        return value * math.exp(-width / value), value * math.exp(width / value)
    if scale == "logit":
        odds, moved = math.log(value / (1 - value)), width / (value * (1 - value))
        return 1 / (1 + math.exp(moved - odds)), 1 / (1 + math.exp(-odds - moved))
    return value - width, value + width


def close(told: float, expected: float, tolerance: float) -> bool:
    return abs(told - expected) <= tolerance * max(abs(expected), 1e-300)


class Faults(list):
    def check(self, what: str, told: float, expected: float, tolerance: float) -> None:
        if not close(told, expected, tolerance):
            self.append(f"{what}: {told!r}, not {expected!r}")


def exact_ratios(sums: dict[str, int]) -> dict[str, Fraction]:
    """What is a ratio of sums, rounded by nobody."""
    return {"value.retention_365d": Fraction(sums["again"], sums["followed"]),
            "value.yearly_fen": Fraction(sums["recent"], sums["active"]),
            "value.purchase_fen": Fraction(sums["fen"], sums["paid"]),
            "value.margin_share": Fraction(sums["costed"] - sums["cost"], sums["costed"])}


def check_estimates(result: dict, people: list[dict[str, int]], faults: Faults) -> dict:
    sums, t = totals(people), t_quantile(len(people) - 1)
    told = {(one["metric"], one["segment"].get("stratum", "")): one for one in result["estimates"]}
    for metric, ratio in exact_ratios(sums).items():
        faults.check(f"{metric} in fractions", told[metric, ""]["value"], float(ratio), 1e-15)
    for (metric, key), (function, scale) in ESTIMATES.items():
        one, value = told[metric, key], function(sums)
        lower, upper = bounds(value, t * error(function, people, sums), scale)
        for part, number, tolerance in (("value", value, 1e-12), ("lower", lower, 1e-9), ("upper", upper, 1e-9)):
            faults.check(f"{metric} {key} {part}", one[part], number, tolerance)
    return told


def check_cases(result: dict, people: list[dict[str, int]], faults: Faults) -> None:
    table = result["tables"]["value.cases"]
    sums, t = totals(people), t_quantile(len(people) - 1)
    names = [column["name"] for column in table["columns"]]
    if len(table["rows"]) != 18:
        faults.append(f"{len(table['rows'])} cases")
    for cells in table["rows"]:
        row = dict(zip(names, cells))
        points, fast = row["retention_points"], row["fast_points"]

        def effect(s: dict[str, float]) -> float:
            return case(s, points, fast) - lifetime(s)
        value = case(sums, points, fast)
        lower, upper = bounds(value, t * error(lambda s: case(s, points, fast), people, sums), "log")
        for name, number, tolerance in (("value", value, 1e-12), ("value_lower", lower, 1e-9),
                                        ("value_upper", upper, 1e-9)):
            faults.check(f"case {points} {fast} {name}", row[name], number, tolerance)
        if (points, fast) == (0, 0):
            continue
        lower, upper = bounds(effect(sums), t * error(effect, people, sums), "plain")
        for name, number in (("effect", effect(sums)), ("effect_lower", lower), ("effect_upper", upper)):
            faults.check(f"case {points} {fast} {name}", row[name], number, 1e-7)
            faults.check(f"case {points} {fast} total of {name}", row[name.replace("effect", "total")],
                         number * sums["active"], 1e-7)


def poisson(draw: random.Random) -> int:
    limit, product, count = math.exp(-1), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def check_bootstrap(told: dict, people: list[dict[str, int]], faults: Faults) -> None:
    draw = random.Random(20)
    drawn = [totals(people, [poisson(draw) for _ in people]) for _ in range(REPLICATES)]
    for name, (function, _) in ESTIMATES.items():
        values = sorted(function(sums) for sums in drawn)
        width = values[int(0.975 * REPLICATES)] - values[int(0.025 * REPLICATES)]
        one = told[name]
        faults.check(f"{' '.join(name)} width by bootstrap", one["upper"] - one["lower"], width, 0.1)


def main() -> int:
    rater, generate = sys.argv[1:3]
    faults = Faults()
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder, "data"), Path(folder, "out")
        subprocess.run([generate, "--plain", "--seed", "20", "--purchases", "6000", "--complaints", "1500",
                        "--repairs", "4000", "--surveys", "100", "-o", str(data)], check=True, capture_output=True)
        subprocess.run([rater, "run", str(data), "-o", str(out)], check=True, capture_output=True)
        result = json.loads(Path(out, "result.json").read_text("utf-8"))
        people = customers(data, day(result["run"]["horizon"]))
    told = check_estimates(result, people, faults)
    check_cases(result, people, faults)
    check_bootstrap(told, people, faults)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"value: {len(people)} customers, {len(ESTIMATES)} estimates, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
