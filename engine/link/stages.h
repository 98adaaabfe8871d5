/* link/stages.h: the five steps of link, each in its file; only link.c calls them. */
#ifndef LINK_STAGES_H
#define LINK_STAGES_H
#include "link/link.h"

/* 2.1 One dictionary per domain of code and path columns; the columns' chunk-order numbers become
 * its codes. */
enum rc link_dictionaries(struct linked *linked, struct ingested *ingested, struct err *err);
/* 2.2 Dense codes for every domain of id columns. */
enum rc link_keys(struct linked *linked, struct ingested *ingested, struct err *err);
/* 2.3 Drop all but the last row of each key, and count the dropped in the files they came from. */
enum rc link_supersede(struct linked *linked, struct ingested *ingested, struct err *err);
/* 2.4 Fill horizon_minute and first_minute. */
void link_horizon(struct linked *linked);
/* 2.5 Rows by unit and by customer. */
enum rc link_histories(struct linked *linked, struct err *err);

#endif
