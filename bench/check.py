#!/usr/bin/env python3
"""Compare the numbers of several answers to the five questions.

    bench/check.py ANSWER.csv ANSWER.csv ... [--result result.json]

An answer is one file with a section per question: a line `#q1`, a CSV header, rows in any order.
Two answers agree when they have the same questions, keys and columns, and every number agrees to
1e-9 of the larger one (or 1e-12, for what should be zero). Exit 0 when all agree, 1 when not.
"""
import argparse
import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import rater_result  # noqa: E402

RELATIVE, ABSOLUTE = 1e-9, 1e-12

# The columns that tell the rows of a question apart; all others are numbers or empty.
KEYS = {"q1": ("dealer", "month"), "q2": ("month",),
        "q3": ("month", "link", "fault", "cause", "action"), "q4": ("month",), "q5": ("path",)}

Row = dict[str, float | None]
Answer = dict[str, dict[tuple[str, ...], Row]]


def read_section(name: str, lines: list[str]) -> dict[tuple[str, ...], Row]:
    keys = KEYS[name]
    rows: dict[tuple[str, ...], Row] = {}
    reader = csv.DictReader(lines)
    for record in reader:
        key = tuple(record.pop(column) or "" for column in keys)
        if key in rows:
            raise ValueError(f"{name} {key} stands twice")
        if None in record or None in record.values():
            raise ValueError(f"{name} {key} has not as many fields as the header")
        rows[key] = {column: float(text) if text else None for column, text in record.items()}
    return rows


def read_answer(path: Path) -> Answer:
    """ValueError or KeyError when the file is not an answer."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            lines = sections.setdefault(line[1:].strip(), [])
        else:
            lines.append(line)
    missing = KEYS.keys() - sections.keys()
    if missing:
        raise ValueError(f"no answer to {', '.join(sorted(missing))}")
    return {name: read_section(name, lines) for name, lines in sections.items()}


def is_same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= max(RELATIVE * max(abs(a), abs(b)), ABSOLUTE)


def first_difference(answer: Answer, reference: Answer) -> str | None:
    if answer is reference:
        return None
    for question, rows in reference.items():
        found = answer.get(question, {})
        odd = sorted(found.keys() ^ rows.keys())
        if odd:
            where = "only here" if odd[0] in found else "absent here"
            return f"{question} {'/'.join(odd[0])}: {where} ({len(odd)} such rows)"
        for key in sorted(rows):
            if found[key].keys() != rows[key].keys():
                columns = sorted(found[key].keys() ^ rows[key].keys())
                return f"{question}: column {columns[0]} is in one answer only"
            for column, value in rows[key].items():
                if not is_same(found[key][column], value):
                    return (f"{question} {'/'.join(key)} {column}: "
                            f"{found[key][column]!r} here, {value!r} elsewhere")
    return None


def first_partial_difference(part: Answer, reference: Answer) -> str | None:
    """As first_difference, for an answer that need not hold every number; None in it is no number."""
    for question, rows in part.items():
        for key, row in rows.items():
            expected = reference[question].get(key)
            if expected is None:
                return f"{question} {'/'.join(key)}: only here"
            for column, value in row.items():
                if value is not None and not is_same(value, expected[column]):
                    return (f"{question} {'/'.join(key)} {column}: "
                            f"{value!r} here, {expected[column]!r} elsewhere")
    return None


def count_numbers(answer: Answer) -> int:
    return sum(value is not None for rows in answer.values() for row in rows.values()
               for value in row.values())


def choose_reference(answers: dict[str, Answer]) -> str:
    """The answer that most others agree with; of equals the first. Large answers take seconds to compare, so the
    first with which all agree ends the search."""
    votes: dict[str, int] = {}
    for name, answer in answers.items():
        votes[name] = sum(first_difference(other, answer) is None for other in answers.values())
        if votes[name] == len(answers):
            break
    return max(votes, key=lambda name: votes[name])


def judge(answers: dict[str, Answer]) -> dict[str, str | None]:
    """Per answer None, or its first difference from the reference."""
    if not answers:
        return {}
    reference = answers[choose_reference(answers)]
    return {name: first_difference(answer, reference) for name, answer in answers.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", nargs="+", type=Path)
    parser.add_argument("--result", type=Path, help="rater's result.json, compared where it can be")
    options = parser.parse_args()
    answers = {str(path): read_answer(path) for path in options.answers}
    if len(answers) + (options.result is not None) < 2:
        parser.error("nothing to compare with: name two answers, or --result")
    verdicts = judge(answers)
    numbers = {name: count_numbers(answer) for name, answer in answers.items()}
    if options.result:
        part = rater_result.read_part(options.result)
        reference = answers[choose_reference(answers)]
        name = str(options.result)
        numbers[name] = count_numbers(part)
        verdicts[name] = ("no number to compare" if numbers[name] == 0
                          else first_partial_difference(part, reference))
    for name, difference in verdicts.items():
        print(f"{name}: {numbers[name]} numbers, {'WRONG: ' + difference if difference else 'agrees'}")
    return 1 if any(verdicts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
