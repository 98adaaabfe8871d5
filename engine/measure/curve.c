#include "measure/curve.h"

#include <math.h>

enum rc curve_add(struct result *result, const struct curve *head,
                  const struct survival_curve *from, struct err *err)
{
    struct arena *arena = &result->arena;
    const size_t count = from->row_count;
    int32_t *time = arena_take_array(arena, count + 1, sizeof *time);
    uint64_t *at_risk = arena_take_array(arena, count + 1, sizeof *at_risk);
    uint64_t *events = arena_take_array(arena, count + 1, sizeof *events);
    double *survival = arena_take_array(arena, count + 1, sizeof *survival);
    double *lower = arena_take_array(arena, count + 1, sizeof *lower);
    double *upper = arena_take_array(arena, count + 1, sizeof *upper);
    struct curve *curve = result_add_curve(result);
    if (!time || !at_risk || !events || !survival || !lower || !upper || !curve)
        return err_memory(err, count * sizeof *survival);
    for (size_t i = 0; i < count; i++) {
        const struct survival_row *row = &from->rows[i];
        time[i] = (int32_t)row->day;
        at_risk[i] = row->at_risk;
        events[i] = row->events;
        survival[i] = row->survival;
        lower[i] = row->bounded ? row->lower : NAN;
        upper[i] = row->bounded ? row->upper : NAN;
    }
    *curve = *head;
    curve->point_count = count;
    curve->time = time;
    curve->at_risk = at_risk;
    curve->event_count = events;
    curve->survival = survival;
    curve->lower = lower;
    curve->upper = upper;
    return RC_OK;
}
