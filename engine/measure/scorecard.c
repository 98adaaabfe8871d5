#include "measure/scorecard.h"

#include "measure/scorecard_cards.h"
#include "measure/stages.h"
#include "measure/stats/share.h"

#include <stdlib.h>
#include <string.h>

#define FALSE_DISCOVERY_RATE 0.05

/* The axis of the cells, the one that is told, and its word as a key of the strata. */
static const struct {
    enum axis cells, told;
    const char *word;
} sides[] = {{AXIS_DEALER, AXIS_DEALER, "dealer"},
             {AXIS_TECHNICIAN_YEAR, AXIS_TECHNICIAN, "technician"}};
enum { SIDE_COUNT = sizeof sides / sizeof sides[0] };

static const struct metric *metric_of(const struct measured *measured, const char *id)
{
    for (const struct metric *metric = measured->family->metrics; metric->id; metric++)
        if (strcmp(metric->id, id) == 0) return metric;
    return NULL;
}

/* What the rows of one axis and indicator are told with. */
struct telling {
    const struct measured *measured;
    const struct cards *cards;
    int side;
    struct result *result;
    struct err *err;
};

static struct extended extended_of(const struct telling *telling, const struct card *card)
{
    return (struct extended){
        .axis = sides[telling->side].told,
        .key = measured_key_name(telling->measured, sides[telling->side].cells, card->unit),
        .period = telling->measured->context->report_month,
        .n = card->n,
        .reason = card->reason};
}

/* The network that the units are held against, its rows of the 12 months. */
static enum rc tell_network(const struct telling *telling)
{
    const struct measure_options *options = telling->measured->context->options;
    const struct cards *cards = telling->cards;
    const bool is_mean = cards->indicator->is_mean;
    struct extended extended = {.metric = cards->indicator->adjusted,
                                .axis = AXIS_NETWORK,
                                .key = "",
                                .period = telling->measured->context->report_month,
                                .n = cards->n,
                                .method = is_mean ? "student_t" : "wilson"};
    extended.interval = stats_wilson(is_mean ? 0 : cards->sum, cards->n);
    if (is_mean) {
        const struct moments moments = {cards->n, cards->sum, cards->square_sum, 1};
        const enum rc rc = stats_mean_t(&moments, &extended.interval, telling->err);
        if (rc != RC_OK) return rc;
        extended.interval.value += options->scale_minimum;
        extended.interval.lower += options->scale_minimum;
        extended.interval.upper += options->scale_minimum;
    }
    return extend_estimate(telling->measured, telling->result, &extended, telling->err);
}

/* Case-mix adjusted values with verdicts; q_values has room for all cards. */
static enum rc tell_adjusted(const struct telling *telling, struct judged *rows, double *q_values)
{
    const struct cards *cards = telling->cards;
    for (size_t i = 0; i < cards->count; i++) {
        const struct card *card = &cards->cards[i];
        rows[i] = (struct judged){.extended = extended_of(telling, card),
                                  .p = card->is_judged ? card->place.p : NAN,
                                  .is_above = card->chance.z > 0.0};
        rows[i].extended.metric = cards->indicator->adjusted;
        rows[i].extended.method = cards->indicator->is_mean ? "matched_mean" : "matched_odds_ratio";
        rows[i].extended.interval = card->matched.interval;
    }
    return extend_axis(telling->measured, telling->result, rows, cards->count, q_values,
                       telling->err);
}

static enum rc tell_shrunken(const struct telling *telling, struct judged *rows)
{
    const uint64_t base = telling->measured->context->options->minimum_base;
    const struct cards *cards = telling->cards;
    for (size_t i = 0; i < cards->count; i++) {
        const struct card *card = &cards->cards[i];
        const bool has_value = card->is_judged && cards->is_shrunk;
        rows[i] = (struct judged){.extended = extended_of(telling, card), .p = NAN};
        rows[i].extended.metric = cards->indicator->shrunken;
        rows[i].extended.method =
            cards->indicator->is_mean ? "normal_blup_reml" : "credibility_reml";
        rows[i].extended.interval = has_value ? card->shrunk.interval : INTERVAL_UNDEFINED;
        if (!has_value && !card->reason && card->n >= base)
            rows[i].extended.reason = "few_units: fewer than 3 can be compared, so how much they "
                                      "differ is unknown; 3 would be enough";
    }
    return extend_axis(telling->measured, telling->result, rows, cards->count, NULL, telling->err);
}

/* Of the axis as a whole. */
static enum rc tell_axis(const struct telling *telling, const char *metric,
                         struct interval interval, const char *method)
{
    const struct cards *cards = telling->cards;
    const struct extended extended = {
        .metric = metric,
        .axis = AXIS_STRATUM,
        .key = sides[telling->side].word,
        .period = telling->measured->context->report_month,
        .n = cards ? cards->judged_count : 0,
        .interval = interval,
        .method = method,
        .reason = interval.defined ? NULL
                                   : "few_units: fewer than 3 can be compared; 3 with enough rows "
                                     "would be enough"};
    return extend_estimate(telling->measured, telling->result, &extended, telling->err);
}

static enum rc tell_dispersion_test(const struct telling *telling)
{
    const struct cards *cards = telling->cards;
    const struct test *test = &cards->outlying.dispersion;
    struct test_row *row = result_add_test(telling->result);
    if (!row) return err_memory(telling->err, sizeof *row);
    *row = (struct test_row){.name = cards->indicator->tables[telling->side],
                             .method = "dispersion_chi_square",
                             .statistic = test->statistic,
                             .degrees_of_freedom = test->df,
                             .p = test->p,
                             .n = cards->outlying.unit_count,
                             .reason = test->defined ? "" : "few_units: fewer than 2 to compare"};
    return RC_OK;
}

enum {
    COLUMN_KEY,
    COLUMN_N,
    COLUMN_CRUDE,
    COLUMN_EXPECTED,
    COLUMN_ADJUSTED,
    COLUMN_LOWER,
    COLUMN_UPPER,
    COLUMN_SHRUNKEN,
    COLUMN_SHRUNKEN_LOWER,
    COLUMN_SHRUNKEN_UPPER,
    COLUMN_INNER_LOWER,
    COLUMN_INNER_UPPER,
    COLUMN_OUTER_LOWER,
    COLUMN_OUTER_UPPER,
    COLUMN_Z,
    COLUMN_Q,
    COLUMN_RELIABILITY,
    COLUMN_RANK_FIRST,
    COLUMN_RANK_LAST,
    COLUMN_VERDICT,
    COLUMN_REVERSED,
    COLUMN_STRATA,
    COLUMN_COUNT
};

#define COLUMNS(word, unit)                                                                        \
    {                                                                                              \
        {word, "text"}, {"n", "count"}, {"crude", unit}, {"expected", unit}, {"adjusted", unit},   \
            {"lower", unit}, {"upper", unit}, {"shrunken", unit}, {"shrunken_lower", unit},        \
            {"shrunken_upper", unit}, {"limit_95_low", unit}, {"limit_95_high", unit},             \
            {"limit_998_low", unit}, {"limit_998_high", unit}, {"z", "z"}, {"q", "q"},             \
            {"reliability", "share"}, {"rank_first", "count"}, {"rank_last", "count"},             \
            {"verdict", "text"}, {"reversed", "bool"},                                             \
        {                                                                                          \
            "strata", "text"                                                                       \
        }                                                                                          \
    }
static const struct table_column columns[SIDE_COUNT][2][COLUMN_COUNT] = {
    {COLUMNS("dealer", "share"), COLUMNS("dealer", "score")},
    {COLUMNS("technician", "share"), COLUMNS("technician", "score")}};

static enum verdict verdict_of(const struct card *card, double q, bool is_higher_better)
{
    if (isnan(q)) return VERDICT_CANNOT_SAY;
    if (q >= FALSE_DISCOVERY_RATE) return VERDICT_CONSISTENT;
    return (card->chance.z > 0.0) == is_higher_better ? VERDICT_BETTER : VERDICT_WORSE;
}

static void fill_numbers(struct table_cell *cells, const struct cards *cards,
                         const struct card *card, double least)
{
    const double n = (double)card->n, crude = (double)card->sum / n + least;
    const double expected = card->matched.expected / n + least;
    const struct interval *shrunken = &card->shrunk.interval;
    cells[COLUMN_CRUDE] = cell_number(crude);
    cells[COLUMN_EXPECTED] = cell_number(expected);
    /* Why there are no bounds stands with the estimate. */
    if (card->matched.interval.bounded)
        cells[COLUMN_ADJUSTED] = cell_number(card->matched.interval.value);
    cells[COLUMN_LOWER] = cell_number(card->matched.interval.lower);
    cells[COLUMN_UPPER] = cell_number(card->matched.interval.upper);
    if (!card->is_judged) return;
    cells[COLUMN_INNER_LOWER] = cell_number(card->limits[FUNNEL_INNER].lower);
    cells[COLUMN_INNER_UPPER] = cell_number(card->limits[FUNNEL_INNER].upper);
    cells[COLUMN_OUTER_LOWER] = cell_number(card->limits[FUNNEL_OUTER].lower);
    cells[COLUMN_OUTER_UPPER] = cell_number(card->limits[FUNNEL_OUTER].upper);
    cells[COLUMN_Z] = cell_number(card->place.z);
    if (!cards->is_shrunk) return;
    cells[COLUMN_SHRUNKEN] = cell_number(shrunken->value);
    cells[COLUMN_SHRUNKEN_LOWER] = cell_number(shrunken->lower);
    cells[COLUMN_SHRUNKEN_UPPER] = cell_number(shrunken->upper);
    cells[COLUMN_RELIABILITY] = cell_number(card->shrunk.reliability);
    if (card->rank.first == 0) return;
    cells[COLUMN_RANK_FIRST] = cell_whole(card->rank.first);
    cells[COLUMN_RANK_LAST] = cell_whole(card->rank.last);
}

static void fill_row(const struct telling *telling, struct table_cell *cells,
                     const struct card *card, double q, enum verdict verdict)
{
    const struct measure_options *options = telling->measured->context->options;
    const bool is_mean = telling->cards->indicator->is_mean;
    cells[COLUMN_KEY] = cell_text(extended_of(telling, card).key);
    cells[COLUMN_N] = cell_whole((int64_t)card->n);
    cells[COLUMN_Q] = cell_number(q);
    cells[COLUMN_VERDICT] = cell_text(verdict_names[verdict]);
    cells[COLUMN_STRATA] = cell_text(fineness_names[telling->cards->fineness]);
    if (q < FALSE_DISCOVERY_RATE) {
        const double base = is_mean ? (double)options->scale_minimum : 0.0;
        const double crude = (double)card->sum / (double)card->n + base - telling->cards->whole;
        cells[COLUMN_REVERSED] = cell_whole(crude * card->matched.apart < 0.0);
    }
    if (card->n >= options->minimum_base && !card->is_held_back)
        fill_numbers(cells, telling->cards, card, is_mean ? (double)options->scale_minimum : 0.0);
}

/* All units; of many only those that stand out. */
static enum rc tell_table(const struct telling *telling, const double *q_values,
                          bool is_higher_better)
{
    const struct cards *cards = telling->cards;
    const bool is_crowded = cards->count > KEYS_IN_ESTIMATES;
    size_t row_count = 0;
    for (size_t i = 0; i < cards->count; i++)
        row_count += !is_crowded || q_values[i] < FALSE_DISCOVERY_RATE;
    struct result_table *table = result_add_table(
        telling->result, cards->indicator->tables[telling->side],
        columns[telling->side][cards->indicator->is_mean], COLUMN_COUNT, row_count);
    if (!table) return err_memory(telling->err, row_count);
    size_t row = 0;
    for (size_t i = 0; i < cards->count; i++) {
        if (is_crowded && !(q_values[i] < FALSE_DISCOVERY_RATE)) continue;
        fill_row(telling, result_cell(table, row++, 0), &cards->cards[i], q_values[i],
                 verdict_of(&cards->cards[i], q_values[i], is_higher_better));
    }
    return RC_OK;
}

static enum rc tell_all(const struct telling *telling, struct judged *rows, double *q_values,
                        bool is_higher_better)
{
    const struct cards *cards = telling->cards;
    enum rc rc = tell_adjusted(telling, rows, q_values);
    if (rc == RC_OK) rc = tell_shrunken(telling, rows);
    if (rc == RC_OK)
        rc = tell_axis(telling, cards->indicator->reliability, cards->reliability, "q_profile");
    if (rc == RC_OK)
        rc = tell_axis(telling, cards->indicator->overdispersion, cards->outlying.overdispersion,
                       "dispersion_chi_square");
    if (rc == RC_OK && cards->count > 0) rc = tell_dispersion_test(telling);
    if (rc == RC_OK && cards->count > 0) rc = tell_table(telling, q_values, is_higher_better);
    return rc;
}

static enum rc tell(const struct telling *telling, bool is_higher_better)
{
    const size_t room = telling->cards->count + 1;
    struct judged *rows = malloc(room * sizeof *rows);
    double *q_values = malloc(room * sizeof *q_values);
    const enum rc rc = rows && q_values ? tell_all(telling, rows, q_values, is_higher_better)
                                        : err_memory(telling->err, room * sizeof *rows);
    free(rows);
    free(q_values);
    return rc;
}

/* What cannot be told of any unit is refused once, for the network. */
static enum rc refuse(const struct measured *measured, const char *metric, struct result *result,
                      struct err *err)
{
    const struct extended extended = {
        .metric = metric,
        .axis = AXIS_NETWORK,
        .key = "",
        .period = measured->context->report_month,
        .interval = INTERVAL_UNDEFINED,
        .method = "",
        .reason = "no_units: no row of the 12 months names a dealer or a technician; a column with "
                  "them would be enough"};
    return extend_estimate(measured, result, &extended, err);
}

static enum rc refuse_all(const struct measured *measured,
                          const struct scorecard_indicator *indicator, bool with_axes,
                          struct result *result, struct err *err)
{
    enum rc rc = refuse(measured, indicator->adjusted, result, err);
    if (rc == RC_OK) rc = refuse(measured, indicator->shrunken, result, err);
    if (rc == RC_OK && with_axes) rc = refuse(measured, indicator->reliability, result, err);
    if (rc == RC_OK && with_axes) rc = refuse(measured, indicator->overdispersion, result, err);
    return rc;
}

/* One indicator on both axes. */
static enum rc tell_indicator(const struct measured *measured, const struct scorecard *scorecard,
                              const struct scorecard_indicator *indicator,
                              const struct board *boards, struct result *result, struct err *err)
{
    const struct metric *metric = metric_of(measured, indicator->adjusted);
    if (!metric) return err_set(err, RC_BUG, "%s: no such metric", indicator->adjusted);
    if (!extend_can(measured, indicator->adjusted))
        return refuse_all(measured, indicator, true, result, err);
    size_t unit_count = 0;
    struct arena arena;
    arena_init(&arena);
    enum rc rc = RC_OK;
    for (int side = 0; rc == RC_OK && side < SIDE_COUNT; side++) {
        struct cards cards;
        rc = cards_fill(&cards, &boards[side], scorecard, indicator, metric,
                        measured->context->options, &arena, err);
        const struct telling telling = {measured, &cards, side, result, err};
        if (rc == RC_OK && cards.count > 0 && unit_count == 0) rc = tell_network(&telling);
        if (rc == RC_OK) rc = tell(&telling, metric->better == BETTER_HIGHER);
        unit_count += rc == RC_OK ? cards.count : 0;
    }
    arena_release(&arena);
    if (rc == RC_OK && unit_count == 0) rc = refuse_all(measured, indicator, false, result, err);
    return rc;
}

enum rc scorecard_extend(const struct measured *measured, const struct scorecard *scorecard,
                         struct result *result, struct err *err)
{
    struct board boards[SIDE_COUNT] = {{.entries = NULL}};
    enum rc rc = RC_OK;
    for (int side = 0; rc == RC_OK && side < SIDE_COUNT; side++)
        rc = board_fill(&boards[side], measured, scorecard, sides[side].cells, err);
    for (size_t i = 0; rc == RC_OK && scorecard->indicators[i].adjusted; i++)
        rc = tell_indicator(measured, scorecard, &scorecard->indicators[i], boards, result, err);
    for (int side = 0; side < SIDE_COUNT; side++) board_release(&boards[side]);
    return rc;
}
