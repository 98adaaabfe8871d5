#!/usr/bin/env python3
"""The steps of recovery and the recovery paradox: the engine's tables against R's lm and glm on single rows.

  recovery.py RATER RATER_GENERATE      (R needs r-cran-data.table)

Data are generated, then roughened: answers are lost, and two steps get an effect. Exit status 0 when every number
agrees to 1e-9 relative; 1 when one does not; 77 without R or data.table.
"""
from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOLERANCE = 1e-9
STEPS = ("apologised", "listened", "fair_fix", "compensated", "promise_kept", "followed_up", "permanent_fix")
MASK = (1 << 64) - 1
Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def roughen(folder: Path) -> None:
    draw = random.Random(3)
    complaints = read(folder / "complaints.csv")
    for row in complaints:
        if row["satisfied_after"] and row["fair_fix"] == "1":
            row["satisfied_after"] = str(min(7, int(row["satisfied_after"]) + 1))
        if row["satisfied_after"] and row["compensated"] == "1" and draw.random() < 0.4:
            row["satisfied_after"] = str(max(1, int(row["satisfied_after"]) - 1))
        for step in STEPS:
            if draw.random() < 0.01:
                row[step] = ""
    write(folder / "complaints.csv", complaints)
    surveys = read(folder / "surveys.csv")
    for row in surveys:
        for column in ("overall", "repurchase_intent", "had_problem", "outcome", "product"):
            if draw.random() < 0.03:
                row[column] = ""
    write(folder / "surveys.csv", surveys)


def mixed(value: int) -> int:
    a, b = value ^ 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
    return (a * b >> 64) ^ (a * b & MASK) ^ a ^ b


def day(text: str) -> int:
    return (date.fromisoformat(text[:10]) - date(1970, 1, 1)).days


def minutes_between(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 60


def histories(folder: Path, name: str, clock: str) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in read(folder / name):
        if row["customer_id"]:
            found[row["customer_id"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row[clock])
    return found


def looks(folder: Path, horizon: int) -> list[dict[str, object]]:
    """Every customer on his day or days: what he is by then, and whether he buys within a year."""
    purchases = histories(folder, "purchases.csv", "purchased_on")
    repairs = histories(folder, "repairs.csv", "reported_at")
    complaints = histories(folder, "complaints.csv", "opened_at")
    last = horizon - 365
    found: list[dict[str, object]] = []

    def look(own: Rows, on: int, kind: str) -> None:
        first = day(own[0]["purchased_on"])
        if not last - 730 < on <= last or on < first:
            return
        tenure = sum(on - first > border for border in (30, 91, 182, 365, 730, 1461))
        bought = any(0 < day(row["purchased_on"]) - on <= 365 for row in own)
        stratum = f"{own[0]['product']}/{tenure}/{(last - on) // 183}"
        found.append({"class": kind, "stratum": stratum, "bought": int(bought)})

    for customer, own in purchases.items():
        first = day(own[0]["purchased_on"])
        mine = complaints.get(customer)
        if mine and day(mine[0]["opened_at"]) >= first:
            opened, resolved = mine[0]["opened_at"], mine[0]["resolved_at"]
            took = minutes_between(opened, resolved) if resolved else float("inf")
            if took > 30 * 1440:
                look(own, day(opened) + 30, "unsolved")
            else:
                look(own, day(resolved), "solved_fast" if took <= 1440 else "solved")
        start = max(first, last - 729)
        if start > last:
            continue
        on = start + ((mixed(first) >> 32) * (last - start + 1) >> 32)
        troubles = [day(rows[0][clock]) for rows, clock in
                    ((repairs.get(customer), "reported_at"), (mine, "opened_at")) if rows]
        if all(trouble > on for trouble in troubles):
            look(own, on, "never")
    return found


def horizon_of(folder: Path) -> int:
    """The latest day on which something happened; the generator ends all tables together."""
    clocks = {"surveys": ["surveyed_at"], "purchases": ["purchased_on"], "departures": ["left_on"],
              "repairs": ["reported_at", "replied_at", "visited_at", "closed_at"],
              "complaints": ["opened_at", "answered_at", "resolved_at"], "calls": ["called_at"],
              "materials": ["moved_on"], "trainings": ["trained_on"], "installs": ["installed_on"]}
    return max(day(row[clock]) for table, names in clocks.items()
               for row in read(folder / f"{table}.csv") for clock in names if row.get(clock))


def engine_numbers(result: dict) -> dict[str, list]:
    """As recovery.R names them."""
    numbers: dict[str, list] = {}
    for table in ("steps.satisfaction", "steps.repurchase"):
        for row in result["tables"][table]["rows"]:
            numbers[f"{table}.{row[0]}"] = row[1:]
    for table in ("paradox.stated", "paradox.behaviour"):
        for row in result["tables"][table]["rows"]:
            numbers[f"paradox.{row[0]}.{row[1]}"] = [*row[2:11], row[12]]
    return numbers


def check_estimates(result: dict) -> int:
    """The estimates say what the tables say."""
    wrong = 0
    tables = engine_numbers(result)
    for e in result["estimates"]:
        name = {"steps.satisfaction.effect": "steps.satisfaction.", "steps.repurchase.odds_ratio": "steps.repurchase.",
                "paradox.satisfaction": "paradox.satisfaction.", "paradox.intention": "paradox.intention.",
                "paradox.behaviour": "paradox.behaviour."}.get(e["metric"])
        if name:
            row = tables[name + next(iter(e["segment"].values()), "recovered")]
            factor = 100 if e["unit"] == "percent_points" else 1
            wrong += [e["value"], e["lower"], e["upper"]] != [x * factor for x in row[6:9]]
    return wrong


def r_numbers(folder: Path, month: str, horizon: int) -> dict[str, list]:
    script = [str(HERE / "recovery.R"), str(folder), month, str(folder / "looks.csv"), str(horizon)]
    printed = subprocess.run(["Rscript", *script], check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = (line.split(",") for line in printed.splitlines())
    return {name: [None if x.strip() == "NA" else float(x) for x in numbers] for name, *numbers in lines}


def agree(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    # Below 1e-5 (a p of next to nothing) what counts is the absolute difference: R's fit stops early.
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), 1e-5)


def main() -> int:
    rater, generate = sys.argv[1:3]
    probe = ["Rscript", "-e", 'quit(status = !requireNamespace("data.table", quietly = TRUE))']
    if not shutil.which("Rscript") or subprocess.run(probe, check=False).returncode:
        print("R or its data.table is not installed: nothing was compared")
        return 77
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "data", Path(place) / "out"
        sizes = "--surveys 9000 --repairs 7000 --purchases 14000 --complaints 2500 --products 12".split()
        subprocess.run([generate, "--seed", "5", "-o", str(folder), *sizes], check=True)
        roughen(folder)
        horizon = horizon_of(folder)
        write(folder / "looks.csv", looks(folder, horizon))
        data = [str(path) for path in sorted(folder.glob("*.csv")) if path.name != "looks.csv"]
        subprocess.run([rater, "run", *data, "-o", str(out), "-q"], check=True)
        result = json.loads((out / "result.json").read_text("utf-8"))
        found, expected = engine_numbers(result), r_numbers(folder, result["run"]["period"], horizon)
    wrong, count = check_estimates(result), 0
    for name, numbers in expected.items():
        for place, (own, other) in enumerate(zip(found[name], numbers, strict=True)):
            count += 1
            if not agree(own, other):
                wrong += 1
                print(f"{name}[{place}]: engine {own}, R {other}")
    print(f"{count} numbers compared, {wrong} differ")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
