/* How many are gone after a year, by cause, and how many stay, by year of the first purchase. */
#include "base/day.h"
#include "measure/curve.h"
#include "measure/extend.h"
#include "measure/loyalty/loyalty.h"
#include "measure/stats/competing.h"
#include "measure/stats/survival.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { YEAR_DAYS = 365, REASON_BYTES = 200, YEAR_LIMIT = 1 << KEY_YEAR_BITS };

enum cause { CAUSE_PREVENTABLE, CAUSE_NOT_PREVENTABLE, CAUSE_UNKNOWN, CAUSE_COUNT };
static const char *const cause_keys[CAUSE_COUNT] = {"cause=preventable", "cause=not_preventable",
                                                    "cause=unknown"};
static const struct {
    const char *reason;
    enum cause cause;
} causes[] = {{"death", CAUSE_NOT_PREVENTABLE}, {"moved", CAUSE_NOT_PREVENTABLE},
              {"friend", CAUSE_PREVENTABLE},    {"competitor", CAUSE_PREVENTABLE},
              {"product", CAUSE_PREVENTABLE},   {"service", CAUSE_PREVENTABLE}};

static enum cause cause_of(const struct dictionary *reasons, uint32_t parting)
{
    const uint32_t code = parting - PARTING_REASON;
    if (code == 0 || !reasons || code >= reasons->code_count || code == PARTING_REASON_LIMIT)
        return CAUSE_UNKNOWN;
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
        if (strcmp(reasons->names[code], causes[i].reason) == 0) return causes[i].cause;
    return CAUSE_UNKNOWN;
}

/* Customers per day of one year of first purchase, or of all. */
struct days {
    uint64_t *left, *cut, *came;
    uint64_t *of_cause; /* CAUSE_COUNT times day_limit; of all years only */
    uint64_t customers, departures;
};

static bool days_init(struct days *days, size_t day_limit, struct arena *arena)
{
    days->left = arena_take_array(arena, day_limit, sizeof *days->left);
    days->cut = arena_take_array(arena, day_limit, sizeof *days->cut);
    days->came = arena_take_array(arena, day_limit, sizeof *days->came);
    return days->left && days->cut && days->came;
}

/* Who goes from state to state leaves and comes on one day: only where customers begin and end
 * counts here. The two pieces of a move cancel each other in `came`. */
static void count_piece(struct days *days, const struct loyalty_piece *piece)
{
    if (!piece->is_end) {
        days->came[piece->day] += piece->came - piece->cut;
        return;
    }
    days->left[piece->day] += piece->left;
    days->cut[piece->day] += piece->cut;
    days->customers += piece->left + piece->cut;
    days->departures += piece->left;
}

static enum rc add_one(const struct measured *measured, struct result *result, const char *metric,
                       enum axis axis, const char *key, uint64_t n, struct interval interval,
                       const char *method, const char *reason, struct err *err)
{
    const struct extended extended = {.metric = metric,
                                      .axis = axis,
                                      .key = key,
                                      .period = PERIOD_ALL,
                                      .n = n,
                                      .interval = interval,
                                      .method = method,
                                      .reason = reason};
    return extend_estimate(measured, result, &extended, err);
}

static const char *short_words(struct arena *arena, uint32_t last_day)
{
    char words[REASON_BYTES];
    const int length = snprintf(words, sizeof words,
                                "not_matured: nobody was watched 365 days since the purchase, the "
                                "longest %u; data of a year are needed",
                                last_day);
    return arena_copy_text(arena, words, (size_t)length);
}

/* The smallest number watched on a day of the first year, up to the last one on which anybody was:
 * a curve that nobody was there to bring down says nothing. */
static uint64_t least_watched(const struct days *days, size_t day_limit, uint32_t last_day)
{
    uint64_t watched = 0, least = UINT64_MAX;
    if (!days->left) return 0;
    for (size_t day = 0; day < day_limit; day++)
        watched += days->left[day] + days->cut[day] - days->came[day];
    for (size_t day = 0; day < day_limit && day <= YEAR_DAYS && day <= last_day; day++) {
        if (watched < least) least = watched;
        watched -= days->left[day] + days->cut[day] - days->came[day];
    }
    return least;
}

/* Still watched and there at the beginning of day 365. */
static uint64_t at_risk_after_year(const struct days *days, size_t day_limit)
{
    uint64_t count = 0;
    for (size_t day = YEAR_DAYS; days->left && day < day_limit; day++) {
        count += days->left[day] + days->cut[day];
        count -= days->came[day];
    }
    return count;
}

/* The last one watched left before the year was over, while others had been cut off: the curve is 0
 * from then on, but of those others nobody knows. When all have left, all is known. */
static bool is_cut_short(const struct days *days, size_t day_limit)
{
    uint64_t cut = 0;
    for (size_t day = 0; days->left && day < day_limit && day < YEAR_DAYS; day++)
        cut += days->cut[day];
    return cut > 0 && at_risk_after_year(days, day_limit) == 0;
}

/* Why a share of 365 days has no value, or no bounds; NULL: it has both. */
static const char *doubt_of(const struct measured *measured, struct interval *interval,
                            const struct days *days, size_t day_limit, uint32_t last_day,
                            struct arena *arena)
{
    const uint64_t watched = least_watched(days, day_limit, last_day);
    if (interval->defined && last_day < YEAR_DAYS && is_cut_short(days, day_limit))
        *interval = INTERVAL_UNDEFINED;
    if (!interval->defined) return short_words(arena, last_day);
    if (watched == 0) {
        *interval = INTERVAL_UNDEFINED;
        return "not_watched: departures were recorded too late to see all of the first 365 days; "
               "customers who bought since then are needed";
    }
    if (watched < measured->context->options->minimum_base)
        return "few_at_risk: on some day of the first 365 fewer were watched than the minimum "
               "base; more customers who bought since departures are recorded are needed";
    if (!interval->bounded)
        return "no_events: nobody, or everybody, left in 365 days, so there is no interval; one "
               "departure is needed";
    return NULL;
}

static enum rc add_stay(const struct measured *measured, struct result *result,
                        const struct days *days, size_t day_limit, enum axis axis, const char *key,
                        struct survival_curve *curve, struct interval *stay, struct arena *arena,
                        struct err *err)
{
    const struct day_counts counts = {days->left, days->cut, day_limit};
    enum rc rc = stats_kaplan_meier_entering(&counts, days->came, arena, curve, err);
    if (rc != RC_OK) return rc;
    *stay = stats_survival_at(curve, YEAR_DAYS);
    const char *doubt = doubt_of(measured, stay, days, day_limit, curve->last_day, &result->arena);
    return add_one(measured, result, "retention.stay_365d", axis, key, days->customers, *stay,
                   "kaplan_meier_log_log", doubt, err);
}

static enum rc add_causes(const struct measured *measured, struct result *result,
                          const struct days *days, size_t day_limit, struct arena *arena,
                          struct err *err)
{
    const struct competing_counts counts = {days->of_cause, days->cut, days->came, CAUSE_COUNT,
                                            day_limit};
    struct competing_curve curve;
    enum rc rc = stats_competing(&counts, arena, &curve, err);
    for (size_t cause = 0; rc == RC_OK && cause < CAUSE_COUNT; cause++) {
        struct interval interval = stats_incidence_at(&curve, cause, YEAR_DAYS);
        const char *doubt =
            doubt_of(measured, &interval, days, day_limit, curve.last_day, &result->arena);
        rc = add_one(measured, result, "departure.incidence_365d", AXIS_STRATUM, cause_keys[cause],
                     days->customers, interval, "aalen_johansen_log_log", doubt, err);
    }
    return rc;
}

static const char *cohort_key(struct arena *arena, uint32_t year)
{
    char key[32];
    const int length = snprintf(key, sizeof key, "cohort=%u", year + YEAR_BEFORE);
    return arena_copy_text(arena, key, (size_t)length);
}

static enum rc add_cohort(const struct measured *measured, struct result *result,
                          const struct days *days, size_t day_limit, uint32_t year,
                          struct result_table *table, size_t row, struct arena *arena,
                          struct err *err)
{
    const char *key = cohort_key(&result->arena, year);
    if (!key) return err_memory(err, REASON_BYTES);
    struct survival_curve curve;
    struct interval stay;
    const enum rc rc =
        add_stay(measured, result, days, day_limit, AXIS_STRATUM, key, &curve, &stay, arena, err);
    if (rc != RC_OK) return rc;
    /* Why there are no bounds stands with the estimate. */
    const bool is_enough =
        stay.bounded && days->customers >= measured->context->options->minimum_base;
    *result_cell(table, row, 0) = cell_text(key + strlen("cohort="));
    *result_cell(table, row, 1) = cell_whole((int64_t)days->customers);
    *result_cell(table, row, 2) = cell_whole((int64_t)days->departures);
    *result_cell(table, row, 3) = cell_whole((int64_t)at_risk_after_year(days, day_limit));
    *result_cell(table, row, 4) = cell_number(is_enough ? stay.value : NAN);
    *result_cell(table, row, 5) = cell_number(is_enough ? stay.lower : NAN);
    *result_cell(table, row, 6) = cell_number(is_enough ? stay.upper : NAN);
    return RC_OK;
}

static enum rc add_cohorts(const struct measured *measured, const struct days *years,
                           size_t day_limit, struct result *result, struct arena *arena,
                           struct err *err)
{
    static const struct table_column columns[] = {
        {"cohort", "text"},        {"customers", "count"}, {"departures", "count"},
        {"at_risk_365d", "count"}, {"value", "share"},     {"lower", "share"},
        {"upper", "share"}};
    size_t count = 0;
    for (uint32_t year = 0; year < YEAR_LIMIT; year++) count += years[year].customers > 0;
    struct result_table *table = result_add_table(result, "retention.cohorts", columns, 7, count);
    if (!table) return err_memory(err, count);
    enum rc rc = RC_OK;
    size_t row = 0;
    for (uint32_t year = 0; rc == RC_OK && year < YEAR_LIMIT; year++)
        if (years[year].customers > 0)
            rc = add_cohort(measured, result, &years[year], day_limit, year, table, row++, arena,
                            err);
    return rc;
}

/* The curve of those who stay, at days on which somebody left. */
static enum rc add_curve(const struct measured *measured, struct result *result,
                         const struct survival_curve *from, const struct days *days,
                         struct err *err)
{
    const struct metric *metric = measured->family->metrics;
    while (strcmp(metric->id, "retention.stay_365d") != 0) metric++;
    const struct curve head = {.metric = metric,
                               .axis = AXIS_NETWORK,
                               .key = "",
                               .n = days->customers,
                               .events = from->events,
                               .time_unit = "days",
                               .method = "kaplan_meier_log_log"};
    return curve_add(result, &head, from, err);
}

static enum rc refuse_all(const struct measured *measured, struct result *result, uint64_t n,
                          const char *refusal, struct err *err)
{
    enum rc rc = add_one(measured, result, "retention.stay_365d", AXIS_NETWORK, "", n,
                         INTERVAL_UNDEFINED, "kaplan_meier_log_log", refusal, err);
    for (int cause = 0; rc == RC_OK && cause < CAUSE_COUNT; cause++)
        rc = add_one(measured, result, "departure.incidence_365d", AXIS_STRATUM, cause_keys[cause],
                     n, INTERVAL_UNDEFINED, "aalen_johansen_log_log", refusal, err);
    return rc;
}

/* Spreads the pieces over days, of all customers and by year of the first purchase. */
static enum rc spread(const struct measured *measured, const struct loyalty_pieces *pieces,
                      struct days *all, struct days *years, struct arena *arena, struct err *err)
{
    const struct dictionary *reasons = linked_dictionary(measured->linked, "departure_reason");
    const size_t day_limit = pieces->day_limit;
    all->of_cause = arena_take_array(arena, CAUSE_COUNT * day_limit, sizeof *all->of_cause);
    bool fits = all->of_cause && days_init(all, day_limit, arena);
    for (size_t i = 0; fits && i < pieces->count; i++) {
        const struct loyalty_piece *piece = &pieces->pieces[i];
        struct days *year = &years[piece->year];
        fits = year->left || days_init(year, day_limit, arena);
        if (!fits) break;
        count_piece(all, piece);
        count_piece(year, piece);
        if (piece->left > 0)
            all->of_cause[cause_of(reasons, piece->parting) * day_limit + piece->day] +=
                piece->left;
    }
    return fits ? RC_OK : err_memory(err, CAUSE_COUNT * day_limit * sizeof *all->left);
}

static enum rc tell(const struct measured *measured, const struct loyalty_pieces *pieces,
                    struct result *result, struct arena *arena, struct err *err)
{
    const size_t day_limit = pieces->day_limit;
    struct days all = {.customers = 0};
    struct days *years = arena_take_array(arena, YEAR_LIMIT, sizeof *years);
    if (!years) return err_memory(err, YEAR_LIMIT * sizeof *years);
    struct survival_curve curve;
    struct interval stay;
    enum rc rc = spread(measured, pieces, &all, years, arena, err);
    if (rc == RC_OK)
        rc = add_stay(measured, result, &all, day_limit, AXIS_NETWORK, "", &curve, &stay, arena,
                      err);
    if (rc == RC_OK && all.customers >= measured->context->options->minimum_base)
        rc = add_curve(measured, result, &curve, &all, err);
    if (rc == RC_OK) rc = add_causes(measured, result, &all, day_limit, arena, err);
    return rc == RC_OK ? add_cohorts(measured, years, day_limit, result, arena, err) : rc;
}

enum rc loyalty_curves(const struct measured *measured, const struct loyalty_pieces *pieces,
                       struct result *result, struct err *err)
{
    const char *refusal = loyalty_refusal(measured, pieces);
    if (refusal) return refuse_all(measured, result, pieces->cell.customers, refusal, err);
    struct arena arena = ARENA_INIT;
    const enum rc rc = tell(measured, pieces, result, &arena, err);
    arena_release(&arena);
    return rc;
}
