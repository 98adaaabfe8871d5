"""Time a row as the data grow, with one thread and with two."""
import statistics
from pathlib import Path

from harness import dataset, report
from harness.rounds import Heat, Runs

PARTS = (30, 10, 3, 1)  # of the largest: 1, 3, 10 and 30 million
THREAD_COUNTS = (1, 2)


def sizes(largest: int) -> list[int]:
    return sorted({max(largest // part, 1) for part in PARTS})


def make_heats(folders: dict[int, Path], raters: list) -> list[Heat]:
    return [Heat(str(rows), folder, tuple(raters)) for rows, folder in folders.items()]


def summarise_step(heat: Heat, thread_counts: dict[str, int], runs: Runs) -> list[dict]:
    row_count = dataset.row_count(int(heat.name))
    steps = []
    for name, threads in thread_counts.items():
        summary = report.summarise(runs[heat.name][name], None)
        step = {"rows": int(heat.name), "all_rows": row_count, "bytes": dataset.byte_count(heat.data),
                "contestant": name, "threads": threads, **summary}
        if summary["status"] == "done":
            step.update({f"{kind}_ns_per_row": summary[f"{kind}_s"] * 1e9 / row_count
                         for kind in ("wall", "wall_min", "wall_max", "cpu")},
                        peak_bytes_per_row=summary["peak_bytes"] / row_count)
        steps.append(step)
    return steps


def speed_up(one: list[dict], two: list[dict]) -> float | None:
    """Of the runs with one thread and with two of the same rounds."""
    if any(run["status"] != "done" for run in (*one, *two)):
        return None
    return statistics.median(a["wall_s"] / b["wall_s"] for a, b in zip(one, two))


def spread(steps: list[dict]) -> float | None:
    """Slowest step / fastest step, by time a row; None when there are not two."""
    found = [step["wall_ns_per_row"] for step in steps if step["status"] == "done"]
    return max(found) / min(found) if len(found) > 1 else None


def cell(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def markdown(result: dict) -> str:
    lines = [f"# From {result['sizes'][0]:,} to {result['sizes'][-1]:,} rows a table, {result['date']}, "
             f"commit {result['commit']}", "", report.machine_line(result["machine"]),
             f"{result['rounds']} rounds, interleaved, after one untimed warm-up. A row is a row of any table.", "",
             "| rows a table | rows in all | threads | wall s (median) | ns/row | min–max ns/row | CPU ns/row "
             "| peak bytes/row | one thread / two |", "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for step in result["steps"]:
        if step["status"] != "done":
            lines.append(f"| {step['rows']:,} | {step['all_rows']:,} | {step['threads']} | {step['status']} "
                         "| | | | | |")
            continue
        lines.append(
            f"| {step['rows']:,} | {step['all_rows']:,} | {step['threads']} | {step['wall_s']:.3f} "
            f"| {step['wall_ns_per_row']:.0f} | {step['wall_min_ns_per_row']:.0f}–{step['wall_max_ns_per_row']:.0f} "
            f"| {step['cpu_ns_per_row']:.0f} | {step['peak_bytes_per_row']:.0f} | {cell(step['speed_up'], 2)} |")
    lines += ["", *(f"- {threads} {'thread' if threads == '1' else 'threads'}: the slowest size takes "
                    f"{cell(value, 2)} times the fastest one's time a row."
                    for threads, value in result["spread"].items())]
    return "\n".join(lines) + "\n"
