/* measure/charging/charging.h: the audit of what was charged (D10): what a row says, and what a
 * cell counts. Private to the family. */
#ifndef MEASURE_CHARGING_H
#define MEASURE_CHARGING_H
#include "measure/columns.h"

enum charging_need {
    NEED_REPORTED,
    NEED_PURCHASED,
    NEED_INSTALLED,
    NEED_WARRANTY,
    NEED_CLOSED,
    NEED_MODE,
    NEED_PART,
    NEED_QUANTITY,
    NEED_MATERIAL_FEE,
    NEED_LABOUR_FEE,
    NEED_CHARGED,
    NEED_REASON,
    NEED_VISIT,
    CHARGING_NEED_COUNT
};

/* In the order of the flags of a prepared row. */
enum charging_share {
    CHARGING_LEAK,       /* of what was to be charged, what was not */
    CHARGING_OVERCHARGE, /* of what was to be free, what was charged */
    CHARGING_UNREASONED, /* of what was charged though to be free, what has no reason recorded */
    CHARGING_CLAIMED,    /* of what was charged as out of warranty, what was in warranty */
    CHARGING_UNKNOWN,    /* of closed repairs, those of which it cannot be said */
    CHARGING_SHARE_COUNT
};

/* Bits of a prepared row behind those of its shares: whose money is counted where. */
enum charging_bit {
    CHARGING_IS_OVERCHARGED = 1 << (2 * CHARGING_SHARE_COUNT),
    CHARGING_IS_LEAKED = CHARGING_IS_OVERCHARGED << 1,
    CHARGING_IS_RIGHT = CHARGING_IS_OVERCHARGED << 2, /* to be charged, and was */
    CHARGING_HAS_PART = CHARGING_IS_OVERCHARGED << 3,
    /* of a callback visit: its parts were to be charged, its labour was not */
    CHARGING_IS_LABOUR = CHARGING_IS_OVERCHARGED << 4,
    CHARGING_HAS_MONEY = CHARGING_IS_OVERCHARGED | CHARGING_IS_LEAKED | CHARGING_IS_RIGHT
};

/* Repairs without a part and with one cost so different amounts that they are told apart. */
enum { PART_KINDS = 2 };

struct charging_cell {
    struct share share[CHARGING_SHARE_COUNT];
    struct sums overcharged_fen;     /* of what was overcharged, where an amount is recorded */
    struct sums leaked_fen;          /* of what leaked, likewise */
    struct sums fee_fen[PART_KINDS]; /* of what was rightly charged */
    uint64_t unpriced[PART_KINDS];   /* leaks without an amount */
};

/* What a row's fees come to: material and labour, or labour alone; 0: no amount is recorded.
 * Nothing above a thousand million yuan, so that no sum overflows. */
int64_t charging_fee_fen(const void *const *column, uint32_t row, uint32_t flags);

/* The family's `prepare`: a row of so many bytes. */
void charging_prepare(void *prepared, const void *const *column, uint32_t row_count,
                      const struct measure_context *context);

/* The tables charging.money (a row a dealer) and charging.cases, and the estimate of what leaked
 * without an amount. */
enum rc charging_extend(const struct measured *measured, struct result *result, struct err *err);
enum rc charging_add_cases(const struct measured *measured, struct result *result,
                           const double fee_fen[PART_KINDS], struct err *err);

extern const struct metric charging_metrics[];

#endif
