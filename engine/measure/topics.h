/* measure/topics.h: the tables of a result explained like a metric: `rater explain charts`. Every
 * table that a result can have has its page; tables of one form share one. */
#ifndef MEASURE_TOPICS_H
#define MEASURE_TOPICS_H
#include <stddef.h>

enum { TOPIC_ALSO_LIMIT = 8 };

/* Texts in zh and en; formula and source are for both. */
struct topic {
    const char *id;                     /* the table in result.json: "charts" */
    const char *also[TOPIC_ALSO_LIMIT]; /* further tables of the page, as many as are not NULL */
    const char *title[2];
    const char *definition[2];
    const char *formula;
    const char *source;
    const char *guard[2];  /* when it is refused, and what would be enough */
    const char *misuse[2]; /* what it cannot say, what it must not be used for */
};

/* Pages of what stands beside every family's metrics. */
extern const struct topic topics[];
extern const size_t topic_count;
/* The others, in lists that end with {0}. */
extern const struct topic topics_dealers[], topics_products[], topics_customers[], topics_repairs[],
    topics_office[], topics_words[], topics_handling[], topics_result[];

/* All pages in order; NULL behind the last. */
const struct topic *topic_at(size_t index);
/* The page of a table; NULL: there is none of that name. */
const struct topic *topic_find(const char *table);

#endif
