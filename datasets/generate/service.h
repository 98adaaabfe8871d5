/* service.h: what happens after a repair call: mode, legs, parts, fees, result. Uses the block's
 * draw. */
#ifndef GENERATE_SERVICE_H
#define GENERATE_SERVICE_H
#include "block.h"

/* Fill everything of `repair` that follows from unit, person, reported, chain and is_repeat, which
 * are set. What would lie after the end of the period has not happened: the minute is missing. */
void service_make(struct block *block, struct repair *repair);

#endif
