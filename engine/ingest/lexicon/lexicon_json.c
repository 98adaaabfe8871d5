/* The two files of a lexicon. An error names file and place, as in
 * "words.json: topics[3].praise[1] ...". */
#include "ingest/lexicon/lexicon_words.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PLACE_BYTES = 160, RULE_BYTES = 200 };

struct reader {
    struct lexicon *lexicon;
    struct lexicon_words *words;
    const char *name; /* of the file */
    struct err *err;
};

static enum rc __attribute__((format(printf, 3, 4)))
wrong(const struct reader *reader, const char *place, const char *rule, ...)
{
    char words[RULE_BYTES];
    va_list args;
    va_start(args, rule);
    (void)vsnprintf(words, sizeof words, rule, args);
    va_end(args);
    return err_set(reader->err, RC_CONFIG, "%s: %s %s", reader->name, place, words);
}

static enum rc no_memory(const struct reader *reader)
{
    return err_memory(reader->err, LEXICON_FILE_BYTES);
}

/* The whole file as an object with the schema's name; the caller deletes it. */
static enum rc parse(const struct reader *reader, struct slice json, const char *schema,
                     cJSON **tree)
{
    const char *stop = NULL;
    *tree = cJSON_ParseWithLengthOpts(json.bytes, json.byte_count, &stop, false);
    if (!*tree) {
        size_t line = 1;
        for (const char *at = json.bytes; stop && at < stop; at++) line += *at == '\n';
        return err_set(reader->err, RC_CONFIG, "%s: line %zu is no JSON", reader->name, line);
    }
    const char *found = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(*tree, "schema"));
    if (!found || strcmp(found, schema) != 0)
        return wrong(reader, "schema", "must be \"%s\"", schema);
    return RC_OK;
}

/* Every key of the object must be one of `known`, which ends with NULL. */
static enum rc check_keys(const struct reader *reader, const cJSON *object, const char *place,
                          const char *const *known)
{
    size_t known_count = 0;
    while (known[known_count]) known_count++;
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        size_t i = 0;
        while (i < known_count && strcmp(known[i], item->string) != 0) i++;
        if (i < known_count) continue;
        (void)wrong(reader, place, "has the key \"%.80s\", which is not known", item->string);
        const char *nearest = text_nearest(item->string, known, known_count);
        if (nearest) (void)err_hint(reader->err, "did you mean %s?", nearest);
        return RC_CONFIG;
    }
    return RC_OK;
}

static enum rc add_word(const struct reader *reader, const cJSON *item, const char *place,
                        struct word_meaning meaning)
{
    if (!cJSON_IsString(item)) return wrong(reader, place, "must be a text in quotes");
    switch (lexicon_words_add(reader->words, item->valuestring, meaning)) {
    case WORD_EMPTY: return wrong(reader, place, "is empty");
    case WORD_TWICE:
        return wrong(reader, place, "is \"%.80s\", which stands elsewhere with another meaning",
                     item->valuestring);
    case WORD_NO_MEMORY: return no_memory(reader);
    case WORD_TAKEN: break;
    }
    return RC_OK;
}

/* A list that may be left out. */
static enum rc add_words(const struct reader *reader, const cJSON *object, const char *prefix,
                         const char *key, struct word_meaning meaning)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, key);
    char place[PLACE_BYTES];
    int number = 0;
    (void)snprintf(place, sizeof place, "%s%s", prefix, key);
    if (list && !cJSON_IsArray(list)) return wrong(reader, place, "must be a list of texts");
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        (void)snprintf(place, sizeof place, "%s%s[%d]", prefix, key, number++);
        const enum rc rc = add_word(reader, item, place, meaning);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

static enum rc copy_text(const struct reader *reader, const char *text, const char **out)
{
    *out = arena_copy_text(&reader->lexicon->arena, text, strlen(text));
    return *out ? RC_OK : no_memory(reader);
}

/* One phrase: a text, or a list of which the first is what it is called, the others variants. */
static enum rc add_phrase(const struct reader *reader, const cJSON *item, const char *place,
                          uint8_t group, const char **phrases, uint8_t *groups)
{
    struct lexicon *lexicon = reader->lexicon;
    const cJSON *first = cJSON_IsArray(item) ? item->child : item;
    if (!cJSON_IsString(first))
        return wrong(reader, place, "must be a text, or a list of texts for the same");
    if (lexicon->phrase_count >= PHRASE_LIMIT)
        return wrong(reader, place, "is one phrase too many: at most %d are told apart",
                     (int)PHRASE_LIMIT);
    const uint8_t number = (uint8_t)++lexicon->phrase_count;
    const struct word_meaning meaning = {.phrase = number};
    groups[number] = group;
    enum rc rc = copy_text(reader, first->valuestring, &phrases[number]);
    for (const cJSON *text = first; rc == RC_OK && text;
         text = cJSON_IsArray(item) ? text->next : NULL)
        rc = add_word(reader, text, place, meaning);
    return rc;
}

static enum rc add_group(const struct reader *reader, const cJSON *groups_of, uint8_t group,
                         const char **phrases, uint8_t *groups)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(groups_of, phrase_group_names[group]);
    char place[PLACE_BYTES];
    int number = 0;
    (void)snprintf(place, sizeof place, "groups.%s", phrase_group_names[group]);
    if (list && !cJSON_IsArray(list)) return wrong(reader, place, "must be a list");
    const cJSON *item;
    enum rc rc = RC_OK;
    cJSON_ArrayForEach(item, list)
    {
        (void)snprintf(place, sizeof place, "groups.%s[%d]", phrase_group_names[group], number++);
        if (rc == RC_OK) rc = add_phrase(reader, item, place, group, phrases, groups);
    }
    return rc;
}

enum rc lexicon_read_phrases(struct lexicon *lexicon, struct lexicon_words *words,
                             struct lexicon_source source, struct err *err)
{
    static const char *const keys[] = {"schema", "groups", "exceptions", NULL};
    const char *group_keys[PHRASE_GROUP_COUNT + 1] = {NULL};
    const struct reader reader = {lexicon, words, source.name, err};
    const char **phrases = arena_take_array(&lexicon->arena, PHRASE_LIMIT + 1, sizeof *phrases);
    uint8_t *groups = arena_take(&lexicon->arena, PHRASE_LIMIT + 1);
    cJSON *tree = NULL;
    if (!phrases || !groups) return no_memory(&reader);
    enum rc rc = parse(&reader, source.json, "rater.phrases/1", &tree);
    const cJSON *groups_of = cJSON_GetObjectItemCaseSensitive(tree, "groups");
    for (int g = 0; g < PHRASE_GROUP_COUNT; g++) group_keys[g] = phrase_group_names[g];
    if (rc == RC_OK) rc = check_keys(&reader, tree, "the file", keys);
    if (rc == RC_OK && !cJSON_IsObject(groups_of)) rc = wrong(&reader, "groups", "is missing");
    if (rc == RC_OK) rc = check_keys(&reader, groups_of, "groups", group_keys);
    for (uint8_t g = 0; rc == RC_OK && g < PHRASE_GROUP_COUNT; g++)
        rc = add_group(&reader, groups_of, g, phrases, groups);
    if (rc == RC_OK)
        rc = add_words(&reader, tree, "", "exceptions",
                       (struct word_meaning){.phrase = PHRASE_EXCEPTION});
    lexicon->phrases = phrases;
    lexicon->phrase_groups = groups;
    cJSON_Delete(tree);
    return rc;
}

static enum rc read_name(const struct reader *reader, const cJSON *object, const char *place,
                         struct lexicon_topic *topic)
{
    const cJSON *title = cJSON_GetObjectItemCaseSensitive(object, "title");
    const char *const texts[] = {
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "name")),
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(title, "zh")),
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(title, "en"))};
    const char **const into[] = {&topic->name, &topic->title[0], &topic->title[1]};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i] || !texts[i][0])
            return wrong(reader, place, "needs a name and a title in zh and en");
        const enum rc rc = copy_text(reader, texts[i], into[i]);
        if (rc != RC_OK) return rc;
    }
    for (uint32_t i = 0; i < reader->lexicon->topic_count; i++)
        if (strcmp(reader->lexicon->topics[i].name, topic->name) == 0)
            return wrong(reader, place, "has the name \"%.80s\", which another topic has",
                         topic->name);
    return RC_OK;
}

static enum rc read_topic(const struct reader *reader, const cJSON *item, const char *place,
                          struct lexicon_topic *topics)
{
    static const char *const keys[] = {"name", "title", "words", "praise", "complaint", NULL};
    const uint32_t number = reader->lexicon->topic_count;
    char prefix[PLACE_BYTES];
    (void)snprintf(prefix, sizeof prefix, "%s.", place);
    if (number >= TOPIC_LIMIT)
        return wrong(reader, place, "is one topic too many: at most %d besides the general one",
                     TOPIC_LIMIT - 1);
    if (!cJSON_IsObject(item)) return wrong(reader, place, "must be an object");
    enum rc rc = check_keys(reader, item, place, keys);
    if (rc == RC_OK) rc = read_name(reader, item, place, &topics[number]);
    if (rc != RC_OK) return rc;
    reader->lexicon->topic_count++;
    const uint8_t topic = (uint8_t)number;
    rc = add_words(reader, item, prefix, "words", (struct word_meaning){0, ROLE_TOPIC, topic});
    if (rc == RC_OK)
        rc =
            add_words(reader, item, prefix, "praise", (struct word_meaning){0, ROLE_PRAISE, topic});
    if (rc == RC_OK)
        rc = add_words(reader, item, prefix, "complaint",
                       (struct word_meaning){0, ROLE_BLAME, topic});
    return rc;
}

/* The general topic has the words of praise and blame that are about no other. */
static enum rc read_list_of_topics(const struct reader *reader, const cJSON *tree,
                                   struct lexicon_topic *topics)
{
    const cJSON *general = cJSON_GetObjectItemCaseSensitive(tree, "general");
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(tree, "topics"), *item;
    char place[PLACE_BYTES];
    int number = 0;
    if (cJSON_GetObjectItemCaseSensitive(general, "words"))
        return wrong(reader, "general",
                     "is about no topic: it has no words, but praise and "
                     "complaint");
    if (!cJSON_IsArray(list)) return wrong(reader, "topics", "must be a list");
    enum rc rc = read_topic(reader, general, "general", topics);
    cJSON_ArrayForEach(item, list)
    {
        (void)snprintf(place, sizeof place, "topics[%d]", number++);
        if (rc == RC_OK) rc = read_topic(reader, item, place, topics);
    }
    return rc;
}

static enum rc read_window(const struct reader *reader, const cJSON *tree)
{
    enum { WINDOW_USUAL = 3, WINDOW_MOST = 20 };
    const cJSON *window = cJSON_GetObjectItemCaseSensitive(tree, "window");
    const double number = window ? cJSON_GetNumberValue(window) : WINDOW_USUAL;
    if (!(number >= 0 && number <= WINDOW_MOST) || number != floor(number))
        return wrong(reader, "window", "must be a whole number from 0 to %d", (int)WINDOW_MOST);
    reader->lexicon->window = (uint32_t)number;
    return RC_OK;
}

enum rc lexicon_read_topics(struct lexicon *lexicon, struct lexicon_words *words,
                            struct lexicon_source source, struct err *err)
{
    static const char *const keys[] = {"schema",  "window", "negators", "intensifiers", "wishes",
                                       "neutral", "breaks", "general",  "topics",       NULL};
    static const struct {
        const char *key;
        uint8_t role;
    } lists[] = {{"negators", ROLE_NEGATOR},
                 {"intensifiers", ROLE_INTENSIFIER},
                 {"wishes", ROLE_WISH},
                 {"neutral", ROLE_NEUTRAL},
                 {"breaks", ROLE_BREAK}};
    const struct reader reader = {lexicon, words, source.name, err};
    struct lexicon_topic *topics = arena_take_array(&lexicon->arena, TOPIC_LIMIT, sizeof *topics);
    cJSON *tree = NULL;
    if (!topics) return no_memory(&reader);
    lexicon->topics = topics;
    enum rc rc = parse(&reader, source.json, "rater.topics/1", &tree);
    if (rc == RC_OK) rc = check_keys(&reader, tree, "the file", keys);
    if (rc == RC_OK) rc = read_window(&reader, tree);
    for (size_t i = 0; rc == RC_OK && i < sizeof lists / sizeof *lists; i++)
        rc = add_words(&reader, tree, "", lists[i].key,
                       (struct word_meaning){.role = lists[i].role});
    if (rc == RC_OK) rc = read_list_of_topics(&reader, tree, topics);
    cJSON_Delete(tree);
    return rc;
}
