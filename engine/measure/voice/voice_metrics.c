/* Definition pages of what customers write. */
#include "measure/voice/voice.h"

#define LEXICON_SOURCE                                                                             \
    "the service documents: open feedback; lexicon with negation and intensity as in Taboada et "  \
    "al. 2011, Computational Linguistics 37:267"
#define CAVEAT                                                                                     \
    {                                                                                              \
        "按词表认话题和褒贬，反话、错字、没列的说法认不出；写意见的客户只是一部分。",              \
            "Topics, praise and blame are told by words of a list: irony, slips of the pen and "   \
            "what is not listed are missed; and only some customers write."                        \
    }
#define GUARD                                                                                      \
    {                                                                                              \
        "少于最小样本数时不给出。", "Refused below the minimum base."                              \
    }
#define WILSON                                                                                     \
    {                                                                                              \
        "Wilson 区间", "Wilson interval"                                                           \
    }
#define SHARE(name, direction, member, zh, en, definition_zh, definition_en)                       \
    {                                                                                              \
        .id = "voice." name ".share", .unit = UNIT_SHARE, .better = direction,                     \
        .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = 1ULL << NEED_COMMENT,     \
        .offset = offsetof(struct voice_cell, member), .title = {zh, en},                          \
        .definition = {definition_zh, definition_en},                                              \
        .formula = "comments of the kind / comments; Wilson interval",                             \
        .source = LEXICON_SOURCE "; Wilson 1927", .caveat = CAVEAT                                 \
    }
#define BY_TOPIC(name, need, direction, zh, en, definition_zh, definition_en, ratio)               \
    {                                                                                              \
        .id = "voice.topic." name ".share", .unit = UNIT_SHARE, .better = direction,               \
        .kind = STATISTIC_EXTENDED, .needed = 1ULL << (need), .title = {zh, en},                   \
        .definition = {definition_zh, definition_en}, .formula = ratio, .interval = WILSON,        \
        .guard = GUARD, .source = LEXICON_SOURCE "; Wilson 1927", .caveat = CAVEAT                 \
    }

const struct metric voice_metrics[] = {
    SHARE(
        "praise", BETTER_HIGHER, praise, "表扬的意见", "Comments that praise",
        "意见中夸了至少一个话题（或总体）的比例；“不慢”不算夸，“不好”算怨。",
        "Share of the comments that praise a topic, or the service as a whole; \"not slow\" is no "
        "praise, \"not good\" is a complaint."),
    SHARE("complaint", BETTER_LOWER, complaint, "抱怨的意见", "Comments that complain",
          "意见中怨了至少一个话题（或总体）的比例。",
          "Share of the comments that complain of a topic, or of the service as a whole."),
    SHARE("strong_complaint", BETTER_LOWER, strong, "语气强烈的抱怨", "Strong complaints",
          "意见中有带“很、太、非常”一类程度词的抱怨的比例。",
          "Share of the comments with a complaint made strong by a word such as \"very\" or "
          "\"too\"."),
    {
        .id = "voice.ratio",
        .unit = UNIT_RATIO,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_COMMENT,
        .title = {"褒贬比", "Praise to complaints"},
        .definition =
            {"表扬的意见数与抱怨的意见数之比；又夸又怨的两边都算。",
             "Comments that praise to comments that complain; those that do both count on "
             "both sides."},
        .formula = "a / b; interval exp(log(a/b) +- 1.96 s), s^2 = 1/a + 1/b - 2 c / (a b), c "
                   "comments that do both",
        .interval = {"对数尺度上的多项分布方差（delta 法）",
                     "multinomial variance on the logarithmic scale (delta method)"},
        .guard = {"意见少于最小样本数，或没有表扬、没有抱怨时不给出。",
                  "Refused below the minimum base of comments, or without praise or without "
                  "complaints."},
        .source = LEXICON_SOURCE "; Nam & Blackwelder 2002, Statistics in Medicine 21:689",
        .caveat = CAVEAT,
    },
    {
        .id = "voice.ratio_trend",
        .unit = UNIT_RATIO,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_COMMENT,
        .title = {"褒贬比的年变化", "Praise to complaints, change a year"},
        .definition =
            {"12 个月褒贬比的走势：一年变为原来的几倍；1 为不变。",
             "How the ratio of praise to complaints moved over 12 months: times what it was "
             "a year before; 1 is no change."},
        .formula = "exp(12 b), b the slope of log(ratio) on the months by least squares weighted "
                   "with 1 / s^2; the error grows with sqrt(chi^2 / df) where months scatter more",
        .interval = {"斜率的 t 区间，自由度为月数减 2", "t interval of the slope, months - 2 df"},
        .guard = {"有表扬也有抱怨的月份不足 6 个时不给出。",
                  "Refused with fewer than six months that have praise and complaints."},
        .source = LEXICON_SOURCE "; Birge 1932, Physical Review 40:207",
        .caveat = CAVEAT,
    },
    BY_TOPIC("praise", NEED_COMMENT, BETTER_HIGHER, "各话题的表扬", "Praise by topic",
             "意见中夸该话题的比例。", "Share of the comments that praise the topic.",
             "comments that praise the topic / comments"),
    BY_TOPIC("complaint", NEED_COMMENT, BETTER_LOWER, "各话题的抱怨", "Complaints by topic",
             "意见中怨该话题的比例。", "Share of the comments that complain of the topic.",
             "comments that complain of the topic / comments"),
    BY_TOPIC("wish", NEED_WISH, BETTER_NONE, "对下月的期望", "Wishes for next month",
             "写了期望的回访中，期望涉及该话题的比例。", "Share of the wishes that name the topic.",
             "wishes that name the topic / wishes"),
    {0}};
