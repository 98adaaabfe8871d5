#include "dirt.h"

const struct dirt_cell dirt_cells[] = {
    {"stray_comma", TABLE_SURVEYS, SURVEY_COMMENT, "很好,谢谢", DAMAGE_RECORD, 700},
    {"stray_comma", TABLE_REPAIRS, REPAIR_NOTE, "换阀芯,已试水", DAMAGE_RECORD, 700},
    {"broken_quote", TABLE_SURVEYS, SURVEY_COMMENT, "说是1\"管的问题", DAMAGE_RECORD, 200},
    {"broken_quote", TABLE_REPAIRS, REPAIR_NOTE, "换4\"软管", DAMAGE_RECORD, 300},
    {"no_key", TABLE_SURVEYS, SURVEY_ID, "", DAMAGE_RECORD, 200},
    {"no_key", TABLE_REPAIRS, REPAIR_ID, "", DAMAGE_RECORD, 200},
    {"no_event_time", TABLE_REPAIRS, REPAIR_REPORTED, "", DAMAGE_RECORD, 250},
    {"unreadable_event_time", TABLE_SURVEYS, SURVEY_AT, "2025/13/45", DAMAGE_RECORD, 250},
    {"closed_before_reported", TABLE_REPAIRS, REPAIR_CLOSED, "2001/1/1 8:00", DAMAGE_RECORD, 400},
    {"score_out_of_range", TABLE_SURVEYS, SURVEY_ITEM + 3, "9", DAMAGE_FIELD, 900},
    {"score_out_of_range", TABLE_SURVEYS, SURVEY_OVERALL, "0", DAMAGE_FIELD, 500},
    {"score_not_a_number", TABLE_SURVEYS, SURVEY_ITEM + 10, "好", DAMAGE_FIELD, 400},
    {"negative_quantity", TABLE_REPAIRS, REPAIR_QUANTITY, "-1", DAMAGE_FIELD, 500},
    {"money_unreadable", TABLE_REPAIRS, REPAIR_MATERIAL_FEE, "待定", DAMAGE_FIELD, 500},
    {"date_impossible", TABLE_REPAIRS, REPAIR_INSTALLED, "2024-02-30", DAMAGE_FIELD, 400},
    {"quantity_in_words", TABLE_MATERIALS, MATERIAL_QUANTITY, "两箱", DAMAGE_FIELD, 500},
    {"unlisted_value", TABLE_REPAIRS, REPAIR_MODE, "自提", DAMAGE_NONE, 400},
    {"unlisted_value", TABLE_SURVEYS, SURVEY_CHANNEL, "传真", DAMAGE_NONE, 400},
    {"blanks_around", TABLE_SURVEYS, SURVEY_DEALER, NULL, DAMAGE_NONE, 3000},
    {"blanks_around", TABLE_REPAIRS, REPAIR_UNIT, NULL, DAMAGE_NONE, 3000},
};
const int dirt_cell_count = (int)(sizeof dirt_cells / sizeof dirt_cells[0]);
_Static_assert(sizeof dirt_cells / sizeof dirt_cells[0] <= DIRT_CELL_MOST, "raise DIRT_CELL_MOST");

int dirt_choose(struct draw *draw, enum table_name table)
{
    int32_t luck = draw_below(draw, 1000000);
    for (int i = 0; i < dirt_cell_count; i++) {
        if (dirt_cells[i].table != table) continue;
        luck -= dirt_cells[i].per_million;
        if (luck < 0) return i;
    }
    return -1;
}

void dirt_add(struct dirt_counts *sum, const struct dirt_counts *part)
{
    for (int i = 0; i < DIRT_CELL_MOST; i++) sum->cell[i] += part->cell[i];
    for (int i = 0; i < DIRT_LINE_COUNT; i++) sum->line[i] += part->line[i];
}

void dirt_json(const struct dirt_counts *counts, struct text *out)
{
    static const char *const damages[] = {"record", "field", "none"};
    static const char *const lines[DIRT_LINE_COUNT] = {
        "totals_rows", "blank_lines", "months_sent_twice", "rows_sent_twice", "corrected_cells"};
    text_put(out, "{\"cells\": [");
    for (int i = 0; i < dirt_cell_count; i++) {
        const struct dirt_cell *cell = &dirt_cells[i];
        const struct table *table = &tables[cell->table];
        text_format(out,
                    "%s\n{\"name\": \"%s\", \"table\": \"%s\", \"column\": \"%s\", "
                    "\"damage\": \"%s\", \"count\": %lld}",
                    i == 0 ? "" : ",", cell->name, table->name, table->columns[cell->column].name,
                    damages[cell->damage], (long long)counts->cell[i]);
    }
    text_put(out, "]");
    for (int i = 0; i < DIRT_LINE_COUNT; i++)
        text_format(out, ",\n\"%s\": %lld", lines[i], (long long)counts->line[i]);
    text_put(out, "}");
}
