"""From measurements to a result file: JSON, and the same as Markdown."""
import json
import statistics
from pathlib import Path

NOTES = (
    "Each time is of a whole process, from CSV files in the page cache to its result file.",
    "rater does more: it checks every field and record, finds repeated keys, computes every family with intervals "
    "and comparisons, and writes result.json, rejects.csv and report.html. The peers trust the data.",
    "rater does less: result.json has no item covariances by dealer and month (Q1), and Q1 to Q4 for the report "
    "month and the 12 before it (Q3: the report month), where the peers answer for all months.",
    "The peers' numbers are compared with each other, rater's with theirs wherever result.json has one.",
)


def summarise(runs: list[dict], rater_runs: list[dict] | None) -> dict:
    """Medians over the rounds; the ratio is the median of the rounds' ratios of wall time to rater's."""
    bad = [run["status"] for run in runs if run["status"] != "done"]
    if bad:
        return {"status": bad[0]}
    middle = {name: statistics.median(run[name] for run in runs) for name in ("wall_s", "peak_bytes")}
    summary = {"status": "done", **middle, "wall_min_s": min(run["wall_s"] for run in runs),
               "wall_max_s": max(run["wall_s"] for run in runs),
               "cpu_s": statistics.median(run["user_s"] + run["system_s"] for run in runs)}
    if rater_runs and all(run["status"] == "done" for run in rater_runs):
        pairs = zip(runs, rater_runs)
        summary["ratio_to_rater"] = statistics.median(a["wall_s"] / b["wall_s"] for a, b in pairs)
    return summary


def numbers_cell(contestant: dict) -> str:
    if contestant["difference"]:
        return "**WRONG**"
    if contestant["other"]:
        return "**other result**"
    return f"{contestant['numbers']} agree" if contestant.get("numbers") else contestant["check"]


def table_row(contestant: dict) -> str:
    summary = contestant["summary"]
    name = f"{contestant['title']} {contestant['version']}".strip()
    if summary["status"] != "done":
        return f"| {name} | {summary['status']} | | | | | |"
    ratio = f"{summary['ratio_to_rater']:.2f}" if "ratio_to_rater" in summary else "–"
    # A peer with other numbers did other work: its time is kept, but it is no rival.
    if contestant["difference"]:
        ratio = "–"
    return (f"| {name} | {summary['wall_s']:.3f} | {summary['wall_min_s']:.3f}–{summary['wall_max_s']:.3f} "
            f"| {summary['cpu_s']:.3f} | {summary['peak_bytes'] / 2**20:.0f} | {ratio} "
            f"| {numbers_cell(contestant)} |")


def machine_line(machine: dict) -> str:
    return (f"{machine['cpu']}, {machine['cores']} cores (pinned to {machine['pinned_to']}), "
            f"{machine['memory_kib'] / 2**20:.1f} GiB, Linux {machine['kernel']}; load before: {machine['load_before']}.")


def markdown(result: dict) -> str:
    data = result["data"]
    lines = [
        f"# {data['rows']:,} rows a table, {result['date']}, commit {result['commit']}", "",
        machine_line(result["machine"]),
        f"Data: {data['bytes']:,} bytes in {len(data['tables'])} files ({', '.join(data['tables'])}); "
        f"options: `{' '.join(data['options'])}`.",
        f"{result['rounds']} rounds, interleaved, after one untimed warm-up.", "",
        f"| | wall s (median) | min–max | CPU s | peak MiB | wall / {result['base']} (median of pairs) | numbers |",
        "|---|--:|--:|--:|--:|--:|---|",
        *(table_row(contestant) for contestant in result["contestants"]), ""]
    lines += [f"- {contestant['title']}: {difference}" for contestant in result["contestants"]
              for difference in (contestant["difference"], contestant["other"]) if difference]
    lines += [f"- {contestant['title']}: {run['message']}" for contestant in result["contestants"]
              for run in [next((one for one in contestant["runs"] if one["message"]), None)] if run]
    if result["missing"]:
        lines.append(f"- Not here, so not run: {', '.join(result['missing'])}.")
    lines += [f"- {note}" for note in NOTES]
    return "\n".join(lines) + "\n"


def write(result: dict, text: str, stem: Path) -> None:
    """`text` is the result as Markdown."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    for suffix, text in ((".json", json.dumps(result, indent=1, ensure_ascii=False) + "\n"),
                         (".md", text)):
        target = stem.with_name(stem.name + suffix)
        beside = target.with_name(target.name + ".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(target)
