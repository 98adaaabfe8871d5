/* layer: base */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PIECE_COUNT = 2000 };

struct piece {
    unsigned char *bytes;
    size_t byte_count;
    unsigned char mark;
};

/* Sizes from 0 to 200,000: many small ones, some larger than any block. */
static size_t size_of(unsigned index)
{
    return index % 50 == 49 ? index * 100U : index * 37U % 700U;
}

static void fill(struct arena *arena, struct piece *pieces, unsigned first)
{
    for (unsigned i = 0; i < PIECE_COUNT; i++) {
        struct piece *piece = &pieces[i];
        piece->byte_count = size_of(i);
        piece->mark = (unsigned char)(first + i);
        piece->bytes = arena_take(arena, piece->byte_count);
        assert_non_null(piece->bytes);
        assert_int_equal((uintptr_t)piece->bytes % 16, 0);
        for (size_t j = 0; j < piece->byte_count; j++) assert_int_equal(piece->bytes[j], 0);
        memset(piece->bytes, piece->mark, piece->byte_count);
    }
}

/* Nobody has written over anybody. */
static void assert_intact(const struct piece *pieces)
{
    for (unsigned i = 0; i < PIECE_COUNT; i++)
        for (size_t j = 0; j < pieces[i].byte_count; j++)
            assert_int_equal(pieces[i].bytes[j], pieces[i].mark);
}

static void test_pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    static struct piece pieces[PIECE_COUNT];
    struct arena arena = ARENA_INIT;
    size_t byte_count = 0;
    fill(&arena, pieces, 1);
    assert_intact(pieces);
    for (unsigned i = 0; i < PIECE_COUNT; i++) byte_count += pieces[i].byte_count;
    assert_true(arena.byte_count >= byte_count);
    arena_release(&arena);
    assert_int_equal(arena.byte_count, 0);
    assert_null(arena.newest);
    arena_release(&arena);
}

static void test_a_large_first_piece(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    unsigned char *large = arena_take(&arena, 1 << 20);
    unsigned char *small = arena_take(&arena, 10);
    memset(large, 1, 1 << 20);
    memset(small, 2, 10);
    assert_int_equal(large[(1 << 20) - 1], 1);
    assert_int_equal(small[0], 2);
    arena_release(&arena);
}

static void test_refuses_what_cannot_be(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    assert_null(arena_take(&arena, SIZE_MAX));
    assert_null(arena_take(&arena, SIZE_MAX - 20));
    assert_null(arena_take_array(&arena, SIZE_MAX / 4, 5));
    assert_non_null(arena_take_array(&arena, 4, 5));
    assert_non_null(arena_take_array(&arena, 0, 5));
    arena_release(&arena);
}

static void test_copy_text(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    char text[] = "回访,5";
    char *copy = arena_copy_text(&arena, text, 6);
    text[0] = 'x';
    assert_string_equal(copy, "回访");
    assert_string_equal(arena_copy_text(&arena, NULL, 0), "");
    arena_release(&arena);
}

static void assert_absorbed(bool has_into, bool has_from)
{
    static struct piece mine[PIECE_COUNT], theirs[PIECE_COUNT];
    struct arena into = ARENA_INIT, from = ARENA_INIT;
    if (has_into) fill(&into, mine, 1);
    if (has_from) fill(&from, theirs, 100);
    const size_t byte_count = into.byte_count + from.byte_count;
    arena_absorb(&into, &from);
    assert_int_equal(into.byte_count, byte_count);
    assert_int_equal(from.byte_count, 0);
    assert_null(from.newest);
    arena_release(&from);
    if (has_into) assert_intact(mine);
    if (has_from) assert_intact(theirs);
    memset(arena_take(&into, 500), 9, 500);
    if (has_into) assert_intact(mine);
    if (has_from) assert_intact(theirs);
    arena_release(&into);
}

static void test_absorb(void **state)
{
    (void)state;
    assert_absorbed(true, true);
    assert_absorbed(true, false);
    assert_absorbed(false, true);
    assert_absorbed(false, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_a_large_first_piece),
        cmocka_unit_test(test_refuses_what_cannot_be),
        cmocka_unit_test(test_copy_text),
        cmocka_unit_test(test_absorb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
