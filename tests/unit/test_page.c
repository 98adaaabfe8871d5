/* layer: reports */
#include "tests/unit/test_page.h"
#include "reports/findings/findings.h"
#include "reports/page/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void hostile_text_stays_text(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 12);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct text page;
        struct html_check check;
        draw(&model, (enum language)language, "", &page);
        const char *reason = html_check(&check, page.bytes);
        if (reason) fail_msg("%s", reason);
        assert_lacks(&page, "<script>alert");
        assert_lacks(&page, "<img");
        assert_lacks(&page, "A<b>");
        assert_lacks(&page, "<u>");
        assert_has(&page, "A&lt;b&gt;&amp;B");
        text_release(&page);
    }
    model_release(&model);
}

static void nothing_is_asked_of_the_network(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 3);
    struct text page;
    draw(&model, LANGUAGE_EN, "report.zh.html", &page);
    assert_lacks(&page, "http:");
    assert_lacks(&page, "https:");
    assert_lacks(&page, "<img");
    assert_lacks(&page, "<link");
    assert_lacks(&page, "<iframe");
    assert_lacks(&page, "url(");
    assert_lacks(&page, "unsafe-");
    assert_has(&page, "default-src &#39;none&#39;; style-src &#39;sha256-");
    assert_has(&page, "href=\"report.zh.html\"");
    text_release(&page);
    draw(&model, LANGUAGE_EN, "javascript:alert(1)", &page);
    assert_lacks(&page, "javascript:");
    text_release(&page);
    model_release(&model);
}

static void refused_is_words_not_a_number(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 12);
    struct text page;
    draw(&model, LANGUAGE_EN, "", &page);
    assert_has(&page, "What cannot be said");
    assert_has(&page, "too few records; at least 10 are needed");
    assert_lacks(&page, "nan");
    assert_lacks(&page, "id=\"sla.close_24h|dealer=D001|2025-06\"");
    assert_has(&page, "id=\"sla.close_24h|dealer=D002|2025-06\"");
    text_release(&page);
    model_release(&model);
}

static void partial_is_marked_and_says_why(void **state)
{
    (void)state;
    struct model model;
    struct text json, page;
    text_init(&json, 0);
    put_head(&json, "null");
    put_estimate(&json, "zzz.unknown.share", "", "", "2025-06",
                 "\"n\":90,\"value\":0.5,\"lower\":0.4,\"upper\":0.6,\"unit\":\"share\","
                 "\"status\":\"partial\",\"reason\":\"odd_code: as <it> is\"");
    put_tail(&json);
    model_of(&model, &json);
    draw(&model, LANGUAGE_EN, "", &page);
    assert_has(&page, "[40, 60]</small> <small>\xE2\x97\x90"
                      "1</small></td>");
    assert_has(&page, "\xE2\x97\x90"
                      "1 holds in part only: as &lt;it&gt; is.");
    text_release(&page);
    model_release(&model);
    text_release(&json);
}

static void every_part_is_there(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 12);
    struct text page;
    draw(&model, LANGUAGE_EN, "", &page);
    assert_has(&page, "<td>81.2\xC2\xA0% <small>[79.9, 82.4]</small></td>");
    assert_has(&page, "target 85\xC2\xA0%, off target");
    assert_has(&page, "zzz.unknown.share");    /* a family this build does not know */
    assert_has(&page, "id=\"strange.table\""); /* a table nobody asked for */
    assert_has(&page, "id=\"departures\"");    /* absent data say so */
    assert_has(&page, "There are no data for this part this month.");
    assert_has(&page, "<td>7</td></tr>"); /* rejects of two files as one row */
    assert_has(&page, "110 rows read = 100 used + 7 rejected + 3 superseded.");
    assert_has(&page, "data until 30 June 2025");
    assert_has(&page, "Customers still observed"); /* the curve is drawn */
    text_release(&page);
    draw(&model, LANGUAGE_ZH, "", &page);
    assert_has(&page, "2025年6月");
    assert_has(&page, "lang=\"zh-CN\"");
    text_release(&page);
    model_release(&model);
}

/* Reading result.json alone, the page says what the program made of published numbers. */
static void certificate_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *line, *zh, *en;
        bool is_above; /* the findings */
    } rows[] = {
        {"\"676 of 676 checks met, least 13.1 digits\"",
         "复算了 676 个已发表的数值（NIST、教科书、R），全部吻合，至少 13.1 位",
         "worked out 676 published numbers (NIST, textbooks, R) with the same functions: all came "
         "out, to at least 13.1 digits",
         false},
        {"\"674 of 676 checks met, least 0.2 digits; wrong: share.wilson and others\"",
         "自检未通过：676 个已发表的数值中有 2 个算不对",
         "Self-check failed: 2 of 676 published numbers do not come out", true},
        {"\"<b>by hand\"", "自检：&lt;b&gt;by hand", "Self-check: &lt;b&gt;by hand", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct text json, page;
            struct model model;
            text_init(&json, 0);
            put_result(&json, 3, rows[i].line);
            model_of(&model, &json);
            draw(&model, (enum language)language, "", &page);
            const char *words = language == LANGUAGE_ZH ? rows[i].zh : rows[i].en;
            assert_has(&page, words);
            const bool is_above = strstr(page.bytes, words) < strstr(page.bytes, "id=\"findings\"");
            assert_int_equal(is_above, rows[i].is_above);
            text_release(&page);
            text_release(&json);
            model_release(&model);
        }
}

/* A number of a sentence without a row would be written as <b title="id">. */
static void every_number_of_a_sentence_has_its_row(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 12);
    struct text page;
    draw(&model, LANGUAGE_EN, "", &page);
    assert_has(&page, "<a class=\"number\" href=\"#rater.responsiveness||2025-06\"");
    assert_has(&page, "<a class=\"number\" href=\"#sla.close_24h|region=");
    assert_lacks(&page, "<b title=");
    text_release(&page);
    model_release(&model);
}

static size_t count_of(const struct text *page, const char *part)
{
    size_t count = 0;
    for (const char *at = page->bytes; (at = strstr(at, part)) != NULL; at++) count++;
    return count;
}

static void landmarks_and_headings_have_no_gap(void **state)
{
    (void)state;
    static const char *const landmarks[] = {"<header>", "<nav ", "<main ", "<footer>", "<h1>"};
    struct model model;
    make_result(&model, 12);
    struct text page;
    draw(&model, LANGUAGE_ZH, "", &page);
    for (size_t i = 0; i < sizeof landmarks / sizeof *landmarks; i++)
        assert_int_equal(count_of(&page, landmarks[i]), 1);
    char level = '0';
    for (const char *at = page.bytes; (at = strstr(at, "<h")) != NULL; at++) {
        if (at[2] < '1' || at[2] > '6') continue;
        if (at[2] > level + 1) fail_msg("h%c after h%c: %.60s", at[2], level, at);
        level = at[2];
    }
    assert_has(&page, "<a class=\"skip\" href=\"#main\">");
    text_release(&page);
    model_release(&model);
}

/* The only style sheet with text of the data in it: escaped, and known to the policy. */
static void printed_sheets_name_the_run(void **state)
{
    (void)state;
    static const char *const none[] = {NULL};
    struct model model;
    make_result(&model, 3);
    struct text page, policy;
    draw(&model, LANGUAGE_EN, "", &page);
    const char *at = strstr(page.bytes, "<style>@page{@bottom-left{content:\"After-sales quality "
                                        "report \xC2\xB7 June 2025 \xC2\xB7 A\\3C b\\3E \\26 B "
                                        "\xC2\xB7 run ");
    assert_non_null(at);
    at += strlen("<style>");
    const char *end = strstr(at, "</style>");
    assert_has(&page, " \xC2\xB7 rater 1\"}@bottom-right{content:\"page \" counter(page) \" of \" "
                      "counter(pages) }}</style>");
    text_init(&policy, 0);
    policy_write(&policy, none, (struct slice){at, (size_t)(end - at)}, none);
    const char *digest = strstr(policy.bytes, "sha256-");
    assert_non_null(digest);
    policy.bytes[strcspn(digest, "'") + (size_t)(digest - policy.bytes)] = '\0';
    assert_has(&page, digest);
    text_release(&policy);
    text_release(&page);
    model_release(&model);
}

static void first_lines_say_what_it_rests_on(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 12);
    struct text page;
    draw(&model, LANGUAGE_EN, "", &page);
    assert_has(&page, "<span>12 dealers</span>");
    assert_has(&page, "12 of 12 dealers of the last 12 months sent records this month");
    assert_has(&page, "<td class=\"e\"><a class=\"number\" "
                      "href=\"#rater.responsiveness||2025-06\">5.42</a> [5.40, 5.44]</td>");
    assert_has(&page, "<span class=\"bad\">\xE2\x96\xBC</span> \xE2\x88\x92"
                      "0.19");
    text_release(&page);
    model_release(&model);
}

static void same_result_same_bytes(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 30);
    struct text first, second;
    draw(&model, LANGUAGE_ZH, "x.html", &first);
    draw(&model, LANGUAGE_ZH, "x.html", &second);
    assert_int_equal(first.byte_count, second.byte_count);
    assert_memory_equal(first.bytes, second.bytes, first.byte_count);
    text_release(&first);
    text_release(&second);
    model_release(&model);
}

static void page_of_sixty_dealers_is_small(void **state)
{
    (void)state;
    enum { PAGE_BYTES = 300 * 1000 };
    struct model model;
    make_result(&model, 60);
    struct text page;
    draw(&model, LANGUAGE_ZH, "", &page);
    assert_true(page.byte_count < PAGE_BYTES);
    text_release(&page);
    model_release(&model);
}

static void findings_begin_with_the_alert(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 0);
    struct text lines;
    text_init(&lines, 0);
    findings_write_text(&model, LANGUAGE_EN, 3, &lines);
    assert_int_equal(
        strncmp(lines.bytes, "! Fault \xE2\x80\x9Cleak<img src=x>\xE2\x80\x9D is ", 28), 0);
    assert_has(&lines,
               "25.0\xC2\xA0% of its repairs in the last three months, "
               "3.0\xC2\xA0% before; 8.3 times as much [6.3, 11.1]\n    "
               "59.7 a month, 7.2 before \xC2\xB7 q < 0.001 \xC2\xB7 repairs of the product "
               "n 716, before n 2,400 \xE2\x86\x92 Quality department\n");
    assert_has(&lines, "is new in product P8: 14 of its 310 repairs");
    assert_lacks(&lines, "P9"); /* a new product has nothing to rise from */
    assert_has(&lines, "down to 5.42 [5.40, 5.44], \xE2\x88\x92"
                       "0.19 [\xE2\x88\x92"
                       "0.27, \xE2\x88\x92"
                       "0.11]");
    size_t line_count = 0;
    for (const char *at = lines.bytes; *at; at++) line_count += *at == '\n';
    assert_int_equal(line_count, 6); /* two lines a finding */
    text_release(&lines);
    model_release(&model);
}

static void what_is_no_result_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        "{\"schema\":\"rater.result/2\"}",
        "{\"schema\":\"rater.result/1\",\"run\":{\"period\":\"June\"},\"estimates\":[]}",
        "{\"schema\":\"rater.result/1\",\"run\":{\"period\":\"2025-06\"},\"estimates\":{}}",
        "{\"schema\":\"rater.result/1\",\"run\":{\"period\":\"2025-06\"},\"estimates\":[7]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct err err = ERR_INIT;
        struct model model;
        struct text json;
        text_init(&json, 0);
        text_put(&json, texts[i]);
        assert_int_equal(model_init(&model, "result.json", &json, MODEL_PAGE, &err), RC_INPUT);
        assert_true(err.message[0] != '\0');
        model_release(&model);
        text_release(&json);
    }
}

/* Wrong types anywhere below may cost content, never the program. */
static void odd_shapes_do_no_harm(void **state)
{
    (void)state;
    struct text json;
    text_init(&json, 0);
    text_put(
        &json,
        "{\"schema\":\"rater.result/"
        "1\",\"run\":{\"period\":\"2025-06\",\"inputs\":7},\"estimates\":"
        "[{\"id\":\"sla.a||2025-06\",\"metric\":\"sla.a\",\"period\":\"2025-06\",\"n\":-3,"
        "\"value\":"
        "\"x\",\"segment\":[],\"change\":5,\"benchmark\":[1]}],\"tables\":{\"tests\":{\"columns\":"
        "3,"
        "\"rows\":\"x\"},\"faults.pareto_fault\":{\"columns\":[7,{}],\"rows\":[1,[2,3,4],[]]}},"
        "\"series\":[{\"metric\":\"sla.a\",\"axis\":\"dealer\",\"keys\":[1,\"b\"],\"periods\":"
        "[\"2025-05\"],\"n\":[[1]],\"value\":[[]]},3],\"curves\":{\"c\":{\"metric\":\"sla.a\","
        "\"time\":[1,2],\"survival\":[1]}},\"quality\":{\"rejects\":[1,{\"count\":\"x\"}],"
        "\"columns\":[[]],\"files\":[{}],\"notes\":[1,null]}}");
    struct model model;
    struct text page;
    struct html_check check;
    model_of(&model, &json);
    text_release(&json);
    draw(&model, LANGUAGE_EN, NULL, &page);
    const char *reason = html_check(&check, page.bytes);
    if (reason) fail_msg("%s", reason);
    text_release(&page);
    model_release(&model);
}

static void page_without_room_is_an_error(void **state)
{
    (void)state;
    struct model model;
    make_result(&model, 3);
    struct text page;
    text_init(&page, 5000);
    assert_int_equal(report_write(&model, LANGUAGE_ZH, NULL, &page, NULL), RC_MEMORY);
    text_release(&page);
    model_release(&model);
}

/* Bit k - 1: {k} stands in the pattern. */
static unsigned parts_of(const char *pattern)
{
    unsigned parts = 0;
    for (const char *at = pattern; (at = strchr(at, '{')) != NULL; at++)
        if (at[1] >= '1' && at[1] <= '9' && at[2] == '}') parts |= 1U << (at[1] - '1');
    return parts;
}

static void languages_say_the_same(void **state)
{
    (void)state;
    for (int key = 0; key < PHRASE_COUNT; key++) {
        const char *zh = phrase(LANGUAGE_ZH, (enum phrase)key);
        const char *en = phrase(LANGUAGE_EN, (enum phrase)key);
        if (parts_of(zh) != parts_of(en) || (zh[0] == '\0') != (en[0] == '\0'))
            fail_msg("%s differs between the languages", phrase_name((enum phrase)key));
        if (strchr(zh, '!') || strchr(en, '!') || strstr(zh, "！"))
            fail_msg("%s shouts", phrase_name((enum phrase)key));
    }
}

static void assert_measure(enum unit unit, double value, double half_width, const char *zh,
                           const char *en)
{
    const char *const expected[] = {zh, en};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct text text;
        text_init(&text, 0);
        const struct measure measure =
            measure_for((enum language)language, unit, value, half_width);
        format_interval(&text, &measure, value, value - half_width, value + half_width);
        assert_string_equal(text.bytes, expected[language]);
        text_release(&text);
    }
}

#define NB "\xC2\xA0"

static void numbers_have_the_digits_their_interval_supports(void **state)
{
    (void)state;
    assert_measure(UNIT_SHARE, 0.81175, 0.0125, "81.2" NB "% [79.9, 82.4]",
                   "81.2" NB "% [79.9, 82.4]");
    assert_measure(UNIT_SHARE, 0.705, 0.065, "71" NB "% [64, 77]", "71" NB "% [64, 77]");
    assert_measure(UNIT_SCORE, 5.42, 0.03, "5.42 [5.39, 5.45]", "5.42 [5.39, 5.45]");
    assert_measure(UNIT_MINUTES, 90, 10, "90" NB "分钟 [80, 100]", "90" NB "min [80, 100]");
    assert_measure(UNIT_MINUTES, 1440, 60, "24.0" NB "小时 [23.0, 25.0]",
                   "24.0" NB "h [23.0, 25.0]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(nothing_is_asked_of_the_network),
        cmocka_unit_test(refused_is_words_not_a_number),
        cmocka_unit_test(partial_is_marked_and_says_why),
        cmocka_unit_test(every_part_is_there),
        cmocka_unit_test(certificate_is_told),
        cmocka_unit_test(every_number_of_a_sentence_has_its_row),
        cmocka_unit_test(landmarks_and_headings_have_no_gap),
        cmocka_unit_test(printed_sheets_name_the_run),
        cmocka_unit_test(first_lines_say_what_it_rests_on),
        cmocka_unit_test(same_result_same_bytes),
        cmocka_unit_test(page_of_sixty_dealers_is_small),
        cmocka_unit_test(findings_begin_with_the_alert),
        cmocka_unit_test(what_is_no_result_is_refused),
        cmocka_unit_test(odd_shapes_do_no_harm),
        cmocka_unit_test(page_without_room_is_an_error),
        cmocka_unit_test(languages_say_the_same),
        cmocka_unit_test(numbers_have_the_digits_their_interval_supports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
