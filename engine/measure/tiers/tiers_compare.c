/* Whether key customers are served worse than ordinary ones, of the network and dealer by dealer,
 * product by product (Mantel and Haenszel): who owns the products that take long to repair is not
 * served worse for it. */
#include "measure/stats/mantel_haenszel.h"
#include "measure/stats/multiple.h"
#include "measure/stats/test.h"
#include "measure/tiers/tiers.h"

#include <stdlib.h>

#define FALSE_DISCOVERY_RATE 0.05

static const char *const service_names[SERVICE_COUNT] = {"tiers.reply_24h", "tiers.close_24h",
                                                         "tiers.called_30d"};
static const char *const gap_metrics[SERVICE_COUNT] = {"tiers.gap.reply_24h", "tiers.gap.close_24h",
                                                       "tiers.gap.called_30d"};

/* A key or an ordinary customer with a repair. */
struct served {
    uint32_t dealer;
    int32_t facts;
    bool is_key;
};

/* Strata of one dealer, or of the network, by service and product. */
struct strata {
    struct stratum *rows[SERVICE_COUNT];
    uint32_t product_count;
};

/* What is found of a dealer's service. */
struct comparison {
    uint32_t dealer;
    enum tier_service service;
    struct stratum all; /* without regard to products */
    struct difference difference;
};

struct comparing {
    const struct measured *measured;
    struct arena scratch;
    struct served *served; /* by dealer */
    size_t served_count;
    size_t *first; /* of each dealer */
    uint32_t dealer_count;
    struct strata strata;
    struct comparison *found;
    double *q;
    size_t found_count;
};

static bool is_compared(const struct tier_limits *limits, const struct tier_row *row)
{
    const enum tier tier = tier_of(limits, row);
    return (tier == TIER_KEY || tier == TIER_ORDINARY) && row->facts >= FACT_KNOWN;
}

/* Dealers' customers side by side, by counting them first. */
static enum rc gather(struct comparing *c, const struct tier_limits *limits, struct err *err)
{
    const struct dictionary *dealers = linked_dictionary(c->measured->linked, "dealer");
    struct tier_reader reader;
    struct tier_row row;
    c->dealer_count = dealers ? dealers->code_count : 1;
    c->first = arena_take_array(&c->scratch, (size_t)c->dealer_count + 2, sizeof *c->first);
    if (!c->first) return err_memory(err, c->dealer_count * sizeof *c->first);
    tier_reader_init(&reader, c->measured);
    while (tier_reader_next(&reader, &row))
        if (is_compared(limits, &row)) c->first[row.dealer + 2]++;
    for (uint32_t d = 0; d < c->dealer_count; d++) c->first[d + 2] += c->first[d + 1];
    c->served_count = c->first[c->dealer_count + 1];
    c->served = arena_take_array(&c->scratch, c->served_count + 1, sizeof *c->served);
    if (!c->served) return err_memory(err, c->served_count * sizeof *c->served);
    tier_reader_init(&reader, c->measured);
    while (tier_reader_next(&reader, &row))
        if (is_compared(limits, &row))
            c->served[c->first[row.dealer + 1]++] =
                (struct served){row.dealer, row.facts, tier_of(limits, &row) == TIER_KEY};
    return RC_OK;
}

static enum rc take_strata(struct comparing *c, struct err *err)
{
    const struct dictionary *products = linked_dictionary(c->measured->linked, "product");
    c->strata.product_count = products ? products->code_count : 1;
    for (int service = 0; service < SERVICE_COUNT; service++) {
        c->strata.rows[service] =
            arena_take_array(&c->scratch, c->strata.product_count, sizeof(struct stratum));
        if (!c->strata.rows[service])
            return err_memory(err, c->strata.product_count * sizeof(struct stratum));
    }
    return RC_OK;
}

static void add_served(struct strata *strata, const struct served *served)
{
    const uint32_t product = (uint32_t)served->facts >> FACT_PRODUCT_SHIFT;
    for (int service = 0; service < SERVICE_COUNT; service++) {
        struct stratum *stratum = &strata->rows[service][product];
        if (!tier_is_known(served->facts, (enum tier_service)service)) continue;
        const bool is_given = tier_is_given(served->facts, (enum tier_service)service);
        *(served->is_key ? &stratum->a_n : &stratum->b_n) += 1;
        *(served->is_key ? &stratum->a_met : &stratum->b_met) += is_given;
    }
}

/* The strata of those customers, which are emptied again. */
static void compare_range(struct comparing *c, size_t first, size_t end,
                          struct comparison found[SERVICE_COUNT])
{
    struct strata *strata = &c->strata;
    for (size_t i = first; i < end; i++) add_served(strata, &c->served[i]);
    for (int service = 0; service < SERVICE_COUNT; service++) {
        struct stratum *rows = strata->rows[service];
        found[service] = (struct comparison){.service = (enum tier_service)service};
        for (uint32_t product = 0; product < strata->product_count; product++) {
            found[service].all.a_met += rows[product].a_met;
            found[service].all.a_n += rows[product].a_n;
            found[service].all.b_met += rows[product].b_met;
            found[service].all.b_n += rows[product].b_n;
        }
        found[service].difference = stats_mantel_haenszel(rows, strata->product_count);
        memset(rows, 0, strata->product_count * sizeof *rows);
    }
}

static struct interval in_points(struct interval interval)
{
    interval.value *= 100;
    interval.lower *= 100;
    interval.upper *= 100;
    return interval;
}

static enum rc tell_network(struct comparing *c, struct result *result, struct err *err)
{
    struct comparison found[SERVICE_COUNT];
    enum rc rc = RC_OK;
    compare_range(c, 0, c->served_count, found);
    for (int service = 0; rc == RC_OK && service < SERVICE_COUNT; service++) {
        const struct stratum *all = &found[service].all;
        const bool has_both = all->a_n > 0 && all->b_n > 0;
        struct extended told = {.metric = gap_metrics[service],
                                .key = "",
                                .period = c->measured->context->report_month,
                                .n = has_both ? all->a_n + all->b_n : 0,
                                .interval = in_points(found[service].difference.interval),
                                .method = "mantel_haenszel",
                                .reason =
                                    tier_service_refusal(c->measured, (enum tier_service)service)};
        if (told.reason) told.interval = INTERVAL_UNDEFINED;
        if (!told.reason && has_both && !told.interval.defined)
            told.reason = "no_overlap: no product is owned by both key and ordinary customers";
        rc = extend_estimate(c->measured, result, &told, err);
    }
    return rc;
}

/* The larger p of the test and of the interval: with a few customers in each of many products a
 * single one may make the test certain, which the interval's variance knows better; and it does not
 * know that nothing varies. */
static double cautious_p(const struct difference *difference)
{
    const struct interval *interval = &difference->interval;
    const double error = (interval->upper - interval->lower) / (2 * STATS_Z);
    const double p = error > 0 ? stats_normal_two_sided_p(interval->value / error) : 1;
    return difference->p > p ? difference->p : p;
}

static enum rc compare_dealers(struct comparing *c, struct err *err)
{
    const struct measure_options *options = c->measured->context->options;
    const uint64_t least = options->minimum_base, judged = options->judged_base;
    const size_t room = (size_t)c->dealer_count * SERVICE_COUNT;
    c->found = arena_take_array(&c->scratch, room + 1, sizeof *c->found);
    c->q = arena_take_array(&c->scratch, room + 1, sizeof *c->q);
    if (!c->found || !c->q) return err_memory(err, room * sizeof *c->found);
    /* first[d] is where the next dealer's begin, since the customers were put there */
    for (uint32_t dealer = 1; dealer < c->dealer_count; dealer++) {
        struct comparison found[SERVICE_COUNT];
        compare_range(c, c->first[dealer], c->first[dealer + 1], found);
        for (int service = 0; service < SERVICE_COUNT; service++) {
            const struct stratum *all = &found[service].all;
            if (all->a_n < least || all->b_n < least || all->a_n == 0 || all->b_n == 0) continue;
            if (!found[service].difference.interval.defined) continue;
            const bool is_judged = all->a_n >= judged && all->b_n >= judged;
            found[service].dealer = dealer;
            c->q[c->found_count] = is_judged ? cautious_p(&found[service].difference) : (double)NAN;
            c->found[c->found_count++] = found[service];
        }
    }
    return stats_benjamini_hochberg(c->q, c->found_count, err);
}

static enum rc add_table(const struct comparing *c, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"dealer", "text"},      {"metric", "text"},
        {"key_n", "count"},      {"ordinary_n", "count"},
        {"key_share", "share"},  {"ordinary_share", "share"},
        {"difference", "share"}, {"lower", "share"},
        {"upper", "share"},      {"q", "q"},
        {"mismatch", "bool"}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct result_table *table =
        result_add_table(result, "tiers.mismatch", columns, COLUMNS, c->found_count);
    const struct dictionary *dealers = linked_dictionary(c->measured->linked, "dealer");
    if (!table) return err_memory(err, c->found_count * sizeof columns);
    for (size_t i = 0; i < c->found_count; i++) {
        const struct comparison *found = &c->found[i];
        const struct interval *interval = &found->difference.interval;
        const bool is_worse = interval->value < 0 && c->q[i] < FALSE_DISCOVERY_RATE;
        struct table_cell *cells = result_cell(table, i, 0);
        cells[0] = cell_text(dealers->names[found->dealer]);
        cells[1] = cell_text(service_names[found->service]);
        cells[2] = cell_whole((int64_t)found->all.a_n);
        cells[3] = cell_whole((int64_t)found->all.b_n);
        cells[4] = cell_number((double)found->all.a_met / (double)found->all.a_n);
        cells[5] = cell_number((double)found->all.b_met / (double)found->all.b_n);
        cells[6] = cell_number(interval->value);
        cells[7] = cell_number(interval->lower);
        cells[8] = cell_number(interval->upper);
        cells[9] = cell_number(c->q[i]);
        cells[10] = cell_whole(is_worse);
    }
    return RC_OK;
}

enum rc tiers_compare(const struct tier_limits *limits, const struct measured *measured,
                      struct result *result, struct err *err)
{
    struct comparing c = {.measured = measured};
    arena_init(&c.scratch);
    enum rc rc = gather(&c, limits, err);
    if (rc == RC_OK) rc = take_strata(&c, err);
    if (rc == RC_OK) rc = tell_network(&c, result, err);
    if (rc == RC_OK) rc = compare_dealers(&c, err);
    if (rc == RC_OK && c.found_count > 0) rc = add_table(&c, result, err);
    arena_release(&c.scratch);
    return rc;
}
