#!/usr/bin/env python3
"""The real airline survey through the engine and through R's psych: means, alphas and Feldt intervals side by side.

  airline.py RATER airline.csv      (the data are not part of the project; R needs r-cran-psych)

Exit status 0 when every number agrees to 1e-12 relative; 1 when one does not; 77 without R or psych.
"""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "datasets" / "examples" / "airline.json"
TOLERANCE = 1e-12


def engine_numbers(rater: str, csv: str) -> dict[str, tuple]:
    """metric → (n, value, lower, upper) of the whole network in the report month."""
    with tempfile.TemporaryDirectory() as out:
        command = [rater, "run", csv, "--config", str(CONFIG), "-o", out, "-q"]
        subprocess.run(command, check=True)
        result = json.loads((Path(out) / "result.json").read_text("utf-8"))
    month = result["run"]["period"]
    return {e["metric"]: (e["n"], e["value"], e["lower"], e["upper"])
            for e in result["estimates"] if not e["segment"] and e["period"] == month}


def agree(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def main() -> int:
    rater, csv = sys.argv[1:3]
    if not shutil.which("Rscript"):
        print("R is not installed: nothing was compared")
        return 77
    lines = subprocess.run(["Rscript", str(HERE / "airline.R"), csv], text=True, check=False,
                           capture_output=True)
    if lines.returncode:
        print(lines.stderr)
        return 77
    found, faults = engine_numbers(rater, csv), 0
    for line in lines.stdout.splitlines():
        name, *numbers = line.split()
        n, mean, n_alpha, alpha, lower, upper = map(float, numbers)
        score, scale = found[f"rater.{name}"], found[f"rater.alpha.{name}"]
        pairs = [(score[0], n), (score[1], mean), (scale[0], n_alpha), (scale[1], alpha),
                 (scale[2], lower), (scale[3], upper)]
        wrong = [pair for pair in pairs if not agree(*pair)]
        faults += len(wrong)
        print(f"{name:15} n {score[0]} mean {score[1]:.15g} alpha {scale[1]:.15g} "
              f"[{scale[2]:.15g}, {scale[3]:.15g}]", f"DIFFERS {wrong}" if wrong else "agrees")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
