#include "measure/stats/staggered.h"

#include "measure/stats/distribution.h"

#define SEEN_OFTEN 0.8

struct cohort {
    double before, after; /* means of the clean */
    double clean, treated;
};

/* What the functions below share; pointers into the room. */
struct work {
    const struct adoption *rows;
    size_t row_count, unit_count, cohort_count;
    struct cohort *cohorts;
    double *treated, *clean; /* per unit: what it moves the effect by */
    double *kinds;           /* per unit: 1 treated, 2 clean, 3 both */
    double count;            /* of treated rows */
};

static void set_up(struct work *work, double *room)
{
    work->cohorts = (struct cohort *)(void *)room;
    work->treated = room + 4 * work->cohort_count;
    work->clean = work->treated + work->unit_count;
    work->kinds = work->clean + work->unit_count;
    for (size_t i = 0; i < 4 * work->cohort_count + 3 * work->unit_count; i++) room[i] = 0.0;
}

static void find_means(struct work *work)
{
    for (size_t i = 0; i < work->row_count; i++) {
        const struct adoption *row = &work->rows[i];
        struct cohort *cohort = &work->cohorts[row->cohort];
        const double kind = work->kinds[row->unit];
        if (row->is_treated) {
            cohort->treated += 1.0;
            work->count += 1.0;
            work->kinds[row->unit] = kind == 2.0 || kind == 3.0 ? 3.0 : 1.0;
            continue;
        }
        cohort->clean += 1.0;
        cohort->before += row->before;
        cohort->after += row->after;
        work->kinds[row->unit] = kind == 1.0 || kind == 3.0 ? 3.0 : 2.0;
    }
    for (size_t g = 0; g < work->cohort_count; g++) {
        if (work->cohorts[g].clean == 0.0) continue;
        work->cohorts[g].before /= work->cohorts[g].clean;
        work->cohorts[g].after /= work->cohorts[g].clean;
    }
}

/* Slope of after on before among the clean, each less its cohort's mean; *squares of before. */
static double find_slope(const struct work *work, double *squares)
{
    double products = 0.0;
    *squares = 0.0;
    for (size_t i = 0; i < work->row_count; i++) {
        const struct adoption *row = &work->rows[i];
        const struct cohort *cohort = &work->cohorts[row->cohort];
        if (row->is_treated) continue;
        const double x = row->before - cohort->before;
        products += x * (row->after - cohort->after);
        *squares += x * x;
    }
    return *squares > 0.0 ? products / *squares : 1.0;
}

static double left_of(const struct work *work, const struct adoption *row, double slope)
{
    const struct cohort *cohort = &work->cohorts[row->cohort];
    return row->after - cohort->after - slope * (row->before - cohort->before);
}

static double effect_at(const struct work *work, double slope)
{
    double sum = 0.0;
    for (size_t i = 0; i < work->row_count; i++)
        if (work->rows[i].is_treated) sum += left_of(work, &work->rows[i], slope);
    return sum / work->count;
}

/* How far the treated lay from the clean before. */
static double lead_of(const struct work *work)
{
    double sum = 0.0;
    for (size_t i = 0; i < work->row_count; i++) {
        const struct adoption *row = &work->rows[i];
        if (row->is_treated) sum += row->before - work->cohorts[row->cohort].before;
    }
    return sum / work->count;
}

static void find_moves(struct work *work, double slope, double effect, double tilt)
{
    for (size_t i = 0; i < work->row_count; i++) {
        const struct adoption *row = &work->rows[i];
        const struct cohort *cohort = &work->cohorts[row->cohort];
        const double left = left_of(work, row, slope);
        if (row->is_treated)
            work->treated[row->unit] += (left - effect) / work->count;
        else
            work->clean[row->unit] -= left * (cohort->treated / work->count / cohort->clean +
                                              tilt * (row->before - cohort->before));
    }
}

static enum rc conclude(const struct work *work, struct staggered *out, struct err *err)
{
    const double treated = (double)out->treated_count, clean = (double)out->clean_count;
    const double by_treated = sqrt(treated / (treated - 1.0)),
                 by_clean = sqrt(clean / (clean - 1.0));
    double variance = 0.0, of_treated = 0.0, of_clean = 0.0, quantile, seen;
    for (size_t unit = 0; unit < work->unit_count; unit++) {
        const double t = by_treated * work->treated[unit], c = by_clean * work->clean[unit];
        variance += (t + c) * (t + c);
        of_treated += t * t;
        of_clean += c * c;
    }
    if (!(variance > 0.0)) return RC_OK;
    const double value = effect_at(work, out->slope), both = of_treated + of_clean;
    out->error = sqrt(variance);
    out->df = both * both /
              (of_treated * of_treated / (treated - 1.0) + of_clean * of_clean / (clean - 1.0));
    enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &quantile, err);
    if (rc == RC_OK) rc = stats_t_quantile(SEEN_OFTEN, out->df, &seen, err);
    if (rc == RC_OK) rc = stats_t_two_sided_p(value / out->error, out->df, &out->p, err);
    if (rc != RC_OK) return rc;
    const double reach = quantile * out->error;
    out->effect = (struct interval){value, value - reach, value + reach, true, true};
    out->smallest = reach + seen * out->error;
    return RC_OK;
}

enum rc stats_staggered(const struct adoption *rows, size_t row_count, size_t unit_count,
                        size_t cohort_count, bool is_matched, double *room, struct staggered *out,
                        struct err *err)
{
    struct work work = {.rows = rows,
                        .row_count = row_count,
                        .unit_count = unit_count,
                        .cohort_count = cohort_count};
    *out = (struct staggered){.effect = INTERVAL_UNDEFINED,
                              .error = NAN,
                              .df = NAN,
                              .p = NAN,
                              .smallest = NAN,
                              .plain = NAN,
                              .slope = 1.0};
    set_up(&work, room);
    find_means(&work);
    for (size_t unit = 0; unit < unit_count; unit++) {
        out->treated_count += work.kinds[unit] == 1.0 || work.kinds[unit] == 3.0;
        out->clean_count += work.kinds[unit] >= 2.0;
    }
    if (out->treated_count < 2 || out->clean_count < 2) return RC_OK;
    double squares;
    const double slope = find_slope(&work, &squares);
    if (is_matched) out->slope = slope;
    out->plain = effect_at(&work, 1.0);
    const double tilt = is_matched && squares > 0.0 ? lead_of(&work) / squares : 0.0;
    find_moves(&work, out->slope, effect_at(&work, out->slope), tilt);
    return conclude(&work, out, err);
}
