/* measure/tiers/tiers.h: customers' tiers (D03): what the files of the family share.
 *
 * A customer's value is what he bought within 24 months, less what his repairs that nobody paid for
 * cost. Of the customers served or sold to in these months the best are key customers, the next
 * right ones (struct tier_rules); who complained or owed without cause too often is harmful,
 * whatever he bought; all others are ordinary. The service given is that of each customer's last
 * repair within 12 months, so that everybody counts once. */
#ifndef MEASURE_TIERS_H
#define MEASURE_TIERS_H
#include "measure/extend.h"

enum { TIER_VALUE_MONTHS = 24, TIER_SERVICE_MONTHS = 12, TIER_CALL_DAYS = 30 };

enum tier { TIER_ORDINARY, TIER_RIGHT, TIER_KEY, TIER_HARMFUL, TIER_COUNT };
extern const char *const tier_names[TIER_COUNT];
enum tier_service { SERVED_REPLY, SERVED_CLOSE, SERVED_CALL, SERVICE_COUNT };

/* Columns of the table "customers". */
enum tier_column {
    TIER_YUAN,   /* value in whole yuan, rounded down */
    TIER_FACTS,  /* bits, and the product of the last repair above them */
    TIER_DEALER, /* of the last repair, code */
    TIER_COLUMN_COUNT
};
enum tier_fact {
    FACT_ACTIVE = 1, /* bought, had a repair or complained within 24 months */
    FACT_HARMFUL = 2,
    FACT_KNOWN = 4, /* for each service: whether it is known of the last repair, and one bit above
                       it whether it was given */
    FACT_PRODUCT_SHIFT = 8
};
static inline bool tier_is_known(int32_t facts, enum tier_service service)
{
    return facts & FACT_KNOWN << 2 * (int)service;
}
static inline bool tier_is_given(int32_t facts, enum tier_service service)
{
    return facts & FACT_KNOWN << (2 * (int)service + 1);
}

struct tiers_cell {
    uint64_t active;
};

/* From how many yuan on a customer is right, or key; the more the others. */
struct tier_limits {
    uint64_t ranked; /* active customers who are not harmful */
    int64_t right_yuan, key_yuan;
};

struct tier_row {
    int64_t yuan;
    int32_t facts;
    uint32_t dealer;
};
struct tier_reader {
    const struct table *customers;
    size_t columns[TIER_COLUMN_COUNT];
    size_t segment;
    uint32_t row;
};
void tier_reader_init(struct tier_reader *reader, const struct measured *measured);
static inline int32_t tier_value_of(const struct tier_reader *reader, const struct segment *segment,
                                    enum tier_column column)
{
    const int32_t *values = segment->columns[reader->columns[column]].values;
    return values[reader->row];
}

/* The next active customer; false: that was all. */
static inline bool tier_reader_next(struct tier_reader *reader, struct tier_row *row)
{
    const struct table *table = reader->customers;
    for (; table && reader->segment < table->segment_count; reader->segment++, reader->row = 0) {
        const struct segment *segment = &table->segments[reader->segment];
        for (; reader->row < segment->row_count; reader->row++) {
            row->facts = tier_value_of(reader, segment, TIER_FACTS);
            if (!(row->facts & FACT_ACTIVE)) continue;
            row->yuan = tier_value_of(reader, segment, TIER_YUAN);
            row->dealer = (uint32_t)tier_value_of(reader, segment, TIER_DEALER);
            reader->row++;
            return true;
        }
    }
    return false;
}

enum rc tier_limits_make(struct tier_limits *limits, const struct measured *measured,
                         struct arena *arena, struct err *err);
enum tier tier_of(const struct tier_limits *limits, const struct tier_row *row);

/* Shares and service by tier, and the table of tiers. */
enum rc tiers_tell(const struct tier_limits *limits, const struct measured *measured,
                   struct result *result, struct err *err);
/* Key customers against ordinary ones, like products compared: the network and every dealer. */
enum rc tiers_compare(const struct tier_limits *limits, const struct measured *measured,
                      struct result *result, struct err *err);

/* Why a service is not told of; NULL: it is. */
const char *tier_service_refusal(const struct measured *measured, enum tier_service service);

extern const struct metric tiers_metrics[];

#endif
