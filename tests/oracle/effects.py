"""What was done to get better: actions, counted as their definitions say."""
from __future__ import annotations

from decode import MINUTES_A_DAY
from kinds import Share
from random_rows import Day, Row, World
from read import Inputs

ACTION_METRICS = {"pdca.in_time"}


def whole_samples(inputs: Inputs) -> dict[str, Share]:
    """Metric → what it counts, of all months together. In time: of the actions that are due by the horizon, those
    that were in effect by their due day."""
    if not inputs.has("actions", "effective_on", "due_on"):
        return {}
    today = inputs.horizon // MINUTES_A_DAY
    due = [row for row in inputs.tables["actions"].rows
           if row.get("due_on") is not None and row["due_on"] <= today]
    in_time = [row.get("effective_on") is not None and row["effective_on"] <= row["due_on"]
               for row in due]
    return {"pdca.in_time": Share(in_time)}


def action_rows(world: World) -> list[Row]:
    """Due around the horizon, in effect around the due day, or never."""
    r = world.random
    rows = []
    for number in range(r.randint(8, 40)):
        due = world.last + r.choice([-200, -1, 0, 1, 30])
        rows.append({"action_id": f"A{number:03d}", "opened_on": Day(world.last - r.randint(0, 300)),
                     "metric": r.choice(["sla.close_24h", "总体满意度", "nothing", None]),
                     "filter": r.choice(["", f"dealer={world.dealers[0]}", "region=?", None]),
                     "effective_on": r.choice([Day(due - 1), Day(due), Day(due + 1), Day(due - 150), None]),
                     "due_on": r.choice([Day(due), Day(due), None]), "target": r.choice(["80%", "5.5", None])})
    return rows
