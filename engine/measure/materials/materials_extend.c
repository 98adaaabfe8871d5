/* Shares of what fell due: settled in time, and still kept; the latter of each dealer, too. In time
 * is not told by dealer: by the rule of oldest first, one piece that is never returned makes all
 * later ones of a busy account late, so that chance alone makes dealers differ. */
#include "base/day.h"
#include "measure/materials/materials.h"

#include <stdlib.h>

static const char method[] = "wilson_clustered";

/* One of the two shares, of all accounts. */
struct told {
    const char *metric;
    bool is_kept;
    struct clustered_share *of_account; /* in the ledger's order */
    struct clustered_share network;
    struct clustered accounts; /* against the network */
    struct clustered within;   /* against their dealer */
};

static bool is_of_dealer(const struct ledger *ledger, size_t account, uint32_t dealer)
{
    return account < ledger->account_count && ledger->accounts[account].dealer == dealer;
}

/* The first account of the next dealer. */
static size_t next_dealer(const struct ledger *ledger, size_t first)
{
    size_t next = first;
    while (is_of_dealer(ledger, next, ledger->accounts[first].dealer)) next++;
    return next;
}

static struct clustered_share sum_shares(const struct clustered_share *shares, size_t count)
{
    struct clustered_share sum = {0, 0};
    for (size_t i = 0; i < count; i++) {
        sum.met += shares[i].met;
        sum.n += shares[i].n;
    }
    return sum;
}

static void count_shares(struct told *told, const struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->account_count; i++)
        told->of_account[i] =
            told->is_kept ? ledger->accounts[i].kept : ledger->accounts[i].in_time;
    told->network = sum_shares(told->of_account, ledger->account_count);
    stats_clustered_add(&told->accounts, told->of_account, ledger->account_count);
    for (size_t i = 0; i < ledger->account_count;) {
        const size_t next = next_dealer(ledger, i);
        stats_clustered_add(&told->within, told->of_account + i, next - i);
        i = next;
    }
}

static struct extended extended_of(const struct told *told, const struct measured *measured,
                                   struct clustered_share share, const struct clustered *clustered)
{
    return (struct extended){
        .metric = told->metric,
        .axis = AXIS_NETWORK,
        .key = "",
        .period = measured->context->report_month,
        .n = share.n,
        .interval = stats_clustered_wilson(share.met, share.n, stats_clustered_factor(clustered)),
        .method = method};
}

static enum rc judge_dealer(const struct told *told, const struct measured *measured,
                            const struct clustered_share *own, uint32_t dealer,
                            struct judged *judged, struct err *err)
{
    const struct clustered_share rest = {told->network.met - own->met, told->network.n - own->n};
    *judged = (struct judged){.extended = extended_of(told, measured, *own, &told->within),
                              .p = NAN,
                              /* met / n > rest.met / rest.n, in whole numbers */
                              .is_above = (u128)own->met * rest.n > (u128)rest.met * own->n};
    judged->extended.axis = AXIS_DEALER;
    judged->extended.key = measured->dictionary[NEED_DEALER]->names[dealer];
    if (rest.n < measured->context->options->judged_base) return RC_OK;
    return stats_clustered_p(own, &rest, &told->within, &judged->p, err);
}

/* Every dealer with pieces that fell due; rows without a dealer belong to none. */
static enum rc tell_dealers(const struct told *told, const struct ledger *ledger,
                            const struct measured *measured, struct result *result, struct err *err)
{
    struct judged *rows = calloc(ledger->account_count + 1, sizeof *rows);
    if (!rows) return err_memory(err, ledger->account_count * sizeof *rows);
    enum rc rc = RC_OK;
    size_t row_count = 0;
    for (size_t i = 0; rc == RC_OK && i < ledger->account_count;) {
        const size_t next = next_dealer(ledger, i);
        const struct clustered_share own = sum_shares(told->of_account + i, next - i);
        const uint32_t dealer = ledger->accounts[i].dealer;
        if (own.n > 0 && dealer != 0)
            rc = judge_dealer(told, measured, &own, dealer, &rows[row_count++], err);
        i = next;
    }
    if (rc == RC_OK) rc = extend_axis(measured, result, rows, row_count, NULL, err);
    free(rows);
    return rc;
}

static enum rc tell(struct told *told, const struct ledger *ledger, const struct measured *measured,
                    struct result *result, struct err *err)
{
    count_shares(told, ledger);
    const struct extended network = extended_of(told, measured, told->network, &told->accounts);
    enum rc rc = extend_estimate(measured, result, &network, err);
    if (rc == RC_OK && told->is_kept && measured->column[NEED_DEALER])
        rc = tell_dealers(told, ledger, measured, result, err);
    return rc;
}

enum rc materials_extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct materials_cell nothing;
    static const struct tally empty[MATERIAL_TALLY_COUNT];
    const struct tally *tallies = NULL;
    const struct materials_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    struct told shares[] = {{.metric = "materials.in_time.share"},
                            {.metric = "materials.kept.share", .is_kept = true}};
    struct ledger ledger;
    enum rc rc = ledger_make(&ledger, measured, cell ? tallies : empty, &result->arena, err);
    struct clustered_share *of_account =
        rc == RC_OK ? calloc(ledger.account_count + 1, sizeof *of_account) : NULL;
    if (rc == RC_OK && !of_account) rc = err_memory(err, ledger.account_count * sizeof *of_account);
    for (size_t i = 0; rc == RC_OK && i < sizeof shares / sizeof *shares; i++) {
        shares[i].of_account = of_account;
        rc = tell(&shares[i], &ledger, measured, result, err);
    }
    free(of_account);
    if (rc == RC_OK) rc = ledger_tables(measured, &ledger, cell ? cell : &nothing, result, err);
    return rc;
}
