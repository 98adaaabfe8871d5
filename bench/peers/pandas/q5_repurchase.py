"""Q5: share of customers who buy within 365 days of their index date, by path."""
import numpy
import pandas

from columns import MINUTES_A_DAY, MISSING, Columns

WINDOW_DAYS = 365


def answer(columns: Columns) -> pandas.DataFrame:
    bought = pandas.DataFrame({"customer_id": columns.purchases["customer_id"],
                               "day": columns.purchases["purchased_on"] // MINUTES_A_DAY})
    customers = bought.groupby("customer_id")["day"].min().to_frame("first_day")
    customers["reported_at"] = columns.repairs.groupby("customer_id")["reported_at"].min()
    # Of complaints opened in the same minute the first row counts: the sort is stable.
    complaints = columns.complaints.sort_values("opened_at", kind="stable")
    first = complaints.drop_duplicates("customer_id").set_index("customer_id")
    customers = customers.join(first[["opened_at", "resolved_at"]])

    opened, resolved = customers["opened_at"], customers["resolved_at"]
    paths = [(opened.notna() & (resolved == MISSING), "complained_unsolved"),
             (opened.notna() & (resolved - opened <= MINUTES_A_DAY), "complained_solved_fast"),
             (opened.notna(), "complained_solved"),
             (customers["reported_at"].notna(), "problem_no_complaint")]
    customers["path"] = numpy.select([test for test, _ in paths], [name for _, name in paths],
                                     "no_problem")
    problem_day = opened.fillna(customers["reported_at"]) // MINUTES_A_DAY
    customers["index_day"] = problem_day.fillna(customers["first_day"]).astype("int64")
    matured = customers["index_day"] + WINDOW_DAYS <= columns.horizon // MINUTES_A_DAY
    customers = customers.loc[matured, ["path", "index_day"]]

    later = bought.join(customers["index_day"], on="customer_id", how="inner")
    gap = later["day"] - later["index_day"]
    buyers = later.loc[(gap >= 1) & (gap <= WINDOW_DAYS), "customer_id"].unique()
    customers["again"] = customers.index.isin(buyers)
    found = customers.groupby("path")["again"].agg(["count", "mean"]).reset_index()
    return found.rename(columns={"count": "n", "mean": "share"})
