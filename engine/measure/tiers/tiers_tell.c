/* How many customers each tier has, what they brought, and the service that they were given. */
#include "measure/stats/share.h"
#include "measure/tiers/tiers.h"

struct tier_sums {
    uint64_t customers;
    i128 yuan;
    struct share services[SERVICE_COUNT];
};

static const char *const service_metrics[SERVICE_COUNT] = {"tiers.reply_24h", "tiers.close_24h",
                                                           "tiers.called_30d"};

static bool has_column(const struct measured *measured, const char *table, const char *column)
{
    const struct table *found = linked_table(measured->linked, table);
    const struct column *of = found && found->row_count > 0 ? table_column(found, column) : NULL;
    return of && of->is_present;
}

const char *tier_service_refusal(const struct measured *measured, enum tier_service service)
{
    static const char *const columns[SERVICE_COUNT] = {"replied_at", "closed_at", "closed_at"};
    if (!has_column(measured, "repairs", "customer_id"))
        return "no_column: repairs with their customers are needed";
    if (!has_column(measured, "repairs", columns[service]))
        return "no_column: the times of reply and closing of the repairs are needed";
    return service == SERVED_CALL && !has_column(measured, "surveys", "repair_id")
               ? "no_column: callbacks that name the repair are needed"
               : NULL;
}

static void collect(const struct tier_limits *limits, const struct measured *measured,
                    struct tier_sums sums[TIER_COUNT])
{
    struct tier_reader reader;
    struct tier_row row;
    tier_reader_init(&reader, measured);
    while (tier_reader_next(&reader, &row)) {
        struct tier_sums *own = &sums[tier_of(limits, &row)];
        own->customers++;
        own->yuan += row.yuan;
        for (int service = 0; service < SERVICE_COUNT; service++)
            if (tier_is_known(row.facts, (enum tier_service)service))
                share_add(&own->services[service],
                          tier_is_given(row.facts, (enum tier_service)service));
    }
}

static enum rc tell_share(const char *metric, enum tier tier, struct share share,
                          const char *refusal, const struct measured *measured,
                          struct result *result, struct err *err)
{
    const struct extended told = {.metric = metric,
                                  .axis = AXIS_TIER,
                                  .key = tier_names[tier],
                                  .period = measured->context->report_month,
                                  .n = share.n,
                                  .interval = refusal ? INTERVAL_UNDEFINED
                                                      : stats_wilson(share.met, share.n),
                                  .method = "wilson",
                                  .reason = refusal};
    return extend_estimate(measured, result, &told, err);
}

static bool can_harm(const struct measured *measured)
{
    return has_column(measured, "complaints", "justified") ||
           has_column(measured, "repairs", "paid");
}

static enum rc tell_tier(const struct tier_sums *sums, enum tier tier, uint64_t customers,
                         const struct measured *measured, struct result *result, struct err *err)
{
    const char *refusal =
        tier == TIER_HARMFUL && !can_harm(measured)
            ? "no_column: justified of the complaints, or paid of the repairs, is "
              "needed to know them"
            : NULL;
    enum rc rc = tell_share("tiers.share", tier, (struct share){sums[tier].customers, customers},
                            refusal, measured, result, err);
    for (int service = 0; rc == RC_OK && !refusal && service < SERVICE_COUNT; service++)
        rc = tell_share(service_metrics[service], tier, sums[tier].services[service],
                        tier_service_refusal(measured, (enum tier_service)service), measured,
                        result, err);
    return rc;
}

static enum rc add_table(const struct tier_sums *sums, const struct tier_limits *limits,
                         struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"tier", "text"}, {"begins_at", "fen"}, {"customers", "count"}, {"value", "fen"}};
    const int64_t from[TIER_COUNT] = {
        [TIER_RIGHT] = limits->right_yuan, [TIER_KEY] = limits->key_yuan};
    struct result_table *table = result_add_table(result, "tiers.overview", columns,
                                                  sizeof columns / sizeof *columns, TIER_COUNT);
    if (!table) return err_memory(err, sizeof columns);
    for (int tier = 0; tier < TIER_COUNT; tier++) {
        struct table_cell *cells = result_cell(table, (size_t)tier, 0);
        const bool has_limit = from[tier] > 0 && from[tier] <= INT32_MAX;
        cells[0] = cell_text(tier_names[tier]);
        cells[1] = cell_number(has_limit ? (double)from[tier] * 100 : (double)NAN);
        cells[2] = cell_whole((int64_t)sums[tier].customers);
        cells[3] = cell_number((double)(sums[tier].yuan * 100));
    }
    return RC_OK;
}

enum rc tiers_tell(const struct tier_limits *limits, const struct measured *measured,
                   struct result *result, struct err *err)
{
    struct tier_sums sums[TIER_COUNT] = {{0}};
    uint64_t customers = 0;
    collect(limits, measured, sums);
    for (int tier = 0; tier < TIER_COUNT; tier++) customers += sums[tier].customers;
    enum rc rc = RC_OK;
    for (int tier = 0; rc == RC_OK && tier < TIER_COUNT; tier++)
        rc = tell_tier(sums, (enum tier)tier, customers, measured, result, err);
    if (rc != RC_OK || customers < measured->context->options->minimum_base) return rc;
    return add_table(sums, limits, result, err);
}
