/* link/stages.h: the steps of link, each in its file; only link.c calls them. */
#ifndef LINK_STAGES_H
#define LINK_STAGES_H
#include "link/link.h"

/* 2.1 One dictionary per domain of code and path columns, and what it makes of each code list. */
enum rc link_dictionaries(struct linked *linked, struct ingested *ingested, struct err *err);
/* 2.2 Drop all but the last row of each key, and count the dropped in the files they came from. */
enum rc link_supersede(struct linked *linked, struct ingested *ingested, struct err *err);
/* 2.3 Fill horizon_minute and first_minute. */
void link_horizon(struct linked *linked);

#endif
