"""Q3: how often each fault, cause, action and chain of the three was recorded, by month."""
import pandas

from columns import Columns, month_index, month_names

LINKS = ["fault", "cause", "action"]


def count(repairs: pandas.DataFrame, link: str, keys: list[str]) -> pandas.DataFrame:
    counts = repairs.groupby(["month", *keys], observed=True).size().reset_index(name="n")
    counts.insert(1, "link", link)
    return counts


def answer(columns: Columns) -> pandas.DataFrame:
    repairs = columns.repairs[LINKS].assign(month=month_index(columns.repairs["reported_at"]))
    parts = [count(repairs, link, [link]) for link in LINKS] + [count(repairs, "chain", LINKS)]
    out = pandas.concat([part.astype({link: "object" for link in LINKS if link in part})
                         for part in parts])
    out["month"] = month_names(out["month"].to_numpy())
    return out[["month", "link", *LINKS, "n"]]
