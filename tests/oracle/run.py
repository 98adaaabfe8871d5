#!/usr/bin/env python3
"""Run the engine on the sample and on random sets, compare each result with the oracle's, and
see that none of its numbers is naked.

  run.py RATER [--sets 20] [--first-seed 1] [--keep FOLDER]

Every input is run twice: under a configuration with minimum_base 1, and with the defaults.
One line each. Exit status: 0 no difference, 1 any difference, 2 the engine or the sample is
not there.
"""
from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from compare import Tolerance
from config import read_config
from oracle import check
from random_set import write_set
from read import read_inputs
from scan import InputError

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "datasets" / "sample" / "data"
NAKED = ROOT / "tests" / "check" / "naked"
SHOWN = 5
TIMEOUT_S = 300
ENGINE_DONE = (0, 1)  # 1: done, but over the limit of rejects
ENGINE_INPUT = 3


@dataclass(frozen=True)
class Case:
    name: str
    folder: Path  # of the input files
    config: Path | None


def run_engine(rater: Path, case: Case, out: Path) -> tuple[int, str]:
    """(exit status, last line of its messages)."""
    command = [str(rater), "run", str(case.folder), "-o", str(out)]
    if case.config is not None:
        command += ["--config", str(case.config)]
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           timeout=TIMEOUT_S, check=False)
    messages = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    return ended.returncode, messages[-1] if messages else ""


def run_case(rater: Path, case: Case, out: Path, tolerance: Tolerance) -> tuple[bool, str]:
    """(whether both agree, what to print)."""
    status, message = run_engine(rater, case, out)
    try:
        if status not in ENGINE_DONE:
            check_input_only(case)
            return False, f"the engine ended with {status}: {message}"
        found, count = check([case.folder], read_config(case.config), None, out / "result.json",
                             tolerance)
    except InputError as problem:
        agree = status == ENGINE_INPUT
        return agree, f"oracle: {problem}; the engine ended with {status}: {message}"
    lines = [f"{count} estimates, {len(found)} differences"]
    lines += [f"    {mismatch}" for mismatch in found[:SHOWN]]
    naked = naked_numbers(out / "result.json")
    lines += [f"    naked: {number}" for number in naked[:SHOWN]]
    return not found and not naked, "\n".join(lines)


def naked_numbers(result: Path) -> list[str]:
    """Numbers of the result without interval and reason."""
    walked = subprocess.run([str(NAKED), str(result)], stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True, timeout=TIMEOUT_S, check=False)
    return walked.stderr.splitlines() if walked.returncode else []


def check_input_only(case: Case) -> None:
    """InputError when the oracle cannot read the input either."""
    read_inputs([case.folder], read_config(case.config))


def cases(work: Path, sets: int, first_seed: int) -> list[Case]:
    """The sample and the random sets, each under both configurations."""
    found = []
    low_base = work / "minimum_base_1.json"
    low_base.write_text(json.dumps({"schema": "rater.config/1", "minimum_base": 1, "judged_base": 1}), "utf-8")
    found.append(Case("sample, minimum_base 1", SAMPLE, low_base))
    found.append(Case("sample, default", SAMPLE, None))
    for seed in range(first_seed, first_seed + sets):
        folder = work / f"set{seed}"
        extreme = write_set(seed, folder)
        name = f"seed {seed} ({extreme})"
        found.append(Case(f"{name}, own configuration", folder / "data", folder / "config.json"))
        found.append(Case(f"{name}, default", folder / "data", None))
    return found


def run_all(rater: Path, work: Path, sets: int, first_seed: int, tolerance: Tolerance) -> int:
    bad = 0
    for number, case in enumerate(cases(work, sets, first_seed)):
        try:
            agree, text = run_case(rater, case, work / f"out{number}", tolerance)
        except (OSError, subprocess.TimeoutExpired) as problem:
            print(f"cannot run {rater}: {problem}", file=sys.stderr)
            return 2
        bad += not agree
        print(f"{'ok  ' if agree else 'FAIL'} {case.name}: {text}", flush=True)
    print(f"{bad} of {number + 1} runs differ")
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rater", type=Path)
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER",
                        help="leave inputs and outputs there")
    parser.add_argument("--absolute", type=float, default=1e-15, help="tolerance near 0")
    options = parser.parse_args()
    tolerance = Tolerance(absolute=options.absolute)
    if not SAMPLE.is_dir():
        print(f"no sample at {SAMPLE}", file=sys.stderr)
        return 2
    work = options.keep or Path(tempfile.mkdtemp(prefix="rater-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        return run_all(options.rater, work, options.sets, options.first_seed, tolerance)
    finally:
        if options.keep is None:
            shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
