/* measure/lifecycle/lifecycle.h: the months after a purchase (D27): what the files of the family
 * share.
 *
 * Every customer is followed once within the twelve months up to the report month: from their
 * beginning with the days since his last purchase as his age, or, if he bought for the first time
 * in them, from that purchase on; until the next purchase, the departure, or the end. What comes
 * after a purchase that ends it is left out: so nothing later chooses who is followed how long, and
 * nobody is followed twice. */
#ifndef MEASURE_LIFECYCLE_H
#define MEASURE_LIFECYCLE_H
#include "measure/extend.h"

enum { LIFECYCLE_MONTHS = 12, LIFECYCLE_DUE_DAYS = 90 };

enum life_stage {
    STAGE_DOUBT,
    STAGE_LEARNING,
    STAGE_APPRECIATION,
    STAGE_REEVALUATION,
    STAGE_COUNT
};
extern const char *const life_stage_names[STAGE_COUNT];
/* First ages of the stages but the last, whose age is that of the product. */
enum { LEARNING_FROM_DAYS = 31, APPRECIATION_FROM_DAYS = 181 };

/* How the time under observation ended. */
enum life_end { END_CENSORED, END_LEFT, END_BOUGHT };

/* Columns of the table "customers", packed: */
enum life_column {
    LIFE_PRODUCTS, /* of the purchase that he is followed from, and of his last one, 16 bits each;
                      0: missing, or a code beyond 16 bits */
    LIFE_SPAN,     /* age at the beginning, days seen, enum life_end; 0: not followed */
    LIFE_EVENTS,   /* days into the span of the first complaint and the last scored callback, plus
                      1, and its score plus 128; 0: none */
    LIFE_DUE,      /* dealer of the last purchase (16 bits), age at the end plus 1; 0: gone */
    LIFE_COLUMN_COUNT
};
enum {
    AGE_BITS = 15,
    AGE_MOST = (1 << AGE_BITS) - 2,
    DAY_BITS = 10,
    DAY_MASK = (1 << DAY_BITS) - 1,
    CODE_BITS = 16,
    PRODUCT_CODES = 1 << CODE_BITS,
    CODE_MASK = PRODUCT_CODES - 1,
    SCORE_OFFSET = 128
};

/* A customer's columns taken apart. */
struct life_row {
    uint32_t product, due_product, dealer;
    int32_t age;       /* at the beginning */
    int32_t days;      /* seen, the last one with them; 0: not followed */
    enum life_end end; /* bought again on age + days; left, or cut off, on the day before */
    int32_t complaint; /* age of the first complaint; -1: none */
    int32_t asked;     /* age at the last scored callback; -1: none */
    int32_t score;     /* its */
    int32_t due_age;   /* since the last purchase at the end; -1: gone, or no purchase */
};
static inline struct life_row life_row_open(const int32_t columns[LIFE_COLUMN_COUNT])
{
    const uint32_t products = (uint32_t)columns[LIFE_PRODUCTS], due = (uint32_t)columns[LIFE_DUE];
    const uint32_t span = (uint32_t)columns[LIFE_SPAN], events = (uint32_t)columns[LIFE_EVENTS];
    const int32_t age = (int32_t)(span >> (DAY_BITS + 2));
    const int32_t complaint = (int32_t)(events & DAY_MASK);
    const int32_t asked = (int32_t)(events >> DAY_BITS & DAY_MASK);
    return (struct life_row){.product = products & CODE_MASK,
                             .due_product = products >> CODE_BITS,
                             .dealer = due & CODE_MASK,
                             .age = age,
                             .days = (int32_t)(span >> 2 & DAY_MASK),
                             .end = (enum life_end)(span & 3),
                             .complaint = complaint > 0 ? age + complaint - 1 : -1,
                             .asked = asked > 0 ? age + asked - 1 : -1,
                             .score = (int32_t)(events >> 2 * DAY_BITS) - SCORE_OFFSET,
                             .due_age = (int32_t)(due >> CODE_BITS) - 1};
}

struct lifecycle_cell {
    uint64_t followed;
};

/* From which age on customers of a product think of a new one. */
enum { PRODUCTS_APART = 64 };
enum life_source { SOURCE_NONE, SOURCE_PRODUCT, SOURCE_NETWORK, SOURCE_CONFIGURED };
struct product_life {
    uint32_t product; /* code; 0: the network */
    uint64_t n, events;
    struct interval median;
};
struct product_lives {
    struct product_life rows[PRODUCTS_APART + 1]; /* the network first */
    size_t row_count;
    int32_t from_days[PRODUCT_CODES]; /* by code; INT32_MAX: not known */
    uint8_t sources[PRODUCT_CODES];   /* enum life_source */
};

/* All rows of the derived table, one after another. */
struct life_reader {
    const struct table *customers;
    size_t columns[LIFE_COLUMN_COUNT];
    size_t segment;
    uint32_t row;
};
void life_reader_init(struct life_reader *reader, const struct measured *measured);
/* False: that was all. In every loop over millions: what a loop does not ask for is not unpacked.
 */
static inline bool life_reader_next(struct life_reader *reader, struct life_row *row)
{
    const struct table *table = reader->customers;
    while (table && reader->segment < table->segment_count &&
           reader->row == table->segments[reader->segment].row_count) {
        reader->segment++;
        reader->row = 0;
    }
    if (!table || reader->segment == table->segment_count) return false;
    const struct segment *segment = &table->segments[reader->segment];
    int32_t columns[LIFE_COLUMN_COUNT];
    for (size_t c = 0; c < LIFE_COLUMN_COUNT; c++)
        columns[c] = ((const int32_t *)segment->columns[reader->columns[c]].values)[reader->row];
    *row = life_row_open(columns);
    reader->row++;
    return true;
}

/* Medians by product, Kaplan and Meier. */
enum rc product_lives_make(struct product_lives *lives, const struct measured *measured,
                           struct arena *arena, struct err *err);
enum rc product_lives_tell(const struct product_lives *lives, const struct measured *measured,
                           struct result *result, struct err *err);
/* Satisfaction and rates by stage; *return_rate: purchases a day of who is in re-evaluation. */
enum rc life_stages_tell(const struct product_lives *lives, const struct measured *measured,
                         struct interval *return_rate, struct result *result, struct err *err);
/* Who is due for a new one. */
enum rc life_due_tell(const struct product_lives *lives, const struct measured *measured,
                      struct interval return_rate, struct result *result, struct err *err);

extern const struct metric lifecycle_metrics[];

#endif
