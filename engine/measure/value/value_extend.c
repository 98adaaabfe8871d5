/* The estimates of the family and the cases of the what-if. */
#include "measure/value/value.h"

static const char linearised[] = "linearised", linearised_log[] = "linearised_log",
                  linearised_logit[] = "linearised_logit";

struct extension {
    const struct measured *measured;
    struct result *result;
    const struct value_cell *cell;
    struct value_model model;
    struct value_reasons reasons;
};

/* One estimate before it has an interval. */
struct told {
    const char *metric, *key; /* key "": of the network */
    uint64_t n;
    struct sloped value;
    enum sloped_scale scale;
    const char *reason;
};

static const char *method_of(enum sloped_scale scale)
{
    static const char *const methods[] = {[SLOPED_PLAIN] = linearised,
                                          [SLOPED_LOG] = linearised_log,
                                          [SLOPED_LOGIT] = linearised_logit};
    return methods[scale];
}

static enum rc tell(struct extension *e, const struct told *told, struct err *err)
{
    struct interval interval = INTERVAL_UNDEFINED;
    enum rc rc = RC_OK;
    if (!told->reason)
        rc = sloped_interval(&told->value, &e->model.sums, told->scale, &interval, err);
    if (rc != RC_OK) return rc;
    const struct extended extended = {.metric = told->metric,
                                      .axis = told->key[0] ? AXIS_STRATUM : AXIS_NETWORK,
                                      .key = told->key,
                                      .period = PERIOD_ALL,
                                      .n = told->n,
                                      .interval = interval,
                                      .method = method_of(told->scale),
                                      .reason = told->reason};
    return extend_estimate(e->measured, e->result, &extended, err);
}

static uint64_t total(const struct extension *e, enum value_number number)
{
    return (uint64_t)e->cell->totals[number];
}

static enum rc tell_all(struct extension *e, struct err *err)
{
    const struct value_model *model = &e->model;
    const struct value_reasons *reasons = &e->reasons;
    const uint64_t followed = e->cell->followed, fast = total(e, VALUE_FAST),
                   unsolved = total(e, VALUE_UNSOLVED);
    const struct sloped r = model->retention, lifetime = value_lifetime(model, r);
    const struct sloped point =
        sloped_subtract(value_lifetime(model, sloped_add(r, sloped_constant(0.01))), lifetime);
    const struct sloped recovery =
        value_to_come(model, sloped_subtract(model->fast_back, model->unsolved_back), r);
    const struct told list[] = {
        {"value.retention_365d", "", followed, r, SLOPED_LOGIT, reasons->retention},
        {"value.yearly_fen", "", total(e, VALUE_ACTIVE), model->yearly, SLOPED_LOG,
         reasons->yearly},
        {"value.purchase_fen", "", total(e, VALUE_PAID), model->purchase, SLOPED_LOG,
         reasons->purchase},
        {"value.margin_share", "", e->cell->costed, model->margin_share, SLOPED_LOGIT,
         reasons->margin_share},
        {"value.lifetime_fen", "", followed, lifetime, SLOPED_LOG, reasons->lifetime},
        {"value.point_fen", "", followed, point, SLOPED_LOG, reasons->lifetime},
        {"value.fast_recovery_fen", "", fast + unsolved, recovery, SLOPED_PLAIN, reasons->recovery},
        {"value.to_come_fen", "bought", followed, value_to_come(model, r, r), SLOPED_LOG,
         reasons->lifetime},
        {"value.to_come_fen", "solved_fast", fast, value_to_come(model, model->fast_back, r),
         SLOPED_LOG, reasons->lifetime ? reasons->lifetime : reasons->fast},
        {"value.to_come_fen", "solved_later", total(e, VALUE_SOLVED),
         value_to_come(model, model->solved_back, r), SLOPED_LOG,
         reasons->lifetime ? reasons->lifetime : reasons->solved},
        {"value.to_come_fen", "unsolved", unsolved, value_to_come(model, model->unsolved_back, r),
         SLOPED_LOG, reasons->lifetime ? reasons->lifetime : reasons->unsolved},
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof list / sizeof *list; i++)
        rc = tell(e, &list[i], err);
    return rc;
}

/* What the formula was given besides the estimates. */
static enum rc add_basis(struct extension *e, struct err *err)
{
    static const struct table_column columns[] = {
        {"n", "count"},         {"active_customers", "count"}, {"complained_customers", "count"},
        {"discount", "share"},  {"horizon_years", "count"},    {"margin", "share"},
        {"margin_from", "text"}};
    const struct measure_options *options = e->measured->context->options;
    const double margin = e->model.gain.value / e->model.purchase.value;
    const char *from = e->model.has_margin            ? "costs"
                       : isnan(options->margin_share) ? "assumed"
                                                      : "configured";
    const struct table_cell cells[] = {cell_whole((int64_t)e->cell->followed),
                                       cell_whole((int64_t)total(e, VALUE_ACTIVE)),
                                       cell_whole((int64_t)total(e, VALUE_COMPLAINED)),
                                       cell_number(options->discount_share),
                                       cell_whole(options->horizon_years),
                                       cell_number(margin),
                                       cell_text(from)};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct result_table *table = result_add_table(e->result, "value.basis", columns, COLUMNS, 1);
    if (!table) return err_memory(err, sizeof columns);
    for (size_t c = 0; c < COLUMNS; c++) *result_cell(table, 0, c) = cells[c];
    return RC_OK;
}

static const struct table_column case_columns[] = {
    {"retention_points", "percent_points"},
    {"fast_points", "percent_points"},
    {"retention", "share"},
    {"fast_share", "share"},
    {"n", "count"},
    {"value", "fen"},
    {"value_lower", "fen"},
    {"value_upper", "fen"},
    {"effect", "fen"},
    {"effect_lower", "fen"},
    {"effect_upper", "fen"},
    {"total", "fen"},
    {"total_lower", "fen"},
    {"total_upper", "fen"},
};
enum { CASE_COLUMNS = sizeof case_columns / sizeof *case_columns };

static void put_interval(struct table_cell *cells, const struct interval *interval, double factor)
{
    cells[0] = cell_number(interval->value * factor);
    cells[1] = cell_number(interval->lower * factor);
    cells[2] = cell_number(interval->upper * factor);
}

static enum rc put_case(struct extension *e, const struct value_case *made,
                        struct table_cell *cells, struct err *err)
{
    struct interval value = INTERVAL_UNDEFINED, effect = INTERVAL_UNDEFINED;
    const uint64_t active = total(e, VALUE_ACTIVE);
    enum rc rc = RC_OK;
    if (made->exists) rc = sloped_interval(&made->value, &e->model.sums, SLOPED_LOG, &value, err);
    if (made->exists && rc == RC_OK)
        rc = sloped_interval(&made->effect, &e->model.sums, SLOPED_PLAIN, &effect, err);
    cells[0] = cell_whole(made->retention_points);
    cells[1] = cell_whole(made->fast_points);
    cells[2] = cell_number(made->exists ? made->retention.value : NAN);
    cells[3] = cell_number(made->fast_share.value);
    cells[4] = cell_whole((int64_t)active);
    put_interval(&cells[5], &value, 1);
    put_interval(&cells[8], &effect, 1);
    put_interval(&cells[11], &effect, (double)active);
    return rc;
}

/* Faster recovery only where it can be told what that changes. */
static enum rc add_cases(struct extension *e, struct err *err)
{
    const bool knows_slow = total(e, VALUE_SOLVED) + total(e, VALUE_UNSOLVED) >= VALUE_LEAST_AGAIN;
    const size_t fast_steps = !e->reasons.fast && knows_slow ? VALUE_FAST_STEPS : 1;
    const size_t row_count = VALUE_RETENTION_STEPS * fast_steps;
    struct result_table *table =
        result_add_table(e->result, "value.cases", case_columns, CASE_COLUMNS, row_count);
    if (!table) return err_memory(err, sizeof case_columns);
    enum rc rc = RC_OK;
    for (size_t row = 0; rc == RC_OK && row < row_count; row++) {
        const struct value_case made =
            value_case_of(&e->model, value_retention_points[row % VALUE_RETENTION_STEPS],
                          value_fast_points[row / VALUE_RETENTION_STEPS]);
        rc = put_case(e, &made, result_cell(table, row, 0), err);
    }
    return rc;
}

enum rc value_extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct value_cell nobody;
    const struct tally *tallies;
    const struct value_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    struct extension e = {.measured = measured, .result = result, .cell = cell ? cell : &nobody};
    value_model_init(&e.model, e.cell, measured->context->options);
    enum rc rc = value_reasons_find(&e.reasons, e.cell, &e.model, &result->arena, err);
    if (rc == RC_OK) rc = tell_all(&e, err);
    const bool is_told = !e.reasons.lifetime && !e.reasons.yearly;
    if (rc == RC_OK && is_told) rc = add_basis(&e, err);
    if (rc == RC_OK && is_told) rc = add_cases(&e, err);
    return rc;
}
