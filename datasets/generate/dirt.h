/* dirt.h: what goes wrong in files that people fill in: a list of small accidents, each in one cell
 * of a row. */
#ifndef GENERATE_DIRT_H
#define GENERATE_DIRT_H
#include "draw.h"
#include "table.h"

enum { DIRT_CELL_MOST = 32 };

/* What the accident spoils: the whole record, one field, or nothing (it only looks different). */
enum damage { DAMAGE_RECORD, DAMAGE_FIELD, DAMAGE_NONE };

struct dirt_cell {
    const char *name;
    enum table_name table;
    int column;
    const char *text; /* stands in the cell as it is, unquoted; NULL: the value between blanks */
    enum damage damage;
    int per_million;
};
extern const struct dirt_cell dirt_cells[];
extern const int dirt_cell_count;

/* Dirt around the rows, counted beside the cells. */
enum dirt_line {
    DIRT_TOTALS_ROW,
    DIRT_BLANK_LINE,
    DIRT_MONTH_SENT_TWICE,
    DIRT_ROW_SENT_TWICE,
    DIRT_CORRECTED_CELL,
    DIRT_LINE_COUNT
};

struct dirt_counts {
    int64_t cell[DIRT_CELL_MOST];
    int64_t line[DIRT_LINE_COUNT];
};
void dirt_add(struct dirt_counts *sum, const struct dirt_counts *part);
/* A JSON object of all counts, cells of one name together, with the damage that each does. */
void dirt_json(const struct dirt_counts *counts, struct text *out);

/* Index of the accident that befalls this row, or -1. */
int dirt_choose(struct draw *draw, enum table_name table);

#endif
