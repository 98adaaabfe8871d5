/* paperwork.h: what a dealer writes in the log otherwise than it was: a fee that was not taken, a
 * confirmation nobody asked for. It changes rows alone, by a draw of its own, so that what happened
 * in the world, and all other tables, stay as they are. Thread-safe. */
#ifndef GENERATE_PAPERWORK_H
#define GENERATE_PAPERWORK_H
#include "block.h"

/* What each habit changes of the repairs it could change; a dealer has one at most. */
struct habit_facts {
    const char *name;
    double share;
};
extern const struct habit_facts habits[HABIT_COUNT];

/* Give the habits to large dealers that are like most in all else; none in a plain world. */
void paperwork_plan(struct world *world);
/* The row of a closed repair as its dealer hands it in. */
void paperwork_write(const struct block *block, const struct repair *repair, int64_t *row);

#endif
