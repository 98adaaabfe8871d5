/* measure/paradox/paradox.h: is a customer whose problem was solved better off than one who never
 * had any? Three tests: what they say (family paradox: satisfaction, intention) and what they do
 * (family paradox_behaviour). Each holds customers with a problem against those without, made alike
 * in what is known of them, and says in fixed words what the interval allows to say. */
#ifndef MEASURE_PARADOX_PARADOX_H
#define MEASURE_PARADOX_PARADOX_H
#include "measure/extend.h"
#include "measure/stats/contrast.h"

/* Differences below the margins are of no consequence to anybody: a quarter of a point of a score,
 * five percentage points of a share. */
#define PARADOX_SCORE_MARGIN 0.25
#define PARADOX_SHARE_MARGIN 0.05

/* What became of the problem, as it is known when the customer is looked at. */
enum paradox_class {
    CLASS_NEVER, /* no problem so far */
    CLASS_SOLVED_FAST,
    CLASS_SOLVED,
    CLASS_UNSOLVED,
    CLASS_COUNT,
};

/* Those who are held against CLASS_NEVER. The first is the network's; the others are its strata,
 * how grave the failure was and whether it was mended: never pooled without being told. */
struct paradox_group {
    const char *name; /* "recovered", or key of axis stratum */
    bool has[CLASS_COUNT];
};
enum { PARADOX_GROUP_COUNT = 4 };
extern const struct paradox_group paradox_groups[PARADOX_GROUP_COUNT];

/* So many customers of one ending and stratum, whatever number that has, with one value. */
struct paradox_entry {
    uint64_t stratum, count;
    int64_t value;
    enum paradox_class ending;
};
/* Entries as they are collected, in any order; all of them in the arena. */
struct paradox_entries {
    struct paradox_entry *rows;
    size_t count;
};

/* Counts of an outcome by stratum, ending and value; values are value_first and up. Only strata
 * that occur have a place: of many products most have nobody. */
struct paradox_counts {
    size_t stratum_count, value_count;
    int64_t value_first;
    uint64_t *counts; /* [stratum][ending][value] */
};
static inline uint64_t *paradox_values(const struct paradox_counts *counts, size_t stratum,
                                       enum paradox_class ending)
{
    return counts->counts + (stratum * CLASS_COUNT + (size_t)ending) * counts->value_count;
}
/* The entries, which are put in order; values outside are left out. In the arena; false when memory
 * is out. */
bool paradox_counts_init(struct paradox_counts *counts, const struct paradox_entries *entries,
                         int64_t value_first, size_t value_count, struct arena *arena);

/* What another metric says of the same customers, without making them alike, by ending. */
struct paradox_clock {
    const char *metric;
    struct share shares[CLASS_COUNT];
};

/* One test as it is told. */
struct paradox_test {
    const char *name, *metric, *literature; /* words of the table */
    double margin;
    int32_t period;
    bool is_share; /* of 0 and 1: bounds end at -1 and 1, both values must occur often enough, and
                      the estimate (not the table) is in percentage points */
    const char *refusal; /* NULL, or why nothing can be said */
    const char *partial; /* NULL, or why all that is said holds in part only */
    /* NULL, or what must not point the other way for any ending of a group: else the group is
     * neither above nor below, for that depends on when the clock starts */
    const struct paradox_clock *clock;
};

/* The estimate of the network and one per stratum, and their rows in a table of that name. All
 * tests are of shares or none is. */
enum rc paradox_add(const char *table, const struct paradox_test *tests,
                    const struct paradox_counts *counts, size_t test_count,
                    const struct measured *measured, struct result *result, struct err *err);

/* What the interval allows to say, a word of the table. */
const char *paradox_verdict(const struct interval *interval, double margin);

/* In paradox_metrics.c. */
extern const struct metric paradox_metrics[];

#endif
