/* measure/topics.h: what the engine sets beside every family's metrics (guard.h), explained like a
 * metric: `rater explain charts`. */
#ifndef MEASURE_TOPICS_H
#define MEASURE_TOPICS_H
#include <stddef.h>

/* Texts in zh and en; formula and source are for both. */
struct topic {
    const char *id; /* the table in result.json: "charts" */
    const char *title[2];
    const char *definition[2];
    const char *formula;
    const char *source;
    const char *guard[2];  /* when it is refused, and what would be enough */
    const char *misuse[2]; /* what it cannot say, what it must not be used for */
};

extern const struct topic topics[];
extern const size_t topic_count;
/* NULL: there is none of that id. */
const struct topic *topic_find(const char *id);

#endif
