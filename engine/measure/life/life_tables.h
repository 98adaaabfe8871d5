/* measure/life/life_tables.h: what stands beside the estimates. RC_MEMORY. */
#ifndef MEASURE_LIFE_LIFE_TABLES_H
#define MEASURE_LIFE_LIFE_TABLES_H
#include "measure/life/life_group.h"

/* "life.units": which units and repairs the numbers rest on, and which were left out. */
enum rc life_add_units(const struct life_cell *cell, const struct measured *measured,
                       struct result *result, struct err *err);
/* "life.products": the first repair of each product, as counted and as Weibull's, side by side. */
enum rc life_add_products(const struct life_group *groups, size_t count, struct result *result,
                          struct err *err);
/* "life.repairs", "life.repairs_by_product": mean repairs of a unit by age, of the network and of
 * each product, at the ages at which as many units as the minimum base were watched: of units
 * installed since the log began, and of all. */
enum rc life_add_repairs(const struct life_group *network, const struct life_group *groups,
                         size_t count, const struct measured *measured, struct result *result,
                         struct err *err);
/* Of the network: whether lives are Weibull, whether repairs become rarer or more frequent, and
 * whether units installed before the log began are repaired as often in their first year. */
enum rc life_add_tests(const struct life_group *network, const struct measured *measured,
                       struct result *result, struct err *err);

#endif
