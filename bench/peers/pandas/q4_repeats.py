"""Q4: closed repairs whose unit is reported again within 30 days of the closing, by month."""
import pandas

from columns import MINUTES_A_DAY, MISSING, Columns, month_index, month_names

WINDOW = 30 * MINUTES_A_DAY


def answer(columns: Columns) -> pandas.DataFrame:
    repairs = columns.repairs[["unit_id", "reported_at", "closed_at"]]
    repairs = repairs[repairs["unit_id"].notna()]
    unit = pandas.factorize(repairs["unit_id"])[0]
    repairs = repairs.assign(unit=unit).drop(columns="unit_id")
    matured = repairs[(repairs["closed_at"] != MISSING)
                      & (repairs["closed_at"] + WINDOW <= columns.horizon)]
    again = repairs[["unit", "reported_at"]].rename(columns={"reported_at": "again_at"})
    followed = pandas.merge_asof(matured.sort_values("closed_at"), again.sort_values("again_at"),
                                 left_on="closed_at", right_on="again_at", by="unit",
                                 direction="forward", allow_exact_matches=False, tolerance=WINDOW)
    found = followed["again_at"].notna().groupby(month_index(followed["reported_at"]))
    found = found.agg(["count", "mean"])
    return pandas.DataFrame({"month": month_names(found.index.to_numpy()),
                             "n": found["count"].to_numpy(), "share": found["mean"].to_numpy()})
