/* reports/model/metric_words.h: what the metrics' definition pages say, with an answer for metrics
 * this build does not know. */
#ifndef REPORTS_METRIC_WORDS_H
#define REPORTS_METRIC_WORDS_H
#include "measure/metric.h"

/* Texts by language, zh and en; never NULL. Constants, or the id that was asked for. */
struct metric_words {
    const char *title[2];
    const char *definition[2], *caveat[2]; /* "" when unknown */
    const char *family_title[2];           /* "" when unknown */
    const char *question[2];               /* of the metric's family; "" when unknown */
    const char *family;                    /* its name; "" when unknown */
    enum better better;
};

/* The id's own text stands in for the title of an unknown metric, so it must outlive *words; its
 * family is "". */
void metric_words_find(const char *id, struct metric_words *words);

#endif
