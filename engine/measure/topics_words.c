/* Pages of the tables of what customers write and of phrases to avoid. */
#include "measure/topics.h"

const struct topic topics_words[] = {
    {
        .id = "phrases.calls",
        .also = {"phrases.comments"},
        .title = {"服务忌语：说得最多的", "Phrases to avoid: those most heard"},
        .definition =
            {"至报告月 12 个月，词表中每条出现过的忌语一行：group 为类别，n 为有它的备注（phrases."
             "comments：客户意见）数，texts 为全部备注数，per_1000 为每千条中几条及上下限；example "
             "为最近一次前后各 20 个字，姓名、号码、邮箱已隐去。每条文本只计前三条不同的忌语。",
             "The twelve months up to the report month, a row for each phrase of the list that was "
             "found: its group, n notes (phrases.comments: comments) with it of all texts, "
             "per_1000 "
             "of them with bounds; example, what stood 20 characters to both sides in the latest "
             "month, without names, numbers and addresses. Of a text the first three different "
             "phrases count."},
        .formula = "per_1000 = 1000 n / texts, Wilson interval times 1000; example: of the month's "
                   "texts the one with the smallest hash, so that nobody chose it",
        .source = "the service documents: forbidden phrases; Aho & Corasick 1975; Wilson 1927",
        .guard =
            {"没有“备注”“意见”列时没有此表；客户意见中不足 private_below 次的不给例子。",
             "Not there without the column note or comment; no example of a comment that fewer "
             "than private_below wrote."},
        .misuse =
            {"按字面找，转述、玩笑、客户自己说的也算；不可凭此处分一个人。",
             "Words are found as they stand: what was reported, meant as a joke or said by the "
             "customer counts too. No ground to punish anybody."},
    },
    {
        .id = "voice.topics",
        .title = {"意见的话题", "Topics of the comments"},
        .definition =
            {"报告月每个被说到的话题一行：comments 为意见数，complaint_n、praise_n "
             "为抱怨、表扬它的意见数，complaint、praise "
             "为占比及上下限；各附一例（姓名、号码已隐去）。"
             "按抱怨数排列，不属于哪个话题的“总体”在最后。",
             "The report month, a row for each topic told: complaint_n and praise_n of all "
             "comments "
             "complain of it and praise it, their shares with bounds, an example of each without "
             "names and numbers. By falling number of complaints; what is about no topic comes "
             "last."},
        .formula =
            "a clause's word of praise or blame is about its own topic, else about the topics "
            "the clause names, else about the whole; an odd number of negators near before "
            "it makes praise a complaint, and a complaint nothing",
        .source = "the service documents: open feedback; Taboada et al. 2011, Computational "
                  "Linguistics 37:267; Wilson 1927",
        .guard =
            {"没有“意见”列时没有此表；不足 private_below 条的不给例子。",
             "Not there without the column comment; no example of what fewer than private_below "
             "wrote."},
        .misuse = {"反话、错字、没列的说法认不出；占比低不等于问题小：只有一部分客户写意见。",
                   "Irony, slips and what is not listed are missed; a small share is no small "
                   "problem: only some customers write."},
    },
    {
        .id = "voice.rising",
        .title = {"上升的话题", "Rising topics"},
        .definition =
            {"近三个月抱怨（direction = "
             "complaint）或表扬的占比比此前（至多十个月）明显高的话题：n、"
             "n_before 为意见数，share、share_before 为占比，ratio 为两者之比及上下限；此前没有的，"
             "没有比。",
             "Topics that a greater share of the comments complain of (direction = complaint), or "
             "praise, in the last three months than in the months before (at most ten): n and "
             "n_before comments, their shares, and the ratio with bounds; what was not there "
             "before has no ratio."},
        .formula = "one-sided exact test of two Poisson rates given both together, exposure = "
                   "comments; Benjamini-Hochberg over all topics and both directions, q < 0.05; "
                   "ratio = odds of the Clopper-Pearson share times the ratio of exposures",
        .source = "Przyborowski & Wilenski 1940; Clopper & Pearson 1934; Benjamini & Hochberg 1995",
        .guard =
            {"近三个月不足最小样本数、或没有此前月份的不检验。",
             "Nothing is tested without months before, or told with fewer than the minimum base "
             "in the last three months."},
        .misuse =
            {"上升可能来自回访对象或问法变了；先看例子，再看维修、投诉的数。",
             "A rise may come from who was asked, or how: look at the examples, then at repairs "
             "and complaints."},
    },
    {
        .id = "voice.wishes",
        .title = {"对下月的期望", "Wishes for next month"},
        .definition =
            {"报告月每个被盼到的话题一行：n 为涉及它的期望数，wishes "
             "为全部期望数，share 为占比及上下限，附一例。",
             "The report month, a row for each topic wished for: n of all wishes name it, "
             "their share with bounds, and an example."},
        .formula = "n / wishes; Wilson interval; a wish may name several topics",
        .source = "the service documents: open feedback; Wilson 1927",
        .guard = {"没有“期望”列时没有此表；不足 private_below 条的不给例子。",
                  "Not there without the column wish; no example of what fewer than private_below "
                  "wrote."},
        .misuse = {"写期望的客户不代表全部。",
                   "Who writes a wish does not stand for all customers."},
    },
    {0},
};
