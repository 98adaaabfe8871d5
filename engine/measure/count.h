/* measure/count.h: what the files of the counting step share; nobody else includes it.
 *
 * Families that read the same table by the same clock are a group: they share the work of finding
 * months, reading codes and sorting. Rows are taken in slices of one segment. In each slice the
 * rows are cut by month, then, axis by axis, sorted by key; every family gets the runs of rows that
 * belong to one cell. The network is not sorted for: its cells are the sums of those of an axis
 * that keeps as many months and takes in the rows without a key.
 *
 * An axis with so many keys that a slice has hardly two rows of one is listed instead: to fetch a
 * cell from memory for every row would cost more than all else. Slices only note which row has
 * which key; when all are through, the rows are sorted by key, and each cell is made once, of all
 * its rows. Of such an axis only cells that a result can tell something of are made
 * (count_list.c). */
#ifndef MEASURE_COUNT_H
#define MEASURE_COUNT_H
#include "base/store.h"
#include "measure/stages.h"

#include <omp.h>
#include <stdatomic.h>

/* Rows of a slice: what is made of them (survey answers: 80 bytes a row) stays in the second-level
 * cache until the last axis has been counted. */
enum { SLICE_ROWS = 1 << 14 };

struct row_slice {
    const struct segment *segment;
    uint32_t first, row_count; /* rows of the segment */
};

/* The months that are kept, as clock values. */
enum { MONTH_DAY_LIMIT = 31 * MONTH_WINDOW_COUNT };
struct months {
    int32_t first;      /* the oldest month begins here */
    uint32_t span;      /* and the newest ends so much later */
    uint32_t day_units; /* clock units of a day: 1 or 1440 */
    uint8_t window_of_day[MONTH_DAY_LIMIT];
};

struct group_axis {
    enum axis axis;
    size_t key_column;
    uint32_t key_count, month_count;
    bool counts_missing; /* some family's network is its sum */
    bool is_listed;
};

/* From so many keys on an axis is listed. */
enum { LISTED_KEYS = SLICE_ROWS / 4 };

/* Rows of a listed axis: key << 32 | number of the slice * SLICE_ROWS + row of the slice. */
struct row_list {
    uint64_t *rows;
    size_t row_count, room;
};

/* What becomes of a listed axis once all slices are through. */
struct listing {
    struct row_list windows[MONTH_WINDOW_COUNT]; /* of all threads, in order of the keys */
    atomic_uchar *marks;                         /* per key: what the older windows have of it */
    bool is_thinned;                             /* see state.h */
};

/* Rows of one file whose counts are kept from run to run (measure/count_kept.h). */
struct portion {
    const struct input_file *file;
    uint32_t number, first_row, row_count; /* rows of the file */
    size_t first_slice, slice_count;       /* of the plan's slices */
    int32_t first_month, last_month;       /* no row's clock is outside */
};

struct kept_plan {
    struct kept_counts *counts; /* NULL: nothing is kept */
    struct portion *portions;
    size_t portion_count;
    struct row_slice *slices;
    uint64_t families; /* bit f: counts of family f of the group are kept */
};

struct group {
    struct bound_family **families;
    size_t family_count;
    const struct table *table;
    size_t clock; /* NO_COLUMN: one window for all rows */
    struct months months;
    struct group_axis axes[AXIS_COUNT];
    size_t axis_count;
    /* per column of the table: so many newest months need its values; 0: nobody does */
    uint32_t *wanted_months;
    struct row_slice *slices;
    size_t slice_count;
    int thread_count;
    struct kept_plan kept; /* rows that slices[] has no more */
    /* Sets of states: one a thread, and another one a thread for a portion of kept.portions. */
    int set_count;
    struct state *own_states;            /* of the sets but the first, family by family */
    struct row_list *lists;              /* of all threads, axis by axis, window by window */
    struct listing listings[AXIS_COUNT]; /* as axes */
};

/* What a thread counts into by itself: the first into what is to be the sum of all. */
static inline struct state *group_state(const struct group *group, int set, size_t family)
{
    if (set == 0) return &group->families[family]->state;
    return &group->own_states[(size_t)(set - 1) * group->family_count + family];
}

/* The axis whose cells make up the family's network, or NULL when its rows are to be walked. */
const struct state_axis *count_network_axis(const struct group *group,
                                            const struct bound_family *bound);

/* The slices of a table, in order; segments without a row in the kept months are left out. NULL
 * when memory is out; to be freed. */
struct row_slice *count_slices(const struct table *table, size_t clock, const struct months *months,
                               size_t *slice_count);

void months_init(struct months *months, int32_t report_month, enum column_type clock_type);

/* Rows of a slice in order of their month: window w has rows[first[w]] to rows[first[w + 1] - 1],
 * ascending. Rows outside the kept months are in none. */
struct month_rows {
    const uint32_t *rows;
    uint32_t first[MONTH_WINDOW_COUNT + 1];
};

/* Rows of one key, in sorted rows. */
struct key_run {
    uint32_t key, first, last; /* rows[first] … rows[last - 1] */
};

/* Scratch of a sort. */
struct key_order {
    uint32_t *rows;
    struct key_run *runs;
    uint32_t *counts;         /* of the keys of a counting sort */
    uint64_t *items, *others; /* key << 32 | row */
};
bool key_order_init(struct key_order *order, struct store *store);
/* Sort rows by keys[row] < key_count into order->rows and runs, rows of one key as they stood;
 * returns the number of runs. Key 0 is left out unless keeps_missing. */
uint32_t key_order_sort(struct key_order *order, const uint32_t *keys, uint32_t key_count,
                        bool keeps_missing, const uint32_t *rows, uint32_t row_count);
/* Sort items by their upper 32 bits, all below key_count; `others` has the same room. Returns which
 * of the two they stand in then. */
uint64_t *key_order_radix(uint64_t *items, uint64_t *others, size_t count, uint32_t key_count);

/* One thread's slice: columns as the families read them. Memory is the store's. */
struct batch {
    struct row_slice slice;
    struct month_rows months;
    const void **values; /* per column of the table; NULL: not wanted */
    uint32_t **codes;    /* per column of the table: room for the codes of a slice */
    void **wide;         /* per column: room for numbers that are held narrow; NULL: they are not */
    uint32_t *every_row, *month_order; /* 0, 1, 2 …; room for rows in order of months */
    /* a slice of missing values of each kind */
    int8_t *missing_answers;
    int32_t *missing_numbers;
    int64_t *missing_money;
    uint64_t *missing_marks;
    uint32_t *missing_codes;
};
bool batch_init(struct batch *batch, const struct group *group, struct store *store);
/* Have everything there that is read of the slice. RC_INPUT, RC_MEMORY. */
enum rc batch_fetch(const struct group *group, const struct row_slice *slice, struct err *err);
/* False: no row of the slice lies in the kept months. */
bool batch_read(struct batch *batch, const struct group *group, const struct row_slice *slice);

/* One thread's tools. */
struct gathering;
struct counter {
    struct store store;
    struct batch batch;
    struct key_order order;
    struct gathering *gathering; /* NULL: no axis is listed */
    int thread;                  /* into whose set of states it counts */
    uint64_t families;           /* of the first 64, those that are counted: bits */
    const void ***columns;       /* per family: its columns in the batch, per need */
    void **prepared;             /* per family */
    bool failed;
};

/* Room for what listed axes need; false when memory is out. */
bool count_lists_init(struct group *group);
void count_lists_release(struct group *group);
/* The thread's tool for them. */
bool gathering_init(struct counter *counter, const struct group *group);
/* Note the keys of the slice in the batch, one of group->slices. */
void count_list(struct counter *counter, struct group *group, size_t axis_number,
                const struct row_slice *slice);
/* When all slices are through: the cells of all listed axes, their tallies settled. Called by all
 * threads of a team. */
void count_listed(struct counter *counter, struct group *group,
                  const struct measure_context *context);

/* The first thread that fails says why. */
void count_note(enum rc failure, const struct err *reason, enum rc *rc, struct err *err);
/* What each thread has counted by itself into the families' states, the network's cells out of
 * those of an axis, and every tally settled. Called by all threads of a team. */
void count_merge(const struct group *group, enum rc *rc, struct err *err);

#endif
