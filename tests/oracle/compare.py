"""The engine's result.json against the oracle's own result: a list of differences."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Iterator

import backoffice
import complaints
import customers
from callbacks import KNOWN as OF_CALLBACKS
import words
from config import DIMENSIONS
from effects import WHOLE_METRICS
from kinds import Number
from measure import DEPARTURE_SHARES, Curve, Estimate, Result
from metrics import LEGS, STAGES, VOICE
from read import InputFile
from repairs import KNOWN as OF_REPAIRS
from survival import Test

RETENTION = "retention.repurchase_365d"
TEST_NAMES = {RETENTION: "retention.log_rank", "departures": "departures.chi_square"}
KNOWN = {
    *(f"rater.{d}" for d in DIMENSIONS), *(f"rater.alpha.{d}" for d in DIMENSIONS),
    "rater.index", "rater.index_weighted",
    "survey.overall.mean", "survey.overall.top2", "survey.nps",
    "sla.reply_24h", "sla.close_24h", "sla.close_48h",
    "sla.reply_in_time", "sla.close_in_time", "sla.visit_punctual", "repair.design_hazard.share",
    "sla.close.p50", "sla.close.p90", "sla.close.p95", *(f"sla.leg.{leg}.mean" for leg in LEGS),
    "repair.repeat_30d", "repair.first_time_fix_30d",
    *(f"stage.{stage}.share" for stage in STAGES), RETENTION,
    *(f"departures.{reason}.share" for reason in DEPARTURE_SHARES),
    *(f"calls.{name}.share" for name in ("rings_2", "rings_3", "greet_30s", "back_30s", "pace", "transferred")),
    *backoffice.NAMES, *complaints.NAMES,
    *WHOLE_METRICS,
    *customers.KNOWN, *words.KNOWN,
    "materials.in_time.share", "materials.kept.share", "returns.on_time.share", "returns.missing.share",
    "calls.words_per_minute.mean", "calls.picture.mean", *(f"calls.picture.{side}" for side in VOICE),
    *OF_REPAIRS, *OF_CALLBACKS,
}


@dataclass(frozen=True)
class Tolerance:
    relative: float = 1e-12
    absolute: float = 1e-15

    def agree(self, engine: object, oracle: Number | int | str | None) -> bool:
        """Numbers within the tolerance; whole numbers, words and null exactly."""
        if oracle is None or isinstance(oracle, (int, str)):
            return engine == oracle
        if not isinstance(engine, (int, float)) or isinstance(engine, bool):
            return False
        own = float(oracle)
        reach = max(self.absolute, self.relative * max(abs(engine), abs(own)))
        return abs(engine - own) <= reach


@dataclass(frozen=True)
class Mismatch:
    place: str
    field: str
    engine: object
    oracle: object

    def __str__(self) -> str:
        own = self.oracle
        shown = own if own is None or isinstance(own, (int, str)) else repr(float(own))
        return f"{self.place}: {self.field}: engine {self.engine!r}, oracle {shown}"


Mismatches = Iterator[Mismatch]


def fields_differ(place: str, engine: dict, oracle: dict, tolerance: Tolerance) -> Mismatches:
    for name, own in oracle.items():
        if name not in engine:
            yield Mismatch(place, name, "missing", own)
        elif not tolerance.agree(engine[name], own):
            yield Mismatch(place, name, engine[name], own)


def estimate_fields(estimate: Estimate) -> dict:
    return {name: getattr(estimate, name) for name in
            ("metric", "period", "unit", "n", "value", "lower", "upper", "status", "verdict")}


def compare_change(place: str, given: dict | None, own: Estimate, t: Tolerance) -> Mismatches:
    if own.change is None or given is None:
        if (own.change is None) != (given is None):
            yield Mismatch(place, "change", given, own.change and str(own.change.period))
        return
    difference = own.change.difference
    # A bound near 0 is known to the last digit of what it was taken from, not of its own.
    sizes = (difference.value, difference.lower, difference.upper)
    size = max(abs(float(number)) for number in sizes if number is not None) if any(sizes) else 0.0
    t = Tolerance(t.relative, max(t.absolute, t.relative * size))
    yield from fields_differ(f"{place} change", given, {
        "from": own.change.period, "value": difference.value, "lower": difference.lower,
        "upper": difference.upper, "q": own.change.q}, t)


def is_absent_data(estimate: dict) -> bool:
    """The engine's one line for a metric whose table, column or weights are not in the input."""
    code = (estimate.get("reason") or "").split(":")[0]
    return (estimate["status"], estimate["n"], estimate["segment"]) == ("refused", 0, {}) and \
        code in ("no_table", "no_column", "no_points", "no_rows")


def compare_estimates(engine: list[dict], result: Result, t: Tolerance) -> Mismatches:
    given = {}
    for estimate in engine:
        if estimate["metric"] in KNOWN:
            if estimate["id"] in given:
                yield Mismatch(estimate["id"], "id", "twice", "once")
            given[estimate["id"]] = estimate
    for name in sorted(given.keys() - result.estimates.keys()):
        if is_absent_data(given[name]):
            continue
        yield Mismatch(name, "estimate", f"n = {given[name]['n']}", "no such estimate")
    for name, own in result.estimates.items():
        if name not in given:
            yield Mismatch(name, "estimate", "missing", f"n = {own.n}, {own.status}")
            continue
        segment = {own.axis: own.key} if own.axis else {}
        if given[name]["segment"] != segment:
            yield Mismatch(name, "segment", given[name]["segment"], str(segment))
        yield from fields_differ(name, given[name], estimate_fields(own), t)
        yield from compare_change(name, given[name].get("change"), own, t)


def series_cells(engine: list[dict]) -> dict[tuple[str, str, str], tuple[int, float | None]]:
    """(metric, key, period) → (n, value) of all dealers' cells in which something was counted."""
    cells = {}
    for series in engine:
        if series["metric"] in KNOWN and series["axis"] == "dealer":
            for key, counts, values in zip(series["keys"], series["n"], series["value"]):
                for period, n, value in zip(series["periods"], counts, values):
                    cells[series["metric"], key, period] = (n, value)
    return cells


def compare_series(engine: list[dict], result: Result, t: Tolerance) -> Mismatches:
    """A cell that one side leaves out must be empty on the other."""
    given = series_cells(engine)
    for cell in sorted(given.keys() | result.series.keys()):
        n, value = given.get(cell, (0, None))
        own_n, own_value = result.series.get(cell, (0, None))
        yield from fields_differ("series " + "|".join(cell), {"n": n, "value": value},
                                 {"n": own_n, "value": own_value}, t)


def compare_columns(engine: list[dict], result: Result, t: Tolerance) -> Mismatches:
    names = ("n", "value", "lower", "upper", "verdict")
    given = {(c["metric"], c["axis"]): c for c in engine if c["metric"] in KNOWN}
    for metric, axis in sorted(given.keys() | result.columns.keys()):
        place = f"columns {metric}|{axis}"
        columns, own = given.get((metric, axis)), result.columns.get((metric, axis))
        if columns is None or own is None:
            yield Mismatch(place, "column", "missing" if columns is None else "there",
                           "missing" if own is None else "there")
            continue
        rows = {key: dict(zip(names, values)) for key, *values in
                zip(columns["keys"], *(columns[name] for name in names))}
        for estimate in own:
            expected = estimate_fields(estimate)
            if expected["unit"] in ("score", "points", "people") and expected["lower"] is None:
                expected["value"] = None  # of answers all alike nothing is told where no reason can stand
            yield from fields_differ(f"{place}={estimate.key}", rows.pop(estimate.key, {}),
                                     {name: expected[name] for name in names}, t)
        for key in rows:
            yield Mismatch(f"{place}={key}", "key", "there", "missing")


def compare_curve(place: str, curve: dict, own: Curve, t: Tolerance) -> Mismatches:
    yield from fields_differ(place, curve, {"n": own.n, "time_unit": "days",
                                            "events": sum(s.events for s in own.steps)}, t)
    if curve["time"] != [step.time for step in own.steps]:
        yield Mismatch(place, "time", curve["time"], str([step.time for step in own.steps]))
        return
    for i, step in enumerate(own.steps):
        names = ("survival", "lower", "upper", "at_risk")
        yield from fields_differ(f"{place} day {step.time}", {n: curve[n][i] for n in names},
                                 {n: getattr(step, n) for n in names}, t)


def compare_curves(engine: dict, result: Result, t: Tolerance) -> Mismatches:
    given = {c["segment"].get("path"): c for c in engine.get(RETENTION, [])}
    for path in sorted(given.keys() | result.curves.keys(), key=str):
        place = f"curve {RETENTION}|path={path}"
        if path not in given or path not in result.curves:
            yield Mismatch(place, "curve", "there" if path in given else "missing",
                           "there" if path in result.curves else "missing")
        else:
            yield from compare_curve(place, given[path], result.curves[path], t)


def compare_tables(tables: dict, result: Result) -> Mismatches:
    """Whole tables of whole numbers and texts, to the last fen."""
    for name, rows in result.tables.items():
        given = tables[name]["rows"] if name in tables else []
        if len(given) != len(rows):
            yield Mismatch(f"table {name}", "rows", len(given), len(rows))
        for number, (row, own) in enumerate(zip(given, rows)):
            if row != own:
                yield Mismatch(f"table {name}", f"row {number}", row, str(own))


def test_rows(tables: dict) -> list[dict]:
    """The rows of tables.tests as objects."""
    tests = tables["tests"]
    names = [column["name"] for column in tests["columns"]]
    return [dict(zip(names, row)) for row in tests["rows"]]


def one_of(row: dict, names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if name in row), "missing")


def compare_tests(tables: dict, result: Result, t: Tolerance) -> Mismatches:
    """A row a test, named in TEST_NAMES."""
    for metric, own in result.tests.items():
        rows = [row for row in test_rows(tables) if row["name"] == TEST_NAMES[metric]]
        if len(rows) != 1:
            yield Mismatch(f"test {metric}", "rows", len(rows), 1)
            continue
        yield from compare_test(f"test {metric}", rows[0], own, t)


def compare_test(place: str, row: dict, own: Test, t: Tolerance) -> Mismatches:
    given = {"statistic": one_of(row, ("statistic", "chi_square", "value")),
             "df": one_of(row, ("df", "degrees_of_freedom")),
             "p": one_of(row, ("p", "p_value"))}
    yield from fields_differ(place, given, {"statistic": own.statistic, "df": own.df, "p": own.p},
                             t)


def compare_files(engine: list[dict], files: list[InputFile], t: Tolerance) -> Mismatches:
    """The counts of every file; both sides list files in the byte order of their paths."""
    if len(engine) != len(files):
        yield Mismatch("run.inputs", "files", len(engine), len(files))
        return
    for given, own in zip(engine, files):
        yield from fields_differ(own.path, given | {"file": PurePath(given["file"]).name}, {
            "file": PurePath(own.path).name, "table": own.table, "encoding": own.encoding,
            "rows": own.rows, "used": own.used, "rejected": sum(own.rejected.values()),
            "superseded": own.superseded}, t)


def compare_totals(quality: dict, files: list[InputFile], t: Tolerance) -> Mismatches:
    yield from fields_differ("quality", quality, {
        "rows_in": sum(f.rows for f in files), "rows_used": sum(f.used for f in files),
        "rows_rejected": sum(sum(f.rejected.values()) for f in files),
        "rows_superseded": sum(f.superseded for f in files)}, t)


def compare(engine: dict, result: Result, files: list[InputFile], t: Tolerance) -> list[Mismatch]:
    """Every difference, what explains most first: files, then estimates, then the rest."""
    found = list(compare_files(engine["run"]["inputs"], files, t))
    found += compare_totals(engine["quality"], files, t)
    found += fields_differ("run", engine["run"], {"period": result.month}, t)
    found += compare_estimates(engine["estimates"], result, t)
    found += compare_series(engine["series"], result, t)
    found += compare_columns(engine["columns"], result, t)
    found += compare_curves(engine["curves"], result, t)
    found += compare_tests(engine["tables"], result, t)
    found += compare_tables(engine["tables"], result)
    return found
