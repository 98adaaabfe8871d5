/* measure/guard_forensics.h: dealers whose callbacks should be looked at before their scores are
 * believed. No single sign says anything; what is suspect is that several come together. */
#ifndef MEASURE_GUARD_FORENSICS_H
#define MEASURE_GUARD_FORENSICS_H
#include "measure/finish.h"

/* Append the table forensics.dealers: of each dealer over the 12 months up to the report month,
 * each against the other dealers together:
 * - coverage     closed repairs with an answered callback (callback.coverage_30d): fewer
 * - top          surveys with all items at the top (forensics.top.share): more; `excess` is the
 *                difference, with Newcombe's interval
 * - contradicted scores are better (survey.overall.top2) while more units come back
 *                (repair.repeat_30d)
 * A sign counts where the difference is at least a tenth (repeats: any) and q < 0.05: one-sided,
 * after Benjamini and Hochberg over the dealers, for each measure alone; with judged_base
 * observations at least. Suspect: two signs or more. The others are told again without suspects,
 * who stand first in the table. Left out when fewer than two measures are there. works as for
 * guard_add(). RC_MEMORY. */
enum rc guard_forensics(const struct finisher *works, size_t work_count, struct result *result,
                        struct err *err);

#endif
