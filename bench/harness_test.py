#!/usr/bin/env python3
"""Tests of the harness: what it starts, in which order, what it takes for the same, for a loss, for a failure."""
import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from harness import adversarial, commits, contestants, dataset, judging, ladder, memory, month, report, rounds, same_result  # noqa: E402
from harness.contestants import Contestant  # noqa: E402


def load_run():
    """bench/run as a module."""
    loader = importlib.machinery.SourceFileLoader("bench_run", str(HERE / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_run", loader))
    loader.exec_module(module)
    return module


RUN = load_run()


def runs(*walls: float, status: str = "done") -> list[dict]:
    return [{"status": status, "wall_s": wall, "user_s": wall, "system_s": 0.0, "peak_bytes": 2 << 20, "message": ""}
            for wall in walls]


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="rater-bench-")
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)

    def write(self, name: str, text: str) -> Path:
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path


class SameResult(unittest.TestCase):
    HERE = {"engine": {"version": "1", "build": "a"}, "run": {"inputs": [{"sha256": "00"}]},
            "estimates": [{"value": 0.5, "n": 3}, {"value": None, "n": 0}]}

    def describe(self, change, ignored: frozenset[str] = same_result.BUILDS_MAY_CHANGE) -> str | None:
        other = json.loads(json.dumps(self.HERE))
        change(other)
        return same_result.describe(other, self.HERE, ignored)

    def test_same(self) -> None:
        self.assertIsNone(self.describe(lambda other: other["engine"].update(version="2", build="b")))

    def test_other_number_is_named(self) -> None:
        self.assertEqual(self.describe(lambda other: other["estimates"][0].update(value=0.25)),
                         "estimates[0].value: 0.25 here, 0.5 elsewhere")
        self.assertIn("and 1 more", self.describe(lambda other: other.update(
            estimates=[{"value": 1, "n": 3}, {"value": None, "n": 1}])) or "")

    def test_metrics_left_out(self) -> None:
        result = {"estimates": [{"metric": "voice.ratio", "n": 1}, {"metric": "service.close", "n": 2}], "series": [], "columns": [],
                  "tables": {"voice.topics": 1, "guards.simpson": 2, "survey.items": 3}}
        left = same_result.without_metrics(result, ("voice.",))
        self.assertEqual(left["estimates"], [{"metric": "service.close", "n": 2}])
        self.assertEqual(left["tables"], {"survey.items": 3})
        self.assertIs(same_result.without_metrics(left, ("voice.",))["estimates"][0], left["estimates"][0])

    def test_other_shape(self) -> None:
        self.assertIn("estimates: 1 items here, 2", self.describe(lambda other: other["estimates"].pop()) or "")
        self.assertIn("run: absent here", self.describe(lambda other: other.pop("run")) or "")
        self.assertIn("new: only here", self.describe(lambda other: other.update(new=1)) or "")
        self.assertIn("engine: 5 here", self.describe(lambda other: other.update(engine=5)) or "")

    def test_what_options_may_change(self) -> None:
        def change(other: dict) -> None:
            other["run"]["inputs"][0]["sha256"] = "11"
        self.assertIn("run.inputs[0].sha256", self.describe(change) or "")
        self.assertIsNone(self.describe(change, same_result.OPTIONS_MAY_CHANGE))
        self.assertIsNone(self.describe(change, same_result.FILES_MAY_CHANGE))


class Raters(unittest.TestCase):
    def choose(self, *words: str) -> list[Contestant]:
        return RUN.choose_raters(RUN.parse([*words, "--peers", ""]))

    def refuse(self, *words: str) -> None:
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            RUN.parse(list(words))

    def test_options(self) -> None:
        first, second = self.choose("--rater", "p", "--rater-options=--chunk 4M", "--also", "no digest=--no-digest")
        self.assertEqual(first.command, ("p", "run", "{files}", "-o", "{output}", "--threads", "2", "--chunk", "4M"))
        self.assertEqual(second.command, (*first.command, "--no-digest"))
        self.assertEqual((second.name, second.title), ("rater-no-digest", "rater (no digest)"))
        self.assertNotEqual(first.output, second.output)
        self.assertTrue(second.is_rater and second.is_variation and not first.is_variation)

    def test_some_families(self) -> None:
        first, second = self.choose("--rater", "p", "--also", "surveys=--only survey")
        self.assertTrue(second.tells_less and not first.tells_less)

    def test_two_of_a_name(self) -> None:
        with self.assertRaises(RuntimeError):
            self.choose("--also", "a b=-q", "--also", "a-b=--lang en")

    def test_ladder(self) -> None:
        self.assertEqual([one.command[6] for one in self.choose("--ladder")], ["1", "2"])
        self.assertEqual(RUN.parse(["--ladder"]).rows, 30_000_000)
        self.assertEqual(RUN.parse([]).rows, 1_000_000)
        self.assertEqual((RUN.parse(["--rows", "5"]).size, RUN.parse([]).size), ("-5", ""))

    def test_month(self) -> None:
        cold, warm = self.choose("--month")
        self.assertEqual((cold.name, warm.name), (month.COLD, month.WARM))
        self.assertNotIn("--cache", cold.command)
        self.assertEqual(warm.command[len(cold.command)], "--cache")
        self.assertEqual(RUN.parse(["--month"]).rows, 3_000_000)

    def test_refused(self) -> None:
        for words in (["HEAD", "--ladder"], ["HEAD", "--adversarial"], ["HEAD", "--also", "a=b"], ["--rows", "0"],
                      ["--peers", "nobody"], ["--also", "name"], ["--only", "nothing"], ["--ladder", "--adversarial"],
                      ["HEAD", "--month"], ["--month", "--also", "a=b"]):
            self.refuse(*words)

    def test_version(self) -> None:
        self.assertIsNone(contestants.rater(Path("/nonexistent/rater")).version())


class Rounds(Folder):
    def shell(self, name: str, script: str) -> Contestant:
        return Contestant(name, name, ("sh", "-c", script.replace("LOG", str(self.work / "log")), "{output}"))

    def test_order_and_failure(self) -> None:
        self.write("data/a.csv", "a\n")
        heats = [rounds.Heat(name, self.work / "data", (self.shell("a", f"echo {name}a >> LOG"),
                                                        self.shell("b", f"echo {name}b >> LOG; echo no >&2; exit 3")))
                 for name in ("x", "y")]
        said: list[str] = []
        found = rounds.run_rounds(heats, self.work / "work", 2, 20, said.append)
        self.assertEqual((self.work / "log").read_text().split(), ["xa", "xb", "ya", "yb", "xb", "xa", "yb", "ya"])
        self.assertEqual([run["status"] for run in found["y"]["b"]], ["failed", "failed"])
        self.assertEqual(found["x"]["b"][0]["message"], "exit 3: no")
        self.assertEqual([run["status"] for run in found["x"]["a"]], ["done", "done"])
        self.assertEqual(len(said), 8)

    def test_layout_comes_before_each_round(self) -> None:
        self.write("data/a.csv", "a\n")
        heat = rounds.Heat("x", self.work / "data", (self.shell("a", "cat LOG; echo run >> LOG"),))
        rounds.run_rounds([heat], self.work / "work", 2, 20, lambda _: None, lambda: self.write("log", "laid\n"))
        self.assertEqual((self.work / "work/round-2/x/a.log").read_text(), "laid\n")

    def test_timeout(self) -> None:
        measured = rounds.run_once(self.shell("slow", "sleep 20"), self.work, self.work, 0.2)
        self.assertEqual(measured.status, "timeout")
        self.assertLess(measured.wall_s, 10)


class Memory(unittest.TestCase):
    def test_what_is_free_is_enough(self) -> None:
        meminfo = "MemTotal: 24000000 kB\nMemFree:         1000 kB\nMemAvailable: 20000000 kB\n"
        self.assertEqual(memory.free_bytes(meminfo), 1_024_000)
        self.assertEqual(memory.wanted_bytes(3 << 30, 20 << 30), 6 << 30)
        self.assertEqual(memory.wanted_bytes(1000, 20 << 30), memory.LEAST_BYTES)
        self.assertEqual(memory.wanted_bytes(4_000_000, 1_024_000), 768_000)

    def test_touched_by_a_process_that_ends(self) -> None:
        memory.touch(0)
        memory.touch(192 << 20)
        self.assertGreater(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 192 << 10)
        with self.assertRaises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        with self.assertRaises(RuntimeError), contextlib.redirect_stderr(io.StringIO()):
            memory.touch(1 << 60)


class Judging(Folder):
    RATERS = (contestants.rater(Path("p"), "one", "one"), contestants.rater(Path("p"), "two", "two"))

    def judge(self, first: dict, second: dict, status: str = "done") -> dict[str, dict]:
        heat = rounds.Heat("plain", self.work / "data", self.RATERS)
        for name, result in (("one", first), ("two", second)):
            self.write(f"work/round-1/plain/{name}/result.json", json.dumps(result))
        return judging.judge(heat, self.work / "work", {"one": runs(1), "two": runs(1, status=status)})

    def test_results_of_two_raters(self) -> None:
        same = self.judge({"engine": {"build": "a"}, "n": 1}, {"engine": {"build": "b"}, "n": 1})
        self.assertEqual((same["two"]["check"], same["two"]["other"]), ("same result", None))
        other = self.judge({"n": 1}, {"n": 2})
        self.assertEqual(other["two"]["other"], "n: 2 here, 1 elsewhere (elsewhere: one)")
        self.assertIsNone(other["one"]["other"])

    def test_who_failed_is_not_judged(self) -> None:
        self.assertEqual(self.judge({"n": 1}, {"n": 2}, "failed")["two"], judging.verdict())

    def test_difference_shows(self) -> None:
        row = {"title": "two", "version": "", "numbers": 0, "check": "", "difference": None, "other": "n: 2",
               "summary": report.summarise(runs(1), runs(1))}
        self.assertIn("other result", report.table_row(row))

    def test_too_large_to_read(self) -> None:
        with mock.patch.object(judging, "RESULT_LIMIT_BYTES", 3):
            self.assertIn("not compared", judging.judge_rater(self.write("result.json", "{} {"), {"peer": {}})["check"])
        peer = contestants.PEER_TABLE["pandas"]
        self.write("pandas.csv", "#q1\n")
        found: dict = {}
        with mock.patch.object(judging, "ANSWER_LIMIT_BYTES", 3):
            self.assertEqual(judging.judge_peers([peer], self.work, found), {})
        self.assertIn("not compared", found["pandas"]["check"])


class Adversarial(Folder):
    PEER = {"contestant": "peer", "title": "Peer", "status": "done", "difference": None, "ratio_to_rater": 0.5,
            "wall_s": 1.0}

    def test_ratio_is_paired_and_by_the_byte(self) -> None:
        one = adversarial.summarise_one("rater", runs(4, 4, 9), 200, 20, runs(1, 2, 3), 100)
        self.assertEqual(one["ratio_to_plain"], 1.5)  # of 2, 1, 1.5
        self.assertEqual((one["ns_per_byte"], one["ns_per_row"]), (4e9 / 200, 4e9 / 20))

    def test_rows(self) -> None:
        def result(*counts: int) -> dict:
            return {"quality": dict(zip(("rows_in", "rows_used", "rows_rejected", "rows_superseded"), counts))}
        self.assertIsNone(adversarial.row_fault(result(10, 7, 2, 1), 10))
        for counts in ((10, 7, 2, 0), (9, 7, 1, 1), (11, 7, 2, 1)):
            self.assertIsNotNone(adversarial.row_fault(result(*counts), 10), counts)

    def check(self, name: str, value: int, is_whole: bool = True) -> str | None:
        rows = 10
        rater = contestants.rater(Path("p"))
        plain, heat = (rounds.Heat(one, self.work, (rater,)) for one in ("plain", name))
        copies = next(variant.copies for variant in adversarial.VARIANTS if variant.name == name)
        for one, number, factor in ((plain, 1, 1), (heat, value, copies)):
            count = factor * dataset.row_count(rows) - (one is heat and not is_whole)
            quality = {"rows_in": count, "rows_used": count, "rows_rejected": 0, "rows_superseded": 0}
            self.write(f"work/round-1/{one.name}/rater/result.json", json.dumps(
                {"run": {"inputs": one.name}, "quality": quality, "n": number}))
        return adversarial.check_result(heat, plain, self.work / "work", rows, 1)[1]

    def test_plain_numbers(self) -> None:
        self.assertIsNone(self.check("quoted", 1))
        self.assertIn("n: 2 here", self.check("quoted", 2) or "")
        self.assertIsNone(self.check("zipf", 2))  # other keys, other numbers
        self.assertIsNone(self.check("twice", 2))
        for name in ("quoted", "zipf", "twice"):
            self.assertIn("rows", self.check(name, 1, is_whole=False) or "", name)

    def test_losses(self) -> None:
        self.assertTrue(adversarial.is_loss(self.PEER))
        for change in ({"ratio_to_rater": 1.5}, {"difference": "other"}, {"status": "failed"}):
            self.assertFalse(adversarial.is_loss({**self.PEER, **change}))

    def heat(self, ratio: float = 1.0, **changes: object) -> dict:
        rater = {"contestant": "rater", **report.summarise(runs(2), None), "ns_per_byte": 1.0, "ns_per_row": 1.0,
                 "ratio_to_plain": ratio}
        return {"name": "zipf", "bytes": 1, "raters": [rater], "peers": [self.PEER], "numbers": 0, "checked": "",
                "difference": None, "fault": None, "runs": {"peer": runs(1)}, **changes}

    def test_faults(self) -> None:
        self.assertEqual(adversarial.faults([self.heat(3.9)]), [])
        self.assertIn("4.10 times", adversarial.faults([self.heat(4.1)])[0])
        self.assertEqual(adversarial.faults([self.heat(fault="lost rows")]), ["zipf: lost rows"])
        failed = [{"contestant": "rater", "status": "failed"}]
        self.assertEqual(adversarial.faults([self.heat(raters=failed)]), ["zipf: rater: failed"])

    def test_table(self) -> None:
        result = {"rows": 1, "date": "", "commit": "", "rounds": 1, "faults": ["zipf: lost rows"],
                  "machine": {"cpu": "", "cores": 1, "pinned_to": [], "memory_kib": 1, "kernel": "", "load_before": 0},
                  "heats": [self.heat(fault="lost rows")]}
        text = adversarial.markdown(result)
        self.assertIn("1.000 (0.50) **loss**", text)
        self.assertIn("**WRONG**", text)
        self.assertIn("Losses (the peer's time / rater's): zipf to Peer (0.50)", text)
        self.assertIn("**zipf: lost rows**", text)


class Ladder(unittest.TestCase):
    def test_sizes(self) -> None:
        self.assertEqual(ladder.sizes(30_000_000), [1_000_000, 3_000_000, 10_000_000, 30_000_000])
        self.assertEqual(ladder.sizes(1), [1])

    def test_speed_up_is_paired(self) -> None:
        self.assertEqual(ladder.speed_up(runs(2, 9, 4), runs(1, 3, 4)), 2)  # of 2, 3, 1
        self.assertIsNone(ladder.speed_up(runs(1), runs(1, status="timeout")))

    def test_spread(self) -> None:
        steps = [{"status": "done", "wall_ns_per_row": ns} for ns in (20, 10, 40)]
        self.assertEqual(ladder.spread([*steps, {"status": "failed"}]), 4)
        self.assertIsNone(ladder.spread(steps[:1]))

    def test_step_and_table(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "a.csv").write_text("12345")
            heat = rounds.Heat("100", Path(name), (contestants.rater(Path("p"), "rater-1"),))
            steps = ladder.summarise_step(heat, {"rater-1": 1}, {"100": {"rater-1": runs(3.1, 6.2, 3.1)}})
        self.assertEqual((steps[0]["all_rows"], steps[0]["bytes"]), (310, 5))
        self.assertAlmostEqual(steps[0]["wall_ns_per_row"], 1e7)
        self.assertAlmostEqual(steps[0]["wall_max_ns_per_row"], 2e7)
        steps[0]["speed_up"] = None
        text = ladder.markdown({"sizes": [100], "date": "", "commit": "", "rounds": 3, "steps": steps,
                                "spread": {"1": 1.5}, "machine": {
                                    "cpu": "", "cores": 1, "pinned_to": [], "memory_kib": 1, "kernel": "",
                                    "load_before": 0}})
        self.assertIn("| 100 | 310 | 1 | 3.100 | 10000000 | 10000000–20000000 |", text)
        self.assertIn("1 thread: the slowest size takes 1.50 times", text)


class Month(Folder):
    def test_newest_month_is_left_out(self) -> None:
        names = ("surveys_2025-05", "surveys_2025-06", "purchases_2019-12", "repairs_2025-06", "complaints_2025-04")
        files = [Path(f"{name}.csv") for name in names]
        self.assertEqual([file.stem for file in month.all_but_newest(files)], [names[0], names[2], names[4]])

    def test_ratio_is_paired(self) -> None:
        def found(cold: list[dict], warm: list[dict]) -> dict:
            return {month.HEAT: {month.COLD: cold, month.WARM: warm}}
        self.assertEqual(month.ratio(found(runs(8, 4, 10), runs(1, 1, 1))), 0.125)  # of 1/8, 1/4, 1/10
        self.assertIsNone(month.ratio(found(runs(8), runs(1, status="failed"))))
        self.assertIsNone(month.ratio(found([], [])))

    def test_faults(self) -> None:
        self.assertEqual(month.faults(0.2, []), [])
        self.assertEqual(len(month.faults(0.201, [])), 1)
        self.assertEqual(len(month.faults(None, [2, 3])), 3)

    def test_results_are_compared(self) -> None:
        raters = [contestants.rater(Path("p"), name) for name in (month.COLD, month.WARM)]
        for number, text in ((1, "{}"), (2, "{ }")):
            self.write(f"{number}/{month.COLD}/result.json", "{}")
            self.write(f"{number}/{month.WARM}/result.json", text)
        folders = [self.work / name for name in "123"]
        self.assertEqual(month.differing_rounds(raters, folders), [2, 3])  # of the third there is none

    def test_cache_is_laid_out(self) -> None:
        self.write("filled/a.cache", "a")
        self.write("cache/old.cache", "b")
        month.lay_out_cache(self.work / "filled", self.work / "cache")
        self.assertEqual([file.name for file in (self.work / "cache").iterdir()], ["a.cache"])

    def test_files_settle(self) -> None:
        files = [self.write("a.csv", "a"), self.write("b.csv", "b")]
        newest = max(file.stat().st_mtime for file in files)
        self.assertAlmostEqual(month.settle_seconds(files, newest + 1), 2)
        self.assertEqual(month.settle_seconds(files, newest + 60), 0)

    def test_table(self) -> None:
        result = {"rows": 1000, "date": "", "commit": "", "rounds": 1, "files": 4, "new_files": 2, "ratio": 0.25,
                  "faults": ["slow"], "summaries": {"rater without a cache": report.summarise(runs(2), None),
                                                    "rater with a cache": {"status": "failed"}},
                  "machine": {"cpu": "", "cores": 1, "pinned_to": [], "memory_kib": 1, "kernel": "", "load_before": 0}}
        text = month.markdown(result)
        self.assertIn("| rater without a cache | done | 2.000 | 2.000–2.000 | 2.000 | 2 |", text)
        self.assertIn("| rater with a cache | failed |", text)
        self.assertIn("From the cache / without: 0.250 (at most 0.2)\n- slow\n", text)


class Commits(Folder):
    """A repository whose rater is a text."""
    BUILT = ("cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\n"
             "add_custom_target(rater COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/what rater)\n")

    def git(self, *words: str) -> None:
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", self.repository, *words],
                       check=True, capture_output=True)

    def commit(self, text: str, build: str) -> None:
        self.write("repository/what", text)
        self.write("repository/CMakeLists.txt", build)
        self.git("add", "-A")
        self.git("commit", "-qm", text)

    def setUp(self) -> None:
        super().setUp()
        self.repository = self.work / "repository"
        self.repository.mkdir()
        # A hook that runs this test has a repository of its own in the environment.
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        for patch in (mock.patch.object(commits, "ROOT", self.repository),
                      mock.patch.object(commits, "COMMITS", self.work / "commits"),
                      mock.patch.dict(os.environ, clean, clear=True)):
            patch.start()
            self.addCleanup(patch.stop)
        self.git("init", "-q")
        self.commit("first", self.BUILT)
        self.commit("second", self.BUILT)

    def test_each_is_built_from_its_own_state(self) -> None:
        self.write("repository/what", "third")
        made = [commits.make(name) for name in ("HEAD~1", "HEAD", ".")]
        self.assertEqual([one.program.read_text() for one in made], ["first", "second", "third"])
        self.assertEqual(len({one.name for one in made}), 3)
        self.assertIn("(HEAD~1)", made[0].title)
        commit = commits.git("rev-parse", "HEAD")
        self.assertEqual({commits.make(commit).title, commits.make(commit[:9]).title}, {f"rater {made[1].name[6:]}"})
        with mock.patch.object(commits, "build", side_effect=AssertionError("built again")):
            self.assertEqual(commits.make("HEAD").program, made[1].program)

    def test_what_cannot_be_made(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "no commit nothing"):
            commits.make("nothing")
        self.commit("broken", "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\nmessage(FATAL_ERROR \"not today\")\n")
        with self.assertRaisesRegex(RuntimeError, "not today"):
            commits.make("HEAD")


if __name__ == "__main__":
    unittest.main()
