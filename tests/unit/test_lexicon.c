/* layer: ingest */
/* The automaton against looking for each word at each place; what a text is marked with, by
 * examples in both languages; files of words that are wrong. */
#include "ingest/lexicon/excerpt.h"
#include "ingest/lexicon/lexicon.h"
#include "ingest/lexicon/marker.h"
#include "ingest/lexicon/quote.h"
#include "tests/unit/test_scan_slow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORD_LIMIT = 40, WORD_BYTES = 8, TEXT_BYTES = 120, ROUNDS = 400 };

/* Few letters, so that words overlap; 不 and 丏 share two bytes of three. */
static void random_text(unsigned long long *seed, size_t letter_count, char *text)
{
    static const char *const letters[] = {"a", "b", "A", "不", "丏", "好", "\xFF"};
    size_t byte_count = 0;
    for (size_t i = 0; i < letter_count; i++) {
        const char *letter = letters[slow_random(seed, 7)];
        memcpy(text + byte_count, letter, strlen(letter) + 1);
        byte_count += strlen(letter);
    }
}

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
}

static bool ends_with(struct slice text, size_t past, struct slice word)
{
    if (past < word.byte_count) return false;
    for (size_t i = 0; i < word.byte_count; i++)
        if (small(text.bytes[past - word.byte_count + i]) != small(word.bytes[i])) return false;
    return true;
}

/* Different words, whatever the case of their letters. */
static size_t random_words(unsigned long long *seed, char texts[][4 * WORD_BYTES],
                           struct slice *words)
{
    const size_t wanted = 1 + slow_random(seed, WORD_LIMIT);
    size_t count = 0;
    for (size_t i = 0; i < wanted; i++) {
        random_text(seed, 1 + slow_random(seed, 4), texts[count]);
        const struct slice word = slice_of(texts[count]);
        bool is_new = true;
        for (size_t w = 0; w < count; w++) is_new &= !slice_equal_nocase(words[w], word);
        if (is_new) words[count++] = word;
    }
    return count;
}

static void check_text(const struct automaton *automaton, const struct slice *words, size_t count,
                       struct slice text)
{
    uint32_t state = 0;
    for (size_t at = 0; at < text.byte_count; at++) {
        bool is_found[WORD_LIMIT + 1] = {false};
        size_t last_bytes = SIZE_MAX;
        state = automaton_step(automaton, state, (unsigned char)text.bytes[at]);
        for (uint32_t end = state; end >= automaton->first_output;
             end = automaton_shorter(automaton, end)) {
            const uint32_t word = automaton_word(automaton, end);
            if (word == 0) continue;
            assert_true(words[word - 1].byte_count < last_bytes);
            last_bytes = words[word - 1].byte_count;
            is_found[word] = true;
        }
        for (size_t w = 0; w < count; w++)
            assert_int_equal(is_found[w + 1], ends_with(text, at + 1, words[w]));
    }
}

static void test_automaton(void **state)
{
    (void)state;
    unsigned long long seed = 4;
    size_t found_rounds = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char texts[WORD_LIMIT][4 * WORD_BYTES], text[4 * TEXT_BYTES];
        struct slice words[WORD_LIMIT];
        struct automaton automaton;
        struct arena arena = ARENA_INIT;
        const size_t count = random_words(&seed, texts, words);
        found_rounds += count > 5;
        assert_int_equal(automaton_make(&automaton, words, count, &arena), AUTOMATON_MADE);
        random_text(&seed, TEXT_BYTES, text);
        check_text(&automaton, words, count, slice_of(text));
        arena_release(&arena);
    }
    assert_true(found_rounds > ROUNDS / 2);
}

static void load(struct lexicon *lexicon, const char *phrases, const char *topics)
{
    struct err err = ERR_INIT;
    const struct lexicon_source sources[] = {{"phrases", {phrases, phrases ? strlen(phrases) : 0}},
                                             {"topics", {topics, topics ? strlen(topics) : 0}}};
    if (lexicon_load(lexicon, sources[0], sources[1], &err) != RC_OK) fail_msg("%s", err.message);
}

/* "+speed -price !-" and phrases by their group, in fixed order. */
static void mark_words(const struct lexicon *lexicon, uint64_t mark, struct text *out)
{
    text_clear(out);
    assert_true(mark & MARK_TEXT);
    for (uint32_t topic = 0; topic < lexicon->topic_count; topic++) {
        if (mark_topics(mark) >> 2 * topic & 1)
            text_format(out, "+%s ", lexicon->topics[topic].name);
        if (mark_topics(mark) >> 2 * topic & 2)
            text_format(out, "-%s ", lexicon->topics[topic].name);
    }
    if (mark & MARK_STRONG_PRAISE) text_put(out, "!+ ");
    if (mark & MARK_STRONG_BLAME) text_put(out, "!- ");
    for (int group = 0; group < PHRASE_GROUP_COUNT; group++)
        if (mark_groups(mark) >> group & 1) text_format(out, "%s ", phrase_group_names[group]);
}

static const struct {
    const char *text, *words;
    bool is_wish;
} examples[] = {
    {"服务态度好", "+attitude ", false},
    {"服务不错", "+general ", false},
    {"不好", "-general ", false},
    {"不是不好", "+general ", false},
    {"不太好", "-general ", false},
    {"没有问题", "+general ", false},
    {"没问题，很满意", "+general !+ ", false},
    {"没有什么意见", "", false},
    {"还可以", "", false},
    {"上门太慢", "-speed !- ", false},
    {"上门不慢", "", false},
    {"价格不贵", "+price ", false},
    {"来得快，但是太贵", "+speed -price !- ", false},
    {"没修好，还收费太贵", "-repair -price !- ", false},
    {"希望快一点", "", false},
    {"希望价格便宜，配件充足", "+price +parts ", true},
    {"修得好", "+repair ", false},
    {"不仅快而且便宜", "+speed +price ", false},
    {"Very good service, thank you", "+general !+ ", false},
    {"not bad at all", "+general ", false},
    {"It was not good", "-general ", false},
    {"goodness, they didn't come", "", false},
    {"The repair isn’t good", "-repair ", false},
    {"The price was not a very good one", "-price ", false},
    {"客服说不知道，让我找经销商", "refusal blame ", false},
    {"你投诉好了", "-general provocation ", false},
    {"NOT MY JOB, he said", "refusal ", false},
    {"质量不行", "-quality ", false},
    {"", "", false},
};

static void test_examples(void **state)
{
    (void)state;
    struct lexicon lexicon;
    struct text words;
    load(&lexicon, NULL, NULL);
    text_init(&words, 0);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct marked marked;
        lexicon_mark(&lexicon, slice_of(examples[i].text), examples[i].is_wish, &marked);
        mark_words(&lexicon, marked.mark, &words);
        if (strcmp(words.bytes, examples[i].words) != 0)
            fail_msg("%s: %s, not %s", examples[i].text, words.bytes, examples[i].words);
    }
    text_release(&words);
    lexicon_release(&lexicon);
}

/* What is between < and > is the place; what comes of the text around it. */
static const struct {
    const char *text, *excerpt;
} excerpts[] = {
    {"<好>", "好"},
    {"师傅<好>，电话13800001234", "师傅好，电话***"},
    {"订单A-2025-0601<慢>", "订单***慢"},
    {"24小时内<快>", "24小时内快"},
    {"mail bob.k@x.cn <good>", "mail *** good"},
    {"王先生说<好>", "***先生说好"},
    {"张小明女士<好>", "***女士好"},
    {"李师傅<好>，这位先生也好", "***师傅好，这位先生也好"},
    {"我叫陈大文<好>", "我叫***好"},
    {"我是老客户<好>", "我是老客户好"},
    {"Mr. Smith was <good>, summer", "Mr. *** was good, summer"},
    {"幺三八〇〇〇一一二三四<好>", "***好"},
    {"一二三四五六七八九十一二三四五六七八九十甲<好>乙一二三四五六七八九十一二三四五六七八九十",
     "…***十***十甲好乙***十***…"},
    {"a\n\n b\t<好>", "a b 好"},
    {"１３８００<好>", "***好"},
};

static void test_excerpts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof excerpts / sizeof *excerpts; i++) {
        struct text text, out;
        text_init(&text, 0);
        text_init(&out, 0);
        const char *opening = strchr(excerpts[i].text, '<'), *closing = strchr(opening, '>');
        text_add(&text, excerpts[i].text, (size_t)(opening - excerpts[i].text));
        const uint32_t first = (uint32_t)text.byte_count;
        text_add(&text, opening + 1, (size_t)(closing - opening - 1));
        const uint32_t past = (uint32_t)text.byte_count;
        text_put(&text, closing + 1);
        excerpt_add((struct slice){text.bytes, text.byte_count}, first, past, &out);
        if (strcmp(out.bytes, excerpts[i].excerpt) != 0)
            fail_msg("%s: %s, not %s", excerpts[i].text, out.bytes, excerpts[i].excerpt);
        text_release(&text);
        text_release(&out);
    }
}

/* Lists of parts, joined in any order, hold the quotes of one list of all. */
static void add_texts(struct quote_list *list, uint32_t first, uint32_t past, uint32_t offset)
{
    for (uint32_t row = first; row < past; row++) {
        char text[64];
        struct marked marked = {MARK_TEXT, 1, {{row % 5, 0, 3}}};
        (void)snprintf(text, sizeof text, "好 text of many letters %u", (unsigned)(row * 7 % 40));
        const struct quote where = {.month = (int32_t)(row % 3), .row = row - offset};
        assert_true(quote_list_add_text(list, &where, slice_of(text), &marked));
    }
}

static void test_quotes_join(void **state)
{
    enum { ROWS = 300 };
    (void)state;
    struct quote_list whole, joined, parts[3];
    quote_list_init(&whole);
    quote_list_init(&joined);
    add_texts(&whole, 0, ROWS, 0);
    for (uint32_t i = 0; i < 3; i++) {
        quote_list_init(&parts[i]);
        add_texts(&parts[i], i * 100, i * 100 + 100, i * 100);
    }
    for (int i = 2; i >= 0; i--)
        for (size_t q = 0; q < parts[i].count; q++) {
            struct quote quote = parts[i].rows[q];
            quote.row += (uint32_t)i * 100;
            assert_true(quote_list_add(&joined, &quote));
        }
    assert_true(quote_list_finish(&whole, &whole.arena));
    assert_true(quote_list_finish(&joined, &joined.arena));
    assert_int_equal(whole.count, 3 * 5 * QUOTES_KEPT);
    assert_int_equal(joined.count, whole.count);
    for (size_t q = 0; q < whole.count; q++) {
        assert_true(whole.rows[q].hash == joined.rows[q].hash);
        assert_int_equal(whole.rows[q].row, joined.rows[q].row);
    }
    const struct quotes quotes = {whole.rows, whole.count};
    const struct quote *first = quotes_find(&quotes, 0, 0, 1, 2);
    assert_non_null(first);
    whole.rows[first - whole.rows].is_superseded = true;
    assert_ptr_equal(quotes_find(&quotes, 0, 0, 1, 2), first + 1);
    assert_null(quotes_find(&quotes, 0, 0, 3, 2));
    for (int i = 0; i < 3; i++) quote_list_release(&parts[i]);
    quote_list_release(&whole);
    quote_list_release(&joined);
}

static const char no_phrases[] = "{\"schema\": \"rater.phrases/1\", \"groups\": {}}";
#define GENERAL "\"general\": {\"name\": \"g\", \"title\": {\"zh\": \"总\", \"en\": \"G\"}}"
static const char no_topics[] = "{\"schema\": \"rater.topics/1\", " GENERAL ", \"topics\": []}";

/* A text longer than there is room for words and places is cut, not overrun. */
static void test_long_text(void **state)
{
    (void)state;
    struct lexicon lexicon;
    struct text text;
    load(&lexicon, NULL, NULL);
    text_init(&text, 0);
    for (int i = 0; i < 3000; i++) text_put(&text, "好慢贵不行可能是");
    struct marked marked;
    lexicon_mark(&lexicon, (struct slice){text.bytes, text.byte_count}, false, &marked);
    assert_true(marked.place_count <= PLACE_LIMIT);
    assert_int_equal(mark_groups(marked.mark), 3);
    text_release(&text);
    lexicon_release(&lexicon);
    load(&lexicon, no_phrases, no_topics);
    lexicon_mark(&lexicon, slice_of("好"), false, &marked);
    assert_true(marked.mark == MARK_TEXT);
    lexicon_release(&lexicon);
}

static const struct {
    const char *phrases, *topics, *message;
} faults[] = {
    {"{", NULL, "phrases: line 1 is no JSON"},
    {"{\"schema\": \"x\"}", NULL, "phrases: schema must be \"rater.phrases/1\""},
    {"{\"schema\": \"rater.phrases/1\"}", NULL, "phrases: groups is missing"},
    {"{\"schema\": \"rater.phrases/1\", \"groups\": {\"refusals\": []}}", NULL,
     "phrases: groups has the key \"refusals\", which is not known"},
    {"{\"schema\": \"rater.phrases/1\", \"groups\": {\"refusal\": [\"a\", [\"b\", \" \"]]}}", NULL,
     "phrases: groups.refusal[1] is empty"},
    {"{\"schema\": \"rater.phrases/1\", \"groups\": {\"refusal\": [\"a\"], \"blame\": [\"A\"]}}",
     NULL, "phrases: groups.blame[0] is \"A\", which stands elsewhere with another meaning"},
    {no_phrases, "{\"schema\": \"rater.topics/1\", \"window\": 2.5}",
     "topics: window must be a whole number from 0 to 20"},
    {no_phrases, "{\"schema\": \"rater.topics/1\"}", "topics: topics must be a list"},
    {no_phrases, "{\"schema\": \"rater.topics/1\", " GENERAL ", \"topics\": [{\"name\": \"a\"}]}",
     "topics: topics[0] needs a name and a title in zh and en"},
    {no_phrases,
     "{\"schema\": \"rater.topics/1\", \"negators\": [\"不\"], " GENERAL
     ", \"topics\": [{\"name\": \"a\", \"title\": {\"zh\": \"a\", \"en\": \"a\"}, \"praise\": "
     "[\"不\"]}]}",
     "topics: topics[0].praise[0] is \"不\", which stands elsewhere with another meaning"},
};

static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct lexicon lexicon;
        struct err err = ERR_INIT;
        struct lexicon_source phrases = {"phrases", slice_of(faults[i].phrases)};
        struct lexicon_source topics = {"topics", {NULL, 0}};
        if (faults[i].topics) topics.json = slice_of(faults[i].topics);
        assert_int_equal(lexicon_load(&lexicon, phrases, topics, &err), RC_CONFIG);
        assert_string_equal(err.message, faults[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_automaton),   cmocka_unit_test(test_examples),
        cmocka_unit_test(test_long_text),   cmocka_unit_test(test_excerpts),
        cmocka_unit_test(test_quotes_join), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
