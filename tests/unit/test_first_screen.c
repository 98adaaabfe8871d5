/* layer: reports */
/* The first screen: every kind of finding with all its parts, what it is held against, in what
 * order, and what cannot be said. */
#include "reports/findings/comparison.h"
#include "reports/findings/finding_list.h"
#include "reports/model/run_id.h"
#include "tests/unit/test_page.h"

#define NUMBERS(n, value, lower, upper, unit, change, verdict)                                     \
    "\"n\":" #n ",\"value\":" #value ",\"lower\":" #lower ",\"upper\":" #upper                     \
    ",\"level\":0.95,\"unit\":\"" unit "\",\"method\":\"m\",\"change\":" change                    \
    ",\"benchmark\":null,\"verdict\":\"" verdict "\",\"status\":\"pass\",\"reason\":\"\""
#define CHANGE(value, lower, upper, q)                                                             \
    "{\"from\":\"2025-05\",\"value\":" #value ",\"lower\":" #lower ",\"upper\":" #upper            \
    ",\"q\":" #q "}"
#define NONE "null"

struct row {
    const char *metric, *axis, *key, *period, *numbers;
};

#define MONTH "2025-06"
static const struct row rows[] = {
    {"rater.responsiveness", "", "", MONTH, FALLEN_SCORE},
    {"rater.responsiveness", "", "", "2024-06", NUMBERS(4000, 5.7, 5.68, 5.72, "score", NONE, "")},
    {"rater.responsiveness", "region", "R1", MONTH,
     NUMBERS(900, 4.9, 4.86, 4.94, "score", NONE, "worse")},
    {"sla.visit.p50", "", "", MONTH, NUMBERS(3000, 900, 890, 910, "minutes", NONE, "")},
    {"sla.visit.p50", "region", "R1", MONTH,
     NUMBERS(400, 1100, 1050, 1150, "minutes", NONE, "worse")},
    {"survey.overall.top2", "", "", MONTH,
     NUMBERS(4000, 0.6, 0.59, 0.61, "share", CHANGE(0.05, 0.03, 0.07, 1e-6), "")},
    {"rater.empathy", "", "", MONTH,
     NUMBERS(4000, 5.2, 5.18, 5.22, "score", CHANGE(-0.2, -0.24, -0.16, 1e-7), "")},
    {"rater.empathy", "region", "R4", MONTH,
     NUMBERS(400, 5.5, 5.4, 5.6, "score", CHANGE(0.1, 0, 0.2, 0.4), "")},
    {"rater.empathy", "region", "R5", MONTH,
     NUMBERS(400, 5.1, 5.0, 5.2, "score", CHANGE(0.1, 0, 0.2, 0.4), "")},
    {"sla.close_24h", "", "", MONTH, NUMBERS(3000, 0.7, 0.69, 0.71, "share", NONE, "")},
    {"sla.close_24h", "region", "R2", MONTH,
     NUMBERS(500, 0.5, 0.47, 0.53, "share", CHANGE(-0.02, -0.06, 0.02, 0.6), "worse")},
    {"sla.close_24h", "region", "R3", MONTH,
     NUMBERS(500, 0.9, 0.88, 0.92, "share", NONE, "better")},
    {"repair.repeat_30d", "", "", MONTH, NUMBERS(3000, 0.1, 0.09, 0.11, "share", NONE, "")},
    {"repair.repeat_30d", "product", "P1", MONTH,
     NUMBERS(200, 0.3, 0.26, 0.34, "share", NONE, "worse")},
    {"repair.repeat_30d", "product", "P2", MONTH,
     NUMBERS(200, 0.25, 0.22, 0.28, "share", NONE, "worse")},
    {"repair.repeat_30d", "product", "P3", MONTH,
     NUMBERS(200, 0.2, 0.18, 0.22, "share", NONE, "worse")},
    {"repair.repeat_30d", "product", "P4", MONTH, NUMBERS(900, 0.1, 0.09, 0.11, "share", NONE, "")},
    {"repair.repeat_30d", "product", "P5", MONTH, NUMBERS(900, 0.1, 0.09, 0.11, "share", NONE, "")},
    {"repair.repeat_30d", "product", "P6", MONTH, NUMBERS(900, 0.1, 0.09, 0.11, "share", NONE, "")},
    {"sla.reply_24h", "", "", "2025-05", NUMBERS(3000, 0.8, 0.79, 0.81, "share", NONE, "")},
    {"sla.reply_24h", "", "", MONTH, NUMBERS(3000, 0.8, 0.79, 0.81, "share", NONE, "")},
    {"card.overall.adjusted", "", "", MONTH, NUMBERS(9000, 5.5, 5.49, 5.51, "score", NONE, "")},
    {"card.overall.adjusted", "dealer", "D1", MONTH,
     NUMBERS(500, 5.1, 5.05, 5.15, "score", NONE, "worse")},
    {"card.overall.adjusted", "dealer", "D2", MONTH,
     NUMBERS(500, 5.2, 5.15, 5.25, "score", NONE, "worse")},
    {"card.overall.adjusted", "dealer", "D9", MONTH,
     NUMBERS(500, 6.5, 6.45, 6.55, "score", NONE, "better")},
    {"card.overall.adjusted", "dealer", "D3", MONTH,
     NUMBERS(500, 5.5, 5.45, 5.55, "score", NONE, "consistent")},
    {"card.repeat_30d.adjusted", "", "", MONTH, NUMBERS(9000, 0.1, 0.09, 0.11, "share", NONE, "")},
    {"card.repeat_30d.adjusted", "dealer", "D9", MONTH,
     NUMBERS(500, 0.3, 0.26, 0.34, "share", NONE, "worse")},
    {"card.repeat_30d.adjusted", "dealer", "D3", MONTH,
     NUMBERS(500, 0.1, 0.08, 0.12, "share", NONE, "consistent")},
    {"retention.repurchase_365d", "path", "complained_solved_fast", "all",
     NUMBERS(900, 0.6, 0.57, 0.63, "share", NONE, "")},
    {"retention.repurchase_365d", "path", "complained_unsolved", "all",
     NUMBERS(800, 0.1, 0.08, 0.12, "share", NONE, "")},
    {"stage.out_of_box.share", "", "", MONTH,
     NUMBERS(3000, 0.02, 0.015, 0.025, "share", CHANGE(0.01, 0.005, 0.015, 1e-4), "")},
    {"stage.out_of_box.share", "product", "P7", MONTH,
     NUMBERS(200, 0.2, 0.15, 0.25, "share", NONE, "worse")},
    {"recovery.problem.share", "", "", "2025-02",
     NUMBERS(3000, 0.3, 0.28, 0.32, "share", NONE, "")},
    {"recovery.problem.share", "", "", "2025-03",
     NUMBERS(3000, 0.31, 0.29, 0.33, "share", NONE, "")},
    {"recovery.problem.share", "", "", "2025-04",
     NUMBERS(3000, 0.29, 0.27, 0.31, "share", NONE, "")},
    {"recovery.problem.share", "", "", "2025-05",
     NUMBERS(3000, 0.27, 0.25, 0.29, "share", NONE, "")},
    {"recovery.problem.share", "", "", MONTH,
     NUMBERS(4000, 0.25, 0.24, 0.26, "share", CHANGE(-0.02, -0.03, -0.01, 1e-4), "")},
    {"rights.price.share", "", "", MONTH, NUMBERS(900, 0.86, 0.84, 0.88, "share", NONE, "")},
    {"rights.time.share", "", "", MONTH, NUMBERS(900, 0.87, 0.85, 0.89, "share", NONE, "")},
    {"rights.way.share", "", "", MONTH, NUMBERS(900, 0.88, 0.86, 0.9, "share", NONE, "")},
    {"rights.need.share", "", "", MONTH, NUMBERS(900, 0.89, 0.87, 0.91, "share", NONE, "")},
    {"departures.death.share", "", "", MONTH,
     "\"n\":400,\"value\":0.07,\"lower\":0.05,\"upper\":0.09,\"level\":0.95,\"unit\":\"share\","
     "\"method\":\"wilson\",\"change\":null,\"benchmark\":{\"value\":0.01,\"source\":\"x\","
     "\"verdict\":\"above\"},\"verdict\":\"\",\"status\":\"partial\",\"reason\":\"incomplete: x\""},
};

/* Each kind; alerts are cut at three, so that all are seen only without the tables of faults. */
static const enum phrase kinds[] = {
    PHRASE_FIND_RISING,          PHRASE_FIND_NEW_FAULT,      PHRASE_FIND_STAGE_UP,
    PHRASE_FIND_STAGE_PRODUCT,   PHRASE_FIND_CHANGE_UP,      PHRASE_FIND_CHANGE_DOWN,
    PHRASE_FIND_REGION_SLOW,     PHRASE_FIND_PARTS_MORE,     PHRASE_FIND_PARTS_TWO,
    PHRASE_FIND_SEGMENT_WORSE,   PHRASE_FIND_INFLATING,      PHRASE_FIND_SEGMENT_BETTER,
    PHRASE_FIND_TARGET_OFF_RUN,  PHRASE_FIND_RECOVERY,       PHRASE_FIND_SIMPSON_DOWN,
    PHRASE_FIND_BENCHMARK_ABOVE, PHRASE_FIND_REVERSED_BETTER};

#define COLUMN(name) "{\"name\":\"" name "\",\"unit\":\"number\"}"
#define CASE_MIX                                                                                           \
    "\"service.case_mix\":{\"columns\":[" COLUMN("dealer") "," COLUMN("n") "," COLUMN("value") "," COLUMN( \
        "rest") "," COLUMN("adjusted") "," COLUMN("lower") "," COLUMN("upper") "," COLUMN("q") "," COLUMN("reversed") "],\"rows\":[[\"D5\",900,0.6,0.7,0.1,0.05,0.15,1e-5,1]]},"
#define SIMPSON                                                                                    \
    "\"guards.simpson\":{\"columns\":[" COLUMN("metric") "," COLUMN("lower") "," COLUMN(           \
        "upper") "," COLUMN("reversed") "],\"rows\":[[\"survey.overall.top2\",-0.01,0.02,0]]},"

/* Whether D9 is the only dealer of its metric that differs. */
enum company { WITH_OTHERS, ALONE };

static bool is_left_out(const struct row *row, enum company company)
{
    return company == ALONE && (strcmp(row->key, "D1") == 0 || strcmp(row->key, "D2") == 0);
}

static void make(struct model *model, const char *tables, enum company company)
{
    struct text json;
    text_init(&json, 0);
    put_head(&json, "null");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!is_left_out(&rows[i], company))
            put_estimate(&json, rows[i].metric, rows[i].axis, rows[i].key, rows[i].period,
                         rows[i].numbers);
    text_put(&json, "],\"series\":[],\"columns\":[],\"tables\":{");
    text_put(&json, tables);
    text_put(&json, "\"targets\":{\"columns\":[" COLUMN("metric") "," COLUMN(
                        "target") "],\"rows\":[[\"sla.reply_24h\",0.85]]}},\"curves\":{},"
                                  "\"quality\":{\"rows_in\":2,\"rows_used\":2}}");
    model_of(model, &json);
    text_release(&json);
}

static const char *fault_tables(void)
{
    const char *at = strstr(FAULT_TABLES, "\"faults.rising\"");
    return at;
}

struct seen {
    bool kinds[PHRASE_COUNT];
};

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" lacks: %s", text, part);
}

/* All parts of the pattern are there, with an interval; below it n, and the network beside a part
 * of it. */
static void check_finding(struct view *view, const struct finding *finding)
{
    const struct sentence *sentence = &finding->sentence;
    const char *pattern = view_phrase(view, sentence->pattern);
    struct sentence items[COMPARISON_LIMIT];
    const size_t count = comparison_items(view, finding, items);
    struct text line;
    for (const char *at = pattern; (at = strchr(at, '{')) != NULL; at++)
        if (!sentence->parts[at[1] - '1'].text) fail_msg("%s lacks {%c}", pattern, at[1]);
    const char *words = sentence_keep(view, sentence);
    if (sentence->pattern != PHRASE_FIND_NEW_FAULT) assert_holds(words, "[");
    assert_true(view_phrase(view, finding->owner)[0] != '\0');
    assert_true(finding->evidence || finding->table);
    text_init(&line, 0);
    for (size_t i = 0; i < count; i++) {
        sentence_text(&line, view->language, &items[i]);
        text_put(&line, "\n");
    }
    const char *below = view_keep(view, &line);
    assert_holds(below, "n ");
    const bool is_part = finding->evidence && finding->evidence->axis != AXIS_NETWORK &&
                         finding->evidence->axis != AXIS_PATH;
    if (is_part) assert_holds(below, view->language == LANGUAGE_ZH ? "全网络" : "whole network");
}

static void walk(const char *tables, struct seen *seen)
{
    struct model model;
    make(&model, tables, WITH_OTHERS);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct finding chosen[FINDING_LIST_LIMIT];
        struct view view;
        struct text page;
        text_init(&page, 0);
        assert_int_equal(view_init(&view, &model, (enum language)language, &page, NULL), RC_OK);
        const size_t count = findings_choose(&view, chosen, FINDING_LIST_LIMIT);
        for (size_t i = 0; i < count; i++) {
            seen->kinds[chosen[i].sentence.pattern] = true;
            check_finding(&view, &chosen[i]);
            if (i == 0) continue;
            assert_true(chosen[i - 1].alert >= chosen[i].alert); /* alerts come first */
            if (chosen[i - 1].alert == chosen[i].alert)
                assert_true(chosen[i - 1].score >= chosen[i].score);
        }
        view_release(&view);
        text_release(&page);
    }
    model_release(&model);
}

static void every_kind_has_all_its_parts(void **state)
{
    (void)state;
    struct seen seen = {{false}};
    walk(CASE_MIX, &seen);
    walk(fault_tables(), &seen);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!seen.kinds[kinds[i]]) fail_msg("no finding of kind %s", phrase_name(kinds[i]));
}

static void write_findings(const char *tables, enum company company, struct text *lines)
{
    struct model model;
    make(&model, tables, company);
    text_init(lines, 0);
    findings_write_text(&model, LANGUAGE_EN, FINDING_LIST_LIMIT, lines);
    model_release(&model);
}

static void a_number_is_held_against_what_there_is(void **state)
{
    (void)state;
    struct text lines;
    write_findings("", WITH_OTHERS, &lines);
    assert_has(&lines, "    month before 5.61 \xC2\xB7 same month last year 5.70 \xC2\xB7 "
                       "n "
                       "4,900 \xE2\x86\x92 Service department\n");
    assert_has(&lines, "off target for 2 months in a row\n    month before 80.0\xC2\xA0% \xC2\xB7 "
                       "target 85\xC2\xA0% \xC2\xB7 n "
                       "3,000 ");
    assert_has(&lines, "    published 1\xC2\xA0% \xC2\xB7 \xE2\x97\x90 holds in part only: ");
    assert_has(&lines, "Repeat within 30 days: 3 products are worse than the other products, "
                       "furthest off P1 with 30.0\xC2\xA0% [26.0, 34.0] and P2 with 25.0\xC2\xA0% "
                       "[22.0, 28.0]\n    "
                       "whole network 10.0\xC2\xA0% \xC2\xB7 n "
                       "200 and 200 ");
    text_release(&lines);
}

static size_t count_of(const struct text *lines, const char *part)
{
    size_t count = 0;
    for (const char *at = lines->bytes; (at = strstr(at, part)) != NULL; at++) count++;
    return count;
}

/* D9's score and repeats are told where the one is doubted for the other. */
static void nothing_is_told_twice(void **state)
{
    (void)state;
    struct text lines;
    write_findings("", WITH_OTHERS, &lines);
    assert_has(&lines, "30.0\xC2\xA0% [26.0, 34.0], worse than the rest: check");
    assert_has(&lines, "1 better than the rest \xC2\xB7 Repeat within 30 days, like with like: 1 ");
    assert_int_equal(count_of(&lines, "D9"), 1);
    text_release(&lines);
    write_findings("", ALONE, &lines);
    assert_has(&lines, "30.0\xC2\xA0% [26.0, 34.0], worse than the rest: check");
    assert_int_equal(count_of(&lines, "D9"), 1);
    text_release(&lines);
}

/* What is left of a change with the mix held fast is within chance: the guards refuse it. */
static void a_change_of_mix_is_no_finding(void **state)
{
    (void)state;
    struct text lines;
    write_findings("", WITH_OTHERS, &lines);
    assert_has(&lines, "is up to 60.0\xC2\xA0%");
    text_release(&lines);
    write_findings(SIMPSON, WITH_OTHERS, &lines);
    assert_lacks(&lines, "is up to 60.0\xC2\xA0%");
    text_release(&lines);
}

#define CHARTS                                                                                     \
    "\"charts.baseline\":{\"columns\":[" COLUMN("metric") "," COLUMN("axis") "," COLUMN(           \
        "reason") "],\"rows\":[[\"recovery.problem.share\",\"\",\"unstable_base: x\"]]},"          \
                  "\"charts.signals\":{\"columns\":[" COLUMN("metric") "," COLUMN(                 \
                      "axis") "," COLUMN("month") "," COLUMN("centre") "," COLUMN("q") "],"        \
                                                                                       "\"rows\":" \
                                                                                       "["         \
                                                                                       "[\"rights" \
                                                                                       ".price."   \
                                                                                       "share\","  \
                                                                                       "\"\","     \
                                                                                       "\"2025-"   \
                                                                                       "06\",0.8," \
                                                                                       "0.01],"    \
                                                                                       "[\"rights" \
                                                                                       ".time."    \
                                                                                       "share\","  \
                                                                                       "\"\","     \
                                                                                       "\"2025-"   \
                                                                                       "06\",0.8," \
                                                                                       "0.02],"    \
                                                                                       "[\"rights" \
                                                                                       ".way."     \
                                                                                       "share\","  \
                                                                                       "\"\","     \
                                                                                       "\"2025-"   \
                                                                                       "06\",0.8," \
                                                                                       "0.07],"    \
                                                                                       "[\"rights" \
                                                                                       ".need."    \
                                                                                       "share\","  \
                                                                                       "\"\","     \
                                                                                       "\"2025-"   \
                                                                                       "05\",0.8," \
                                                                                       "0.01]]},"

/* A drift is told as one, from where it began; a month unlike the twelve before is told though it
 * is like the last one, but only where q is below 0.05, and others of its kind beside it. */
static void charts_are_heeded(void **state)
{
    (void)state;
    struct text lines;
    write_findings("", WITH_OTHERS, &lines);
    assert_has(&lines, "Customers with a problem is down to 25.0\xC2\xA0%");
    assert_lacks(&lines, "above the usual");
    text_release(&lines);
    write_findings(CHARTS, WITH_OTHERS, &lines);
    assert_lacks(&lines, "Customers with a problem is down to");
    assert_has(&lines, "has fallen every month since March 2025: 31.0\xC2\xA0% \xE2\x86\x92 25.0");
    assert_has(&lines, "n 3,000 then");
    assert_has(&lines, "Right time 87.0\xC2\xA0% [85.0, 89.0]: no clear change");
    assert_has(&lines, "Right price 86.0\xC2\xA0% [84.0, 88.0] too");
    assert_lacks(&lines, "Right way");
    assert_lacks(&lines, "Right need");
    text_release(&lines);
}

static void id_of(const char *config, const char *inputs, char out[RUN_ID_BYTES])
{
    struct model model;
    struct text json;
    text_init(&json, 0);
    text_format(&json,
                "{\"schema\":\"rater.result/1\",\"run\":{\"period\":\"2025-06\","
                "\"config_sha256\":\"%s\",\"inputs\":[%s]},\"estimates\":[]}",
                config, inputs);
    model_of(&model, &json);
    assert_true(model_run_id(&model, out));
    model_release(&model);
    text_release(&json);
}

/* printf '2025-06\nc0\na1\nb2\n' | sha256sum */
static void run_id_is_of_contents_alone(void **state)
{
    (void)state;
    char id[RUN_ID_BYTES];
    id_of("c0", "{\"file\":\"x\",\"sha256\":\"a1\"},{\"file\":\"y\",\"sha256\":\"b2\"}", id);
    assert_string_equal(id, "8a7128c4ab58");
    id_of("c0", "{\"file\":\"q\",\"sha256\":\"b2\"},{\"file\":\"p\",\"sha256\":\"a1\"}", id);
    assert_string_equal(id, "8a7128c4ab58");
    id_of("c1", "{\"sha256\":\"a1\"},{\"sha256\":\"b2\"}", id);
    assert_string_not_equal(id, "8a7128c4ab58");
    id_of("c0", "{\"sha256\":\"a1\"}", id);
    assert_string_not_equal(id, "8a7128c4ab58");
    id_of("c0", "{\"sha256\":\"a1\"},{\"sha256\":\"\"}", id); /* run with --no-digest */
    assert_string_equal(id, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_all_its_parts),
        cmocka_unit_test(a_number_is_held_against_what_there_is),
        cmocka_unit_test(nothing_is_told_twice),
        cmocka_unit_test(a_change_of_mix_is_no_finding),
        cmocka_unit_test(charts_are_heeded),
        cmocka_unit_test(run_id_is_of_contents_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
