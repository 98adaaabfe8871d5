"""One input file of the sample: rows of facts written down in a dealer's style, with dirt put in
by name. Every row carries the fate it was given here, so what the engine must report is known
without running it."""
import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from facts import Row

TIME_FORMATS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda t: f"{t:%Y-%m-%d %H:%M}",
    "seconds": lambda t: f"{t:%Y-%m-%d %H:%M}:59",  # seconds are cut off
    "letter_t": lambda t: f"{t:%Y-%m-%dT%H:%M}:00",
    "offset": lambda t: f"{t:%Y-%m-%dT%H:%M}:00+08:00",
    "zulu": lambda t: f"{t - timedelta(hours=8):%Y-%m-%dT%H:%M}:00Z",
    "slash": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M}",
    "slash_seconds": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M}:07",
    "chinese": lambda t: f"{t.year}年{t.month}月{t.day}日 {t.hour}:{t:%M}",
    "dot": lambda t: f"{t.year}.{t.month}.{t.day} {t:%H:%M}",
}
DATE_FORMATS: dict[str, Callable[[date], str]] = {
    "slash": lambda d: f"{d.year}/{d.month}/{d.day}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "dot": lambda d: f"{d.year}.{d.month}.{d.day}",
}
MONEY_FORMATS: dict[str, Callable[[int], str]] = {
    "plain": lambda fen: f"{fen / 100:.2f}",
    "yen": lambda fen: f"¥{fen / 100:,.2f}",  # a thousands comma makes the cell a quoted one
    "wide_yen": lambda fen: f"￥{fen // 100}",
    "yuan": lambda fen: f"{fen // 100}元",
}
MONEY_COLUMNS = {"material_fee", "labour_fee", "amount", "cost"}


@dataclass(frozen=True)
class Style:
    encoding: str = "utf-8"  # utf-8, utf-8-bom, gb18030
    newline: str = "\n"
    final_newline: bool = True
    times: tuple[str, ...] = ("iso",)
    bools: tuple[tuple[str, str], ...] = (("是", "否"),)
    money: tuple[str, ...] = ("plain",)
    missing: tuple[str, ...] = ("",)
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # column -> value -> as written
    is_gzip: bool = False


@dataclass
class Entry:
    """One record, or an empty line (fate "no row")."""
    cells: list[str]
    fate: str  # used, superseded, no row, or the rule that rejects it
    raw: bytes | None = None  # instead of the cells
    bad_fields: list[tuple[str, str]] = field(default_factory=list)  # (column, rule)
    unlisted: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # (dirt, outcome)


def quoted(cell: str) -> str:
    if any(c in cell for c in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


class Sheet:
    def __init__(self, path: str, table: str, headers: dict[str, str], style: Style):
        self.path, self.table, self.headers, self.style = path, table, headers, style
        self.columns = list(headers)
        self.entries: list[Entry] = []
        self.notes: list[tuple[str, str]] = []  # about the file as a whole

    # Clean rows ------------------------------------------------------------------------------

    def cell(self, column: str, value: object, turn: int) -> str:
        """A value in this file's style; `turn` walks through the style's variants."""
        style = self.style
        if value is None:
            return style.missing[(turn + len(column)) % len(style.missing)]
        if isinstance(value, bool):
            return style.bools[turn % len(style.bools)][0 if value else 1]
        if isinstance(value, datetime):
            return TIME_FORMATS[style.times[turn % len(style.times)]](value)
        if isinstance(value, date):
            return DATE_FORMATS.get(style.times[turn % len(style.times)], date.isoformat)(value)
        if column in MONEY_COLUMNS:
            return MONEY_FORMATS[style.money[turn % len(style.money)]](value)
        return style.words.get(column, {}).get(value, str(value))

    def add(self, row: Row, fate: str = "used") -> None:
        turn = len(self.entries)
        cells = [self.cell(column, row.get(column), turn) for column in self.columns]
        self.entries.append(Entry(cells, fate))

    # Dirt ------------------------------------------------------------------------------------

    def find(self, key: str) -> int:
        """The row whose first cell is key."""
        return next(i for i, entry in enumerate(self.entries) if entry.cells[:1] == [key])

    def change(self, key: str, column: str, text: str, dirt: str, outcome: str,
               bad: str | None = None, unlisted: bool = False) -> None:
        """Overwrite a cell of a row that stays what it is; `bad`: the rule its field breaks."""
        entry = self.entries[self.find(key)]
        entry.cells[self.columns.index(column)] = text
        if bad:
            entry.bad_fields.append((column, bad))
        if unlisted:
            entry.unlisted.append(column)
        entry.notes.append((dirt, outcome))

    def insert(self, after: str, fate: str, dirt: str, *, outcome: str = "", key: str | None = None,
               cells: dict[str, str] | None = None,
               record: Callable[[list[str]], str] | None = None,
               mangle: Callable[[bytes], bytes] | None = None) -> None:
        """A further record behind the row `after`: that row's cells with a key of its own, other
        cells exchanged; or what `record` makes of them; `mangle` works on the encoded bytes."""
        place = self.find(after)
        copy = list(self.entries[place].cells)
        if key is not None:
            copy[0] = key
        for column, text in (cells or {}).items():
            copy[self.columns.index(column)] = text
        entry = Entry(copy, fate)
        if record or mangle:
            text = record(copy) if record else ",".join(map(quoted, copy))
            encoded = text.encode(self.style.encoding.removesuffix("-bom"))
            entry.raw = mangle(encoded) if mangle else encoded
        default = "used" if fate == "used" else f"row rejected: `{fate}`"
        entry.notes.append((dirt, outcome or default))
        self.entries.insert(place + 1, entry)

    def append(self, fate: str, text: str, dirt: str, outcome: str = "") -> None:
        """A line as it stands at the end of the file."""
        encoded = text.encode(self.style.encoding.removesuffix("-bom"))
        self.entries.append(Entry([], fate, encoded, notes=[
            (dirt, outcome or f"row rejected: `{fate}`")]))

    # Writing ---------------------------------------------------------------------------------

    def records(self) -> list[bytes]:
        encoding = self.style.encoding.removesuffix("-bom")
        header = ",".join(map(quoted, self.headers.values())).encode(encoding)
        return [header] + [entry.raw if entry.raw is not None
                           else ",".join(map(quoted, entry.cells)).encode(encoding)
                           for entry in self.entries]

    def content(self) -> bytes:
        newline = self.style.newline.encode()
        mark = b"\xef\xbb\xbf" if self.style.encoding == "utf-8-bom" else b""
        return mark + newline.join(self.records()) + (newline if self.style.final_newline else b"")

    def stored(self) -> bytes:
        return gzip.compress(self.content(), mtime=0) if self.style.is_gzip else self.content()

    def dirt(self) -> list[tuple[int, str, str]]:
        """(physical line, dirt, outcome) in the order of the file; line 1 speaks of the file."""
        found = [(1, *note) for note in self.notes]
        records = self.records()
        line = 2 + records[0].count(b"\n")
        for entry, record in zip(self.entries, records[1:]):
            found += [(line, *note) for note in entry.notes]
            line += 1 + record.count(b"\n")
        return found

    def expected(self) -> dict:
        fates = Counter(entry.fate for entry in self.entries)
        rows_in = len(self.entries) - fates.pop("no row", 0)
        used, superseded = fates.pop("used", 0), fates.pop("superseded", 0)
        bad = Counter(field for entry in self.entries for field in entry.bad_fields)
        unlisted = Counter(column for entry in self.entries for column in entry.unlisted)
        return {
            "table": self.table, "encoding": self.style.encoding, "rows_in": rows_in, "used": used,
            "rejected": dict(sorted(fates.items())), "superseded": superseded,
            "bad_fields": [{"column": column, "rule": rule, "count": count}
                           for (column, rule), count in sorted(bad.items())],
            "unlisted": dict(sorted(unlisted.items())),
            "unknown_headers": [header for column, header in self.headers.items()
                                if column.startswith("unknown")]}
