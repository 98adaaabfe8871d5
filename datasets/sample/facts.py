"""The clean facts of the sample: who bought, called, complained, answered and left, and when.

No chance anywhere: every value follows from a row's number by a short rule, so that a number in a
report can be traced back with pencil and paper. A row is a dict from canonical column name to a
str, int, bool, datetime (a time), date, or None (missing); make.py writes it down.
"""
from datetime import date, datetime, timedelta

Row = dict[str, object]

DEALER_BY_DIGIT = ("D01", "D02", "D01", "D03", "D01", "D04", "D02", "D01", "D03", "D05")
REGION = {"D01": "华东", "D02": "华东", "D03": "华南", "D04": "华北", "D05": "华北"}
TECHNICIANS = {"D01": ("T01", "T02"), "D02": ("T03", "T04"), "D03": ("T05", "T06"),
               "D04": ("T07",), "D05": ("T08",)}
PRODUCTS = ("WC-100", "WC-200", "FT-300", "SH-400")
WARRANTY_MONTHS = {"WC-100": 24, "WC-200": 24, "FT-300": 12, "SH-400": 12}

# Customers by what happens to them (the retention path follows from it).
NO_PROBLEM = range(1, 13)
PROBLEM = range(13, 25)
UNSOLVED = range(25, 30)
SOLVED_FAST = range(30, 40)
SOLVED = range(40, 50)
LATER = range(50, 86)  # first repair after July 2024: their window has not matured
OUT_OF_BOX = range(86, 92)  # the unit fails before it is installed
STRANGERS = (92, 93)  # repairs, but no purchase on record

MONTH_COUNT = 14  # 2024-05 to 2025-06
REPAIRS_A_MONTH, REPAIRS_IN_JUNE = 8, 24
JULY = (datetime(2025, 7, 3, 9, 20), datetime(2025, 7, 15, 14, 5), datetime(2025, 7, 29, 16, 0),
        datetime(2025, 7, 30, 9, 0))

# A repair of the same unit soon after: number of the later repair -> number of the earlier.
REPEAT_OF = {12: 10, 29: 27, 46: 45, 69: 66, 92: 90, 101: 98, 109: 97, 110: 105, 113: 99, 115: 108,
             120: 112, 129: 118}
OUT_OF_BOX_REPAIRS = dict(zip((20, 50, 80, 107, 114, 119), OUT_OF_BOX))
STRANGER_REPAIRS = dict(zip((33, 117), STRANGERS))
# The edges of the 30 days: 97 is followed after 43,200 minutes to the minute, 99 one minute later.
CLOSED_EXACTLY = {97: datetime(2025, 5, 10, 10, 0), 99: datetime(2025, 5, 11, 10, 0),
                  130: datetime(2025, 7, 30, 18, 0)}  # the latest event of all: the horizon
REPORTED_EXACTLY = {97: datetime(2025, 5, 9, 9, 0), 99: datetime(2025, 5, 10, 15, 0),
                    109: datetime(2025, 6, 9, 10, 0), 113: datetime(2025, 6, 10, 10, 1)}
OPEN_REPAIRS = {5, 22, 39, 56, 73, 94, 116, 126, 131}

REPLY_MINUTES = (35, 120, 600, 1500, 240, 75, 1440, 15)
CLOSE_MINUTES = (180, 2881, 600, 1441, 1200, 2880, 900, 1440)
CHAINS = (("漏水/进水阀", "密封圈/老化", "更换/密封圈", "P-01", 18),
          ("漏水/排水阀", "装配/未紧固", "调整/紧固", None, 0),
          ("电气/不通电", "电路/元件失效", "更换/电路板", "P-02", 260),
          ("表面/划伤", "运输/磕碰", "更换/盖板", "P-03", 128),
          ("电气/误动作", "电源/电压不稳", "指导/使用方法", None, 0))
DEPARTMENTS = ("品质部", "物流部", "技术部", "客服部")


def customer_id(number: int) -> str:
    return f"C{number:03d}"


def dealer_of(number: int) -> str:
    return DEALER_BY_DIGIT[number % 10]


def product_of(number: int) -> str:
    return PRODUCTS[number % 4]


def first_purchase(number: int) -> date | None:
    """The day the customer's unit was bought; None for strangers."""
    for group, start, step_days in ((NO_PROBLEM, date(2022, 12, 20), 45),
                                    (PROBLEM, date(2023, 1, 10), 40),
                                    (UNSOLVED, date(2023, 2, 5), 60),
                                    (SOLVED_FAST, date(2023, 1, 20), 45),
                                    (SOLVED, date(2023, 1, 25), 45),
                                    (LATER, date(2023, 6, 1), 13)):
        if number in group:
            return start + timedelta(days=step_days * (number - group[0]))
    for repair, owner in OUT_OF_BOX_REPAIRS.items():
        if owner == number:
            return reported_at(repair).date() - timedelta(days=4)
    return None


def month_start(index: int) -> date:
    return date(2024 + (4 + index) // 12, (4 + index) % 12 + 1, 1)


def reported_at(repair: int) -> datetime:
    if repair in REPORTED_EXACTLY:
        return REPORTED_EXACTLY[repair]
    before_june = REPAIRS_A_MONTH * (MONTH_COUNT - 1)
    if repair >= before_june + REPAIRS_IN_JUNE:
        return JULY[repair - before_june - REPAIRS_IN_JUNE]
    if repair >= before_june:
        month, slot, day = MONTH_COUNT - 1, repair - before_june, repair - before_june + 1
    else:
        month, slot = divmod(repair, REPAIRS_A_MONTH)
        day = 1 + slot * 27 // REPAIRS_A_MONTH
    start = month_start(month)
    return datetime(start.year, start.month, day, 8 + slot * 5 % 10, slot * 13 % 60)


def owner_of(repair: int) -> int:
    """Customer number. The round of 60 keeps repairs of one unit months apart unless REPEAT_OF."""
    for numbers in (OUT_OF_BOX_REPAIRS, STRANGER_REPAIRS):
        if repair in numbers:
            return numbers[repair]
    if repair in REPEAT_OF:
        return owner_of(REPEAT_OF[repair])
    if repair < 24:
        return PROBLEM[0] + repair  # each PROBLEM customer's first repair, then complainers
    return [*LATER, *PROBLEM, *range(25, 37)][(repair - 24) % 60]


def closed_at(repair: int) -> datetime | None:
    if repair in OPEN_REPAIRS:
        return None
    if repair in CLOSED_EXACTLY:
        return CLOSED_EXACTLY[repair]
    return reported_at(repair) + timedelta(minutes=CLOSE_MINUTES[repair * 3 % 8])


def add_months(day: date, months: int) -> date:
    """The same day whole years later; only 29 February has none and becomes the 28th."""
    assert months % 12 == 0
    if (day.month, day.day) == (2, 29) and months % 48:
        day = day.replace(day=28)
    return day.replace(year=day.year + months // 12)


def fees(repair: int, is_covered: bool, part_yuan: int) -> Row:
    """Charged out of warranty; two leaks (not charged) and two overcharges among them."""
    charged = not is_covered
    if repair % 31 == 6:
        charged = not charged
    return {"charged": charged, "material_fee": part_yuan * 100 if charged else 0,
            "labour_fee": 8000 if charged else 0,
            "charge_reason": ("misuse" if is_covered else "out_of_warranty") if charged else None}


def repair_row(repair: int) -> Row:
    owner, reported, closed = owner_of(repair), reported_at(repair), closed_at(repair)
    dealer, product = dealer_of(owner), product_of(owner)
    technicians = TECHNICIANS[dealer]
    purchased = first_purchase(owner)
    installed = purchased + timedelta(days=9) if purchased else None
    mode = ("onsite", "phone", "onsite", "return", "onsite")[repair % 5]
    fault, cause, action, part, part_yuan = CHAINS[repair * 2 % 5]
    visited = closed - timedelta(minutes=60) if closed and mode == "onsite" else None
    promised = visited + timedelta(minutes=(3, -10, 2, 4)[repair % 4]) if visited else None
    is_covered = bool(purchased) and \
        reported.date() <= add_months(purchased, WARRANTY_MONTHS[product])
    return {
        "repair_id": f"R{repair + 1:04d}", "unit_id": f"SN{owner:05d}",
        "customer_id": customer_id(owner), "dealer_id": dealer,
        "technician_id": technicians[repair % len(technicians)], "region": REGION[dealer],
        "product": product, "purchased_on": purchased, "installed_on": installed,
        "warranty_months": WARRANTY_MONTHS[product], "reported_at": reported,
        "replied_at": reported + timedelta(minutes=REPLY_MINUTES[repair % 8]),
        "promised_at": promised, "visited_at": visited, "closed_at": closed,
        "special_case": CLOSE_MINUTES[repair * 3 % 8] > 1441, "mode": mode, "fault": fault,
        "cause": cause, "action": action, "part": part, "quantity": 1 if part else 0,
        "design_hazard": repair in (60, 114), **fees(repair, is_covered, part_yuan),
        "solved": repair % 9 != 4 if closed else None, "confirmed": True if closed else None,
        "department": DEPARTMENTS[repair % 4], "note": None,
    }


def repairs() -> list[Row]:
    count = REPAIRS_A_MONTH * (MONTH_COUNT - 1) + REPAIRS_IN_JUNE + len(JULY)
    rows = [repair_row(repair) for repair in range(count)]
    rows[131] |= {"replied_at": None,  # nobody has called back yet
                  "promised_at": datetime(2025, 8, 5, 10, 0)}  # after all that has happened
    return rows


ITEM_COUNTS = {"rel": 5, "asr": 4, "tan": 4, "emp": 5, "res": 4}
ITEMS = [f"{dimension}{i}" for dimension, count in ITEM_COUNTS.items()
         for i in range(1, count + 1)]
RIGHTS = [f"right_{word}" for word in
          ("customer", "product", "time", "occasion", "price", "way", "need")]
TRUSTS = ["trust_cognitive", "trust_emotional", "trust_behavioural"]


def answers(number: int, mood: int) -> Row:
    """What a respondent in this mood (3 to 6) says; the items of a dimension go together."""
    row: Row = {}
    for place, item in enumerate(ITEMS):
        row[item] = min(7, max(1, mood + (number * (place + 2) + place * place) % 7 // 3 - 1))
    for dimension, weight in zip(ITEM_COUNTS, (32, 19, 11, 16, 22)):
        row[f"x_{dimension}1"] = min(7, mood + 1 + number % 2)
        row[f"w_{dimension}"] = weight
    had_problem = number % 3 == 0
    complained = had_problem and number % 2 == 0
    row |= {"overall": min(7, mood + number % 2), "recommend": min(10, mood * 2 - number % 3),
            "repurchase_intent": min(5, mood - 1), "had_problem": had_problem,
            "complained": complained,
            "outcome": ("unsolved", "solved", "solved_fast")[number // 6 % 3] if complained
            else None if had_problem else "none",
            "told_people": 9 - mood if had_problem else 0}
    row |= {right: (number + place * 2) % 9 != 0 for place, right in enumerate(RIGHTS)}
    row |= {trust: max(1, mood - place) for place, trust in enumerate(TRUSTS)}
    return row


def survey_row(number: int, when: datetime, customer: int, repair: Row | None) -> Row:
    dealer = dealer_of(customer)
    row: Row = {
        "survey_id": f"S{number:04d}", "surveyed_at": when,
        "channel": ("phone", "phone", "wechat", "onsite", "web", "phone", "card")[number % 7],
        "customer_id": customer_id(customer), "dealer_id": dealer,
        "technician_id": repair["technician_id"] if repair else None, "region": REGION[dealer],
        "product": product_of(customer), "repair_id": repair["repair_id"] if repair else None,
        "touchpoint": "维修" if repair else "购买", "phase": "after" if repair else "during",
        "answered": number % 13 != 7, "comment": None, "wish": None}
    if row["answered"]:
        row |= answers(number, 3 + number * 5 % 4)
    return row


def surveys() -> list[Row]:
    """Three days after a repair closes the customer is called, but for every tenth; then 24 buyers
    without a repair: one a month, 6 in June 2025, and 5 of dealer D03 in May 2025."""
    rows = []
    for repair in repairs():
        number = int(str(repair["repair_id"])[1:])
        if repair["closed_at"] and number % 10 and number < 131:
            when = (repair["closed_at"] + timedelta(days=3)).replace(hour=10 + number % 9)
            rows.append(survey_row(number, when, int(str(repair["customer_id"])[1:]), repair))
    calls = [datetime.combine(month_start(i), datetime.min.time()).replace(day=12, hour=19)
             for i in range(13)]
    calls += [datetime(2025, 6, 2 + 4 * i, 18, 30) for i in range(6)]
    buyers = [*range(1, 13), 1, *range(50, 56)]
    calls += [datetime(2025, 5, 6 + 3 * i, 11, 45) for i in range(5)]
    buyers += [53, 58, 63, 68, 73]
    rows += [survey_row(201 + i, when, buyer, None)
             for i, (when, buyer) in enumerate(zip(calls, buyers))]
    return sorted(rows, key=lambda row: (row["surveyed_at"], row["survey_id"]))


def complaint(number: int, customer: int, opened: datetime, minutes: int | None) -> Row:
    steps = ("apologised", "listened", "fair_fix", "compensated", "promise_kept", "followed_up",
             "permanent_fix")
    resolved = opened + timedelta(minutes=minutes) if minutes is not None else None
    return {"complaint_id": f"K{number:03d}", "customer_id": customer_id(customer),
            "repair_id": None, "dealer_id": dealer_of(customer),
            "department": DEPARTMENTS[number % 4], "opened_at": opened,
            "answered_at": opened + timedelta(minutes=(20, 90, 45, 400)[number % 4]),
            "resolved_at": resolved, "status": "closed" if resolved else "in_progress",
            **{step: (number + place) % 7 < 5 for place, step in enumerate(steps)},
            "satisfied_after": 2 + number % 5 if resolved else 1 + number % 2, "note": None}


def complaints() -> list[Row]:
    """First complaints from May to July 2024, so that a year has passed; then a few later ones."""
    opened = []
    for i, customer in enumerate(UNSOLVED):
        opened.append((datetime(2024, 5, 6, 10, 15) + timedelta(days=12 * i), customer, None))
    fast = (300, 1440, 60, 720, 1200, 30, 1439, 480, 90, 1000)
    for i, customer in enumerate(SOLVED_FAST):
        opened.append((datetime(2024, 5, 4, 9, 0) + timedelta(days=8 * i), customer, fast[i]))
    for i, customer in enumerate(SOLVED):
        minutes = 1441 + 800 * i
        opened.append((datetime(2024, 5, 5, 15, 30) + timedelta(days=8 * i), customer, minutes))
    opened.append((datetime(2024, 11, 20, 8, 40), SOLVED_FAST[0], None))  # a second one, unsolved
    for i in range(6):
        when = datetime(2024, 10, 8, 14, 0) + timedelta(days=50 * i)
        opened.append((when, LATER[6 * i], (None, 200, 5000)[i % 3]))
    opened.sort()
    return [complaint(number, customer, when, minutes)
            for number, (when, customer, minutes) in enumerate(opened, start=1)]


def first_problem_day(customer: int) -> date:
    """Day of the first complaint, or of the first repair for those who did not complain."""
    days = [row["opened_at"] for row in complaints() if row["customer_id"] == customer_id(customer)]
    days = days or [row["reported_at"] for row in repairs()
                    if row["customer_id"] == customer_id(customer)]
    return min(days).date()


def second_purchases() -> list[tuple[int, date]]:
    """(customer, day) of every purchase after the first. The window is 1 to 365 days."""
    again = []
    for i, customer in enumerate(NO_PROBLEM):
        first = first_purchase(customer)
        gap_days = {1: 400, 3: 0, 5: 365, 7: 366}.get(i, 200 + 5 * i if i % 2 == 0 else None)
        if gap_days is not None:
            again.append((customer, first + timedelta(days=gap_days)))
    for group, gaps_days in ((PROBLEM, {0: 120, 1: 366, 3: 150, 6: 45, 9: 200}),
                             (UNSOLVED, {2: 90}),
                             (SOLVED_FAST, {i: 60 + 10 * i for i in (0, 1, 2, 4, 5, 6, 8, 9)}),
                             (SOLVED, {0: 150, 2: 160, 4: 170, 6: 180, 8: 190})):
        again += [(group[i], first_problem_day(group[i]) + timedelta(days=gap))
                  for i, gap in gaps_days.items()]
    again += [(customer, first_purchase(customer) + timedelta(days=300)) for customer in LATER[::6]]
    return again


def purchases() -> list[Row]:
    bought = [(number, first_purchase(number)) for number in range(1, 92)]
    bought += second_purchases()
    bought.sort(key=lambda item: (item[1], item[0]))
    prices = {"WC-100": 89900, "WC-200": 128050, "FT-300": 45900, "SH-400": 239900}
    return [{"customer_id": customer_id(number), "purchased_on": day,
             "product": product_of(number), "dealer_id": dealer_of(number),
             "amount": prices[product_of(number)], "cost": prices[product_of(number)] * 6 // 10}
            for number, day in bought]


def departures() -> list[Row]:
    """14 with a listed reason in July 2024 to June 2025 (service 7, product 2, competitor 2,
    friend, moved and death 1 each), one without a reason, one before and one after that year."""
    reasons = ("service", "product", "service", "moved", "service", "competitor", "service",
               "friend", "service", "product", "service", "death", "competitor", "service")
    left = [(date(2024, 7, 4) + timedelta(days=25 * i), reason) for i, reason in enumerate(reasons)]
    left += [(date(2025, 6, 27), None), (date(2024, 5, 30), "service"),
             (date(2025, 7, 10), "product")]
    return [{"customer_id": customer_id(26 + 3 * i), "left_on": day, "reason": reason}
            for i, (day, reason) in enumerate(sorted(left, key=lambda item: item[0]))]
