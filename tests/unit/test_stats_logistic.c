/* layer: measure */
#include "measure/stats/logistic.h"

#include "test_stats_published.h"

extern const struct verify_topic verify_logistic;

static void test_published(void **state)
{
    (void)state;
    assert_published(&verify_logistic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
