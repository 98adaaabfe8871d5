/* measure/stats/chart_rules.h: what speaks against chance in a control chart, by a declared set of
 * rules; every finding says which rule. Pure, thread-safe. */
#ifndef MEASURE_STATS_CHART_RULES_H
#define MEASURE_STATS_CHART_RULES_H
#include "measure/stats/chart.h"

/* One bit each in the outcome of a point. A run is found at every point from the one that makes it
 * long enough. "Beyond" is strict; a side is above or below the centre. */
enum chart_rule {
    RULE_BEYOND_3 = 1 << 0,        /* the point lies beyond 3 sigma (both sets' rule 1) */
    RULE_2_OF_3_BEYOND_2 = 1 << 1, /* and the last of the three is one of them, same side */
    RULE_4_OF_5_BEYOND_1 = 1 << 2, /* likewise */
    RULE_8_ON_A_SIDE = 1 << 3,
    RULE_9_ON_A_SIDE = 1 << 4,
    RULE_6_TRENDING = 1 << 5,     /* six points, each higher (lower) than the one before */
    RULE_14_ALTERNATING = 1 << 6, /* fourteen points, up and down in turn */
    RULE_15_WITHIN_1 = 1 << 7,    /* limits of 1 sigma included */
    RULE_8_BEYOND_1 = 1 << 8      /* none within 1 sigma, some on each side */
};

/* Western Electric 1956, p. 25; Nelson 1984, Journal of Quality Technology 16:237. In both the
 * conventions of R qcc 3 (qccRules). */
enum {
    RULES_WESTERN_ELECTRIC =
        RULE_BEYOND_3 | RULE_2_OF_3_BEYOND_2 | RULE_4_OF_5_BEYOND_1 | RULE_8_ON_A_SIDE,
    RULES_NELSON = RULE_BEYOND_3 | RULE_9_ON_A_SIDE | RULE_6_TRENDING | RULE_14_ALTERNATING |
                   RULE_2_OF_3_BEYOND_2 | RULE_4_OF_5_BEYOND_1 | RULE_15_WITHIN_1 | RULE_8_BEYOND_1
};

/* found[i] gets the rules of `rules` that speak at point i. A point without value or limits fulfils
 * nothing and ends every run. */
void stats_chart_rules(unsigned rules, const struct chart_point *points, size_t count,
                       unsigned *found);

struct chart_runs {
    size_t useful_count;                /* points off the centre; the others are left out */
    size_t longest_run;                 /* of useful points on one side */
    size_t longest_first, longest_last; /* its ends in the series (the first longest) */
    size_t longest_allowed;             /* round(log2(useful)) + 3, a half to the even number */
    size_t crossing_count;              /* changes of side */
    size_t crossing_least;              /* 0.05 quantile of Binomial(useful - 1, 1/2) */
    bool is_signal;                     /* a longer run or fewer crossings */
};

/* Anhøj's runs analysis around a centre (the median of the base, or a chart's centre), which needs
 * no sigma. Without useful points nothing signals. RC_NUMERIC when a binomial tail cannot be found.
 * Source: Anhøj and Olesen 2014, PLoS ONE 9:e113825; Chen 2010; Schilling 2012; as R qicharts2. */
enum rc stats_chart_runs(const struct chart_point *points, size_t count, double centre,
                         struct chart_runs *out, struct err *err);

#endif
