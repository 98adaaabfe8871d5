#!/usr/bin/env python3
"""The same input gives the same output to the last byte: whatever the threads, the chunks, the order of the arguments, the
instruction set and the cache.

  tests/sameness.py RATER [DATA] [--quick]

Runs the engine on every file below DATA (the sample) with each combination and compares result.json, rejects.csv and the
page with those of one thread and one chunk. The caches: none; one that is empty; the same again, full; one that knows every
second file. --quick: a few combinations, for sanitizers.
"""
import argparse
import filecmp
import itertools
import os
import random
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
COMPARED = ("result.json", "rejects.csv", "report.html")
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


def run(rater: Path, paths: list[str], out: Path, way: Way, cache: Path | None = None) -> None:
    environment = {**os.environ, "RATER_ISA": way.instructions} if way.instructions else None
    subprocess.run([str(rater), "run", *ordered(paths, way.order), "-o", str(out), "-q", "--threads", str(way.threads),
                    "--chunk", way.chunk, *(["--cache", str(cache)] if cache else [])],
                   check=True, timeout=TIMEOUT_S, env=environment)


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
                Way(3, "1M", "sorted", "warm"), Way(1, "77", "shuffled", "half", sets[0])]
    return [*(Way(*chosen) for chosen in itertools.product(THREADS, CHUNKS, ORDERS)),
            *(Way(threads, chunk, "shuffled", cache, name) for threads, chunk, cache, name in
              itertools.product((1, 3), ("7", "4096", "1M"), CACHES, sets))]


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
    print(f"{len(tried)} combinations, {failures} differences")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
