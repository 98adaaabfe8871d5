/* layer: reports */
#include "reports/kit/html.h"
#include "test_dealer_result.h"
#include "tests/unit/fixtures/html_check.h"

#include <ctype.h>
#include <omp.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Ids that begin one another, one that would leave its attribute, and one in Chinese. */
static const char *const ids[] = {"K1",     "K10",    "K100", "k1", "\"><script>x",
                                  "Q/../R", "鲲鹏店", "ZZ",   "YY", "XX"};
static const char *const metrics[] = {"survey.overall.top2", "sla.close_48h", "rater.reliability",
                                      "forensics.top.share", "card.top2.adjusted"};

/* Everybody stands in every metric, table, series and list of files; the value tells who it is. */
static void make_world(struct model *model)
{
    static struct row rows[COUNT_OF(ids) * COUNT_OF(metrics) + COUNT_OF(metrics)];
    struct text cards, files, rejects;
    size_t count = 0;
    text_init(&cards, 0);
    text_init(&files, 0);
    text_init(&rejects, 0);
    for (size_t m = 0; m < COUNT_OF(metrics); m++) {
        rows[count++] = (struct row){metrics[m], "", 1000, 0.5, "", NULL};
        for (size_t d = 0; d < COUNT_OF(ids); d++)
            rows[count++] = (struct row){metrics[m],
                                         ids[d],
                                         d == 9 ? 3 : 100,
                                         d == 9 ? -1 : 0.3 + 0.05 * (double)d,
                                         d == 0   ? "better"
                                         : d == 1 ? "worse"
                                                  : "consistent",
                                         NULL};
    }
    for (size_t d = 0; d < COUNT_OF(ids); d++) {
        const char *comma = d ? "," : "";
        text_format(&cards, "%s[\"", comma);
        put_key(&cards, ids[d], false);
        text_format(&cards, "\",100,0.123,%.3f,\"product_stage\"]", 0.11 + 0.01 * (double)d);
        text_format(&files, "%s{\"file\":\"in/", comma);
        put_key(&files, ids[d], false);
        text_format(&files,
                    "/x.csv\",\"table\":\"surveys\",\"rows_in\":%u,\"rows_used\":1,"
                    "\"rows_rejected\":1,\"rows_superseded\":0}",
                    1000 + (unsigned)d);
        text_format(&rejects, "%s{\"file\":\"in/", comma);
        put_key(&rejects, ids[d], false);
        text_format(&rejects,
                    "/x.csv\",\"table\":\"surveys\",\"kind\":\"record\",\"rule\":\"r%u\","
                    "\"column\":\"\",\"count\":%u}",
                    (unsigned)d, 2000 + (unsigned)d);
    }
    /* In nobody's folder, and in two. */
    text_put(&files, ",{\"file\":\"in/K1.csv\",\"table\":\"repairs\",\"rows_in\":7777},"
                     "{\"file\":\"K1/K10/x.csv\",\"table\":\"repairs\",\"rows_in\":7778}");
    struct text tables;
    text_init(&tables, 0);
    text_format(&tables,
                "\"card.top2.dealer\":{\"columns\":[{\"name\":\"dealer\",\"unit\":\"text\"},"
                "{\"name\":\"n\",\"unit\":\"count\"},{\"name\":\"crude\",\"unit\":\"share\"},"
                "{\"name\":\"expected\",\"unit\":\"share\"},{\"name\":\"strata\",\"unit\":"
                "\"text\"}],\"rows\":[%s]},\"forensics.dealers\":{\"columns\":[{\"name\":"
                "\"dealer\",\"unit\":\"text\"}],\"rows\":[[\"K1\"]]}",
                cards.bytes);
    make_model(
        model, rows, count,
        &(struct tail){.tables = tables.bytes, .files = files.bytes, .rejects = rejects.bytes});
    text_release(&tables);
    text_release(&cards);
    text_release(&files);
    text_release(&rejects);
}

/* What the taker of pages has seen. */
struct seen {
    struct text names, all; /* all: every name and page in the order handed on */
    size_t count, stop_at;
    void (*look)(const char *name, struct slice page);
};

static enum rc take(void *taker, const char *name, struct slice page, struct err *err)
{
    struct seen *seen = taker;
    if (seen->count++ == seen->stop_at) return err_set(err, RC_OUTPUT, "the disk is full");
    text_format(&seen->names, "%s\n", name);
    text_put(&seen->all, name);
    text_add(&seen->all, page.bytes, page.byte_count);
    if (seen->look) seen->look(name, page);
    return RC_OK;
}

static enum rc draw_all(const struct model *model, struct seen *seen, bool zh, bool en,
                        struct err *err)
{
    text_init(&seen->names, 0);
    text_init(&seen->all, 0);
    return dealer_pages_write(
        model, &(struct dealer_pages_options){.languages = {zh, en}, .take = take, .taker = seen},
        err);
}

static void seen_release(struct seen *seen)
{
    text_release(&seen->names);
    text_release(&seen->all);
}

/* The id as it would stand in a page or a link, not as part of a longer word. */
static bool tells(const char *page, const char *id)
{
    struct text escaped;
    struct page sink;
    bool found = false;
    text_init(&escaped, 0);
    page_init(&sink, &escaped);
    html_text(&sink, id);
    const char *forms[] = {id, escaped.bytes};
    for (size_t i = 0; i < COUNT_OF(forms) && !found; i++) {
        const char *at = page;
        const size_t byte_count = strlen(forms[i]);
        while (!found && (at = strstr(at, forms[i]))) {
            const unsigned char before = (unsigned char)(at > page ? at[-1] : ' ');
            const unsigned char after = (unsigned char)at[byte_count];
            found = !isalnum(before) && !isalnum(after) && before != '+' && before != '/';
            at++;
        }
    }
    text_release(&escaped);
    return found;
}

/* Scripts, styles and the digests of the policy are the program's own words. */
static void strip(char *page, const char *open, const char *close)
{
    char *at = page;
    while ((at = strstr(at, open))) {
        const char *end = strstr(at, close);
        assert_non_null(end);
        memset(at, ' ', (size_t)(end - at));
    }
}

static void look_for_others(const char *name, struct slice page)
{
    struct html_check check;
    const char *reason = html_check(&check, page.bytes);
    if (reason) fail_msg("%s: %s", name, reason);
    if (strncmp(name, "index.", 6) == 0) return;
    char *copy = strdup(page.bytes);
    assert_non_null(copy);
    strip(copy, "<style>", "</style>");
    strip(copy, "<script>", "</script>");
    strip(copy, "content=\"default-src", ">");
    size_t named = 0;
    for (size_t d = 0; d < COUNT_OF(ids); d++) named += tells(copy, ids[d]);
    /* Its own, and of K1 and k1 and the like not the others: case counts. */
    if (named != 1) fail_msg("%s names %zu dealers", name, named);
    for (unsigned d = 0; d < COUNT_OF(ids); d++) { /* rows_in and rejects of others */
        char rows[8], rejects[8];
        (void)snprintf(rows, sizeof rows, ">1,%03u<", d);
        (void)snprintf(rejects, sizeof rejects, ">2,%03u<", d);
        if (!tells(copy, ids[d]) && (strstr(copy, rows) || strstr(copy, rejects)))
            fail_msg("%s tells what %s sent", name, ids[d]);
        if (tells(copy, ids[d]) && !strchr(ids[d], '/')) { /* of which no folder can be */
            assert_non_null(strstr(copy, rows));
            assert_non_null(strstr(copy, rejects));
        }
    }
    assert_null(strstr(copy, "7,77"));
    assert_null(strstr(copy, "forensics"));
    assert_null(strstr(copy, "secret"));
    free(copy);
}

/* Nothing of another dealer stands in any page, in either language. */
static void test_no_page_names_another(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    struct seen seen = {.stop_at = SIZE_MAX, .look = look_for_others};
    make_world(&model);
    assert_int_equal(draw_all(&model, &seen, true, true, &err), RC_OK);
    assert_int_equal(seen.count, 2 * (COUNT_OF(ids) + 1));
    seen_release(&seen);
    model_release(&model);
}

static void test_order_and_names(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    struct seen seen = {.stop_at = SIZE_MAX}, one = {.stop_at = SIZE_MAX};
    make_world(&model);
    assert_int_equal(draw_all(&model, &seen, true, true, &err), RC_OK);
    const char *first = strstr(seen.names.bytes, "K10.zh.html\nK10.en.html\nK100.zh.html\n");
    assert_non_null(first);
    assert_non_null(strstr(first, "YY.zh.html\nYY.en.html\nZZ.zh.html"));
    assert_non_null(strstr(first, "\nindex.zh.html\nindex.en.html\n"));
    assert_non_null(strstr(seen.all.bytes, "href=\"K10.en.html\" hreflang=\"en\""));
    assert_int_equal(draw_all(&model, &one, false, true, &err), RC_OK);
    assert_null(strstr(one.names.bytes, ".zh."));
    assert_null(strstr(one.all.bytes, "hreflang"));
    seen_release(&seen);
    seen_release(&one);
    model_release(&model);
}

/* One dealer's pages are the same as among all. */
static void test_only_one(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    struct seen all = {.stop_at = SIZE_MAX}, one = {.stop_at = SIZE_MAX};
    make_world(&model);
    assert_int_equal(draw_all(&model, &all, true, true, &err), RC_OK);
    struct dealer_pages_options options = {
        .languages = {true, true}, .take = take, .taker = &one, .only = "YY"};
    text_init(&one.names, 0);
    text_init(&one.all, 0);
    assert_int_equal(dealer_pages_write(&model, &options, &err), RC_OK);
    assert_string_equal(one.names.bytes, "YY.zh.html\nYY.en.html\n");
    assert_non_null(strstr(all.all.bytes, one.all.bytes));
    options.only = "nobody";
    assert_int_equal(dealer_pages_write(&model, &options, &err), RC_USAGE);
    assert_int_equal(one.count, 2);
    seen_release(&all);
    seen_release(&one);
    model_release(&model);
}

static void test_same_bytes_by_any_threads(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    struct seen first = {.stop_at = SIZE_MAX};
    make_world(&model);
    omp_set_num_threads(1);
    assert_int_equal(draw_all(&model, &first, true, true, &err), RC_OK);
    for (int threads = 2; threads <= 7; threads += 5) {
        struct seen again = {.stop_at = SIZE_MAX};
        omp_set_num_threads(threads);
        assert_int_equal(draw_all(&model, &again, true, true, &err), RC_OK);
        assert_string_equal(again.all.bytes, first.all.bytes);
        seen_release(&again);
    }
    seen_release(&first);
    model_release(&model);
}

static void test_taker_may_stop(void **state)
{
    (void)state;
    struct model model;
    make_world(&model);
    for (size_t at = 0; at < 22; at += 7) {
        struct err err = ERR_INIT;
        struct seen seen = {.stop_at = at};
        assert_int_equal(draw_all(&model, &seen, true, true, &err), RC_OUTPUT);
        assert_int_equal(seen.count, at + 1);
        assert_string_equal(err.message, "the disk is full");
        seen_release(&seen);
    }
    model_release(&model);
}

/* The list leads to every page there is, in the order of ids. */
static void test_index_links(void **state)
{
    (void)state;
    struct model model;
    struct err err = ERR_INIT;
    struct seen seen = {.stop_at = SIZE_MAX};
    make_world(&model);
    assert_int_equal(draw_all(&model, &seen, false, true, &err), RC_OK);
    const char *index = strstr(seen.all.bytes, "index.en.html<!DOCTYPE");
    assert_non_null(index);
    size_t links = 0;
    for (const char *at = index; (at = strstr(at, "<th><a href=\"")); at++, links++) {
        char name[256];
        const char *from = at + strlen("<th><a href=\"");
        (void)snprintf(name, sizeof name, "%.*s\n", (int)strcspn(from, "\""), from);
        assert_non_null(strstr(seen.names.bytes, name));
    }
    assert_int_equal(links, COUNT_OF(ids));
    seen_release(&seen);
    model_release(&model);
}

/* Texts of one page in English without its tables. */
static void brief_of(const struct model *model, const char *dealer, struct text *out)
{
    struct text page;
    draw_page(model, LANGUAGE_EN, dealer, &page);
    const char *from = strstr(page.bytes, "<section class=\"findings\">");
    assert_non_null(from);
    text_init(out, 0);
    text_add(out, from, (size_t)(strstr(from, "</section>") - from));
    text_release(&page);
}

#define FALLEN "{\"from\":\"2025-05\",\"value\":-0.2,\"lower\":-0.3,\"upper\":-0.1,\"q\":0.001}"
#define STEADY "{\"from\":\"2025-05\",\"value\":-0.2,\"lower\":-0.3,\"upper\":-0.1,\"q\":0.4}"

/* Like jobs before the month as counted; what is good first; changes unless chance gives them
 * back. */
static void test_brief(void **state)
{
    (void)state;
    static const char guards[] =
        "\"guards.regression\":{\"columns\":[{\"name\":\"metric\",\"unit\":\"text\"},"
        "{\"name\":\"dealer\",\"unit\":\"text\"},{\"name\":\"q\",\"unit\":\"q\"}],\"rows\":["
        "[\"sla.reply_24h\",\"A\",0.6],[\"sla.reply_24h\",\"B\",0.01]]}";
    static const char *const all[] = {"card.top2.adjusted", "survey.overall.top2", "sla.reply_24h",
                                      "sla.close_48h"};
    struct row rows[40];
    struct model model;
    struct text brief;
    size_t count = 0;
    for (size_t m = 0; m < COUNT_OF(all); m++) {
        rows[count++] = (struct row){all[m], "", 1000, 0.5, "", NULL};
        for (char d = 'A'; d <= 'F'; d++) {
            static const char names[] = "A\0B\0C\0D\0E\0F";
            const char *change = m == 2 && d <= 'B' ? FALLEN : m == 2 ? STEADY : NULL;
            const char *verdict = "consistent";
            if (d == 'A') verdict = m == 0 ? "better" : m == 1 ? "worse" : "consistent";
            if (d == 'B') verdict = m == 3 ? "worse" : "consistent";
            rows[count++] = (struct row){all[m], &names[2 * (d - 'A')], 100, 0.4, verdict, change};
        }
    }
    make_model(&model, rows, count, &(struct tail){.tables = guards});
    brief_of(&model, "A", &brief); /* the card speaks for the crude share; the fall is given back */
    assert_has(&brief, "Doing like jobs, better");
    assert_has(&brief, "<a class=\"number\" href=\"#card.top2.adjusted");
    assert_lacks(&brief, "Worse than the rest");
    assert_has(&brief, "none changed by more than chance");
    text_release(&brief);
    brief_of(&model, "B", &brief);
    const char *good = strstr(brief.bytes, "are consistent with the rest");
    const char *bad = strstr(brief.bytes, "Worse than the rest of the network this month");
    assert_true(good && bad && good < bad);
    assert_has(&brief, "Worse than in the month before: Reply within 24 h");
    text_release(&brief);
    brief_of(&model, "C", &brief);
    assert_has(&brief, "4 measures compared, none is worse");
    text_release(&brief);
    model_release(&model);
}

/* However many reasons there are, none is left out. */
static void test_brief_tells_every_reason(void **state)
{
    (void)state;
    static const struct {
        const char *metric, *reason, *told;
    } refused[] = {
        {"survey.overall.top2", NULL, "too few records"},
        {"survey.overall.mean", "constant: all 20 are equal", "all gave the same answer"},
        {"sla.reply_24h", "not_matured: 20 of 20", "time of observation is not over"},
        {"sla.close_48h", "no_interval: n = 20", "too few observations for an interval"},
        {"survey.nps", "no_column: recommend", "lack the column"},
        {"sla.close_24h", "no_table: repairs", "was not handed in"},
    };
    struct model model;
    struct text json, brief;
    text_init(&json, 0);
    put_head(&json);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        put_row(&json, &(struct row){refused[i].metric, "", 1000, 0.5, "", NULL});
        put_row_because(&json, &(struct row){refused[i].metric, "A", 5, -1, NULL, NULL},
                        refused[i].reason);
    }
    put_tail(&json, &(struct tail){.tables = NULL});
    model_of(&model, &json);
    text_release(&json);
    brief_of(&model, "A", &brief);
    for (size_t i = 0; i < COUNT_OF(refused); i++) assert_has(&brief, refused[i].told);
    text_release(&brief);
    model_release(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_page_names_another),
        cmocka_unit_test(test_order_and_names),
        cmocka_unit_test(test_only_one),
        cmocka_unit_test(test_same_bytes_by_any_threads),
        cmocka_unit_test(test_taker_may_stop),
        cmocka_unit_test(test_index_links),
        cmocka_unit_test(test_brief),
        cmocka_unit_test(test_brief_tells_every_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
