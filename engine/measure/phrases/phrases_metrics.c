/* Definition pages of the phrases in call notes. */
#include "measure/phrases/phrases.h"

#define GROUP(number, name, zh, en, examples_zh, examples_en)                                      \
    {                                                                                              \
        .id = "phrases." name ".share", .unit = UNIT_SHARE, .better = BETTER_LOWER,                \
        .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = 1,                        \
        .offset = offsetof(struct phrases_cell, group[number]), .title = {zh, en},                 \
        .definition = {"其中有这一组的比例，例如" examples_zh "。",                                \
                       "The same for this group: " examples_en "."},                               \
        .formula = FORMULA, .source = SOURCE, .caveat = CAVEAT                                     \
    }
#define FORMULA                                                                                    \
    "calls whose note has a phrase of the list / calls with a note; Wilson interval; per 1,000 "   \
    "of them, times 1000"
#define SOURCE "the service documents: forbidden phrases; Aho & Corasick 1975; Wilson 1927"
#define CAVEAT                                                                                                                                 \
    {                                                                                                                                          \
        "词表按字面找，不懂语境：客户说的、转述的也算；没写进备注的话数不到。接线员之间先听录音再" \
        "下结论。",                                                                                                                            \
            "Words are found as they stand, without their sense: what the customer said, or what "                                             \
            "was only reported, counts too, and what nobody wrote down does not. Listen before "                                               \
            "you judge an agent."                                                                                                              \
    }

const struct metric phrases_metrics[] = {
    {
        .id = "phrases.any.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1,
        .offset = offsetof(struct phrases_cell, any),
        .title = {"有服务忌语的电话", "Calls with a phrase to avoid"},
        .definition =
            {"有备注的电话中，出现任何一组服务忌语的比例；词表可以自己改。",
             "Share of the calls with a note in which a phrase of any group is found; the "
             "list is data that you can edit."},
        .formula = FORMULA,
        .source = SOURCE,
        .caveat = CAVEAT,
    },
    GROUP(0, "refusal", "推脱拒绝", "Refusals", "“不行”、“我不知道”、“这不是我的事”",
          "\"I don't know\", \"not my job\""),
    GROUP(1, "vagueness", "含糊其辞", "Vagueness", "“可能是……”、“这个问题不太要紧”",
          "\"might be\", \"nothing serious\""),
    GROUP(2, "blame", "推卸责任", "Shifting the blame", "“这是产品质量问题”、“找经销商吧”",
          "\"ask the dealer\", \"not our fault\""),
    GROUP(3, "provocation", "激化矛盾", "Provocations", "“你投诉好了”、“找我们领导好了”",
          "\"go ahead and complain\""),
    {0}};
