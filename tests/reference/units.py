#!/usr/bin/env python3
"""Life of products: the engine's estimates and tables against R's survival and slow sums over single units.

  units.py RATER RATER_GENERATE      (R needs survival and r-cran-data.table)

Data are generated, then roughened: units without product, day or repairs' number, a number under which everything was
written, repairs of mistyped years. Exit status 0 when every number agrees (to 1e-9 relative, what an iteration found to
1e-8); 1 when one does not; 77 without R or a package.
"""
from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ITERATED = ("life.weibull.shape", "life.b10_days", "scale", "fit_p")
AGES = (30, 90, 180, 365, 730)
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
    draw = random.Random(5)
    installs = read(folder / "installs.csv")
    for row in installs:
        for column, share in (("installed_on", 0.02), ("product", 0.01)):
            if draw.random() < share:
                row[column] = ""
    installs[7]["installed_on"] = "2009-03-01"  # older than ten years when the log begins
    write(folder / "installs.csv", installs)
    repairs = read(folder / "repairs.csv")
    crowded = next(row["unit_id"] for row in installs if row["installed_on"][:7] == "2023-09")
    for row in repairs:
        if draw.random() < 0.02:
            row["unit_id"] = ""
        elif draw.random() < 0.003 and row["reported_at"] > "2023-11":
            row["unit_id"] = crowded
    for row in draw.sample(repairs, 5):
        for column in ("reported_at", "replied_at", "promised_at", "visited_at", "closed_at"):
            if row[column]:
                row[column] = "2004" + row[column][4:]
    write(folder / "repairs.csv", repairs)


def found(folder: Path) -> tuple[dict[tuple[str, str], tuple], dict]:
    """(metric, product) -> n, value, lower, upper."""
    result = json.loads((folder / "result.json").read_text("utf-8"))
    numbers: dict[tuple[str, str], tuple] = {}
    for one in result["estimates"]:
        if one["metric"].startswith("life."):
            key = one["segment"].get("product", "")
            numbers[one["metric"], key] = (one["n"], one["value"], one["lower"], one["upper"])
    tables = result["tables"]
    for table in ("repairs", "repairs_by_product", "products"):
        names = [column["name"] for column in tables["life." + table]["columns"]]
        for row in (dict(zip(names, row)) for row in tables["life." + table]["rows"]):
            if table != "products":
                key = row.get("product", "")
                for part, prefix in (("since", ""), ("all", "all_")):
                    numbers[f"{part}_{row['age_days']}", key] = tuple(
                        row[prefix + c] for c in ("at_risk", "value", "lower", "upper"))
            else:
                numbers["scale", row["product"]] = tuple(
                    row[c] for c in ("failures", "scale_days", "scale_lower", "scale_upper"))
                numbers["fit_p", row["product"]] = (row["failures"], row["p"], None, None)
    names = [column["name"] for column in tables["tests"]["columns"]]
    for row in (dict(zip(names, row)) for row in tables["tests"]["rows"]):
        if row["name"] == "life.late_units":
            numbers["late_z", ""] = (row["n"], row["statistic"], None, None)
    units = tables["life.units"]
    return numbers, dict(zip([column["name"] for column in units["columns"]], units["rows"][0]))


def expected(folder: Path, first: str, last: str) -> dict[tuple[str, str], tuple]:
    run = subprocess.run(["Rscript", str(HERE / "units.R"), str(folder), first, last], capture_output=True, text=True,
                         check=True)
    numbers = {}
    for line in run.stdout.splitlines():
        metric, key, n, *values = line.split(",")
        numbers[metric, key] = (int(n), *(None if value in ("NA", "NaN") else float(value) for value in values))
    return numbers


def is_same(metric: str, one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= (1e-8 if metric in ITERATED else 1e-9) * max(abs(one), abs(other))


def compare(ours: dict[tuple[str, str], tuple], theirs: dict[tuple[str, str], tuple]) -> tuple[int, int]:
    checked = wrong = 0
    for (metric, key), numbers in sorted(theirs.items()):
        if metric == "nelson_365":
            value = ours["all_365", ""][1]
            if abs(value / numbers[1] - 1) > 0.01:
                print(f"{value} repairs a unit, by days {numbers[1]}")
                wrong += 1
            continue
        own = ours.get((metric, key))
        if own is None or own[1] is None:
            continue  # refused
        checked += 1
        if own[0] != numbers[0] or not all(is_same(metric, *pair) for pair in zip(own[1:], numbers[1:])):
            print(f"{metric} {key}: {own}, R {numbers}")
            wrong += 1
    return checked, wrong


def main() -> int:
    packages = "stopifnot(all(sapply(c('survival','data.table'), requireNamespace, quietly=TRUE)))"
    if not shutil.which("Rscript") or subprocess.run(["Rscript", "-e", packages], capture_output=True).returncode:
        print("no R with survival and data.table: skipped")
        return 77
    rater, generate = (Path(name).resolve() for name in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="rater-") as name:
        folder = Path(name) / "in"
        subprocess.run([generate, "--surveys", "2000", "--repairs", "20000", "--purchases", "16000", "--products", "12",
                        "-o", folder], check=True, capture_output=True)
        roughen(folder)
        subprocess.run([rater, "run", folder, "-o", Path(name) / "out"], check=True, capture_output=True)
        ours, units = found(Path(name) / "out")
        checked, wrong = compare(ours, expected(folder, units["from"], units["until"]))
    print(f"{checked} numbers compared, {wrong} differ; {units}")
    enough = checked > 120 and units["from"] == "2023-07-01" and units["crowded_units"] == units["old_units"] == 1
    return 1 if wrong or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
