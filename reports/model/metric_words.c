#include "reports/model/metric_words.h"

#include "measure/family.h"

static void take(const char *const from[2], const char *into[2])
{
    for (int language = 0; language < 2; language++)
        if (from[language]) into[language] = from[language];
}

void metric_words_find(const char *id, struct metric_words *words)
{
    *words = (struct metric_words){.title = {id, id},
                                   .definition = {"", ""},
                                   .caveat = {"", ""},
                                   .family_title = {"", ""},
                                   .question = {"", ""},
                                   .family = "",
                                   .better = BETTER_NONE};
    const struct family *family = NULL;
    const struct metric *metric = metric_find(id, &family);
    if (!metric) return;
    take(metric->title, words->title);
    take(metric->definition, words->definition);
    take(metric->caveat, words->caveat);
    words->better = metric->better;
    if (!family) return;
    take(family->title, words->family_title);
    take(family->question, words->question);
    words->family = family->name;
}
