/* The formula (value.h) over the sums of a cell, each part with its slopes. */
#include "measure/value/value.h"

#include <inttypes.h>
#include <stdio.h>

/* Above it, customers would as good as never leave, and the formula says nothing any more. */
#define RETENTION_LIMIT 0.99
/* Margin on sales where no cost is known and none is configured. */
#define ASSUMED_MARGIN 0.30

const int32_t value_retention_points[VALUE_RETENTION_STEPS] = {-5, 0, 1, 2, 5, 10};
const int32_t value_fast_points[VALUE_FAST_STEPS] = {0, 10, 20};

static struct sloped ratio(const struct sloped_sums *sums, enum value_number above,
                           enum value_number below)
{
    return sloped_divide(sloped_total(sums, above), sloped_total(sums, below));
}

static struct sloped share_kept(struct sloped whole, struct sloped part)
{
    return sloped_divide(sloped_subtract(whole, part), whole);
}

/* (1 + d)^-years. */
static struct sloped discounted(const struct value_model *model, struct sloped years)
{
    return sloped_power(sloped_constant(1 + model->discount), sloped_scale(years, -1));
}

static void set_margin(struct value_model *model, const struct value_cell *cell,
                       const struct measure_options *options)
{
    model->margin_share = share_kept(sloped_total(&model->sums, VALUE_COSTED_FEN),
                                     sloped_total(&model->sums, VALUE_COST_FEN));
    const bool is_set = !isnan(options->margin_share);
    model->has_margin =
        !is_set && cell->costed >= VALUE_LEAST_FOLLOWED && !isnan(model->margin_share.value);
    const struct sloped share =
        model->has_margin ? model->margin_share
                          : sloped_constant(is_set ? options->margin_share : ASSUMED_MARGIN);
    model->gain = sloped_multiply(model->purchase, share);
}

static void set_complaints(struct value_model *model)
{
    const struct sloped_sums *sums = &model->sums;
    const struct sloped fast = sloped_total(sums, VALUE_FAST);
    const struct sloped slow =
        sloped_add(sloped_total(sums, VALUE_SOLVED), sloped_total(sums, VALUE_UNSOLVED));
    const struct sloped slow_back =
        sloped_add(sloped_total(sums, VALUE_SOLVED_BACK), sloped_total(sums, VALUE_UNSOLVED_BACK));
    model->fast_back = ratio(sums, VALUE_FAST_BACK, VALUE_FAST);
    model->solved_back = ratio(sums, VALUE_SOLVED_BACK, VALUE_SOLVED);
    model->unsolved_back = ratio(sums, VALUE_UNSOLVED_BACK, VALUE_UNSOLVED);
    model->slow_back = sloped_divide(slow_back, slow);
    model->fast_share = sloped_divide(fast, sloped_add(fast, slow));
    model->complaint_rate = ratio(sums, VALUE_COMPLAINED, VALUE_ACTIVE);
}

void value_model_init(struct value_model *model, const struct value_cell *cell,
                      const struct measure_options *options)
{
    *model = (struct value_model){
        .sums = {VALUE_NUMBER_COUNT, cell->buyers, cell->totals, cell->products},
        .discount = options->discount_share,
        .horizon_years = options->horizon_years};
    const struct sloped_sums *sums = &model->sums;
    model->retention = ratio(sums, VALUE_AGAIN, VALUE_FOLLOWED);
    model->yearly = ratio(sums, VALUE_RECENT_FEN, VALUE_ACTIVE);
    model->purchase = ratio(sums, VALUE_FEN, VALUE_PAID);
    model->step_years =
        sloped_scale(ratio(sums, VALUE_GAP_DAYS, VALUE_AGAIN), 1.0 / VALUE_YEAR_DAYS);
    model->step_discount = discounted(model, model->step_years);
    set_margin(model, cell, options);
    set_complaints(model);
}

struct sloped value_lifetime(const struct value_model *model, struct sloped retention)
{
    const struct sloped one = sloped_constant(1);
    const struct sloped q = sloped_multiply(retention, model->step_discount);
    const struct sloped steps =
        sloped_add(sloped_divide(sloped_constant(model->horizon_years), model->step_years), one);
    const struct sloped sum =
        sloped_divide(sloped_subtract(one, sloped_power(q, steps)), sloped_subtract(one, q));
    return sloped_multiply(model->gain, sum);
}

struct sloped value_to_come(const struct value_model *model, struct sloped back,
                            struct sloped retention)
{
    return sloped_multiply(sloped_multiply(back, model->step_discount),
                           value_lifetime(model, retention));
}

/* The share of complaints solved fast, so many points higher but not above all of them; *moved:
 * what was added. */
static struct sloped faster(const struct value_model *model, int32_t points, struct sloped *moved)
{
    const struct sloped left = sloped_subtract(sloped_constant(1), model->fast_share);
    *moved = points / 100.0 < left.value ? sloped_constant(points / 100.0) : left;
    return sloped_add(model->fast_share, *moved);
}

struct value_case value_case_of(const struct value_model *model, int32_t retention_points,
                                int32_t fast_points)
{
    struct value_case made = {.retention_points = retention_points, .fast_points = fast_points};
    const struct sloped today = value_lifetime(model, model->retention);
    made.retention = sloped_add(model->retention, sloped_constant(retention_points / 100.0));
    made.exists = made.retention.value >= 0 && made.retention.value < RETENTION_LIMIT;
    made.value = value_lifetime(model, made.retention);
    made.fast_share = model->fast_share;
    if (fast_points > 0) {
        struct sloped moved;
        made.fast_share = faster(model, fast_points, &moved);
        const struct sloped more_back = sloped_subtract(model->fast_back, model->slow_back);
        const struct sloped more = sloped_multiply(sloped_multiply(moved, model->complaint_rate),
                                                   value_to_come(model, more_back, made.retention));
        made.value = sloped_add(made.value, more);
    }
    made.effect = sloped_subtract(made.value, today);
    return made;
}

/* NULL when there are enough. */
static const char *few(uint64_t n, uint64_t least, struct arena *arena, bool *fits)
{
    char words[96];
    if (n >= least) return NULL;
    const int byte_count =
        snprintf(words, sizeof words,
                 "below_base: n = %" PRIu64 ", at least %" PRIu64 " are needed", n, least);
    const char *kept = arena_copy_text(arena, words, (size_t)byte_count);
    *fits &= kept != NULL;
    return kept;
}

static uint64_t total(const struct value_cell *cell, enum value_number number)
{
    return (uint64_t)cell->totals[number];
}

static const char *first_of(const char *a, const char *b)
{
    return a ? a : b;
}

/* Customers by what came of their complaint: enough of them, and of both kinds, or the interval is
 * none. */
static const char *few_back(const struct value_cell *cell, enum value_number number,
                            struct arena *arena, bool *fits)
{
    static const char alike[] = "no_variance: all of them bought again, or none";
    const uint64_t seen = total(cell, number), back = total(cell, number + 1);
    const char *reason = few(seen, VALUE_LEAST_AGAIN, arena, fits);
    return reason || (back > 0 && back < seen) ? reason : alike;
}

enum rc value_reasons_find(struct value_reasons *reasons, const struct value_cell *cell,
                           const struct value_model *model, struct arena *arena, struct err *err)
{
    static const char no_amount[] = "no_column: the purchases have no amounts above 0";
    static const char no_cost[] = "no_column: the purchases have no costs; the margin is assumed";
    static const char endless[] = "undefined: nearly everybody buys again within a year";
    bool fits = true;
    const char *retention = first_of(few(cell->followed, VALUE_LEAST_FOLLOWED, arena, &fits),
                                     few(cell->again, VALUE_LEAST_AGAIN, arena, &fits));
    *reasons = (struct value_reasons){
        .retention = retention,
        .yearly = few(total(cell, VALUE_ACTIVE), VALUE_LEAST_FOLLOWED, arena, &fits),
        .purchase = few(total(cell, VALUE_PAID), VALUE_LEAST_FOLLOWED, arena, &fits),
        .margin_share = few(cell->costed, VALUE_LEAST_FOLLOWED, arena, &fits),
        .fast = few_back(cell, VALUE_FAST, arena, &fits),
        .solved = few_back(cell, VALUE_SOLVED, arena, &fits),
        .unsolved = few_back(cell, VALUE_UNSOLVED, arena, &fits)};
    if (cell->costed == 0) reasons->margin_share = no_cost;
    if (!(model->purchase.value > 0)) reasons->yearly = reasons->purchase = no_amount;
    reasons->lifetime = first_of(reasons->retention, reasons->purchase);
    if (!reasons->lifetime && !(model->retention.value < RETENTION_LIMIT))
        reasons->lifetime = endless;
    reasons->recovery = first_of(reasons->lifetime, first_of(reasons->fast, reasons->unsolved));
    return fits ? RC_OK : err_memory(err, sizeof *reasons);
}
