#include "measure/scorecard_board.h"

#include <stdlib.h>
#include <string.h>

/* A stratum's code has the month in its lowest bits. */
enum { MONTH_BITS = 4, WORD_BITS = 64 };

/* Strata may cost a fifth of the rows that the comparisons are worth. */
static const double WORTH_KEPT = 0.8;

const char *const fineness_names[FINENESS_COUNT] = {"product_stage_month", "product_stage",
                                                    "product", "none"};

static bool reserve(struct board *board, size_t count)
{
    if (board->entry_capacity - board->entry_count >= count) return true;
    const size_t capacity = 2 * (board->entry_count + count);
    struct board_entry *entries = realloc(board->entries, capacity * sizeof *entries);
    if (!entries) return false;
    board->entries = entries;
    board->entry_capacity = capacity;
    return true;
}

/* One month of a unit. */
static bool add_month(struct board *board, const struct tally *tally, uint32_t window,
                      unsigned state_bits, struct tally_entry **sorted, size_t *room)
{
    const size_t limit = tally_entry_limit(tally);
    if (limit > *room) {
        free(*sorted);
        *room = 2 * limit;
        *sorted = malloc(*room * sizeof **sorted);
        if (!*sorted) *room = 0;
    }
    if (tally->failed || !*sorted || !reserve(board, limit)) return false;
    const size_t count = tally_sorted(tally, *sorted);
    for (size_t i = 0; i < count; i++) {
        const uint64_t key = (uint64_t)(*sorted)[i].key;
        board->entries[board->entry_count++] = (struct board_entry){
            (uint32_t)(key >> state_bits) << MONTH_BITS | window,
            (uint32_t)key & ((1U << state_bits) - 1), (uint32_t)(*sorted)[i].count};
    }
    return true;
}

static bool add_units(struct board *board, const struct measured *measured,
                      const struct scorecard *scorecard, enum axis axis)
{
    struct tally_entry *sorted = NULL;
    size_t room = 0;
    bool fits = true;
    for (uint32_t unit = 1; fits && unit < board->unit_count; unit++) {
        board->first[unit] = board->entry_count;
        for (uint32_t window = 0; fits && window < SCORECARD_MONTHS; window++) {
            const struct tally *tallies;
            if (measured_cell(measured, axis, unit, window, &tallies) &&
                tally_total(&tallies[0]) > 0)
                fits = add_month(board, &tallies[0], window, scorecard->state_bits, &sorted, &room);
        }
    }
    if (board->unit_count > 0) board->first[board->unit_count] = board->entry_count;
    free(sorted);
    return fits;
}

/* Codes that occur become numbers of strata, in their order. */
static bool number_strata(struct board *board)
{
    uint32_t most = 0;
    for (size_t i = 0; i < board->entry_count; i++)
        most = board->entries[i].stratum > most ? board->entries[i].stratum : most;
    const size_t word_count = most / WORD_BITS + 1;
    uint64_t *bits = calloc(word_count, sizeof *bits);
    uint32_t *before = malloc(word_count * sizeof *before);
    bool fits = bits && before;
    for (size_t i = 0; fits && i < board->entry_count; i++)
        bits[board->entries[i].stratum / WORD_BITS] |= 1ULL
                                                       << board->entries[i].stratum % WORD_BITS;
    for (size_t word = 0; fits && word < word_count; word++) {
        before[word] = board->stratum_count;
        board->stratum_count += (uint32_t)__builtin_popcountll(bits[word]);
    }
    if (fits) board->codes = malloc(((size_t)board->stratum_count + 1) * sizeof *board->codes);
    fits = fits && board->codes;
    for (size_t i = 0; fits && i < board->entry_count; i++) {
        const uint32_t code = board->entries[i].stratum;
        const uint64_t below = bits[code / WORD_BITS] & ((1ULL << code % WORD_BITS) - 1);
        board->entries[i].stratum =
            before[code / WORD_BITS] + (uint32_t)__builtin_popcountll(below);
        board->codes[board->entries[i].stratum] = code;
    }
    free(bits);
    free(before);
    return fits;
}

enum rc board_fill(struct board *board, const struct measured *measured,
                   const struct scorecard *scorecard, enum axis axis, struct err *err)
{
    *board = (struct board){.unit_count = measured_key_count(measured, axis)};
    board->first = calloc((size_t)board->unit_count + 1, sizeof *board->first);
    if (!board->first || !add_units(board, measured, scorecard, axis) || !number_strata(board))
        return err_memory(err, board->entry_capacity * sizeof *board->entries);
    return RC_OK;
}

void board_release(struct board *board)
{
    free(board->entries);
    free(board->first);
    free(board->codes);
}

static unsigned shift_of(enum fineness fineness, const struct scorecard *scorecard)
{
    const unsigned shifts[FINENESS_COUNT] = {0, MONTH_BITS, MONTH_BITS + scorecard->stage_bits, 31};
    return shifts[fineness];
}

static void set_fineness(struct board_strata *strata, const struct board *board,
                         const struct scorecard *scorecard, enum fineness fineness)
{
    const unsigned shift = shift_of(fineness, scorecard);
    strata->fineness = fineness;
    strata->stratum_count = 0;
    for (uint32_t i = 0; i < board->stratum_count; i++) {
        if (i == 0 || board->codes[i] >> shift != board->codes[i - 1] >> shift)
            strata->stratum_count++;
        strata->coarse[i] = strata->stratum_count - 1;
    }
}

/* Rows that the comparisons of all units are worth: sum n (N - n) / N. */
static double worth_of(struct board_strata *strata, const struct board *board, uint64_t *own_n)
{
    memset(strata->n, 0, board->stratum_count * sizeof *strata->n);
    for (size_t i = 0; i < board->entry_count; i++)
        if (strata->levels[board->entries[i].state] != SCORECARD_NOT_COUNTED)
            strata->n[strata->coarse[board->entries[i].stratum]] += board->entries[i].count;
    double worth = 0.0;
    for (uint32_t unit = 1; unit < board->unit_count; unit++) {
        for (size_t i = board->first[unit]; i < board->first[unit + 1]; i++)
            if (strata->levels[board->entries[i].state] != SCORECARD_NOT_COUNTED)
                own_n[strata->coarse[board->entries[i].stratum]] += board->entries[i].count;
        for (size_t i = board->first[unit]; i < board->first[unit + 1]; i++) {
            const uint32_t stratum = strata->coarse[board->entries[i].stratum];
            const double n = (double)own_n[stratum];
            if (n > 0.0) worth += n - n / (double)strata->n[stratum] * n;
            own_n[stratum] = 0;
        }
    }
    return worth;
}

static void choose_fineness(struct board_strata *strata, const struct board *board,
                            const struct scorecard *scorecard, uint64_t *own_n)
{
    set_fineness(strata, board, scorecard, FINENESS_NONE);
    const double most = worth_of(strata, board, own_n);
    for (enum fineness fineness = FINENESS_MONTH; fineness < FINENESS_COUNT; fineness++) {
        set_fineness(strata, board, scorecard, fineness);
        if (worth_of(strata, board, own_n) >= WORTH_KEPT * most) return;
    }
}

static void set_levels(struct board_strata *strata, const struct scorecard *scorecard,
                       const struct scorecard_indicator *indicator,
                       const struct measure_options *options)
{
    const int most = indicator->is_mean ? options->scale_maximum - options->scale_minimum : 1;
    strata->level_count = (uint32_t)most + 1;
    for (uint32_t state = 0; state < 1U << scorecard->state_bits; state++) {
        const int level = indicator->level(state, options);
        strata->levels[state] =
            (int8_t)(level >= 0 && level <= most ? level : SCORECARD_NOT_COUNTED);
    }
}

enum rc board_strata_fill(struct board_strata *strata, const struct board *board,
                          const struct scorecard *scorecard,
                          const struct scorecard_indicator *indicator,
                          const struct measure_options *options, struct err *err)
{
    const size_t room = (size_t)board->stratum_count + 1;
    *strata = (struct board_strata){.coarse = calloc(room, sizeof *strata->coarse),
                                    .n = calloc(room, sizeof *strata->n)};
    uint64_t *own_n = calloc(room, sizeof *own_n);
    if (!strata->coarse || !strata->n || !own_n) {
        free(own_n);
        return err_memory(err, room * sizeof *own_n);
    }
    set_levels(strata, scorecard, indicator, options);
    choose_fineness(strata, board, scorecard, own_n);
    free(own_n);
    const size_t count_count = (size_t)strata->stratum_count * strata->level_count;
    strata->counts = calloc(count_count + 1, sizeof *strata->counts);
    if (!strata->counts) return err_memory(err, count_count * sizeof *strata->counts);
    for (size_t i = 0; i < board->entry_count; i++) {
        const struct board_entry *entry = &board->entries[i];
        const int8_t level = strata->levels[entry->state];
        if (level == SCORECARD_NOT_COUNTED) continue;
        strata->counts[(size_t)strata->coarse[entry->stratum] * strata->level_count +
                       (size_t)level] += entry->count;
    }
    return RC_OK;
}

void board_strata_release(struct board_strata *strata)
{
    free(strata->coarse);
    free(strata->counts);
    free(strata->n);
}
