#!/usr/bin/env python3
"""Recount what truth.json claims from the rows themselves, in the slow and obvious way.

    recount.py clean DIR      every realised value of the planted truths, from DIR/*.csv
    recount.py dealers DIR    rows and dirt of a folder tree in the dealers' style

Ends with 0 when all counts agree, else with 1 and a line for each that does not.
"""

import csv
import datetime
import gzip
import json
import pathlib
import sys
from collections import Counter, defaultdict

DAY = datetime.timedelta(days=1)
TABLE_OF_TITLE = {"回访": "surveys", "维修": "repairs", "投诉": "complaints", "购买": "purchases",
                  "流失": "departures", "材料": "materials", "电话": "calls", "培训": "trainings",
                  "报表": "returns", "安装": "installs", "改进": "actions"}
ITEMS = [f"{name}{i}" for name, count in
         (("rel", 5), ("asr", 4), ("tan", 4), ("emp", 5), ("res", 4)) for i in range(1, count + 1)]

Share = tuple[int, int]


class Ledger:
    """Claims that were compared, and those that did not hold."""

    def __init__(self) -> None:
        self.compared = 0
        self.wrong: list[str] = []

    def expect(self, name: str, claimed: object, counted: object) -> None:
        self.compared += 1
        if claimed != counted:
            self.wrong.append(f"{name}: truth.json says {claimed}, the rows say {counted}")

    def share(self, name: str, claimed: dict, counted: Share) -> None:
        self.expect(name, (claimed["n"], claimed["sum"]), counted)


def time_of(text: str) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def read_table(folder: pathlib.Path, name: str) -> list[dict[str, str]]:
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def period_end(truth: dict) -> datetime.datetime:
    """The last minute of the period."""
    year, month = map(int, truth["from"].split("-"))
    months = year * 12 + month - 1 + truth["months"]
    return datetime.datetime(months // 12, months % 12 + 1, 1) - datetime.timedelta(minutes=1)


def add(counts: dict, key: object, base: int, met: int) -> None:
    old = counts[key]
    counts[key] = (old[0] + base, old[1] + met)


def none() -> defaultdict:
    return defaultdict(lambda: (0, 0))


def count_repairs(repairs: list[dict[str, str]], end: datetime.datetime) -> dict[str, dict]:
    close, repeat, strata, visits = none(), none(), none(), none()
    reports = defaultdict(list)
    for row in repairs:
        reports[row["unit_id"]].append(time_of(row["reported_at"]))
    for row in repairs:
        reported, closed = time_of(row["reported_at"]), time_of(row["closed_at"])
        visited = time_of(row["visited_at"])
        if reported + DAY <= end:
            met = int(closed is not None and closed - reported <= DAY)
            add(close, row["dealer_id"], 1, met)
            add(strata, (row["dealer_id"], row["product"][0]), 1, met)
        if closed is not None and closed + 30 * DAY <= end:
            followed = any(closed < later <= closed + 30 * DAY for later in reports[row["unit_id"]])
            add(repeat, row["dealer_id"], 1, int(followed))
        if visited is not None:
            minutes = (visited - reported) // datetime.timedelta(minutes=1)
            add(visits, (row["region"], row["reported_at"][:7]), 1, minutes)
    return {"close": close, "repeat": repeat, "strata": strata, "visits": visits}


def count_surveys(surveys: list[dict[str, str]]) -> dict[str, dict]:
    overall, sevens, called, prompt = none(), none(), Counter(), none()
    for row in surveys:
        called[row["dealer_id"]] += row["repair_id"] != ""
        if row["answered"] != "1":
            continue
        if row["overall"] != "":
            add(overall, row["dealer_id"], 1, int(row["overall"]))
        for item in ITEMS:
            if row[item] == "":
                continue
            add(sevens, row["dealer_id"], 1, int(row[item] == "7"))
            if item.startswith("res"):
                add(prompt, (row["region"], row["surveyed_at"][:7]), 1, int(row[item]))
    return {"overall": overall, "sevens": sevens, "called": called, "prompt": prompt}


def path_of(repair: datetime.datetime | None, complaint: dict[str, str] | None) -> str:
    if complaint is None:
        return "no_problem" if repair is None else "problem_no_complaint"
    opened, resolved = time_of(complaint["opened_at"]), time_of(complaint["resolved_at"])
    if resolved is None:
        return "complained_unsolved"
    return "complained_solved_fast" if resolved - opened <= DAY else "complained_solved"


def count_recovery(folder: pathlib.Path, repairs: list[dict[str, str]],
                   end: datetime.datetime) -> dict[str, Share]:
    bought, reported, complained = defaultdict(list), {}, {}
    for row in read_table(folder, "purchases"):
        bought[row["customer_id"]].append(datetime.date.fromisoformat(row["purchased_on"]))
    for row in repairs:
        when = time_of(row["reported_at"])
        reported[row["customer_id"]] = min(when, reported.get(row["customer_id"], when))
    for row in read_table(folder, "complaints"):
        first = complained.setdefault(row["customer_id"], row)
        if row["opened_at"] < first["opened_at"]:
            complained[row["customer_id"]] = row
    paths = none()
    for customer, days in bought.items():
        repair, complaint = reported.get(customer), complained.get(customer)
        index = min(days)
        if complaint is not None:
            index = time_of(complaint["opened_at"]).date()
        elif repair is not None:
            index = repair.date()
        if index + 365 * DAY <= end.date():
            again = any(index < day <= index + 365 * DAY for day in days)
            add(paths, path_of(repair, complaint), 1, int(again))
    return paths


def total(counts: dict) -> Share:
    return sum(n for n, _ in counts.values()), sum(met for _, met in counts.values())


def check_dealers(ledger: Ledger, truth: dict, repairs: dict, surveys: dict) -> None:
    for group in ("better_dealers", "worse_dealers", "inflating_dealers"):
        for entry in truth[group]:
            dealer, claimed = entry["dealer"], entry["realised"]
            ledger.share(f"{dealer} close_24h", claimed["close_24h"], repairs["close"][dealer])
            ledger.share(f"{dealer} repeat_30d", claimed["repeat_30d"], repairs["repeat"][dealer])
            ledger.share(f"{dealer} overall", claimed["overall_mean"], surveys["overall"][dealer])
            ledger.share(f"{dealer} sevens", claimed["items_at_7"], surveys["sevens"][dealer])
            ledger.expect(f"{dealer} called back", claimed["called_back"]["sum"],
                          surveys["called"][dealer])
    network = truth["network"]
    ledger.share("network close_24h", network["close_24h"], total(repairs["close"]))
    ledger.share("network repeat_30d", network["repeat_30d"], total(repairs["repeat"]))
    ledger.share("network overall", network["overall_mean"], total(surveys["overall"]))


def check_simpson(ledger: Ledger, truth: dict, repairs: dict) -> None:
    simpson = truth["simpson"]
    for stratum in simpson["strata"]:
        letter = stratum["letter"]
        mine = {k: v for k, v in repairs["strata"].items() if k == (simpson["dealer"], letter)}
        rest = {k: v for k, v in repairs["strata"].items()
                if k[1] == letter and k[0] != simpson["dealer"]}
        ledger.share(f"simpson {letter}", stratum["this_dealer"], total(mine))
        ledger.share(f"simpson {letter}, others", stratum["all_others"], total(rest))


def check_rising(ledger: Ledger, truth: dict, repairs: list[dict[str, str]]) -> None:
    rising = truth["rising_fault"]
    for month in rising["months"]:
        rows = [row for row in repairs if row["product"] == rising["product"]
                and row["reported_at"].startswith(month["month"])]
        ledger.expect(f"rising {month['month']}", month["product_repairs"], len(rows))
        ledger.expect(f"rising fault {month['month']}", month["fault"],
                      sum(row["fault"] == rising["fault"] for row in rows))
        ledger.expect(f"rising out of box {month['month']}", month["out_of_box"],
                      sum(row["installed_on"] > row["reported_at"][:10] for row in rows))


def check_slow_region(ledger: Ledger, truth: dict, repairs: dict, surveys: dict) -> None:
    slow = truth["slow_region"]
    for month in slow["months"]:
        key = (slow["region"], month["month"])
        ledger.share(f"visits {key}", month["report_to_visit_minutes"], repairs["visits"][key])
        ledger.share(f"responsiveness {key}", month["responsiveness_item"], surveys["prompt"][key])


def check_departments(ledger: Ledger, folder: pathlib.Path, truth: dict, repairs: list[dict[str, str]]) -> None:
    complaints = read_table(folder, "complaints")
    slow, falling = truth["slow_department"], truth["falling_department"]
    of_slow = sum(row["department"] == slow["department"] for row in complaints)
    ledger.expect("complaints of the slow department", slow["complaints"], of_slow)
    department = {row["repair_id"]: row["department"] for row in repairs}
    overall = none()
    for row in read_table(folder, "surveys"):
        if row["answered"] == "1" and row["overall"] != "" and department.get(row["repair_id"]) == falling["department"]:
            add(overall, row["surveyed_at"][:7], 1, int(row["overall"]))
    year, month = map(int, falling["from"].split("-"))
    before = f"{year - (month == 1)}-{(month + 10) % 12 + 1:02}"
    ledger.share("overall of the falling department", falling["overall"], overall[falling["from"]])
    ledger.share("overall of the falling department, month before", falling["overall_month_before"], overall[before])
    steps = ("apologised", "listened", "fair_fix", "compensated", "promise_kept", "followed_up", "permanent_fix")
    for case in truth["teaching_cases"]:
        ledger.expect(f"case of {case['solved_in']}", True, any(
            row["repair_id"] == case["repair"] and row["resolved_at"][:7] == case["solved_in"]
            and row["satisfied_after"] == "7" and all(row[step] == "1" for step in steps) for row in complaints))


def recount_clean(folder: pathlib.Path, truth: dict, ledger: Ledger) -> None:
    end = period_end(truth)
    for name, rows in truth["rows"].items():
        ledger.expect(f"rows of {name}", rows, len(read_table(folder, name)))
    repairs = read_table(folder, "repairs")
    repair_counts = count_repairs(repairs, end)
    survey_counts = count_surveys(read_table(folder, "surveys"))
    check_dealers(ledger, truth, repair_counts, survey_counts)
    check_simpson(ledger, truth, repair_counts)
    check_rising(ledger, truth, repairs)
    check_slow_region(ledger, truth, repair_counts, survey_counts)
    check_departments(ledger, folder, truth, repairs)
    paths = count_recovery(folder, repairs, end)
    for name, claimed in truth["recovery"]["paths"].items():
        ledger.share(name, claimed["realised"], paths[name])


def text_of(path: pathlib.Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def recount_dealers(folder: pathlib.Path, truth: dict, ledger: Ledger) -> None:
    rows, totals, blank = Counter(), 0, 0
    for path in sorted(folder.rglob("*.csv*")):
        table = TABLE_OF_TITLE[path.name[:2]]
        for record in list(csv.reader(text_of(path).splitlines(keepends=True)))[1:]:
            blank += record == []
            totals += record[:1] == ["合计"]
            rows[table] += record != [] and record[0] != "合计"
    dirt = truth["dirt"]
    sent = sum(truth["rows"].values()) + dirt["rows_sent_twice"]
    ledger.expect("rows sent", sent, sum(rows.values()))
    ledger.expect("totals rows", dirt["totals_rows"], totals)
    ledger.expect("blank lines", dirt["blank_lines"], blank)
    for name in ("complaints", "purchases", "calls", "returns", "actions"):
        ledger.expect(f"rows of {name}", truth["rows"][name], rows[name])


def main() -> int:
    modes = {"clean": recount_clean, "dealers": recount_dealers}
    if len(sys.argv) != 3 or sys.argv[1] not in modes:
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(sys.argv[2])
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    ledger = Ledger()
    modes[sys.argv[1]](folder, truth, ledger)
    for line in ledger.wrong:
        print(line)
    print(f"{sys.argv[1]}: {ledger.compared} counts compared, {len(ledger.wrong)} differ")
    return 1 if ledger.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
