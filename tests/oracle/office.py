"""Parts on loan and monthly returns: the ledger piece by piece, the calendar month by month.

Read as the definition of `materials.*` and `returns.*`: every piece is settled by itself, oldest
first, and every sum is added up anew from the rows.
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from config import Config
from kinds import Number, Share, benjamini_hochberg
from months import add_months, civil, month_of, month_text
from numeric import Z, exact, t_p
from read import Inputs

CLASSES = {"issue": "issue", "return": "return", "charge": "charge", "gift": "exempt", "office": "exempt",
           "brochure": "exempt", "approved": "exempt", "count": "count"}
DAY_ORDER = ("issue", "return", "charge", "exempt", "count")  # of one day's movements
AGE_ENDS = (0, 30, 60, 90, 180, None)
ROW_FEN_LIMIT = 10**10
EPOCH_MONTH = 12 * 1970
AXIS = "dealer"


def cut(numerator: int, denominator: int) -> int:
    """The quotient without its fraction, as C divides."""
    whole = abs(numerator) // abs(denominator)
    return whole if (numerator < 0) == (denominator < 0) else -whole


def text_order(text: str | None) -> tuple[bool, bytes]:
    """Missing first, then by bytes: as the engine numbers its names."""
    return text is not None, (text or "").encode()


@dataclass
class Lot:
    day: int
    pieces: int
    fen: int
    open: int = 0

    def open_fen(self) -> int:
        return cut(self.fen * self.open, self.pieces)


@dataclass
class Account:
    dealer: str | None
    part: str | None
    lots: list[Lot] = field(default_factory=list)
    pieces: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    fen: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    settled_fen: int = 0
    credit: int = 0
    given: int = 0
    counted: tuple[int, int, int, int] | None = None  # day, counted, book, fen of the difference
    settled: list[tuple[int, int]] = field(default_factory=list)  # of each settled piece: issued, settled

    def settle(self, pieces: int, day: int) -> int:
        """One piece after the other, the oldest first; how many found something open."""
        for done in range(pieces):
            lot = next((lot for lot in self.lots if lot.open > 0), None)
            if lot is None:
                return done
            before = lot.open_fen()
            lot.open -= 1
            self.settled_fen += before - lot.open_fen()
            self.settled.append((lot.day, day))
        return pieces

    def issue(self, pieces: int, fen: int, day: int) -> None:
        self.lots.append(Lot(day, pieces, fen, pieces))
        self.credit -= self.settle(min(self.credit, pieces), day)

    def move(self, kind: str, pieces: int, fen: int, day: int) -> None:
        """What one day's rows of a kind come to."""
        if kind == "count":
            book = sum(lot.open for lot in self.lots) - self.credit
            value = cut(self.lots[-1].fen * (pieces - book), self.lots[-1].pieces) if self.lots else 0
            self.counted = day, pieces, book, value
            return
        self.fen[kind] += fen
        if kind == "exempt":
            settled = self.settle(max(pieces, 0), day)
            self.pieces[kind] += settled
            self.given += pieces - settled
            return
        self.pieces[kind] += pieces
        if kind == "issue" and pieces > 0:
            self.issue(pieces, fen, day)
            return
        if kind == "issue" or pieces < 0:
            self.settled_fen += fen
        if kind != "issue" and pieces < 0:
            self.issue(-pieces, -fen, day)
            return
        self.credit += abs(pieces) - self.settle(abs(pieces), day)

    def open_pieces(self) -> list[tuple[int, int]]:
        """(day of issue, pieces) of what is open."""
        return [(lot.day, lot.open) for lot in self.lots if lot.open > 0]

    def outstanding(self) -> tuple[int, int]:
        return (sum(lot.open for lot in self.lots) - self.credit,
                sum(lot.open_fen() for lot in self.lots))

    def overdue(self, last: int) -> tuple[int, int]:
        """Of lots issued on or before that day."""
        lots = [lot for lot in self.lots if lot.day <= last]
        return sum(lot.open for lot in lots), sum(lot.open_fen() for lot in lots)

    def oldest(self, last: int) -> int | None:
        return min((day for day, _ in self.open_pieces() if day <= last), default=None)

    def numbers(self, last: int) -> list[int]:
        pieces, fen = self.outstanding()
        late, late_fen = self.overdue(last)
        return [self.pieces["issue"], self.pieces["return"], self.pieces["charge"], self.pieces["exempt"],
                pieces, late, self.fen["issue"], self.settled_fen, fen, late_fen, self.fen["charge"]]


def priced(row: dict) -> int | None:
    price = row.get("unit_price")
    fen = None if price is None else price * row["quantity"]
    return None if fen is None or abs(fen) > ROW_FEN_LIMIT else fen


def read_ledger(inputs: Inputs, end: int) -> list[Account]:
    """Accounts in the order of dealers and parts, walked up to the day `end`."""
    days = defaultdict(lambda: [0, 0])  # (account, day, kind) → pieces, fen
    keys = set()
    for row in inputs.tables["materials"].rows:
        if row.get("kind") is None or row.get("quantity") is None:
            continue
        key = row.get("dealer_id"), row.get("part")
        keys.add(key)
        if row["kind"] in CLASSES and row["moved_on"] <= end:
            sums = days[key, row["moved_on"], CLASSES[row["kind"]]]
            sums[0] += row["quantity"]
            sums[1] += priced(row) or 0
    accounts = {key: Account(*key) for key in sorted(keys, key=lambda key: (text_order(key[0]), text_order(key[1])))}
    for (key, day, kind), (pieces, fen) in sorted(days.items(), key=lambda item: (item[0][1], DAY_ORDER.index(item[0][2]))):
        accounts[key].move(kind, pieces, fen, day)
    return list(accounts.values())


def ranked(rows: list, size) -> list:
    """Largest first; what is equal stays in order."""
    return sorted(rows, key=lambda row: tuple(-number for number in size(row)))


def day_text(day: int | None) -> str | None:
    return None if day is None else civil(day).isoformat()


def sums(rows: list[list[int]], count: int) -> list[int]:
    return [sum(row[i] for row in rows) for i in range(count)]


def ledger_tables(accounts: list[Account], end: int, limit: int) -> dict[str, list[list]]:
    last = end - limit - 1  # who was issued later is not overdue
    tables = {}
    told = ranked([a for a in accounts if a.outstanding() != (0, 0)], lambda a: a.outstanding()[::-1])
    tables["materials.ledger"] = [[a.dealer, a.part, *a.numbers(last), day_text(a.oldest(last))] for a in told[:500]]
    dealers = defaultdict(list)
    for account in accounts:
        dealers[account.dealer].append(account)
    rows = []
    for dealer, own in dealers.items():
        oldest = [a.oldest(last) for a in own if a.oldest(last) is not None]
        rows.append([dealer, *sums([a.numbers(last) for a in own], 11), day_text(min(oldest, default=None))])
    tables["materials.dealers"] = ranked(rows, lambda row: (row[9], row[5]))[:200]
    counted = [a for a in accounts if a.counted is not None and a.counted[1] != a.counted[2]]
    counted = ranked(counted, lambda a: (abs(a.counted[3]), abs(a.counted[1] - a.counted[2])))[:200]
    if counted:
        tables["materials.counts"] = [[a.dealer, a.part, day_text(a.counted[0]), a.counted[1], a.counted[2],
                                       a.counted[1] - a.counted[2], a.counted[3]] for a in counted]
    return tables


def ageing(accounts: list[Account], end: int, limit: int) -> list[list]:
    rows, start = [], None
    for stop in AGE_ENDS:
        own = [[lot for lot in a.lots if lot.open > 0 and (start is None or end - lot.day - limit >= start)
                and (stop is None or end - lot.day - limit <= stop)] for a in accounts]
        lots = [lot for account in own for lot in account]
        rows.append([start, stop, sum(bool(account) for account in own), sum(lot.open for lot in lots),
                     sum(lot.open_fen() for lot in lots)])
        start = None if stop is None else stop + 1
    return rows


def months_table(inputs: Inputs, month: int) -> list[list]:
    cells = defaultdict(lambda: [0, 0])
    seen = {month}
    for row in inputs.tables["materials"].rows:
        own = month_of(row["moved_on"])
        if row.get("kind") is None or row.get("quantity") is None or not month - 24 < own <= month:
            continue
        seen.add(own)
        if row["kind"] in CLASSES:
            cells[own, CLASSES[row["kind"]]][0] += row["quantity"]
            cells[own, CLASSES[row["kind"]]][1] += priced(row) or 0
    return [[month_text(own), *(number for kind in ("issue", "charge", "return", "exempt") for number in cells[own, kind])]
            for own in range(min(seen), month + 1)]


def total_row(inputs: Inputs, accounts: list[Account], end: int, limit: int) -> list[int]:
    rows = inputs.tables["materials"].rows
    counted = [a.counted for a in accounts if a.counted is not None]
    over = [c for c in counted if c[1] > c[2]]
    under = [c for c in counted if c[1] <= c[2]]
    usable = [row for row in rows if row.get("kind") is not None and row.get("quantity") is not None]
    return [*sums([a.numbers(end - limit - 1) for a in accounts], 11), sum(a.given for a in accounts),
            sum(c[1] - c[2] for c in over), sum(abs(c[3]) for c in over),
            sum(c[2] - c[1] for c in under), sum(abs(c[3]) for c in under), len(accounts), len(counted), limit,
            len(rows), len(rows) - len(usable), sum(priced(row) is None for row in usable)]


@dataclass
class Clusters:
    """Counts (met, n) of clusters, in groups: how much more the clusters of a group scatter than so many rows would."""
    groups: list[list[tuple[int, int]]]

    def factor(self) -> tuple[Fraction, int]:
        """Pearson's dispersion within the groups, at least 1, and its degrees of freedom."""
        scatter, df = Fraction(0), 0
        for group in self.groups:
            rows = [(met, n) for met, n in group if n > 0]
            met, n = sum(m for m, _ in rows), sum(n for _, n in rows)
            if met in (0, n):
                continue
            share = Fraction(met, n)
            scatter += sum(n * (Fraction(m, n) - share) ** 2 for m, n in rows) / (share * (1 - share))
            df += len(rows) - 1
        factor = scatter / df if df else Fraction(1)
        return (factor if factor > 1 + Fraction(1, 10**9) else Fraction(1)), df


class ClusteredShare:
    """met of n with Wilson's interval of met / factor of n / factor."""
    unit = "share"

    def __init__(self, met: int, n: int, factor: Fraction):
        self.met, self.n, self.factor = met, n, factor

    def value(self) -> Fraction | None:
        return Fraction(self.met, self.n) if self.n else None

    def interval(self):
        x, n = Fraction(self.met) / self.factor, Fraction(self.n) / self.factor
        middle = 2 * exact(x) + Z * Z
        reach = Z * (Z * Z + exact(4 * x * (n - x) / n)).sqrt()
        below = 2 * (exact(n) + Z * Z)
        return (Fraction(0) if self.met == 0 else (middle - reach) / below,
                Fraction(1) if self.met == self.n else (middle + reach) / below)


def equal_p(own: tuple[int, int], rest: tuple[int, int], within: Clusters) -> Number:
    """Two-sided p of equal shares of clustered rows."""
    one, other = (Share([True] * met + [False] * (n - met)) for met, n in (own, rest))
    difference = one.minus(other)
    factor, df = within.factor()
    if factor == 1 or difference.statistic is None:
        return difference.p
    return max(exact(difference.p), t_p(difference.statistic / exact(factor).sqrt(), exact(df)))


def tell_share(metric: str, counts: dict[tuple[str | None, object], tuple[int, int]], higher_is_better: bool,
               month: int, config: Config, result, estimate_of, with_dealers: bool = True) -> None:
    """The network and each dealer; `counts` are those of clusters (dealer, cluster)."""
    base, period = config.minimum_base, month_text(month)
    groups = defaultdict(list)
    for (dealer, _), count in counts.items():
        groups[dealer].append(count)
    whole = sum(m for m, _ in counts.values()), sum(n for _, n in counts.values())
    network = ClusteredShare(*whole, Clusters([list(counts.values())]).factor()[0])
    result.add(estimate_of(network, metric, "", "", period, max(base, 1)))
    if not with_dealers:
        return
    within = Clusters(list(groups.values()))
    estimates, p_values, above = [], [], []
    for dealer in sorted((d for d in groups if d is not None), key=text_order):
        own = sum(m for m, _ in groups[dealer]), sum(n for _, n in groups[dealer])
        if own[1] == 0:
            continue
        rest = whole[0] - own[0], whole[1] - own[1]
        estimate = estimate_of(ClusteredShare(*own, within.factor()[0]), metric, AXIS, dealer, period, base)
        judged = max(config.judged_base, 1)
        testable = estimate.status != "refused" and own[1] >= judged and rest[1] >= judged
        p_values.append(equal_p(own, rest, within) if testable else None)
        above.append(own[0] * rest[1] > rest[0] * own[1])
        estimates.append(estimate)
    for estimate, q, is_above in zip(estimates, benjamini_hochberg(p_values), above):
        good = is_above == higher_is_better
        estimate.verdict = ("cannot_say" if q is None else "consistent" if q >= Fraction(5, 100)
                            else "better" if good else "worse")
        result.add(estimate)


def due_counts(account: Account, end: int, year: int, limit: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(settled in time, due within the year) and (still open, due so far), in pieces."""
    due = [(issued + limit, settled) for issued, settled in account.settled if issued + limit <= end]
    kept = [issued + limit for issued, pieces in account.open_pieces() for _ in range(pieces) if issued + limit <= end]
    late = sum(day >= year for day in kept)
    recent = [(day, settled) for day, settled in due if day >= year]
    return ((sum(settled <= day for day, settled in recent), len(recent) + late), (len(kept), len(due) + len(kept)))


def first_day(month: int) -> int:
    return add_months(0, month - EPOCH_MONTH)


def measure_materials(inputs: Inputs, config: Config, month: int, result, estimate_of) -> None:
    end, year, limit = first_day(month + 1) - 1, first_day(month - 11), config.material_days
    accounts = read_ledger(inputs, end)
    for account in accounts:  # every fen balances
        pieces, fen = account.outstanding()
        assert account.pieces["issue"] == pieces + sum(account.pieces[k] for k in ("return", "charge", "exempt"))
        assert account.fen["issue"] == account.settled_fen + fen
    counts = [{(a.dealer, a.part): due_counts(a, end, year, limit)[which] for a in accounts} for which in (0, 1)]
    tell_share("materials.in_time.share", counts[0], True, month, config, result, estimate_of,
               with_dealers=False)
    tell_share("materials.kept.share", counts[1], False, month, config, result, estimate_of)
    result.tables |= ledger_tables(accounts, end, limit)
    result.tables["materials.ageing"] = ageing(accounts, end, limit)
    result.tables["materials.months"] = months_table(inputs, month)
    result.tables["materials.total"] = [total_row(inputs, accounts, end, limit)]


RETURN_KINDS = ("install", "repair")
CALENDAR_MONTHS, NETWORK_MONTHS = 24, 13


@dataclass
class Calendar:
    """What every dealer owed: (dealer, month, kind) → (status, day of submission)."""
    dealers: list[str]
    months: list[int]
    returns: dict[tuple[str, int, str], tuple[str, int | None]]
    last: dict[str, int]  # dealer → last month handed in

    def statuses(self, dealer: str, month: int) -> list[str]:
        return [self.returns[dealer, month, kind][0] for kind in RETURN_KINDS if (dealer, month, kind) in self.returns]


def due_day(month: int, config: Config) -> int:
    return first_day(month + 1) + config.return_day - 1


def read_calendar(inputs: Inputs, config: Config, month: int) -> Calendar:
    end = first_day(month + 1) - 1
    rows = [(row["dealer_id"], month_of(row["month"]), row["kind"], row.get("submitted_on"))
            for row in inputs.tables["returns"].rows
            if row.get("dealer_id") is not None and row.get("kind") in RETURN_KINDS and month_of(row["month"]) < month]
    dealers = sorted({row[0] for row in rows}, key=text_order)
    first = max(min((row[1] for row in rows), default=month), month - CALENDAR_MONTHS)
    months, returns = list(range(first, month)), {}
    for dealer in dealers:
        joined = min(row[1] for row in rows if row[0] == dealer)
        for own in months:
            for kind in {row[2] for row in rows}:
                days = [row[3] for row in rows if row[:3] == (dealer, own, kind)]
                known = [day for day in days if day is not None and day <= end]
                if own < joined:
                    continue
                if known:
                    returns[dealer, own, kind] = ("on_time" if min(known) <= due_day(own, config) else "late"), min(known)
                else:
                    returns[dealer, own, kind] = ("undated" if None in days else "missing"), None
    return Calendar(dealers, months, returns, {d: max(row[1] for row in rows if row[0] == d) for d in dealers})


def counts_of(statuses: list[str]) -> list[int]:
    return [len(statuses), *(statuses.count(status) for status in ("on_time", "late", "missing", "undated"))]


def latest(calendar: Calendar, dealer: str, holds) -> int:
    """How many of the latest months in a row."""
    count = 0
    for month in reversed(calendar.months):
        if not holds(calendar.statuses(dealer, month)):
            break
        count += 1
    return count


def calendar_tables(inputs: Inputs, calendar: Calendar, config: Config) -> dict[str, list[list]]:
    names = {row[c] for table in inputs.tables.values() for c, column in table.schema["columns"].items()
             if column.get("domain") == "dealer" for row in table.rows if row.get(c) is not None}
    rows = inputs.tables["returns"].rows
    lost = sum(row.get("dealer_id") is None or row.get("kind") is None for row in rows)
    tables = {"returns.total": [[len(calendar.dealers), len(names) - len(calendar.dealers), config.return_day, len(rows), lost]],
              "returns.months": [[month_text(m), day_text(due_day(m, config)),
                                  *counts_of([s for d in calendar.dealers for s in calendar.statuses(d, m)])]
                                 for m in calendar.months]}
    dealers = []
    for dealer in calendar.dealers:
        every = counts_of([s for m in calendar.months for s in calendar.statuses(dealer, m)])
        streak = latest(calendar, dealer, lambda own: "late" in own or "missing" in own)
        silent = latest(calendar, dealer, lambda own: bool(own) and set(own) == {"missing"})
        dealers.append([dealer, *every, streak, silent, month_text(calendar.last[dealer])])
    tables["returns.dealers"] = ranked(dealers, lambda row: (row[7], row[4], row[3]))[:200]
    tables["returns.open"] = [
        [month_text(m), d, kind, status, day_text(due_day(m, config)), day_text(day)]
        for m in reversed(calendar.months[-12:]) for d in calendar.dealers for kind in RETURN_KINDS
        for status, day in [calendar.returns.get((d, m, kind), ("", None))] if status in ("late", "missing")][:500]
    return tables


def measure_returns(inputs: Inputs, config: Config, month: int, result, estimate_of) -> None:
    calendar = read_calendar(inputs, config, month)
    for metric, status, good, skipped in (("returns.on_time.share", "on_time", True, ("undated",)),
                                          ("returns.missing.share", "missing", False, ())):
        counts = {}
        for dealer in calendar.dealers:
            for own in calendar.months:
                seen = [s for s in calendar.statuses(dealer, own) if s not in skipped]
                counts[dealer, own] = seen.count(status), len(seen)
        tell_share(metric, counts, good, month, config, result, estimate_of)
        del result.estimates[f"{metric}||{month_text(month)}"]  # the network is told month by month
        for due in calendar.months[-NETWORK_MONTHS:] or [month - 1]:
            own = [counts.get((dealer, due), (0, 0)) for dealer in calendar.dealers]
            share = ClusteredShare(sum(m for m, _ in own), sum(n for _, n in own), Clusters([own]).factor()[0] if own else Fraction(1))
            result.add(estimate_of(share, metric, "", "", month_text(due + 1), max(config.minimum_base, 1)))
    result.tables |= calendar_tables(inputs, calendar, config)


def measure_office(inputs: Inputs, config: Config, month: int, result, estimate_of) -> None:
    if inputs.has("materials", "kind", "quantity"):
        measure_materials(inputs, config, month, result, estimate_of)
    if inputs.has("returns", "dealer_id", "kind", "submitted_on"):
        measure_returns(inputs, config, month, result, estimate_of)
