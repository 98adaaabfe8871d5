/* measure/family.h: everything the engine knows about one statistic family. THE interface.
 *
 * A family counts: `update` gets one cell and rows that belong to it, and adds whole numbers. It
 * sees no months, axes or threads: the engine keeps one cell per month and key of each axis, sorts
 * the rows, merges cells of different threads field by field, saves, loads and compares them. Then
 * each metric says which exact statistic it is of a cell (measure/metric.h), and the engine makes
 * the estimate, its interval, the change, the verdict and the refusal.
 *
 * To add a family: the folder measure/NAME with NAME.c (this struct) and NAME_metrics.c (its
 * metrics with their definition pages), and the line FAMILY(NAME) in families.def. tests/laws.c
 * walks the table and fails on a missing part. */
#ifndef MEASURE_FAMILY_H
#define MEASURE_FAMILY_H
#include "link/link.h"
#include "measure/axis.h"
#include "measure/context.h"
#include "measure/metric.h"
#include "measure/result.h"
#include "measure/tally.h"

/* A column that the family reads. Its index in `needs` is its index in rows->column. */
struct need {
    const char *column;
    enum column_type type;
    bool optional; /* without it the family still works */
};

/* What another run called by a code, and this one calls by codes[that code]; CODE_UNKNOWN: this run
 * has no such name. codes[0] is 0: missing. */
enum { CODE_UNKNOWN = -1 };
struct code_map {
    const int64_t *codes;
    uint32_t code_count;
};

struct measured;

/* Rows of the family's table that belong to one cell: some of a batch of rows. */
struct rows {
    const uint32_t *row; /* row_count indexes into the columns, ascending */
    uint32_t row_count;
    /* One array per need (ingest/schema.h gives the element type; of ids only the presence may be
     * asked); NULL when the table has not got the column. */
    const void *const *column;
    const void *prepared; /* what the family's `prepare` made of the batch; NULL without one */
    const struct measure_context *context;
};

enum number_type { NUMBER_U64, NUMBER_I64, NUMBER_I128, NUMBER_TYPE_COUNT };
enum merge_rule { MERGE_SUM, MERGE_MIN, MERGE_MAX, MERGE_RULE_COUNT };

/* One field, or an array of equal fields, of a cell. Cells start zeroed, so MIN and MAX need a
 * count beside them. */
struct field {
    const char *name, *unit;
    enum number_type type;
    size_t offset, count;
    enum merge_rule merge;
};

/* Derived columns: what a row cannot say alone. For each unit, repair or customer the engine calls
 * `derive` once, with its rows. */
struct entity {
    uint32_t number; /* where a customer's entry in `out` is */
    const uint32_t *const
        *rows; /* one list per table in `tables`, in order of the clock, then of input */
    const uint32_t *row_counts;        /* their lengths */
    const void *const *const *columns; /* [table][need of that table]; NULL where absent */
    const struct measure_context *context;
    const void *begun; /* what `begin` found; NULL without one */
};

struct derived_table {
    const char *table;
    const struct need *needs; /* ends with {0} */
};

enum history_kind { HISTORY_UNIT, HISTORY_REPAIR, HISTORY_CUSTOMER, HISTORY_KIND_COUNT };
/* The domain of the ids that put its rows together: "unit" … */
extern const char *const history_domains[HISTORY_KIND_COUNT];

struct derivation {
    enum history_kind history;
    const struct derived_table *tables; /* what `derive` sees; ends with {0} */
    /* HISTORY_UNIT, HISTORY_REPAIR: columns added to the first of `tables`, entry per row, at the
     * numbers in rows[0]. HISTORY_CUSTOMER: columns of the derived table "customers", entry per
     * customer, at entity->number. Zeroed before; ends with {0}. */
    const struct need *columns;
    const char *const *const
        *code_names; /* per column: names of a COLUMN_CODE ("" first, NULL last), else NULL */
    /* Per column: the domain of a COLUMN_CODE without names of its own: its codes are those of
     * another table's column. NULL: all have names. */
    const char *const *code_domains;
    /* HISTORY_UNIT, HISTORY_REPAIR: what a row gets is told by itself and by rows whose clock is
     * not before its own. Then the engine shows no row, of any of the tables, from before the
     * oldest month that is kept (context.h), so that years of history cost nothing; rows that were
     * not shown have zeros, which nobody may read. To that end every family that needs one of the
     * columns counts the months by the clock of their table (its schema's); if one does not, all
     * rows are shown. `derive` must not guess from a zero, or from a row that it misses, that there
     * was no history; what it looks for in an earlier row and does not find is unknown. */
    bool looks_forward;
    /* HISTORY_CUSTOMER: the family's `extend` reads the columns by itself. Others are held narrow
     * (ingest/column_narrow.h) and reach `prepare` and `update` as their type has them. */
    bool is_read_by_extend;
    /* What `derive` must know of whole tables, found once before the first entity and left in the
     * arena; *begun is not NULL. Codes are there; values may wait (ingest/later.h): fetch what is
     * looked at. Optional. */
    enum rc (*begin)(const struct linked *linked, struct arena *arena, const void **begun,
                     struct err *err);
    void (*derive)(const struct entity *entity, void *const *out);
};

struct family {
    const char *name;         /* id in CLI and JSON; equals the folder's name; never reused */
    const char *title[2];     /* zh and en: a few words, the heading of its section */
    const char *question[2];  /* the manager's question, zh and en */
    uint32_t version;         /* bump when a cell's layout or meaning changes */
    const char *table;        /* whose rows it counts */
    bool tells_persons;       /* what customers said: not to be worked out of a few (finish.h) */
    const char *clock;        /* the column that decides the month; NULL: no months, period "all" */
    const struct need *needs; /* ends with {0} */
    const enum axis *axes;    /* besides the network; ends with AXIS_END */
    const struct field *fields; /* the whole cell, without gaps; ends with {0} */
    size_t cell_bytes;
    size_t tally_count;                  /* tallies beside each cell */
    const struct metric *metrics;        /* ends with {0} */
    const struct benchmark *benchmarks;  /* the documents' figures; ends with {0}; may be NULL */
    const struct derivation *derivation; /* NULL: rows speak for themselves */

    /* What `update` would work out of a row's columns anew for every axis, once for all rows of a
     * batch, where it can be done column by column. Optional: NULL, 0. `prepared` has room for
     * prepared_bytes a row, aligned to 64 bytes; its layout is the family's own. Pure. */
    size_t prepared_bytes;
    void (*prepare)(void *prepared, const void *const *column, uint32_t row_count,
                    const struct measure_context *context);

    /* Add the rows to the cell, at most one a row to the n of any metric, so that a cell with few
     * rows is known to be below the minimum base. Whole numbers only; no allocation but tally_add,
     * no I/O, no state elsewhere. The result must not depend on the order of rows or on how they
     * were cut into calls. */
    void (*update)(void *cell, struct tally *tallies, const struct rows *rows);

    /* Counts are kept from one run to the next (measure/kept.h) as long as nothing has changed that
     * `prepare` and `update` look at. The engine knows what a row's columns are, and of the options
     * all that counting may ask (measure/count_kept.c has the list); two things the family says.
     *
     * recode: keys of tallies that hold codes of its needed columns, in the codes of this run;
     * maps[] is per need, zeroed where that has no codes. False: it cannot be, for a code is not in
     * the map. NULL: no key holds a code; a family without it that has tallies must not put any in.
     *
     * horizon_minutes: what is counted of a row depends on the horizon, but is settled once that
     * lies so many minutes after the last time of the row's needed columns. NULL: not at all. */
    bool (*recode)(int64_t *key, size_t tally, const struct code_map *maps);
    int64_t (*horizon_minutes)(const struct measure_options *options);

    /* Tables, curves and tests beyond the estimates, added to *result, which holds nothing of what
     * others have made. On any thread, beside others. May be NULL. */
    enum rc (*extend)(const struct measured *measured, struct result *result, struct err *err);
    /* `extend` looks at cells of segments. Without it measured_cell() shows it the network alone,
     * because of an axis with many keys most cells are not made. */
    bool reads_segments;
    /* `extend` looks at what other families have counted (measure/elsewhere.h): they are counted,
     * though not told, when this one is chosen and they are not. */
    bool reads_others;
};

/* The table, in the order of families.def. */
extern const struct family *const families[];
extern const size_t family_count;
const struct family *family_find(const char *name);
/* Whether the user wants the family of that index measured; without options all are. What was read
 * and what was wrong with it is the same whatever is chosen, and so is every number of those that
 * are. */
bool family_is_chosen(const struct measure_options *options, size_t index);
/* Whether its rows are counted: it is chosen, or one that is reads what others count, and has rows
 * of its own to tell of. */
bool family_is_counted(const struct measure_options *options, const struct linked *linked,
                       size_t index);
/* The metric of that id and its family (may be NULL), or NULL. */
const struct metric *metric_find(const char *id, const struct family **family);

/* Rows for `needs`: the items of the five dimensions, DIMENSION_ITEM_LIMIT columns each, in the
 * order of the dimensions. */
#define NEED_ITEM(name)                                                                            \
    {                                                                                              \
        name, COLUMN_SCORE, true                                                                   \
    }
#define NEEDS_DIMENSION(prefix)                                                                    \
    NEED_ITEM(prefix "1"), NEED_ITEM(prefix "2"), NEED_ITEM(prefix "3"), NEED_ITEM(prefix "4"),    \
        NEED_ITEM(prefix "5"), NEED_ITEM(prefix "6"), NEED_ITEM(prefix "7"), NEED_ITEM(prefix "8")
#define NEEDS_ITEMS                                                                                \
    NEEDS_DIMENSION("rel"), NEEDS_DIMENSION("asr"), NEEDS_DIMENSION("tan"),                        \
        NEEDS_DIMENSION("emp"), NEEDS_DIMENSION("res")

/* Rows for the `fields` table: a member of one type (or an array of it), and the shared structs. */
#define FIELD_U64(cell, member, unit)                                                              \
    {                                                                                              \
#member, unit, NUMBER_U64, offsetof(cell, member), sizeof(((cell *)0)->member) / 8,        \
            MERGE_SUM                                                                              \
    }
#define FIELD_I64(cell, member, unit)                                                              \
    {                                                                                              \
#member, unit, NUMBER_I64, offsetof(cell, member), sizeof(((cell *)0)->member) / 8,        \
            MERGE_SUM                                                                              \
    }
#define FIELD_I128(cell, member, unit)                                                             \
    {                                                                                              \
#member, unit, NUMBER_I128, offsetof(cell, member), sizeof(((cell *)0)->member) / 16,      \
            MERGE_SUM                                                                              \
    }
#define FIELDS_SHARE(cell, member, unit)                                                           \
    FIELD_U64(cell, member.met, unit), FIELD_U64(cell, member.n, unit)
#define FIELDS_SUMS(cell, member, unit)                                                            \
    FIELD_U64(cell, member.n, "count"), FIELD_I64(cell, member.sum, unit),                         \
        FIELD_I128(cell, member.square_sum, unit)
#define FIELDS_NPS(cell, member)                                                                   \
    FIELD_U64(cell, member.promoters, "count"), FIELD_U64(cell, member.detractors, "count"),       \
        FIELD_U64(cell, member.n, "count")

/* Code of a name in a dictionary with few names; 0 when it is not there or the dictionary is NULL.
 */
uint32_t dictionary_code(const struct dictionary *dictionary, const char *name);

/* The same of a domain of this run, for `prepare` and `update`, where a row's code is asked for its
 * meaning. CODE_ABSENT, which no row has: nobody uses the name. What is counted by it depends on
 * the name alone, so that it can be kept (`recode` is for codes that are kept themselves). */
#define CODE_ABSENT UINT32_MAX
uint32_t context_code(const struct measure_context *context, const char *domain, const char *name);

/* A code of another run in those of this one. False: there is none. */
static inline bool code_of(const struct code_map *map, uint64_t old, uint32_t *code)
{
    if (old >= map->code_count || map->codes[old] < 0) return false;
    *code = (uint32_t)map->codes[old];
    return true;
}

/* What `update` does with one observation. */
static inline void share_add(struct share *share, bool met)
{
    share->n++;
    share->met += met;
}
static inline void sums_add(struct sums *sums, int64_t x)
{
    sums->n++;
    sums->sum += x;
    sums->square_sum += (i128)x * x;
}

/* A family's finished state as `extend` sees it. */
struct state;
struct bound_family;
struct measured {
    const struct family *family;
    const struct state *state;
    const struct linked *linked;
    const struct measure_context *context;
    const void *const *column;                  /* per need; NULL when absent */
    const struct dictionary *const *dictionary; /* per need: names of its codes; NULL where none */
    const struct bound_family *bound;           /* all families, for measure/elsewhere.h */
    size_t bound_count;
};
/* The cell of a segment and window, and its tallies, or NULL when no row belongs to it. */
const void *measured_cell(const struct measured *measured, enum axis axis, uint32_t key,
                          uint32_t window, const struct tally **tallies);
/* Number of keys of an axis with key 0 (missing); 0 when the family or the input has not got it. */
uint32_t measured_key_count(const struct measured *measured, enum axis axis);
/* The key's text, owned by the linked tables; "" for key 0 and for the network. */
const char *measured_key_name(const struct measured *measured, enum axis axis, uint32_t key);

#endif
