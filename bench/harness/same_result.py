"""Whether two result.json say the same, and where not."""
import json
from collections.abc import Iterator
from pathlib import Path

# Keys that may differ, as paths without indices.
BUILDS_MAY_CHANGE = frozenset({"engine.version", "engine.build"})
OPTIONS_MAY_CHANGE = BUILDS_MAY_CHANGE | {"run"}
# The same rows in files of other bytes.
FILES_MAY_CHANGE = BUILDS_MAY_CHANGE | {"run.inputs", "quality.files"}
SHOWN_CHARACTERS = 60


def shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


def differences(here: object, elsewhere: object, ignored: frozenset[str], path: str = "",
                plain: str = "") -> Iterator[str]:
    """`plain` is the path without indices."""
    if here == elsewhere:
        return
    if isinstance(here, dict) and isinstance(elsewhere, dict):
        for key in [*here, *(key for key in elsewhere if key not in here)]:
            below, plain_below = f"{path}.{key}".lstrip("."), f"{plain}.{key}".lstrip(".")
            if plain_below in ignored:
                continue
            if key not in here or key not in elsewhere:
                yield f"{below}: {'only here' if key in here else 'absent here'}"
            else:
                yield from differences(here[key], elsewhere[key], ignored, below, plain_below)
    elif isinstance(here, list) and isinstance(elsewhere, list):
        if len(here) != len(elsewhere):
            yield f"{path}: {len(here)} items here, {len(elsewhere)} elsewhere"
        for i, (a, b) in enumerate(zip(here, elsewhere)):
            yield from differences(a, b, ignored, f"{path}[{i}]", plain)
    else:
        yield f"{path}: {shown(here)} here, {shown(elsewhere)} elsewhere"


def without_metrics(result: dict, beginnings: tuple[str, ...]) -> dict:
    """The result without metrics and tables whose ids begin so, and without tables that judge all metrics together."""
    together = ("charts", "guards.")
    left = {key: [row for row in result[key] if not row["metric"].startswith(beginnings)]
            for key in ("estimates", "series", "columns")}
    tables = {name: table for name, table in result["tables"].items() if not name.startswith((*beginnings, *together))}
    return {**result, **left, "tables": tables}


def describe(here: object, elsewhere: object, ignored: frozenset[str]) -> str | None:
    """None, or the first difference and how many there are."""
    found = differences(here, elsewhere, ignored)
    first = next(found, None)
    if first is None:
        return None
    more = sum(1 for _ in found)
    return f"{first}, and {more} more" if more else first


def describe_files(reference: Path, result: Path, ignored: frozenset[str]) -> str | None:
    return describe(json.loads(result.read_text("utf-8")), json.loads(reference.read_text("utf-8")), ignored)
