#!/usr/bin/env python3
"""The loyalty family end to end against R's survival: rows of customers put together here, person by
person, from the CSV files; fitted there by coxph on exploded rows.

    loyalty.py RATER GENERATE [SEED...]

Odd customers are written behind the generated rows: a complaint on the day of the purchase, a departure on
the day of a complaint, one before the purchase, one without, a second purchase after it. Exit 0: every number
of the tables departure.ratios, departure.ratios_by_time and retention.cohorts, every test and every estimate
agrees to 1e-8; 77 without R or survival."""
import csv
import datetime
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
STATES = ["no_problem", "problem", "complaint_open", "complaint_solved_fast", "complaint_solved_later"]
CAUSES = {"death": 2, "moved": 2, "friend": 1, "competitor": 1, "product": 1, "service": 1,
          "去世": 2, "搬迁": 2, "朋友": 1, "竞争对手": 1, "产品": 1, "服务": 1}
# Numbers of a level that are not told where it has nothing in common with its reference.
OF_RATIO = ("hazard_ratio", "lower", "upper", "p", "breslow")
DAY = datetime.timedelta(days=1)
ODD = {
    "purchases": [("ZZ1", "2024-02-01"), ("ZZ2", "2024-02-01"), ("ZZ3", "2024-02-01"), ("ZZ5", "2024-02-01"),
                  ("ZZ5", "2024-09-01"), ("ZZ6", "2024-02-01"), ("ZZ7", "2024-02-01"), ("ZZ8", "2024-02-01")],
    "complaints": [("ZZ1", "2024-02-01T09:00", ""), ("ZZ2", "2024-05-05T09:00", "2024-05-06T09:00"),
                   ("ZZ6", "2024-12-01T09:00", ""), ("ZZ8", "2024-05-05T09:00", "2024-05-05T19:00")],
    "departures": [("ZZ1", "2024-06-01"), ("ZZ2", "2024-05-05"), ("ZZ3", "2024-01-15"), ("ZZ4", "2024-06-01"),
                   ("ZZ5", "2024-06-01"), ("ZZ6", "2024-11-30"), ("ZZ7", "2024-02-01"), ("ZZ8", "2024-08-01")],
}


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.date.fromisoformat(text[:10])


def time(text):
    return datetime.datetime.fromisoformat(text)


def add_odd(folder):
    """Rows with the odd customers; other fields of the file's first row."""
    names = {"purchases": ("customer_id", "purchased_on"), "departures": ("customer_id", "left_on"),
             "complaints": ("customer_id", "opened_at", "resolved_at")}
    for table, odd in ODD.items():
        path = folder / f"{table}.csv"
        known = rows(path)
        with open(path, "a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, known[0].keys(), lineterminator="\n")
            for number, values in enumerate(odd):
                row = {**known[0], **dict(zip(names[table], values))}
                if table == "complaints":
                    row = {**row, "complaint_id": f"ZZ{number}", "answered_at": "", "repair_id": ""}
                writer.writerow(row)


def first_by(table, key, clock):
    """Per customer the rows in order of the clock, then of input."""
    of = {}
    for row in table:
        if row[key]:
            of.setdefault(row[key], []).append(row)
    return {name: sorted(own, key=lambda row: row[clock]) for name, own in of.items()}


def customers(folder):
    """One dictionary per customer with a purchase, and how many left without one."""
    tables = {name: rows(folder / f"{name}.csv") for name in ("purchases", "repairs", "complaints", "departures")}
    bought = first_by(tables["purchases"], "customer_id", "purchased_on")
    repaired = first_by(tables["repairs"], "customer_id", "reported_at")
    complained = first_by(tables["complaints"], "customer_id", "opened_at")
    left = first_by(tables["departures"], "customer_id", "left_on")
    horizon = max(day(row["reported_at"]) for row in tables["repairs"])
    horizon = max([horizon] + [day(row["surveyed_at"]) for row in rows(folder / "surveys.csv")])
    recorded = min(day(row["left_on"]) for row in tables["departures"]).replace(day=1)
    people = []
    for name, own in bought.items():
        origin = day(own[0]["purchased_on"])
        gone = [row for row in left.get(name, []) if day(row["left_on"]) >= origin]
        end = day(gone[0]["left_on"]) if gone else horizon
        since = []  # (day from whose morrow on, state)
        if name in repaired:
            since.append((day(repaired[name][0]["reported_at"]), 1))
        if name in complained:
            opened, resolved = complained[name][0]["opened_at"], complained[name][0]["resolved_at"]
            since.append((day(opened), 2))
            if resolved:
                fast = time(resolved) - time(opened) <= DAY
                since.append((day(resolved), 3 if fast else 4))
        people.append({"name": name, "origin": origin, "end": (end - origin).days, "left": bool(gone),
                       "cause": CAUSES.get(gone[0]["reason"], 3) if gone else 0,
                       "since": [((when - origin).days, state) for when, state in since],
                       "start": max((recorded - origin).days - 1, -1), "product": own[0]["product"],
                       "year": origin.year, "dealer": own[0]["dealer_id"]})
    return people, sum(name not in bought for name in left)


def state_on(person, when):
    """The latest stage entered before the day."""
    before = [state for entered, state in person["since"] if entered < when]
    return max(before, default=0)


def pieces(person):
    """(start, stop] with one state, found day by day where it can change."""
    cuts = sorted({entered for entered, _ in person["since"] if person["start"] < entered < person["end"]})
    starts = [person["start"]] + cuts
    out = []
    for start, stop in zip(starts, cuts + [person["end"]]):
        state = state_on(person, start + 1)
        if out and out[-1][2] == state:
            out[-1][1] = stop
        else:
            out.append([start, stop, state, 0])
    out[-1][3] = int(person["left"])
    return out


def write_people(people, folder):
    products, years = {}, sorted({person["year"] for person in people})
    for person in people:
        products[person["product"]] = products.get(person["product"], 0) + 1
    apart = sorted(products, key=lambda name: (-products[name], name.encode()))[:5]
    with open(folder / "people.csv", "w", encoding="utf-8", newline="") as file, \
            open(folder / "pieces.csv", "w", encoding="utf-8", newline="") as exploded:
        file.write("start,stop,cause,cohort\n")
        exploded.write("customer,start,stop,event,state,product,first_year,dealer\n")
        for person in people:
            file.write(f"{person['start']},{person['end']},{person['cause']},{person['year']}\n")
            product = person["product"] if person["product"] in apart else "other"
            year = person["year"] if person["year"] in years[-5:] else f"upto_{years[-5] - 1}"
            for start, stop, state, event in pieces(person):
                exploded.write(f"{person['name']},{start},{stop},{event},{STATES[state]},{product},{year},{person['dealer']}\n")


def table(result, name):
    found = result["tables"][name]
    titles = [column if isinstance(column, str) else column["name"] for column in found["columns"]]
    return [dict(zip(titles, row)) for row in found["rows"]]


def said(result):
    """What rater says, by the names that loyalty.R uses."""
    out = {}
    for row in table(result, "departure.ratios"):
        key = row["trait"].replace("≤", "upto_")
        out[f"count|{key}"] = row["customers"]
        out[f"events|{key}"] = row["departures"]
        out[f"days|{key}"] = row["customer_days"]
        for name in ("hazard_ratio", "lower", "upper", "p", "breslow"):
            out[f"{name}|{key}"] = row[name]
    for row in table(result, "departure.ratios_by_time"):
        for part in ("early", "late"):
            for name in ("ratio", "lower", "upper"):
                out[f"{part}_{name}|" + row["trait"].replace("≤", "upto_")] = row[f"{part}_{name}"]
    for row in table(result, "tests"):
        if row["name"].startswith("departure."):
            out[f"statistic|{row['name']}"] = row["statistic"]
            out[f"p|{row['name']}"] = row["p"]
    for estimate in result["estimates"]:
        segment = "".join(estimate["segment"].values())
        if estimate["metric"] in ("departure.incidence_365d", "retention.stay_365d", "departure.concordance"):
            for name in ("value", "lower", "upper"):
                out[f"{name}|{estimate['metric']}|{segment}"] = estimate[name]
    return out


def common_departures(folder, result):
    """Of each level that is held against a reference: departures from either on days on which both were watched."""
    lines = [{**row, "start": int(row["start"]), "stop": int(row["stop"])} for row in rows(folder / "pieces.csv")]
    traits = ("state", "product", "first_year")
    left = {trait: {row[trait] for row in lines if row["event"] == "1"} for trait in traits}
    lines = [row for row in lines if all(row[trait] in left[trait] for trait in traits)]
    references = dict(row["trait"].replace("≤", "upto_").split("=", 1) for row in table(result, "departure.ratios")
                      if row["reference"])
    common = {}
    for trait, reference in references.items():
        watched, gone = {}, {}
        for row in lines:
            days = watched.setdefault(row[trait], set())
            days.update(range(row["start"] + 1, row["stop"] + 1))
            if row["event"] == "1":
                gone.setdefault(row[trait], []).append(row["stop"])
        for level in left[trait] - {reference}:
            both = watched[level] & watched[reference]
            common[f"{trait}={level}"] = sum(when in both for when in gone[level] + gone[reference])
    return common


def right_refusals(folder, result):
    """Whether ratios without a common departure, and shares of years that nobody was watched, are not told."""
    told = {estimate["segment"].get("trait", "").replace("≤", "upto_"): estimate for estimate in result["estimates"]
            if estimate["metric"] == "departure.hazard_ratio"}
    wrong = 0
    for key, common in common_departures(folder, result).items():
        code = told[key]["reason"].split(":")[0]
        right = (code == "no_overlap") == (common == 0) and (common >= 5 or told[key]["status"] != "pass")
        if not right:
            print(f"{key}: {common} departures in common, rater: {told[key]['status']} {told[key]['reason']}")
        wrong += not right
    people = rows(folder / "people.csv")
    shares = {estimate["segment"]["stratum"]: estimate for estimate in result["estimates"]
              if estimate["metric"] == "retention.stay_365d" and estimate["segment"]}
    for key, estimate in shares.items():
        own = [row for row in people if f"cohort={row['cohort']}" == key]
        watched = any(int(row["start"]) < 365 <= int(row["stop"]) for row in own)
        if not watched and any(row["cause"] == "0" for row in own) and estimate["status"] != "refused":
            print(f"{key}: nobody is watched on day 365, rater: {estimate['value']}")
            wrong += 1
    return wrong == 0


def compare(found, folder, strangers):
    wrong = compared = 0
    with open(folder / "r.csv", encoding="utf-8") as file:
        expected = dict((row["name"], row["value"]) for row in csv.DictReader(file))
    for name, text in expected.items():
        value, ours = float(text), found.get(name)
        if math.isnan(value) or (name.split("|")[0] in OF_RATIO and name.split("|")[1] in strangers):
            continue
        compared += 1
        if ours is None or abs(ours - value) > 1e-8 * max(abs(value), 1e-8 if name.startswith("p|") else 0):
            print(f"{name}: R {value!r}, rater {ours!r}")
            wrong += 1
    print(f"{compared} numbers compared, {wrong} differ")
    return wrong == 0 and compared > 100


def run(rater, generate, seed):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([generate, "--seed", str(seed), "--surveys", "2000", "--repairs", "9000", "--purchases", "15000",
                        "--complaints", "1500", "--departures", "900", "--months", "40", "--dealers", "30",
                        "--tables", "surveys,repairs,purchases,complaints,departures", "-o", name], check=True,
                       stdout=subprocess.DEVNULL)
        add_odd(folder)
        files = [str(folder / f"{table}.csv") for table in ("surveys", "repairs", "purchases", "complaints", "departures")]
        subprocess.run([rater, "run", *files, "-o", str(folder / "out")], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        people, strangers = customers(folder)
        result = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
        write_people(people, folder)
        counts = table(result, "departure.counts")[0]
        right = (counts["customers"], counts["left_without_purchase"], counts["left_before_purchase"]) == \
            (len(people), strangers, 1)
        if not right:
            print(f"customers {len(people)}, without a purchase {strangers}; rater: {counts}")
        subprocess.run(["Rscript", str(HERE / "loyalty.R"), name], check=True, stdout=subprocess.DEVNULL)
        strangers = {key for key, common in common_departures(folder, result).items() if common == 0}
        return compare(said(result), folder, strangers) and right_refusals(folder, result) and right


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    probe = ["Rscript", "-e", 'quit(status = !requireNamespace("survival", quietly = TRUE))']
    if not shutil.which("Rscript") or subprocess.run(probe, check=False).returncode:
        print("no R with survival")
        return 77
    return 0 if all([run(sys.argv[1], sys.argv[2], seed) for seed in sys.argv[3:] or ["7", "8"]]) else 1


if __name__ == "__main__":
    sys.exit(main())
