#include "measure/guard_return.h"

#include "measure/stats/test.h"

#include <stdlib.h>

static const char too_few_dealers[] =
    "few_dealers: fewer than 5 dealers stand in both months; how far dealers differ for good "
    "cannot be told from fewer";
static const char too_few_months[] =
    "short_history: the months before leave fewer than 20 degrees of freedom to tell what lasts "
    "from what comes and goes; about 12 months of 5 dealers would do";

/* Which way a value is bad; NPS and shares have no third way. */
static double badness(double value, enum better better)
{
    return better == BETTER_LOWER ? value : -value;
}

static const double *months_of(const struct periods *periods, const double *values, size_t dealer)
{
    return values + (dealer + 1) * periods->period_count - 2;
}

/* Means of the two months over the dealers that have both. */
static void find_rows(const struct periods *periods, struct dealer_returns *out, double means[2])
{
    means[0] = means[1] = 0.0;
    for (size_t dealer = 0; dealer < periods->unit_count; dealer++) {
        const double *values = months_of(periods, periods->values, dealer);
        if (isnan(values[0]) || isnan(values[1])) continue;
        out->rows[out->row_count++] = (struct dealer_return){
            .dealer = (uint32_t)dealer, .before = values[0], .now = values[1]};
        means[0] += values[0];
        means[1] += values[1];
    }
    means[0] /= (double)out->row_count;
    means[1] /= (double)out->row_count;
}

static void fill_row(const struct periods *periods, const struct persistence *persistence,
                     const double means[2], struct dealer_return *row)
{
    const double *chance = months_of(periods, periods->chance, row->dealer);
    const struct expected_return back =
        stats_expected_return(persistence, row->before - means[0], chance[0], chance[1]);
    const double moved = means[1] - means[0];
    row->change = row->now - row->before;
    row->expected = moved + back.change.value;
    row->lower = moved + back.change.lower;
    row->upper = moved + back.change.upper;
    row->reliability = back.reliability;
    row->p = back.deviation > 0.0
                 ? stats_normal_two_sided_p((row->change - row->expected) / back.deviation)
                 : NAN;
}

/* The worst of the month before; of equal ones the first. Dealers are few or this is their cost. */
static void mark_worst(struct dealer_returns *returns, enum better better)
{
    for (int picked = 0; picked < RETURN_WORST_COUNT; picked++) {
        struct dealer_return *worst = NULL;
        for (size_t i = 0; i < returns->row_count; i++) {
            struct dealer_return *row = &returns->rows[i];
            if (row->is_worst) continue;
            if (!worst || badness(row->before, better) > badness(worst->before, better))
                worst = row;
        }
        if (worst) worst->is_worst = true;
    }
}

/* The months before the last two, whose rows lie apart in the table. */
static enum rc find_persistence(const struct periods *periods, struct dealer_returns *out,
                                struct err *err)
{
    const size_t kept = periods->period_count - 2, cells = periods->unit_count * kept;
    double *room = malloc((2 * cells + kept + 1) * sizeof *room);
    if (!room) return err_memory(err, (2 * cells + kept) * sizeof *room);
    for (size_t unit = 0; unit < periods->unit_count; unit++)
        for (size_t p = 0; p < kept; p++) {
            room[unit * kept + p] = periods->values[unit * periods->period_count + p];
            room[cells + unit * kept + p] = periods->chance[unit * periods->period_count + p];
        }
    const struct periods earlier = {room, room + cells, periods->unit_count, kept};
    out->persistence = stats_persistence(&earlier, room + 2 * cells);
    free(room);
    return RC_OK;
}

enum rc dealer_returns_make(const struct periods *periods, enum better better,
                            struct dealer_returns *out, struct err *err)
{
    double means[2];
    out->row_count = 0;
    out->refusal = NULL;
    find_rows(periods, out, means);
    enum rc rc = find_persistence(periods, out, err);
    if (rc != RC_OK) return rc;
    if (out->row_count < RETURN_LEAST_DEALERS)
        out->refusal = too_few_dealers;
    else if (!out->persistence.defined || out->persistence.within_df < RETURN_LEAST_DF)
        out->refusal = too_few_months;
    if (out->refusal) return RC_OK;
    for (size_t i = 0; i < out->row_count; i++)
        fill_row(periods, &out->persistence, means, &out->rows[i]);
    mark_worst(out, better);
    return RC_OK;
}
