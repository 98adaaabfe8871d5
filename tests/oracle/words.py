"""What customers write, and phrases to avoid: marks of texts found by looking for every word at every
place, as engine/FORMATS.md section 12 says.
"""
from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Callable, NamedTuple

from config import Config
from decode import MINUTES_A_DAY, small
from kinds import Share
from metrics import Metric
from months import month_of
from read import Inputs, Row

LEXICON = Path(__file__).resolve().parents[2] / "datasets/lexicon"
PHRASES = json.loads((LEXICON / "phrases.json").read_text("utf-8"))
TOPICS = json.loads((LEXICON / "topics.json").read_text("utf-8"))
GROUPS = ("refusal", "vagueness", "blame", "provocation")
YEAR_MONTHS = 12


class Found(NamedTuple):
    first: int
    past: int
    meaning: tuple


class Mark(NamedTuple):
    groups: frozenset[str]
    praised: frozenset[str]
    blamed: frozenset[str]
    wished: frozenset[str]
    is_strong: bool  # a strong complaint


def shapes(word: str) -> list[str]:
    return [small(word), small(word).replace("'", "\u2019")]


def phrase_words() -> dict[str, tuple]:
    words = {shape: ("exception",) for text in PHRASES["exceptions"] for shape in shapes(text.strip())}
    for group in GROUPS:
        for phrase in PHRASES["groups"][group]:
            for text in [phrase] if isinstance(phrase, str) else phrase:
                words |= {shape: ("phrase", group) for shape in shapes(text.strip())}
    return words


def topic_words() -> dict[str, tuple]:
    words = {shape: ("break",) for text in TOPICS["breaks"] for shape in shapes(text)}
    for role in ("negators", "intensifiers", "wishes", "neutral"):
        words |= {shape: (role,) for text in TOPICS[role] for shape in shapes(text.strip())}
    for topic in [TOPICS["general"], *TOPICS["topics"]]:
        own = None if topic is TOPICS["general"] else topic["name"]
        for role in ("words", "praise", "complaint"):
            for text in topic.get(role, []):
                words |= {shape: (role, own) for shape in shapes(text.strip())}
    return words


PHRASE_WORDS, TOPIC_WORDS = phrase_words(), topic_words()


def is_latin(text: str, at: int) -> bool:
    if not 0 <= at < len(text):
        return False
    return (text[at].isascii() and text[at].isalnum()) or "\u00c0" <= text[at] <= "\u027f"


def stands_alone(text: str, first: int, past: int) -> bool:
    return not (is_latin(text, first) and is_latin(text, first - 1)
                or is_latin(text, past - 1) and is_latin(text, past))


def all_words(text: str, words: dict[str, tuple]) -> list[Found]:
    lower, longest = small(text), max(map(len, words))
    return [Found(first, past, words[lower[first:past]]) for first in range(len(text))
            for past in range(min(first + longest, len(text)), first, -1)
            if lower[first:past] in words and stands_alone(text, first, past)]


def leftmost(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.first, -one.past)):
        if not kept or one.first >= kept[-1].past:
            kept.append(one)
    return kept


def clauses(found: list[Found]) -> list[list[Found]]:
    """Words between two breaks: a break counts where it ends."""
    parts: list[list[Found]] = [[]]
    for one in sorted(found, key=lambda one: (one.past, one.first)):
        if one.meaning == ("break",):
            parts.append([])
        else:
            parts[-1].append(one)
    return [leftmost(part) for part in parts]


def tokens(text: str) -> int:
    count, before = 0, ""
    for letter in text:
        word = letter.isascii() and letter.isalnum()
        count += not letter.isascii() or (word and not (before.isascii() and before.isalnum()))
        before = letter
    return count


def is_near(text: str, past: int, first: int) -> bool:
    return tokens(text[past - 1:first]) - tokens(text[past - 1:past]) <= TOPICS["window"]


def opinions(text: str, clause: list[Found]) -> list[tuple[str, set[str], bool]]:
    """(praise or complaint, topics, strong) of the clause."""
    named = {one.meaning[1] for one in clause if one.meaning[0] == "words"} or {TOPICS["general"]["name"]}
    told, waiting = [], {"negators": [], "intensifiers": []}
    for one in clause:
        role = one.meaning[0]
        if role in waiting:
            waiting[role].append(one.past)
        if role not in ("praise", "complaint"):
            continue
        negators, strong = waiting["negators"], waiting["intensifiers"]
        negated = len(negators) % 2 == 1 and is_near(text, negators[-1], one.first)
        stressed = bool(strong) and not negated and is_near(text, strong[-1], one.first)
        if role == "praise" or not negated:
            own = {one.meaning[1]} if one.meaning[1] else named
            told.append(("complaint" if negated else role, own, stressed))
        waiting = {"negators": [], "intensifiers": []}
    return told


def mark(text: str, is_wish: bool = False) -> Mark:
    phrases = leftmost(all_words(text, PHRASE_WORDS))
    groups = frozenset(one.meaning[1] for one in phrases if one.meaning[0] == "phrase")
    sides: dict[str, set[str]] = {"praise": set(), "complaint": set(), "wish": set()}
    is_strong = False
    for clause in clauses(all_words(text, TOPIC_WORDS)):
        if is_wish:
            sides["wish"] |= {one.meaning[1] for one in clause if len(one.meaning) > 1 and one.meaning[1]}
        elif not any(one.meaning == ("wishes",) for one in clause):
            for side, topics, stressed in opinions(text, clause):
                sides[side] |= topics
                is_strong |= stressed and side == "complaint"
    return Mark(groups, *(frozenset(sides[side]) for side in ("praise", "complaint", "wish")), is_strong)


MARKS: dict[tuple[str, bool], Mark] = {}


def mark_of(row: Row, column: str) -> Mark | None:
    text = row.get(column)
    if text is None or not text.strip(" \t\r\n"):
        return None
    key = (text, column == "wish")
    if key not in MARKS:
        MARKS[key] = mark(*key)
    return MARKS[key]


def told_by(column: str, ask: Callable[[Mark], bool]) -> Callable[[Row], bool | None]:
    def observe(row: Row) -> bool | None:
        found = mark_of(row, column)
        return None if found is None else bool(ask(found))
    return observe


def row_metrics(inputs: Inputs, config: Config) -> list[Metric]:
    metrics = []
    if inputs.has("calls", "note"):
        agents = ("agent",)
        metrics.append(Metric("phrases.any.share", "calls", Share, told_by("note", lambda m: m.groups), False, axes=agents))
        metrics += [Metric(f"phrases.{group}.share", "calls", Share,
                           told_by("note", lambda m, own=group: own in m.groups), False, axes=agents) for group in GROUPS]
    if inputs.has("surveys", "comment"):
        asked = {"phrases.comments.share": (lambda m: m.groups, False), "voice.praise.share": (lambda m: m.praised, True),
                 "voice.complaint.share": (lambda m: m.blamed, False), "voice.strong_complaint.share": (lambda m: m.is_strong, False)}
        metrics += [Metric(name, "surveys", Share, told_by("comment", ask), better, axes=("dealer",))
                    for name, (ask, better) in asked.items()]
    return metrics


def marks_of_months(inputs: Inputs, column: str, first: int, last: int) -> list[tuple[Row, Mark]]:
    seen = [(row, mark_of(row, column)) for row in inputs.tables["surveys"].rows
            if first <= month_of(row["surveyed_at"] // MINUTES_A_DAY) <= last]
    return [(row, found) for row, found in seen if found is not None]


def topic_shares(inputs: Inputs, month: int, told_as: Callable) -> list:
    """(metric, topic, share) of every topic that is told; of none the network alone."""
    told = []
    for metric, column, side in (("praise", "comment", "praised"), ("complaint", "comment", "blamed"), ("wish", "wish", "wished")):
        if not inputs.has("surveys", column):
            continue
        marks = [found for _, found in marks_of_months(inputs, column, month, month)]
        names = sorted({name for found in marks for name in getattr(found, side)})
        for name in names:
            told.append(told_as(f"voice.topic.{metric}.share", "topic", name, Share([name in getattr(found, side) for found in marks])))
        if not names:
            told.append(told_as(f"voice.topic.{metric}.share", "", "", None, len(marks)))
    return told


def dealers_of_year(inputs: Inputs, config: Config, month: int, told_as: Callable) -> list:
    if not inputs.has("surveys", "comment"):
        return []
    marks = marks_of_months(inputs, "comment", month - YEAR_MONTHS + 1, month)
    whole = Share([bool(found.groups) for _, found in marks])
    name = "phrases.comments_year.share"
    told = [told_as(name, "", "", whole)]
    if not inputs.has("surveys", "dealer_id"):
        return told
    keys = sorted({row["dealer_id"] for row, _ in marks if row.get("dealer_id") is not None})
    own = {key: [bool(found.groups) for row, found in marks if row.get("dealer_id") == key] for key in keys}
    base = max(config.minimum_base, 1)
    left = len(marks) - sum(len(seen) for seen in own.values() if len(seen) >= base)
    held = min((key for key in keys if len(own[key]) >= base), key=lambda key: (len(own[key]), key), default=None)
    if not 0 < left < min(base, config.private_below):
        held = None
    for key in keys:
        share = Share(own[key])
        rest_n, rest_met = len(marks) - len(own[key]), sum(bool(found.groups) for _, found in marks) - sum(own[key])
        rest = Share([True] * rest_met + [False] * (rest_n - rest_met))
        p = share.minus(rest).p if rest_n >= config.judged_base and rest_n > 0 else None
        above = Fraction(sum(own[key]), len(own[key])) > Fraction(rest_met, rest_n) if rest_n else False
        told.append(told_as(name, "dealer", key, None if key == held else share, len(own[key]), p, above))
    return told


KNOWN = {"phrases.any.share", *(f"phrases.{group}.share" for group in GROUPS), "phrases.comments.share",
         "phrases.comments_year.share", "voice.praise.share", "voice.complaint.share", "voice.strong_complaint.share",
         *(f"voice.topic.{side}.share" for side in ("praise", "complaint", "wish"))}


def sentence(r: Random) -> str:
    """Words of both lists with others between, in any case, well written or not."""
    others = ["师傅", "the", " ", "我", "a", ", ", "，", "X", "é", "。", "\n", "是", "'", "\u2019", "wasn't it "]
    words = [*PHRASE_WORDS, *TOPIC_WORDS]
    text = "".join(r.choice(others) if r.random() < 0.5 else r.choice(words) for _ in range(r.randint(1, 9)))
    return text.upper() if r.random() < 0.1 else text


def fill_rows(world, seed: int) -> None:
    """Texts by draws of their own."""
    r = Random(f"words {seed}")
    for row in world.tables["surveys"]:
        row["comment"] = sentence(r) if r.random() < 0.6 else row.get("comment")
        row["wish"] = sentence(r) if r.random() < 0.4 else None
    for row in world.tables.get("calls", []):
        row["note"] = sentence(r) if r.random() < 0.7 else None
