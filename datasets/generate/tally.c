#include "tally.h"

enum { LEAVE_REASON_COUNT = 6 };

enum rc tally_init(struct tally *tally, const struct world *world, struct err *err)
{
    const size_t dealers = (size_t)world->options->dealer_count;
    const size_t months = (size_t)world->month_count;
    const size_t cell_count =
        TABLE_COUNT + dealers * DEALER_COUNT_COUNT + (size_t)2 * CATEGORY_COUNT * SHARE_PARTS +
        months * RISING_COUNT + REGION_COUNT * months * REGION_COUNT_COUNT +
        (size_t)PATH_COUNT * SHARE_PARTS + months * SHARE_PARTS + LEAVE_REASON_COUNT +
        DEPARTMENT_COUNT + (size_t)2 * SHARE_PARTS + CASE_BLOCKS * months;
    int64_t *at = calloc(cell_count, sizeof *at);
    if (at == NULL) return err_memory(err, cell_count * sizeof *at);
    *tally = (struct tally){.cells = at, .cell_count = cell_count, .rows = at};
    at += TABLE_COUNT;
    tally->dealer = (int64_t(*)[DEALER_COUNT_COUNT])at;
    at += dealers * DEALER_COUNT_COUNT;
    tally->stratum = (int64_t(*)[CATEGORY_COUNT][SHARE_PARTS])at;
    at += (ptrdiff_t)2 * CATEGORY_COUNT * SHARE_PARTS;
    tally->rising = (int64_t(*)[RISING_COUNT])at;
    at += months * RISING_COUNT;
    tally->region = (int64_t(*)[REGION_COUNT_COUNT])at;
    at += REGION_COUNT * months * REGION_COUNT_COUNT;
    tally->path = (int64_t(*)[SHARE_PARTS])at;
    at += (ptrdiff_t)PATH_COUNT * SHARE_PARTS;
    tally->asked = (int64_t(*)[SHARE_PARTS])at;
    at += months * SHARE_PARTS;
    tally->departure = at;
    at += LEAVE_REASON_COUNT;
    tally->department = at;
    at += DEPARTMENT_COUNT;
    tally->falling = (int64_t(*)[SHARE_PARTS])at;
    at += (ptrdiff_t)2 * SHARE_PARTS;
    tally->cases = at;
    return RC_OK;
}

void tally_release(struct tally *tally)
{
    free(tally->cells);
    tally->cells = NULL;
}

void tally_add(struct tally *sum, const struct tally *part)
{
    for (size_t i = 0; i < sum->cell_count; i++) sum->cells[i] += part->cells[i];
}
