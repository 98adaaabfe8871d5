/* Trust as customers tell it (D19): what they know of the manufacturer (cognitive), how they feel
 * about it (emotional), what they mean to do (behavioural); and how many come from one level to the
 * next. What they really do is told by the family trust_behaviour. */
#include "measure/family.h"

enum trust_level { TRUST_COGNITIVE, TRUST_EMOTIONAL, TRUST_BEHAVIOURAL, TRUST_LEVEL_COUNT };

struct cell {
    struct sums level[TRUST_LEVEL_COUNT];
    /* of customers who judged all three levels; trusters are in the two top points */
    struct share cognitive;              /* of all of them */
    struct share emotional, behavioural; /* of the cognitive trusters */
};

static void add_ladder(struct cell *cell, const int32_t scores[TRUST_LEVEL_COUNT], int32_t top2)
{
    const bool trusts = scores[TRUST_COGNITIVE] >= top2;
    share_add(&cell->cognitive, trusts);
    if (!trusts) return;
    share_add(&cell->emotional, scores[TRUST_EMOTIONAL] >= top2);
    share_add(&cell->behavioural, scores[TRUST_BEHAVIOURAL] >= top2);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = into;
    const int32_t top2 = rows->context->options->scale_maximum - 1;
    (void)tallies;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        int32_t scores[TRUST_LEVEL_COUNT];
        bool is_complete = true;
        for (int level = 0; level < TRUST_LEVEL_COUNT; level++) {
            const int8_t *column = rows->column[level];
            scores[level] = column ? column[rows->row[i]] : SCORE_MISSING;
            is_complete &= scores[level] != SCORE_MISSING;
            if (scores[level] != SCORE_MISSING) sums_add(&cell->level[level], scores[level]);
        }
        if (is_complete) add_ladder(cell, scores, top2);
    }
}

#define SOURCE                                                                                     \
    "the service documents: satisfaction is not trust; three levels of trust; McAllister 1995, "   \
    "Academy of Management Journal 38:24"
#define SCORE_CAVEAT                                                                               \
    {                                                                                              \
        "客户口头的说法；真正的行为见实际再购。",                                                  \
            "What customers say; what they do is told by repurchase."                              \
    }
#define LEVEL(number, name, zh, en)                                                                \
    {                                                                                              \
        .id = "trust." name ".mean", .unit = UNIT_SCORE, .better = BETTER_HIGHER,                  \
        .kind = STATISTIC_MEAN, .statistic = statistic_sums, .needed = 1ULL << (number),           \
        .offset = offsetof(struct cell, level[number]), .argument = 1, .title = {zh, en},          \
        .definition = {"客户对这一层信任的平均评分。", "Mean score of this level of trust."},      \
        .formula = "sum of scores / customers who gave one; Student t interval",                   \
        .source = SOURCE "; Student 1908", .caveat = SCORE_CAVEAT,                                 \
    }
#define LADDER(name, member, zh, en, zh_definition, en_definition, of)                             \
    {                                                                                              \
        .id = "trust.ladder." name, .unit = UNIT_SHARE, .better = BETTER_HIGHER,                   \
        .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = 7,                        \
        .offset = offsetof(struct cell, member), .title = {zh, en},                                \
        .definition = {zh_definition, en_definition}, .formula = of "; Wilson interval",           \
        .source = SOURCE "; Wilson 1927",                                                          \
        .caveat = {"各层同在一份问卷里问：同一印象会让三层的分数接近。",                           \
                   "All levels are asked in one questionnaire: one impression draws their scores " \
                   "together."},                                                                   \
    }

static const struct metric metrics[] = {
    LEVEL(TRUST_COGNITIVE, "cognitive", "认知信任", "Cognitive trust"),
    LEVEL(TRUST_EMOTIONAL, "emotional", "情感信任", "Emotional trust"),
    LEVEL(TRUST_BEHAVIOURAL, "behavioural", "行为信任", "Behavioural trust"),
    LADDER("cognitive", cognitive, "认知上信任的客户", "Trust cognitively",
           "三层都作答的客户中，认知信任打最高两分的比例。",
           "Of customers who judged all three levels, the share in the two top points of cognitive "
           "trust.",
           "cognitive trusters / customers with three scores"),
    LADDER("emotional", emotional, "认知信任者中情感上也信任的", "Of these, trust emotionally",
           "认知上信任的客户中，情感信任也打最高两分的比例。",
           "Of the cognitive trusters, the share in the two top points of emotional trust.",
           "cognitive and emotional trusters / cognitive trusters"),
    LADDER("behavioural", behavioural, "认知信任者中行为上也信任的", "Of these, trust in behaviour",
           "认知上信任的客户中，行为信任也打最高两分的比例。",
           "Of the cognitive trusters, the share in the two top points of behavioural trust.",
           "cognitive and behavioural trusters / cognitive trusters"),
    {0},
};

const struct family family_trust = {
    .name = "trust",
    .title = {"满意与信任", "Satisfaction is not trust"},
    .question = {"客户信任我们吗？满意的客户会回来吗？",
                 "Do customers trust us, and do those who are satisfied come back?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"trust_cognitive", COLUMN_SCORE, true},
                                   {"trust_emotional", COLUMN_SCORE, true},
                                   {"trust_behavioural", COLUMN_SCORE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELDS_SUMS(struct cell, level[0], "score"),
                                     FIELDS_SUMS(struct cell, level[1], "score"),
                                     FIELDS_SUMS(struct cell, level[2], "score"),
                                     FIELDS_SHARE(struct cell, cognitive, "people"),
                                     FIELDS_SHARE(struct cell, emotional, "people"),
                                     FIELDS_SHARE(struct cell, behavioural, "people"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .update = update,
};
