/* What customers write, and what agents note: sentences by mood, each told in many ways. A way is
 * an opening and a closing that say nothing of the service, so that a mood is told by its core
 * alone. The cores praise and blame with and without negation, in both languages, now and then with
 * a name or a number that no report may show. */
#include "words.h"

#include <stdio.h>
#include <string.h>

static const char *const openings[] = {
    "", "", "您好，", "上周报修的，", "说一下，", "家里的龙头，"};
static const char *const closings[] = {
    "", "。", "！", "，就这些。", "，其他没有意见", "，我姓王，电话13800001234"};
static const char *const english_openings[] = {"", "", "Hello. ", "Last week: ", "Well, ", "Hi, "};
static const char *const english_closings[] = {
    "", ".", "!", ", that is all.", ", no other comments", ", my name is Smith, 13800001234"};
enum { PART_COUNT = 6, WAY_COUNT = PART_COUNT * PART_COUNT };

static const char *const praises[] = {"师傅很专业，服务态度好",
                                      "来得快，修得好，很满意",
                                      "师傅准时上门，鞋套都自己带了",
                                      "非常感谢，问题一次解决",
                                      "讲解很耐心，告诉我怎么保养",
                                      "服务热情，收拾得很干净",
                                      "Very good service, thank you",
                                      "师傅说\"有事随时打电话\"，很贴心",
                                      "比以前好多了，继续保持",
                                      "安装师傅技术好，给个表扬",
                                      "服务不错",
                                      "修完以后没有问题了",
                                      "Not bad at all",
                                      "没得说，王师傅彬彬有礼",
                                      "收费合理，不贵"};
static const char *const neutrals[] = {"还可以",
                                       "一般",
                                       "没有什么意见",
                                       "希望多开几个服务网点",
                                       "建议周末也能预约上门",
                                       "No comment",
                                       "不知道怎么评价",
                                       "可不可以换个时间回访"};
static const char *const slows[] = {
    "上门太慢，等了好几天",     "报修以后没人回电话",         "约好的时间没来,也不通知",
    "响应慢，打了三次电话才来", "师傅迟到两个小时\n没有道歉", "来得一点也不快",
    "Very slow, nobody called", "说来不来，拖了一个星期",     "配件一直缺货，等太久"};
static const char *const repeats[] = {"修了两次还是漏水",       "没修好，同样的问题又出现",
                                      "质量太差，刚用就坏",     "换了配件还是失灵",
                                      "三天两头坏，不如换新的", "Not fixed, it still leaks",
                                      "修得不好，用了两天又坏"};
static const char *const costs[] = {"保修期内还要收费，不合理", "收费太贵，也没有明细",
                                    "配件价格比网上贵一倍", "价格不便宜",
                                    "Overpriced, not a fair price"};
static const char *const manners[] = {
    "态度不好",          "师傅不耐烦，爱理不理", "推来推去没人负责", "说话没礼貌",
    "Rude on the phone", "不够热情，也不专业",   "弄得一地，不收拾", "客服说不知道，让我找经销商"};
static const char *const phrases_told[] = {"态度不好，说\"这不是我的事\"",
                                           "师傅说可能是水压问题，不太要紧",
                                           "说这是产品质量问题，让我去投诉",
                                           "客服说不归我管",
                                           "他说现在太忙，过两天处理",
                                           "He said it is not my job",
                                           "说我使用不当，您使用不当四个字讲了三遍"};
static const char *const parts_missing[] = {"缺货，配件一直没到",       "等配件等了一个月",
                                            "没有配件，只能停用",       "配件要等，说要从总部调货",
                                            "Waiting for a part again", "零件断货"};

#define SENTENCES(list)                                                                            \
    {                                                                                              \
        (list), (int32_t)(sizeof(list) / sizeof(list)[0])                                          \
    }
struct sentences {
    const char *const *cores;
    int32_t count;
};
static const struct sentences moods[MOOD_COUNT] = {
    [MOOD_PRAISE] = SENTENCES(praises),      [MOOD_NEUTRAL] = SENTENCES(neutrals),
    [MOOD_SLOW] = SENTENCES(slows),          [MOOD_REPEAT] = SENTENCES(repeats),
    [MOOD_COST] = SENTENCES(costs),          [MOOD_MANNER] = SENTENCES(manners),
    [MOOD_PHRASE] = SENTENCES(phrases_told), [MOOD_PARTS] = SENTENCES(parts_missing)};

static const char *const wished[] = {"希望回访不要在上班时间",  "希望上门前先打电话",
                                     "希望配件备货足一些",      "希望能在微信上报修",
                                     "希望延长保修期",          "希望价格公开透明",
                                     "希望有保养提醒",          "多培训师傅，态度再好一点",
                                     "Please open at weekends", "快一点"};
static const struct sentences wishes = SENTENCES(wished);

static const char *const polite_notes[] = {
    "已登记，转经销商",       "已告知进度",
    "用户咨询保修政策",       "已安抚并致歉，承诺今日回电",
    "用户说修好了，没有问题", "用户质量不行要求换货，已转品质部",
    "Explained the warranty", "用户要求改期，联系人李先生 13800001234"};
static const char *const bad_notes[] = {"我不知道，您再问问别人",
                                        "用户催单，答：这不是我的事",
                                        "这个问题不太要紧",
                                        "可能是水压，先用着",
                                        "找经销商吧",
                                        "告知用户是您自装的，我们不负责",
                                        "你投诉好了",
                                        "Told him it is not my job",
                                        "现在太忙，过两天处理",
                                        "有意见找领导"};
static const struct sentences call_notes[NOTE_KIND_COUNT] = {
    [NOTE_POLITE] = SENTENCES(polite_notes), [NOTE_FORBIDDEN] = SENTENCES(bad_notes)};

struct span comment_span(enum mood mood)
{
    struct span span = {0, moods[mood].count * WAY_COUNT};
    for (int before = 0; before < (int)mood; before++)
        span.first += moods[before].count * WAY_COUNT;
    return span;
}

struct span call_note_span(enum note_kind kind)
{
    return (struct span){kind == NOTE_POLITE ? 0 : call_notes[NOTE_POLITE].count,
                         call_notes[kind].count};
}

/* All ways to say each of the sentences, behind words[0 … *count). */
static bool add_ways(const struct sentences *sentences, struct word *words, int32_t *count,
                     struct arena *arena)
{
    enum { WAY_BYTES = 200 };
    for (int32_t core = 0; core < sentences->count; core++)
        for (int way = 0; way < WAY_COUNT; way++) {
            const int opening = way / PART_COUNT, closing = way % PART_COUNT;
            const char *told = sentences->cores[core];
            const bool is_english = (told[0] >= 'A' && told[0] <= 'Z');
            char *text = arena_take(arena, WAY_BYTES);
            if (text == NULL) return false;
            (void)snprintf(text, WAY_BYTES, "%s%s%s",
                           (is_english ? english_openings : openings)[opening], told,
                           (is_english ? english_closings : closings)[closing]);
            words[(*count)++] = (struct word){text, NULL};
        }
    return true;
}

static void add_notes(const struct sentences *sentences, struct word *words, int32_t *count)
{
    for (int32_t core = 0; core < sentences->count; core++)
        words[(*count)++] = (struct word){sentences->cores[core], NULL};
}

enum rc comments_init(struct word_list lists[LIST_COUNT], struct arena *arena, struct err *err)
{
    const struct span last = comment_span((enum mood)(MOOD_COUNT - 1));
    const size_t most = (size_t)last.first + (size_t)last.count;
    struct word *words = arena_take_array(arena, most, sizeof *words);
    int32_t comment_count = 0, wish_count = 0, note_count = 0;
    bool has_memory = words != NULL;
    for (int mood = 0; has_memory && mood < MOOD_COUNT; mood++)
        has_memory = add_ways(&moods[mood], words, &comment_count, arena);
    if (!has_memory) return err_memory(err, most * sizeof *words);
    enum rc rc = word_list_init(&lists[LIST_COMMENT], words, comment_count, arena, err);
    if (rc != RC_OK) return rc;
    if (!add_ways(&wishes, words, &wish_count, arena)) return err_memory(err, most);
    rc = word_list_init(&lists[LIST_WISH], words, wish_count, arena, err);
    for (int kind = 0; kind < NOTE_KIND_COUNT; kind++)
        add_notes(&call_notes[kind], words, &note_count);
    if (rc == RC_OK) rc = word_list_init(&lists[LIST_CALL_NOTE], words, note_count, arena, err);
    return rc;
}
