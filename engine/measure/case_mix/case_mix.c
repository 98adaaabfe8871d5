/* Case mix (D21): a dealer that gets the hard products looks slow. Like is compared with like: the
 * share closed within 24 hours against the rest of the network product by product, over the last 12
 * months. Where the crude difference and the adjusted one point in opposite directions, the crude
 * one misleads (Simpson 1951). */
#include "measure/columns.h"
#include "measure/stats/mantel_haenszel.h"
#include "measure/stats/multiple.h"

#include <stdlib.h>

enum { WINDOW_MONTHS = 12 };
#define FALSE_DISCOVERY_RATE 0.05

/* Of one dealer's rows of one month. */
struct cell {
    uint64_t matured_count;
};

enum { NEED_REPORTED, NEED_CLOSED, NEED_DEALER, NEED_PRODUCT };

/* What a row adds to its dealer's tally: its product, doubled for closed in time or not;
 * NOT_COUNTED when the product is missing or the limit has not passed. */
enum { NOT_COUNTED = -1 }; /* all bits, as a mask has them */

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    int32_t *restrict keys = prepared;
    const int32_t *reported = column[NEED_REPORTED], *closed = column[NEED_CLOSED];
    const uint32_t *product = column[NEED_PRODUCT];
    const int32_t latest = context->horizon_minute - MINUTES_A_DAY;
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t leg = leg_minutes(reported[row], closed[row]);
        const int32_t is_met = mask_of(leg != LEG_OPEN) & mask_of(leg <= MINUTES_A_DAY);
        const int32_t is_counted = mask_of(product[row] != 0) & mask_of(reported[row] <= latest);
        keys[row] = ((int32_t)(product[row] << 1) | (is_met & 1)) | ~is_counted;
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *keys = rows->prepared;
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        int32_t *counted = tally_reserve(&tallies[0], row_count);
        if (!counted) return;
        uint32_t count = 0;
        for (uint32_t i = 0; i < row_count; i++) {
            counted[count] = keys[rows->row[first + i]];
            count += counted[count] != NOT_COUNTED;
        }
        cell->matured_count += count;
        tally_took(&tallies[0], count);
    }
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    uint32_t product;
    (void)tally;
    if (*key < 0 || !code_of(&maps[NEED_PRODUCT], (uint64_t)*key >> 1, &product)) return false;
    *key = (int64_t)product << 1 | (*key & 1);
    return true;
}

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return MINUTES_A_DAY;
}

/* Counts of the pairs of dealer and product that occur, in order of dealer, then product; and of
 * each product over all dealers. As large as the data, never as dealers times products. An entry's
 * key is the dealer's code above the key in his tally. */
struct mix {
    struct tally_entry *entries;
    size_t entry_count, entry_capacity;
    struct share *products; /* by code; 0: all together */
    struct stratum *strata; /* room for one dealer's */
    uint32_t product_count; /* with code 0 */
};

static uint32_t dealer_of(const struct tally_entry *entry)
{
    return (uint32_t)((uint64_t)entry->key >> 32);
}

static uint32_t product_of(const struct tally_entry *entry)
{
    return (uint32_t)((uint64_t)entry->key >> 1) & 0x7FFFFFFF;
}

static void count_entry(struct share *share, const struct tally_entry *entry)
{
    share->n += entry->count;
    if (entry->key & 1) share->met += entry->count;
}

/* Room for so many more entries. */
static bool reserve_entries(struct mix *mix, size_t count)
{
    if (mix->entry_capacity - mix->entry_count >= count) return true;
    const size_t capacity = 2 * (mix->entry_count + count);
    struct tally_entry *entries = realloc(mix->entries, capacity * sizeof *entries);
    if (!entries) return false;
    mix->entries = entries;
    mix->entry_capacity = capacity;
    return true;
}

/* A dealer's months of the window as entries. */
static bool add_dealer(struct mix *mix, const struct measured *measured, uint32_t dealer)
{
    struct tally all = {.total = 0};
    for (uint32_t window = 0; window < WINDOW_MONTHS; window++) {
        const struct tally *tallies;
        if (measured_cell(measured, AXIS_DEALER, dealer, window, &tallies))
            tally_merge(&all, &tallies[0]);
    }
    tally_settle(&all);
    const bool fits = !all.failed && reserve_entries(mix, tally_entry_limit(&all));
    if (fits && tally_total(&all) > 0) {
        struct tally_entry *entries = mix->entries + mix->entry_count;
        const size_t count = tally_sorted(&all, entries);
        for (size_t i = 0; i < count; i++) entries[i].key |= (int64_t)((uint64_t)dealer << 32);
        mix->entry_count += count;
    }
    tally_release(&all);
    return fits;
}

static enum rc mix_fill(struct mix *mix, const struct measured *measured, struct err *err)
{
    mix->product_count = measured->dictionary[NEED_PRODUCT]->code_count;
    mix->products = calloc(mix->product_count, sizeof *mix->products);
    mix->strata = calloc(mix->product_count, sizeof *mix->strata);
    bool fits = mix->products && mix->strata;
    const uint32_t dealer_count = measured_key_count(measured, AXIS_DEALER);
    for (uint32_t dealer = 1; fits && dealer < dealer_count; dealer++)
        fits = add_dealer(mix, measured, dealer);
    if (!fits) return err_memory(err, mix->entry_capacity * sizeof *mix->entries);
    for (size_t i = 0; i < mix->entry_count; i++) {
        count_entry(&mix->products[0], &mix->entries[i]);
        count_entry(&mix->products[product_of(&mix->entries[i])], &mix->entries[i]);
    }
    return RC_OK;
}

static void mix_release(struct mix *mix)
{
    free(mix->entries);
    free(mix->products);
    free(mix->strata);
}

/* One dealer against the rest: crude and product by product. */
struct comparison {
    uint32_t dealer;
    struct share own, rest;
    struct difference adjusted;
    double q;
};

/* The dealer whose entries begin at *at, which moves behind them. A product that he never repairs
 * carries no weight, so only his own make strata. */
static struct comparison compare(const struct mix *mix, size_t *at)
{
    struct comparison c = {.dealer = dealer_of(&mix->entries[*at]), .q = NAN};
    size_t stratum_count = 0;
    while (*at < mix->entry_count && dealer_of(&mix->entries[*at]) == c.dealer) {
        const uint32_t product = product_of(&mix->entries[*at]);
        struct share own = {0, 0};
        for (; *at < mix->entry_count; (*at)++) {
            const struct tally_entry *entry = &mix->entries[*at];
            if (dealer_of(entry) != c.dealer || product_of(entry) != product) break;
            count_entry(&own, entry);
        }
        const struct share all = mix->products[product];
        mix->strata[stratum_count++] =
            (struct stratum){own.met, own.n, all.met - own.met, all.n - own.n};
        c.own.met += own.met;
        c.own.n += own.n;
    }
    c.rest = (struct share){mix->products[0].met - c.own.met, mix->products[0].n - c.own.n};
    c.adjusted = stats_mantel_haenszel(mix->strata, stratum_count);
    return c;
}

static double share_value(struct share share)
{
    return share.n > 0 ? exact_ratio((i128)share.met, (i128)share.n) : NAN;
}

static void fill_row(const struct measured *measured, struct result_table *table, size_t row,
                     const struct comparison *c)
{
    const double own = share_value(c->own), rest = share_value(c->rest);
    const bool is_reversed =
        c->q < FALSE_DISCOVERY_RATE && (own - rest) * c->adjusted.interval.value < 0;
    const char *name = measured->dictionary[NEED_DEALER]->names[c->dealer];
    *result_cell(table, row, 0) = cell_text(name);
    *result_cell(table, row, 1) = cell_whole((int64_t)c->own.n);
    *result_cell(table, row, 2) = cell_number(own);
    *result_cell(table, row, 3) = cell_number(rest);
    *result_cell(table, row, 4) = cell_number(own - rest);
    *result_cell(table, row, 5) = cell_number(c->adjusted.interval.value);
    *result_cell(table, row, 6) = cell_number(c->adjusted.interval.lower);
    *result_cell(table, row, 7) = cell_number(c->adjusted.interval.upper);
    *result_cell(table, row, 8) = cell_number(c->q);
    *result_cell(table, row, 9) = cell_whole(is_reversed);
}

static enum rc adjust(struct comparison *comparisons, size_t count, struct err *err)
{
    double *p = malloc((count + 1) * sizeof *p);
    if (!p) return err_memory(err, (count + 1) * sizeof *p);
    for (size_t i = 0; i < count; i++) p[i] = comparisons[i].adjusted.p;
    const enum rc rc = stats_benjamini_hochberg(p, count, err);
    for (size_t i = 0; i < count; i++) comparisons[i].q = p[i];
    free(p);
    return rc;
}

static enum rc add_table(const struct measured *measured, struct result *result,
                         const struct comparison *comparisons, size_t count, struct err *err)
{
    static const struct table_column columns[] = {
        {"dealer", "text"},  {"n", "count"},          {"value", "share"},
        {"rest", "share"},   {"difference", "share"}, {"adjusted", "share"},
        {"lower", "share"},  {"upper", "share"},      {"q", "q"},
        {"reversed", "bool"}};
    struct result_table *table = result_add_table(result, "service.case_mix", columns, 10, count);
    if (!table) return err_memory(err, count);
    for (size_t i = 0; i < count; i++) fill_row(measured, table, i, &comparisons[i]);
    return RC_OK;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    if (!measured->dictionary[NEED_DEALER] || !measured->dictionary[NEED_PRODUCT]) return RC_OK;
    struct mix mix = {.entries = NULL};
    struct comparison *comparisons = NULL;
    size_t count = 0;
    enum rc rc = mix_fill(&mix, measured, err);
    if (rc != RC_OK) goto out;
    const uint32_t dealer_count = measured->dictionary[NEED_DEALER]->code_count;
    comparisons = calloc(dealer_count, sizeof *comparisons);
    if (!comparisons) {
        rc = err_memory(err, dealer_count * sizeof *comparisons);
        goto out;
    }
    for (size_t at = 0; at < mix.entry_count;) {
        const struct comparison c = compare(&mix, &at);
        if (c.own.n >= measured->context->options->minimum_base) comparisons[count++] = c;
    }
    rc = adjust(comparisons, count, err);
    if (rc == RC_OK) rc = add_table(measured, result, comparisons, count, err);
out:
    mix_release(&mix);
    free(comparisons);
    return rc;
}

static const struct metric metrics[] = {{0}};

const struct family family_case_mix = {
    .name = "case_mix",
    .title = {"同类产品比较", "Like with like"},
    .question = {"同样的产品相比，哪些经销商真的快、真的慢？",
                 "Like products compared, which dealers are really fast or slow?"},
    .version = 2,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"closed_at", COLUMN_TIME, false},
                                   {"dealer_id", COLUMN_CODE, false},
                                   {"product", COLUMN_CODE, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, matured_count, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = metrics,
    .prepared_bytes = sizeof(int32_t),
    .prepare = prepare,
    .update = update,
    .recode = recode,
    .horizon_minutes = horizon_minutes,
    .extend = extend,
    .reads_segments = true,
};
