/* Product stages (D04): out of box, in warranty, out of warranty; and design hazards, which count
 * like out of box. */
#include "measure/product_stage.h"

struct cell { /* in the order of the flags */
    uint64_t stage_count[STAGE_COUNT];
    struct share design_hazard;
};

enum { NEED_REPORTED, NEED_PURCHASED, NEED_INSTALLED, NEED_WARRANTY, NEED_HAZARD };

/* Flags: one per stage, then the share of hazards; and STAGE_NEAR_END. */
enum { HAZARD_MET = STAGE_COUNT, COUNT_COUNT = STAGE_COUNT + 2 };

/* The columns of a block of rows. */
struct dates {
    struct stage_dates stage;
    const int8_t *hazard;
};

static INLINED uint16_t row_flags(const struct dates *dates, uint32_t row)
{
    const uint32_t hazard = share_flags(0, mask_of(dates->hazard[row] != BOOL_MISSING),
                                        mask_of(dates->hazard[row] == 1));
    return (uint16_t)(stage_flags(&dates->stage, row) | hazard << HAZARD_MET);
}

static uint16_t warranty_flags(const struct dates *dates, uint32_t row)
{
    return (uint16_t)(1U << stage_by_calendar(&dates->stage, row));
}

static INLINED void prepare_block(uint16_t *restrict flags, const struct dates *dates,
                                  uint32_t row_count)
{
    for (uint32_t row = 0; row < row_count; row++) flags[row] = row_flags(dates, row);
    for (uint32_t row = 0; row < row_count; row++)
        if (flags[row] & STAGE_NEAR_END)
            flags[row] = (uint16_t)((flags[row] | warranty_flags(dates, row)) & ~STAGE_NEAR_END);
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    (void)context;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        const struct dates dates = {{block_numbers(column[NEED_REPORTED], first, &missing),
                                     block_numbers(column[NEED_PURCHASED], first, &missing),
                                     block_numbers(column[NEED_INSTALLED], first, &missing),
                                     block_numbers(column[NEED_WARRANTY], first, &missing)},
                                    block_answers(column[NEED_HAZARD], first, &missing)};
        prepare_block((uint16_t *)prepared + first, &dates, block_row_count(first, row_count));
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, COUNT_COUNT, rows, rows->prepared, sizeof(uint16_t));
}

/* The share of stage metric->argument among the repairs whose stage is known. */
static void stage_share(const struct cell_view *view, const struct metric *metric,
                        struct statistic *out)
{
    const struct cell *cell = view->cells[0];
    const bool has_warranty = view->column[NEED_PURCHASED] && view->column[NEED_WARRANTY];
    if (!view->column[NEED_INSTALLED] && !has_warranty)
        out->refusal = "no_column: neither installed_on nor purchased_on with warranty_months";
    if (out->refusal || !cell) return;
    out->share.met = cell->stage_count[metric->argument];
    for (int stage = 0; stage < STAGE_COUNT; stage++) out->share.n += cell->stage_count[stage];
}

#define STAGE(number, name, direction, zh, en, zh_definition, en_definition)                       \
    {                                                                                              \
        .id = "stage." name ".share", .unit = UNIT_SHARE, .better = direction,                     \
        .kind = STATISTIC_SHARE, .statistic = stage_share, .argument = number, .title = {zh, en},  \
        .definition = {zh_definition, en_definition},                                              \
        .formula = "repairs in this stage / repairs whose stage can be told; Wilson interval",     \
        .source = "service manual: stages of a product; warranty runs from the purchase date",     \
        .caveat = {                                                                                \
            "这是维修的构成，不是故障率：故障率还需要在用台数。",                                  \
            "A mix of repairs, not a failure rate: that needs the number of units in use."},       \
    }

static const struct metric metrics[] = {
    STAGE(STAGE_OUT_OF_BOX, "out_of_box", BETTER_LOWER, "开箱不良占比", "Out-of-box share",
          "报修日早于安装日的维修所占比例。",
          "Share of repairs reported before the installation date."),
    STAGE(STAGE_IN_WARRANTY, "in_warranty", BETTER_NONE, "保修期内占比", "In-warranty share",
          "报修日不晚于购买日加保修月数的维修所占比例（开箱不良除外）。",
          "Share of repairs reported not later than purchase plus warranty months, out-of-box "
          "aside."),
    STAGE(STAGE_OUT_OF_WARRANTY, "out_of_warranty", BETTER_NONE, "保修期外占比",
          "Out-of-warranty share", "报修日晚于购买日加保修月数的维修所占比例。",
          "Share of repairs reported later than purchase plus warranty months."),
    {
        .id = "repair.design_hazard.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_HAZARD,
        .offset = offsetof(struct cell, design_hazard),
        .title = {"设计隐患占比", "Design hazards"},
        .definition =
            {"标记为设计隐患的维修所占比例；与开箱不良同样立即书面报告。",
             "Share of repairs marked as a design hazard; reported at once, like out-of-box."},
        .formula = "repairs marked / repairs with the mark filled in; Wilson interval",
        .source = "service manual: out-of-box faults and design hazards",
        .caveat = {"标记由维修人员判断，不同经销商的尺度可能不同。",
                   "The mark is a technician's judgement; dealers may differ in applying it."},
    },
    {0},
};

const struct family family_stages = {
    .name = "stages",
    .title = {"产品阶段与设计隐患", "Product stages and design hazards"},
    .question =
        {"维修发生在产品的哪个阶段？有没有必须立即报告的情况？",
         "At which stage of the product do repairs fall, and is there anything to report at once?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"purchased_on", COLUMN_DATE, true},
                                   {"installed_on", COLUMN_DATE, true},
                                   {"warranty_months", COLUMN_INT, true},
                                   {"design_hazard", COLUMN_BOOL, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, stage_count, "count"),
                                     FIELDS_SHARE(struct cell, design_hazard, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
};
