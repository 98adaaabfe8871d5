/* measure/pareto/pareto.h: the tallies of the Pareto family and the tables made from them. */
#ifndef MEASURE_PARETO_PARETO_H
#define MEASURE_PARETO_PARETO_H
#include "measure/family.h"

enum { TALLY_FAULT, TALLY_CAUSE, TALLY_ACTION, TALLY_FLOW, TALLY_PRODUCT_FAULT, TALLY_COUNT };

enum { FLOW_CODE_LIMIT = 1 << 21 };

/* Three codes in one key; each must be below FLOW_CODE_LIMIT: with two million faults no flow is
 * drawn, rather than a wrong one. */
static inline int64_t pareto_flow_key(uint32_t fault, uint32_t cause, uint32_t action)
{
    return (int64_t)(((uint64_t)fault & 0x1FFFFF) << 42 | ((uint64_t)cause & 0x1FFFFF) << 21 |
                     ((uint64_t)action & 0x1FFFFF));
}
static inline int64_t pareto_pair_key(uint32_t product, uint32_t fault)
{
    return (int64_t)((uint64_t)product << 32 | fault);
}

/* Tables faults.pareto_fault, _cause, _action: each code of the report month by falling count. */
enum rc pareto_links(const struct measured *measured, struct result *result, struct err *err);
/* Table faults.flow: fault, cause, action, n by falling count. */
enum rc pareto_flow(const struct measured *measured, struct result *result, struct err *err);
/* Table faults.rising: product and fault whose share of the product's repairs and number per month
 * rose in the last three months. Table faults.new: those without any repair in the months before,
 * and what the product had then. */
enum rc pareto_rising(const struct measured *measured, struct result *result, struct err *err);

/* Entries by falling count, ties by key; *entries is to be freed. NULL tally: none. */
enum rc pareto_sorted(const struct tally *tally, struct tally_entry **entries, size_t *count,
                      struct err *err);

#endif
