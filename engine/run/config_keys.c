#include "base/day.h"
#include "run/chosen.h"
#include "run/config.h"
#include "run/extras.h"

#include <math.h>
#include <string.h>

static void *target_of(const struct reading *reading, const struct config_key *key)
{
    return (char *)reading->settings + key->offset;
}

static enum rc read_schema(const struct reading *reading, const struct config_key *key,
                           const cJSON *value, const char *path)
{
    (void)key;
    if (!cJSON_IsString(value) || strcmp(value->valuestring, "rater.config/1") != 0)
        return config_wrong(reading, path, value, "\"rater.config/1\"");
    return RC_OK;
}

static enum rc read_text(const struct reading *reading, const struct config_key *key,
                         const cJSON *value, const char *path)
{
    return config_text(reading, value, path, target_of(reading, key));
}

static enum rc read_language(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path)
{
    const int pages = cJSON_IsString(value) ? pages_parse(value->valuestring) : -1;
    if (pages < 0) return config_wrong(reading, path, value, "\"zh\", \"en\" or \"both\"");
    memcpy(target_of(reading, key), &(int32_t){pages}, sizeof(int32_t));
    return RC_OK;
}

static enum rc read_extras(const struct reading *reading, const struct config_key *key,
                           const cJSON *value, const char *path)
{
    const char *const *names;
    size_t name_count;
    const enum rc rc = config_texts(reading, value, path, &names, &name_count);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < name_count; i++)
        if (!extras_add(target_of(reading, key), names[i]))
            return config_wrong(reading, path, value,
                                "a list of \"tables\", \"xlsx\", \"sqlite\" and \"dealers\"");
    return RC_OK;
}

static enum rc read_families(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path)
{
    const char *const *names;
    size_t name_count;
    struct err reason = ERR_INIT;
    uint64_t chosen = 0;
    const enum rc rc = config_texts(reading, value, path, &names, &name_count);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < name_count; i++)
        if (chosen_add(&chosen, slice_of(names[i]), path, &reason) != RC_OK)
            return config_wrong(reading, path, value, "a list of families (rater metrics)");
    memcpy(target_of(reading, key), &chosen, sizeof chosen);
    return RC_OK;
}

static enum rc read_month(const struct reading *reading, const struct config_key *key,
                          const cJSON *value, const char *path)
{
    int32_t month;
    if (!cJSON_IsString(value) || !month_parse(value->valuestring, &month))
        return config_wrong(reading, path, value, "a month such as \"2025-06\"");
    memcpy(target_of(reading, key), &month, sizeof month);
    return RC_OK;
}

static enum rc read_whole(const struct reading *reading, const struct config_key *key,
                          const cJSON *value, const char *path)
{
    const double number = cJSON_IsNumber(value) ? value->valuedouble : NAN;
    if (!(number >= key->minimum && number <= key->maximum) || number != floor(number))
        return config_wrong(reading, path, value, "a whole number from %.0f to %.0f", key->minimum,
                            key->maximum);
    memcpy(target_of(reading, key), &(int32_t){(int32_t)number}, sizeof(int32_t));
    return RC_OK;
}

static enum rc read_share(const struct reading *reading, const struct config_key *key,
                          const cJSON *value, const char *path)
{
    const double number = cJSON_IsNumber(value) ? value->valuedouble : NAN;
    if (!(number >= key->minimum && number <= key->maximum))
        return config_wrong(reading, path, value, "a number from %.0f to %.0f", key->minimum,
                            key->maximum);
    memcpy(target_of(reading, key), &number, sizeof number);
    return RC_OK;
}

/* "+08:00" as minutes east of UTC; false for anything else. */
static bool parse_zone(const char *text, int32_t *minutes)
{
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
    const char digits[] = {text[1], text[2], text[4], text[5]};
    for (int i = 0; i < 4; i++)
        if (digits[i] < '0' || digits[i] > '9') return false;
    const int32_t hours = (digits[0] - '0') * 10 + digits[1] - '0';
    const int32_t rest = (digits[2] - '0') * 10 + digits[3] - '0';
    *minutes = (text[0] == '-' ? -1 : 1) * (hours * 60 + rest);
    return hours <= 14 && rest <= 59;
}

static enum rc read_zone(const struct reading *reading, const struct config_key *key,
                         const cJSON *value, const char *path)
{
    int32_t minutes;
    if (!cJSON_IsString(value) || !parse_zone(value->valuestring, &minutes))
        return config_wrong(reading, path, value, "an offset such as \"+08:00\"");
    memcpy(target_of(reading, key), &minutes, sizeof minutes);
    return RC_OK;
}

static enum rc read_missing(const struct reading *reading, const struct config_key *key,
                            const cJSON *value, const char *path)
{
    (void)key;
    struct ingest_options *ingest = &reading->settings->ingest;
    const char *const *markers;
    size_t marker_count;
    const enum rc rc = config_texts(reading, value, path, &markers, &marker_count);
    if (rc != RC_OK) return rc;
    if (marker_count > MISSING_MARKER_LIMIT)
        return config_wrong(reading, path, value, "a list of at most %d texts",
                            (int)MISSING_MARKER_LIMIT);
    for (size_t i = 0; i < marker_count; i++) ingest->missing[i] = markers[i];
    ingest->missing_count = marker_count;
    return RC_OK;
}

static enum rc read_front_line(const struct reading *reading, const struct config_key *key,
                               const cJSON *value, const char *path)
{
    (void)key;
    struct measure_options *measure = &reading->settings->measure;
    return config_texts(reading, value, path, &measure->front_line, &measure->front_line_count);
}

#define AT(member)        offsetof(struct settings, member)
#define MINUTES_IN_A_YEAR 527040
#define POINTS(dimension, index, zh, en)                                                           \
    {                                                                                              \
        "points." dimension, read_whole, AT(measure.points) + (index) * sizeof(int32_t), 0, 100,   \
            "null",                                                                                \
        {                                                                                          \
            zh, en                                                                                 \
        }                                                                                          \
    }

_Static_assert(sizeof(uint32_t) == sizeof(int32_t), "bases are read as int32");

/* clang-format off */
const struct config_key config_keys[] = {
    {"schema", read_schema, 0, 0, 0, "\"rater.config/1\"",
     {"本文件的格式版本", "the version of this file's format"}},
    {"title", read_text, AT(title), 0, 0, "\"\"",
     {"报告上的企业名称", "the manufacturer's name on the page"}},
    {"language", read_language, AT(pages), 0, 0, "\"zh\"",
     {"报告语言：zh、en 或 both", "of the report: zh, en or both"}},
    {"files", read_extras, AT(extras), 0, 0, "[]",
     {"另外写出的文件：tables（CSV）、xlsx、sqlite、dealers（每店一页）",
      "files to write beside the pages: tables (CSV), xlsx, sqlite, dealers (a page each)"}},
    {"only", read_families, AT(only), 0, 0, "[]",
     {"只计算这些统计族，如 [\"survey\", \"service\"]；[] 为全部（rater metrics 列出）",
      "compute these families alone, such as [\"survey\", \"service\"]; [] all of them (rater "
      "metrics)"}},
    {"skip", read_families, AT(skip), 0, 0, "[]",
     {"不计算这些统计族", "compute all families but these"}},
    {"month", read_month, AT(month), 0, 0, "null",
     {"报告月份，如 \"2025-06\"；null 为数据中最后一个完整月份",
      "the report month, as \"2025-06\"; null: the last complete month in the data"}},
    {"scale.minimum", read_whole, AT(ingest.scale_minimum), -100, 100, "1",
     {"评分的最低分", "the lowest point of all scores"}},
    {"scale.maximum", read_whole, AT(ingest.scale_maximum), -100, 100, "7",
     {"评分的最高分", "the highest point of all scores"}},
    {"minimum_base", read_whole, AT(measure.minimum_base), 1, 1000000, "10",
     {"样本数低于此值的结果不予给出", "an estimate that rests on fewer is refused"}},
    {"private_below", read_whole, AT(measure.private_below), 1, 1000000, "5",
     {"少于此数的客户的回答不能由其他结果相减得出（不大于 minimum_base 时有效）",
      "what fewer customers answered cannot be worked out by subtraction (up to minimum_base)"}},
    {"judged_base", read_whole, AT(measure.judged_base), 1, 1000000, "30",
     {"样本数低于此值的不判好坏", "a segment that rests on fewer gets no verdict"}},
    {"reject_share_limit", read_share, AT(reject_share_limit), 0, 1, "null",
     {"任一表被拒记录的比例超过此值时以状态 1 结束；null 为不限",
      "exit status 1 when more of a table's rows are rejected; null: no limit"}},
    {"time_zone", read_zone, AT(ingest.zone_minutes), 0, 0, "\"+08:00\"",
     {"带时区的时间换算到此时区", "times written with Z or an offset are turned to this local time"}},
    {"missing", read_missing, 0, 0, 0, "[\"\", \"NA\", \"N/A\", \"NULL\", \"-\", \"无\"]",
     {"表示缺失的文字", "texts that stand for no value"}},
    POINTS("reliability", 0, "可靠的权重，五项之和为 100", "weight of reliability; the five sum to 100"),
    POINTS("assurance", 1, "专业的权重", "weight of assurance"),
    POINTS("tangibles", 2, "有形的权重", "weight of tangibles"),
    POINTS("empathy", 3, "同理的权重", "weight of empathy"),
    POINTS("responsiveness", 4, "反应的权重", "weight of responsiveness"),
    {"service_levels.reply_minutes", read_whole, AT(measure.reply_limit_minutes), 1,
     MINUTES_IN_A_YEAR, "1440", {"答复时限（分钟）", "minutes until a reply"}},
    {"service_levels.close_minutes", read_whole, AT(measure.close_limit_minutes), 1,
     MINUTES_IN_A_YEAR, "1440", {"解决时限（分钟）", "minutes until a repair is closed"}},
    {"service_levels.close_special_minutes", read_whole, AT(measure.close_special_limit_minutes), 1,
     MINUTES_IN_A_YEAR, "2880", {"特殊情况的解决时限（分钟）", "the same for special cases"}},
    {"value.margin_share", read_share, AT(measure.margin_share), 0, 1, "null",
     {"毛利率；null 为按购买记录的成本计算，没有成本时假定 0.3",
      "margin on sales; null: from the costs of the purchases, or 0.3 where there are none"}},
    {"value.discount_share", read_share, AT(measure.discount_share), 0, 1, "0.1",
     {"今后毛利的年折现率", "discount a year of margins to come"}},
    {"value.horizon_years", read_whole, AT(measure.horizon_years), 1, 50, "10",
     {"客户终身价值看多少年", "years that the lifetime value of a customer looks ahead"}},
    {"calendar.hours", config_read_hours, 0, 0, 0, "[\"09:00-18:00\"]",
     {"每天的工作时间", "working hours of a day"}},
    {"calendar.weekdays", config_read_weekdays, 0, 0, 0, "[1, 2, 3, 4, 5]",
     {"每周的工作日：1 为周一，7 为周日", "days of the week that are worked: 1 Monday to 7 Sunday"}},
    {"calendar.holidays", config_read_holidays, 0, 0, 0, "null",
     {"不工作的日子，如 \"2025-10-01/2025-10-08\"；null 为 2023–2026 年的法定节假日",
      "days off, as \"2025-10-01/2025-10-08\"; null: China's statutory holidays, 2023 to 2026"}},
    {"calendar.workdays", config_read_workdays, 0, 0, 0, "null",
     {"调休上班的日子；null 为 2023–2026 年的调休", "days worked in their place; null: China's, 2023 to 2026"}},
    {"lifecycle.repurchase_days", read_whole, AT(measure.repurchase_days), 0, 32000, "0",
     {"两次购买之间的中位天数，决定再评估期从何时起；0 为由数据得出",
      "median days between purchases, from which re-evaluation begins; 0: from the data"}},
    {"tiers.key_share", read_share, AT(measure.tiers.key_share), 0, 1, "0.1",
     {"关键客户所占比例（按两年购买额减服务成本，从高到低）",
      "share of key customers, by two years of purchases less the cost of service"}},
    {"tiers.right_share", read_share, AT(measure.tiers.right_share), 0, 1, "0.3",
     {"其后适当客户所占比例", "share of right customers, who come next"}},
    {"tiers.key_yuan", read_whole, AT(measure.tiers.key_yuan), 0, 1000000000, "0",
     {"从多少元起为关键客户；0 为按比例", "value in yuan from which a customer is key; 0: by share"}},
    {"tiers.right_yuan", read_whole, AT(measure.tiers.right_yuan), 0, 1000000000, "0",
     {"从多少元起为适当客户；0 为按比例", "value in yuan from which a customer is right; 0: by share"}},
    {"tiers.repair_cost_yuan", read_whole, AT(measure.tiers.repair_cost_yuan), 0, 1000000, "100",
     {"一次未收费维修的成本（元）", "cost in yuan of a repair that was not charged"}},
    {"tiers.harmful_unjustified", read_whole, AT(measure.tiers.harmful_unjustified), 0, 1000, "2",
     {"两年内多少次不属实的投诉即为有害客户；0 为不计",
      "complaints found unjustified within two years that make a customer harmful; 0: never"}},
    {"tiers.harmful_unpaid", read_whole, AT(measure.tiers.harmful_unpaid), 0, 1000, "2",
     {"两年内多少次未付的收费即为有害客户；0 为不计",
      "charges not paid within two years that make a customer harmful; 0: never"}},
    {"front_line", read_front_line, 0, 0, 0, "[]",
     {"客户直接打交道的责任部门，其余算后台；[] 为按部门名称判断（含服务、客服、售后、维修、经销、安装等字样）",
      "departments whose people customers meet, all others are back office; [] told by their names "
      "(service, dealer, repair …)"}},
    {"materials.return_days", read_whole, AT(measure.material_days), 1, 3650, "30",
     {"发出的配件应在几天内退回", "days after which an issued part is due back"}},
    {"returns.due_day", read_whole, AT(measure.return_day), 1, 28, "3",
     {"上月报表应在本月几日之前交齐", "day of the next month by which a month's returns are due"}},
    {"lexicon.phrases", read_text, AT(phrases), 0, 0, "null",
     {"服务忌语词表文件；null 为程序自带", "a file of phrases to avoid; null: the program's own"}},
    {"lexicon.topics", read_text, AT(topics), 0, 0, "null",
     {"意见主题词表文件；null 为程序自带", "a file of topics and their words; null: the program's own"}},
    {"benchmarks", config_read_benchmarks, 0, 0, 0, "null",
     {"对照值：指标或 指标|轴=键 → {\"value\", \"source\"}",
      "metric, or metric|axis=key, to {\"value\": 0.68, \"source\": \"where it comes from\"}"}},
    {"targets", config_read_targets, 0, 0, 0, "null",
     {"目标值：指标 → 数值", "metric to the value that is aimed at"}},
    {"tables", config_read_tables, 0, 0, 0, "null",
     {"各表的文件与列的对应，见 FORMATS.md 第 2 节",
      "which files and headers each table takes: FORMATS.md section 2"}},
};
/* clang-format on */
const size_t config_key_count = sizeof config_keys / sizeof config_keys[0];
