/* measure/materials/materials.h: the loan ledger of parts (D09), shared by the family's files.
 *
 * An account is one dealer's part. What is issued opens a lot of its day; returns, charges and what
 * is specially exempt settle the oldest open pieces first (FIFO). Settlements that find nothing
 * open wait as a credit for the next lot. Everything is added up by day before it is matched, so
 * that the order of rows cannot matter, and in whole pieces and fen:
 *
 *     issued = returned + charged + exempt + outstanding      pieces; outstanding below 0: a credit
 *     issued fen = settled fen + outstanding fen              both at what the lots were issued at
 */
#ifndef MEASURE_MATERIALS_H
#define MEASURE_MATERIALS_H
#include "base/arena.h"
#include "measure/extend.h"
#include "measure/stats/clustered.h"

enum material_need { NEED_MOVED_ON, NEED_KIND, NEED_QUANTITY, NEED_DEALER, NEED_PART, NEED_PRICE };

/* Pieces and fen by dealer, part, day and kind, apart by sign because counts have none. */
enum material_tally {
    TALLY_PIECES,
    TALLY_PIECES_BACK,
    TALLY_FEN,
    TALLY_FEN_BACK,
    TALLY_NOTHING, /* rows of no pieces: a stock count that found none */
    MATERIAL_TALLY_COUNT
};

struct materials_cell {
    uint64_t rows;
    uint64_t rows_without;  /* of them without a kind or a quantity, or out of every range */
    uint64_t rows_unpriced; /* counted in pieces, without a price that can be counted */
};

/* What a kind does to an account. */
enum material_class {
    CLASS_UNKNOWN,
    CLASS_ISSUE,
    CLASS_RETURN,
    CLASS_CHARGE,
    CLASS_EXEMPT, /* gift, office, brochure, approved */
    CLASS_COUNT,  /* a stock count */
    MATERIAL_CLASS_COUNT
};

struct amount {
    int64_t pieces, fen;
};

/* All rows of one dealer, part, day and class. */
struct movement {
    int64_t key; /* movement_key(): sorts by dealer, part, day, class */
    struct amount amount;
};
enum { KEY_DEALER_BITS = 20, KEY_PART_BITS = 19, KEY_DAY_BITS = 17, KEY_KIND_BITS = 7 };
struct material_key {
    uint32_t dealer, part, kind; /* kind: a code in a tally, a class in a movement */
    int32_t day;
};
int64_t material_key_pack(struct material_key key);
struct material_key material_key_of(int64_t packed);

struct account {
    uint32_t dealer, part;
    struct amount
        of[MATERIAL_CLASS_COUNT]; /* sums of the rows; exempt pieces: those that settled */
    int64_t given_pieces;         /* exempt beyond what was open: never on loan */
    struct amount outstanding;    /* fen as issued; pieces below 0: a credit */
    int64_t settled_fen;          /* as issued */
    struct amount overdue;
    int32_t oldest_day;             /* of issue, of what is overdue; DAY_MISSING: nothing is */
    struct clustered_share in_time; /* pieces due in the last twelve months; settled when due */
    struct clustered_share kept;    /* pieces due so far; still open */
    int32_t counted_day;            /* latest stock count; DAY_MISSING: none */
    int64_t counted, book;          /* on that day, in the evening */
    int64_t difference_fen;         /* (counted - book) at the price of the latest lot */
};

/* Ageing: days since what is overdue was due. */
enum { AGE_COUNT = 6 };
struct age {
    int32_t from_days, to_days; /* the last has no end: to_days is INT32_MAX */
    uint64_t accounts;
    struct amount amount;
};
extern const int32_t age_ends[AGE_COUNT];

struct ledger {
    const struct movement *movements;
    size_t movement_count;
    struct account *accounts; /* by dealer, then part */
    size_t account_count;
    struct age ages[AGE_COUNT]; /* the first: not due yet */
    int32_t end_day, year_day;  /* last day looked at; from year_day on: the twelve months */
    int32_t limit_days;
};

/* Whole ledger up to the end of the report month. RC_MEMORY; RC_NUMERIC when a sum leaves 63 bits.
 */
enum rc ledger_make(struct ledger *ledger, const struct measured *measured,
                    const struct tally *tallies, struct arena *arena, struct err *err);
enum material_class material_class_of(const char *kind);

extern const struct metric materials_metrics[];
enum rc materials_extend(const struct measured *measured, struct result *result, struct err *err);
/* Tables of the ledger (ledger_tables.c). */
enum rc ledger_tables(const struct measured *measured, const struct ledger *ledger,
                      const struct materials_cell *cell, struct result *result, struct err *err);

#endif
