#!/usr/bin/env python3
"""What stands beside the estimates, worked out slowly from the rows: charts, a change with the mix held
fast, dealers beside chance, months in part.

  tests/reference/guards.py RATER RATER_GENERATE

Makes a small set, runs the engine on it, reads the same CSV files with the csv module and compares every
row of the tables for a share, a mean and the NPS. Exit 0: no difference.
"""
import csv
import json
import math
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from mpmath import betainc, gamma

Z, BASE = 1.959963984540054, 10
OPTIONS = ["--seed", "41", "--dealers", "12", "--months", "14", "--surveys", "9000", "--repairs", "7000",
           "--purchases", "1000", "--tables", "surveys,repairs"]
AXES = {"dealer": "dealer_id", "region": "region", "product": "product", "technician": "technician_id",
        "channel": "channel"}


def minutes(text: str) -> int | None:
    if not text:
        return None
    day, clock = text.split(" ")
    year, month, date = map(int, day.split("-"))
    hour, minute = map(int, clock.split(":")[:2])
    years, shifted = (year, month) if month > 2 else (year - 1, month + 12)
    days = 365 * years + years // 4 - years // 100 + years // 400 + (153 * (shifted - 3) + 2) // 5 + date
    return days * 1440 + hour * 60 + minute


class Rows:
    """Per metric: (month, row, x) with x a number (1 or 0 of a share)."""

    def __init__(self, folder: Path):
        repairs = list(csv.DictReader((folder / "repairs.csv").open(encoding="utf-8-sig")))
        surveys = list(csv.DictReader((folder / "surveys.csv").open(encoding="utf-8-sig")))
        ends = ("reported_at", "replied_at", "visited_at", "closed_at")
        self.horizon = max(minutes(row[name]) for row in repairs for name in ends if row[name])
        self.horizon = max(self.horizon, max(minutes(row["surveyed_at"]) for row in surveys))
        self.of = {"sla.close_24h": [], "survey.overall.mean": [], "survey.nps": []}
        self.closed, self.reported = defaultdict(int), defaultdict(int)
        for row in repairs:
            start, end, month = minutes(row["reported_at"]), minutes(row["closed_at"]), row["reported_at"][:7]
            self.reported[month] += 1
            self.closed[month] += end is not None and end >= start
            if start + 1440 <= self.horizon:
                met = end is not None and 0 <= end - start <= 1440
                self.of["sla.close_24h"].append((month, row, int(met)))
        for row in surveys:
            month = row["surveyed_at"][:7]
            if row["overall"]:
                self.of["survey.overall.mean"].append((month, row, int(row["overall"])))
            if row["recommend"]:
                score = int(row["recommend"])
                self.of["survey.nps"].append((month, row, 100 * ((score >= 9) - (score <= 6))))


def mean(values: list) -> float:
    return math.fsum(values) / len(values)


def variance(values: list) -> float:
    middle = mean(values)
    return math.fsum((x - middle) ** 2 for x in values) / (len(values) - 1)


def t_two_sided(t: float, df: float) -> float:
    return float(betainc(df / 2, 0.5, 0, df / (df + t * t), regularized=True))


def t_quantile(df: float) -> float:
    low, high = 1.0, 100.0
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, df) > 0.05 else (low, middle)
    return low


def wilson(met: int, n: int) -> tuple[float, float]:
    middle, reach = 2 * met + Z * Z, Z * math.sqrt(Z * Z + 4 * met * (n - met) / n)
    return (middle - reach) / (2 * (n + Z * Z)), (middle + reach) / (2 * (n + Z * Z))


def normal_p(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def adjusted(p_values: list) -> list:
    told = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    q_values, least = [None] * len(p_values), 1.0
    for rank in range(len(told), 0, -1):
        p, place = told[rank - 1]
        least = min(least, len(told) * p / rank)
        q_values[place] = least
    return q_values


def chart(kind: str, months: list[list]) -> dict | None:
    """months: the rows' values, the oldest month first, the report month last."""
    stands = [len(values) >= BASE for values in months]
    base = [i for i in range(len(months) - 1) if stands[i]]
    if len(base) < 8:
        return None
    rows = [x for i in base for x in months[i]]
    centre = mean(rows)
    if kind == "share":
        if min(sum(rows), len(rows) - sum(rows)) < 5 * len(base):
            return None
        sigma = math.sqrt(centre * (1 - centre))
    else:
        weight = total = 0.0
        for i in base:
            n = len(months[i])
            c4 = math.sqrt(2 / (n - 1)) * float(gamma(n / 2) / gamma((n - 1) / 2)) if n < 300 else \
                math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))
            weight += c4 * c4 / (1 - c4 * c4)
            total += c4 / (1 - c4 * c4) * math.sqrt(variance(months[i]))
        sigma = total / weight
    z = {i: (mean(months[i]) - centre) / (sigma / math.sqrt(len(months[i])))
         for i in range(len(months)) if stands[i]}
    steps = [abs(z[b] - z[a]) for a, b in zip(base, base[1:])]
    spread = max(1.0, sum(steps) / len(steps) / 1.128)
    out = {"centre": centre, "spread": spread, "p": None, "points": {}, "runs": False}
    for i, own in z.items():
        reach = 3 * spread * sigma / math.sqrt(len(months[i]))
        low, high = centre - reach, centre + reach
        if kind == "share":
            low, high = max(low, 0.0), min(high, 1.0)
        out["points"][i] = (len(months[i]), mean(months[i]), low, high, abs(own / spread) > 3)
    last = len(months) - 1
    if last in z:
        k = len(base)
        df = (k - 1) ** 2 / (2 * (0.8264 * k - 1.082))
        wide = math.sqrt(1 + len(months[last]) / len(rows))
        out["p"] = t_two_sided(z[last] / spread / wide, df)
    middle = median(mean(months[i]) for i in base)
    sides = [1 if mean(months[i]) > middle else -1 for i in sorted(z) if mean(months[i]) != middle]
    runs, crossings, longest = 0, 0, 0
    for i, side in enumerate(sides):
        runs = runs + 1 if i and sides[i - 1] == side else 1
        crossings += bool(i) and sides[i - 1] != side
        longest = max(longest, runs)
    n, least, tail = len(sides) - 1, 0, 0.0
    while (tail := tail + math.comb(n, least) / 2 ** n) < 0.05:
        least += 1
    out["runs"] = longest > round(math.log2(len(sides))) + 3 or crossings < least
    return out


class Comparison:
    def __init__(self):
        self.compared, self.found = 0, []

    def same(self, place: str, engine, own) -> None:
        self.compared += 1
        if engine is None or own is None:
            agree = engine is None and own is None
        elif isinstance(own, str):
            agree = engine == own
        else:
            agree = abs(engine - own) <= 1e-8 * max(1e-3, abs(own))
        if not agree:
            self.found.append(f"{place}: engine {engine}, here {own}")


def table(result: dict, name: str) -> list[dict]:
    given = result["tables"].get(name, {"columns": [], "rows": []})
    names = [column["name"] for column in given["columns"]]
    return [dict(zip(names, row)) for row in given["rows"]]


def months_before(month: str, count: int) -> list[str]:
    number = int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(number - count, number + 1)]


def by_month(rows: list, months: list[str], axis: str = "", key: str = "") -> list[list]:
    cells = {month: [] for month in months}
    for month, row, x in rows:
        if month in cells and (not axis or row.get(AXES[axis]) == key):
            cells[month].append(x)
    return [cells[month] for month in months]


def check_charts(result: dict, metric: str, kind: str, rows: list, months: list, seen: Comparison) -> None:
    own = chart(kind, by_month(rows, months))
    points = {row["month"]: row for row in table(result, "charts") if row["metric"] == metric}
    base = [row for row in table(result, "charts.baseline") if row["metric"] == metric]
    seen.same(f"{metric} centre", base[0]["centre"], own["centre"])
    seen.same(f"{metric} spread", base[0]["spread"], own["spread"])
    seen.same(f"{metric} p", base[0]["p"], own["p"])
    for i, (n, value, lower, upper, is_beyond) in own["points"].items():
        row = points.pop(months[i])
        for name, number in (("n", n), ("value", value), ("lower", lower), ("upper", upper)):
            seen.same(f"{metric} {months[i]} {name}", row[name], number)
        seen.same(f"{metric} {months[i]} signal", row["signal"], "beyond_3" if is_beyond else "")
    seen.same(f"{metric} other months", len(points), 0)
    signals = [row for row in table(result, "charts.signals") if row["metric"] == metric]
    seen.same(f"{metric} runs", any(r["rule"] == "runs" and not r["axis"] for r in signals), own["runs"])
    check_dealers(metric, kind, rows, months, signals, base[1], seen)


def check_dealers(metric: str, kind: str, rows: list, months: list, signals: list, base: dict,
                  seen: Comparison) -> None:
    dealers = sorted({row["dealer_id"] for month, row, _ in rows if row["dealer_id"] and month in months[:-1]})
    charts = [chart(kind, by_month(rows, months, "dealer", dealer)) for dealer in dealers]
    seen.same(f"{metric} charts of dealers", base["charts"], sum(c is not None for c in charts))
    q_values = adjusted([c and c["p"] for c in charts])
    given = {row["key"]: row for row in signals if row["axis"] == "dealer" and row["rule"] == "beyond_3"}
    last = len(months) - 1
    for dealer, own, q in zip(dealers, charts, q_values):
        is_beyond = own is not None and last in own["points"] and own["points"][last][4]
        seen.same(f"{metric} {dealer} signal", dealer in given, is_beyond)
        if is_beyond and dealer in given:
            seen.same(f"{metric} {dealer} p", given[dealer]["p"], own["p"])
            seen.same(f"{metric} {dealer} q", given[dealer]["q"], q)


def same_mix(kind: str, before: dict, now: dict) -> tuple:
    """value, lower, upper, p of the change with the older month's mix; keys are segments."""
    keys = [key for key in before if before[key] and now.get(key)]
    all_rows = sum(len(before[key]) for key in keys)
    weight = {key: len(before[key]) / all_rows for key in keys}
    value = math.fsum(weight[k] * (mean(now[k]) - mean(before[k])) for k in keys)
    if kind == "share":
        down = up = 0.0
        for side, sign in ((now, 1), (before, -1)):
            for key in keys:
                share = mean(side[key])
                low, high = wilson(sum(side[key]), len(side[key]))
                below, above = weight[key] * (share - low), weight[key] * (high - share)
                down += (below if sign > 0 else above) ** 2
                up += (above if sign > 0 else below) ** 2
        down, up = math.sqrt(down), math.sqrt(up)
        return value, value - down, value + up, normal_p(value / ((down if value > 0 else up) / Z))
    total = satterthwaite = 0.0
    for side in (now, before):
        several = [key for key in keys if len(side[key]) > 1]
        df = sum(len(side[key]) - 1 for key in several)
        pooled = sum(variance(side[key]) * (len(side[key]) - 1) for key in several) / df
        single = sum(weight[key] ** 2 for key in keys if len(side[key]) == 1) * pooled
        total += single
        satterthwaite += single ** 2 / df
        for key in several:
            part = weight[key] ** 2 * variance(side[key]) / len(side[key])
            total += part
            satterthwaite += part ** 2 / (len(side[key]) - 1)
    df, error = total ** 2 / satterthwaite, math.sqrt(total)
    reach = t_quantile(df) * error
    return value, value - reach, value + reach, t_two_sided(value / error, df)


def check_mix(result: dict, metric: str, kind: str, rows: list, months: list, seen: Comparison) -> None:
    given = {row["axis"]: row for row in table(result, "guards.simpson") if row["metric"] == metric}
    sides = [[(row, x) for month, row, x in rows if month == when] for when in months[-2:]]
    for axis, row in given.items():
        cells = [defaultdict(list), defaultdict(list)]
        for side, cell in zip(sides, cells):
            for of_row, x in side:
                if of_row[AXES[axis]]:
                    cell[of_row[AXES[axis]]].append(x)
        common = cells[0].keys() & cells[1].keys()
        covered = min(sum(len(cell[key]) for key in common) / len(side) for side, cell in zip(sides, cells))
        crude = mean([x for _, x in sides[1]]) - mean([x for _, x in sides[0]])
        seen.same(f"{metric} by {axis} crude", row["crude"], crude)
        seen.same(f"{metric} by {axis} covered", row["covered"], covered)
        if covered < 0.9:
            seen.same(f"{metric} by {axis} refused", row["same_mix"], None)
            continue
        for name, own in zip(("same_mix", "lower", "upper", "p"), same_mix(kind, *cells)):
            seen.same(f"{metric} by {axis} {name}", row[name], own)
        seen.same(f"{metric} by {axis} mix", row["mix"], crude - same_mix(kind, *cells)[0])


def check_regression(result: dict, metric: str, rows: list, months: list, seen: Comparison) -> None:
    """One-way components by sums over single values."""
    dealers = sorted({row["dealer_id"] for month, row, _ in rows if row["dealer_id"] and month == months[-1]})
    cells = {d: by_month(rows, months, "dealer", d) for d in dealers}
    chance = variance([x for month, _, x in rows if month in months])
    values = {d: [mean(c) if len(c) >= BASE else None for c in cells[d]] for d in dealers}
    early, last = range(len(months) - 2), len(months) - 1
    level = [mean([values[d][m] for d in dealers if values[d][m] is not None]) for m in early]
    apart = {d: [values[d][m] - level[m] for m in early if values[d][m] is not None] for d in dealers}
    apart = {d: own for d, own in apart.items() if own}
    n, k = sum(map(len, apart.values())), len(apart)
    grand = sum(map(sum, apart.values())) / n
    between = sum(len(own) * (mean(own) - grand) ** 2 for own in apart.values()) / (k - 1)
    within = sum((x - mean(own)) ** 2 for own in apart.values() for x in own) / (n - k - len(early) + 1)
    size = (n - sum(len(own) ** 2 for own in apart.values()) / n) / (k - 1)
    lasting = max(0.0, (between - within) / size)
    noise = [chance / len(cells[d][m]) for d in dealers for m in early if values[d][m] is not None]
    passing = max(0.0, within - mean(noise))
    both = [d for d in dealers if values[d][last - 1] is not None and values[d][last] is not None]
    before, now = (mean([values[d][m] for d in both]) for m in (last - 1, last))
    p_values, expected, bounds = [], {}, {}
    for d in both:
        share = lasting / (lasting + passing + chance / len(cells[d][last - 1]))
        expected[d] = now - before + (share - 1) * (values[d][last - 1] - before)
        deviation = math.sqrt(lasting * (1 - share) + passing + chance / len(cells[d][last]))
        bounds[d] = (expected[d] - Z * deviation, expected[d] + Z * deviation)
        p_values.append(normal_p((values[d][last] - values[d][last - 1] - expected[d]) / deviation))
    q_values = dict(zip(both, adjusted(p_values)))
    worst = set(sorted(both, key=lambda d: values[d][last - 1])[:10])
    given = {row["dealer"]: row for row in table(result, "guards.regression") if row["metric"] == metric}
    seen.same(f"{metric} picked", len(worst - given.keys()), 0)
    for d, row in given.items():
        for name, own in (("before", values[d][last - 1]), ("value", values[d][last]),
                          ("expected", expected[d]), ("lower", bounds[d][0]), ("upper", bounds[d][1]),
                          ("q", q_values[d])):
            seen.same(f"{metric} {d} {name}", row[name], own)
        seen.same(f"{metric} {d} verdict", row["verdict"] == "not_beyond_chance", q_values[d] >= 0.05)


def check_maturity(result: dict, rows: Rows, months: list, seen: Comparison) -> None:
    given = {(row["metric"], row["period"]): row for row in table(result, "quality.maturity")}
    followed = sum(month == months[-1] for month, _, _ in rows.of["sla.close_24h"])
    row = given["sla.close_24h", months[-1]]
    seen.same("maturity eligible", row["eligible"], rows.reported[months[-1]])
    seen.same("maturity followed", row["followed"], followed)
    row = given["sla.close.p50", months[-1]]
    seen.same("open steps", row["share"], rows.closed[months[-1]] / rows.reported[months[-1]])


def main(rater: str, generate: str) -> None:
    seen = Comparison()
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder, "data"), Path(folder, "out")
        subprocess.run([generate, *OPTIONS, "-o", data], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([rater, "run", data, "-o", out, "-q", "--no-digest"], check=True)
        result = json.loads((out / "result.json").read_text("utf-8"))
        rows = Rows(data)
    months = months_before(result["run"]["period"], 12)
    for metric, of_metric in rows.of.items():
        kind = "share" if metric.startswith("sla") else "mean"
        check_charts(result, metric, kind, of_metric, months, seen)
        check_mix(result, metric, kind, of_metric, months, seen)
        check_regression(result, metric, of_metric, months, seen)
    check_maturity(result, rows, months, seen)
    for line in seen.found[:30]:
        print(line)
    if seen.found:
        raise SystemExit(f"{len(seen.found)} of {seen.compared} numbers differ")
    print(f"{seen.compared} numbers agree")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
