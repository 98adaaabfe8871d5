/* measure/stages.h: the three steps of measure, each in its file; only measure.c calls them. */
#ifndef MEASURE_STAGES_H
#define MEASURE_STAGES_H
#include "measure/measure.h"
#include "measure/state.h"

/* An axis with more keys is crowded: it goes into columns, and only what stands out stays among the
 * estimates; of its series only keys with a value are told. */
enum { KEYS_IN_ESTIMATES = 200 };

/* In place of a column's index: the table has not got it. */
#define NO_COLUMN SIZE_MAX

/* A family tied to the input: where its columns are, and its cells. */
struct bound_family {
    const struct family *family;
    bool is_silent;            /* counted for others to look at, not told */
    const struct table *table; /* NULL: the input has no such table or no row in it */
    const void **column;       /* per need; not NULL when present; not to be read */
    size_t *need_column;       /* per need: index in the table, or NO_COLUMN */
    size_t need_count;
    const struct dictionary **needed_names; /* per need: names of its codes, or NULL */
    size_t clock;                           /* index in the table; NO_COLUMN: no months */
    size_t key_column[AXIS_COUNT];          /* per axis: index in the table, or NO_COLUMN */
    const struct dictionary *dictionary[AXIS_COUNT]; /* names of the keys */
    const char *missing_column;                      /* a needed column that is absent, or NULL */
    struct state state;
};

/* Run the derivation of every family, in table order. */
enum rc measure_derive(struct linked *linked, const struct measure_context *context,
                       struct err *err);
/* Tie families to tables and make their empty states. Arrays live in `arena`; states are to be
 * released. */
enum rc measure_bind(struct bound_family *bound, const struct linked *linked, struct arena *arena,
                     struct err *err);
/* Count all rows into the states of `bound[bound_count]`. */
enum rc measure_count(struct bound_family *bound, size_t bound_count,
                      const struct measure_context *context, struct err *err);
/* The cells of `bound[bound_count]` into estimates, series and column sets, with comparisons and
 * verdicts, and what the families add; in parallel, in the order of the table. */
enum rc measure_finish(const struct bound_family *bound, size_t bound_count,
                       const struct linked *linked, const struct measure_context *context,
                       struct result *result, struct err *err);

/* The family's names of an axis. */
const char *bound_key_name(const struct bound_family *bound, enum axis axis, uint32_t key);

#endif
