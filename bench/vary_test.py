#!/usr/bin/env python3
"""Tests of micro/vary.c: the rows of a variant, read by Python's csv, are those of the plain data but for what the
variant says."""
import csv
import io
import os
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import adversarial  # noqa: E402

SOURCE = Path(__file__).resolve().parent / "micro/vary.c"
COMPILE = [os.environ.get("CC", "cc"), "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O1", "-fopenmp", "-Wall", "-Wextra",
           "-pedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-Wvla", "-Werror"]
ROWS = 398  # the last row's texts are not quoted

Table = list[list[str]]
HEADERS = {"surveys": ["survey_id", "surveyed_at", "customer_id", "dealer_id", "repair_id", "rel1", "comment"],
           "repairs": ["repair_id", "unit_id", "customer_id", "dealer_id", "reported_at", "fault", "note"],
           "purchases": ["customer_id", "purchased_on", "dealer_id", "amount"],
           "complaints": ["complaint_id", "customer_id", "opened_at", "note"]}
IDS = {"survey_id", "repair_id", "complaint_id", "unit_id", "customer_id"}
CLOCKS = {"surveys": "surveyed_at", "repairs": "reported_at", "purchases": "purchased_on", "complaints": "opened_at"}
TEXTS = ("", "好", "a, \"b\"; c", "two\nlines", "semi;colon", "漏水/接口")


def plain_field(name: str, row: int) -> str:
    if name in IDS:
        return f"{name[0].upper()}{row:05d}"
    if name in ("comment", "note"):
        return TEXTS[row % len(TEXTS)]
    if name.endswith(("_at", "_on")):
        return f"2025-{1 + row % 3:02d}-{1 + row % 28:02d}" + (" 08:00" if name.endswith("_at") else "")
    return {"dealer_id": f"D{row % 60:03d}", "fault": "漏水/接口"}.get(name, str(row % 7 + 1))


PLAIN: dict[str, Table] = {table: [names, *([plain_field(name, row) for name in names] for row in range(ROWS))]
                           for table, names in HEADERS.items()}


def write_csv(path: Path, rows: Table) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode())


def read_csv(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Table:
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))


class Vary(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory(prefix="rater-vary-")
        cls.work = Path(cls.folder.name)
        cls.program = cls.work / "vary"
        subprocess.run([*COMPILE, SOURCE, "-o", cls.program, "-lm"], check=True)
        cls.plain = cls.work / "plain"
        cls.plain.mkdir()
        for table, rows in PLAIN.items():
            write_csv(cls.plain / f"{table}.csv", rows)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def start(self, *words: object) -> subprocess.CompletedProcess:
        return subprocess.run([self.program, *words], capture_output=True, text=True)

    def vary(self, variant: str, threads: str = "2") -> Path:
        folder = self.work / f"{variant}-{threads}"
        folder.mkdir(exist_ok=True)
        subprocess.run([self.program, variant, self.plain, folder], check=True,
                       env={**os.environ, "OMP_NUM_THREADS": threads})
        return folder

    def check_columns(self, folder: Path, is_changed) -> dict[str, list[tuple[str, str]]]:
        """All columns but those that may be changed are the plain ones; per name, the pairs plain and new."""
        pairs: dict[str, list[tuple[str, str]]] = {}
        for table, plain in PLAIN.items():
            found = read_csv(folder / f"{table}.csv")
            self.assertEqual(found[0], plain[0])
            self.assertEqual(len(found), len(plain))
            for old, new in zip(plain[1:], found[1:]):
                self.assertEqual(len(old), len(new))
                for name, a, b in zip(plain[0], old, new):
                    if is_changed(name):
                        pairs.setdefault(name, []).append((a, b))
                    else:
                        self.assertEqual(a, b)
        return pairs

    def test_table_is_the_harness_s(self) -> None:
        told = self.start()
        self.assertEqual(told.returncode, 2)
        self.assertEqual([line.split()[0] for line in told.stderr.splitlines()[1:]],
                         [*(variant.name for variant in adversarial.VARIANTS), "months"])

    def test_same_fields_in_another_dress(self) -> None:
        for variant, delimiter, encoding in (("quoted", ",", "utf-8"), ("crlf", ",", "utf-8"),
                                             ("gb18030", ",", "gb18030"), ("semicolon", ";", "utf-8")):
            folder = self.vary(variant)
            for table, rows in PLAIN.items():
                self.assertEqual(read_csv(folder / f"{table}.csv", delimiter, encoding), rows, variant)

    def test_dress(self) -> None:
        quoted = (self.vary("quoted") / "purchases.csv").read_text().splitlines()
        self.assertEqual(quoted[1], ",".join(f'"{field}"' for field in PLAIN["purchases"][1]))
        crlf = (self.vary("crlf") / "surveys.csv").read_bytes()
        self.assertEqual(crlf.count(b"\r\n"), ROWS + 1)
        self.assertIn(b"two\nlines", crlf)
        self.assertIn("漏水".encode("gb18030"), (self.vary("gb18030") / "repairs.csv").read_bytes())
        semicolon = (self.vary("semicolon") / "surveys.csv").read_text()
        self.assertTrue(semicolon.startswith("survey_id;surveyed_at;"))
        self.assertIn('"semi;colon"', semicolon)

    def test_multiline(self) -> None:
        pairs = self.check_columns(self.vary("multiline"), lambda name: name in ("comment", "note"))
        self.assertEqual(set(pairs), {"comment", "note"})
        for old, new in (pair for name in pairs for pair in pairs[name]):
            self.assertTrue(new.startswith(f"{old}\n") and new.endswith(",\n") and new.count("\n") >= 2)

    def test_groups(self) -> None:
        pairs = self.check_columns(self.vary("groups"), lambda name: name == "dealer_id")
        dealers = {new for _, new in pairs["dealer_id"]}
        self.assertGreater(len(dealers), 0.95 * len(pairs["dealer_id"]))
        self.assertLessEqual(max(int(dealer[1:]) for dealer in dealers), 249_999)

    def test_zipf(self) -> None:
        pairs = self.check_columns(self.vary("zipf"), lambda name: name in ("dealer_id", "customer_id"))
        for name, key_count in (("dealer_id", 4000), ("customer_id", 1_000_000)):
            counts = Counter(int(new[1:]) for _, new in pairs[name])
            total = sum(counts.values())
            self.assertTrue(1 <= min(counts) and max(counts) <= key_count)
            # Of log-uniform ranks half lie below the root of their number, and the first is the most frequent.
            below = sum(count for rank, count in counts.items() if rank <= key_count ** 0.5)
            self.assertAlmostEqual(below / total, 0.5, delta=0.06)
            self.assertEqual(counts.most_common(1)[0][0], 1)

    def test_random_ids(self) -> None:
        pairs = self.check_columns(self.vary("random_ids"), lambda name: name in IDS)
        new = [b for name in pairs for _, b in pairs[name]]
        self.assertEqual(len(set(new)), len(new))
        keys = [b for _, b in pairs["survey_id"]]
        ascending = sum(a < b for a, b in zip(keys, keys[1:]))
        self.assertAlmostEqual(ascending / (ROWS - 1), 0.5, delta=0.1)

    def test_bad(self) -> None:
        pairs = self.check_columns(self.vary("bad"), lambda name: name not in IDS)
        fields = [pair for name in pairs for pair in pairs[name]]
        self.assertTrue(all(new in (old, "#REF!") for old, new in fields))
        self.assertAlmostEqual(sum(new == "#REF!" for _, new in fields) / len(fields), 0.02, delta=0.006)

    def test_twice(self) -> None:
        folder = self.vary("twice")
        for table, plain in PLAIN.items():
            clock = plain[0].index(CLOCKS[table])
            for month in ("2025-01", "2025-02", "2025-03"):
                first, second = (folder / copy / f"{table}_{month}.csv" for copy in ("first", "second"))
                self.assertEqual(first.read_bytes(), second.read_bytes())
                self.assertEqual(read_csv(first), [plain[0], *(row for row in plain[1:]
                                                               if row[clock].startswith(month))])
        self.assertEqual(sum(1 for _ in folder.rglob("*.csv")), 2 * 4 * 3)

    def test_months(self) -> None:
        months, twice = self.vary("months"), self.vary("twice")
        files = sorted(path.name for path in (twice / "first").iterdir())
        self.assertEqual(files, sorted(path.name for path in months.rglob("*.csv")))
        for file in files:
            self.assertEqual((months / "first" / file).read_bytes(), (twice / "first" / file).read_bytes())

    def test_same_bytes_by_any_number_of_threads(self) -> None:
        for variant in adversarial.VARIANTS:
            one, three = self.vary(variant.name, "1"), self.vary(variant.name, "3")
            files = sorted(path.relative_to(one) for path in one.rglob("*.csv"))
            self.assertTrue(files)
            for file in files:
                self.assertEqual((one / file).read_bytes(), (three / file).read_bytes(), f"{variant.name}: {file}")

    def test_what_cannot_be_read(self) -> None:
        self.assertEqual(self.start("unknown", self.plain, self.work).returncode, 2)
        self.assertEqual(self.start("crlf", self.work / "nowhere", self.work).returncode, 3)
        self.assertEqual(self.start("crlf", self.plain, self.work / "nowhere").returncode, 4)
        for number, (old, new, said) in enumerate((
                ("surveyed_at", "surveyed", "clock"), ("S00001,", "S00001,x,", "as many fields"),
                ("S00001,", '"S00001"x,', "quoted in part"), ("S00397,", '"S00397,', "no end"))):
            folder = self.work / f"broken-{number}"
            folder.mkdir()
            for table in PLAIN:
                text = (self.plain / f"{table}.csv").read_text()
                (folder / f"{table}.csv").write_text(text.replace(old, new) if table == "surveys" else text)
            ended = self.start("crlf", folder, self.work)
            self.assertEqual(ended.returncode, 3)
            self.assertIn(said, ended.stderr)


if __name__ == "__main__":
    unittest.main()
