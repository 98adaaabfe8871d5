#include "measure/guard_forensics.h"

#include "measure/stats/multiple.h"
#include "measure/stats/share.h"

#include <stdlib.h>
#include <string.h>

#define FALSE_DISCOVERY_RATE 0.05
static const double marked_difference = 0.1;
enum { WINDOW_MONTHS = 12, SIGN_COUNT = 3, SUSPECT_SIGNS = 2 };

enum measure { COVERAGE, TOP, SCORE, REPEAT, MEASURE_COUNT };
static const struct {
    const char *metric;
    int side; /* where a sign lies: above (1) or below the others */
} measures[MEASURE_COUNT] = {[COVERAGE] = {"callback.coverage_30d", -1},
                             [TOP] = {"forensics.top.share", 1},
                             [SCORE] = {"survey.overall.top2", 1},
                             [REPEAT] = {"repair.repeat_30d", 1}};

/* One dealer in one measure. */
struct held {
    struct share own, rest;
    double q; /* NaN: too few */
};

struct dealer {
    const char *name;
    struct held held[MEASURE_COUNT];
    int signs;
};

struct look {
    const struct finisher *of[MEASURE_COUNT]; /* NULL: not in this input */
    struct dealer *dealers;
    size_t count;
};

static void find_measures(struct look *look, const struct finisher *works, size_t work_count)
{
    for (size_t i = 0; i < work_count; i++)
        for (int m = 0; m < MEASURE_COUNT; m++)
            if (works[i].axis->axis == AXIS_DEALER &&
                strcmp(works[i].metric->id, measures[m].metric) == 0)
                look->of[m] = &works[i];
}

static struct share year_of(const struct finisher *f, uint32_t key)
{
    struct finisher open = *f;
    struct share sum = {0, 0};
    open.hidden = NULL; /* a year tells nothing of a month that is held back */
    for (uint32_t window = 0; window < WINDOW_MONTHS && window < f->axis->month_count; window++) {
        const struct statistic month = finish_statistic(&open, f->axis, key, window);
        sum.met += month.share.met;
        sum.n += month.share.n;
    }
    return sum;
}

/* Dealers have one dictionary for all tables: a key is the same dealer in every measure. */
static bool take_dealers(struct look *look)
{
    uint32_t key_count = 0;
    const struct finisher *first = NULL;
    for (int m = 0; m < MEASURE_COUNT; m++) {
        if (!look->of[m]) continue;
        if (!first) first = look->of[m];
        if (look->of[m]->axis->key_count > key_count) key_count = look->of[m]->axis->key_count;
    }
    look->dealers = first ? calloc((size_t)key_count + 1, sizeof *look->dealers) : NULL;
    if (!look->dealers) return false;
    for (uint32_t key = 1; key < key_count; key++) {
        struct dealer *dealer = &look->dealers[look->count++];
        dealer->name = bound_key_name(first->bound, AXIS_DEALER, key);
        for (int m = 0; m < MEASURE_COUNT; m++)
            if (look->of[m] &&
                key < look->of[m]->axis->key_count) /* none: no dealer in its table */
                dealer->held[m].own = year_of(look->of[m], key);
    }
    return true;
}

static double value_of(struct share share)
{
    return share.n > 0 ? exact_ratio((i128)share.met, (i128)share.n) : NAN;
}

/* One-sided p of the dealer lying where a sign lies. */
static double sign_p(const struct held *held, int side)
{
    const double p = stats_two_share_p(held->own.met, held->own.n, held->rest.met, held->rest.n);
    const double apart = side * (value_of(held->own) - value_of(held->rest));
    return apart > 0 ? p / 2 : 1 - p / 2;
}

/* Suspects are no measure for others: one who answers everything himself makes all others look
 * different. */
static struct share usual_of(const struct look *look, enum measure m)
{
    struct share all = {0, 0};
    for (size_t i = 0; i < look->count; i++) {
        if (look->dealers[i].signs >= SUSPECT_SIGNS) continue;
        all.met += look->dealers[i].held[m].own.met;
        all.n += look->dealers[i].held[m].own.n;
    }
    return all;
}

static enum rc hold(struct look *look, enum measure m, uint32_t base, double *p, struct err *err)
{
    const struct share usual = usual_of(look, m);
    for (size_t i = 0; i < look->count; i++) {
        struct held *held = &look->dealers[i].held[m];
        const bool is_usual = look->dealers[i].signs < SUSPECT_SIGNS;
        held->rest =
            is_usual ? (struct share){usual.met - held->own.met, usual.n - held->own.n} : usual;
        const bool enough = held->own.n > 0 && held->own.n >= base && held->rest.n >= base;
        p[i] = enough ? sign_p(held, measures[m].side) : NAN;
    }
    const enum rc rc = stats_benjamini_hochberg(p, look->count, err);
    for (size_t i = 0; i < look->count; i++) look->dealers[i].held[m].q = p[i];
    return rc;
}

/* Whether the dealer lies on that side of the others, by so much and by more than chance. */
static bool lies(const struct dealer *dealer, enum measure m, double by)
{
    const struct held *held = &dealer->held[m];
    const double difference = measures[m].side * (value_of(held->own) - value_of(held->rest));
    return held->q < FALSE_DISCOVERY_RATE && difference > 0 && difference >= by;
}

static int count_signs(const struct dealer *dealer)
{
    const bool is_contradicted = lies(dealer, SCORE, marked_difference) && lies(dealer, REPEAT, 0);
    return lies(dealer, COVERAGE, marked_difference) + lies(dealer, TOP, marked_difference) +
           is_contradicted;
}

/* Once with all dealers as the others, then without those who were suspect. */
static enum rc look_twice(struct look *look, uint32_t base, double *p, struct err *err)
{
    enum rc rc = RC_OK;
    for (int times = 0; rc == RC_OK && times < 2; times++) {
        for (int m = 0; rc == RC_OK && m < MEASURE_COUNT; m++)
            rc = hold(look, (enum measure)m, base, p, err);
        for (size_t i = 0; i < look->count; i++)
            look->dealers[i].signs = count_signs(&look->dealers[i]);
    }
    return rc;
}

/* Of fewer than the minimum base nothing is told but how many. */
static struct table_cell told_cell(struct share share, const struct measure_options *options)
{
    return cell_number(share.n < options->minimum_base ? NAN : value_of(share));
}

static struct table_cell count_cell(const struct held *held)
{
    return held->own.n > 0 ? cell_whole((int64_t)held->own.n) : (struct table_cell){CELL_EMPTY};
}

enum { COLUMN_COUNT = 17 };
static const struct table_column columns[COLUMN_COUNT] = {
    {"dealer", "text"},         {"closed_repairs", "count"}, {"coverage", "share"},
    {"coverage_rest", "share"}, {"coverage_q", "q"},         {"surveys", "count"},
    {"top", "share"},           {"top_rest", "share"},       {"top_q", "q"},
    {"excess", "share"},        {"lower", "share"},          {"upper", "share"},
    {"top2_share", "share"},    {"repeat_share", "share"},   {"signs", "count"},
    {"suspect", "bool"},        {"reason", "text"}};

static void fill_row(struct result_table *table, size_t row, const struct dealer *dealer,
                     const struct measure_options *options)
{
    const struct held *held = dealer->held;
    const struct share own = held[TOP].own, rest = held[TOP].rest;
    const struct interval inflation =
        own.n >= options->judged_base ? stats_newcombe_difference(own.met, own.n, rest.met, rest.n)
                                      : INTERVAL_UNDEFINED;
    const struct table_cell cells[COLUMN_COUNT] = {
        cell_text(dealer->name),
        count_cell(&held[COVERAGE]),
        told_cell(held[COVERAGE].own, options),
        told_cell(held[COVERAGE].rest, options),
        cell_number(held[COVERAGE].q),
        count_cell(&held[TOP]),
        told_cell(own, options),
        told_cell(rest, options),
        cell_number(held[TOP].q),
        cell_number(inflation.value),
        cell_number(inflation.lower),
        cell_number(inflation.upper),
        told_cell(held[SCORE].own, options),
        told_cell(held[REPEAT].own, options),
        cell_whole(dealer->signs),
        cell_whole(dealer->signs >= SUSPECT_SIGNS),
        cell_text(inflation.defined ? ""
                                    : "below_base: too few surveys to hold against the others")};
    for (size_t c = 0; c < COLUMN_COUNT; c++) *result_cell(table, row, c) = cells[c];
}

static bool has_rows(const struct dealer *dealer)
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        if (dealer->held[m].own.n > 0) return true;
    return false;
}

static enum rc tell(const struct look *look, const struct measure_options *options,
                    struct result *result, struct err *err)
{
    size_t told = 0, row = 0;
    for (size_t i = 0; i < look->count; i++) told += has_rows(&look->dealers[i]);
    struct result_table *table =
        result_add_table(result, "forensics.dealers", columns, COLUMN_COUNT, told);
    if (!table) return err_memory(err, told * COLUMN_COUNT);
    /* Those with most signs first. */
    for (int signs = SIGN_COUNT; signs >= 0; signs--)
        for (size_t i = 0; i < look->count; i++)
            if (look->dealers[i].signs == signs && has_rows(&look->dealers[i]))
                fill_row(table, row++, &look->dealers[i], options);
    return RC_OK;
}

enum rc guard_forensics(const struct finisher *works, size_t work_count, struct result *result,
                        struct err *err)
{
    struct look look = {.count = 0};
    int found = 0;
    find_measures(&look, works, work_count);
    for (int m = 0; m < MEASURE_COUNT; m++) found += look.of[m] != NULL;
    if (found < 2) return RC_OK;
    double *p = NULL;
    enum rc rc = RC_OK;
    if (take_dealers(&look)) p = malloc((look.count + 1) * sizeof *p);
    if (!p) {
        rc = err_memory(err, (look.count + 1) * sizeof *p);
        goto out;
    }
    const struct measure_options *options = works[0].context->options;
    rc = look_twice(&look, options->judged_base, p, err);
    if (rc == RC_OK) rc = tell(&look, options, result, err);
out:
    free(p);
    free(look.dealers);
    return rc;
}
