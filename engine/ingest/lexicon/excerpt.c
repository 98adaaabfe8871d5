#include "ingest/lexicon/excerpt.h"

#include "ingest/encoding/utf8.h"
#include "ingest/lexicon/lexicon.h"

#include <string.h>

enum { CHARACTER_LIMIT = 2 * EXCERPT_BYTES + 512, DIGITS_HIDDEN = 3, CHINESE_DIGITS_HIDDEN = 7 };

/* The text as characters, and where each begins. */
struct characters {
    uint32_t points[CHARACTER_LIMIT];
    uint32_t firsts[CHARACTER_LIMIT + 1];
    uint32_t count;
};

static void read_characters(struct slice text, struct characters *characters)
{
    size_t at = 0;
    characters->count = 0;
    while (at < text.byte_count && characters->count < CHARACTER_LIMIT) {
        uint32_t point = 0xFFFD;
        const size_t byte_count = utf8_next(text.bytes + at, text.byte_count - at, &point);
        characters->points[characters->count] = point;
        characters->firsts[characters->count++] = (uint32_t)at;
        at += byte_count > 0 ? byte_count : 1;
    }
    characters->firsts[characters->count] = (uint32_t)at;
}

static bool is_one_of(uint32_t point, const char *characters)
{
    if (point < 0x80) return point != 0 && strchr(characters, (int)point);
    char bytes[UTF8_CHARACTER_BYTES + 1] = {0};
    (void)utf8_put(point, bytes);
    return bytes[0] && strstr(characters, bytes);
}

static bool is_digit(uint32_t point)
{
    return (point >= '0' && point <= '9') || (point >= 0xFF10 && point <= 0xFF19);
}

static bool is_letter(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
}

static bool is_small_letter(uint32_t point)
{
    return point >= 'a' && point <= 'z';
}

/* What holds an identifier, a number or an address together. */
static bool is_tied(uint32_t point)
{
    return is_digit(point) || is_letter(point) || (point < 0x80 && is_one_of(point, "@._-+/#"));
}

/* 零〇一二三四五六七八九幺两 */
static bool is_chinese_digit(uint32_t point)
{
    static const uint32_t points[] = {0x96F6, 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                      0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5E7A, 0x4E24};
    bool is_digit = false;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) is_digit |= points[i] == point;
    return is_digit;
}

static void hide(const struct characters *characters, uint32_t first, uint32_t past,
                 unsigned char *is_hidden)
{
    const uint32_t from = characters->firsts[first];
    memset(is_hidden + from, 1, characters->firsts[past] - from);
}

static void hide_numbers(const struct characters *characters, unsigned char *is_hidden)
{
    uint32_t past;
    for (uint32_t first = 0; first < characters->count; first = past + 1) {
        uint32_t digits = 0, ats = 0;
        for (past = first; past < characters->count && is_tied(characters->points[past]); past++) {
            digits += is_digit(characters->points[past]);
            ats += characters->points[past] == '@';
        }
        if (digits >= DIGITS_HIDDEN || ats > 0) hide(characters, first, past, is_hidden);
    }
    for (uint32_t first = 0; first < characters->count; first = past + 1) {
        past = first;
        while (past < characters->count && is_chinese_digit(characters->points[past])) past++;
        if (past - first >= CHINESE_DIGITS_HIDDEN) hide(characters, first, past, is_hidden);
    }
}

/* The commonest four hundred of the census cover nearly all; these are those of which the sign
 * before a title is hardly ever something else. */
static const char family_names[] =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚"
    "文庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂柴焦向柳邢岳齐沿梅莫庄辛管祝左涂谷祁舒耿牟"
    "卜"
    "詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵";

static const char *const titles[] = {"先生", "女士",   "小姐", "太太", "师傅", "经理",
                                     "主任", "老师",   "老板", "阿姨", "大姐", "大哥",
                                     "大爷", "工程师", "技师", "客服", "同志", "总"};
enum { TITLES_WITH_GIVEN_NAME = 4 }; /* before these a full name may stand */
static const char *const introductions[] = {"我叫", "我姓",   "姓名", "联系人",
                                            "名叫", "本人是", "免贵", "叫做"};
static const char *const english_titles[] = {"mr", "mrs", "ms", "miss", "dr", "name is"};

static bool begins_with(struct slice text, size_t at, const char *word)
{
    if ((text.bytes[at] | 0x20) != (word[0] | 0x20)) return false;
    const size_t byte_count = strlen(word);
    return text.byte_count - at >= byte_count &&
           slice_equal_nocase((struct slice){text.bytes + at, byte_count}, slice_of(word));
}

static bool is_family_name(const struct characters *characters, uint32_t at)
{
    return at < characters->count && is_one_of(characters->points[at], family_names);
}

/* Of a name before a title: the family name alone; with a title that strangers get, with one or two
 * signs of a given name behind it. */
static void hide_before_title(const struct characters *characters, uint32_t at, bool is_full,
                              unsigned char *is_hidden)
{
    for (uint32_t length = is_full ? 3 : 1; length >= 1; length--)
        if (at >= length && is_family_name(characters, at - length)) {
            hide(characters, at - length, at, is_hidden);
            return;
        }
}

static bool is_chinese(uint32_t point)
{
    return point >= 0x4E00 && point <= 0x9FFF;
}

static void hide_after_introduction(const struct characters *characters, uint32_t at,
                                    unsigned char *is_hidden)
{
    while (at < characters->count && is_one_of(characters->points[at], "：: 是")) at++;
    uint32_t past = at;
    while (past < characters->count && past < at + 3 && is_chinese(characters->points[past]))
        past++;
    if (is_family_name(characters, at)) hide(characters, at, past, is_hidden);
}

/* One or two words that begin with a capital. */
static void hide_after_english(const struct characters *characters, uint32_t at,
                               unsigned char *is_hidden)
{
    for (int word = 0; word < 2; word++) {
        while (at < characters->count && is_one_of(characters->points[at], ". ")) at++;
        uint32_t past = at;
        while (past < characters->count && is_letter(characters->points[past])) past++;
        if (past == at || is_small_letter(characters->points[at])) return;
        hide(characters, at, past, is_hidden);
        at = past;
        if (at < characters->count && characters->points[at] == '.') return;
    }
}

static uint32_t character_count_of(const char *word)
{
    uint32_t count = 0;
    for (; *word; word++) count += ((unsigned char)*word & 0xC0U) != 0x80U;
    return count;
}

static void hide_names(struct slice text, const struct characters *characters,
                       unsigned char *is_hidden)
{
    for (uint32_t c = 0; c < characters->count; c++) {
        const size_t at = characters->firsts[c];
        for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
            if (begins_with(text, at, titles[i]))
                hide_before_title(characters, c, i < TITLES_WITH_GIVEN_NAME, is_hidden);
        for (size_t i = 0; i < sizeof introductions / sizeof *introductions; i++)
            if (begins_with(text, at, introductions[i]))
                hide_after_introduction(characters, c + character_count_of(introductions[i]),
                                        is_hidden);
        for (size_t i = 0; i < sizeof english_titles / sizeof *english_titles; i++) {
            const size_t past = at + strlen(english_titles[i]);
            if (begins_with(text, at, english_titles[i]) && !lexicon_is_latin_before(text, at) &&
                !lexicon_is_latin_at(text, past))
                hide_after_english(characters, c + character_count_of(english_titles[i]),
                                   is_hidden);
        }
    }
}

void excerpt_hide(struct slice text, unsigned char *is_hidden)
{
    struct characters characters;
    memset(is_hidden, 0, text.byte_count);
    read_characters(text, &characters);
    hide_numbers(&characters, is_hidden);
    hide_names(text, &characters, is_hidden);
}

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0U) != 0x80U;
}

/* The part of the text that is looked at, which begins and ends with whole characters. */
static struct slice part_around(struct slice text, uint32_t first, uint32_t past)
{
    size_t begin = first > EXCERPT_BYTES ? first - EXCERPT_BYTES : 0;
    size_t end = text.byte_count - past > EXCERPT_BYTES ? past + EXCERPT_BYTES : text.byte_count;
    while (begin < first && !begins_character(text.bytes[begin])) begin++;
    while (end > past && end < text.byte_count && !begins_character(text.bytes[end])) end--;
    return (struct slice){text.bytes + begin, end - begin};
}

static bool is_blank(char byte)
{
    return (unsigned char)byte <= ' ';
}

static void add_part(struct slice text, const unsigned char *is_hidden, size_t begin, size_t end,
                     struct text *into)
{
    for (size_t at = begin; at < end; at++) {
        if (is_hidden[at]) {
            if (at == begin || !is_hidden[at - 1]) text_put(into, "***");
        } else if (is_blank(text.bytes[at])) {
            if (at == begin || is_hidden[at - 1] || !is_blank(text.bytes[at - 1]))
                text_put(into, " ");
        } else {
            text_add(into, text.bytes + at, 1);
        }
    }
}

void excerpt_add(struct slice text, uint32_t first, uint32_t past, struct text *into)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    unsigned char is_hidden[2 * EXCERPT_BYTES + 512];
    const struct slice part = part_around(text, first, past);
    const size_t offset = (size_t)(part.bytes - text.bytes);
    size_t begin = first - offset, end = past - offset;
    if (part.byte_count > sizeof is_hidden) return; /* no word is so long */
    excerpt_hide(part, is_hidden);
    for (uint32_t count = 0; begin > 0 && count < EXCERPT_CHARACTERS; count++) do
            begin--;
        while (begin > 0 && !begins_character(part.bytes[begin]));
    for (uint32_t count = 0; end < part.byte_count && count < EXCERPT_CHARACTERS; count++) do
            end++;
        while (end < part.byte_count && !begins_character(part.bytes[end]));
    if (offset + begin > 0) text_put(into, ellipsis);
    add_part(part, is_hidden, begin, end, into);
    if (offset + end < text.byte_count) text_put(into, ellipsis);
}
