/* measure/context.h: what every family may know besides its rows: the report month, the horizon,
 * and the user's choices. Read-only while measuring. */
#ifndef MEASURE_CONTEXT_H
#define MEASURE_CONTEXT_H
#include "base/isa.h"

#include <stddef.h>
#include <stdint.h>

struct business_clock;
struct linked;
struct profile;
struct kept_counts;
struct lexicon;

enum { DIMENSION_COUNT = 5, DIMENSION_ITEM_LIMIT = 8 };

/* A figure to hold a metric against. `segment` is "" or "axis=key". */
struct benchmark {
    const char *metric, *segment;
    double value;
    const char *source;
    double low; /* of a range that ends at `value`; 0: one figure */
};

/* From first to last, both included: minutes of a day, or days. */
struct span {
    int32_t first, last;
};

/* When is worked (measure/business.h). */
struct calendar_options {
    const struct span *hours; /* of a day; none: nine to six */
    size_t hour_count;
    uint32_t weekdays; /* bit 0 Monday */
    const struct span *holidays, *workdays;
    size_t holiday_count, workday_count;
};

/* What makes a customer's tier (measure/tiers). The value is that of two years of purchases less
 * what serving him cost; of those served or sold to in them, the best key_share are key customers,
 * and the next right_share right ones, unless a value in yuan is set from which they are. */
struct tier_rules {
    double key_share, right_share;
    int32_t key_yuan, right_yuan;                /* 0: by share */
    int32_t repair_cost_yuan;                    /* of a repair that nobody paid for */
    int32_t harmful_unjustified, harmful_unpaid; /* so many complaints found unjustified, or charges
                                                    not paid, make a customer harmful; 0: never */
};

struct measure_options {
    int32_t scale_minimum, scale_maximum;
    uint32_t minimum_base;  /* an estimate with fewer n is refused */
    uint32_t private_below; /* what fewer customers answered must not be worked out either */
    uint32_t judged_base;   /* with fewer n, of the segment or the others, no verdict */
    int32_t
        points[DIMENSION_COUNT]; /* weights of the dimensions, sum 100; all 0: none configured */
    int32_t reply_limit_minutes, close_limit_minutes, close_special_limit_minutes;
    const struct benchmark *benchmarks; /* the user's; they go before the families' own */
    size_t benchmark_count;
    const struct benchmark *targets;
    size_t target_count;
    /* what a customer is worth (measure/value): margin on sales, NaN: from the costs; discount a
     * year; years that are looked ahead */
    double margin_share, discount_share;
    int32_t horizon_years;
    struct calendar_options calendar;
    int32_t
        repurchase_days; /* median days between purchases (measure/lifecycle); 0: from the data */
    struct tier_rules tiers;
    int32_t material_days; /* after which a part on loan is due back (measure/materials) */
    int32_t return_day;    /* of the next month, by which a return is due (measure/returns) */
    /* departments whose people customers meet (measure/backoffice); none: told by their names */
    const char *const *front_line;
    size_t front_line_count;
    const struct lexicon *lexicon; /* what marks of texts mean; NULL: there are none */
    uint64_t skipped_families;     /* bit i: families[i] is not measured (family.h) */
    int thread_count;              /* 0: OpenMP's choice */
    uint32_t team_rows;       /* fewer rows of a table in the kept months: one thread counts them */
    enum isa isa;             /* a variant that isa_is_here(); all count the same */
    struct profile *profile;  /* NULL: not measured */
    struct kept_counts *kept; /* measure/kept.h; NULL: nothing is kept between runs */
};

/* Scale 1 to 7, base 10, limits of a day (special: two days), no points, benchmarks or targets. */
void measure_options_init(struct measure_options *options);

/* The days from first_day to last_day, on which a repair of a unit stands in the repair log
 * (measure/watch.h); first_day > last_day: none. */
struct watch {
    int32_t first_day, last_day;
    uint64_t report_count; /* repairs reported on these days */
};

struct measure_context {
    const struct measure_options *options;
    int32_t report_month;
    int32_t horizon_minute, horizon_day;
    struct watch watch;
    const struct business_clock *business; /* NULL: nothing is said of working hours */
    const struct linked *linked; /* for context_code(), in family.h; NULL: there are no names */
};

#endif
