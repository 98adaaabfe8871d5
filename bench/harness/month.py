"""One new month: a run from the cache that knows all months but the newest, over a run without a cache."""
import filecmp
import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from harness import dataset, report
from harness.contestants import Contestant
from harness.rounds import Runs

RATIO_LIMIT, SETTLED_S = 0.2, 3
HEAT, COLD, WARM = "month", "rater-cold", "rater-warm"


def month_of(file: Path) -> str:
    """surveys_2025-06.csv → 2025-06"""
    return file.stem.rpartition("_")[2]


def all_but_newest(files: list[Path]) -> list[Path]:
    newest = max(map(month_of, files))
    return [file for file in files if month_of(file) != newest]


def settle_seconds(files: list[Path], now: float) -> float:
    """A cache believes the times of no file that was changed within the last two seconds: it would look into all files
    in every run. Nobody's months are so young."""
    return max(0.0, max(file.stat().st_mtime for file in files) + SETTLED_S - now)


def fill_cache(program: Path, options: tuple[str, ...], files: list[Path], cache: Path) -> None:
    """The cache that a run over all months but the newest leaves."""
    shutil.rmtree(cache, ignore_errors=True)
    time.sleep(settle_seconds(files, time.time()))
    subprocess.run([program, "run", *all_but_newest(files), "-o", "-", "--cache", cache, "-q", *options], check=True,
                   stdout=subprocess.DEVNULL)


def lay_out_cache(filled: Path, cache: Path) -> None:
    """A copy for one run. Links will do: the engine never writes into a file of the cache, it puts another in its
    place. Everything is read once, so that it comes from the page cache."""
    shutil.rmtree(cache, ignore_errors=True)
    shutil.copytree(filled, cache, copy_function=os.link)
    for file in cache.iterdir():
        with open(file, "rb", buffering=0) as handle:
            while handle.read(dataset.BLOCK_BYTES):
                pass


def ratio(runs: Runs) -> float | None:
    """The median over the rounds; None when a run did not end well."""
    pairs = list(zip(runs[HEAT][COLD], runs[HEAT][WARM]))
    if not pairs or any(one["status"] != "done" for pair in pairs for one in pair):
        return None
    return statistics.median(warm["wall_s"] / cold["wall_s"] for cold, warm in pairs)


def faults(share: float | None, differing: list[int]) -> list[str]:
    found = [f"round {number}: the results differ" for number in differing]
    if share is None:
        found.append("a run did not end well")
    elif share > RATIO_LIMIT:
        found.append(f"a new month takes {share:.3f} of a run without the cache, more than {RATIO_LIMIT:g}")
    return found


def differing_rounds(raters: list[Contestant], folders: list[Path]) -> list[int]:
    """Rounds in which result.json is not the same to the last byte."""
    return [number for number, folder in enumerate(folders, 1)
            if not same_file(*(one.output_below(folder) / "result.json" for one in raters))]


def same_file(a: Path, b: Path) -> bool:
    return a.exists() and b.exists() and filecmp.cmp(a, b, shallow=False)


def markdown(result: dict) -> str:
    lines = [f"# One new month, {result['rows']:,} rows a table, {result['date']}, commit {result['commit']}", "",
             report.machine_line(result["machine"]),
             f"{result['rounds']} rounds, interleaved, after one untimed warm-up. {result['files']} files, one a month and "
             f"table; {result['new_files']} are of the newest month, which the cache does not know.", "",
             "| run | status | wall s (median) | min–max | CPU s | peak MiB |", "|---|---|--:|--:|--:|--:|"]
    for name, summary in result["summaries"].items():
        if summary["status"] != "done":
            lines.append(f"| {name} | {summary['status']} | | | | |")
            continue
        lines.append(f"| {name} | done | {summary['wall_s']:.3f} | {summary['wall_min_s']:.3f}–{summary['wall_max_s']:.3f} "
                     f"| {summary['cpu_s']:.3f} | {summary['peak_bytes'] / 2**20:.0f} |")
    share = "–" if result["ratio"] is None else f"{result['ratio']:.3f}"
    lines += ["", f"From the cache / without: {share} (at most {RATIO_LIMIT:g})", *(f"- {fault}" for fault in result["faults"])]
    return "\n".join(lines) + "\n"
