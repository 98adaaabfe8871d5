"""The configuration file → one object with every default filled in (FORMATS.md section 2)."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from decode import Options, small

DIMENSIONS = ("reliability", "assurance", "tangibles", "empathy", "responsiveness")
TIERS = {"key_share": Fraction(1, 10), "right_share": Fraction(3, 10), "key_yuan": 0, "right_yuan": 0,
         "repair_cost_yuan": 100, "harmful_unjustified": 2, "harmful_unpaid": 2}
LEVELS = {"reply_minutes": 1440, "close_minutes": 1440, "close_special_minutes": 2880}


@dataclass(frozen=True)
class Config:
    month: str | None = None  # report month, "2025-06"
    minimum_base: int = 10
    judged_base: int = 30
    private_below: int = 5
    options: Options = Options()
    points: dict[str, Fraction] | None = None  # weights of the dimensions; no default weighting
    levels: dict[str, int] = field(default_factory=lambda: dict(LEVELS))
    tables: dict[str, dict] = field(default_factory=dict)
    calendar: dict = field(default_factory=dict)
    repurchase_days: int = 0  # median days between purchases; 0: from the data
    tiers: dict = field(default_factory=lambda: dict(TIERS))
    material_days: int = 30
    return_day: int = 3


def zone_minutes(text: str) -> int:
    """`+08:00` → 480."""
    match = re.fullmatch(r"([+-])(\d{2}):(\d{2})", text)
    if match is None:
        raise ValueError(f"time_zone {text!r}")
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def read_config(path: Path | None) -> Config:
    """Config of a file; the defaults without one."""
    if path is None:
        return Config()
    given = json.loads(path.read_text("utf-8"), parse_float=Fraction)
    scale = {"minimum": 1, "maximum": 7} | given.get("scale", {})
    missing = given.get("missing", ["", "NA", "N/A", "NULL", "-", "无"])
    return Config(
        month=given.get("month"),
        minimum_base=given.get("minimum_base", 10),
        judged_base=given.get("judged_base", 30),
        private_below=given.get("private_below", 5),
        options=Options(zone_minutes(given.get("time_zone", "+08:00")), scale["minimum"],
                        scale["maximum"], frozenset(map(small, missing))),
        points=given.get("points"),
        levels=LEVELS | given.get("service_levels", {}),
        tables=given.get("tables", {}),
        calendar=given.get("calendar", {}),
        repurchase_days=given.get("lifecycle", {}).get("repurchase_days", 0),
        tiers=TIERS | given.get("tiers", {}),
        material_days=given.get("materials", {}).get("return_days", 30),
        return_day=given.get("returns", {}).get("due_day", 3))
