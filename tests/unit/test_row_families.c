/* layer: measure */
/* Families that turn a row into flags and keys, against what their documents say of one row, word
 * by word: random rows, rows at the borders, columns that are not there. */
#include "base/day.h"
#include "base/hash.h"
#include "measure/family.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_COUNT = 4000, NEED_LIMIT = 8, COUNT_LIMIT = 40, HORIZON_DAY = 20000 };
enum { HORIZON = HORIZON_DAY * MINUTES_A_DAY + 1000 };

/* The columns of a row as the slow ways read them: missing where there is no column. */
struct slow_row {
    const void *const *column;
    uint32_t row;
    const struct measure_options *options;
};
static int32_t number(const struct slow_row *r, int need)
{
    return r->column[need] ? ((const int32_t *)r->column[need])[r->row] : INT_MISSING;
}
static int8_t answer(const struct slow_row *r, int need)
{
    return r->column[need] ? ((const int8_t *)r->column[need])[r->row] : BOOL_MISSING;
}
static uint32_t code(const struct slow_row *r, int need)
{
    return r->column[need] ? ((const uint32_t *)r->column[need])[r->row] : 0;
}

/* Shares stand as met, n, met, n … */
static void observe(uint64_t *counts, int share, bool met)
{
    counts[2 * share] += met;
    counts[2 * share + 1]++;
}

static void within(uint64_t *counts, int share, int64_t start, int64_t end, int64_t limit)
{
    if (start + limit > HORIZON) return;
    observe(counts, share, end != MINUTE_MISSING && end - start <= limit);
}

/* n, sum and sum of squares, as struct sums has them. */
static void observe_minutes(uint64_t *words, int64_t minutes)
{
    struct sums sums;
    memcpy(&sums, words, sizeof sums);
    sums.n++;
    sums.sum += minutes;
    sums.square_sum += (i128)minutes * minutes;
    memcpy(words, &sums, sizeof sums);
}

/* Whole repairs and those of them that are followed; their minutes from the report to the reply, on
 * to the visit, on to the closing, and all three together. */
static void slow_legs(uint64_t *words, const int32_t *times)
{
    enum { SUMS_WORDS = sizeof(struct sums) / sizeof(uint64_t) };
    for (int i = 0; i < 4; i++)
        if (times[i] == MINUTE_MISSING || (i > 0 && times[i] < times[i - 1])) return;
    const int32_t limit = 14 * 1440;
    if (times[3] - times[0] > limit) return;
    observe(words, 0, times[0] + limit <= HORIZON);
    if (times[0] + limit > HORIZON) return;
    words += 2;
    for (int leg = 0; leg < 3; leg++)
        observe_minutes(words + (size_t)leg * SUMS_WORDS, (int64_t)times[leg + 1] - times[leg]);
    observe_minutes(words + (size_t)3 * SUMS_WORDS, (int64_t)times[3] - times[0]);
}

static void slow_service(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    const int32_t reported = number(r, 0), replied = number(r, 1), promised = number(r, 2);
    const int32_t visited = number(r, 3), closed = number(r, 4);
    const bool special = answer(r, 5) == 1;
    within(counts, 0, reported, replied, 1440);
    within(counts, 1, reported, closed, 1440);
    within(counts, 2, reported, closed, 2880);
    within(counts, 3, reported, replied, r->options->reply_limit_minutes);
    within(counts, 4, reported, closed,
           special ? r->options->close_special_limit_minutes : r->options->close_limit_minutes);
    if (promised != MINUTE_MISSING && visited != MINUTE_MISSING)
        observe(counts, 5, visited <= promised);
    observe(counts, 6, closed != MINUTE_MISSING);
    slow_legs(counts + 14, (const int32_t[]){reported, replied, visited, closed});
    if (replied != MINUTE_MISSING) tally_add(&tallies[0], replied - reported, 1);
    if (visited != MINUTE_MISSING) tally_add(&tallies[1], visited - reported, 1);
    if (closed != MINUTE_MISSING) tally_add(&tallies[2], closed - reported, 1);
}

/* Needs: closed, solved, minutes to the next report (0 unknown, -1 none). */
static void slow_repeats(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    (void)tallies;
    const int32_t closed = number(r, 0), gap = number(r, 2);
    if (gap == 0 || closed + (int64_t)30 * 1440 > HORIZON) return;
    const bool repeated = gap != -1 && gap <= 30 * 1440;
    observe(counts, 0, repeated);
    observe(counts, 1, answer(r, 1) == 1 && !repeated);
}

static void slow_stages(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    (void)tallies;
    const int32_t reported = day_of_minute(number(r, 0)), purchased = number(r, 1);
    const int32_t installed = number(r, 2), warranty = number(r, 3);
    if (installed != DAY_MISSING && reported < installed)
        counts[0]++;
    else if (purchased != DAY_MISSING && warranty != INT_MISSING)
        counts[reported <= day_add_months(purchased, warranty) ? 1 : 2]++;
    if (answer(r, 4) == BOOL_MISSING) return;
    counts[3] += answer(r, 4) == 1;
    counts[4]++;
}

static void slow_faults(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    (void)tallies;
    if (r->column[3] && number(r, 3) == MINUTE_MISSING) return;
    observe(counts, 0, code(r, 0) && code(r, 1) && code(r, 2));
}

static void slow_rights(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    (void)tallies;
    int judged = 0, met = 0;
    for (int right = 0; right < 7; right++) {
        if (answer(r, right) == BOOL_MISSING) continue;
        observe(counts, right, answer(r, right) == 1);
        judged++;
        met += answer(r, right) == 1;
    }
    if (judged == 7) observe(counts, 7, met == 7);
}

static void slow_recovery(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    const int8_t problem = answer(r, 0), complained = answer(r, 1);
    const uint32_t outcome = code(r, 2);
    const int32_t told = number(r, 3);
    if (problem == BOOL_MISSING) return;
    observe(counts, 0, problem == 1);
    if (problem == 0) return;
    if (complained != BOOL_MISSING) observe(counts, 1, complained == 0);
    if (complained == 1 && outcome) tally_add(&tallies[0], outcome, 1);
    if (!outcome || told == INT_MISSING) return;
    const int64_t wide = (int64_t)(1ULL << 62 | (uint64_t)outcome << 32 | (uint32_t)told);
    tally_add(&tallies[1], told < 1 << 20 ? (int64_t)told * 1024 + outcome : wide, 1);
}

/* Needs: reported, closed, dealer, product. */
static void slow_case_mix(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    const int64_t reported = number(r, 0), closed = number(r, 1);
    if (code(r, 3) == 0 || reported + 1440 > HORIZON) return;
    const bool met = closed != MINUTE_MISSING && closed - reported <= 1440;
    counts[0]++;
    tally_add(&tallies[0], (int64_t)code(r, 3) * 2 + met, 1);
}

static void slow_pareto(const struct slow_row *r, uint64_t *counts, struct tally *tallies)
{
    counts[0]++;
    for (int link = 0; link < 3; link++)
        if (code(r, link)) tally_add(&tallies[link], code(r, link), 1);
    const int64_t fault = code(r, 0), cause = code(r, 1), action = code(r, 2), product = code(r, 3);
    if (fault && cause && action) tally_add(&tallies[3], fault << 42 | cause << 21 | action, 1);
    if (fault && product) tally_add(&tallies[4], product << 32 | fault, 1);
}

static const struct {
    const char *family;
    void (*count)(const struct slow_row *, uint64_t *, struct tally *);
    size_t count_count, tally_count;
} slow_ways[] = {{"service", slow_service, 32, 3},  {"repeats", slow_repeats, 4, 0},
                 {"stages", slow_stages, 5, 0},     {"faults", slow_faults, 2, 0},
                 {"rights", slow_rights, 16, 0},    {"recovery", slow_recovery, 4, 2},
                 {"case_mix", slow_case_mix, 1, 1}, {"pareto", slow_pareto, 1, 5}};

/* Times near each other and near the horizon, in steps that make limits exact. */
static int32_t draw_number(const struct need *need, uint64_t random)
{
    static const int32_t steps[] = {0,     1439,  1440,  1441,  2880, 2881,
                                    20160, 20161, 43200, 43201, -1,   77};
    const int32_t step = steps[random % 12] * ((random >> 8) % 4 ? 1 : 0);
    if (strcmp(need->column, "warranty_months") == 0)
        return (int32_t)((random >> 16) % 20 ? (random >> 24) % 49 : (random >> 24) % 1300);
    if (strcmp(need->column, "told_people") == 0)
        return (int32_t)(random % 9 == 0 ? random >> 40 : random >> 40 & 15);
    if (need->type == COLUMN_TIME) return HORIZON - (int32_t)((random >> 16) % 3) * 1440 - step;
    if (strcmp(need->column, "installed_on") == 0)
        return HORIZON_DAY - (int32_t)((random >> 16) % 6);
    if (need->type == COLUMN_DATE)
        return HORIZON_DAY - (int32_t)((random >> 16) % 1500) - (int32_t)((random >> 40) % 4);
    return step;
}

static void fill(void *column, const struct need *need, uint64_t *drawn)
{
    for (uint32_t row = 0; row < ROW_COUNT; row++) {
        const uint64_t random = hash_u64((*drawn)++);
        const bool is_missing = random >> 60 == 0;
        if (need->type == COLUMN_BOOL)
            ((int8_t *)column)[row] =
                is_missing ? (int8_t)BOOL_MISSING : (int8_t)(random >> 9 & 1 || random >> 57 == 1);
        else if (need->type == COLUMN_CODE || need->type == COLUMN_PATH)
            ((uint32_t *)column)[row] = is_missing ? 0 : (uint32_t)(random >> 9) % 12 + 1;
        else
            ((int32_t *)column)[row] = is_missing && strcmp(need->column, "reported_at") != 0 &&
                                               strcmp(need->column, "repeat_gap_minutes") != 0
                                           ? INT_MISSING
                                           : draw_number(need, random);
    }
}

static void assert_same_tallies(const struct tally *a, const struct tally *b)
{
    struct tally_entry *first = malloc((tally_entry_limit(a) + 1) * sizeof *first);
    struct tally_entry *second = malloc((tally_entry_limit(b) + 1) * sizeof *second);
    assert_true(first && second);
    const size_t count = tally_sorted(a, first);
    assert_int_equal(tally_sorted(b, second), count);
    assert_memory_equal(first, second, count * sizeof *first);
    free(first);
    free(second);
}

static void check_variant(const struct family *family, size_t way, const void *const *column,
                          enum isa isa)
{
    struct measure_options options;
    measure_options_init(&options);
    options.close_special_limit_minutes = 2881;
    options.reply_limit_minutes = 1441;
    options.isa = isa;
    const struct measure_context context = {
        .options = &options, .horizon_minute = HORIZON, .horizon_day = HORIZON_DAY};
    uint64_t slow[COUNT_LIMIT] = {0};
    struct tally tallies[NEED_LIMIT], slow_tallies[NEED_LIMIT];
    memset(tallies, 0, sizeof tallies);
    memset(slow_tallies, 0, sizeof slow_tallies);
    uint64_t *cell = calloc(1, family->cell_bytes);
    void *prepared = aligned_alloc(64, (family->prepared_bytes * ROW_COUNT / 64 + 1) * 64);
    assert_true(cell && prepared);
    uint32_t rows[ROW_COUNT], row_count = 0;
    for (uint32_t row = 0; row < ROW_COUNT; row++)
        if (row % 5 != 2) rows[row_count++] = row;
    if (family->prepare) family->prepare(prepared, column, ROW_COUNT, &context);
    family->update(cell, tallies, &(struct rows){rows, row_count, column, prepared, &context});
    for (uint32_t i = 0; i < row_count; i++)
        slow_ways[way].count(&(struct slow_row){column, rows[i], &options}, slow, slow_tallies);
    assert_memory_equal(cell, slow, slow_ways[way].count_count * sizeof *cell);
    for (size_t t = 0; t < slow_ways[way].tally_count; t++)
        assert_same_tallies(&tallies[t], &slow_tallies[t]);
    for (size_t t = 0; t < NEED_LIMIT; t++) {
        tally_release(&tallies[t]);
        tally_release(&slow_tallies[t]);
    }
    free(cell);
    free(prepared);
}

static void check_family(const struct family *family, size_t way, const void *const *column)
{
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        if (isa_is_here(isa)) check_variant(family, way, column, isa);
}

/* With all columns, and without each that may be absent. */
static void rows_count_as_they_are_defined(void **state)
{
    (void)state;
    uint64_t drawn = 1;
    for (size_t way = 0; way < sizeof slow_ways / sizeof slow_ways[0]; way++) {
        const struct family *family = family_find(slow_ways[way].family);
        assert_non_null(family);
        void *filled[NEED_LIMIT] = {NULL};
        const void *column[NEED_LIMIT] = {NULL};
        size_t need_count = 0;
        for (; family->needs[need_count].column; need_count++) {
            filled[need_count] = malloc(ROW_COUNT * sizeof(int64_t));
            assert_non_null(filled[need_count]);
            fill(filled[need_count], &family->needs[need_count], &drawn);
            column[need_count] = filled[need_count];
        }
        check_family(family, way, column);
        for (size_t need = 0; need < need_count; need++) {
            if (family->needs[need].optional) column[need] = NULL;
            check_family(family, way, column);
            if (need % 2) column[need] = filled[need];
        }
        for (size_t need = 0; need < need_count; need++) free(filled[need]);
    }
}

/* The end of every warranty of every length from every day of some years, a day on either side. */
static void warranties_end_by_the_calendar(void **state)
{
    (void)state;
    const struct family *family = family_find("stages");
    static int32_t reported[3], purchased[3], warranty[3];
    const void *const column[] = {reported, purchased, NULL, warranty, NULL};
    const uint32_t rows[] = {0, 1, 2};
    struct measure_options options;
    measure_options_init(&options);
    const struct measure_context context = {.options = &options};
    for (int32_t months = 0; months <= 1200; months = months < 70 ? months + 1 : months + 53)
        for (int32_t day = 18000; day < 18000 + 4 * 366; day++) {
            uint64_t cell[5] = {0};
            uint16_t prepared[32];
            for (int32_t k = 0; k < 3; k++) {
                reported[k] = (day_add_months(day, months) + k - 1) * MINUTES_A_DAY + 1439;
                purchased[k] = day;
                warranty[k] = months;
            }
            family->prepare(prepared, column, 3, &context);
            family->update(cell, NULL, &(struct rows){rows, 3, column, prepared, &context});
            assert_int_equal(cell[1], 2);
            assert_int_equal(cell[2], 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_count_as_they_are_defined),
        cmocka_unit_test(warranties_end_by_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
