/* What is planted in how complaints are handled: a department that takes long and whose customers
 * come back, and
 * cases that a team can learn from. From a stream of its own, so
 * that all else of the world stays as it is. */
#include "block.h"

enum { STREAM_HANDLING = 42, AGAIN_MINUTES = 90 * MINUTES_A_DAY };

/* Whether the same person complained again within ninety days of the solution. */
static bool comes_again(const struct block *block, const struct complaint *complaint)
{
    if (complaint->resolved == MINUTE_MISSING) return false;
    for (int32_t i = 0; i < block->complaint_count; i++) {
        const struct complaint *later = &block->complaints[i];
        if (later->person == complaint->person && later->opened > complaint->resolved &&
            later->opened - complaint->resolved <= AGAIN_MINUTES)
            return true;
    }
    return false;
}

/* What was solved within a day stays so, and who was helped later waits longer still; some of those
 * that do not come again are not helped at all. */
static void slow_down(const struct world *world, struct complaint *complaint, bool is_dropped)
{
    complaint->is_of_slow_department = true;
    if (complaint->path == PATH_SOLVED) {
        const double minutes = complaint->resolved - complaint->opened;
        const double longer = complaint->opened + minutes * world->handling.solution_factor;
        is_dropped |= longer > world->end_minute;
        complaint->resolved = is_dropped ? MINUTE_MISSING : (int32_t)longer;
    } else if (is_dropped) {
        complaint->resolved = MINUTE_MISSING;
    }
    if (complaint->resolved == MINUTE_MISSING) complaint->path = PATH_UNSOLVED;
}

static void plant_department(struct block *block, struct draw *draw)
{
    const struct handling *handling = &block->world->handling;
    for (int32_t i = 0; i < block->complaint_count; i++) {
        struct complaint *complaint = &block->complaints[i];
        const bool is_again = comes_again(block, complaint);
        const bool is_slow =
            draw_chance(draw, is_again ? handling->chance_again : handling->chance_else);
        const bool is_dropped = draw_chance(draw, handling->dropped_share) && !is_again;
        if (is_slow && complaint->repair >= 0) slow_down(block->world, complaint, is_dropped);
    }
}

/* How often the unit was repaired within ninety days around this repair. */
static int32_t repairs_around(const struct block *block, const struct repair *repair)
{
    int32_t count = 0;
    for (int32_t i = 0; i < block->repair_count; i++) {
        const struct repair *other = &block->repairs[i];
        const int32_t apart = other->reported - repair->reported;
        count += other->unit == repair->unit && apart <= AGAIN_MINUTES && apart >= -AGAIN_MINUTES;
    }
    return count;
}

static int32_t complaints_of(const struct block *block, int32_t person)
{
    int32_t count = 0;
    for (int32_t i = 0; i < block->complaint_count; i++)
        count += block->complaints[i].person == person;
    return count;
}

/* Much came back, many had a part in it, for a rare reason. */
static bool is_lesson(const struct block *block, const struct complaint *complaint)
{
    enum { MANY_REPAIRS = 4, MANY_AGAIN = 5, RARE_WEIGHT = 5 };
    const struct repair *repair = &block->repairs[complaint->repair];
    const int32_t repairs = repairs_around(block, repair);
    return chains[repair->chain].weight <= RARE_WEIGHT && repairs >= MANY_REPAIRS &&
           repairs + complaints_of(block, complaint->person) >= MANY_AGAIN;
}

/* Of the first blocks, at most one case a month and block. */
static void plant_cases(struct block *block)
{
    const struct world *world = block->world;
    if (block->number >= CASE_BLOCKS) return;
    int64_t *cases = block->tally.cases + block->number * world->month_count;
    for (int32_t i = 0; i < block->complaint_count; i++) {
        struct complaint *complaint = &block->complaints[i];
        if (complaint->repair < 0 || complaint->resolved == MINUTE_MISSING) continue;
        const int32_t month = month_of_minute(complaint->resolved) - world->first_month;
        if (cases[month] != 0 || !is_lesson(block, complaint)) continue;
        complaint->is_case = true;
        cases[month] = block->repairs[complaint->repair].number;
    }
}

void handling_plant(struct block *block)
{
    const struct world *world = block->world;
    struct draw draw =
        draw_start(&world->normal, world->options->seed, STREAM_HANDLING, (uint64_t)block->number);
    if (world->options->is_plain) return;
    plant_department(block, &draw);
    plant_cases(block);
}
