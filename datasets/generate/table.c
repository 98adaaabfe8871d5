#include "table.h"

#define PLAIN(name_, title_, kind_)                                                                \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = (kind_)                                        \
    }
#define WIDE(name_, title_, kind_)                                                                 \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = (kind_), .is_wide = true                       \
    }
#define WORD(name_, title_, list_)                                                                 \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = KIND_WORD, .list = (list_)                     \
    }
#define WIDE_WORD(name_, title_, list_)                                                            \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = KIND_WORD, .list = (list_), .is_wide = true    \
    }
#define ID(name_, title_, letter_, digits_)                                                        \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = KIND_ID, .letter = (letter_),                  \
        .digits = (digits_)                                                                        \
    }

static const struct column survey_columns[SURVEY_COLUMN_COUNT] = {
    ID("survey_id", "回访编号", 'S', 7),
    PLAIN("surveyed_at", "回访时间", KIND_TIME),
    WORD("channel", "回访方式", LIST_CHANNEL),
    ID("customer_id", "客户编号", 'C', 7),
    ID("dealer_id", "经销商编号", 'D', 3),
    ID("technician_id", "服务人员编号", 'T', 4),
    WORD("region", "区域", LIST_REGION),
    WORD("product", "产品型号", LIST_PRODUCT),
    ID("repair_id", "维修单号", 'R', 7),
    PLAIN("rel1", "可靠1", KIND_INT),
    PLAIN("rel2", "可靠2", KIND_INT),
    PLAIN("rel3", "可靠3", KIND_INT),
    PLAIN("rel4", "可靠4", KIND_INT),
    PLAIN("rel5", "可靠5", KIND_INT),
    PLAIN("asr1", "专业1", KIND_INT),
    PLAIN("asr2", "专业2", KIND_INT),
    PLAIN("asr3", "专业3", KIND_INT),
    PLAIN("asr4", "专业4", KIND_INT),
    PLAIN("tan1", "有形1", KIND_INT),
    PLAIN("tan2", "有形2", KIND_INT),
    PLAIN("tan3", "有形3", KIND_INT),
    PLAIN("tan4", "有形4", KIND_INT),
    PLAIN("emp1", "同理1", KIND_INT),
    PLAIN("emp2", "同理2", KIND_INT),
    PLAIN("emp3", "同理3", KIND_INT),
    PLAIN("emp4", "同理4", KIND_INT),
    PLAIN("emp5", "同理5", KIND_INT),
    PLAIN("res1", "反应1", KIND_INT),
    PLAIN("res2", "反应2", KIND_INT),
    PLAIN("res3", "反应3", KIND_INT),
    PLAIN("res4", "反应4", KIND_INT),
    PLAIN("overall", "总体满意度", KIND_INT),
    PLAIN("recommend", "推荐意愿", KIND_INT),
    PLAIN("repurchase_intent", "再购意愿", KIND_INT),
    PLAIN("had_problem", "是否有问题", KIND_BOOL),
    PLAIN("complained", "是否投诉", KIND_BOOL),
    WORD("outcome", "处理结果", LIST_OUTCOME),
    PLAIN("told_people", "告知人数", KIND_INT),
    WORD("touchpoint", "接触点", LIST_TOUCHPOINT),
    WORD("phase", "阶段", LIST_PHASE),
    PLAIN("answered", "是否接通", KIND_BOOL),
    WORD("comment", "意见", LIST_COMMENT),
    WIDE_WORD("wish", "期望", LIST_WISH),
    WIDE("x_rel1", "期望可靠1", KIND_INT),
    WIDE("x_rel2", "期望可靠2", KIND_INT),
    WIDE("x_rel3", "期望可靠3", KIND_INT),
    WIDE("x_rel4", "期望可靠4", KIND_INT),
    WIDE("x_rel5", "期望可靠5", KIND_INT),
    WIDE("x_asr1", "期望专业1", KIND_INT),
    WIDE("x_asr2", "期望专业2", KIND_INT),
    WIDE("x_asr3", "期望专业3", KIND_INT),
    WIDE("x_asr4", "期望专业4", KIND_INT),
    WIDE("x_tan1", "期望有形1", KIND_INT),
    WIDE("x_tan2", "期望有形2", KIND_INT),
    WIDE("x_tan3", "期望有形3", KIND_INT),
    WIDE("x_tan4", "期望有形4", KIND_INT),
    WIDE("x_emp1", "期望同理1", KIND_INT),
    WIDE("x_emp2", "期望同理2", KIND_INT),
    WIDE("x_emp3", "期望同理3", KIND_INT),
    WIDE("x_emp4", "期望同理4", KIND_INT),
    WIDE("x_emp5", "期望同理5", KIND_INT),
    WIDE("x_res1", "期望反应1", KIND_INT),
    WIDE("x_res2", "期望反应2", KIND_INT),
    WIDE("x_res3", "期望反应3", KIND_INT),
    WIDE("x_res4", "期望反应4", KIND_INT),
    WIDE("w_rel", "可靠权重", KIND_INT),
    WIDE("w_asr", "专业权重", KIND_INT),
    WIDE("w_tan", "有形权重", KIND_INT),
    WIDE("w_emp", "同理权重", KIND_INT),
    WIDE("w_res", "反应权重", KIND_INT),
    WIDE("right_customer", "对的客户", KIND_BOOL),
    WIDE("right_product", "对的产品", KIND_BOOL),
    WIDE("right_time", "对的时间", KIND_BOOL),
    WIDE("right_occasion", "对的场合", KIND_BOOL),
    WIDE("right_price", "对的价格", KIND_BOOL),
    WIDE("right_way", "对的方式", KIND_BOOL),
    WIDE("right_need", "对的需求", KIND_BOOL),
    WIDE("trust_cognitive", "认知信任", KIND_INT),
    WIDE("trust_emotional", "情感信任", KIND_INT),
    WIDE("trust_behavioural", "行为信任", KIND_INT),
};

static const struct column repair_columns[REPAIR_COLUMN_COUNT] = {
    ID("repair_id", "维修单号", 'R', 7),
    PLAIN("unit_id", "产品序列号", KIND_UNIT),
    ID("customer_id", "客户编号", 'C', 7),
    ID("dealer_id", "经销商编号", 'D', 3),
    ID("technician_id", "服务人员编号", 'T', 4),
    WORD("region", "区域", LIST_REGION),
    WORD("product", "产品型号", LIST_PRODUCT),
    PLAIN("purchased_on", "购买日期", KIND_DATE),
    PLAIN("installed_on", "安装日期", KIND_DATE),
    PLAIN("warranty_months", "保修月数", KIND_INT),
    PLAIN("reported_at", "报修时间", KIND_TIME),
    PLAIN("replied_at", "回复时间", KIND_TIME),
    PLAIN("promised_at", "预约时间", KIND_TIME),
    PLAIN("visited_at", "到达时间", KIND_TIME),
    PLAIN("closed_at", "完成时间", KIND_TIME),
    PLAIN("special_case", "特殊情况", KIND_BOOL),
    WORD("mode", "服务方式", LIST_MODE),
    WORD("fault", "故障描述", LIST_FAULT),
    WORD("cause", "故障原因", LIST_CAUSE),
    WORD("action", "处理措施", LIST_ACTION),
    WORD("part", "配件", LIST_PART),
    PLAIN("quantity", "数量", KIND_INT),
    PLAIN("design_hazard", "设计隐患", KIND_BOOL),
    PLAIN("material_fee", "材料费", KIND_MONEY),
    PLAIN("labour_fee", "服务费", KIND_MONEY),
    PLAIN("charged", "是否收费", KIND_BOOL),
    WIDE("paid", "是否付款", KIND_BOOL),
    WORD("charge_reason", "收费原因", LIST_CHARGE_REASON),
    PLAIN("solved", "是否修好", KIND_BOOL),
    PLAIN("confirmed", "用户确认", KIND_BOOL),
    WORD("department", "责任部门", LIST_DEPARTMENT),
    WORD("note", "备注", LIST_NOTE),
};

static const struct column complaint_columns[COMPLAINT_COLUMN_COUNT] = {
    ID("complaint_id", "投诉编号", 'N', 6),
    ID("customer_id", "客户编号", 'C', 7),
    ID("repair_id", "维修单号", 'R', 7),
    ID("dealer_id", "经销商编号", 'D', 3),
    WORD("department", "责任部门", LIST_DEPARTMENT),
    PLAIN("opened_at", "投诉时间", KIND_TIME),
    PLAIN("answered_at", "首次答复时间", KIND_TIME),
    PLAIN("resolved_at", "解决时间", KIND_TIME),
    WORD("status", "状态", LIST_STATUS),
    PLAIN("apologised", "道歉", KIND_BOOL),
    PLAIN("listened", "倾听", KIND_BOOL),
    PLAIN("fair_fix", "公平方案", KIND_BOOL),
    PLAIN("compensated", "补偿", KIND_BOOL),
    PLAIN("promise_kept", "守诺", KIND_BOOL),
    PLAIN("followed_up", "跟进", KIND_BOOL),
    PLAIN("permanent_fix", "永久解决", KIND_BOOL),
    WIDE("justified", "是否属实", KIND_BOOL),
    PLAIN("satisfied_after", "处理后满意度", KIND_INT),
    WORD("note", "备注", LIST_COMMENT),
};

static const struct column purchase_columns[PURCHASE_COLUMN_COUNT] = {
    ID("customer_id", "客户编号", 'C', 7),     PLAIN("purchased_on", "购买日期", KIND_DATE),
    WORD("product", "产品型号", LIST_PRODUCT), ID("dealer_id", "经销商编号", 'D', 3),
    PLAIN("amount", "金额", KIND_MONEY),       PLAIN("cost", "成本", KIND_MONEY),
};

static const struct column departure_columns[DEPARTURE_COLUMN_COUNT] = {
    ID("customer_id", "客户编号", 'C', 7),
    PLAIN("left_on", "流失日期", KIND_DATE),
    WORD("reason", "流失原因", LIST_LEAVE_REASON),
};

static const struct column material_columns[MATERIAL_COLUMN_COUNT] = {
    PLAIN("moved_on", "日期", KIND_DATE), ID("dealer_id", "经销商编号", 'D', 3),
    WORD("part", "配件", LIST_PART),      WORD("kind", "类别", LIST_MOVE_KIND),
    PLAIN("quantity", "数量", KIND_INT),  PLAIN("unit_price", "单价", KIND_MONEY),
};

static const struct column call_columns[CALL_COLUMN_COUNT] = {
    ID("call_id", "电话编号", 'L', 6),
    PLAIN("called_at", "来电时间", KIND_TIME),
    WORD("kind", "来电类型", LIST_CALL_KIND),
    ID("agent", "坐席", 'A', 2),
    PLAIN("rings", "铃响次数", KIND_INT),
    PLAIN("greet_s", "问候秒数", KIND_INT),
    PLAIN("hold_s", "等待秒数", KIND_INT),
    PLAIN("recontact_s", "回应间隔秒数", KIND_INT),
    PLAIN("duration_s", "通话秒数", KIND_INT),
    PLAIN("words_per_minute", "语速", KIND_INT),
    PLAIN("pitch", "音调", KIND_INT),
    PLAIN("inflection", "抑扬", KIND_INT),
    PLAIN("courtesy", "礼貌", KIND_INT),
    PLAIN("tone", "语气", KIND_INT),
    PLAIN("understandability", "易懂", KIND_INT),
    PLAIN("enunciation", "吐字", KIND_INT),
    PLAIN("transferred", "是否转接", KIND_BOOL),
    WORD("note", "备注", LIST_CALL_NOTE),
};

static const struct column training_columns[TRAINING_COLUMN_COUNT] = {
    PLAIN("trained_on", "培训日期", KIND_DATE),  ID("dealer_id", "经销商编号", 'D', 3),
    ID("technician_id", "服务人员编号", 'T', 4), WORD("mode", "培训方式", LIST_TRAINING_MODE),
    WORD("topic", "培训内容", LIST_TOPIC),
};

static const struct column return_columns[RETURN_COLUMN_COUNT] = {
    ID("dealer_id", "经销商编号", 'D', 3),
    PLAIN("month", "月份", KIND_MONTH),
    WORD("kind", "报表类型", LIST_RETURN_KIND),
    PLAIN("submitted_on", "提交日期", KIND_DATE),
};

static const struct column install_columns[INSTALL_COLUMN_COUNT] = {
    PLAIN("unit_id", "产品序列号", KIND_UNIT),    ID("customer_id", "客户编号", 'C', 7),
    ID("dealer_id", "经销商编号", 'D', 3),        WORD("product", "产品型号", LIST_PRODUCT),
    PLAIN("purchased_on", "购买日期", KIND_DATE), PLAIN("installed_on", "安装日期", KIND_DATE),
    PLAIN("accepted", "是否验收", KIND_BOOL),
};

static const struct column action_columns[ACTION_COLUMN_COUNT] = {
    ID("action_id", "改进编号", 'X', 3),
    WORD("department", "责任部门", LIST_DEPARTMENT),
    WORD("metric", "指标", LIST_METRIC),
    WORD("filter", "范围", LIST_FILTER),
    ID("owner", "负责人", 'M', 2),
    PLAIN("opened_on", "立项日期", KIND_DATE),
    PLAIN("effective_on", "生效日期", KIND_DATE),
    PLAIN("due_on", "到期日期", KIND_DATE),
    PLAIN("target", "目标", KIND_MONEY),
    WORD("note", "备注", LIST_TOPIC),
};

#define COLUMNS(columns) columns, (int)(sizeof(columns) / sizeof(columns)[0])
const struct table tables[TABLE_COUNT] = {
    [TABLE_SURVEYS] = {"surveys", "回访", COLUMNS(survey_columns), SURVEY_AT, SURVEY_DEALER,
                       PORTION_DEALER_MONTH, "surveys", 120000},
    [TABLE_REPAIRS] = {"repairs", "维修", COLUMNS(repair_columns), REPAIR_REPORTED, REPAIR_DEALER,
                       PORTION_DEALER_MONTH, "repairs", 90000},
    [TABLE_COMPLAINTS] = {"complaints", "投诉", COLUMNS(complaint_columns), COMPLAINT_OPENED, -1,
                          PORTION_MONTH, "complaints", 9000},
    [TABLE_PURCHASES] = {"purchases", "购买", COLUMNS(purchase_columns), PURCHASE_ON, -1,
                         PORTION_MONTH, "purchases", 150000},
    [TABLE_DEPARTURES] = {"departures", "流失", COLUMNS(departure_columns), DEPARTURE_ON, -1,
                          PORTION_MONTH, "departures", 6000},
    [TABLE_MATERIALS] = {"materials", "材料", COLUMNS(material_columns), MATERIAL_ON,
                         MATERIAL_DEALER, PORTION_DEALER_MONTH, "materials", 60000},
    [TABLE_CALLS] = {"calls", "电话", COLUMNS(call_columns), CALL_AT, -1, PORTION_MONTH, "calls",
                     40000},
    [TABLE_TRAININGS] = {"trainings", "培训", COLUMNS(training_columns), TRAINING_ON, -1,
                         PORTION_WHOLE, "trainings", 300},
    [TABLE_RETURNS] = {"returns", "报表", COLUMNS(return_columns), RETURN_MONTH, -1, PORTION_MONTH,
                       NULL, 0},
    [TABLE_INSTALLS] = {"installs", "安装", COLUMNS(install_columns), INSTALL_PURCHASED, -1,
                        PORTION_MONTH, NULL, 0},
    [TABLE_ACTIONS] = {"actions", "改进", COLUMNS(action_columns), ACTION_OPENED, -1, PORTION_WHOLE,
                       NULL, 0},
};
