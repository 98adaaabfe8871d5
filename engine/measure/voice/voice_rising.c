/* Early warning: topics that are praised, or blamed, in more of the comments than before. Of n
 * comments with the topic the recent ones are binomial with the share that the recent months have
 * of all comments (exact conditional test of two Poisson rates: Przyborowski & Wilenski 1940, as
 * for faults; cautious where the topic is in most comments), one-sided; Benjamini-Hochberg over all
 * topics and both sides. */
#include "measure/stats/distribution.h"
#include "measure/stats/multiple.h"
#include "measure/stats/share.h"
#include "measure/voice/voice.h"

#include <math.h>

enum { RECENT_MONTHS = 3, BIT_COUNT = 2 * TOPIC_LIMIT };
#define RISING_FALSE_DISCOVERY 0.05

/* Comments of the recent months and of those before: with each bit, and all. */
struct periods {
    uint64_t recent[BIT_COUNT], before[BIT_COUNT];
    uint64_t recent_comments, before_comments;
};

static void sum_months(const struct measured *measured, struct periods *periods)
{
    *periods = (struct periods){.recent_comments = 0};
    for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++) {
        const struct voice_cell cell = voice_month(measured, window);
        const bool is_recent = window < RECENT_MONTHS;
        *(is_recent ? &periods->recent_comments : &periods->before_comments) += cell.praise.n;
        for (int bit = 0; bit < BIT_COUNT; bit++)
            (is_recent ? periods->recent : periods->before)[bit] += cell.topics[bit];
    }
}

/* NaN where nothing is to be tested. */
static enum rc find_q(const struct periods *periods, uint32_t bit_count, uint32_t minimum_base,
                      double *q, struct err *err)
{
    const uint64_t all = periods->recent_comments + periods->before_comments;
    const double share = (double)periods->recent_comments / (double)all;
    enum rc rc = RC_OK;
    for (uint32_t bit = 0; bit < bit_count; bit++) {
        const uint64_t recent = periods->recent[bit], before = periods->before[bit];
        double upper_p;
        q[bit] = NAN;
        if (periods->recent_comments == 0 || periods->before_comments == 0 ||
            recent + before < minimum_base)
            continue;
        q[bit] = 1;
        if (rc == RC_OK && recent > 0)
            rc =
                stats_beta_tails(share, (double)recent, (double)before + 1, &q[bit], &upper_p, err);
    }
    return rc == RC_OK ? stats_benjamini_hochberg(q, bit_count, err) : rc;
}

static bool is_rising(const struct periods *periods, const double *q, uint32_t bit,
                      uint32_t minimum_base)
{
    return periods->recent[bit] >= minimum_base && q[bit] < RISING_FALSE_DISCOVERY;
}

static enum rc fill_row(const struct measured *measured, const struct periods *periods,
                        uint32_t bit, double q, struct result_table *table, size_t row,
                        struct err *err)
{
    const struct lexicon_topic *topic = &measured->context->options->lexicon->topics[bit / 2];
    const uint64_t recent = periods->recent[bit], before = periods->before[bit];
    const double exposure = (double)periods->before_comments / (double)periods->recent_comments;
    struct interval share;
    const enum rc rc = stats_clopper_pearson(recent, recent + before, &share, err);
    if (rc != RC_OK) return rc;
    *result_cell(table, row, 0) = cell_text(topic->name);
    *result_cell(table, row, 1) = cell_text(topic->title[0]);
    *result_cell(table, row, 2) = cell_text(topic->title[1]);
    *result_cell(table, row, 3) = cell_text(bit % 2 ? "complaint" : "praise");
    *result_cell(table, row, 4) = cell_whole((int64_t)recent);
    *result_cell(table, row, 5) = cell_whole((int64_t)before);
    *result_cell(table, row, 6) = cell_number((double)recent / (double)periods->recent_comments);
    *result_cell(table, row, 7) = cell_number((double)before / (double)periods->before_comments);
    if (before > 0) { /* what is new has no ratio */
        *result_cell(table, row, 8) = cell_number(share.value / (1 - share.value) * exposure);
        *result_cell(table, row, 9) = cell_number(share.lower / (1 - share.lower) * exposure);
        *result_cell(table, row, 10) = cell_number(share.upper / (1 - share.upper) * exposure);
    }
    *result_cell(table, row, 11) = cell_number(q);
    *result_cell(table, row, 12) = voice_example(measured, NEED_COMMENT, bit, recent);
    return RC_OK;
}

/* Most certain first, then in the order of the lexicon. */
static size_t order_rising(const struct periods *periods, const double *q, uint32_t bit_count,
                           uint32_t minimum_base, uint32_t *order)
{
    size_t count = 0;
    for (uint32_t bit = 0; bit < bit_count; bit++) {
        if (!is_rising(periods, q, bit, minimum_base)) continue;
        size_t at = count++;
        for (; at > 0 && q[order[at - 1]] > q[bit]; at--) order[at] = order[at - 1];
        order[at] = bit;
    }
    return count;
}

enum rc voice_rising(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"topic", "text"},  {"name_zh", "text"},   {"name_en", "text"}, {"direction", "text"},
        {"n", "count"},     {"n_before", "count"}, {"share", "share"},  {"share_before", "share"},
        {"ratio", "ratio"}, {"lower", "ratio"},    {"upper", "ratio"},  {"q", "q"},
        {"example", "text"}};
    const struct lexicon *lexicon = measured->context->options->lexicon;
    const uint32_t base = measured->context->options->minimum_base;
    struct periods periods;
    double q[BIT_COUNT];
    uint32_t order[BIT_COUNT];
    if (!lexicon || !measured->column[NEED_COMMENT]) return RC_OK;
    sum_months(measured, &periods);
    const uint32_t bit_count = 2 * lexicon->topic_count;
    enum rc rc = find_q(&periods, bit_count, base, q, err);
    if (rc != RC_OK) return rc;
    const size_t count = order_rising(&periods, q, bit_count, base, order);
    struct result_table *table =
        result_add_table(result, "voice.rising", columns, sizeof columns / sizeof *columns, count);
    if (!table) return err_memory(err, count);
    for (size_t row = 0; rc == RC_OK && row < count; row++)
        rc = fill_row(measured, &periods, order[row], q[order[row]], table, row, err);
    return rc;
}
