/* ingest/schema.h: the input contract as the program sees it. every JSON file in
 * datasets/schema/tables, compiled in, becomes an array of tables with their columns; no other file
 * knows a column's name, type or range. A schema is built once by schema_load() and then only read:
 * safe from any thread.
 */
#ifndef INGEST_SCHEMA_H
#define INGEST_SCHEMA_H
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

enum column_type {
    COLUMN_ID,    /* key with many distinct values: uint32 code after link; 0 missing */
    COLUMN_CODE,  /* few distinct values: uint32 code after link; 0 missing */
    COLUMN_PATH,  /* as COLUMN_CODE; the text has levels divided by '/' */
    COLUMN_DATE,  /* int32 day; DAY_MISSING */
    COLUMN_TIME,  /* int32 minute; MINUTE_MISSING */
    COLUMN_INT,   /* int32; INT_MISSING */
    COLUMN_SCORE, /* int8; SCORE_MISSING */
    COLUMN_MONEY, /* int64 fen; MONEY_MISSING */
    COLUMN_BOOL,  /* int8 0 or 1; BOOL_MISSING */
    COLUMN_TEXT,  /* uint64 mark (ingest/lexicon/mark.h); 0 missing */
    COLUMN_TYPE_COUNT
};

#define INT_MISSING   INT32_MIN
#define SCORE_MISSING INT8_MIN
#define BOOL_MISSING  INT8_MIN
#define MONEY_MISSING INT64_MIN

/* Bytes of one stored value. */
size_t column_type_bytes(enum column_type type);
const char *column_type_name(enum column_type type);

struct schema_value {
    struct slice canonical, alias; /* one row per alias; the canonical form is an alias of itself */
};

struct schema_column {
    const char *name;     /* canonical: "rel1" */
    const char *title[2]; /* zh, en */
    enum column_type type;
    const char *domain; /* id, code, path: those of one domain share a dictionary; else "" */
    bool needed;        /* the table cannot be read without it */
    bool happened;      /* its times can carry the horizon */
    bool is_month;      /* date: a month alone will do, and is its first day */
    bool tells_wishes;  /* of a text: what is wanted, not what was */
    bool has_range;     /* minimum and maximum are the schema's, not the configured scale's */
    int32_t minimum, maximum;
    const struct schema_value *values; /* sorted by alias (small ASCII letters); value_count rows */
    size_t value_count;
    const char *const *aliases; /* normalised headers, its own name first */
    size_t alias_count;
};

/* Two columns, by index, of which the first must not lie before the second. */
struct schema_order {
    int32_t later, earlier;
};

struct schema_table {
    const char *name;     /* "repairs" */
    const char *title[2]; /* zh, en */
    bool needed;
    const char *const *names; /* a file or folder whose name begins with one belongs here */
    size_t name_count;
    const struct schema_column *columns;
    size_t column_count;
    int32_t key, clock;                /* column indexes; key -1: rows have no key */
    const struct schema_order *orders; /* a row that breaks one is rejected */
    size_t order_count;
    const struct schema_order *starts; /* of a row that breaks one, `later` is a bad field */
    size_t start_count;
};

struct schema {
    struct arena arena;
    const struct schema_table *tables; /* in byte order of their names */
    size_t table_count;
};

/* Build the schema from the embedded files. RC_BUG with file and reason when one of them is not as
 * FORMATS.md says. */
enum rc schema_load(struct schema *schema, struct err *err);
void schema_release(struct schema *schema);

/* Index of the table or column with that canonical name, or -1. */
int32_t schema_table_index(const struct schema *schema, const char *name);
int32_t schema_column_index(const struct schema_table *table, const char *name);

/* The canonical form of a value of `column` (UTF-8, trimmed; ASCII letters in any case); bytes NULL
 * when the column lists its values and this is none of them, or lists none. */
struct slice schema_column_value(const struct schema_column *column, struct slice text);

enum { SCHEMA_HEADER_BYTES = 256 };
/* The header cell as it is compared (FORMATS.md section 1), into out (at most out_bytes,
 * NUL-terminated). UTF-8 in. */
void schema_normalise_header(struct slice header, char *out, size_t out_bytes);

#endif
