"""The columns that the five questions need, read once with their types; times as whole minutes."""
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas

DIMENSIONS = {"rel": 5, "asr": 4, "tan": 4, "emp": 5, "res": 4}
ITEMS = [f"{name}{i}" for name, count in DIMENSIONS.items() for i in range(1, count + 1)]

# What stands for a time that is absent: before every real one, so that a maximum passes over it.
MISSING = numpy.iinfo(numpy.int64).min
MINUTES_A_DAY = 1440

# Per table: each column needed and how it is read. Items as float32: their missing is then NaN.
TABLES = {
    "surveys": {"surveyed_at": "str", "dealer_id": "category",
                **{item: "float32" for item in ITEMS}},
    "repairs": {"unit_id": "str", "customer_id": "str", "reported_at": "str", "replied_at": "str",
                "visited_at": "str", "closed_at": "str", "fault": "category", "cause": "category",
                "action": "category"},
    "purchases": {"customer_id": "str", "purchased_on": "str"},
    "complaints": {"customer_id": "str", "opened_at": "str", "answered_at": "str",
                   "resolved_at": "str"},
}


@dataclass
class Columns:
    surveys: pandas.DataFrame
    repairs: pandas.DataFrame
    purchases: pandas.DataFrame
    complaints: pandas.DataFrame
    horizon: int  # the latest minute at which anything happened


def minutes(text: pandas.Series) -> numpy.ndarray:
    """Minutes since 1970, MISSING where absent."""
    layout = "%Y-%m-%d" if text.name == "purchased_on" else "%Y-%m-%d %H:%M"
    times = pandas.to_datetime(text, format=layout, cache=False)
    whole = times.to_numpy("datetime64[ns]").astype("int64")
    return numpy.where(whole == MISSING, MISSING, whole // 60_000_000_000)


def read_table(folder: Path, name: str) -> pandas.DataFrame:
    types = TABLES[name]
    table = pandas.read_csv(folder / f"{name}.csv", usecols=list(types), dtype=types,
                            keep_default_na=False, na_values=[""], engine="c")
    for column in table:
        if column.endswith(("_at", "_on")):
            table[column] = minutes(table[column])
    return table


def month_index(minute: pandas.Series) -> numpy.ndarray:
    """Months since 1970-01."""
    return minute.to_numpy().astype("datetime64[m]").astype("datetime64[M]").astype("int64")


def month_names(index: numpy.ndarray) -> numpy.ndarray:
    return numpy.asarray(index).astype("datetime64[M]").astype(str)


def read_columns(folder: Path) -> Columns:
    # Two threads: the parser gives up the interpreter's lock while it cuts and converts.
    with ThreadPoolExecutor(2) as pool:
        tables = dict(zip(TABLES, pool.map(lambda name: read_table(folder, name), TABLES)))
    horizon = max(int(table[column].max()) for table in tables.values() for column in table
                  if column.endswith(("_at", "_on")))
    return Columns(**tables, horizon=horizon)
