/* layer: reports */
#include "test_dealer_result.h"
#include "tests/unit/fixtures/html_check.h"

#include <math.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* A network of so many dealers besides D1, all with a number: 40 records each, or `first` of the
 * first other. */
static void make_network(struct model *model, int others, unsigned first)
{
    struct row rows[16];
    char names[16][8];
    size_t count = 0;
    const unsigned n = 40 + first + (unsigned)(others > 1 ? others - 1 : 0) * 40;
    rows[count++] = (struct row){"survey.overall.top2", "", n, 0.777, "", NULL};
    rows[count++] = (struct row){"survey.overall.top2", "D1", 40, 0.512, "worse", NULL};
    for (int i = 0; i < others; i++) {
        (void)snprintf(names[i], sizeof names[i], "E%d", i);
        rows[count++] =
            (struct row){"survey.overall.top2", names[i], i ? 40 : first, 0.888, "better", NULL};
    }
    make_model(model, rows, count, NULL);
}

static void expect_compared(int others, unsigned first, bool is_compared)
{
    struct model model;
    make_network(&model, others, first);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct text page;
        draw_page(&model, (enum language)language, "D1", &page);
        assert_has(&page, "51.2");
        const char *alone = phrase((enum language)language, PHRASE_DEALER_ALONE);
        const char *worse = language == LANGUAGE_EN ? "</b> worse" : "</b> 差于";
        if (is_compared) {
            assert_has(&page, "77.7");
            assert_has(&page, worse);
            assert_lacks(&page, alone);
        } else {
            assert_lacks(&page, "77.7");
            assert_lacks(&page, worse);
            assert_lacks(&page, "\xE2\x96\xBC</b> ");
            assert_has(&page, alone);
        }
        text_release(&page);
    }
    model_release(&model);
}

/* The network less oneself must be several others, none of them nearly all. */
static void test_few_others_are_not_told(void **state)
{
    (void)state;
    expect_compared(1, 40, false);
    expect_compared(2, 40, false);
    expect_compared(3, 40, true);
    expect_compared(4, 40, true);
    expect_compared(4, 481, false); /* 481 of 601: over 80 % */
    expect_compared(4, 479, true);
}

/* The part of a dealer holds nothing of another, whatever a page would draw of it. */
static void test_part_holds_own_rows_alone(void **state)
{
    (void)state;
    struct model model;
    struct dealers dealers;
    struct dealer_part part;
    struct err err = ERR_INIT;
    make_network(&model, 5, 40);
    assert_int_equal(dealers_init(&dealers, &model, &err), RC_OK);
    assert_int_equal(dealers.count, 6);
    for (size_t d = 0; d < dealers.count; d++) {
        assert_int_equal(dealer_part_init(&part, &dealers, d, &err), RC_OK);
        assert_int_equal(part.own_count, 1);
        assert_int_equal(part.model.estimate_count, 2);
        assert_string_equal(part.model.estimates[0].key, dealers.ids[d]);
        assert_string_equal(part.model.estimates[1].key, "");
        assert_null(part.model.run.inputs);
        dealer_part_release(&part);
    }
    dealers_release(&dealers);
    model_release(&model);
}

/* A dealer's page is of the run that its result is of, or of no known one. */
static void test_run_is_the_same(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    char whole[RUN_ID_BYTES], own[RUN_ID_BYTES];
    make_network(&model, 5, 40);
    for (int is_known = 0; is_known < 2; is_known++) {
        struct dealers dealers;
        struct dealer_part part;
        if (is_known) model.run.inputs = NULL; /* the one there is has no digest */
        assert_int_equal(dealers_init(&dealers, &model, &err), RC_OK);
        assert_int_equal(dealer_part_init(&part, &dealers, 0, &err), RC_OK);
        assert_true(model_run_id(&model, whole) && model_run_id(&part.model, own));
        assert_int_equal(strlen(own), is_known ? RUN_ID_BYTES - 1 : 0);
        assert_string_equal(own, whole);
        dealer_part_release(&part);
        dealers_release(&dealers);
    }
    model_release(&model);
}

/* Tables hold the dealer's rows alone, and none at all of what would give others away. */
static void test_tables_are_own(void **state)
{
    (void)state;
    static const char tables[] =
        "\"card.close_48h.dealer\":{\"columns\":[{\"name\":\"dealer\",\"unit\":\"text\"},"
        "{\"name\":\"n\",\"unit\":\"count\"}],\"rows\":[[\"B\",7],[\"A\",8],[\"A\",9]]},"
        "\"card.top2.dealer\":{\"columns\":[{\"name\":\"dealer\",\"unit\":\"text\"}],"
        "\"rows\":[[\"A\"]]},"
        "\"charts.signals\":{\"columns\":[{\"name\":\"axis\",\"unit\":\"text\"},"
        "{\"name\":\"key\",\"unit\":\"text\"}],\"rows\":[[\"region\",\"A\"],[\"dealer\",\"A\"],"
        "[\"\",\"\"]]},"
        "\"forensics.dealers\":{\"columns\":[{\"name\":\"dealer\",\"unit\":\"text\"}],"
        "\"rows\":[[\"A\"]]}";
    struct row rows[8] = {{"card.close_48h.adjusted", "", 900, 0.5, "", NULL},
                          {"card.top2.adjusted", "", 900, 0.5, "", NULL},
                          {"card.top2.adjusted", "A", 30, 0.5, "", NULL}};
    static const char *const names[] = {"A", "B", "C", "D", "E"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        rows[3 + i] = (struct row){"card.close_48h.adjusted", names[i], 100, 0.5, "", NULL};
    struct model model;
    struct dealers dealers;
    struct dealer_part part;
    struct err err = ERR_INIT;
    make_model(&model, rows, COUNT_OF(rows), &(struct tail){.tables = tables});
    assert_int_equal(dealers_init(&dealers, &model, &err), RC_OK);
    assert_int_equal(dealer_part_init(&part, &dealers, 0, &err), RC_OK);
    assert_int_equal(part.model.table_count, 2);
    const struct model_table *card = model_table(&part.model, "card.close_48h.dealer");
    assert_true(card && card->row_count == 2 && model_cell(card, 1, 1).number == 9);
    assert_int_equal(model_table(&part.model, "charts.signals")->row_count, 1);
    dealer_part_release(&part);
    dealers_release(&dealers);
    model_release(&model);
}

/* Scores of a dealer whose callbacks are doubted have no verdict; the rest of it has, and so have
 * the scores of the others. */
static void test_doubted_scores_are_kept_back(void **state)
{
    (void)state;
    static const char tables[] =
        "\"forensics.dealers\":{\"columns\":[{\"name\":\"dealer\",\"unit\":\"text\"},"
        "{\"name\":\"suspect\",\"unit\":\"bool\"}],\"rows\":[[\"A\",1],[\"B\",0]]}";
    static const char *const names[] = {"A", "B", "C", "D", "E"};
    struct row rows[12] = {{"survey.overall.top2", "", 500, 0.777, "", NULL},
                           {"sla.close_48h", "", 500, 0.666, "", NULL}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        rows[2 + i] = (struct row){"survey.overall.top2", names[i], 100, 0.888, "better", NULL};
        rows[7 + i] = (struct row){"sla.close_48h", names[i], 100, 0.555, "worse", NULL};
    }
    struct model model;
    make_model(&model, rows, COUNT_OF(rows), &(struct tail){.tables = tables});
    for (size_t i = 0; i < 2; i++) {
        struct dealers dealers;
        struct dealer_part part;
        struct err err = ERR_INIT;
        assert_int_equal(dealers_init(&dealers, &model, &err), RC_OK);
        assert_int_equal(dealer_part_init(&part, &dealers, i, &err), RC_OK);
        assert_int_equal(part.checked_count, i == 0);
        assert_int_equal(part.judged_count, i == 0 ? 1 : 2);
        assert_int_equal(dealer_part_own(&part, "survey.overall.top2")->verdict,
                         i == 0 ? VERDICT_NONE : VERDICT_BETTER);
        assert_int_equal(dealer_part_own(&part, "sla.close_48h")->verdict, VERDICT_WORSE);
        dealer_part_release(&part);
        dealers_release(&dealers);
    }
    model_release(&model);
}

/* The months before are the dealer's own, and stand before its value of this month. */
static void test_months_are_own(void **state)
{
    (void)state;
    static const struct row rows[] = {{"sla.reply_24h", "", 90, 0.5, "", NULL},
                                      {"sla.reply_24h", "A", 30, 0.25, "", NULL},
                                      {"sla.reply_24h", "B", 30, 0.75, "", NULL}};
    static const char series[] =
        "{\"metric\":\"sla.reply_24h\",\"axis\":\"region\",\"keys\":[\"A\"],\"periods\":"
        "[\"2025-05\"],\"n\":[[9]],\"value\":[[0.9]]},"
        "{\"metric\":\"sla.reply_24h\",\"axis\":\"dealer\",\"keys\":[\"B\",\"Z\",\"A\"],"
        "\"periods\":[\"2025-04\",\"2025-05\"],\"n\":[[1,2],[3,4],[5,6]],"
        "\"value\":[[0.1,0.2],[0.3,0.4],[null,0.6]]}";
    struct model model;
    struct dealers dealers;
    struct dealer_part part;
    struct err err = ERR_INIT;
    double months[MONTH_WINDOW_COUNT];
    make_model(&model, rows, COUNT_OF(rows), &(struct tail){.series = series});
    assert_int_equal(dealers_init(&dealers, &model, &err), RC_OK);
    assert_int_equal(dealer_part_init(&part, &dealers, 0, &err), RC_OK);
    assert_int_equal(part.model.series_count, 1);
    const struct model_estimate *own = dealer_part_own(&part, "sla.reply_24h");
    assert_int_equal(model_months(&part.model, own, months), 3);
    assert_true(isnan(months[0]) && months[1] == 0.6 && months[2] == 0.25);
    assert_null(dealer_part_network(&part, "sla.reply_24h"));
    assert_null(dealer_part_own(&part, "never.heard.of"));
    dealer_part_release(&part);
    dealers_release(&dealers);
    model_release(&model);
}

static const char both_columns[] =
    "{\"metric\":\"survey.overall.top2\",\"axis\":\"dealer\",\"period\":\"2025-06\","
    "\"keys\":[\"D1\",\"D2\",\"D3\",\"D4\",\"D5\",\"D|=%\"],\"n\":[50,60,70,80,7,12],"
    "\"value\":[0.5123,0.61,0.62,0.63,null,null],\"lower\":[0.4,0.5,0.5,0.5,null,null],"
    "\"upper\":[0.6,0.7,0.7,0.7,null,null],"
    "\"verdict\":[\"consistent\",\"consistent\",\"better\",\"cannot_say\",\"cannot_say\",\"\"]},"
    "{\"metric\":\"survey.overall.top2\",\"axis\":\"technician\",\"period\":\"2025-06\","
    "\"keys\":[\"T1\"],\"n\":[1],\"value\":[0.1],\"lower\":[0],\"upper\":[1],"
    "\"verdict\":[\"\"]},"
    "{\"metric\":\"never.heard.of\",\"axis\":\"dealer\",\"period\":\"2025-06\",\"keys\":[],"
    "\"n\":[],\"value\":[],\"lower\":[],\"upper\":[],\"verdict\":[]}";

/* With columns, estimates hold those that differ alone. */
static void make_large(struct model *model)
{
    static const struct row rows[] = {
        {"survey.overall.top2", "", 300, 0.777, "", NULL},
        {"survey.overall.top2", "D3", 70, 0.62, "better",
         "{\"from\":\"2025-05\",\"value\":0.1,\"lower\":0.05,\"upper\":0.15,\"q\":0.001}"},
        {"sla.reply_24h", "", 3, -1, "", NULL}};
    make_model(model, rows, COUNT_OF(rows), &(struct tail){.columns = both_columns});
}

static void test_columns_are_read(void **state)
{
    (void)state;
    struct model model;
    make_large(&model);
    const struct model_columns *columns =
        model_columns(&model, "survey.overall.top2", "dealer", NULL);
    assert_non_null(columns);
    assert_int_equal(columns->key_count, 6);
    assert_string_equal(columns->keys[5], "D|=%");
    assert_string_equal(columns->verdicts[2], "better");
    assert_true(columns->n[4] == 7 && columns->value[0] == 0.5123 && columns->upper[1] == 0.7);
    assert_true(isnan(columns->value[4]) && isnan(columns->lower[4]));
    assert_ptr_equal(columns, model_columns(&model, "survey.overall.top2", "dealer", "2025-06"));
    assert_null(model_columns(&model, "survey.overall.top2", "dealer", "2025-05"));
    assert_null(model_columns(&model, "survey.overall.top2", "region", NULL));
    assert_null(model_columns(&model, "never.heard.of", "dealer", NULL));
    assert_int_equal(model_columns(&model, "survey.overall.top2", "technician", NULL)->key_count,
                     1);
    model_release(&model);
}

static void read_result(struct model *model, enum model_extent extent, const char *columns)
{
    struct err err = ERR_INIT;
    struct text json;
    text_init(&json, 0);
    put_head(&json);
    put_row(&json, &(struct row){"sla.reply_24h", "", 30, 0.5, "", NULL});
    put_tail(&json, &(struct tail){.columns = columns});
    assert_int_equal(model_init(model, "result.json", &json, extent, &err), RC_OK);
    text_release(&json);
}

/* Lists of unequal length count as far as the shortest; wrong types are as missing. */
static void test_columns_of_wrong_shape(void **state)
{
    (void)state;
    struct model model;
    read_result(&model, MODEL_WHOLE,
                "7,[],{},{\"metric\":\"sla.reply_24h\",\"axis\":\"dealer\",\"period\":\"2025-06\","
                "\"keys\":[\"A\",3,\"C\"],\"n\":[1,\"x\",3],\"value\":[0.1,0.2],\"lower\":[0,0,0],"
                "\"upper\":[1,1,1],\"verdict\":[null,\"\",\"\"]}");
    const struct model_columns *columns = model_columns(&model, "sla.reply_24h", "dealer", NULL);
    assert_int_equal(model.columns_count, 1);
    assert_int_equal(columns->key_count, 2);
    assert_string_equal(columns->keys[1], "");
    assert_string_equal(columns->verdicts[0], "");
    assert_true(isnan(columns->n[1]));
    model_release(&model);
    read_result(&model, MODEL_PAGE, both_columns);
    assert_int_equal(model.columns_count, 0);
    model_release(&model);
}

/* Who stands in columns alone has the same row as one of estimates would be. */
static void test_page_from_columns(void **state)
{
    (void)state;
    struct model model;
    struct text page;
    make_large(&model);
    draw_page(&model, LANGUAGE_EN, "D1", &page);
    assert_has(&page, "survey.overall.top2|dealer=D1|2025-06");
    assert_has(&page, "51"); /* as many digits as the interval supports */
    assert_has(&page, "77.7");
    assert_has(&page, "consistent");
    text_release(&page);
    draw_page(&model, LANGUAGE_EN, "D3", &page); /* of estimates: the change is told */
    assert_has(&page, "+10");
    text_release(&page);
    draw_page(&model, LANGUAGE_EN, "D5", &page); /* 7 of the 10 that the run asks for */
    assert_has(&page, "at least 10 are needed");
    assert_lacks(&page, "77.7");
    text_release(&page);
    draw_page(&model, LANGUAGE_EN, "D|=%", &page); /* 12: too few is not why */
    assert_lacks(&page, "at least 10");
    assert_has(&page, "survey.overall.top2|dealer=D%7C%3D%25|2025-06");
    struct html_check check;
    const char *reason = html_check(&check, page.bytes);
    if (reason) fail_msg("%s", reason);
    text_release(&page);
    model_release(&model);
}

static void test_unknown_dealer(void **state)
{
    (void)state;
    struct model model;
    struct dealers dealers;
    struct err err = ERR_INIT;
    size_t dealer = 99;
    make_large(&model);
    assert_int_equal(dealers_init(&dealers, &model, &err), RC_OK);
    assert_int_equal(dealers_find(&dealers, "D3", &dealer, &err), RC_OK);
    assert_string_equal(dealers.ids[dealer], "D3");
    assert_int_equal(dealers_find(&dealers, "D|=", &dealer, &err), RC_USAGE);
    assert_non_null(strstr(err.message, "D|="));
    assert_non_null(strstr(err.hint, "D|=%"));
    dealers_release(&dealers);
    model_release(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_others_are_not_told),
        cmocka_unit_test(test_part_holds_own_rows_alone),
        cmocka_unit_test(test_run_is_the_same),
        cmocka_unit_test(test_tables_are_own),
        cmocka_unit_test(test_doubted_scores_are_kept_back),
        cmocka_unit_test(test_months_are_own),
        cmocka_unit_test(test_columns_are_read),
        cmocka_unit_test(test_columns_of_wrong_shape),
        cmocka_unit_test(test_page_from_columns),
        cmocka_unit_test(test_unknown_dealer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
