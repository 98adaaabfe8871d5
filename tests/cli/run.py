#!/usr/bin/env python3
"""Run the command line's cases: each line of a *.tst file is one command.

  tests/cli/run.py RATER [FILE.tst...]    run all files, or those given
  tests/cli/run.py RATER --bless          write what was printed as what is expected

  P STATUS EXPECTED COMMAND    must end with STATUS and print expected/EXPECTED (standard output,
                               then standard error below a line "--- stderr"); EXPECTED - : not compared
  F STATUS EXPECTED COMMAND    known failure: reported as soon as it passes
  T STATUS EXPECTED COMMAND    as P, but the command opens a terminal; named as not run where the machine has none

A file's commands run in order through the shell, in one empty folder that holds a copy of the sample (data/) and of
tests/cli/files; `rater` is the engine.
"""
import argparse
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TIMEOUT_S = 120
SHOWN_LINES = 40


@dataclass(frozen=True)
class Case:
    place: str
    must_pass: bool
    status: int
    expected: str
    command: str
    needs_terminal: bool = False


def has_terminals() -> bool:
    """Whether a pseudo-terminal can be opened: a bare container may have none."""
    try:
        for descriptor in os.openpty():
            os.close(descriptor)
    except OSError:
        return False
    return True


def read_cases(path: Path) -> list[Case]:
    cases = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        outcome, status, expected, command = line.split(None, 3)
        if outcome not in "PFT":
            raise SystemExit(f"{path}:{number}: a case begins with P, F or T")
        cases.append(Case(f"{path.name}:{number}", outcome != "F", int(status), expected, command,
                          outcome == "T"))
    return cases


def make_folder(folder: Path, rater: Path) -> dict[str, str]:
    """Fill the scratch folder; the environment of its commands."""
    shutil.copytree(ROOT / "datasets/sample/data", folder / "data")
    shutil.copytree(HERE / "files", folder, dirs_exist_ok=True)
    (folder / ".bin").mkdir()
    (folder / ".bin/rater").symlink_to(rater)
    return {"PATH": f"{folder / '.bin'}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "HOME": str(folder), "OMP_NUM_THREADS": "2",
            "RATER_ORACLE": str(ROOT / "tests/oracle"), "PYTHONDONTWRITEBYTECODE": "1",
            **{key: os.environ[key] for key in ("ASAN_OPTIONS", "TSAN_OPTIONS") if key in os.environ}}


def run(case: Case, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    ended = subprocess.run(["sh", "-c", case.command], cwd=folder, env=environment, text=True,
                           encoding="utf-8", errors="backslashreplace", capture_output=True,
                           stdin=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False)
    printed = ended.stdout + (f"--- stderr\n{ended.stderr}" if ended.stderr else "")
    return ended.returncode, printed.replace(str(folder), "FOLDER")


def difference(case: Case, status: int, printed: str) -> str:
    """"" when the case is as expected."""
    if status != case.status:
        return f"ended with {status}, not {case.status}:\n{printed}"
    if case.expected == "-":
        return ""
    path = HERE / "expected" / case.expected
    expected = path.read_text("utf-8") if path.exists() else ""
    if printed == expected:
        return ""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as got:
        got.write(printed)
        got.flush()
        shown = subprocess.run(["diff", "-u", str(path), got.name], text=True, check=False,
                               capture_output=True).stdout.splitlines()[2:]
    return "printed something else:\n" + "\n".join(shown[:SHOWN_LINES])


def run_file(path: Path, rater: Path, bless: bool) -> tuple[int, int]:
    """(cases, failures)."""
    failures = 0
    cases = read_cases(path)
    with tempfile.TemporaryDirectory(prefix="rater-cli-") as name:
        folder = Path(name)
        environment = make_folder(folder, rater)
        for case in cases:
            if case.needs_terminal and not has_terminals():
                print(f"{case.place}: not run, this machine has no terminals")
                continue
            status, printed = run(case, folder, environment)
            if bless and case.must_pass and case.expected != "-" and status == case.status:
                (HERE / "expected" / case.expected).write_text(printed, "utf-8")
            fault = difference(case, status, printed)
            if bool(fault) == case.must_pass:
                failures += 1
                print(f"{case.place}: {case.command}\n  {fault or 'passes, so it must be marked P'}")
    return len(cases), failures


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("rater", type=Path)
    arguments.add_argument("files", type=Path, nargs="*")
    arguments.add_argument("--bless", action="store_true")
    given = arguments.parse_args()
    count = failures = 0
    for path in given.files or sorted(HERE.glob("*.tst")):
        of_file = run_file(path, given.rater.resolve(), given.bless)
        count, failures = count + of_file[0], failures + of_file[1]
    print(f"{count} cases, {failures} failures")
    raise SystemExit(1 if failures or count == 0 else 0)


if __name__ == "__main__":
    main()
