/* layer: measure */
/* Walks the table of families and fails on a forgotten part. Nothing here needs a line when a
 * family is added. */
#include "ingest/schema.h"
#include "measure/family.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static struct schema schema;

static int load_schema(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    const enum rc rc = schema_load(&schema, &err);
    if (rc != RC_OK) print_error("%s\n", err.message);
    return rc == RC_OK ? 0 : -1;
}

static int release_schema(void **state)
{
    (void)state;
    schema_release(&schema);
    return 0;
}

#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_error(__VA_ARGS__);                                                              \
            print_error("\n");                                                                     \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

/* A column that a derivation of any family adds to the table, or NULL. */
static const struct need *derived_column(const char *table, const char *column)
{
    for (size_t i = 0; i < family_count; i++) {
        const struct derivation *derivation = families[i]->derivation;
        if (!derivation) continue;
        const char *target =
            derivation->history == HISTORY_CUSTOMER ? "customers" : derivation->tables[0].table;
        if (strcmp(target, table) != 0) continue;
        for (const struct need *need = derivation->columns; need->column; need++)
            if (strcmp(need->column, column) == 0) return need;
    }
    return NULL;
}

/* Type of a column in the schema or among the derived ones; COLUMN_TYPE_COUNT when there is none.
 */
static enum column_type type_of(const char *table, const char *column)
{
    const struct need *derived = derived_column(table, column);
    if (derived) return derived->type;
    const int32_t t = schema_table_index(&schema, table);
    if (t < 0) return COLUMN_TYPE_COUNT;
    const int32_t c = schema_column_index(&schema.tables[t], column);
    return c < 0 ? COLUMN_TYPE_COUNT : schema.tables[t].columns[c].type;
}

static bool is_plain_name(const char *name)
{
    return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz_") == strlen(name);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t text_bytes = strlen(text), end_bytes = strlen(end);
    return text_bytes > end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

static bool has_chinese(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at >= 0xE3 && *at <= 0xE9) return true;
    return false;
}

static void names_are_folders(void **state)
{
    (void)state;
    for (size_t i = 0; i < family_count; i++) {
        const char *name = families[i]->name;
        char path[256];
        struct stat found;
        CHECK(is_plain_name(name), "%s: a name is made of a to z and _", name);
        (void)snprintf(path, sizeof path, "engine/measure/%s/%s.c", name, name);
        CHECK(stat(path, &found) == 0, "%s: there is no %s", name, path);
        CHECK(family_find(name) == families[i], "%s: two families have this name", name);
        CHECK(families[i]->version > 0, "%s: versions start at 1", name);
    }
}

static void questions_stand_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < family_count; i++) {
        const struct family *family = families[i];
        CHECK(ends_with(family->question[0], "？"), "%s: the Chinese question ends in ？",
              family->name);
        CHECK(ends_with(family->question[1], "?"), "%s: the English question ends in ?",
              family->name);
        CHECK(!has_chinese(family->question[1]), "%s: Chinese in the English question",
              family->name);
        CHECK(has_chinese(family->title[0]) && family->title[1] && !has_chinese(family->title[1]),
              "%s: a title in both languages", family->name);
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(family->question[1], families[k]->question[1]) != 0,
                  "%s and %s ask the same", family->name, families[k]->name);
    }
}

static void needed_columns_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < family_count; i++) {
        const struct family *family = families[i];
        for (const struct need *need = family->needs; need->column; need++)
            CHECK(type_of(family->table, need->column) == need->type,
                  "%s needs %s.%s with a type that it has not got", family->name, family->table,
                  need->column);
        for (const enum axis *axis = family->axes; *axis != AXIS_END; axis++)
            CHECK(type_of(family->table, axis_rows[*axis].column) != COLUMN_TYPE_COUNT,
                  "%s has axis %s, %s has no such column", family->name, axis_rows[*axis].name,
                  family->table);
        const enum column_type clock =
            family->clock ? type_of(family->table, family->clock) : COLUMN_TIME;
        CHECK(clock == COLUMN_TIME || clock == COLUMN_DATE, "%s: its clock is no time",
              family->name);
    }
}

static void derivations_read_what_exists(void **state)
{
    (void)state;
    for (size_t i = 0; i < family_count; i++) {
        const struct derivation *derivation = families[i]->derivation;
        if (!derivation) continue;
        for (const struct derived_table *table = derivation->tables; table->table; table++)
            for (const struct need *need = table->needs; need->column; need++)
                CHECK(type_of(table->table, need->column) == need->type, "%s derives from %s.%s",
                      families[i]->name, table->table, need->column);
        for (size_t c = 0; derivation->columns[c].column; c++) {
            const bool has_domain = derivation->code_domains && derivation->code_domains[c];
            CHECK((derivation->columns[c].type == COLUMN_CODE) ==
                      ((derivation->code_names[c] != NULL) != has_domain),
                  "%s: a code column has names or a domain, others have neither",
                  families[i]->name);
        }
    }
}

/* Every byte of a cell belongs to exactly one field, so that merging forgets nothing. */
static void fields_cover_the_cell(void **state)
{
    (void)state;
    static const size_t number_bytes[NUMBER_TYPE_COUNT] = {8, 8, 16};
    for (size_t i = 0; i < family_count; i++) {
        const struct family *family = families[i];
        unsigned char *covered = calloc(family->cell_bytes, 1);
        assert_non_null(covered);
        for (const struct field *field = family->fields; field->name; field++) {
            const size_t bytes = number_bytes[field->type] * field->count;
            CHECK(field->unit && *field->unit, "%s.%s has no unit", family->name, field->name);
            CHECK(field->merge < MERGE_RULE_COUNT, "%s.%s has no merge rule", family->name,
                  field->name);
            CHECK(field->count > 0 && field->offset + bytes <= family->cell_bytes,
                  "%s.%s lies outside its cell", family->name, field->name);
            for (size_t b = 0; b < bytes; b++)
                CHECK(covered[field->offset + b]++ == 0, "%s.%s overlaps another field",
                      family->name, field->name);
        }
        for (size_t b = 0; b < family->cell_bytes; b++)
            CHECK(covered[b], "%s: byte %zu of the cell belongs to no field", family->name, b);
        free(covered);
    }
}

static void check_page(const struct metric *metric)
{
    const char *const *pairs[] = {metric->title, metric->definition, metric->caveat};
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++) {
        CHECK(pairs[k][0] && *pairs[k][0] && pairs[k][1] && *pairs[k][1],
              "%s: title, definition and caveat stand in both languages", metric->id);
        CHECK(has_chinese(pairs[k][0]), "%s: no Chinese in its Chinese page", metric->id);
        CHECK(!has_chinese(pairs[k][1]), "%s: Chinese in its English page", metric->id);
    }
    if (metric->kind == STATISTIC_EXTENDED)
        for (int language = 0; language < 2; language++)
            CHECK(metric->interval[language] && metric->guard[language] &&
                      has_chinese(metric->interval[language]) == (language == 0) &&
                      has_chinese(metric->guard[language]) == (language == 0),
                  "%s: interval and guard stand in both languages", metric->id);
    CHECK(metric->formula && *metric->formula, "%s has no formula", metric->id);
    CHECK(metric->source && *metric->source, "%s has no source", metric->id);
}

static void metrics_have_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < family_count; i++) {
        CHECK(families[i]->metrics[0].id || families[i]->extend,
              "%s has neither a metric nor a table", families[i]->name);
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++) {
            const struct family *owner = NULL;
            CHECK(metric_find(metric->id, &owner) == metric, "%s: two metrics have this id",
                  metric->id);
            CHECK(owner == families[i], "%s belongs to two families", metric->id);
            const bool is_extended = metric->kind == STATISTIC_EXTENDED;
            CHECK((metric->statistic == NULL) == is_extended, "%s has no statistic", metric->id);
            CHECK(!is_extended || families[i]->extend, "%s: its family extends nothing",
                  metric->id);
            CHECK(strpbrk(metric->id, "|=% ") == NULL, "%s: an id has none of | = %% and blank",
                  metric->id);
            check_page(metric);
        }
    }
}

static void benchmarks_name_metrics(void **state)
{
    (void)state;
    for (size_t i = 0; i < family_count; i++)
        for (const struct benchmark *row = families[i]->benchmarks; row && row->metric; row++) {
            const struct family *owner = NULL;
            CHECK(metric_find(row->metric, &owner) && owner == families[i],
                  "%s has a benchmark for %s", families[i]->name, row->metric);
            CHECK(row->source && *row->source, "the benchmark of %s has no source", row->metric);
        }
}

/* The golden result of the sample shows every metric, so a family without a golden case is noticed.
 */
static void metrics_have_a_golden_case(void **state)
{
    (void)state;
    FILE *file = fopen("tests/golden/sample/result.json", "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long byte_count = ftell(file);
    assert_true(byte_count > 0);
    rewind(file);
    char *golden = calloc((size_t)byte_count + 1, 1);
    assert_non_null(golden);
    assert_int_equal(fread(golden, 1, (size_t)byte_count, file), (size_t)byte_count);
    assert_int_equal(fclose(file), 0);
    for (size_t i = 0; i < family_count; i++)
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++) {
            char id[128];
            (void)snprintf(id, sizeof id, "\"%s|", metric->id);
            CHECK(strstr(golden, id), "%s is not in the golden result", metric->id);
        }
    free(golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_folders),
        cmocka_unit_test(questions_stand_in_both_languages),
        cmocka_unit_test(needed_columns_exist),
        cmocka_unit_test(derivations_read_what_exists),
        cmocka_unit_test(fields_cover_the_cell),
        cmocka_unit_test(metrics_have_a_page),
        cmocka_unit_test(benchmarks_name_metrics),
        cmocka_unit_test(metrics_have_a_golden_case),
    };
    return cmocka_run_group_tests(tests, load_schema, release_schema);
}
