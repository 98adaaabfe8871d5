/* How long it takes until customers buy again, by the product that they bought: Kaplan and Meier's
 * median over the ages at which they were seen, entering late (lifecycle.h). From four fifths of it
 * on they think of a new one. */
#include "measure/lifecycle/lifecycle.h"
#include "measure/stats/survival.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_CUSTOMERS = 100, LEAST_EVENTS = 30 };
#define REEVALUATION_SHARE 0.8

void life_reader_init(struct life_reader *reader, const struct measured *measured)
{
    *reader = (struct life_reader){.customers = linked_table(measured->linked, "customers")};
    for (size_t c = 0; c < LIFE_COLUMN_COUNT && reader->customers; c++) {
        const struct column *column =
            table_column(reader->customers, measured->family->needs[c].column);
        if (!column) {
            reader->customers = NULL;
            break;
        }
        reader->columns[c] = table_column_index(reader->customers, column);
    }
}

/* Customers of one product, or of all, by age. */
struct ages {
    uint64_t *entered, *events, *censored;
};

/* What is counted while the rows are read. */
struct counting {
    size_t day_count; /* above all ages */
    struct ages rows[PRODUCTS_APART + 1];
    uint8_t place[PRODUCT_CODES]; /* of a product in rows; 0: it is not told apart */
};

/* The most frequent products; of equal ones the first by name. */
static void choose_products(struct product_lives *lives, struct counting *counting,
                            uint64_t *counts)
{
    lives->row_count = 1;
    while (lives->row_count <= PRODUCTS_APART) {
        uint32_t best = 0;
        for (uint32_t code = 1; code < PRODUCT_CODES; code++)
            if (counts[code] > (best > 0 ? counts[best] : LEAST_CUSTOMERS - 1)) best = code;
        if (best == 0) return;
        counts[best] = 0;
        counting->place[best] = (uint8_t)lives->row_count;
        lives->rows[lives->row_count++].product = best;
    }
}

static enum rc look_over(struct product_lives *lives, struct counting *counting,
                         const struct measured *measured, struct arena *arena, struct err *err)
{
    uint64_t *counts = arena_take_array(arena, PRODUCT_CODES, sizeof *counts);
    struct life_reader reader;
    struct life_row row;
    if (!counts) return err_memory(err, PRODUCT_CODES * sizeof *counts);
    life_reader_init(&reader, measured);
    while (life_reader_next(&reader, &row)) {
        if (row.days == 0) continue;
        counts[row.product]++;
        const size_t last = (size_t)(row.age + row.days) + 1;
        if (last > counting->day_count) counting->day_count = last;
    }
    choose_products(lives, counting, counts);
    return RC_OK;
}

static enum rc take_ages(struct counting *counting, size_t row_count, struct arena *arena,
                         struct err *err)
{
    for (size_t i = 0; i < row_count; i++) {
        struct ages *ages = &counting->rows[i];
        ages->entered = arena_take_array(arena, counting->day_count + 1, sizeof *ages->entered);
        ages->events = arena_take_array(arena, counting->day_count + 1, sizeof *ages->events);
        ages->censored = arena_take_array(arena, counting->day_count + 1, sizeof *ages->censored);
        if (!ages->entered || !ages->events || !ages->censored)
            return err_memory(err, 3 * counting->day_count * sizeof *ages->entered);
    }
    return RC_OK;
}

/* Who is seen on the first day alone was never at risk of buying again. */
static void count_row(struct product_life *life, struct ages *ages, const struct life_row *row)
{
    const bool has_bought = row->end == END_BOUGHT;
    const int32_t last = row->age + row->days - !has_bought;
    if (last <= row->age) return;
    life->n++;
    life->events += has_bought;
    ages->entered[row->age]++;
    (has_bought ? ages->events : ages->censored)[last]++;
}

static enum rc find_median(struct product_life *life, const struct ages *ages, size_t day_count,
                           struct arena *arena, struct err *err)
{
    struct survival_curve curve;
    life->median = INTERVAL_UNDEFINED;
    if (life->n < LEAST_CUSTOMERS || life->events < LEAST_EVENTS) return RC_OK;
    const struct day_counts counts = {ages->events, ages->censored, day_count};
    const enum rc rc = stats_kaplan_meier_entering(&counts, ages->entered, arena, &curve, err);
    if (rc == RC_OK) life->median = stats_survival_median(&curve);
    return rc;
}

static int32_t from_median(double median)
{
    const int32_t from = (int32_t)ceil(REEVALUATION_SHARE * median);
    return from > APPRECIATION_FROM_DAYS ? from : APPRECIATION_FROM_DAYS + 1;
}

static void set_from(struct product_lives *lives, int32_t configured_days)
{
    enum life_source source = SOURCE_NONE;
    int32_t from = INT32_MAX;
    if (configured_days > 0) {
        source = SOURCE_CONFIGURED;
        from = from_median(configured_days);
    } else if (lives->rows[0].median.defined) {
        source = SOURCE_NETWORK;
        from = from_median(lives->rows[0].median.value);
    }
    for (size_t code = 0; code < PRODUCT_CODES; code++) {
        lives->from_days[code] = from;
        lives->sources[code] = (uint8_t)source;
    }
    for (size_t i = 1; i < lives->row_count && configured_days == 0; i++) {
        if (!lives->rows[i].median.defined) continue;
        lives->from_days[lives->rows[i].product] = from_median(lives->rows[i].median.value);
        lives->sources[lives->rows[i].product] = SOURCE_PRODUCT;
    }
}

enum rc product_lives_make(struct product_lives *lives, const struct measured *measured,
                           struct arena *arena, struct err *err)
{
    struct life_reader reader;
    struct life_row row;
    struct counting *counting = arena_take(arena, sizeof *counting);
    if (!counting) return err_memory(err, sizeof *counting);
    enum rc rc = look_over(lives, counting, measured, arena, err);
    if (rc == RC_OK) rc = take_ages(counting, lives->row_count, arena, err);
    life_reader_init(&reader, measured);
    while (rc == RC_OK && life_reader_next(&reader, &row)) {
        if (row.days == 0) continue;
        const size_t place = counting->place[row.product];
        count_row(&lives->rows[0], &counting->rows[0], &row);
        if (place > 0) count_row(&lives->rows[place], &counting->rows[place], &row);
    }
    for (size_t i = 0; rc == RC_OK && i < lives->row_count; i++)
        rc = find_median(&lives->rows[i], &counting->rows[i], counting->day_count, arena, err);
    set_from(lives, measured->context->options->repurchase_days);
    return rc;
}

/* Why there is no median, or a bound of it is missing; "" when nothing is. */
static const char *reason_of(const struct product_life *life)
{
    if (!life->median.defined)
        return "no_median: fewer than half bought again as long as anybody was followed, or "
               "fewer than 30 did; lifecycle.repurchase_days can be set instead";
    return life->median.bounded ? "" : "no_interval: too few bought again for both bounds";
}

static enum rc add_table(const struct product_lives *lives, const struct measured *measured,
                         struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"product", "text"},      {"n", "count"},           {"bought_again", "count"},
        {"median_days", "days"},  {"median_lower", "days"}, {"median_upper", "days"},
        {"reevaluation", "days"}, {"source", "text"},       {"reason", "text"}};
    static const char *const sources[] = {"none", "product", "network", "configured"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    const struct dictionary *products = linked_dictionary(measured->linked, "product");
    struct result_table *table =
        result_add_table(result, "lifecycle.lives", columns, COLUMNS, lives->row_count);
    if (!table) return err_memory(err, lives->row_count * sizeof columns);
    for (size_t i = 0; i < lives->row_count; i++) {
        const struct product_life *life = &lives->rows[i];
        const int32_t from = lives->from_days[life->product];
        struct table_cell *cells = result_cell(table, i, 0);
        cells[0] = cell_text(life->product && products ? products->names[life->product] : "");
        cells[1] = cell_whole((int64_t)life->n);
        cells[2] = cell_whole((int64_t)life->events);
        cells[3] = cell_number(life->median.value);
        cells[4] = cell_number(life->median.lower);
        cells[5] = cell_number(life->median.upper);
        cells[6] = cell_number(from == INT32_MAX ? (double)NAN : from);
        cells[7] = cell_text(sources[lives->sources[life->product]]);
        cells[8] = cell_text(reason_of(life));
    }
    return RC_OK;
}

enum rc product_lives_tell(const struct product_lives *lives, const struct measured *measured,
                           struct result *result, struct err *err)
{
    const struct product_life *all = &lives->rows[0];
    struct extended told = {.metric = "lifecycle.repurchase_median",
                            .key = "",
                            .period = PERIOD_ALL,
                            .n = all->n,
                            .interval = all->median,
                            .method = "kaplan_meier_log_log"};
    const char *reason = reason_of(all);
    if (reason[0]) told.reason = reason;
    const enum rc rc = extend_estimate(measured, result, &told, err);
    return rc == RC_OK && all->n > 0 ? add_table(lives, measured, result, err) : rc;
}
