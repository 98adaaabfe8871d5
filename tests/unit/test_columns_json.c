/* layer: output */
/* Whole axes in result.json: keys written once for several sets, numbers where they are, verdicts
 * one by one. */
#include "output/result_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void sets_are_written_whole(void **state)
{
    (void)state;
    static const char *const few[] = {"a", "漏\"", "c"};
    static const char *const others[] = {"a", "漏\"", "c", "d"};
    static const uint64_t n[] = {1, 0, 12345, 7};
    static const uint8_t verdicts[] = {VERDICT_CANNOT_SAY, VERDICT_CANNOT_SAY, VERDICT_BETTER,
                                       VERDICT_CANNOT_SAY};
    static const uint8_t silent[] = {VERDICT_NONE, VERDICT_NONE, VERDICT_NONE, VERDICT_NONE};
    static const struct column_numbers numbers[] = {{2, 0.5, 0.25, NAN}};
    static const struct column_numbers borders[] = {{0, 1, 2, 3}, {3, 4, 5, 6}};
    const struct metric metric = {.id = "a.share"};
    struct column_set sets[] = {
        {&metric, AXIS_DEALER, 661, 3, few, n, verdicts, numbers, 1},
        {&metric, AXIS_DEALER, 661, 4, others, n, silent, borders, 2},
        {&metric, AXIS_REGION, PERIOD_ALL, 3, few, n, verdicts, NULL, 0},
    };
    const struct result result = {.column_sets = sets, .column_set_count = 3};
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    columns_json(&json, root, &result);
    assert_false(json.failed);
    char *printed = cJSON_PrintUnformatted(root);
    assert_string_equal(
        printed,
        "{\"columns\":[{\"metric\":\"a.share\",\"axis\":\"dealer\",\"period\":\"2025-02\","
        "\"keys\":[\"a\",\"漏\\\"\",\"c\"],\"n\":[1,0,12345],\"value\":[null,null,0.5],"
        "\"lower\":[null,null,0.25],\"upper\":[null,null,null],"
        "\"verdict\":[\"cannot_say\",\"cannot_say\",\"better\"]},"
        "{\"metric\":\"a.share\",\"axis\":\"dealer\",\"period\":\"2025-02\","
        "\"keys\":[\"a\",\"漏\\\"\",\"c\",\"d\"],\"n\":[1,0,12345,7],\"value\":[1,null,null,4],"
        "\"lower\":[2,null,null,5],\"upper\":[3,null,null,6],"
        "\"verdict\":[\"\",\"\",\"\",\"\"]},"
        "{\"metric\":\"a.share\",\"axis\":\"region\",\"period\":\"all\","
        "\"keys\":[\"a\",\"漏\\\"\",\"c\"],\"n\":[1,0,12345],\"value\":[null,null,null],"
        "\"lower\":[null,null,null],\"upper\":[null,null,null],"
        "\"verdict\":[\"cannot_say\",\"cannot_say\",\"better\"]}]}");
    cJSON_free(printed);
    cJSON_Delete(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sets_are_written_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
