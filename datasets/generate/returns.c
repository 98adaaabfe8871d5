/* Last month's summaries of installations and repairs, due by the 3rd. Now and then one is late or
 * never comes; some dealers are late by habit, and some have fallen silent. */
#include "block.h"

enum { STREAM_RETURNS = 903, DUE_DAY = 3, KINDS = 2 };

/* Both summaries go out together, mostly. */
static int32_t submitted_day(struct draw *draw, const struct dealer *dealer, int32_t due)
{
    if (draw_chance(draw, dealer->late_share)) return due + draw_lognormal(draw, 4, 0.7);
    return due - draw_below(draw, DUE_DAY);
}

static void write_return(struct block *block, int32_t dealer, int32_t month, int32_t kind,
                         int32_t day)
{
    int64_t *row = day <= block->world->last_day ? block_row(block, TABLE_RETURNS) : NULL;
    if (row == NULL) return;
    row[RETURN_DEALER] = dealer + 1;
    row[RETURN_MONTH] = month;
    row[RETURN_KIND] = kind;
    row[RETURN_SUBMITTED] = day;
}

void returns_make(struct block *block)
{
    const struct world *world = block->world;
    struct draw draw = draw_start(&world->normal, world->options->seed, STREAM_RETURNS, 0);
    for (int32_t m = 0; m < world->month_count; m++)
        for (int32_t d = 0; d < world->options->dealer_count; d++) {
            const struct dealer *dealer = &world->dealers[d];
            const int32_t month = world->first_month + m;
            const int32_t due = month_last_day(month) + DUE_DAY;
            int32_t day = submitted_day(&draw, dealer, due);
            for (int32_t kind = 0; kind < KINDS; kind++) {
                const bool is_missing = draw_chance(&draw, 0.015);
                if (draw_chance(&draw, 0.1)) day = submitted_day(&draw, dealer, due);
                if (!is_missing && month < dealer->silent_month)
                    write_return(block, d, month, kind, day);
            }
        }
}
