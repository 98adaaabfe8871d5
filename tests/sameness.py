#!/usr/bin/env python3
"""The same input gives the same output to the last byte: whatever the threads, the chunks and the order of the arguments.

  tests/sameness.py RATER [DATA] [--quick]

Runs the engine on every file below DATA (the sample) with each combination and compares result.json and rejects.csv with
those of one thread and one chunk. --quick: a few combinations, for sanitizers.
"""
import argparse
import filecmp
import itertools
import random
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
THREADS = (1, 2, 3, 8)
CHUNKS = ("1", "7", "64", "4096", "1M")
ORDERS = ("sorted", "reversed", "shuffled")
COMPARED = ("result.json", "rejects.csv")
TIMEOUT_S = 600


def ordered(paths: list[str], order: str) -> list[str]:
    if order == "reversed":
        return paths[::-1]
    if order == "shuffled":
        return random.Random(1).sample(paths, len(paths))
    return paths


def run(rater: Path, paths: list[str], out: Path, threads: int, chunk: str) -> None:
    subprocess.run([str(rater), "run", *paths, "-o", str(out), "-q", "--threads", str(threads),
                    "--chunk", chunk], check=True, timeout=TIMEOUT_S)


def combinations(quick: bool) -> list[tuple[int, str, str]]:
    if quick:
        return [(2, "64", "sorted"), (3, "4096", "reversed"), (8, "1M", "shuffled")]
    return [*itertools.product(THREADS, CHUNKS, ORDERS)]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("rater", type=Path)
    arguments.add_argument("data", type=Path, nargs="?", default=ROOT / "datasets/sample/data")
    arguments.add_argument("--quick", action="store_true")
    given = arguments.parse_args()
    paths = sorted(str(path) for path in given.data.rglob("*") if path.is_file())
    failures = 0
    tried = combinations(given.quick)
    with tempfile.TemporaryDirectory(prefix="rater-same-") as name:
        first, other = Path(name, "first"), Path(name, "other")
        run(given.rater, paths, first, 1, "1G")
        for threads, chunk, order in tried:
            run(given.rater, ordered(paths, order), other, threads, chunk)
            for file in COMPARED:
                if not filecmp.cmp(first / file, other / file, shallow=False):
                    failures += 1
                    print(f"{file} differs: {threads} threads, chunks of {chunk}, files {order}")
    print(f"{len(tried)} combinations, {failures} differences")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
