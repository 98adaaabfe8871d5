/* Who is a key customer: the values that divide the tiers, exactly, without sorting: the upper
 * half of a value's bits is counted, then the lower half of those that share it. */
#include "measure/tiers/tiers.h"

enum { HALF_BITS = 16, HALF_COUNT = 1 << HALF_BITS, HALF_MASK = HALF_COUNT - 1 };
/* Shares are given in decimals: 0.3 of 10 customers are 3 of them. */
#define SHARE_ROUNDING 1e-9

void tier_reader_init(struct tier_reader *reader, const struct measured *measured)
{
    *reader = (struct tier_reader){.customers = linked_table(measured->linked, "customers")};
    for (size_t c = 0; c < TIER_COLUMN_COUNT && reader->customers; c++) {
        const struct column *column =
            table_column(reader->customers, measured->family->needs[c].column);
        if (!column) {
            reader->customers = NULL;
            break;
        }
        reader->columns[c] = table_column_index(reader->customers, column);
    }
}

/* In the order of the values. */
static uint32_t ordered(int64_t yuan)
{
    return (uint32_t)yuan + (UINT32_C(1) << 31);
}

/* Counts of the upper halves, or of the lower halves below one upper half. */
static void count_halves(const struct measured *measured, bool is_upper, uint32_t upper,
                         uint64_t counts[HALF_COUNT])
{
    struct tier_reader reader;
    struct tier_row row;
    memset(counts, 0, HALF_COUNT * sizeof *counts);
    tier_reader_init(&reader, measured);
    while (tier_reader_next(&reader, &row)) {
        const uint32_t value = ordered(row.yuan);
        if (row.facts & FACT_HARMFUL || (!is_upper && value >> HALF_BITS != upper)) continue;
        counts[is_upper ? value >> HALF_BITS : value & HALF_MASK]++;
    }
}

/* The half in which the rank from above lies, counted from 1; *rank becomes that within it. */
static uint32_t half_of_rank(const uint64_t counts[HALF_COUNT], uint64_t *rank)
{
    uint32_t half = HALF_COUNT - 1;
    while (half > 0 && *rank > counts[half]) *rank -= counts[half--];
    return half;
}

/* The value of the customer with that rank from above; above all of them for rank 0. */
static int64_t value_at(const struct measured *measured, uint64_t rank,
                        const uint64_t uppers[HALF_COUNT], uint64_t lowers[HALF_COUNT])
{
    if (rank == 0) return (int64_t)INT32_MAX + 1;
    const uint32_t upper = half_of_rank(uppers, &rank);
    count_halves(measured, false, upper, lowers);
    const uint32_t value = upper << HALF_BITS | half_of_rank(lowers, &rank);
    return (int64_t)value - (INT64_C(1) << 31);
}

/* Who brought nothing is ordinary, however few bought. */
static int64_t at_least_one(int64_t yuan)
{
    return yuan < 1 ? 1 : yuan;
}

static uint64_t rank_of(uint64_t ranked, double share)
{
    const double rank = (double)ranked * (share < 1 ? share : 1) + SHARE_ROUNDING;
    return (uint64_t)rank;
}

enum rc tier_limits_make(struct tier_limits *limits, const struct measured *measured,
                         struct arena *arena, struct err *err)
{
    const struct tier_rules *rules = &measured->context->options->tiers;
    uint64_t *uppers = arena_take_array(arena, HALF_COUNT, sizeof *uppers);
    uint64_t *lowers = arena_take_array(arena, HALF_COUNT, sizeof *lowers);
    *limits = (struct tier_limits){.ranked = 0};
    if (!uppers || !lowers) return err_memory(err, HALF_COUNT * sizeof *uppers);
    count_halves(measured, true, 0, uppers);
    for (size_t half = 0; half < HALF_COUNT; half++) limits->ranked += uppers[half];
    const uint64_t key_rank = rank_of(limits->ranked, rules->key_share);
    const uint64_t right_rank = rank_of(limits->ranked, rules->key_share + rules->right_share);
    limits->key_yuan = rules->key_yuan > 0
                           ? rules->key_yuan
                           : at_least_one(value_at(measured, key_rank, uppers, lowers));
    limits->right_yuan = rules->right_yuan > 0
                             ? rules->right_yuan
                             : at_least_one(value_at(measured, right_rank, uppers, lowers));
    return RC_OK;
}

enum tier tier_of(const struct tier_limits *limits, const struct tier_row *row)
{
    if (row->facts & FACT_HARMFUL) return TIER_HARMFUL;
    if (row->yuan >= limits->key_yuan) return TIER_KEY;
    return row->yuan >= limits->right_yuan ? TIER_RIGHT : TIER_ORDINARY;
}
