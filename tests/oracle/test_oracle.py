"""Reading, the definitions of the metrics, and the comparison, on examples made by hand."""
from __future__ import annotations

import json
import tempfile
import unittest
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from compare import RETENTION, Tolerance, compare
from config import DIMENSIONS, Config, read_config
from decode import (EPOCH, BadField, Options, decode_bool, decode_date, decode_excel_serial,
                    decode_int, decode_money, decode_time)
from measure import measure
from metrics import dimension_score, stage_of
from months import add_months, month_number, month_text, report_month
from random_set import write_set
from read import Inputs, load_schema, plain_header, read_inputs
from render import render
from retention import customers
from scan import InputError, decode_text, detect, records

SAMPLE = Path(__file__).resolve().parents[2] / "datasets" / "sample"
BASE_1 = Config(minimum_base=1, judged_base=1)
SURVEYS = "survey_id,surveyed_at,dealer_id,overall,recommend\nS1,2025-06-30,D1,7,10\n"
REPAIRS = "repair_id,unit_id,customer_id,reported_at,closed_at,solved\n"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH


def minute(text: str) -> int:
    return decode_time(text, Options())


def read_texts(files: dict[str, str | bytes], config: Config = BASE_1) -> Inputs:
    """Inputs of files given by name and content; surveys and repairs are there in any case."""
    files = {"surveys.csv": SURVEYS, "repairs.csv": REPAIRS} | files
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_inputs([Path(folder)], config)


def estimate(inputs: Inputs, name: str, config: Config = BASE_1):
    return measure(inputs, config).estimates[name]


class Scanning(unittest.TestCase):
    def fields(self, text: str) -> list:
        return [record.fields for record in records(text.encode(), 0)]

    def test_quoting(self):
        self.assertEqual(self.fields('a,"b ""x"", c"\r\n"1\r\n2", 3 \n'),
                         [[b"a", b'b "x", c'], [b"1\r\n2", b" 3 "]])

    def test_broken_quoting_costs_one_line(self):
        self.assertEqual(self.fields('a"b,1\nc,2\n'), [None, [b"c", b"2"]])
        self.assertEqual(self.fields('"a"b,1\nc,2'), [None, [b"c", b"2"]])
        self.assertEqual(self.fields(' "a",1\nc,2'), [None, [b"c", b"2"]])
        self.assertEqual(self.fields('"a,1\nc,2\n'), [None, [b"c", b"2"]])
        self.assertEqual(self.fields('"a\nb"x\nc,2\n'), [None, None, [b"c", b"2"]])

    def test_empty_lines(self):
        self.assertEqual(self.fields("\n\r\na\n\n \n,\n"), [[b"a"], [b" "], [b"", b""]])
        self.assertEqual(self.fields('""\n'), [[b""]])

    def test_places(self):
        found = records(b'\xef\xbb\xbfa\r\n"x\ny"\n\nz', 3)
        self.assertEqual([(r.line, r.offset) for r in found], [(1, 3), (2, 6), (5, 13)])

    def test_encodings(self):
        self.assertEqual(detect("维修".encode("gb18030")), ("gb18030", 0))
        self.assertEqual(detect("维修".encode()), ("utf-8", 0))
        self.assertEqual(detect(b"plain"), ("utf-8", 0))
        self.assertEqual(detect(b"\xef\xbb\xbf\xff"), ("utf-8-bom", 3))
        self.assertEqual(decode_text(b"5\x80", "gb18030"), "5€")
        for content in (b"\xff\xfea\0", b"a\xff"):
            with self.assertRaises(InputError):
                detect(content)


class Decoding(unittest.TestCase):
    def test_one_day_in_every_form(self):
        for text in ("2025-06-01", "2025/6/1", "2025.6.1", "2025年6月1日", "20250601", "２０２５-06-01",
                     "2025-06-01 23:59"):
            self.assertEqual(decode_date(text, Options()), day("2025-06-01"), text)

    def test_one_minute_in_every_form(self):
        expected = day("2025-06-01") * 1440 + 8 * 60 + 5
        for text in ("2025-06-01 08:05", "2025/6/1 8:05", "2025.6.1 8:05:59", "2025-06-01T08:05:09",
                     "2025-06-01T00:05Z", "2025-06-01T08:05+08:00", "2025-05-31T19:05-0500",
                     "2025年6月1日 上午8:05", "2025年6月1日8时5分", "20250601 08:05"):
            self.assertEqual(minute(text), expected, text)
        self.assertEqual(minute("2025-06-01 下午8:05"), expected + 720)

    def test_bad_times(self):
        for text, rule in (("2025-02-30", "no_such_day"), ("2025-06-01 24:00", "not_a_time"),
                           ("2025-06-01 8:60", "not_a_time"), ("1850-01-01", "year_range"),
                           ("2025-06-01 08:05:60", "not_a_time"), ("昨天", "not_a_date")):
            with self.assertRaisesRegex(BadField, rule):
                decode_time(text, Options())

    def test_excel_serials(self):
        self.assertEqual(decode_excel_serial("45809") // 1440, day("2025-06-01"))
        self.assertEqual(decode_excel_serial("45809.5") % 1440, 720)
        self.assertEqual(decode_excel_serial("1") // 1440, day("1900-01-01"))
        self.assertEqual(decode_excel_serial("61") // 1440, day("1900-03-01"))

    def test_numbers(self):
        self.assertEqual([decode_int(t, 0, 9999) for t in ("5", "5.0", "+5", "1,200", "５")],
                         [5, 5, 5, 1200, 5])
        for text, rule in (("4.5", "not_whole"), ("8", "out_of_range"), ("12,00", "not_a_number"),
                           ("", "not_a_number")):
            with self.assertRaisesRegex(BadField, rule):
                decode_int(text, 1, 7)
        self.assertEqual([decode_money(t) for t in ("¥1,234.5", "12元", "(3.00)", "0.010")],
                         [123450, 1200, -300, 1])
        with self.assertRaisesRegex(BadField, "too_precise"):
            decode_money("1.005")

    def test_bools(self):
        self.assertEqual([decode_bool(t) for t in ("1", "YES", "是", "n", "False", "否")],
                         [True, True, True, False, False, False])
        with self.assertRaises(BadField):
            decode_bool("2")

    def test_headers(self):
        for header in ("Dealer_ID", " dealer-id ", "ＤＥＡＬＥＲ id", "dealer id（必填）"):
            self.assertEqual(plain_header(header), "dealerid")
        columns = load_schema()["surveys"]["columns"]
        self.assertIn("rel8", columns)
        self.assertIn("可靠1", columns["rel1"]["aliases"])


class Rows(unittest.TestCase):
    def test_every_fate(self):
        text = (SURVEYS + "S1,2025-06-29,D1,6,9\n,2025-06-01,D1,1,1\nS2,,D1,1,1\n"
                "S3,soon,D1,1,1\n"
                "合计,3\nS4,2025-06-01\nS5,2025-06-01,\"D\"1,1,1\nS6,2025-06-01,无,8,11\n")
        inputs = read_texts({"surveys.csv": text})
        file = next(f for f in inputs.files if f.table == "surveys")
        self.assertEqual(dict(file.rejected), {"no_key": 1, "no_time": 1, "bad_time": 1,
                                               "total_row": 1, "field_count": 1, "quoting": 1})
        self.assertEqual((file.rows, file.used, file.superseded), (9, 2, 1))
        rows = inputs.tables["surveys"].rows
        self.assertEqual([(r["survey_id"], r["overall"]) for r in rows], [("S1", 6), ("S6", None)])
        self.assertIsNone(rows[1]["dealer_id"])

    def test_later_path_wins_but_not_when_rejected(self):
        b = "survey_id,surveyed_at,overall\n S1 ,2025-06-30,3\nS1,never,1\n"
        inputs = read_texts({"surveys_b.csv": b, "surveys_a.csv": SURVEYS})
        self.assertEqual([r["overall"] for r in inputs.tables["surveys"].rows], [3])

    def test_order(self):
        text = REPAIRS + "R1,U1,C1,2025-06-02,2025-06-01,1\nR2,U1,C1,2025-06-02,2025-06-02,1\n"
        inputs = read_texts({"repairs.csv": text})
        self.assertEqual([r["repair_id"] for r in inputs.tables["repairs"].rows], ["R2"])

    def test_tables_by_name_folder_and_header(self):
        gb = "报修时间,维修单号,经销商编号\n2025/6/1,R9,经销商\n".encode("gb18030")
        inputs = read_texts({"repairs.csv": gb, "购买/x.csv": "客户编号,购买日期\n",
                             "2025-06/投诉.csv": "投诉编号,投诉时间\nK1,2025-06-01\n",
                             "odd.csv": "customer_id,left_on,reason\n"})
        self.assertEqual(sorted(f.table for f in inputs.files),
                         ["complaints", "departures", "purchases", "repairs", "surveys"])
        self.assertEqual(inputs.tables["repairs"].rows[0]["dealer_id"], "经销商")

    def test_missing_needed_column(self):
        with self.assertRaises(InputError):
            read_texts({"repairs.csv": "repair_id,closed_at\n"})

    def test_appointments_do_not_carry_the_horizon(self):
        text = ("repair_id,reported_at,promised_at,visited_at\n"
                "R1,2025-06-01,2026-01-01,2025-07-02 10:00\n")
        self.assertEqual(read_texts({"repairs.csv": text}).horizon, minute("2025-07-02 10:00"))

    def test_sample_as_its_author_expects_it(self):
        if not (SAMPLE / "expected.json").is_file():
            self.skipTest("no sample")
        expected = json.loads((SAMPLE / "expected.json").read_text("utf-8"))
        inputs = read_inputs([SAMPLE / "data"], Config())
        self.assertEqual(inputs.horizon, minute(expected["horizon"]))
        self.assertEqual(len(inputs.files), len(expected["files"]))
        for file in inputs.files:
            own = expected["files"][Path(file.path).relative_to(SAMPLE / "data").as_posix()]
            bad = {(b["column"], b["rule"]): b["count"] for b in own["bad_fields"]}
            self.assertEqual((file.table, file.encoding, file.rows, file.used, file.superseded,
                              dict(file.rejected), dict(file.bad_fields)),
                             (own["table"], own["encoding"], own["rows_in"], own["used"],
                              own["superseded"], own["rejected"], bad), file.path)


class Definitions(unittest.TestCase):
    def test_calendar(self):
        self.assertEqual(add_months(day("2025-01-31"), 1), day("2025-02-28"))
        self.assertEqual(add_months(day("2024-12-15"), 12), day("2025-12-15"))
        self.assertEqual(month_text(report_month(day("2025-06-30"))), "2025-06")
        self.assertEqual(month_text(report_month(day("2025-06-29"))), "2025-05")
        self.assertEqual(month_text(month_number("2025-01") - 1), "2024-12")

    def test_half_of_the_items_is_enough(self):
        items = ["rel1", "rel2", "rel3"]
        self.assertIsNone(dimension_score({"rel1": 5}, items))
        self.assertEqual(dimension_score({"rel1": 5, "rel3": 2}, items), Fraction(7, 2))
        self.assertIsNone(dimension_score({"rel1": None}, items[:1]))
        self.assertEqual(dimension_score({"rel1": 5}, items[:2]), 5)

    def test_stage(self):
        row = {"reported_at": minute("2025-02-28 23:59"), "installed_on": day("2025-02-28"),
               "purchased_on": day("2025-01-31"), "warranty_months": 1}
        self.assertEqual(stage_of(row), "in_warranty")
        self.assertEqual(stage_of(row | {"installed_on": day("2025-03-01")}), "out_of_box")
        self.assertEqual(stage_of(row | {"reported_at": minute("2025-03-01")}), "out_of_warranty")
        self.assertIsNone(stage_of(row | {"warranty_months": None}))

    def test_repeat_window(self):
        lines = ["R1,U1,C1,2025-05-01 08:00,2025-05-01 10:00,1",  # R2 at its closing: no repeat
                 "R2,U1,C1,2025-05-01 10:00,2025-05-02 10:00,1",  # R3 exactly 30 days later: repeat
                 "R3,U1,C1,2025-06-01 10:00,,1",
                 "R4,U2,C1,2025-05-01 10:00,2025-05-02 10:00,0",  # R5 a minute too late
                 "R5,U2,C1,2025-06-01 10:01,,1",
                 "R6,,C1,2025-05-03,2025-05-03,1",  # no unit: not counted
                 "R7,U3,C1,2025-05-31 10:01,2025-05-31 10:01,1",  # not matured on 06-30 10:00
                 "R8,U3,C1,2025-05-31 10:00,2025-05-31 10:00,1"]  # matured, repeated by R7
        surveys = SURVEYS.replace("2025-06-30", "2025-06-30 10:00")
        inputs = read_texts({"repairs.csv": REPAIRS + "\n".join(lines), "surveys.csv": surveys})
        repeat = estimate(inputs, "repair.repeat_30d||2025-05")
        # R1 is followed by R3 as well, but after more than 30 days
        self.assertEqual((repeat.n, repeat.value), (4, Fraction(2, 4)))
        fixed = estimate(inputs, "repair.first_time_fix_30d||2025-05")
        self.assertEqual((fixed.n, fixed.value), (4, Fraction(1, 4)))

    def test_service_levels(self):
        lines = ["R1,U1,C1,2025-06-01 08:00,2025-06-02 08:00,1",  # 1440 minutes: met
                 "R2,U1,C1,2025-06-01 08:00,2025-06-02 08:01,1",
                 "R3,U1,C1,2025-06-29 00:00,,1",  # open, matured: not met
                 "R4,U1,C1,2025-06-29 00:01,2025-06-29 00:02,1"]  # not matured
        inputs = read_texts({"repairs.csv": REPAIRS + "\n".join(lines)})
        close = estimate(inputs, "sla.close_24h||2025-06")
        self.assertEqual((close.n, close.value), (3, Fraction(1, 3)))
        median = estimate(inputs, "sla.close.p50||2025-06")
        self.assertEqual((median.n, median.value, median.status), (3, 1440, "partial"))

    def test_retention_paths(self):
        purchases = ("customer_id,purchased_on\nA,2024-01-01\nA,2024-12-31\nB,2023-01-01\n"
                     "B,2024-06-30\nB,2025-06-30\nC,2023-01-01\nD,2024-01-01\n,2024-02-02\n")
        repairs = REPAIRS + "R1,U1,B,2024-06-30 12:00,,1\nR2,U1,X,2024-06-30 12:00,,1\n"
        complaints = ("complaint_id,customer_id,opened_at,resolved_at\n"
                      "K1,C,2024-01-01 10:00,2024-01-02 10:00\nK2,C,2024-01-01 10:00,\n"
                      "K3,D,2025-06-30,\nK4,C,2024-02-01,\n")
        inputs = read_texts({"purchases.csv": purchases, "repairs.csv": repairs,
                             "complaints.csv": complaints})
        found = {c.path: c for c in customers(inputs)}
        self.assertEqual(set(found), {"no_problem", "problem_no_complaint", "complained_unsolved",
                                      "complained_solved_fast"})
        bought = found["no_problem"]  # 2024-01-01 + 365 days = 2024-12-31
        self.assertEqual((bought.bought_again, bought.duration), (True, (365, True)))
        repaired = found["problem_no_complaint"]  # the purchase on the index day is not a return
        self.assertEqual((repaired.matured, repaired.duration), (True, (365, True)))
        self.assertEqual(found["complained_unsolved"].duration, (0, False))
        self.assertFalse(found["complained_unsolved"].matured)
        self.assertEqual(found["complained_solved_fast"].duration, (546, False))

    def test_departures(self):
        text = ("customer_id,left_on,reason\nA,2024-07-01,服务\nB,2025-06-30,service\n"
                "C,2024-06-30,service\nD,2025-01-01,\nE,2025-01-01,moved\nF,2025-01-01,other\n")
        result = measure(read_texts({"departures.csv": text}), BASE_1)
        service = result.estimates["departures.service.share||2025-06"]
        self.assertEqual((service.n, service.value), (4, Fraction(2, 4)))
        self.assertEqual(result.tests["departures"].df, 5)

    def test_refusal_and_partial(self):
        inputs = read_texts({})
        self.assertEqual(estimate(inputs, "survey.overall.mean||2025-06").status, "partial")
        self.assertEqual(estimate(inputs, "survey.nps||2025-06").status, "partial")
        self.assertEqual(estimate(inputs, "survey.overall.top2||2025-06").status, "pass")
        self.assertEqual(estimate(inputs, "survey.nps||2025-06", Config()).status, "refused")
        self.assertEqual(estimate(inputs, "survey.nps||2024-06").status, "refused")

    def test_verdicts_and_changes(self):
        lines = [f"{k}{month}{i},2025-{month}-30,{k},{7 if k == 'A' else 1 + i % 2},10\n"
                 for k in "AB" for month in ("05", "06") for i in range(20)]
        header = SURVEYS.splitlines()[0] + "\n"
        result = measure(read_texts({"surveys.csv": header + "".join(lines)}), BASE_1)
        found = {key: result.estimates[f"survey.overall.top2|dealer={key}|2025-06"] for key in "AB"}
        self.assertEqual([found[key].verdict for key in "AB"], ["better", "worse"])
        self.assertEqual(found["A"].change.q, 1)
        self.assertEqual(found["A"].change.difference.value, 0)
        self.assertEqual(result.series["survey.overall.top2", "A", "2025-05"], (20, 1))
        lonely = measure(read_texts({}), BASE_1).estimates["survey.overall.top2|dealer=D1|2025-06"]
        self.assertEqual(lonely.verdict, "cannot_say")

    def test_oldest_month_is_compared_with_nothing(self):
        lines = [f"S{month},2024-{month:02d}-30,D1,7,10\n" for month in (5, 6, 7)]
        result = measure(read_texts({"surveys.csv": SURVEYS + "".join(lines)}), BASE_1)
        self.assertEqual(result.estimates["survey.nps||2024-06"].n, 1)
        self.assertIsNone(result.estimates["survey.nps||2024-06"].change)
        self.assertEqual(result.estimates["survey.overall.top2||2024-07"].change.period, "2024-06")
        self.assertNotIn("survey.nps||2024-05", result.estimates)

    def test_survey_metrics(self):
        answers = ((7, 10), (6, 9), (5, 8), (1, 7), (2, 6), ("", 0))
        lines = [f"A{i},2025-06-30,D1,{overall},{recommend}\n"
                 for i, (overall, recommend) in enumerate(answers)]
        text = SURVEYS.splitlines()[0] + "\n" + "".join(lines)
        result = measure(read_texts({"surveys.csv": text}), BASE_1)
        found = {name: result.estimates[f"survey.{name}||2025-06"]
                 for name in ("overall.mean", "overall.top2", "nps")}
        self.assertEqual([(e.n, e.value) for e in found.values()],
                         [(5, Fraction(21, 5)), (5, Fraction(2, 5)), (6, 0)])

    def test_index_and_alpha(self):
        header = "survey_id,surveyed_at,rel1,rel2,asr1,tan1,emp1,res1\n"
        lines = ("A,2025-06-30,1,1,2,3,4,5\nB,2025-06-30,2,3,2,3,4,5\nC,2025-06-30,3,2,2,3,4,5\n"
                 "D,2025-06-30,7,,2,3,4,\n")  # D has no responsiveness, and no pair of answers
        points = dict(zip(DIMENSIONS, (32, 19, 11, 16, 22)))
        result = measure(read_texts({"surveys.csv": header + lines}),
                         replace(BASE_1, points=points))
        value = {name: (result.estimates[f"rater.{name}||2025-06"].n,
                        result.estimates[f"rater.{name}||2025-06"].value)
                 for name in ("reliability", "index", "index_weighted", "alpha.reliability",
                              "alpha.assurance")}
        reliability = (1 + Fraction(5, 2) * 2) / 3
        self.assertEqual(value["reliability"], (4, (6 + Fraction(7)) / 4))
        self.assertEqual(value["index"], (3, (reliability + 14) / 5))
        self.assertEqual(value["index_weighted"],
                         (3, (32 * reliability + 19 * 2 + 11 * 3 + 16 * 4 + 22 * 5) / 100))
        self.assertEqual(value["alpha.reliability"], (3, Fraction(2, 3)))
        self.assertEqual(value["alpha.assurance"], (4, None))

    def test_keys_are_escaped(self):
        text = SURVEYS.replace("D1", "a|b=50%")
        result = measure(read_texts({"surveys.csv": text}), BASE_1)
        self.assertIn("survey.nps|dealer=a%7Cb%3D50%25|2025-06", result.estimates)


class Comparison(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        write_set(4, Path(folder.name))
        config = read_config(Path(folder.name) / "config.json")
        cls.inputs = read_inputs([Path(folder.name) / "data"], config)
        cls.result = measure(cls.inputs, config, "2025-06")
        cls.text = json.dumps(render(cls.result, cls.inputs.files))

    def differences(self, change) -> int:
        engine = json.loads(self.text)
        change(engine)
        return len(compare(engine, self.result, self.inputs.files, Tolerance()))

    def test_same_result_agrees(self):
        self.assertEqual(self.differences(lambda engine: None), 0)

    def test_every_kind_of_difference_is_seen(self):
        def whole(engine):
            return next(e for e in engine["estimates"] if e["change"] and e["change"]["q"] and
                        e["lower"] and e["value"])

        changes = [lambda e, name=name: whole(e).update({name: whole(e)[name] * (1 + 3e-12)})
                   for name in ("value", "lower", "upper")]
        changes += [lambda e, name=name: whole(e)["change"].update({name: 0.123})
                    for name in ("value", "lower", "upper", "q")]
        changes += [
            lambda e: whole(e).update({"n": whole(e)["n"] + 1}),
            lambda e: whole(e).update({"status": "partial"}),
            lambda e: whole(e).update({"verdict": "odd"}),
            lambda e: whole(e).update({"change": None}),
            lambda e: e["estimates"].pop(),
            lambda e: e["estimates"].append(whole(e) | {"id": "survey.nps||1999-01"}),
            lambda e: next(s for s in e["series"])["n"][0].__setitem__(0, 999),
            lambda e: e["curves"][RETENTION].pop(),
            lambda e: e["curves"][RETENTION][-1]["survival"].__setitem__(0, 0.5001),
            lambda e: e["tables"]["tests"]["rows"][0].__setitem__(3, 0.5),
            lambda e: e["tables"]["tests"]["rows"].clear(),
            lambda e: e["run"]["inputs"][0].update({"rejected": 99}),
            lambda e: e["run"].update({"period": "2025-05"}),
            lambda e: e["quality"].update({"rows_used": 1}),
        ]
        for number, change in enumerate(changes):
            self.assertGreater(self.differences(change), 0, f"change {number}")

    def test_unknown_metrics_are_left_alone(self):
        extra = {"id": "other||all", "metric": "other", "n": 1}
        self.assertEqual(self.differences(lambda e: e["estimates"].append(extra)), 0)

    def test_dimensions_are_there(self):
        self.assertTrue({f"rater.{d}" for d in DIMENSIONS} <=
                        {e.metric for e in self.result.estimates.values()})


class RandomSets(unittest.TestCase):
    def contents(self, seed: int) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            write_set(seed, Path(folder))
            return {p.relative_to(folder).as_posix(): p.read_bytes()
                    for p in Path(folder).rglob("*") if p.is_file()}

    def test_same_seed_same_bytes(self):
        self.assertEqual(self.contents(3), self.contents(3))
        self.assertNotEqual(self.contents(3), self.contents(11))

    def test_all_dirt_is_there(self):
        rules, encodings, superseded, bad = set(), set(), 0, set()
        for seed in range(1, 9):
            with tempfile.TemporaryDirectory() as folder:
                write_set(seed, Path(folder))
                inputs = read_inputs([Path(folder) / "data"], Config())
                for file in inputs.files:
                    rules |= file.rejected.keys()
                    encodings.add(file.encoding)
                    superseded += file.superseded
                    bad |= {rule for _, rule in file.bad_fields}
        self.assertEqual(rules, {"quoting", "total_row", "field_count", "undecodable", "no_key",
                                 "no_time", "bad_time", "order"})
        self.assertEqual(encodings, {"utf-8", "utf-8-bom", "gb18030"})
        self.assertGreater(superseded, 100)
        self.assertLessEqual({"out_of_range", "not_whole", "not_a_number", "not_a_bool"}, bad)


if __name__ == "__main__":
    unittest.main()
