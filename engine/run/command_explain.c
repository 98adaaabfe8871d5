/* rater explain: the definition page of a metric or of what stands beside them all, a family's
 * metrics, or the rules by which rows and values are rejected. */
#include "base/text.h"
#include "ingest/decode/decode.h"
#include "ingest/reject.h"
#include "measure/family.h"
#include "measure/topics.h"
#include "run/command_line.h"
#include "run/metric_list.h"
#include "run/settings.h"

#include <stdio.h>
#include <string.h>

enum { METRIC_NAME_LIMIT = 512 };

/* By language: zh, en. */
static const char *const interval_methods[STATISTIC_KIND_COUNT][2] = {
    [STATISTIC_SHARE] = {"Wilson 区间，95 %", "Wilson's score interval, 95 %"},
    [STATISTIC_MEAN] = {"t 区间，95 %", "Student's t interval, 95 %"},
    [STATISTIC_NPS] = {"多项分布方差的正态区间，95 %，截于 ±100",
                       "normal interval with the multinomial variance, 95 %, cut at ±100"},
    [STATISTIC_ALPHA] = {"Feldt 区间，95 %", "Feldt's interval, 95 %"},
    [STATISTIC_QUANTILE] = {"次序统计量区间，至少 95 %；分位数为 R 的第 7 型",
                            "interval of order statistics, at least 95 %; quantile of R's type 7"},
};

/* What two programs could do differently and both be right. Of STATISTIC_EXTENDED it stands with
 * the interval, in the metric's own words. */
static const char *const conventions[STATISTIC_KIND_COUNT][2] = {
    [STATISTIC_SHARE] =
        {"z = 1.959964，不作连续性校正；两个比例之差用 Newcombe 第 10 法；检验用合并 "
         "z，期望数低于 20 时用 Fisher 精确检验",
         "z = 1.959964, no continuity correction; differences by Newcombe's method 10; "
         "tests by the pooled z, by Fisher's exact test where fewer than 20 are "
         "expected"},
    [STATISTIC_MEAN] =
        {"方差除以 n−1；两个均值用 Welch 的 t（Satterthwaite "
         "自由度），一组没有差异时用合并方差",
         "variance with divisor n-1; two means by Welch's t with Satterthwaite's degrees "
         "of freedom, by the pooled variance where one group does not vary"},
    [STATISTIC_NPS] =
        {"9、10 分为推荐者，0 至 6 分为贬损者；检验用两组合并的多项分布方差",
         "promoters 9 and 10, detractors 0 to 6; tests with the multinomial variance of "
         "both groups together"},
    [STATISTIC_ALPHA] =
        {"未标准化的 alpha，只用各题都答的人；变化的区间由两个区间合成（Zou 与 "
         "Donner 2008），不作检验",
         "raw alpha of those who answered every item; bounds of a change from the two "
         "intervals (Zou and Donner 2008), not tested"},
    [STATISTIC_QUANTILE] =
        {"R 的第 7 型；秩按二项分布取，至少 95 %；变化的区间由两个区间合成（Zou 与 "
         "Donner 2008），不作检验",
         "R's type 7; binomial ranks that cover at least 95 %; bounds of a change "
         "from the two intervals (Zou and Donner 2008), not tested"},
};
static const char *const convention_label[2] = {"约定", "Convention"};

static const char *const better_words[][2] = {
    [BETTER_NONE] = {"无所谓高低", "neither high nor low is good"},
    [BETTER_HIGHER] = {"越高越好", "higher is better"},
    [BETTER_LOWER] = {"越低越好", "lower is better"},
};

static const struct {
    const char *family, *unit, *definition, *formula, *interval, *guard, *comparison, *source,
        *caveat, *guard_words, *no_comparison, *comparison_words;
} words[2] = {
    {"问题", "单位", "定义", "公式", "区间", "门槛", "比较", "出处", "注意",
     "样本数低于 minimum_base（默认 10）不予给出", "不与其他网点比较",
     "与同一维度的其余部分比较，Benjamini–Hochberg 控制错误发现率，q < "
     "0.05；区域、产品、回访方式按经销商间的离散放大误差；"
     "样本数低于 judged_base（默认 30）不判"},
    {"Question", "Unit", "Definition", "Formula", "Interval", "Guard", "Comparison", "Source",
     "Caveat", "refused when it rests on fewer than minimum_base (10 unless configured)",
     "segments are not compared with each other",
     "a segment with the others of its axis together; false discoveries controlled after Benjamini "
     "and Hochberg, q < 0.05; for regions, products and channels with errors widened by how much "
     "dealers scatter; with fewer than judged_base (30 unless configured), cannot say"},
};

static void print_line(const char *label, const char *text)
{
    if (text && text[0]) (void)printf("%s: %s\n", label, text);
}

/* Do its segments get a verdict? As measure decides it (DESIGN 16). */
static bool is_judged(const struct metric *metric, const struct family *family)
{
    if (metric->better == BETTER_NONE || metric->kind == STATISTIC_ALPHA ||
        metric->kind == STATISTIC_QUANTILE)
        return false;
    for (const enum axis *axis = family->axes; *axis != AXIS_END; axis++)
        if (axis_rows[*axis].judged) return true;
    return false;
}

static void print_metric(const struct metric *metric, const struct family *family, int language)
{
    (void)printf("%s\n%s\n\n", metric->id, metric->title[language]);
    print_line(words[language].family, family->question[language]);
    (void)printf("%s: %s (%s)\n", words[language].unit, unit_names[metric->unit],
                 better_words[metric->better][language]);
    print_line(words[language].definition, metric->definition[language]);
    print_line(words[language].formula, metric->formula);
    const bool is_extended = metric->kind == STATISTIC_EXTENDED;
    print_line(words[language].interval,
               is_extended ? metric->interval[language] : interval_methods[metric->kind][language]);
    print_line(convention_label[language], conventions[metric->kind][language]);
    print_line(words[language].guard,
               is_extended ? metric->guard[language] : words[language].guard_words);
    print_line(words[language].comparison, is_judged(metric, family)
                                               ? words[language].comparison_words
                                               : words[language].no_comparison);
    print_line(words[language].source, metric->source);
    print_line(words[language].caveat, metric->caveat[language]);
}

static void print_topic(const char *name, const struct topic *topic, int language)
{
    (void)printf("%s\n%s\n\n", name, topic->title[language]);
    print_line(words[language].definition, topic->definition[language]);
    print_line(words[language].formula, topic->formula);
    print_line(words[language].guard, topic->guard[language]);
    print_line(words[language].source, topic->source);
    print_line(words[language].caveat, topic->misuse[language]);
}

static void print_family(const struct family *family, int language)
{
    (void)printf("%s\n%s\n\n", family->name, family->title[language]);
    print_line(words[language].family, family->question[language]);
    (void)printf("\n");
    metric_list_print(family, language);
}

/* The tables of a result: every name, under the title of the page. */
static void print_tables(int language)
{
    static const char *const heads[2] = {"result.json 的表（rater explain 表名）：",
                                         "Tables of result.json (rater explain TABLE):"};
    const struct topic *topic;
    (void)printf("%s\n", heads[language]);
    for (size_t i = 0; (topic = topic_at(i)) != NULL; i++) {
        (void)printf("  %-26s %s\n", topic->id, topic->title[language]);
        for (size_t k = 0; k < TOPIC_ALSO_LIMIT && topic->also[k]; k++)
            (void)printf("  %s\n", topic->also[k]);
    }
}

/* What can be asked for. */
static void print_names(int language)
{
    static const char *const heads[2] = {
        "可以解释的有（rater explain 名称）：\n  rules               为什么记录或值被拒\n",
        "What can be explained (rater explain NAME):\n  rules               why rows and values "
        "are "
        "rejected\n"};
    static const char *const more[2] = {
        "按名称列出其指标：rater explain survey；全部指标：rater metrics",
        "A family's name lists its metrics: rater explain survey; rater metrics lists them all"};
    (void)printf("%s", heads[language]);
    family_list_print(language);
    print_tables(language);
    (void)printf("%s\n", more[language]);
}

static void print_rule(const char *name, const char *explanation, const char *hint)
{
    (void)printf("  %-14s %s\n", name, explanation);
    if (hint && hint[0]) (void)printf("  %-14s   → %s\n", "", hint);
}

static void print_rules(int language)
{
    static const char *const heads[2][2] = {
        {"整条记录不用（kind = record）：", "此格视为缺失，记录仍用（kind = field）："},
        {"The row is not used (kind = record):",
         "The value counts as missing, the row is used (kind = field):"}};
    (void)printf("%s\n", heads[language][0]);
    for (int i = 0; i < RECORD_RULE_COUNT; i++)
        print_rule(record_rules[i].name, record_rules[i].explanation[language],
                   record_rules[i].hint[language]);
    (void)printf("\n%s\n", heads[language][1]);
    for (int i = DECODE_MISSING + 1; i < DECODE_STATUS_COUNT; i++)
        print_rule(decode_rules[i].name, decode_rules[i].explanation[language],
                   decode_rules[i].hint[language]);
    print_rule(rule_before_start.name, rule_before_start.explanation[language],
               rule_before_start.hint[language]);
}

static bool is_rule(const char *name)
{
    for (int i = 0; i < RECORD_RULE_COUNT; i++)
        if (strcmp(name, record_rules[i].name) == 0) return true;
    for (int i = DECODE_MISSING + 1; i < DECODE_STATUS_COUNT; i++)
        if (strcmp(name, decode_rules[i].name) == 0) return true;
    return strcmp(name, "rules") == 0 || strcmp(name, rule_before_start.name) == 0;
}

static enum rc unknown_metric(const char *name, struct err *err)
{
    const char *known[METRIC_NAME_LIMIT + 1] = {"rules"};
    size_t known_count = 1;
    for (size_t i = 0; i < family_count; i++) {
        if (known_count < METRIC_NAME_LIMIT) known[known_count++] = families[i]->name;
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++)
            if (known_count < METRIC_NAME_LIMIT) known[known_count++] = metric->id;
    }
    const struct topic *topic;
    for (size_t i = 0; (topic = topic_at(i)) != NULL; i++) {
        if (known_count < METRIC_NAME_LIMIT) known[known_count++] = topic->id;
        for (size_t k = 0; k < TOPIC_ALSO_LIMIT && topic->also[k]; k++)
            if (known_count < METRIC_NAME_LIMIT) known[known_count++] = topic->also[k];
    }
    const char *nearest = text_nearest(name, known, known_count);
    (void)err_set(err, RC_USAGE, "there is no metric \"%s\"", name);
    if (nearest) return err_hint(err, "did you mean rater explain %s?", nearest);
    return err_hint(err, "rater explain lists what can be explained, rater metrics every metric");
}

/* A metric, a table, or both: the table of a metric can have its name, and is told of where the
 * page of the table stands. */
static void print_named(const char *name, const struct metric *metric, const struct family *family,
                        const struct topic *topic, int language)
{
    static const char *const see[2] = {"同名的表：见 rater explain",
                                       "Table of that name: see rater explain"};
    if (!metric) {
        print_topic(name, topic, language);
        return;
    }
    print_metric(metric, family, language);
    if (topic) (void)printf("%s %s\n", see[language], topic->id);
}

enum rc command_explain(const struct command_line *line, struct err *err)
{
    const char *name = line->argument_count > 0 ? line->arguments[0] : "";
    const int language = line->language ? pages_parse(line->language) : PAGES_ZH;
    if (language != PAGES_ZH && language != PAGES_EN)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh or en", line->language);
    const struct family *family = NULL;
    const struct metric *metric = metric_find(name, &family);
    const struct topic *topic = topic_find(name);
    if (!name[0])
        print_names(language);
    else if (metric || topic)
        print_named(name, metric, family, topic, language);
    else if (family_find(name))
        print_family(family_find(name), language);
    else if (is_rule(name))
        print_rules(language);
    else
        return unknown_metric(name, err);
    return RC_OK;
}
