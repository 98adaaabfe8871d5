#include "reports/i18n/language.h"

#include <stddef.h>
#include <string.h>

static const struct phrase_row {
    const char *name, *words[LANGUAGE_COUNT];
} phrases[PHRASE_COUNT] = {
#define TEXT(key, zh, en) [PHRASE_##key] = {#key, {zh, en}},
#include "reports/i18n/catalogue.def"
#undef TEXT
};

static const struct name_row {
    const char *name, *words[LANGUAGE_COUNT];
} names[] = {
#define NAME(name, zh, en) {#name, {zh, en}},
#include "reports/i18n/names.def"
#include "reports/i18n/names_actions.def"
#undef NAME
};

const char *phrase(enum language language, enum phrase key)
{
    return phrases[key].words[language];
}

const char *phrase_name(enum phrase key)
{
    return phrases[key].name;
}

const char *language_tag(enum language language)
{
    static const char *const tags[LANGUAGE_COUNT] = {"zh-CN", "en"};
    return tags[language];
}

const char *name_words(enum language language, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0) return names[i].words[language];
    return name;
}
