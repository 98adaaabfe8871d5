#include "measure/stats/competing.h"

/* Sums over the event days u passed, each with what has happened since: f = F(t) - F(u) of this
 * cause, o = the same of all others. With e = d - d_k, a day's part of the variance is
 *   (S(u-) / (n S(u)))^2 (d_k (1 - d_k/n) (S(t) + o)^2 + e (1 - e/n) f^2 + 2 d_k e / n f (S(t) +
 * o)), because 1 - g = (S(t) + o) / S(u): nothing is subtracted. Polynomials in f and o, so that a
 * step of t moves sums, and no day is looked at twice. */
struct cause_sums {
    double incidence, survival, final;
    double own, own_o, own_oo;             /* of d_k (1 - d_k/n), times 1, o, o^2 */
    double others, others_f, others_ff;    /* of e (1 - e/n), times 1, f, f^2 */
    double both, both_f, both_o, both_f_o; /* of d_k e / n, times 1, f, o, f o */
};

static void move(struct cause_sums *s, double f, double o)
{
    s->incidence += f;
    s->own_oo += o * (2.0 * s->own_o + o * s->own);
    s->own_o += o * s->own;
    s->others_ff += f * (2.0 * s->others_f + f * s->others);
    s->others_f += f * s->others;
    s->both_f_o += f * s->both_o + o * s->both_f + f * o * s->both;
    s->both_f += f * s->both;
    s->both_o += o * s->both;
}

/* before and after: survival on both sides of the day. */
static void add_cause(struct cause_sums *s, double before, double after, uint64_t at_risk,
                      uint64_t all, uint64_t own)
{
    const double n = (double)at_risk, k = (double)own, e = (double)(all - own);
    const double own_part = k * ((double)(at_risk - own) / n);
    move(s, before * (k / n), before * (e / n));
    s->survival = after;
    if (!(after > 0.0)) { /* nobody is left for whom a later day makes a difference: g = 0 */
        s->final += before / n * (before / n) * own_part;
        return;
    }
    const double factor = before / n / after * (before / n / after);
    s->own += factor * own_part;
    s->others += factor * e * ((double)(at_risk - (all - own)) / n);
    s->both += factor * k * e / n;
}

static double variance_of(const struct cause_sums *s)
{
    const double t = s->survival;
    return s->final + t * (t * s->own + 2.0 * s->own_o) + s->own_oo + s->others_ff +
           2.0 * (t * s->both_f + s->both_f_o);
}

static struct incidence incidence_of(const struct cause_sums *s)
{
    struct incidence out = {s->incidence, sqrt(variance_of(s)), NAN, NAN, false};
    if (!(out.value > 0.0 && out.value < 1.0)) return out;
    const double size = -log(out.value);
    const double stretch = exp(STATS_Z * out.standard_error / (out.value * size));
    out.lower = exp(-size * stretch);
    out.upper = exp(-size / stretch);
    out.bounded = true;
    return out;
}

static uint64_t events_of(const struct competing_counts *counts, size_t day)
{
    uint64_t events = 0;
    for (size_t cause = 0; cause < counts->cause_count; cause++)
        events += counts->events[cause * counts->day_count + day];
    return events;
}

/* All who were watched, and how many of them came late. */
static uint64_t count_persons(const struct competing_counts *counts, struct competing_curve *curve)
{
    uint64_t entered = 0;
    for (size_t day = 0; day < counts->day_count; day++) {
        const uint64_t events = events_of(counts, day), leaving = events + counts->censored[day];
        if (leaving > 0) curve->last_day = (uint32_t)day;
        curve->n += leaving;
        curve->events += events;
        curve->row_count += events > 0;
        if (counts->entered != NULL) entered += counts->entered[day];
    }
    return entered;
}

static void fill_row(const struct competing_counts *counts, size_t day, double before,
                     struct cause_sums *sums, struct competing_row *row)
{
    row->survival = before * ((double)(row->at_risk - row->events) / (double)row->at_risk);
    for (size_t cause = 0; cause < counts->cause_count; cause++) {
        add_cause(&sums[cause], before, row->survival, row->at_risk, row->events,
                  counts->events[cause * counts->day_count + day]);
        row->causes[cause] = incidence_of(&sums[cause]);
    }
}

static enum rc fill_rows(const struct competing_counts *counts, uint64_t at_risk,
                         struct cause_sums *sums, struct competing_curve *curve, struct err *err)
{
    double survival = 1.0;
    size_t filled = 0;
    for (size_t day = 0; day < counts->day_count; day++) {
        const uint64_t events = events_of(counts, day), leaving = events + counts->censored[day];
        if (leaving > at_risk)
            return err_set(err, RC_NUMERIC, "more persons leave on day %zu than are there", day);
        if (events > 0) {
            struct competing_row *row = &curve->rows[filled++];
            *row = (struct competing_row){
                .day = (uint32_t)day, .at_risk = at_risk, .events = events, .causes = row->causes};
            fill_row(counts, day, survival, sums, row);
            survival = row->survival;
        }
        at_risk -= leaving;
        if (counts->entered != NULL) at_risk += counts->entered[day];
    }
    return RC_OK;
}

enum rc stats_competing(const struct competing_counts *counts, struct arena *arena,
                        struct competing_curve *curve, struct err *err)
{
    *curve = (struct competing_curve){.cause_count = counts->cause_count};
    if (counts->day_count > UINT32_MAX)
        return err_set(err, RC_NUMERIC, "%zu days are too many for an incidence curve",
                       counts->day_count);
    const uint64_t entered = count_persons(counts, curve);
    if (entered > curve->n)
        return err_set(err, RC_NUMERIC, "more persons enter than ever leave an incidence curve");
    if (curve->row_count == 0) return RC_OK;
    const size_t cell_count = curve->row_count * counts->cause_count;
    curve->rows = arena_take_array(arena, curve->row_count, sizeof *curve->rows);
    struct incidence *cells = arena_take_array(arena, cell_count, sizeof *cells);
    struct cause_sums *sums = arena_take_array(arena, counts->cause_count, sizeof *sums);
    if (curve->rows == NULL || cells == NULL || sums == NULL)
        return err_memory(err, curve->row_count * sizeof *curve->rows + cell_count * sizeof *cells);
    for (size_t row = 0; row < curve->row_count; row++)
        curve->rows[row].causes = cells + row * counts->cause_count;
    return fill_rows(counts, curve->n - entered, sums, curve, err);
}

struct interval stats_incidence_at(const struct competing_curve *curve, size_t cause, uint32_t day)
{
    size_t row = curve->row_count;
    const bool is_over = row > 0 && curve->rows[row - 1].survival == 0.0;
    if (curve->n == 0 || (day > curve->last_day && !is_over)) return INTERVAL_UNDEFINED;
    while (row > 0 && curve->rows[row - 1].day > day) row--;
    if (row == 0) return (struct interval){0.0, NAN, NAN, true, false};
    const struct incidence *i = &curve->rows[row - 1].causes[cause];
    return (struct interval){i->value, i->lower, i->upper, true, i->bounded};
}
