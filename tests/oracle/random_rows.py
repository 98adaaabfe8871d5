"""Seed → the clean content of a random data set: rows of typed values, before any dirt.

The values crowd where definitions can go wrong: legs of exactly 24 and 48 hours, repeats exactly
30 days after a closing, purchases exactly 365 days after the index day, ties in everything.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from decode import EPOCH, MINUTES_A_DAY

DAY = MINUTES_A_DAY
REPEAT_MINUTES = 30 * DAY


@dataclass(frozen=True)
class Time:
    minute: int


@dataclass(frozen=True)
class Day:
    day: int


@dataclass(frozen=True)
class Month:
    day: int  # some day of it


@dataclass(frozen=True)
class Money:
    fen: int


Row = dict[str, object]

# One seed in eight is plain; each of the others is extreme in one way.
EXTREMES = ("", "one_dealer", "equal_scores", "no_complaints", "empty_months", "few_items",
            "surveys_and_repairs_only", "month_end")
KEYS = ["D01", "D02", "经销商三", "D|4", "A=B", "50%", "D 07", "d01"]
REGIONS, PRODUCTS = ["华东", "华南", "north"], ["M-100", "M-200", "M 300", "型号四"]
CHANNELS = ["phone", "onsite", "wechat", "web", "card", "传真"]
REASONS = ["death", "moved", "friend", "competitor", "product"] + ["service"] * 6
ITEMS = {"rel": 5, "asr": 4, "tan": 4, "emp": 5, "res": 4}
COMMENTS = ["", "服务很好", "慢, 太慢", '他说"不行"', "第一行\n第二行", "one\r\ntwo, \"three\"", " 空格 "]


@dataclass
class World:
    random: Random
    extreme: str
    first: int  # first day of the history
    last: int  # last day on which something is reported
    dealers: list[str]
    customers: list[str]
    item_counts: dict[str, int]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    apart: Random = field(default_factory=Random)  # of what was added later


def make_world(seed: int) -> World:
    random = Random(seed)
    extreme = EXTREMES[seed % len(EXTREMES)]
    last = date(2025, 6, 30).toordinal() - EPOCH - random.choice([0, 0, 1, 11, 29])
    if extreme == "month_end":
        last = date(2024, 2, 29).toordinal() - EPOCH
    dealers = KEYS[:1] if extreme == "one_dealer" else KEYS[:random.randint(3, len(KEYS))]
    counts = {d: random.randint(1, ITEMS[d]) for d in ITEMS}
    if extreme == "few_items":
        counts = {d: random.choice([0, 1, 2]) for d in ITEMS}
    customers = [f"C{number:04d}" for number in range(random.randint(30, 120))]
    return World(random, extreme, last - 760, last, dealers, customers, counts,
                 apart=Random(f"apart {seed}"))


def some_day(world: World) -> int:
    """Half of all events fall into the last ten weeks."""
    r = world.random
    while True:
        early = world.first if r.random() < 0.5 else world.last - 70
        day = r.randint(early, world.last)
        if world.extreme != "empty_months" or not 60 < world.last - day < 250:
            return day


def some_minute(world: World) -> int:
    return some_day(world) * DAY + world.random.choice([0, 485, 540, 600, 720, 1020, 1439])


def place(world: World) -> Row:
    """Dealer, technician, region and product of an event."""
    r = world.random
    dealer = r.choice(world.dealers)
    number = world.dealers.index(dealer)
    return {"dealer_id": dealer, "technician_id": f"T{number}{r.randint(1, 2)}",
            "region": REGIONS[number % 3], "product": r.choice(PRODUCTS)}


def score(world: World, dealer: str, low: int, high: int) -> int:
    """Dealers differ, the first is the best; or everybody says the same."""
    if world.extreme == "equal_scores":
        return high
    lean = (len(world.dealers) - world.dealers.index(dealer)) / (len(world.dealers) + 1)
    span = high - low
    return max(low, min(high, low + round(world.random.gauss(span * (0.3 + 0.6 * lean), span / 4))))


TOUCHPOINTS = ["repair", "install", "store", "展会"]


def customer_answers(world: World) -> Row:
    """What customers are asked besides: drawn apart, so that the rest stays as it is."""
    r = world.apart
    return {"touchpoint": r.choice(TOUCHPOINTS) if r.random() < 0.9 else None,
            "phase": r.choice(["before", "during", "after", None]),
            "repair_id": f"R{r.randint(0, 250):05d}",
            **{f"trust_{level}": r.choice([3, 5, 6, 7]) if r.random() < 0.9 else None
               for level in ("cognitive", "emotional", "behavioural")}}


def survey_rows(world: World) -> list[Row]:
    r = world.random
    rows = []
    for number in range(r.randint(150, 400)):
        row: Row = {"survey_id": f"S{number:05d}", "surveyed_at": Time(some_minute(world)),
                    "channel": r.choice(CHANNELS), "customer_id": r.choice(world.customers)}
        row |= place(world)
        for dimension, count in world.item_counts.items():
            base = score(world, row["dealer_id"], 1, 7)
            for item in range(1, count + 1):
                wobble = 0 if world.extreme == "equal_scores" else r.choice([-1, 0, 0, 1])
                answered = r.random() < 0.9
                answer = max(1, min(7, base + wobble))
                row[f"{dimension}{item}"] = answer if answered else None
        row["overall"] = score(world, row["dealer_id"], 1, 7) if r.random() < 0.95 else None
        row["recommend"] = score(world, row["dealer_id"], 0, 10) if r.random() < 0.9 else None
        row["had_problem"] = r.random() < 0.3
        row |= customer_answers(world)
        row["comment"] = r.choice(COMMENTS)
        rows.append(row)
    return rows


def repair_rows(world: World) -> list[Row]:
    r = world.random
    rows: list[Row] = []
    for number in range(r.randint(150, 400)):
        row: Row = {"repair_id": f"R{number:05d}", "unit_id": f"U{r.randint(0, 90):03d}",
                    "customer_id": r.choice(world.customers)} | place(world)
        reported = some_minute(world)
        if rows and r.random() < 0.25:  # an earlier repair's unit again, near the window's ends
            some = r.sample(rows, min(3, len(rows)))  # the last dealer's units come back most
            earlier = max(some, key=lambda candidate: world.dealers.index(candidate["dealer_id"]))
            if earlier["closed_at"] is not None:
                row["unit_id"] = earlier["unit_id"]
                wait = r.choice([0, 1, DAY, REPEAT_MINUTES - 1, REPEAT_MINUTES, REPEAT_MINUTES + 1])
                reported = min(earlier["closed_at"].minute + wait, world.last * DAY + 1439)
        slow = 1 + world.dealers.index(row["dealer_id"])
        closed = reported + r.choice([0, 30, 1439, 1440, 1441, 2880, 2881, 600 * slow, 900 * slow])
        day = reported // DAY
        installed = day + r.choice([-400, -30, -1, 0, 1, 5])
        row |= {"reported_at": Time(reported),
                "replied_at": Time(reported + r.choice([-60, 0, 30, 1440, 1441]))
                if r.random() < 0.85 else None,
                "promised_at": Time(reported + r.randint(1, 90) * DAY),
                "closed_at": Time(closed) if r.random() < 0.85 else None,
                "installed_on": Day(installed) if r.random() < 0.8 else None,
                "purchased_on": Day(day - r.choice([0, 30, 364, 365, 366, 730, 731])),
                "warranty_months": r.choice([0, 1, 12, 12, 24, None]),
                "solved": r.choice([True, True, True, False, None]), "note": r.choice(COMMENTS)}
        row |= {"charged": world.apart.random() < 0.4, "paid": world.apart.choice([True, True, False, None])}
        rows.append(row)
    return rows


def complaint_rows(world: World) -> list[Row]:
    r = world.random
    rows = []
    for number in range(0 if world.extreme == "no_complaints" else r.randint(30, 90)):
        tie = rows and r.random() < 0.1
        opened = rows[-1]["opened_at"].minute if tie else some_minute(world)
        customer = rows[-1]["customer_id"] if rows and r.random() < 0.1 else None
        spent = r.choice([None, 0, 60, 1440, 1441, 5000])
        rows.append({"complaint_id": f"K{number:04d}", "opened_at": Time(opened),
                     "customer_id": customer or r.choice(world.customers),
                     "resolved_at": None if spent is None else Time(opened + spent),
                     "satisfied_after": r.randint(1, 7), "justified": world.apart.random() < 0.7})
    return rows


def add_handling(world: World, seed: int) -> None:
    """How complaints were handled, about which repair, by whom: around a day, two days and ninety days. Of a stream of
    its own, so that nothing else changes."""
    r = Random(f"handling {seed}")
    repairs = world.tables["repairs"]
    for repair in repairs:
        repair["fault"] = r.choice(["漏水/接口", "漏水/阀芯", "电子/不通电", None])
        repair["department"] = r.choice(["制造部", "售后部", "Dealer service", "物流|部", None])
    rows = world.tables["complaints"]
    for before, row in zip(rows, rows[1:]):
        ended = before["resolved_at"]
        if ended is None or ended.minute + 91 * DAY > world.last * DAY or r.random() < 0.6:
            continue
        moved = ended.minute + 90 * DAY + r.choice([-1, 0, 0, 1]) - row["opened_at"].minute
        row["customer_id"], row["opened_at"] = before["customer_id"], Time(row["opened_at"].minute + moved)
        if row["resolved_at"] is not None:
            row["resolved_at"] = Time(row["resolved_at"].minute + moved)
    for row in rows:
        opened, resolved = row["opened_at"].minute, row["resolved_at"]
        row["answered_at"] = r.choice([None, Time(opened + r.choice([-5, 0, 30, 1439, 1440, 1441]))])
        if resolved is not None and r.random() < 0.3:
            row["resolved_at"] = Time(opened + r.choice([1440, 2880, 2881, 30 * DAY]))
        row["repair_id"] = r.choice(repairs)["repair_id"] if r.random() < 0.8 else None
        row["dealer_id"] = r.choice(world.dealers)
        row["department"] = r.choice(["制造部", "售后部", "售后部", "物流|部", None])
        for step in ("apologised", "listened", "fair_fix", "compensated", "promise_kept", "followed_up", "permanent_fix"):
            row[step] = r.choice([True, True, True, True, False, None])


def purchase_rows(world: World) -> list[Row]:
    r = world.random
    rows = []
    index_days = [row[clock].minute // DAY
                  for table, clock in (("repairs", "reported_at"), ("complaints", "opened_at"))
                  for row in world.tables.get(table, [])]
    buyers = world.customers + [f"N{number:03d}" for number in range(r.randint(5, 40))]
    for _ in range(r.randint(80, 300)):
        day = r.randint(world.first - 200, world.last)
        if r.random() < 0.4:
            day = r.choice(index_days) + r.choice([0, 1, 200, 364, 365, 366])
        rows.append({"customer_id": r.choice(buyers),
                     "purchased_on": Day(min(day, world.last)),
                     "product": r.choice(PRODUCTS), "dealer_id": r.choice(world.dealers),
                     "amount": Money(world.apart.choice([-50000, 0, 19999, 150000, 150000, 987654321]))})
    return rows + [{"customer_id": name, "purchased_on": Day(min(day, world.last)), "product": r.choice(PRODUCTS),
                    "dealer_id": r.choice(world.dealers), "amount": Money(20000)}
                   for name, day in after_surveys(world, [-400, 0, 1, 364, 365, 366])]


def after_surveys(world: World, waits: list[int]) -> list[tuple[str, int]]:
    """Customers and days around a year after their callbacks."""
    r = world.apart
    old = [row for row in world.tables["surveys"] if row["surveyed_at"].minute // DAY < world.last - 360]
    rows = r.sample(old, min(len(old), 40))
    return [(row["customer_id"], row["surveyed_at"].minute // DAY + r.choice(waits)) for row in rows]


def departure_rows(world: World) -> list[Row]:
    r = world.random
    reasons = REASONS + ["other", None]
    return [{"customer_id": r.choice(world.customers), "left_on": Day(some_day(world)),
             "reason": r.choice(reasons)} for _ in range(r.randint(50, 120))] + [
        {"customer_id": name, "left_on": Day(min(day, world.last)), "reason": "service"}
        for name, day in after_surveys(world, [-1, 0, 365, 366])[:15]]


def training_rows(world: World) -> list[Row]:
    """A table that no metric reads, but that carries the horizon."""
    return [{"trained_on": Day(world.last - back), "dealer_id": world.dealers[0],
             "technician_id": "T01"} for back in (world.random.choice([0, 1, 40]), 100)]


def call_rows(world: World) -> list[Row]:
    """Around the limits: 2 and 3 rings, 30 seconds, 140 and 160 words a minute."""
    r = world.random

    def maybe(value: object) -> object:
        return value if r.random() < 0.9 else None

    rows = []
    for number in range(r.randint(80, 200)):
        row: Row = {"call_id": f"L{number:04d}", "called_at": Time(some_minute(world)),
                    "kind": maybe(r.choice(["general", "repair", "complaint", "加急"])),
                    "agent": maybe(r.choice(["A1", "A2", "坐席三"])), "rings": maybe(r.randint(0, 5)),
                    "greet_s": maybe(r.choice([0, 5, 29, 30, 31, 400])),
                    "recontact_s": maybe(r.choice([1, 30, 31])),
                    "words_per_minute": maybe(r.choice([90, 139, 140, 150, 160, 161]))}
        row |= {side: maybe(r.randint(3, 5)) for side in
                ("pitch", "inflection", "courtesy", "tone", "understandability", "enunciation")}
        rows.append(row | {"transferred": maybe(r.random() < 0.2)})
    return rows


def material_rows(world: World) -> list[Row]:
    """Few accounts with much in them: settled before it was issued, corrected, given away, counted; the limit of 30 days
    to the day."""
    r = world.random
    rows: list[Row] = []
    kinds = ["issue"] * 6 + ["return"] * 3 + ["charge"] * 2 + ["gift", "approved", "count", "借用"]
    for _ in range(r.randint(60, 400)):
        day = rows[-1]["moved_on"].day + r.choice([0, 6, 7, 8, 29, 30, 31]) if rows and r.random() < 0.6 else some_day(world)
        kind = r.choice(kinds)
        quantity = r.choice([1, 1, 2, 3, 5, 8, 0, -1, -2]) if r.random() < 0.9 else r.randint(-40, 90)
        rows.append({"moved_on": Day(min(day, world.last)), "dealer_id": r.choice(world.dealers[:3] + [None]),
                     "part": r.choice(["阀芯", "P-2", None]), "kind": None if r.random() < 0.03 else kind,
                     "quantity": quantity if r.random() < 0.96 else None,
                     "unit_price": Money(r.choice([0, 1, 333, 1000, 99999, 123456789012]))
                     if r.random() < 0.92 else None})
    return rows


def return_rows(world: World) -> list[Row]:
    """Around the due day; sent twice, without a day, of unknown kinds, from dealers who join late or fall silent."""
    r = world.random
    rows: list[Row] = []
    for number, dealer in enumerate(world.dealers[:5]):
        for start in range(world.first + 40 * number, world.last - (0, 0, 150, 0, 0)[number], 30):
            for kind in ("install", "repair", "其他"):
                if r.random() < 0.15:
                    continue
                due = start + 32
                day = Day(min(due + r.choice([-3, 0, 0, 1, 2, 9, 40]), world.last)) if r.random() < 0.93 else None
                rows.append({"dealer_id": dealer if r.random() < 0.97 else None, "month": Month(start),
                             "kind": kind if r.random() < 0.97 else None, "submitted_on": day})
                if r.random() < 0.1:
                    rows.append(rows[-1] | {"submitted_on": Day(min(due + 3, world.last))})
    return rows


def random_tables(seed: int) -> World:
    """Everything of a set; which extreme it is stands in `extreme`."""
    world = make_world(seed)
    world.tables["surveys"] = survey_rows(world)
    world.tables["repairs"] = repair_rows(world)
    if world.extreme != "surveys_and_repairs_only":
        world.tables["complaints"] = complaint_rows(world)
        add_handling(world, seed)
        world.tables["purchases"] = purchase_rows(world)
        world.tables["departures"] = departure_rows(world)
        world.tables["trainings"] = training_rows(world)
        world.tables["calls"] = call_rows(world)
        world.tables["materials"] = material_rows(world)
        world.tables["returns"] = return_rows(world)
    return world
