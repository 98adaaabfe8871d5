/* Departures (D17): why customers left in the last 12 months, against the shares that the documents
 * give. */
#include "measure/family.h"
#include "measure/stats/test.h"

enum { WINDOW_MONTHS = 12, REASON_COUNT = 6 };

struct cell {
    uint64_t reason_given;
};

static const struct {
    const char *name;
    double share; /* the documents' */
} reasons[REASON_COUNT] = {{"death", 0.01},      {"moved", 0.03},   {"friend", 0.05},
                           {"competitor", 0.09}, {"product", 0.14}, {"service", 0.68}};

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const uint32_t *reason = rows->column[0];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        if (reason[rows->row[i]] == 0) continue;
        cell->reason_given++;
        tally_add(&tallies[0], reason[rows->row[i]], 1);
    }
}

static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    uint32_t reason;
    (void)tally;
    if (!code_of(&maps[0], (uint64_t)*key, &reason)) return false;
    *key = reason;
    return true;
}

/* Departures for one reason in the months of the view. */
static uint64_t count_reason(const struct cell_view *view, int number)
{
    const uint32_t code = dictionary_code(view->dictionary[0], reasons[number].name);
    uint64_t count = 0;
    for (uint32_t month = 0; code && month < WINDOW_MONTHS && month < view->cell_count; month++)
        if (view->cells[month]) count += tally_count_of(&view->tallies[month][0], code);
    return count;
}

static void reason_share(const struct cell_view *view, const struct metric *metric,
                         struct statistic *out)
{
    for (uint32_t month = 0; month < WINDOW_MONTHS && month < view->cell_count; month++)
        if (view->cells[month])
            out->share.n += ((const struct cell *)view->cells[month])->reason_given;
    out->share.met = count_reason(view, (int)metric->argument);
}

/* Do the shares differ from the documents'? */
static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const void *cells[WINDOW_MONTHS];
    const struct tally *tallies[WINDOW_MONTHS] = {NULL};
    for (uint32_t month = 0; month < WINDOW_MONTHS; month++)
        cells[month] = measured_cell(measured, AXIS_NETWORK, 0, month, &tallies[month]);
    const struct cell_view view = {.cells = cells,
                                   .tallies = tallies,
                                   .cell_count = WINDOW_MONTHS,
                                   .column = measured->column,
                                   .dictionary = measured->dictionary,
                                   .context = measured->context};
    uint64_t counts[REASON_COUNT], n = 0;
    double shares[REASON_COUNT];
    for (int i = 0; i < REASON_COUNT; i++) {
        counts[i] = measured->column[0] ? count_reason(&view, i) : 0;
        shares[i] = reasons[i].share;
        n += counts[i];
    }
    struct test test = TEST_UNDEFINED;
    double expected_minimum = 0;
    const bool enough = n > 0 && n >= measured->context->options->minimum_base;
    const enum rc rc =
        enough ? stats_chi_square_fit(counts, shares, REASON_COUNT, &test, &expected_minimum, err)
               : RC_OK;
    if (rc != RC_OK) return rc;
    struct test_row *row = result_add_test(result);
    if (!row) return err_memory(err, sizeof *row);
    *row =
        (struct test_row){.name = "departures.chi_square",
                          .method = "chi_square_goodness_of_fit",
                          .statistic = test.statistic,
                          .degrees_of_freedom = test.df,
                          .p = test.p,
                          .n = n,
                          .reason = !enough ? "below_base: too few departures with a listed reason"
                                    : expected_minimum < 5 ? "rough: an expected count is below 5"
                                                           : ""};
    return RC_OK;
}

#define REASON(number, name, zh, en)                                                               \
    {                                                                                              \
        .id = "departures." name ".share", .unit = UNIT_SHARE, .better = BETTER_NONE,              \
        .flags = METRIC_REPORT_MONTH_ONLY, .kind = STATISTIC_SHARE, .statistic = reason_share,     \
        .argument = number, .title = {"流失原因：" zh, "Left: " en},                               \
        .definition = {"最近 12 个月（至报告月）流失客户中该原因所占比例。",                       \
                       "Share of this reason among the departures of the 12 months up to the "     \
                       "report month."},                                                           \
        .formula = "departures with this reason / departures with a reason; Wilson interval",      \
        .source =                                                                                  \
            "shares of the service documents: death 1 %, moved 3 %, friend 5 %, competitor 9 %, "  \
            "product 14 %, service 68 %",                                                          \
        .caveat = {"只有登记的流失；多数客户离开时不会说。",                                       \
                   "Only recorded departures: most customers leave without a word."},              \
    }

static const struct metric metrics[] = {
    REASON(0, "death", "去世", "death"),
    REASON(1, "moved", "搬迁", "moved away"),
    REASON(2, "friend", "朋友影响", "a friend"),
    REASON(3, "competitor", "竞争对手", "a competitor"),
    REASON(4, "product", "产品", "the product"),
    REASON(5, "service", "服务", "the service"),
    {0},
};

#define DOCUMENTS "the service documents"
static const struct benchmark benchmarks[] = {
    {"departures.death.share", "", 0.01, DOCUMENTS, 0},
    {"departures.moved.share", "", 0.03, DOCUMENTS, 0},
    {"departures.friend.share", "", 0.05, DOCUMENTS, 0},
    {"departures.competitor.share", "", 0.09, DOCUMENTS, 0},
    {"departures.product.share", "", 0.14, DOCUMENTS, 0},
    {"departures.service.share", "", 0.68, DOCUMENTS, 0},
    {0},
};

const struct family family_departures = {
    .name = "departures",
    .title = {"客户流失", "Departures"},
    .question = {"客户为什么离开？哪些本可以避免？",
                 "Why do customers leave, and what could have been prevented?"},
    .version = 1,
    .table = "departures",
    .clock = "left_on",
    .needs = (const struct need[]){{"reason", COLUMN_CODE, false}, {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, reason_given, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = metrics,
    .benchmarks = benchmarks,
    .update = update,
    .recode = recode,
    .extend = extend,
};
