#!/usr/bin/env python3
"""An archive against the files, slowly: every row that names the subject is in it, and only those.

  check_archive.py ARCHIVE.json FOLDER
"""
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["RATER_ORACLE"])
from config import Config  # noqa: E402
from read import read_inputs  # noqa: E402

archive = json.load(open(sys.argv[1], encoding="utf-8"))
inputs = read_inputs([Path(sys.argv[2])], Config())
column = {"unit": "unit_id", "dealer": "dealer_id"}[archive["kind"]]
found = {}
for name, table in inputs.tables.items():
    found[name] = [row for row in table.rows if row.get(column) == archive["id"]]
if archive["kind"] == "unit":
    repairs = {row["repair_id"] for row in found["repairs"]}
    for name in ("surveys", "complaints"):
        found[name] = [row for row in inputs.tables[name].rows if row.get("repair_id") in repairs]
given = {table["table"]: table["rows"] for table in archive["tables"]}
assert given == {name: len(rows) for name, rows in found.items() if rows}, (given, {n: len(r) for n, r in found.items()})
for name, rows in found.items():
    key = inputs.tables[name].schema["key"]
    events = [event for event in archive["events"] if event["table"] == name]
    if archive["kind"] == "unit":
        assert len(events) == len(rows), name
    if key:
        assert {event["values"][key] for event in events} <= {row[key] for row in rows}, name
    for event in events:
        same = [row for row in rows if not key or row[key] == event["values"][key]]
        values = {c: v for c, v in event["values"].items() if c in ("region", "product", "mode", "fault", "channel")}
        assert any(all(row.get(c) == v for c, v in values.items()) for row in same), event
months = {table["table"]: sum(month["rows"] for month in table["months"]) for table in archive["tables"]}
assert months == given, months
