/* layer: link */
/* Rows with one of a few ids against a look at every row. */
#include "link/match.h"
#include "test_link_rows.h"

enum { WANTED = 40 };

static struct made_shape shape_of(uint64_t seed)
{
    return (struct made_shape){.seed = seed,
                               .row_count = 3000,
                               .key_pool = 900,
                               .segment_rows = 250,
                               .is_narrow = seed % 2 == 0};
}

/* Ids of every so many rows; the same id comes again under its number. */
static void make_set(const struct made *made, struct id_set *set)
{
    struct err err = ERR_INIT;
    assert_int_equal(id_set_init(set, WANTED, KEY_SLOT_LIMIT, &err), RC_OK);
    for (uint32_t i = 0; i < WANTED; i++) {
        const struct made_row *row = &made->rows[i * 71];
        const uint32_t number = id_set_add(set, row->slot, row->slot_bytes);
        assert_int_equal(id_set_add(set, row->slot, KEY_SLOT_LIMIT), number);
        if (number != ID_NONE)
            assert_int_equal(id_set_find(set, row->slot, row->slot_bytes), number);
    }
}

static uint32_t wanted_number(const struct id_set *set, const struct made_row *row)
{
    for (uint32_t id = 0; id < set->id_count; id++)
        if (memcmp(set->slots + (size_t)id * KEY_SLOT_LIMIT, row->slot, KEY_SLOT_LIMIT) == 0)
            return id;
    return ID_NONE;
}

static void check(uint64_t seed, int32_t first_clock, int thread_count)
{
    const struct made_shape shape = shape_of(seed);
    struct made made;
    struct id_set set;
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct match *matches;
    uint32_t match_count, at = 0;
    made_init(&made, &shape);
    make_set(&made, &set);
    assert_int_equal(match_rows(&set, &made.table, MADE_KEY, first_clock, thread_count, &arena,
                                &matches, &match_count, &err),
                     RC_OK);
    for (size_t s = 0; s < made.table.segment_count; s++)
        for (uint32_t row = 0; row < made.table.segments[s].row_count; row++) {
            const struct made_row *truth = &made.rows[made.table.segments[s].first_row + row];
            const uint32_t id = wanted_number(&set, truth);
            if (id == ID_NONE || slot_is_missing(truth->slot) || truth->clock < first_clock)
                continue;
            assert_true(at < match_count);
            assert_int_equal(matches[at].id, id);
            assert_int_equal(matches[at].segment, s);
            assert_int_equal(matches[at].row, row);
            at++;
        }
    assert_int_equal(at, match_count);
    assert_true(at > WANTED);
    id_set_release(&set);
    arena_release(&arena);
    made_release(&made);
}

static void all_rows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) check(seed, INT32_MIN, (int)(1 + seed % 3));
}

static void late_rows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) check(seed, 40000, (int)(1 + seed % 3));
}

/* More ids than there is room for are none, and nothing is found with an empty set. */
static void full(void **state)
{
    (void)state;
    struct id_set set;
    struct err err = ERR_INIT;
    const unsigned char one[KEY_UNIT_BYTES] = "A", two[KEY_UNIT_BYTES] = "B",
                        none[KEY_UNIT_BYTES] = {0};
    assert_int_equal(id_set_init(&set, 1, KEY_SLOT_LIMIT, &err), RC_OK);
    assert_int_equal(id_set_find(&set, one, sizeof one), ID_NONE);
    assert_int_equal(id_set_add(&set, none, sizeof none), ID_NONE);
    assert_int_equal(id_set_add(&set, one, sizeof one), 0);
    assert_int_equal(id_set_add(&set, two, sizeof two), ID_NONE);
    assert_int_equal(id_set_find(&set, two, sizeof two), ID_NONE);
    id_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_rows), cmocka_unit_test(late_rows),
                                       cmocka_unit_test(full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
