"""Input files → tables of used rows, and the fate of every row.

The order of decisions about one record: a totals row; broken quoting; number of fields;
undecodable bytes; no key; no event time; an end before its start. A row that survives them may
still be superseded by a later row of its table with the same key.
"""
from __future__ import annotations

import fnmatch
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from config import Config
from decode import (BLANKS, MINUTES_A_DAY, BadField, Value, decode, decode_excel_serial,
                    is_listed, small)
from scan import InputError, Record, decode_text, detect, file_bytes, records

TABLES_FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "schema" / "tables"
TOTALS = {"合计", "总计", "小计", "total"}

Row = dict[str, Value]


class Reject(Exception):
    """The row is not used; the argument is the rule."""


@dataclass
class InputFile:
    path: str
    table: str
    encoding: str
    rows: int = 0
    rejected: Counter = field(default_factory=Counter)  # by rule
    superseded: int = 0
    bad_fields: Counter = field(default_factory=Counter)  # by (column, rule), of rows not rejected

    @property
    def used(self) -> int:
        return self.rows - sum(self.rejected.values()) - self.superseded


@dataclass
class Table:
    schema: dict
    rows: list[Row] = field(default_factory=list)  # in input order
    sources: list[InputFile] = field(default_factory=list)  # of each row
    present: set[str] = field(default_factory=set)  # columns that some file has


@dataclass
class Inputs:
    tables: dict[str, Table]
    files: list[InputFile]
    horizon: int  # minute

    def has(self, table: str, *columns: str) -> bool:
        """Whether some file has the table, and some file of it each column."""
        found = self.tables[table]
        return bool(found.present) and all(column in found.present for column in columns)


def load_schema(folder: Path = TABLES_FOLDER) -> dict[str, dict]:
    """Table name → declaration with `columns` by name, repeated ones numbered."""
    tables = {}
    for path in sorted(folder.glob("*.json")):
        declared = json.loads(path.read_text("utf-8"))
        columns = {}
        for column in declared["columns"]:
            for number in range(1, column.get("repeat", 0) + 1):
                name = f"{column['name']}{number}"
                aliases = [f"{alias}{number}" for alias in column["aliases"]]
                columns[name] = column | {"name": name, "aliases": aliases}
            if "repeat" not in column:
                columns[column["name"]] = column
        tables[declared["table"]] = declared | {"columns": columns}
    return tables


def plain_header(text: str) -> str:
    """What two headers must have in common: no blanks, `_`, `-`, brackets; narrow; small."""
    text = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    text = re.sub(r"\([^()]*\)", "", text)
    return small(re.sub(r"[ \t\u3000_-]", "", text))


def names_of(column: dict) -> set[str]:
    """Every header that means this column, made plain."""
    return {plain_header(name) for name in (column["name"], *column.get("aliases", []))}


def list_files(arguments: list[Path]) -> list[tuple[Path, Path]]:
    """(file, its path from the argument's own name on), in the byte order of the paths, each once."""
    found = {}
    for argument in arguments:
        if argument.is_dir():
            for path in argument.rglob("*"):
                if path.is_file() and re.search(r"\.csv(\.gz|\.zst)?$", path.name.lower()):
                    found[path] = path.relative_to(argument.parent)
        elif argument.is_file():
            found[argument] = Path(argument.parent.name, argument.name)
        else:
            raise InputError(f"{argument}: no such file")
    return sorted(found.items(), key=lambda item: str(item[0]).encode("utf-8", "surrogateescape"))


def table_of(below: Path, headers: list[str], schema: dict[str, dict], config: Config) -> str:
    """The table a file belongs to: configured pattern, its name, a folder's name, its headers."""
    for name, mapping in config.tables.items():
        if any(fnmatch.fnmatchcase(below.name, p) for p in mapping.get("files", [])):
            return name
    for part in reversed(below.parts):
        for name, declared in schema.items():
            if small(part).startswith(tuple(map(small, declared["names"]))):
                return name
    plain = {plain_header(header) for header in headers}

    def known(name: str) -> int:
        return sum(bool(names_of(c) & plain) for c in schema[name]["columns"].values())

    return max(schema, key=known)


@dataclass
class Source:
    """Where a column's text comes from in one file."""
    column: dict
    position: int | None = None  # field number
    constant: str | None = None
    row_number: bool = False
    excel_serial: bool = False
    values: dict[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


def source_of(column: dict, headers: list[str], wish: object) -> Source | None:
    """Find a column by the configuration's wish, else by its names; None when it is not there."""
    plain = [plain_header(header) for header in headers]
    source = Source(column)
    wanted = [wish] if isinstance(wish, str) else wish if isinstance(wish, list) else []
    if isinstance(wish, dict):
        wanted = [wish["header"]] if "header" in wish else []
        source.constant = wish.get("constant")
        source.row_number = wish.get("row_number", False)
        source.excel_serial = wish.get("excel_serial", False)
        source.values = wish.get("values", {})
        source.missing = frozenset(map(small, wish.get("missing", [])))
    if source.constant is not None or source.row_number:
        return source
    for header in map(plain_header, wanted):
        if header in plain:
            source.position = plain.index(header)
            return source
    own_names = names_of(column)
    for position, header in enumerate(plain):
        if header in own_names:
            source.position = position
            return source
    return None


def field_value(source: Source, text: str, config: Config) -> Value:
    """Typed value of one field; None when it is missing; BadField."""
    text = text.strip(BLANKS)
    if not source.values and is_listed(text, source.column):
        return decode(text, source.column, config.options)
    if small(text) in config.options.missing or small(text) in source.missing:
        return None
    text = source.values.get(text, text)
    if source.excel_serial:
        minutes = decode_excel_serial(text)
        return minutes if source.column["type"] == "time" else minutes // MINUTES_A_DAY
    return decode(text, source.column, config.options)


def first_cell(record: Record, encoding: str) -> str:
    if not record.fields:
        return ""
    return record.fields[0].decode(encoding.removesuffix("-bom"), "replace").strip(BLANKS)


def texts_of(record: Record, field_count: int, encoding: str) -> list[str]:
    """The record's fields as text, or Reject."""
    if record.fields is None:
        raise Reject("quoting")
    if small(first_cell(record, encoding)) in TOTALS:
        raise Reject("total_row")
    if len(record.fields) != field_count:
        raise Reject("field_count")
    try:
        return [decode_text(raw, encoding) for raw in record.fields]
    except UnicodeDecodeError:
        raise Reject("undecodable") from None


def in_minutes(value: int, column: dict) -> int:
    """A date or a time as minutes."""
    return value * MINUTES_A_DAY if column["type"] == "date" else value


def is_before(row: Row, end: str, start: str, columns: dict) -> bool:
    """Whether both are there and the end lies before the start."""
    if row.get(end) is None or row.get(start) is None:
        return False
    return in_minutes(row[end], columns[end]) < in_minutes(row[start], columns[start])


def typed_row(texts: list[str], sources: list[Source], number: int, input_file: InputFile,
              config: Config) -> tuple[Row, dict[str, str]]:
    """(values by column, broken rule by column whose field was bad)."""
    row: Row = {}
    bad = {}
    for source in sources:
        name = source.column["name"]
        if source.row_number:
            text = f"{Path(input_file.path).name}:{number}"
        else:
            text = texts[source.position] if source.constant is None else source.constant
        try:
            row[name] = field_value(source, text, config)
        except BadField as rule:
            row[name] = None
            bad[name] = str(rule)
    return row, bad


def check_row(row: Row, bad: dict[str, str], schema: dict) -> None:
    """Reject a row without key or event time, or with an end before its start; mend its legs."""
    key, clock, columns = schema["key"], schema["clock"], schema["columns"]
    if key and row.get(key) is None:
        raise Reject("no_key")
    if row.get(clock) is None:
        raise Reject("bad_time" if clock in bad else "no_time")
    for end, start in schema["not_before"]:
        if is_before(row, end, start, columns):
            raise Reject("order")
    for end, start in schema.get("starts", []):
        if is_before(row, end, start, columns):
            row[end] = None
            bad[end] = "before_start"


def read_file(path: Path, below: Path, schema: dict[str, dict], tables: dict[str, Table],
              config: Config) -> InputFile:
    """Append the file's used rows to its table."""
    content = file_bytes(path)
    encoding, mark_length = detect(content)
    found = records(content, mark_length)
    if not found or found[0].fields is None:
        raise InputError(f"{path}: no header")
    headers = [decode_text(raw, encoding) for raw in found[0].fields]
    name = table_of(below, headers, schema, config)
    input_file = InputFile(str(path), name, encoding)
    wishes = config.tables.get(name, {}).get("columns", {})
    table, sources = tables[name], []
    for column in table.schema["columns"].values():
        source = source_of(column, headers, wishes.get(column["name"]))
        if source is not None:
            sources.append(source)
            table.present.add(column["name"])
        elif column.get("needed"):
            raise InputError(f"{path}: {name}.{column['name']} is missing; found {headers}")
    for number, record in enumerate(found[1:], start=1):
        input_file.rows += 1
        try:
            texts = texts_of(record, len(headers), encoding)
            row, bad = typed_row(texts, sources, number, input_file, config)
            check_row(row, bad, table.schema)
        except Reject as rule:
            input_file.rejected[str(rule)] += 1
            continue
        input_file.bad_fields.update(bad.items())
        table.rows.append(row)
        table.sources.append(input_file)
    return input_file


def drop_superseded(table: Table) -> None:
    """Of rows with equal keys the last in input order stays."""
    key = table.schema["key"]
    if not key:
        return
    last = {row[key]: number for number, row in enumerate(table.rows)}
    kept = [last[row[key]] == number for number, row in enumerate(table.rows)]
    for source, stays in zip(table.sources, kept):
        source.superseded += not stays
    table.sources = [s for s, stays in zip(table.sources, kept) if stays]
    table.rows = [r for r, stays in zip(table.rows, kept) if stays]


def horizon_of(tables: dict[str, Table]) -> int:
    """The latest minute at which something happened, over all used rows."""
    latest = []
    for table in tables.values():
        for name, column in table.schema["columns"].items():
            if column.get("happened") or name == table.schema["clock"]:
                latest += [in_minutes(row[name], column) for row in table.rows
                           if row.get(name) is not None]
    if not latest:
        raise InputError("no used row")
    return max(latest)


def read_inputs(arguments: list[Path], config: Config) -> Inputs:
    """All files, in the byte order of their paths."""
    schema = load_schema()
    tables = {name: Table(declared) for name, declared in schema.items()}
    files = [read_file(path, below, schema, tables, config)
             for path, below in list_files(arguments)]
    for name, table in tables.items():
        if table.schema["needed"] and not table.present:
            raise InputError(f"no file of {name}")
        drop_superseded(table)
    return Inputs(tables, files, horizon_of(tables))
