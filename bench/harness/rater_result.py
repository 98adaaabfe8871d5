"""The numbers of rater's result.json that answer one of the five questions.

rater suppresses or refuses a number that rests on few rows; such numbers are None here and are not
compared. Covariances by dealer and month are not in result.json at all."""
import json
from pathlib import Path

DIMENSIONS = {"reliability": "rel", "assurance": "asr", "tangibles": "tan", "empathy": "emp",
              "responsiveness": "res"}

# metric: (question, column of n, column of the value)
METRICS = {
    **{f"rater.{long}": ("q1", f"n_{short}", f"mean_{short}") for long, short in DIMENSIONS.items()},
    **{f"rater.alpha.{long}": ("q1", f"complete_{short}", f"alpha_{short}")
       for long, short in DIMENSIONS.items()},
    **{f"sla.{name}": ("q2", f"{name}_n", name) for name in ("reply_24h", "close_24h", "close_48h")},
    **{f"sla.close.{name}": ("q2", "close_n", f"close_{name}") for name in ("p50", "p90", "p95")},
    "repair.repeat_30d": ("q4", "n", "share"),
    "retention.repurchase_365d": ("q5", "n", "share"),
}
# The axis whose key stands before the month in the question's key; "" for the network.
AXES = {"q1": "dealer", "q2": "", "q4": "", "q5": "path"}

# table: the link that it counts
PARETO = {"faults.pareto_fault": "fault", "faults.pareto_cause": "cause",
          "faults.pareto_action": "action"}


def add(part: dict, metric: str, key: tuple[str, ...], n: float | None, value: float | None) -> None:
    # A cell without rows is not a row of the question; neither is one whose n is withheld.
    if not n:
        return
    question, n_column, value_column = METRICS[metric]
    part[question].setdefault(key, {}).update({n_column: n, value_column: value})


def add_estimates(part: dict, estimates: list[dict]) -> None:
    for estimate in estimates:
        question = METRICS.get(estimate["metric"], (None,))[0]
        segment = estimate["segment"]
        if question is None or list(segment) != ([AXES[question]] if AXES[question] else []):
            continue
        period = () if estimate["period"] == "all" else (estimate["period"],)
        value = estimate["value"] if estimate["status"] != "refused" else None
        add(part, estimate["metric"], (*segment.values(), *period), estimate["n"], value)


def add_series(part: dict, series: list[dict]) -> None:
    for one in series:
        question = METRICS.get(one["metric"], (None,))[0]
        if question is None or one["axis"] != AXES[question]:
            continue
        for key, ns, values in zip(one["keys"], one["n"], one["value"]):
            for month, n, value in zip(one["periods"], ns, values):
                add(part, one["metric"], (key, month), n, value)


def add_tables(part: dict, tables: dict, month: str) -> None:
    def rows(name: str) -> list[dict]:
        table = tables.get(name, {"columns": [], "rows": []})
        names = [column["name"] for column in table["columns"]]
        return [dict(zip(names, row)) for row in table["rows"]]

    links = list(PARETO.values())
    for name, link in PARETO.items():
        for row in rows(name):
            if row["n"]:
                codes = [row["key"] if other == link else "" for other in links]
                part["q3"][(month, link, *codes)] = {"n": row["n"]}
    for row in rows("faults.flow"):
        if row["n"]:
            part["q3"][(month, "chain", *(row[link] for link in links))] = {"n": row["n"]}


def read_part(path: Path) -> dict:
    """question → key → column → number or None; only what result.json holds."""
    result = json.loads(path.read_text(encoding="utf-8"))
    part: dict = {question: {} for question in ("q1", "q2", "q3", "q4", "q5")}
    add_estimates(part, result["estimates"])
    add_series(part, result["series"])
    add_tables(part, result["tables"], result["run"]["period"])
    return part
