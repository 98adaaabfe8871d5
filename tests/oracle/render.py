"""The oracle's result in the layout of result.json, as far as the oracle knows it."""
from __future__ import annotations

from compare import RETENTION, TEST_NAMES
from kinds import Number
from measure import Estimate, Result
from read import InputFile


def number(value: Number | None) -> float | None:
    """The nearest double."""
    return None if value is None else float(value)


def estimate_object(estimate: Estimate) -> dict:
    change = None
    if estimate.change is not None:
        d = estimate.change.difference
        change = {"from": estimate.change.period, "value": number(d.value),
                  "lower": number(d.lower), "upper": number(d.upper),
                  "q": number(estimate.change.q)}
    return {"id": estimate.id, "metric": estimate.metric,
            "segment": {estimate.axis: estimate.key} if estimate.axis else {},
            "period": estimate.period, "n": estimate.n, "value": number(estimate.value),
            "lower": number(estimate.lower), "upper": number(estimate.upper),
            "unit": estimate.unit, "change": change, "verdict": estimate.verdict,
            "status": estimate.status}


def series_objects(result: Result) -> list[dict]:
    objects = []
    for metric in sorted({metric for metric, _, _ in result.series}):
        keys = sorted({k for m, k, _ in result.series if m == metric})
        periods = sorted({p for m, _, p in result.series if m == metric})
        cells = [[result.series.get((metric, k, p), (0, None)) for p in periods] for k in keys]
        objects.append({"metric": metric, "axis": "dealer", "keys": keys, "periods": periods,
                        "n": [[n for n, _ in row] for row in cells],
                        "value": [[number(value) for _, value in row] for row in cells]})
    return objects


def column_objects(result: Result) -> list[dict]:
    return [{"metric": metric, "axis": axis, "period": result.month,
             "keys": [e.key for e in column], "n": [e.n for e in column],
             "value": [number(e.value) for e in column],
             "lower": [number(e.lower) for e in column],
             "upper": [number(e.upper) for e in column], "verdict": [e.verdict for e in column]}
            for (metric, axis), column in result.columns.items()]


def curve_objects(result: Result) -> list[dict]:
    return [{"metric": RETENTION, "segment": {"path": path}, "n": curve.n,
             "events": sum(step.events for step in curve.steps), "time_unit": "days",
             "time": [step.time for step in curve.steps],
             "survival": [number(step.survival) for step in curve.steps],
             "lower": [number(step.lower) for step in curve.steps],
             "upper": [number(step.upper) for step in curve.steps],
             "at_risk": [step.at_risk for step in curve.steps]}
            for path, curve in result.curves.items()]


def file_object(file: InputFile) -> dict:
    return {"table": file.table, "file": file.path, "encoding": file.encoding, "rows": file.rows,
            "used": file.used, "rejected": sum(file.rejected.values()),
            "superseded": file.superseded, "rejected_by_rule": dict(sorted(file.rejected.items()))}


def render(result: Result, files: list[InputFile]) -> dict:
    rows = [[TEST_NAMES[metric], number(test.statistic), test.df, number(test.p)]
            for metric, test in result.tests.items()]
    tests = {"columns": [{"name": n} for n in ("name", "statistic", "df", "p")], "rows": rows}
    return {"run": {"period": result.month, "inputs": [file_object(f) for f in files]},
            "estimates": [estimate_object(e) for e in result.estimates.values()],
            "series": series_objects(result), "columns": column_objects(result),
            "curves": {RETENTION: curve_objects(result)} if result.curves else {}, "tables": {"tests": tests, **{name: {"rows": own} for name, own in result.tables.items()}},
            "quality": {"rows_in": sum(f.rows for f in files),
                        "rows_used": sum(f.used for f in files),
                        "rows_rejected": sum(sum(f.rejected.values()) for f in files),
                        "rows_superseded": sum(f.superseded for f in files)}}
