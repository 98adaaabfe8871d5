/* The seven rights (D02): the right customer gets the right product at the right time, on the right
 * occasion, at the right price, in the right way, for the right need. */
#include "measure/columns.h"

#include <string.h>

enum { RIGHT_COUNT = 7 };

struct cell {
    struct share right[RIGHT_COUNT];
    struct share all_seven; /* of the respondents who judged all seven */
};

_Static_assert(sizeof(struct cell) == FLAG_LIMIT * sizeof(uint64_t),
               "a cell is its shares, in the order of the flags");

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    uint16_t *flags = prepared;
    const uint32_t all_counted = 0x2AAA, all_met = 0x3FFF; /* of the seven shares */
    memset(flags, 0, row_count * sizeof *flags);
    for (unsigned right = 0; right < RIGHT_COUNT; right++) {
        const int8_t *answers = column[right];
        for (uint32_t row = 0; answers && row < row_count; row++)
            flags[row] |= (uint16_t)share_flags(right, mask_of(answers[row] != BOOL_MISSING),
                                                mask_of(answers[row] == 1));
    }
    for (uint32_t row = 0; row < row_count; row++)
        flags[row] |=
            (uint16_t)share_flags(RIGHT_COUNT, mask_of((flags[row] & all_counted) == all_counted),
                                  mask_of(flags[row] == all_met));
}

PREPARE_BY(prepare_rows)

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, FLAG_LIMIT, rows, rows->prepared, sizeof(uint16_t));
}

#define RIGHT(number, name, zh, en)                                                                \
    {                                                                                              \
        .id = "rights." name ".share", .unit = UNIT_SHARE, .better = BETTER_HIGHER,                \
        .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = 1ULL << (number),         \
        .offset = offsetof(struct cell, right[number]), .title = {zh, en},                         \
        .definition = {"客户认为这一项做对了的比例。",                                             \
                       "Share of respondents who say that this one was right."},                   \
        .formula = "answers yes / answers; Wilson interval",                                       \
        .source = "the service documents: seven rights (7R); Wilson 1927",                         \
        .caveat = {"只计对这一项作答的客户。", "Only customers who answered this one."},           \
    }

static const struct metric metrics[] = {
    RIGHT(0, "customer", "适当的客户", "Right customer"),
    RIGHT(1, "product", "适当的产品", "Right product"),
    RIGHT(2, "time", "适当的时间", "Right time"),
    RIGHT(3, "occasion", "适当的场合", "Right occasion"),
    RIGHT(4, "price", "适当的价格", "Right price"),
    RIGHT(5, "way", "适当的方式", "Right way"),
    RIGHT(6, "need", "适当的需求", "Right need"),
    {
        .id = "rights.all_seven.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = (1ULL << RIGHT_COUNT) - 1,
        .offset = offsetof(struct cell, all_seven),
        .title = {"七项全部适当", "All seven right"},
        .definition =
            {"七项都作答的客户中，认为七项都做对了的比例。",
             "Of the respondents who judged all seven, the share who say all were right."},
        .formula = "respondents with seven times yes / respondents with seven answers; Wilson",
        .source = "the service documents: seven rights (7R); Wilson 1927",
        .caveat =
            {"一项不适当即不计：此比例总低于任何单项。",
             "One wrong is enough to fail: the share is never above that of any single right."},
    },
    {0},
};

#define NEED(name)                                                                                 \
    {                                                                                              \
        "right_" name, COLUMN_BOOL, true                                                           \
    }

const struct family family_rights = {
    .name = "rights",
    .title = {"七个适当", "The seven rights"},
    .question = {"七个“适当”做到了几个？哪一个最弱？",
                 "How many of the seven rights are met, and which is the weakest?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){NEED("customer"),
                                   NEED("product"),
                                   NEED("time"),
                                   NEED("occasion"),
                                   NEED("price"),
                                   NEED("way"),
                                   NEED("need"),
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN,
                                AXIS_CHANNEL, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, right, "count"),
                                     FIELDS_SHARE(struct cell, all_seven, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
};
