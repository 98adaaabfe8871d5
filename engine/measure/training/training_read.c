/* Rows of the trainings into what each dealer was taught in each month. */
#include "measure/training/training.h"

#include "base/day.h"
#include "measure/small_table.h"

#include <stdlib.h>

static int compare_events(const void *a, const void *b)
{
    const struct training_event *one = a, *other = b;
    if (one->dealer != other->dealer) return one->dealer < other->dealer ? -1 : 1;
    return (one->month > other->month) - (one->month < other->month);
}

/* Of one dealer and month one remains; what differs among its rows is none. */
static void merge_events(struct training_events *events)
{
    size_t count = 0;
    for (size_t i = 0; i < events->count; i++) {
        const struct training_event *row = &events->rows[i];
        struct training_event *last = count > 0 ? &events->rows[count - 1] : NULL;
        if (!last || compare_events(last, row) != 0) {
            events->rows[count++] = *row;
            continue;
        }
        if (last->mode != row->mode) last->mode = 0;
        if (last->topic != row->topic) last->topic = 0;
    }
    events->count = count;
}

static void index_events(const struct training_events *events, size_t *first, size_t dealer_count)
{
    size_t at = 0;
    for (size_t dealer = 0; dealer <= dealer_count; dealer++) {
        while (at < events->count && events->rows[at].dealer < dealer) at++;
        first[dealer] = at;
    }
}

enum rc training_read(const struct measured *measured, struct arena *arena,
                      struct training_events *events, struct err *err)
{
    static const char *const columns[] = {"trained_on", "dealer_id", "mode", "topic", NULL};
    const struct table *table = linked_table(measured->linked, "trainings");
    const struct dictionary *dealers = elsewhere_dealers(measured);
    const size_t dealer_count = dealers ? dealers->code_count : 1;
    const enum rc rc = small_fetch(table, columns, err);
    if (rc != RC_OK) return rc;
    size_t *first = arena_take_array(arena, dealer_count + 1, sizeof *first);
    events->rows = arena_take_array(arena, (size_t)table->row_count + 1, sizeof *events->rows);
    events->count = 0;
    if (!first || !events->rows) return err_memory(err, table->row_count * sizeof *events->rows);
    struct small_row at = {.table = table};
    while (small_next(&at)) {
        const int32_t day = small_number(&at, "trained_on");
        const uint32_t dealer = small_code(&at, "dealer_id");
        if (day == DAY_MISSING || dealer == 0) continue;
        events->rows[events->count++] = (struct training_event){.dealer = dealer,
                                                                .month = month_of_day(day),
                                                                .mode = small_code(&at, "mode"),
                                                                .topic = small_code(&at, "topic")};
    }
    if (events->count > 1) qsort(events->rows, events->count, sizeof *events->rows, compare_events);
    /* Rows of a dealer and month are merged without regard to their order: equal or not. */
    merge_events(events);
    index_events(events, first, dealer_count);
    events->first = first;
    return RC_OK;
}

bool training_is_clean(const struct training_events *events, uint32_t dealer, int32_t month)
{
    for (size_t i = events->first[dealer]; i < events->first[dealer + 1]; i++) {
        const int32_t apart = events->rows[i].month - month;
        if (apart != 0 && apart >= -TRAINING_CLEAN_BEFORE && apart <= TRAINING_AFTER) return false;
    }
    return true;
}
