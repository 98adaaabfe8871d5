"""Q1: survey scores by dealer and month: respondents, means, Cronbach's alpha, item covariances.

Rows are sorted by group once; then each group is a slice, and its sums of products are one small
matrix product. All sums are of whole numbers below 2^53, so they are exact in float64."""
import numpy
import pandas

from columns import DIMENSIONS, Columns, month_index, month_names


def measure_dimension(scores: numpy.ndarray, starts: numpy.ndarray) -> dict[str, numpy.ndarray]:
    """Columns of one dimension; `scores` is rows × items in order of the groups."""
    item_count = scores.shape[1]
    answered = item_count - numpy.isnan(scores).sum(axis=1)
    has_score = 2 * answered >= item_count
    sums = numpy.nansum(scores, axis=1)
    score = numpy.divide(sums, answered, out=numpy.zeros_like(sums), where=has_score)
    respondents = numpy.add.reduceat(has_score.astype("int64"), starts)
    score_sums = numpy.add.reduceat(score, starts)

    group_of_row = numpy.repeat(numpy.arange(len(starts)),
                                numpy.diff(numpy.append(starts, len(scores))))
    is_complete = answered == item_count
    complete_scores = scores[is_complete]
    edges = numpy.searchsorted(group_of_row[is_complete], numpy.arange(len(starts) + 1))
    n = numpy.diff(edges).astype("float64")
    totals = numpy.zeros((len(starts), item_count))
    products = numpy.zeros((len(starts), item_count, item_count))
    for group, (first, end) in enumerate(zip(edges[:-1], edges[1:])):
        rows = complete_scores[first:end]
        totals[group] = rows.sum(axis=0)
        products[group] = rows.T @ rows
    scaled = n[:, None, None] * products - totals[:, :, None] * totals[:, None, :]
    with numpy.errstate(divide="ignore", invalid="ignore"):
        covariance = scaled / numpy.where(n > 1, n * (n - 1), numpy.nan)[:, None, None]
        total = scaled.sum(axis=(1, 2))
        own = numpy.trace(scaled, axis1=1, axis2=2)
        alpha = numpy.where((n > 1) & (total > 0),
                            item_count / (item_count - 1) * (1 - own / total), numpy.nan)
        mean = score_sums / numpy.where(respondents > 0, respondents, numpy.nan)
    return {"n": respondents, "mean": mean, "complete": n.astype("int64"), "alpha": alpha,
            "covariance": covariance}


def answer(columns: Columns) -> pandas.DataFrame:
    surveys = columns.surveys
    dealer = surveys["dealer_id"].cat
    month = month_index(surveys["surveyed_at"])
    first_month = month.min()
    width = month.max() - first_month + 1
    group = dealer.codes.to_numpy("int64") * width + (month - first_month)
    order = numpy.argsort(group, kind="stable")
    order = order[group[order] >= 0]  # a missing dealer has code -1
    sorted_group = group[order]
    starts = numpy.flatnonzero(numpy.diff(sorted_group, prepend=-1))
    keys = sorted_group[starts]
    out = {"dealer": numpy.asarray(dealer.categories)[keys // width],
           "month": month_names(keys % width + first_month),
           "surveys": numpy.diff(numpy.append(starts, len(order)))}
    for name, count in DIMENSIONS.items():
        items = [f"{name}{i}" for i in range(1, count + 1)]
        scores = surveys[items].to_numpy("float64")[order]
        found = measure_dimension(scores, starts)
        for part in ("n", "mean", "complete", "alpha"):
            out[f"{part}_{name}"] = found[part]
        for i in range(count):
            for j in range(i, count):
                out[f"cov_{items[i]}_{items[j]}"] = found["covariance"][:, i, j]
    return pandas.DataFrame(out)
