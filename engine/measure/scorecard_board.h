/* measure/scorecard_board.h: the counts that scorecards of one axis are made of: per unit, stratum
 * and state. For the scorecard's files alone. As large as the data, never as units times strata. */
#ifndef MEASURE_SCORECARD_BOARD_H
#define MEASURE_SCORECARD_BOARD_H
#include "measure/scorecard.h"

struct board_entry {
    uint32_t stratum, state, count;
};

struct board {
    struct board_entry *entries; /* unit by unit */
    size_t entry_count, entry_capacity;
    size_t *first;       /* per unit key, one more than keys: where its entries begin */
    uint32_t unit_count; /* keys; 0 has no entries */
    uint32_t *codes;     /* per stratum, ascending: product, stage and month together */
    uint32_t stratum_count;
};

/* Zeroed it is empty. RC_MEMORY. */
enum rc board_fill(struct board *board, const struct measured *measured,
                   const struct scorecard *scorecard, enum axis axis, struct err *err);
void board_release(struct board *board);

/* What is told apart; the finest in which the comparisons are worth most of what they are worth
 * without any. */
enum fineness { FINENESS_MONTH, FINENESS_STAGE, FINENESS_PRODUCT, FINENESS_NONE, FINENESS_COUNT };
extern const char *const fineness_names[FINENESS_COUNT];

/* One indicator of a board in the strata of one fineness. */
struct board_strata {
    enum fineness fineness;
    uint32_t *coarse; /* per stratum of the board: which of these it belongs to */
    uint32_t stratum_count;
    uint32_t level_count;
    int8_t levels[256]; /* per state: its level, or SCORECARD_NOT_COUNTED */
    uint64_t *counts;   /* of all units: [stratum * level_count + level] */
    uint64_t *n;        /* per stratum */
};

/* RC_MEMORY. */
enum rc board_strata_fill(struct board_strata *strata, const struct board *board,
                          const struct scorecard *scorecard,
                          const struct scorecard_indicator *indicator,
                          const struct measure_options *options, struct err *err);
void board_strata_release(struct board_strata *strata);

#endif
