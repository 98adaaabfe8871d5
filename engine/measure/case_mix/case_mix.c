/* Case mix (D21): a dealer that gets the hard products looks slow. Like is compared with like: the
 * share closed within 24 hours against the rest of the network product by product, over the last 12
 * months. Where the crude difference and the adjusted one point in opposite directions, the crude
 * one misleads (Simpson 1951). */
#include "base/day.h"
#include "measure/family.h"
#include "measure/stats/mantel_haenszel.h"
#include "measure/stats/multiple.h"

#include <stdlib.h>

enum { WINDOW_MONTHS = 12 };
#define FALSE_DISCOVERY_RATE 0.05

struct cell {
    uint64_t matured_count;
};

enum { NEED_REPORTED, NEED_CLOSED, NEED_DEALER, NEED_PRODUCT };

/* Dealer and product in one key, doubled for closed in time or not. */
static int64_t key_of(uint32_t dealer, uint32_t product, bool met)
{
    return (int64_t)((uint64_t)dealer << 32 | (uint64_t)product << 1 | met);
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *reported = rows->column[NEED_REPORTED], *closed = rows->column[NEED_CLOSED];
    const uint32_t *dealer = rows->column[NEED_DEALER], *product = rows->column[NEED_PRODUCT];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        if (dealer[row] == 0 || product[row] == 0) continue;
        if ((int64_t)reported[row] + MINUTES_A_DAY > rows->context->horizon_minute) continue;
        const bool met =
            closed[row] != MINUTE_MISSING && (int64_t)closed[row] - reported[row] <= MINUTES_A_DAY;
        cell->matured_count++;
        tally_add(&tallies[0], key_of(dealer[row], product[row], met), 1);
    }
}

/* Counts of the pairs of dealer and product that occur, in order of dealer, then product; and of
 * each product in the whole network. As large as the data, never as dealers times products. */
struct mix {
    struct tally_entry *entries;
    size_t entry_count;
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

/* The months of the window as one tally. */
static enum rc add_months(const struct measured *measured, struct tally *all, struct err *err)
{
    for (uint32_t window = 0; window < WINDOW_MONTHS; window++) {
        const struct tally *tallies;
        if (measured_cell(measured, AXIS_NETWORK, 0, window, &tallies))
            tally_merge(all, &tallies[0]);
    }
    return all->failed ? err_memory(err, sizeof(struct tally_entry)) : RC_OK;
}

static enum rc mix_fill(struct mix *mix, const struct measured *measured, struct err *err)
{
    struct tally all = {.slots = NULL};
    enum rc rc = add_months(measured, &all, err);
    mix->product_count = measured->dictionary[NEED_PRODUCT]->code_count;
    mix->entries = calloc((size_t)all.entry_count + 1, sizeof *mix->entries);
    mix->products = calloc(mix->product_count, sizeof *mix->products);
    mix->strata = calloc(mix->product_count, sizeof *mix->strata);
    if (rc != RC_OK) goto out;
    if (!mix->entries || !mix->products || !mix->strata) {
        rc = err_memory(err, all.entry_count * sizeof *mix->entries);
        goto out;
    }
    mix->entry_count = all.entry_count;
    tally_sorted(&all, mix->entries);
    for (size_t i = 0; i < mix->entry_count; i++) {
        count_entry(&mix->products[0], &mix->entries[i]);
        count_entry(&mix->products[product_of(&mix->entries[i])], &mix->entries[i]);
    }
out:
    tally_release(&all);
    return rc;
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
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"closed_at", COLUMN_TIME, false},
                                   {"dealer_id", COLUMN_CODE, false},
                                   {"product", COLUMN_CODE, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, matured_count, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = metrics,
    .update = update,
    .extend = extend,
};
