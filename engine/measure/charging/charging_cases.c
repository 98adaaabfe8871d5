/* The report month's leaks and overcharges, the largest first: what is to be looked at. */
#include "measure/charging/charging.h"

#include "base/day.h"
#include "ingest/later.h"
#include "ingest/slot.h"
#include "measure/month_rows.h"
#include "measure/product_stage.h"

#include <stdlib.h>
#include <string.h>

enum { CASE_LIMIT = 100 };

struct one_case {
    double fen; /* recorded or estimated; NaN: neither */
    bool is_recorded, is_leak;
    int32_t reported;
    uint32_t dealer, reason, row; /* row: of the segment */
    uint8_t stage;
    const struct segment *segment;
};

struct cases {
    struct month_reader reader;
    const struct measured *measured;
    const double *fee_fen;
    size_t id, dealer;                    /* columns of the table; SIZE_MAX: absent */
    struct one_case list[CASE_LIMIT + 1]; /* the largest first */
    size_t count;
    uint64_t total;
};

/* The id as it is compared; two cases of one amount and time are told in this order. */
static int compare_ids(const struct cases *cases, const struct one_case *a,
                       const struct one_case *b)
{
    const struct segment_column *first = &a->segment->columns[cases->id];
    const struct segment_column *second = &b->segment->columns[cases->id];
    if (!first->values || !second->values) return 0;
    return slot_compare((const unsigned char *)first->values + (size_t)a->row * first->value_bytes,
                        first->value_bytes,
                        (const unsigned char *)second->values +
                            (size_t)b->row * second->value_bytes,
                        second->value_bytes);
}

static bool goes_before(const struct cases *cases, const struct one_case *a,
                        const struct one_case *b)
{
    const double first = isnan(a->fen) ? -1 : a->fen, second = isnan(b->fen) ? -1 : b->fen;
    if (first > second || first < second) return first > second;
    if (a->reported != b->reported) return a->reported < b->reported;
    return compare_ids(cases, a, b) < 0;
}

static void keep_case(struct cases *cases, const struct one_case *found)
{
    cases->total++;
    if (cases->count == CASE_LIMIT && !goes_before(cases, found, &cases->list[CASE_LIMIT - 1]))
        return;
    size_t at = cases->count;
    for (; at > 0 && goes_before(cases, found, &cases->list[at - 1]); at--)
        cases->list[at] = cases->list[at - 1];
    cases->list[at] = *found;
    if (cases->count < CASE_LIMIT) cases->count++;
}

static uint8_t stage_of(const struct row_block *block, uint32_t row)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const struct stage_dates dates = {block_numbers(block->column[NEED_REPORTED], 0, &missing),
                                      block_numbers(block->column[NEED_PURCHASED], 0, &missing),
                                      block_numbers(block->column[NEED_INSTALLED], 0, &missing),
                                      block_numbers(block->column[NEED_WARRANTY], 0, &missing)};
    const uint32_t flags = stage_flags(&dates, row);
    if (flags & STAGE_NEAR_END) return (uint8_t)stage_by_calendar(&dates, row);
    return flags == 0 ? STAGE_COUNT : (uint8_t)__builtin_ctz(flags);
}

static uint32_t code_at(const struct segment *segment, size_t column, uint32_t row)
{
    if (column == SIZE_MAX) return 0;
    const struct segment_column *held = &segment->columns[column];
    const uint32_t number = segment_code(held, row);
    return number == 0 || !held->codes ? number : held->codes->domain_codes[number];
}

static void see_row(struct cases *cases, const struct row_block *block, uint32_t row,
                    uint32_t flags)
{
    const uint32_t *reasons = block->column[NEED_REASON];
    const int64_t fee = charging_fee_fen(block->column, row, flags);
    const bool has_part = flags & CHARGING_HAS_PART, is_leak = flags & CHARGING_IS_LEAKED;
    const struct one_case found = {
        .fen = fee > 0   ? (double)fee
               : is_leak ? cases->fee_fen[has_part]
                         : NAN,
        .is_recorded = fee > 0,
        .is_leak = is_leak,
        .reported = ((const int32_t *)block->column[NEED_REPORTED])[row],
        .dealer = code_at(block->segment, cases->dealer, block->first_row + row),
        .reason = reasons ? reasons[row] : 0,
        .row = block->first_row + row,
        .stage = stage_of(block, row),
        .segment = block->segment,
    };
    keep_case(cases, &found);
}

static enum rc fetch_keys(const struct cases *cases, const struct segment *segment, struct err *err)
{
    const size_t columns[] = {cases->id, cases->dealer};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof columns / sizeof *columns; i++)
        if (columns[i] != SIZE_MAX) rc = segment_fetch(segment, columns[i], err);
    return rc;
}

static enum rc see_month(struct cases *cases, struct err *err)
{
    const struct measure_context *context = cases->measured->context;
    struct row_block block;
    bool has_block;
    enum rc rc = month_reader_next(&cases->reader, &block, &has_block, err);
    for (; rc == RC_OK && has_block;
         rc = month_reader_next(&cases->reader, &block, &has_block, err)) {
        uint16_t flags[BLOCK_ROWS];
        rc = fetch_keys(cases, block.segment, err);
        if (rc != RC_OK) return rc;
        charging_prepare(flags, block.column, block.row_count, context);
        for (uint32_t row = 0; row < block.row_count; row++)
            if (flags[row] & (CHARGING_IS_LEAKED | CHARGING_IS_OVERCHARGED) &&
                month_reader_is_of_month(&cases->reader, &block, row))
                see_row(cases, &block, row, flags[row]);
    }
    return rc;
}

static const struct table_column columns[] = {
    {"rule", "text"},        {"repair_id", "text"},      {"dealer", "text"},
    {"reported_on", "text"}, {"warranty_stage", "text"}, {"charge_reason", "text"},
    {"fen", "fen"},          {"estimated_fen", "fen"}};
enum { COLUMNS = sizeof columns / sizeof *columns };

static enum rc put_case(const struct cases *cases, const struct one_case *one,
                        struct result *result, struct table_cell *cells, struct err *err)
{
    static const char *const stages[] = {[STAGE_OUT_OF_BOX] = "out_of_box",
                                         [STAGE_IN_WARRANTY] = "in_warranty",
                                         [STAGE_OUT_OF_WARRANTY] = "out_of_warranty",
                                         [STAGE_COUNT] = ""};
    const struct measured *measured = cases->measured;
    const struct dictionary *reasons = measured->dictionary[NEED_REASON];
    enum rc rc;
    const char *id =
        read_id(cases->reader.table, one->segment, "repair_id", one->row, &result->arena, &rc, err);
    if (rc != RC_OK) return rc;
    char day[DAY_TEXT_BYTES];
    day_text(day_of_minute(one->reported), day);
    const char *reported = arena_copy_text(&result->arena, day, strlen(day));
    if (!reported) return err_memory(err, sizeof day);
    const struct table_cell row[COLUMNS] = {
        cell_text(one->is_leak ? "leak" : "overcharge"),
        cell_text(id),
        cell_text(measured_key_name(measured, AXIS_DEALER, one->dealer)),
        cell_text(reported),
        cell_text(stages[one->stage]),
        cell_text(reasons ? reasons->names[one->reason] : ""),
        cell_number(one->is_recorded ? one->fen : NAN),
        cell_number(one->is_recorded ? NAN : one->fen)};
    for (size_t c = 0; c < COLUMNS; c++) cells[c] = row[c];
    return RC_OK;
}

enum rc charging_add_cases(const struct measured *measured, struct result *result,
                           const double fee_fen[PART_KINDS], struct err *err)
{
    struct cases *cases = arena_take(&result->arena, sizeof *cases);
    if (!cases) return err_memory(err, sizeof *cases);
    memset(cases, 0, sizeof *cases);
    cases->measured = measured;
    cases->fee_fen = fee_fen;
    month_reader_init(&cases->reader, measured, measured->context->report_month);
    const struct table *table = cases->reader.table;
    const struct column *id = table_column(table, "repair_id");
    const struct column *dealer = table_column(table, "dealer_id");
    cases->id = id ? table_column_index(table, id) : SIZE_MAX;
    cases->dealer = dealer ? table_column_index(table, dealer) : SIZE_MAX;
    enum rc rc = see_month(cases, err);
    if (rc != RC_OK) return rc;
    struct result_table *told =
        result_add_table(result, "charging.cases", columns, COLUMNS, cases->count);
    if (!told) return err_memory(err, cases->count * sizeof columns);
    for (size_t i = 0; rc == RC_OK && i < cases->count; i++)
        rc = put_case(cases, &cases->list[i], result, result_cell(told, i, 0), err);
    return rc;
}
