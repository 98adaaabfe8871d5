"""Q2: service levels of matured repairs, and exact quantiles of the minutes to close, by month."""
import numpy
import pandas

from columns import MINUTES_A_DAY, MISSING, Columns, month_index, month_names

LEVELS = {"reply_24h": ("replied_at", MINUTES_A_DAY), "close_24h": ("closed_at", MINUTES_A_DAY),
          "close_48h": ("closed_at", 2 * MINUTES_A_DAY)}


def answer(columns: Columns) -> pandas.DataFrame:
    repairs = columns.repairs
    reported = repairs["reported_at"].to_numpy()
    month = month_index(repairs["reported_at"])
    months = numpy.unique(month)
    out = {"month": month_names(months)}
    for name, (end, limit) in LEVELS.items():
        ended = repairs[end].to_numpy()
        matured = reported + limit <= columns.horizon
        met = (ended != MISSING) & (ended <= reported + limit)
        found = pandas.Series(met[matured]).groupby(month[matured]).agg(["count", "mean"])
        found = found.reindex(months)
        out[f"{name}_n"] = found["count"].fillna(0).astype("int64").to_numpy()
        out[name] = found["mean"].to_numpy()
    closed = repairs["closed_at"].to_numpy()
    is_closed = closed != MISSING
    legs = pandas.Series(closed[is_closed] - reported[is_closed]).groupby(month[is_closed])
    out["close_n"] = legs.size().reindex(months, fill_value=0).to_numpy()
    quantiles = legs.quantile([0.5, 0.9, 0.95]).unstack().reindex(months)
    for quantile in (50, 90, 95):
        out[f"close_p{quantile}"] = quantiles[quantile / 100].to_numpy()
    return pandas.DataFrame(out)
