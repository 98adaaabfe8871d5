/* Whether two results say the same, to the last bit. */
#ifndef TESTS_UNIT_TEST_RESULT_SAME_H
#define TESTS_UNIT_TEST_RESULT_SAME_H
#include "measure/result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void assert_bits(double a, double b)
{
    if (memcmp(&a, &b, sizeof a) != 0 && !(a != a && b != b)) fail_msg("%a is not %a", a, b);
}

static inline void assert_same_estimate(const struct estimate *a, const struct estimate *b)
{
    assert_ptr_equal(a->metric, b->metric);
    assert_int_equal(a->axis, b->axis);
    assert_string_equal(a->key, b->key);
    assert_int_equal(a->period, b->period);
    assert_int_equal(a->n, b->n);
    assert_bits(a->value, b->value);
    assert_bits(a->lower, b->lower);
    assert_bits(a->upper, b->upper);
    assert_int_equal(a->change.exists, b->change.exists);
    assert_bits(a->change.value, b->change.value);
    assert_bits(a->change.q, b->change.q);
    assert_bits(a->rest_q, b->rest_q);
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->status, b->status);
    assert_string_equal(a->reason, b->reason);
}

static inline void assert_same_columns(const struct column_set *a, const struct column_set *b)
{
    assert_ptr_equal(a->metric, b->metric);
    assert_int_equal(a->axis, b->axis);
    assert_int_equal(a->key_count, b->key_count);
    assert_int_equal(a->number_count, b->number_count);
    assert_memory_equal(a->n, b->n, a->key_count * sizeof *a->n);
    assert_memory_equal(a->verdicts, b->verdicts, a->key_count * sizeof *a->verdicts);
    for (uint32_t i = 0; i < a->number_count; i++) {
        assert_int_equal(a->numbers[i].key, b->numbers[i].key);
        assert_bits(a->numbers[i].upper, b->numbers[i].upper);
    }
}

static inline void assert_same_series(const struct series *a, const struct series *b)
{
    assert_ptr_equal(a->metric, b->metric);
    assert_int_equal(a->key_count, b->key_count);
    for (uint32_t i = 0; i < a->key_count; i++) assert_string_equal(a->keys[i], b->keys[i]);
    const size_t cells = (size_t)a->key_count * a->period_count;
    assert_memory_equal(a->n, b->n, cells * sizeof *a->n);
    for (size_t i = 0; i < cells; i++) assert_bits(a->value[i], b->value[i]);
}

/* All that finish makes of cells; tables and curves by their number. */
static inline void assert_same_results(const struct result *a, const struct result *b)
{
    const struct result_counts of_a = result_counts(a), of_b = result_counts(b);
    assert_memory_equal(&of_a, &of_b, sizeof of_a);
    for (size_t i = 0; i < of_a.estimates; i++)
        assert_same_estimate(&a->estimates[i], &b->estimates[i]);
    for (size_t i = 0; i < of_a.column_sets; i++)
        assert_same_columns(&a->column_sets[i], &b->column_sets[i]);
    for (size_t i = 0; i < of_a.series; i++) assert_same_series(&a->series[i], &b->series[i]);
}

#endif
