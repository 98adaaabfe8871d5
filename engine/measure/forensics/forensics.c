/* Callback forensics: answers that look filled in rather than given. No proof of anything; where a
 * dealer has many of them, his scores should be checked before they are believed. */
#include "measure/columns.h"

/* Fewer answered items may be alike by chance. */
enum { ALIKE_ITEMS_MINIMUM = 10 };

struct cell {
    struct share alike, top, round_number; /* in the order of the flags */
};
enum { SHARE_FLAG_COUNT = 6 };

enum {
    NEED_ITEMS, /* DIMENSION_ITEM_LIMIT columns for each dimension */
    ITEM_COLUMN_COUNT = DIMENSION_COUNT * DIMENSION_ITEM_LIMIT,
    NEED_RECOMMEND = ITEM_COLUMN_COUNT
};

/* Lowest and highest answer of each row of a block and how many there are. */
struct item_range {
    int32_t lowest[BLOCK_ROWS], highest[BLOCK_ROWS], count[BLOCK_ROWS];
};

static INLINED void range_add(struct item_range *range, const int8_t *restrict scores,
                              uint32_t row_count)
{
    for (uint32_t row = 0; row < row_count; row++) {
        const bool is_answered = scores[row] != SCORE_MISSING;
        const int32_t low = is_answered ? scores[row] : INT32_MAX;
        const int32_t high = is_answered ? scores[row] : INT32_MIN;
        range->lowest[row] = low < range->lowest[row] ? low : range->lowest[row];
        range->highest[row] = high > range->highest[row] ? high : range->highest[row];
        range->count[row] += is_answered;
    }
}

static INLINED void range_init(struct item_range *range)
{
    for (uint32_t row = 0; row < BLOCK_ROWS; row++) {
        range->lowest[row] = INT32_MAX;
        range->highest[row] = INT32_MIN;
        range->count[row] = 0;
    }
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const int32_t top = context->options->scale_maximum;
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const uint32_t block_rows = block_row_count(first, row_count);
        const int8_t *recommend = block_answers(column[NEED_RECOMMEND], first, &missing);
        struct item_range range;
        range_init(&range);
        for (int item = 0; item < ITEM_COLUMN_COUNT; item++)
            if (column[item]) range_add(&range, (const int8_t *)column[item] + first, block_rows);
        for (uint32_t row = 0; row < block_rows; row++) {
            const int32_t is_counted = mask_of(range.count[row] >= ALIKE_ITEMS_MINIMUM);
            const int32_t is_alike = mask_of(range.lowest[row] == range.highest[row]);
            const int32_t is_round = mask_of(recommend[row] == 10) | mask_of(recommend[row] == 5);
            flags[row] =
                (uint16_t)(share_flags(0, is_counted, is_alike) |
                           share_flags(1, is_counted,
                                       is_alike & mask_of(range.highest[row] == top)) |
                           share_flags(2, mask_of(recommend[row] != SCORE_MISSING), is_round));
        }
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, SHARE_FLAG_COUNT, rows, rows->prepared, sizeof(uint16_t));
}

#define NO_PROOF                                                                                   \
    {                                                                                              \
        "不是作假的证据：真正满意的客户也会全打一个分。只用来决定先核查哪里。",                    \
            "No proof of anything: a customer who is truly content may answer alike, too. It "     \
            "only says where to look first."                                                       \
    }

static const struct metric metrics[] = {
    {
        .id = "forensics.alike.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, alike),
        .title = {"全打一个分的问卷", "All items answered alike"},
        .definition = {"至少答了 10 个条目、所有条目同分的问卷所占比例。",
                       "Share of surveys with at least ten answered items, all with one score."},
        .formula =
            "surveys whose lowest and highest item agree / surveys with ten or more answered "
            "items; Wilson",
        .source = "straight-lining, Krosnick 1991, Applied Cognitive Psychology 5:213; Wilson 1927",
        .caveat = NO_PROOF,
    },
    {
        .id = "forensics.top.share",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, top),
        .title = {"全打满分的问卷", "All items at the top"},
        .definition = {"至少答了 10 个条目、全部满分的问卷所占比例。",
                       "Share of surveys with at least ten answered items, all of them the highest "
                       "score."},
        .formula = "surveys whose lowest item is the scale's maximum / surveys with ten or more "
                   "answered items; Wilson",
        .source = "score inflation in dealer surveys (trade press 2007); Wilson 1927",
        .caveat = NO_PROOF,
    },
    {
        .id = "forensics.round.share",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_RECOMMEND,
        .offset = offsetof(struct cell, round_number),
        .title = {"推荐意愿答 5 或 10", "Recommendation of 5 or 10"},
        .definition = {"推荐意愿恰好为 5 或 10 的比例：由回访员估填时往往偏高。",
                       "Share of recommendations that are just 5 or 10: often high where callers "
                       "fill them in."},
        .formula = "recommend in {5, 10} / recommend answered; Wilson",
        .source = "heaping at round numbers; Wilson 1927",
        .caveat = NO_PROOF,
    },
    {0},
};

const struct family family_forensics = {
    .name = "forensics",
    .title = {"回访真实性", "Callback forensics"},
    .question = {"这些分数像是客户自己给的吗？", "Do the answers look as if customers gave them?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){NEEDS_ITEMS, {"recommend", COLUMN_SCORE, true}, {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_TECHNICIAN, AXIS_CHANNEL, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, alike, "count"),
                                     FIELDS_SHARE(struct cell, top, "count"),
                                     FIELDS_SHARE(struct cell, round_number, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
};
