#!/usr/bin/env python3
"""The drivers family end to end against R: drivers.py [--surveys N] [--seed N] RATER GENERATOR

Generates a world, lets the engine count it, reads the same rows anew, and holds every number of the
family against lm() on those rows (drivers.R): shares, coefficients, R^2 and their intervals, and the
items' table, to 1e-9. Some answers are taken out first, so that cases are complete for one response only.
"""
import argparse
import csv
import datetime
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
DIMENSIONS = {"reliability": "rel", "assurance": "asr", "tangibles": "tan", "empathy": "emp",
              "responsiveness": "res"}
RESPONSES = {"overall": "overall", "repurchase": "repurchase_intent"}
GROUPS, TOLERANCE = 32, 1e-9


def group_of(time: str) -> int:
    moment = datetime.datetime.fromisoformat(time)
    hash_ = int((moment - datetime.datetime(1970, 1, 1)).total_seconds() // 60) & 0xFFFFFFFF
    hash_ = (hash_ ^ hash_ >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    hash_ = (hash_ ^ hash_ >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return (hash_ ^ hash_ >> 16) % GROUPS


def months_back(time: str, month: str) -> int:
    return (int(month[:4]) - int(time[:4])) * 12 + int(month[5:7]) - int(time[5:7])


def thin(path: Path, seed: int) -> None:
    """Take some responses out."""
    draw = random.Random(seed)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    index = {name: i for i, name in enumerate(header)}
    for row in rows:
        for response, chance in (("overall", 0.1), ("repurchase_intent", 0.3)):
            if draw.random() < chance:
                row[index[response]] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return [dict(zip(header, row)) for row in rows]


def score(row: dict, items: list[str]):
    given = [int(row[item]) for item in items if row[item] != ""]
    return sum(given) / len(given) if 2 * len(given) >= len(items) else None


def run_r(folder: Path, name: str, header: list[str], rows: list[list], model: str) -> dict:
    path = folder / f"{name}.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *([repr(v) for v in row] for row in rows)])
    text = subprocess.run(["Rscript", HERE / "drivers.R", path, model], check=True,
                          capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


class Comparison:
    def __init__(self) -> None:
        self.count, self.largest, self.faults = 0, 0.0, []

    def hold(self, name: str, own, reference: float) -> None:
        self.count += 1
        difference = float("inf") if own is None else abs(own - reference) / max(1, abs(reference))
        self.largest = max(self.largest, difference)
        if not difference <= TOLERANCE:
            self.faults.append(f"{name}: {own}, R has {reference}")


def compare_dimensions(folder, rows, items, short, column, estimates, comparison) -> None:
    table = []
    for row in rows:
        scores = [score(row, items[d]) for d in DIMENSIONS]
        if row[column] != "" and None not in scores:
            table.append([*scores, int(row[column]), group_of(row["surveyed_at"])])
    reference = run_r(folder, short, [*DIMENSIONS, "y", "group"], table, "groups")
    for name, value in reference.items():
        what, *key, bound = name.split(".")
        segment = {"driver": key[0]} if key else {}
        own = [e for e in estimates if e["metric"] == f"drivers.{short}.{what}" and e["segment"] == segment]
        comparison.hold(f"{short}.{name}", own[0][bound], value)
        comparison.hold(f"{short}.{name} n", own[0]["n"], len(table))


def compare_items(folder, rows, names, short, column, items_table, comparison) -> None:
    table = [[int(row[c]) for c in [*names, column]] for row in rows
             if all(row[c] != "" for c in [*names, column])]
    reference = run_r(folder, f"{short}_items", [*names, "y"], table, "items")
    place = {c["name"]: i for i, c in enumerate(items_table["columns"])}
    own = {row[place["item"]]: row for row in items_table["rows"] if row[place["response"]] == column}
    for name, value in reference.items():
        item, what = name.split(".")
        comparison.hold(f"{short}.items.{name}", own[item][place[what]], value)
        comparison.hold(f"{short}.items.{item} n", own[item][place["n"]], len(table))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--surveys", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("rater")
    parser.add_argument("generator")
    options = parser.parse_args()
    comparison = Comparison()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([options.generator, "--seed", str(options.seed), "--surveys", str(options.surveys),
                        "--repairs", "1000", "--tables", "surveys,repairs", "-o", folder / "world"],
                       check=True, capture_output=True)
        thin(folder / "world" / "surveys.csv", options.seed)
        (folder / "world" / "truth.json").unlink(missing_ok=True)
        subprocess.run([options.rater, "run", folder / "world", "-o", folder / "out"], check=True,
                       capture_output=True)
        result = json.loads((folder / "out" / "result.json").read_text())
        month = result["run"]["period"]
        rows = [r for r in read(folder / "world" / "surveys.csv") if 0 <= months_back(r["surveyed_at"], month) < 12]
        items = {d: [c for c in rows[0] if c.startswith(p) and c[len(p):].isdigit()] for d, p in DIMENSIONS.items()}
        for short, column in RESPONSES.items():
            compare_dimensions(folder, rows, items, short, column, result["estimates"], comparison)
            compare_items(folder, rows, sum(items.values(), []), short, column,
                          result["tables"]["drivers.items"], comparison)
    for fault in comparison.faults:
        print(fault)
    print(f"{comparison.count} numbers, largest difference {comparison.largest:.1e}, {len(comparison.faults)} faults")
    sys.exit(1 if comparison.faults or comparison.count == 0 else 0)


if __name__ == "__main__":
    main()
