#include "measure/extend.h"
#include "measure/stats/share.h"
#include "measure/voice/voice.h"

/* What is told of each topic. */
struct telling {
    const char *metric;
    unsigned need;
    uint32_t bit; /* of the topic's two */
};

static const struct telling tellings[] = {
    {"voice.topic.praise.share", NEED_COMMENT, 0},
    {"voice.topic.complaint.share", NEED_COMMENT, 1},
    {"voice.topic.wish.share", NEED_WISH, 0},
};

static struct share share_of(const struct voice_cell *cell, const struct telling *telling,
                             uint32_t topic)
{
    const uint32_t bit = 2 * topic + telling->bit;
    if (telling->need == NEED_WISH) return (struct share){cell->wished[bit], cell->wishes.n};
    return (struct share){cell->topics[bit], cell->praise.n};
}

static enum rc tell(const struct measured *measured, const struct telling *telling,
                    const struct voice_cell *cell, struct result *result, struct err *err)
{
    const struct lexicon *lexicon = measured->context->options->lexicon;
    struct extended extended = {.metric = telling->metric,
                                .axis = AXIS_TOPIC,
                                .period = measured->context->report_month,
                                .method = "wilson"};
    size_t told = 0;
    enum rc rc = RC_OK;
    for (uint32_t topic = 0; rc == RC_OK && topic < lexicon->topic_count; topic++) {
        const struct share share = share_of(cell, telling, topic);
        if (share.met == 0) continue;
        extended.key = lexicon->topics[topic].name;
        extended.n = share.n;
        extended.interval = stats_wilson(share.met, share.n);
        rc = extend_estimate(measured, result, &extended, err);
        told++;
    }
    if (rc != RC_OK || told > 0) return rc;
    extended.axis = AXIS_NETWORK;
    extended.key = "";
    extended.n = share_of(cell, telling, 0).n;
    extended.interval = INTERVAL_UNDEFINED;
    extended.reason = "no_rows: no topic of the lexicon was found";
    return extend_estimate(measured, result, &extended, err);
}

/* Value and bounds into three cells. */
static void put_share(struct result_table *table, size_t row, size_t column, struct share share)
{
    const struct interval interval = stats_wilson(share.met, share.n);
    *result_cell(table, row, column) = cell_number(interval.value);
    *result_cell(table, row, column + 1) = cell_number(interval.lower);
    *result_cell(table, row, column + 2) = cell_number(interval.upper);
}

static void put_topic(struct result_table *table, size_t row, const struct lexicon_topic *topic)
{
    *result_cell(table, row, 0) = cell_text(topic->name);
    *result_cell(table, row, 1) = cell_text(topic->title[0]);
    *result_cell(table, row, 2) = cell_text(topic->title[1]);
}

/* Whether topic a is told before b: what most complain of first, then what most praise or wish for,
 * then in the order of the lexicon; what is about no topic last. */
static bool is_before(const uint64_t *counts, size_t a, size_t b)
{
    if (a == 0 || b == 0) return b == 0 && a != 0;
    if (counts[2 * a + 1] != counts[2 * b + 1]) return counts[2 * a + 1] > counts[2 * b + 1];
    return counts[2 * a] != counts[2 * b] ? counts[2 * a] > counts[2 * b] : a < b;
}

/* The topics of which anything is told. */
static size_t order_topics(const uint64_t *counts, size_t topic_count, size_t *order)
{
    size_t count = 0;
    for (size_t topic = 0; topic < topic_count; topic++) {
        if (counts[2 * topic] + counts[2 * topic + 1] == 0) continue;
        size_t at = count++;
        for (; at > 0 && is_before(counts, topic, order[at - 1]); at--) order[at] = order[at - 1];
        order[at] = topic;
    }
    return count;
}

static enum rc make_topics(const struct measured *measured, const struct voice_cell *cell,
                           struct result *result, struct err *err)
{
    static const struct table_column columns[] = {{"topic", "text"},
                                                  {"name_zh", "text"},
                                                  {"name_en", "text"},
                                                  {"comments", "count"},
                                                  {"complaint_n", "count"},
                                                  {"complaint", "share"},
                                                  {"complaint_lower", "share"},
                                                  {"complaint_upper", "share"},
                                                  {"praise_n", "count"},
                                                  {"praise", "share"},
                                                  {"praise_lower", "share"},
                                                  {"praise_upper", "share"},
                                                  {"complaint_example", "text"},
                                                  {"praise_example", "text"}};
    const struct lexicon *lexicon = measured->context->options->lexicon;
    size_t order[TOPIC_LIMIT];
    const size_t count = order_topics(cell->topics, lexicon->topic_count, order);
    struct result_table *table =
        result_add_table(result, "voice.topics", columns, sizeof columns / sizeof *columns, count);
    if (!table) return err_memory(err, count);
    for (size_t row = 0; row < count; row++) {
        const uint32_t bit = 2 * (uint32_t)order[row];
        const uint64_t praised = cell->topics[bit], blamed = cell->topics[bit + 1];
        put_topic(table, row, &lexicon->topics[order[row]]);
        *result_cell(table, row, 3) = cell_whole((int64_t)cell->praise.n);
        *result_cell(table, row, 4) = cell_whole((int64_t)blamed);
        put_share(table, row, 5, (struct share){blamed, cell->praise.n});
        *result_cell(table, row, 8) = cell_whole((int64_t)praised);
        put_share(table, row, 9, (struct share){praised, cell->praise.n});
        *result_cell(table, row, 12) = voice_example(measured, NEED_COMMENT, bit + 1, blamed);
        *result_cell(table, row, 13) = voice_example(measured, NEED_COMMENT, bit, praised);
    }
    return RC_OK;
}

static enum rc make_wishes(const struct measured *measured, const struct voice_cell *cell,
                           struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"topic", "text"},  {"name_zh", "text"}, {"name_en", "text"},
        {"n", "count"},     {"wishes", "count"}, {"share", "share"},
        {"lower", "share"}, {"upper", "share"},  {"example", "text"}};
    const struct lexicon *lexicon = measured->context->options->lexicon;
    size_t order[TOPIC_LIMIT];
    const size_t count = order_topics(cell->wished, lexicon->topic_count, order);
    struct result_table *table =
        result_add_table(result, "voice.wishes", columns, sizeof columns / sizeof *columns, count);
    if (!table) return err_memory(err, count);
    for (size_t row = 0; row < count; row++) {
        const uint32_t bit = 2 * (uint32_t)order[row];
        const struct share share = {cell->wished[bit], cell->wishes.n};
        put_topic(table, row, &lexicon->topics[order[row]]);
        *result_cell(table, row, 3) = cell_whole((int64_t)share.met);
        *result_cell(table, row, 4) = cell_whole((int64_t)share.n);
        put_share(table, row, 5, share);
        *result_cell(table, row, 8) = voice_example(measured, NEED_WISH, bit, share.met);
    }
    return RC_OK;
}

enum rc voice_topics(const struct measured *measured, struct result *result, struct err *err)
{
    const struct voice_cell cell = voice_month(measured, 0);
    enum rc rc = RC_OK;
    if (!measured->context->options->lexicon) return RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof tellings / sizeof *tellings; i++)
        if (measured->column[tellings[i].need])
            rc = tell(measured, &tellings[i], &cell, result, err);
    if (rc == RC_OK && measured->column[NEED_COMMENT])
        rc = make_topics(measured, &cell, result, err);
    if (rc == RC_OK && measured->column[NEED_WISH]) rc = make_wishes(measured, &cell, result, err);
    return rc;
}
