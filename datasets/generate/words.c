#include "words.h"

static const struct word regions[] = {{"华东", NULL}, {"华北", NULL}, {"华南", NULL},
                                      {"华中", NULL}, {"西南", NULL}, {"东北", NULL}};
static const struct word channels[] = {
    {"phone", "电话"}, {"onsite", "上门"}, {"wechat", "微信"}, {"web", "网络"}, {"card", "反馈卡"}};
static const struct word outcomes[] = {
    {"none", "无"}, {"unsolved", "未解决"}, {"solved", "已解决"}, {"solved_fast", "快速解决"}};
static const struct word touchpoints[] = {{"repair", "维修"},   {"install", "安装"},
                                          {"purchase", "购买"}, {"enquiry", "咨询"},
                                          {"store", "门店"},    {"complaint", "投诉处理"}};
static const struct word phases[] = {{"before", "售前"}, {"during", "售中"}, {"after", "售后"}};
static const struct word modes[] = {{"phone", "电话指导"}, {"onsite", "上门"}, {"return", "返厂"}};
static const struct word charge_reasons[] = {
    {"out_of_warranty", "过保"},         {"misuse", "使用不当"}, {"self_installed", "自行安装"},
    {"unauthorised_repair", "私自维修"}, {"power", "电源"},      {"force_majeure", "不可抗力"}};
static const struct word departments[] = {
    {"制造部", NULL}, {"研发部", NULL}, {"采购部", NULL}, {"物流部", NULL}, {"售后部", NULL}};
static const struct word statuses[] = {
    {"open", "未处理"}, {"in_progress", "处理中"}, {"closed", "已结案"}};
static const struct word leave_reasons[] = {{"death", "去世"},   {"moved", "搬迁"},
                                            {"friend", "朋友"},  {"competitor", "竞争对手"},
                                            {"product", "产品"}, {"service", "服务"}};
static const struct word move_kinds[] = {
    {"issue", "发放"},      {"return", "退回"},     {"charge", "收费"},   {"gift", "赠品"},
    {"office", "办公用品"}, {"brochure", "宣传品"}, {"approved", "特批"}, {"count", "盘点"}};
static const struct word call_kinds[] = {{"general", "一般"}, {"enquiry", "咨询"},
                                         {"status", "查询"},  {"order", "订购"},
                                         {"repair", "报修"},  {"complaint", "投诉"}};
static const struct word training_modes[] = {
    {"visit", "上门"}, {"central", "集中"}, {"correspondence", "函授"}};
static const struct word topics[] = {{"服务礼仪", NULL},
                                     {"沟通技巧", NULL},
                                     {"产品知识", NULL},
                                     {"安装规范", NULL},
                                     {"智能产品维修", NULL}};
static const struct word return_kinds[] = {{"install", "安装"}, {"repair", "维修"}};
static const struct word metrics[] = {{"sla.close_24h", "24 小时内解决"},
                                      {"repair.repeat_30d", "30 天内重复报修率"},
                                      {"rater.responsiveness", "反应度"},
                                      {"survey.overall.mean", "总体满意度"},
                                      {"stage.out_of_box.share", "开箱不良占比"}};

static const struct word notes[] = {{"用户要求改期", NULL},
                                    {"已拍照上报", NULL},
                                    {"待配件", NULL},
                                    {"用户不在家，改约", NULL},
                                    {"已电话说明使用方法", NULL},
                                    {"旧件已带回", NULL},
                                    {"同批次已有多起，建议检查", NULL}};
#define FIXED(list_, words_)                                                                       \
    {                                                                                              \
        .words = (words_), .list = (list_), .count = (int32_t)(sizeof(words_) / sizeof(words_)[0]) \
    }
static const struct {
    const struct word *words;
    enum list list;
    int32_t count;
} fixed_lists[] = {
    FIXED(LIST_REGION, regions),
    FIXED(LIST_CHANNEL, channels),
    FIXED(LIST_OUTCOME, outcomes),
    FIXED(LIST_TOUCHPOINT, touchpoints),
    FIXED(LIST_PHASE, phases),
    FIXED(LIST_MODE, modes),
    FIXED(LIST_CHARGE_REASON, charge_reasons),
    FIXED(LIST_DEPARTMENT, departments),
    FIXED(LIST_NOTE, notes),
    FIXED(LIST_STATUS, statuses),
    FIXED(LIST_LEAVE_REASON, leave_reasons),
    FIXED(LIST_MOVE_KIND, move_kinds),
    FIXED(LIST_CALL_KIND, call_kinds),
    FIXED(LIST_TRAINING_MODE, training_modes),
    FIXED(LIST_TOPIC, topics),
    FIXED(LIST_RETURN_KIND, return_kinds),
    FIXED(LIST_METRIC, metrics),
};

/* The field as RFC 4180 wants it; NULL when memory is out. */
static bool quote(struct slice *out, const char *plain, struct arena *arena)
{
    const size_t length = strlen(plain);
    if (strpbrk(plain, ",\"\r\n") == NULL) {
        *out = (struct slice){plain, length};
        return true;
    }
    char *quoted = arena_take(arena, 2 * length + 3);
    if (quoted == NULL) return false;
    size_t at = 0;
    quoted[at++] = '"';
    for (const char *c = plain; *c != '\0'; c++) {
        if (*c == '"') quoted[at++] = '"';
        quoted[at++] = *c;
    }
    quoted[at++] = '"';
    *out = (struct slice){quoted, at};
    return true;
}

enum rc word_list_init(struct word_list *list, const struct word *words, int32_t count,
                       struct arena *arena, struct err *err)
{
    const size_t item_count = (size_t)count;
    list->count = count;
    list->code = arena_take_array(arena, item_count, sizeof *list->code);
    list->native = arena_take_array(arena, item_count, sizeof *list->native);
    if (list->code == NULL || list->native == NULL)
        return err_memory(err, item_count * sizeof *list->code);
    for (size_t i = 0; i < item_count; i++) {
        const char *native = words[i].native == NULL ? words[i].code : words[i].native;
        if (!quote(&list->code[i], words[i].code, arena) || !quote(&list->native[i], native, arena))
            return err_memory(err, 2 * strlen(native) + 3);
    }
    return RC_OK;
}

/* Faults, causes and parts are indexed by chain; actions by 2 * chain (usual) and 2 * chain + 1. */
static enum rc chain_lists(struct word_list *lists, struct arena *arena, struct err *err)
{
    const size_t count = (size_t)chain_count;
    struct word *words = arena_take_array(arena, 5 * count, sizeof *words);
    if (words == NULL) return err_memory(err, 5 * count * sizeof *words);
    struct word *faults = words, *causes = words + count, *parts = words + 2 * count,
                *actions = words + 3 * count;
    for (size_t i = 0; i < count; i++) {
        faults[i].code = chains[i].fault;
        causes[i].code = chains[i].cause;
        parts[i].code = chains[i].part == NULL ? "" : chains[i].part;
        actions[2 * i].code = chains[i].action;
        actions[2 * i + 1].code = chains[i].other_action;
    }
    enum rc rc = word_list_init(&lists[LIST_FAULT], faults, chain_count, arena, err);
    if (rc == RC_OK) rc = word_list_init(&lists[LIST_CAUSE], causes, chain_count, arena, err);
    if (rc == RC_OK) rc = word_list_init(&lists[LIST_PART], parts, chain_count, arena, err);
    if (rc == RC_OK) rc = word_list_init(&lists[LIST_ACTION], actions, 2 * chain_count, arena, err);
    return rc;
}

enum rc words_init(struct word_list lists[LIST_COUNT], struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < sizeof fixed_lists / sizeof fixed_lists[0]; i++) {
        const enum rc rc = word_list_init(&lists[fixed_lists[i].list], fixed_lists[i].words,
                                          fixed_lists[i].count, arena, err);
        if (rc != RC_OK) return rc;
    }
    const enum rc rc = comments_init(lists, arena, err);
    return rc == RC_OK ? chain_lists(lists, arena, err) : rc;
}
