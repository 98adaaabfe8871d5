"""What was done to get better: actions, counted as their definitions say."""
from __future__ import annotations

from random import Random

from decode import MINUTES_A_DAY
from kinds import Share
from random_rows import Day, Row, World
from read import Inputs

WHOLE_METRICS = {"pdca.in_time", "agreement.intent_kept"}


def whole_samples(inputs: Inputs) -> dict[str, Share]:
    """Metric → what it counts, of all months together."""
    samples = {"pdca.in_time": in_time(inputs), "agreement.intent_kept": intent_kept(inputs)}
    return {name: sample for name, sample in samples.items() if sample is not None}


def in_time(inputs: Inputs) -> Share | None:
    """Of the actions that are due by the horizon, those that were in effect by their due day."""
    if not inputs.has("actions", "effective_on", "due_on"):
        return None
    today = inputs.horizon // MINUTES_A_DAY
    due = [row for row in inputs.tables["actions"].rows
           if row.get("due_on") is not None and row["due_on"] <= today]
    return Share([row.get("effective_on") is not None and row["effective_on"] <= row["due_on"]
                  for row in due])


def fill_rows(world: World, seed: int) -> None:
    """Actions and stated intentions, by draws of their own."""
    r = Random(f"effects {seed}")
    for survey in world.tables["surveys"]:
        survey["repurchase_intent"] = r.choice([1, 2, 3, 4, 4, 5, 5, None])
    if "purchases" in world.tables:
        world.tables["actions"] = action_rows(world, r)


def action_rows(world: World, r: Random) -> list[Row]:
    """Due around the horizon, in effect around the due day, or never."""
    rows = []
    for number in range(r.randint(8, 40)):
        due = world.last + r.choice([-200, -1, 0, 1, 30])
        rows.append({"action_id": f"A{number:03d}", "opened_on": Day(world.last - r.randint(0, 300)),
                     "metric": r.choice(["sla.close_24h", "总体满意度", "nothing", None]),
                     "filter": r.choice(["", f"dealer={world.dealers[0]}", "region=?", None]),
                     "effective_on": r.choice([Day(due - 1), Day(due), Day(due + 1), Day(due - 150), None]),
                     "due_on": r.choice([Day(due), Day(due), None]), "target": r.choice(["80%", "5.5", None])})
    return rows


def intent_kept(inputs: Inputs) -> Share | None:
    """Of customers whose last answer that is a year old is 4 or 5 of 5, those who bought 1 to 365 days after it; who had bought nothing by then is left out."""
    if not any(inputs.has(table, "customer_id") for table in ("surveys", "repairs", "purchases", "complaints")):
        return None
    last = inputs.horizon // MINUTES_A_DAY - 365
    bought: dict = {}
    for row in inputs.tables["purchases"].rows:
        bought.setdefault(row.get("customer_id"), []).append(row["purchased_on"])
    said: dict = {}
    for row in inputs.tables["surveys"].rows:
        day = row["surveyed_at"] // MINUTES_A_DAY
        if row.get("customer_id") is None or row.get("repurchase_intent") is None or day > last:
            continue
        before = said.get(row["customer_id"])
        if before is None or before[0] <= row["surveyed_at"]:
            said[row["customer_id"]] = row["surveyed_at"], row["repurchase_intent"], day
    return Share([any(0 < later - day <= 365 for later in bought[customer])
                  for customer, (_, intent, day) in said.items()
                  if intent >= 4 and any(before <= day for before in bought.get(customer, []))])
