#!/usr/bin/env python3
"""Recompute every metric from the input files, slowly and exactly, and compare.

  oracle.py DATA... --compare OUT/result.json     compare with what the engine wrote
  oracle.py DATA...                               print the oracle's own result as JSON

Read as the definition: metrics.py (what a row adds), kinds.py (what an estimate is), survival.py,
measure.py (which estimates there are); numeric.py (distributions), scan.py, decode.py, read.py
(which rows there are). Nothing here was taken from the engine.

Exit status: 0 no difference, 1 differences, 3 an input cannot be read.
"""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from compare import Mismatch, Tolerance, compare
from config import Config, read_config
from measure import Result, measure
from read import Inputs, read_inputs
from render import render
from scan import InputError

SHOWN = 20


def recompute(arguments: list[Path], config: Config, month: str | None) -> tuple[Inputs, Result]:
    inputs = read_inputs(arguments, config)
    return inputs, measure(inputs, config, month)


def check(arguments: list[Path], config: Config, month: str | None, engine_path: Path,
          tolerance: Tolerance = Tolerance()) -> tuple[list[Mismatch], int]:
    """(differences, number of estimates compared)."""
    inputs, result = recompute(arguments, config, month)
    engine = json.loads(engine_path.read_text("utf-8"))
    return compare(engine, result, inputs.files, tolerance), len(result.estimates)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="DATA")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--month", metavar="YYYY-MM")
    parser.add_argument("--compare", type=Path, metavar="RESULT")
    parser.add_argument("--relative", type=float, default=1e-12)
    parser.add_argument("--absolute", type=float, default=1e-15)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    config = read_config(options.config)
    try:
        if options.compare is None:
            inputs, result = recompute(options.paths, config, options.month)
            json.dump(render(result, inputs.files), sys.stdout, ensure_ascii=False, indent=1)
            print()
            return 0
        tolerance = Tolerance(options.relative, options.absolute)
        found, count = check(options.paths, config, options.month, options.compare, tolerance)
    except InputError as problem:
        print(f"oracle: {problem}", file=sys.stderr)
        return 3
    print(f"oracle: {count} estimates compared, {len(found)} differences")
    for mismatch in found[:SHOWN]:
        print(f"  {mismatch}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
