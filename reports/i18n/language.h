/* i18n/language.h: the words of the page in two languages, from one table (catalogue.def). A
 * pattern holds {1} … {9} where its parts go; both languages hold the same ones. All texts are
 * constants. */
#ifndef I18N_LANGUAGE_H
#define I18N_LANGUAGE_H

enum language { LANGUAGE_ZH, LANGUAGE_EN, LANGUAGE_COUNT };

enum phrase {
#define TEXT(key, zh, en) PHRASE_##key,
#include "reports/i18n/catalogue.def"
#undef TEXT
    PHRASE_COUNT
};

/* Never NULL. */
const char *phrase(enum language language, enum phrase key);
/* "zh-CN", "en". */
const char *language_tag(enum language language);
/* The catalogue's key: "VERDICT_BETTER"; for tests. */
const char *phrase_name(enum phrase key);

/* Words for a name of the data contract ("problem_no_complaint", "rows_used", "phone"); the name
 * itself when the table does not hold it. */
const char *name_words(enum language language, const char *name);

#endif
