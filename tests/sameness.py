#!/usr/bin/env python3
"""The same input gives the same output to the last byte: whatever the threads, the chunks, the order of the arguments, the
instruction set and the cache.

  tests/sameness.py RATER [DATA] [--quick]

Runs the engine on every file below DATA (the sample) with each combination and compares result.json, rejects.csv and the
page with those of one thread and one chunk. The caches: none; one that is empty; the same again, full; one that knows every
second file. --quick: a few combinations, for sanitizers.

Then the life of a cache, with months large enough that their counts are kept: two months, a third with new names, the third
again, the second put right, another configuration, the first one back, a fourth of few rows, damaged entries; after each step against a run without a cache.
At last a generated world of every table, of which the newest month comes when all others are known. Threads count these few rows
as a team where RATER_TEAM_ROWS is 0, else tables side by side.
"""
import argparse
import csv
import datetime
import filecmp
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
THREADS = (1, 2, 3, 8)
CHUNKS = ("1", "7", "64", "4096", "1M")
ORDERS = ("sorted", "reversed", "shuffled")
CACHES = ("none", "cold", "warm", "half")
SETS = ("portable", "avx2", "avx512", "libcsv")
COMPARED = ("result.json", "rejects.csv", "report.html", "report.xlsx", "result.sqlite", "tables/estimates.csv",
            "tables/series.csv", "tables/contents.csv", "tables/quality.files.csv")
EXTRAS = ("--tables", "--xlsx", "--sqlite")
TIMEOUT_S = 600


def ordered(paths: list[str], order: str) -> list[str]:
    if order == "reversed":
        return paths[::-1]
    if order == "shuffled":
        return random.Random(1).sample(paths, len(paths))
    return paths


@dataclass(frozen=True)
class Way:
    """One way to run."""
    threads: int
    chunk: str
    order: str = "sorted"
    cache: str = "none"
    instructions: str = ""  # "": what the engine chooses
    team_rows: str = "0"  # "": the same

    def environment(self) -> dict[str, str]:
        chosen = {"RATER_ISA": self.instructions, "RATER_TEAM_ROWS": self.team_rows}
        return {**os.environ, **{name: value for name, value in chosen.items() if value}}


def run(rater: Path, paths: list[str], out: Path, way: Way, cache: Path | None = None) -> None:
    subprocess.run([str(rater), "run", *ordered(paths, way.order), "-o", str(out), "-q", *EXTRAS, "--threads", str(way.threads),
                    "--chunk", way.chunk, *(["--cache", str(cache)] if cache else [])],
                   check=True, timeout=TIMEOUT_S, env=way.environment())


def fill_cache(rater: Path, paths: list[str], folder: Path, way: Way) -> Path | None:
    """The folder of the cache in the state that the way asks for; a copy of one that was filled once, in another way."""
    cache, full, half = (folder / name for name in ("cache", "full", "half"))
    other = Way(3, "5000")
    if not full.exists():
        run(rater, paths, folder / "filling", other, full)
        run(rater, paths[::2], folder / "filling", other, half)
    shutil.rmtree(cache, ignore_errors=True)
    if way.cache in ("warm", "half"):
        shutil.copytree(full if way.cache == "warm" else half, cache)
    return None if way.cache == "none" else cache


def can_run(rater: Path, instructions: str) -> bool:
    """Whether this processor has them: the engine refuses others."""
    ended = subprocess.run([str(rater), "run", "/nowhere", "-o", "/nowhere/out", "-q"], check=False, timeout=TIMEOUT_S,
                           capture_output=True, text=True, env={**os.environ, "RATER_ISA": instructions})
    return "RATER_ISA" not in ended.stderr


def ways(rater: Path, quick: bool) -> list[Way]:
    sets = [name for name in SETS if can_run(rater, name)]
    if quick:
        return [Way(2, "64"), Way(3, "4096", "reversed"), Way(8, "1M", "shuffled"), Way(2, "999", "reversed", "cold"),
                Way(3, "1M", "sorted", "warm"), Way(1, "77", "shuffled", "half", sets[0]), Way(3, "4096", team_rows=""),
                Way(2, "1M", "shuffled", "warm", team_rows="")]
    return [*(Way(*chosen) for chosen in itertools.product(THREADS, CHUNKS, ORDERS)),
            *(Way(threads, "4096", "shuffled", cache, team_rows="") for threads, cache in itertools.product(THREADS, CACHES)),
            *(Way(threads, chunk, "shuffled", cache, name) for threads, chunk, cache, name in
              itertools.product((1, 3), ("7", "4096", "1M"), CACHES, sets))]


MONTH_ROWS = 2500
KEPT_TABLES = {"repairs": "repair_id,unit_id,customer_id,dealer_id,technician_id,product,reported_at,replied_at,closed_at,special_case,"
                          "fault,cause,action,solved",
               "surveys": "survey_id,surveyed_at,channel,dealer_id,product,rel1,rel2,asr1,overall,recommend,had_problem,"
                          "complained,outcome,told_people",
               "purchases": "customer_id,purchased_on,product"}


def month_row(table: str, month: int, row: int, draw: random.Random) -> str:
    """Names with an A are new in their month and come before all others."""
    def name(kind: str, count: int) -> str:
        return draw.choice(["", f"{kind}A{9 - month}", *(f"{kind}M{n}" for n in range(count))])

    start = datetime.datetime(2025, month, 1) + datetime.timedelta(minutes=draw.randrange(28 * 1440))
    later = [(start + datetime.timedelta(minutes=draw.randrange(4000 * step))).isoformat(" ", "minutes") for step in (1, 2)]
    begun = start.isoformat(" ", "minutes")
    if table == "repairs":
        fields = [f"R{month}-{row}", f"U{draw.randrange(1500)}", f"C{draw.randrange(3000)}", name("D", 5), name("T", 9), name("P", 4), begun,
                  draw.choice(["", later[0]]), draw.choice(["", *later]), draw.choice("01"), name("F/", 5), name("C/", 5),
                  name("A/", 3), draw.choice("01")]
    elif table == "purchases":
        fields = [f"C{draw.randrange(3000)}", begun[:10], name("P", 4)]
    else:
        fields = [f"S{month}-{row}", begun, name("K", 2), name("D", 5), name("P", 4),
                  *(draw.choice("1234567") for _ in range(5)), *draw.choices("01", k=2),
                  draw.choice(["solved", "unsolved", "solved_fast", f"A{9 - month}", ""]), str(draw.randrange(12))]
    return ",".join(fields)


def write_month(folder: Path, month: int, seed: int = 1, row_count: int = MONTH_ROWS) -> None:
    for table, header in KEPT_TABLES.items():
        draw = random.Random(seed * 1000 + month)
        rows = [header, *(month_row(table, month, row, draw) for row in range(row_count))]
        (folder / f"{table}_2025{month:02d}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def damage_entries(cache: Path) -> None:
    """One bit of the first column, which is asked for long after the entry was opened."""
    for entry in cache.glob("*.cache"):
        content = bytearray(entry.read_bytes())
        content[300] ^= 1
        entry.write_bytes(content)


def kept_differences(rater: Path, folder: Path) -> int:
    """Steps of the life of a cache after which something differs, or whose counts were not taken where they should be."""
    data, config, failures = folder / "data", folder / "config.json", 0
    data.mkdir(parents=True)
    config.write_text("{}")
    limits = json.dumps({"service_levels": {"reply_minutes": 60, "close_minutes": 90, "close_special_minutes": 100}})
    steps = (("two months", lambda: [write_month(data, month) for month in (3, 4)], False),
             ("a third", lambda: write_month(data, 5), True),
             ("the same again", lambda: None, True),
             ("the second put right", lambda: write_month(data, 4, 2), True),
             ("another configuration", lambda: config.write_text(limits), False),
             ("the first one", lambda: config.write_text("{}"), False),
             ("a month of few rows", lambda: write_month(data, 6, row_count=200), True),
             ("damaged entries", lambda: damage_entries(folder / "cache"), True),
             ("the month before", lambda: config.write_text('{"month": "2025-04"}'), True))
    for number, (what, change, is_taken) in enumerate(steps):
        change()
        said = ""
        for name, threads, chunk, words in (("plain", 2, "1G", ["-q"]),
                                            ("kept", 1 + number % 3, ("1M", "9000", "50000")[number % 3],
                                             ["--no-progress", "--cache", str(folder / "cache")])):
            said = subprocess.run([str(rater), "run", str(data), "-o", str(folder / name), *EXTRAS, "--config", str(config),
                                   "--threads", str(threads), "--chunk", chunk, *words], check=True, timeout=TIMEOUT_S,
                                  capture_output=True, text=True).stderr
        taken = re.search(r"counts of (\d+) portions taken", said)
        same = all(filecmp.cmp(folder / "plain" / file, folder / "kept" / file, shallow=False) for file in COMPARED)
        if not same or not taken or (int(taken[1]) > 0) != is_taken:
            failures += 1
            print(f"kept counts, {what}: {'the same' if same else 'differs'}; {said}")
    return failures


MONTHLY = {"surveys": "surveyed_at", "repairs": "reported_at", "purchases": "purchased_on", "complaints": "opened_at"}


def split_by_month(file: Path, clock: str) -> list[Path]:
    """A file for each month of the clock in its place, in order."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        header, *rows = csv.reader(source)
    months: dict[str, list[list[str]]] = {}
    for row in rows:
        months.setdefault(row[header.index(clock)][:7], []).append(row)
    file.unlink()
    parts = [file.with_name(f"{file.stem}_{month}.csv") for month in sorted(months)]
    for part, month in zip(parts, sorted(months)):
        with part.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([header, *months[month]])
    return parts


def world_differences(rater: Path, folder: Path) -> int:
    """1 when a generated world with a new month, the others known, is not what it is without a cache."""
    data, away = folder / "world", folder / "away"
    away.mkdir(parents=True)
    subprocess.run([str(rater.with_name("rater-generate")), "--wide", "--surveys", "24000", "--repairs", "20000", "--purchases", "24000",
                    "-o", str(data)], check=True, timeout=TIMEOUT_S, capture_output=True)
    newest = [split_by_month(data / f"{table}.csv", clock)[-1] for table, clock in MONTHLY.items()]
    for file in newest:
        file.rename(away / file.name)
    kept = ["run", str(data), "-o", str(folder / "kept"), *EXTRAS, "-q", "--cache", str(folder / "known")]
    as_team = {**os.environ, "RATER_TEAM_ROWS": "0"}
    subprocess.run([str(rater), *kept], check=True, timeout=TIMEOUT_S, env=as_team)
    if not list((folder / "known").glob("*.history")):
        print("no histories are kept")
        return 1
    for file in newest:
        (away / file.name).rename(file)
    subprocess.run([str(rater), *kept], check=True, timeout=TIMEOUT_S, env=as_team)
    subprocess.run([str(rater), "run", str(data), "-o", str(folder / "plain"), *EXTRAS, "-q"], check=True, timeout=TIMEOUT_S)
    different = [file for file in COMPARED if not filecmp.cmp(folder / "plain" / file, folder / "kept" / file, shallow=False)]
    for file in different:
        print(f"{file} differs: a new month of a generated world")
    return int(bool(different))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("rater", type=Path)
    arguments.add_argument("data", type=Path, nargs="?", default=ROOT / "datasets/sample/data")
    arguments.add_argument("--quick", action="store_true")
    given = arguments.parse_args()
    paths = sorted(str(path) for path in given.data.rglob("*") if path.is_file())
    failures = 0
    tried = ways(given.rater, given.quick)
    with tempfile.TemporaryDirectory(prefix="rater-same-") as name:
        first, other = Path(name, "first"), Path(name, "other")
        run(given.rater, paths, first, Way(1, "1G"))
        for way in tried:
            run(given.rater, paths, other, way, fill_cache(given.rater, paths, Path(name), way))
            for file in COMPARED:
                if not filecmp.cmp(first / file, other / file, shallow=False):
                    failures += 1
                    print(f"{file} differs: {way}")
        failures += kept_differences(given.rater, Path(name, "months"))
        failures += world_differences(given.rater, Path(name, "generated"))
    print(f"{len(tried)} combinations, {failures} differences")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
