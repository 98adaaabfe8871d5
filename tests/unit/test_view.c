/* layer: reports */
/* A change is called by what was tested: one without a test is not "no clear change". */
#include "reports/view/view.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check(enum axis axis, double value, double lower, double upper, double q,
                  const char *const expected[2])
{
    const struct model model = {.estimate_count = 0};
    struct model_estimate estimate = {.axis = axis};
    estimate.change.exists = true;
    estimate.change.value = value;
    estimate.change.lower = lower;
    estimate.change.upper = upper;
    estimate.change.q = q;
    for (enum language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        struct view view;
        struct text page;
        struct err err = ERR_INIT;
        text_init(&page, 0);
        assert_int_equal(view_init(&view, &model, language, &page, &err), RC_OK);
        assert_string_equal(view_change_words(&view, &estimate), expected[language]);
        assert_int_equal(view_change_stands(&estimate), q < 0.05);
        assert_int_equal(view_change_tested(&estimate), !isnan(q));
        view_release(&view);
        text_release(&page);
    }
}

static void changes_are_called_by_their_test(void **state)
{
    (void)state;
    check(AXIS_NETWORK, 0.3, 0.1, 0.5, 0.01, (const char *const[2]){"上升", "up"});
    check(AXIS_NETWORK, -0.3, -0.5, -0.1, 0.049, (const char *const[2]){"下降", "down"});
    check(AXIS_NETWORK, 0.3, -0.1, 0.7, 0.2,
          (const char *const[2]){"无明显变化", "no clear change"});
    check(AXIS_NETWORK, -0.4, -0.8, -0.1, NAN, (const char *const[2]){"未作检验", "not tested"});
    check(AXIS_NETWORK, 0.04, 0.001, 0.08, 0.08,
          (const char *const[2]){"本节全部变化合并校正后 q = 0.08",
                                 "q = 0.08 after all changes of the section"});
    check(AXIS_DEALER, -0.04, -0.08, -0.001, 0.3,
          (const char *const[2]){"同一指标全部变化合并校正后 q = 0.30",
                                 "q = 0.30 after all changes of the metric"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(changes_are_called_by_their_test)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
