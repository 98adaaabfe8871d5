"""Data that are hard for an engine, each held against the plain data that it was made from."""
import json
import statistics
from dataclasses import dataclass
from pathlib import Path

from harness import dataset, report, same_result
from harness.judging import RESULT_LIMIT_BYTES
from harness.places import BUILD, VARY
from harness.rounds import Heat, Runs

PLAIN = "plain"
RATIO_LIMIT = 4.0


@dataclass(frozen=True)
class Variant:
    """A variant of bench/micro/vary.c."""
    name: str
    title: str
    is_for_peers: bool = True        # the peers' programs can be expected to read it
    has_plain_numbers: bool = False  # the same rows: rater's numbers must be those of the plain data …
    may_change: frozenset[str] = same_result.FILES_MAY_CHANGE  # … but for these keys of result.json
    other_metrics: tuple[str, ...] = ()  # … and for metrics that begin so: other texts are no other rows
    copies: int = 1                  # of each row


VARIANTS = (
    Variant("quoted", "every field quoted", has_plain_numbers=True),
    Variant("multiline", "a comment or note over several lines in every row", has_plain_numbers=True,
            may_change=same_result.FILES_MAY_CHANGE | {"quality.columns"}, other_metrics=("voice.", "phrases.comments")),
    Variant("groups", "41,667 dealers: a million dealers and months in two years"),
    Variant("zipf", "customers and dealers by Zipf's law"),
    Variant("random_ids", "all ids distinct, in random order"),
    Variant("gb18030", "GB18030", is_for_peers=False, has_plain_numbers=True),
    Variant("crlf", "CR LF", has_plain_numbers=True),
    Variant("semicolon", "semicolons", is_for_peers=False, has_plain_numbers=True),
    Variant("bad", "2 % bad fields", is_for_peers=False),
    Variant("twice", "a file a month, each sent twice", is_for_peers=False, copies=2),
)


def make_data(rows: int, plain: Path, names: list[str]) -> dict[str, Path]:
    """The plain data and the variants of them that are asked for."""
    folders = {PLAIN: plain}
    for name in names:
        folders[name] = BUILD / f"hard-{rows}" / name
        dataset.vary(VARY, name, plain, folders[name])
    return folders


def make_heats(folders: dict[str, Path], raters: list, peers: list) -> list[Heat]:
    readable = {PLAIN} | {variant.name for variant in VARIANTS if variant.is_for_peers}
    return [Heat(name, folder, (*raters, *(peers if name in readable else ()))) for name, folder in folders.items()]


def row_fault(result: dict, row_count: int) -> str | None:
    """Every row is used, rejected or superseded."""
    quality = result["quality"]
    parts = [quality[f"rows_{part}"] for part in ("used", "rejected", "superseded")]
    if quality["rows_in"] != row_count or sum(parts) != row_count:
        return f"{quality['rows_in']} rows read, {' + '.join(map(str, parts))} accounted for, {row_count} in the data"
    return None


def check_result(heat: Heat, plain: Heat, work: Path, rows: int, rounds: int) -> tuple[str, str | None]:
    """What was checked of the results of the first rater, beside the five questions, and what is wrong."""
    variant = next((one for one in VARIANTS if one.name == heat.name), Variant(PLAIN, ""))
    rater = heat.contestants[0]
    said = "rows add up" + (", plain numbers" if variant.has_plain_numbers else "")
    for number in range(1, rounds + 1):
        path = rater.output_below(heat.folder(work, number)) / "result.json"
        if not path.exists():
            return "", None  # it failed, which is told elsewhere
        if path.stat().st_size > RESULT_LIMIT_BYTES:
            return f"not looked at: {path.stat().st_size >> 20} MiB", None
        result = json.loads(path.read_text("utf-8"))
        fault = row_fault(result, variant.copies * dataset.row_count(rows))
        reference = rater.output_below(plain.folder(work, number)) / "result.json"
        if not fault and variant.has_plain_numbers and reference.exists():
            here, plain_result = (same_result.without_metrics(one, variant.other_metrics) if variant.other_metrics else one
                                  for one in (result, json.loads(reference.read_text("utf-8"))))
            fault = same_result.describe(here, plain_result, variant.may_change)
        if fault:
            return said, fault
    return said, None


def is_done(runs: list[dict]) -> bool:
    return all(run["status"] == "done" for run in runs)


def summarise_one(name: str, runs: list[dict], byte_count: int, row_count: int,
                  plain_runs: list[dict], plain_byte_count: int) -> dict:
    """One rater on one set of data. Ratios are of the same round."""
    summary = {"contestant": name, **report.summarise(runs, None)}
    if not is_done(runs):
        return summary
    summary["ns_per_byte"] = summary["wall_s"] * 1e9 / byte_count
    summary["ns_per_row"] = summary["wall_s"] * 1e9 / row_count
    if is_done(plain_runs):
        summary["ratio_to_plain"] = statistics.median(
            run["wall_s"] / byte_count / (plain["wall_s"] / plain_byte_count)
            for run, plain in zip(runs, plain_runs))
    return summary


def summarise_heat(heat: Heat, plain: Heat, runs: Runs, verdicts: dict[str, dict], rows: int) -> dict:
    copies = next((one.copies for one in VARIANTS if one.name == heat.name), 1)
    byte_count, row_count = dataset.byte_count(heat.data), copies * dataset.row_count(rows)
    first = heat.contestants[0].name
    raters = [summarise_one(one.name, runs[heat.name][one.name], byte_count, row_count,
                            runs[plain.name][one.name], dataset.byte_count(plain.data))
              for one in heat.contestants if one.is_rater]
    peers = [{"contestant": one.name, "title": one.title, **report.summarise(
                  runs[heat.name][one.name], runs[heat.name][first]), "difference": verdicts[one.name]["difference"]}
             for one in heat.contestants if not one.is_rater]
    return {"name": heat.name, "bytes": byte_count, "rows": row_count, "raters": raters, "peers": peers,
            "numbers": verdicts[first]["numbers"], "difference": verdicts[first]["difference"],
            "runs": runs[heat.name]}


def is_loss(peer: dict) -> bool:
    """A peer that gave the right numbers in less time."""
    return peer["status"] == "done" and not peer["difference"] and peer.get("ratio_to_rater", 1) < 1


def faults(heats: list[dict]) -> list[str]:
    """Why this is no success."""
    found = []
    for heat in heats:
        found += [f"{heat['name']}: {fault}" for fault in (heat["difference"], heat["fault"]) if fault]
        for rater in heat["raters"]:
            if rater["status"] != "done":
                found.append(f"{heat['name']}: {rater['contestant']}: {rater['status']}")
            elif rater.get("ratio_to_plain", 1) > RATIO_LIMIT:
                found.append(f"{heat['name']}: {rater['contestant']}: {rater['ratio_to_plain']:.2f} times the plain "
                             f"data's time a byte, more than {RATIO_LIMIT:g}")
    return found


def peer_cell(peer: dict | None) -> str:
    if peer is None:
        return ""
    if peer["status"] != "done":
        return peer["status"]
    if peer["difference"]:
        return "other numbers"
    ratio = f" ({peer['ratio_to_rater']:.2f})" if "ratio_to_rater" in peer else ""
    return f"{peer['wall_s']:.3f}{ratio}" + (" **loss**" if is_loss(peer) else "")


def why_no_rival(heat: dict) -> list[str]:
    """Of the peers that failed or gave other numbers."""
    found = []
    for peer in heat["peers"]:
        message = next((run["message"] for run in heat["runs"][peer["contestant"]] if run["message"]), "")
        reason = peer["difference"] or message
        if reason:
            found.append(f"- {heat['name']}: {peer['title']}: {reason}")
    return found


def rater_rows(heat: dict, peer_names: list[str]) -> list[str]:
    peers = {peer["contestant"]: peer for peer in heat["peers"]}
    checked = heat["checked"] + (f", {heat['numbers']} numbers as the peers'" if heat["numbers"] else "")
    lines = []
    for rater in heat["raters"]:
        is_first = rater is heat["raters"][0]
        name = heat["name"] if is_first else f"{heat['name']}, {rater['contestant']}"
        if rater["status"] == "done":
            ratio = f"{rater['ratio_to_plain']:.2f}" if "ratio_to_plain" in rater else "–"
            cells = (f"{rater['wall_s']:.3f} | {rater['wall_min_s']:.3f}–{rater['wall_max_s']:.3f} "
                     f"| {rater['ns_per_byte']:.2f} | {ratio} | {rater['ns_per_row']:.0f} "
                     f"| {rater['peak_bytes'] / 2**20:.0f}")
        else:
            cells = f"{rater['status']} | | | | | "
        told = [peer_cell(peers.get(one)) if is_first else "" for one in peer_names]
        lines.append(f"| {name} | {heat['bytes'] / 1e6:.0f} | " +
                     " | ".join([cells, "**WRONG**" if is_first and (heat["fault"] or heat["difference"])
                                 else checked if is_first else "", *told]) + " |")
    return lines


def markdown(result: dict) -> str:
    titles = {peer["contestant"]: peer["title"] for heat in result["heats"] for peer in heat["peers"]}
    lines = [f"# Hard data, {result['rows']:,} rows a table, {result['date']}, commit {result['commit']}", "",
             report.machine_line(result["machine"]),
             f"{result['rounds']} rounds, interleaved, after one untimed warm-up.", "",
             "| data | MB | rater wall s (median) | min–max | ns/byte | ns/byte / plain | ns/row | peak MiB | checked |"
             + "".join(f" {title} wall s (/ rater) |" for title in titles.values()),
             "|---|--:|--:|--:|--:|--:|--:|--:|---|" + "--:|" * len(titles)]
    for heat in result["heats"]:
        lines += rater_rows(heat, list(titles))
    names = {heat["name"] for heat in result["heats"]}
    lines += ["", *(f"- {variant.name}: {variant.title}." for variant in VARIANTS if variant.name in names)]
    lines += [f"- **{fault}**" for fault in result["faults"]]
    lines += [line for heat in result["heats"] for line in why_no_rival(heat)]
    losses = [f"{heat['name']} to {peer['title']} ({peer['ratio_to_rater']:.2f})" for heat in result["heats"]
              for peer in heat["peers"] if is_loss(peer)]
    if titles:
        lines.append(f"- Losses (the peer's time / rater's): {'; '.join(losses) or 'none'}.")
    lines.append(f"- Held to: no ratio to the plain data above {RATIO_LIMIT:g}.")
    return "\n".join(lines) + "\n"
