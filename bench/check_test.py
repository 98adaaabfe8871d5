#!/usr/bin/env python3
"""Tests of check.py: it must find a wrong number, and must not find a right one wrong."""
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))
import check  # noqa: E402
from harness import rater_result, report  # noqa: E402

ANSWER = """#q1
dealer,month,surveys,alpha_rel
D1,2025-06,12,0.5
D2,2025-06,1,
#q2
month,close_n,close_p50
2025-06,3,60.5
#q3
month,link,fault,cause,action,n
2025-06,fault,漏水,,,3
#q4
month,n,share
2025-06,3,0
#q5
path,n,share
no_problem,4,0.25
"""


def answer(text: str = ANSWER) -> check.Answer:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".csv") as file:
        file.write(text)
        file.flush()
        return check.read_answer(Path(file.name))


class Compare(unittest.TestCase):
    def difference(self, old: str, new: str) -> str | None:
        self.assertIn(old, ANSWER)
        return check.first_difference(answer(ANSWER.replace(old, new)), answer())

    def test_same(self) -> None:
        self.assertIsNone(check.first_difference(answer(), answer()))
        self.assertIsNone(self.difference("60.5", "60.50000000000001"))
        self.assertIsNone(self.difference("2025-06,3,0\n", "2025-06,3,1e-16\n"))

    def test_other_number(self) -> None:
        self.assertIn("close_p50", self.difference("60.5", "60.500001") or "")
        self.assertIn("alpha_rel", self.difference("D2,2025-06,1,\n", "D2,2025-06,1,0\n") or "")

    def test_other_rows_and_columns(self) -> None:
        self.assertIn("absent here", self.difference("D2,2025-06,1,\n", "") or "")
        self.assertIn("only here", self.difference("no_problem,4,0.25\n",
                                                   "no_problem,4,0.25\nlost,1,1\n") or "")
        self.assertIn("column", self.difference("path,n,share", "path,n,part") or "")

    def test_unreadable(self) -> None:
        for bad in (ANSWER.replace("#q5", "#q6"), ANSWER + "no_problem,4,0.25\n",
                    ANSWER + "other,4\n"):
            with self.assertRaises((ValueError, KeyError)):
                answer(bad)

    def test_majority(self) -> None:
        wrong = answer(ANSWER.replace("0.25", "0.5"))
        verdicts = check.judge({"first": wrong, "second": answer(), "third": answer()})
        self.assertIn("q5 no_problem share", verdicts.pop("first") or "")
        self.assertEqual(set(verdicts.values()), {None})

    def test_reference(self) -> None:
        wrong, right = answer(ANSWER.replace("0.25", "0.5")), answer()
        self.assertEqual(check.choose_reference({"a": wrong, "b": right, "c": answer()}), "b")
        self.assertEqual(check.choose_reference({"a": right, "b": wrong}), "a")
        with mock.patch.object(check, "first_difference", return_value=None) as compared:
            self.assertEqual(check.choose_reference({name: right for name in "abcd"}), "a")
        self.assertEqual(compared.call_count, 4)


class RaterResult(unittest.TestCase):
    RESULT = {
        "run": {"period": "2025-06"},
        "estimates": [
            {"metric": "repair.repeat_30d", "segment": {}, "period": "2025-06", "n": 3, "value": 0.0,
             "status": "pass"},
            {"metric": "repair.repeat_30d", "segment": {"dealer": "D1"}, "period": "2025-06", "n": 2,
             "value": 0.5, "status": "pass"},
            {"metric": "retention.repurchase_365d", "segment": {"path": "no_problem"},
             "period": "all", "n": 4, "value": None, "status": "refused"}],
        "series": [{"metric": "rater.alpha.reliability", "axis": "dealer", "keys": ["D1"],
                    "periods": ["2025-05", "2025-06"], "n": [[0, 9]], "value": [[None, 0.5]]}],
        "tables": {"faults.pareto_fault": {
            "columns": [{"name": "key"}, {"name": "n"}], "rows": [["漏水", 3]]}},
    }

    def read(self, result: dict) -> check.Answer:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            json.dump(result, file)
            file.flush()
            return rater_result.read_part(Path(file.name))

    def test_read(self) -> None:
        part = self.read(self.RESULT)
        self.assertEqual(part["q1"], {("D1", "2025-06"): {"complete_rel": 9, "alpha_rel": 0.5}})
        self.assertEqual(part["q3"], {("2025-06", "fault", "漏水", "", ""): {"n": 3}})
        self.assertEqual(part["q4"], {("2025-06",): {"n": 3, "share": 0.0}})
        self.assertEqual(part["q5"], {("no_problem",): {"n": 4, "share": None}})

    def test_compare(self) -> None:
        part = self.read({**self.RESULT, "series": []})
        self.assertIsNone(check.first_partial_difference(part, answer()))
        part["q4"][("2025-06",)]["share"] = 1e-6
        self.assertIn("q4", check.first_partial_difference(part, answer()) or "")


class Summary(unittest.TestCase):
    def test_ratio_is_paired(self) -> None:
        def runs(*walls: float) -> list[dict]:
            return [{"status": "done", "wall_s": wall, "user_s": 1.0, "system_s": 0.5, "peak_bytes": 1}
                    for wall in walls]
        summary = report.summarise(runs(2, 8, 3), runs(1, 2, 3))
        self.assertEqual(summary["ratio_to_rater"], 2)  # of 2, 4, 1
        self.assertEqual((summary["wall_s"], summary["cpu_s"]), (3, 1.5))

    def test_one_bad_run_spoils_it(self) -> None:
        self.assertEqual(report.summarise([{"status": "timeout"}], None), {"status": "timeout"})


if __name__ == "__main__":
    unittest.main()
