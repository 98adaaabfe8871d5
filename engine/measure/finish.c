/* Cells into estimates. The work is cut into tasks, one for each metric and axis and one for what a
 * family adds beyond estimates; any thread may take any task, each keeps what it makes in a part of
 * its own, and the parts are put together in the order of the table. No task sees what another has
 * made, so the result is the same whoever made what. */
#include "measure/finish.h"

#include "measure/guard.h"
#include "measure/guard_forensics.h"
#include "measure/stats/multiple.h"

#include <omp.h>
#include <stdlib.h>

struct task {
    const struct bound_family *bound;
    const struct metric *metric; /* NULL: the family's extension */
    const struct state_axis *axis;
    const struct axis_keys *keys;        /* NULL: the network */
    uint32_t hidden[MONTH_WINDOW_COUNT]; /* finish_hidden() */
    size_t part; /* whose result holds what was made: rows from begin to end */
    struct result_counts begin, end;
};

/* What one thread makes. */
struct part {
    struct result result;
    struct err err;     /* of failed_task, the first of its tasks that failed */
    size_t failed_task; /* SIZE_MAX: none */
};

struct plan {
    const struct bound_family *bound;
    size_t bound_count;
    const struct linked *linked;
    const struct measure_context *context;
    struct task *tasks;
    size_t task_count;
    struct part *parts;
    size_t part_count;
};

/* Without a column that it needs a family has nothing to say but its refusals. */
static enum rc extend(const struct plan *plan, const struct bound_family *bound,
                      struct result *result, struct err *err)
{
    if (!bound->table || bound->missing_column || !bound->family->extend) return RC_OK;
    const struct measured measured = {.family = bound->family,
                                      .state = &bound->state,
                                      .linked = plan->linked,
                                      .context = plan->context,
                                      .column = bound->column,
                                      .dictionary = bound->needed_names,
                                      .bound = plan->bound,
                                      .bound_count = plan->bound_count};
    return bound->family->extend(&measured, result, err);
}

/* Whether the input carries the metric at all; if not, the network says so and segments keep
 * silent. */
static bool is_carried(const struct finisher *f)
{
    return finish_statistic(f, &f->bound->state.axes[0], 0, 0).refusal == NULL;
}

static enum rc run_task(const struct plan *plan, struct task *task, struct part *part)
{
    if (!task->metric) return extend(plan, task->bound, &part->result, &part->err);
    struct finisher f = {.bound = task->bound,
                         .context = plan->context,
                         .metric = task->metric,
                         .axis = task->axis,
                         .keys = task->keys,
                         .result = &part->result,
                         .err = &part->err};
    if (!task->keys) return finish_network(&f);
    if (!is_carried(&f)) return RC_OK;
    finish_hidden(&f, task->hidden);
    f.hidden = task->hidden;
    const enum rc rc = finish_axis(&f);
    return rc == RC_OK ? finish_series(&f) : rc;
}

static void run_tasks(const struct plan *plan)
{
#pragma omp parallel num_threads((int)plan->part_count)
    {
        const size_t number = (size_t)omp_get_thread_num();
        struct part *part = &plan->parts[number];
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < plan->task_count; i++) {
            struct task *task = &plan->tasks[i];
            task->part = number;
            task->begin = result_counts(&part->result);
            if (run_task(plan, task, part) != RC_OK && part->failed_task == SIZE_MAX)
                part->failed_task = i;
            task->end = result_counts(&part->result);
        }
    }
}

/* The network's changes of one month: a reader looks at all metrics of a section at once, so they
 * are one family of tests. `first` is the family's first estimate. */
static enum rc adjust_month(struct result *result, size_t first, int32_t period, double *p,
                            struct err *err)
{
    size_t count = 0;
    for (size_t i = first; i < result->estimate_count; i++) {
        const struct estimate *estimate = &result->estimates[i];
        if (estimate->axis == AXIS_NETWORK && estimate->period == period)
            p[count++] = estimate->change.exists ? estimate->change.p : NAN;
    }
    const enum rc rc = stats_benjamini_hochberg(p, count, err);
    count = 0;
    for (size_t i = first; i < result->estimate_count; i++) {
        struct estimate *estimate = &result->estimates[i];
        if (estimate->axis == AXIS_NETWORK && estimate->period == period)
            estimate->change.q = p[count++];
    }
    return rc;
}

static enum rc adjust_network(const struct measure_context *context, struct result *result,
                              size_t first, struct err *err)
{
    double *p = malloc((result->estimate_count - first + 1) * sizeof *p);
    if (!p) return err_memory(err, (result->estimate_count - first + 1) * sizeof *p);
    enum rc rc = RC_OK;
    for (int32_t window = 0; rc == RC_OK && window < MONTH_WINDOW_COUNT; window++)
        rc = adjust_month(result, first, context->report_month - window, p, err);
    free(p);
    return rc;
}

/* The first task that failed, whichever thread found it. */
static enum rc first_failure(const struct plan *plan, struct err *err)
{
    const struct part *first = &plan->parts[0];
    for (size_t i = 1; i < plan->part_count; i++)
        if (plan->parts[i].failed_task < first->failed_task) first = &plan->parts[i];
    if (first->failed_task == SIZE_MAX) return RC_OK;
    return err_set(err, first->err.rc, "%s", first->err.message);
}

/* The parts in the order of the tasks; a family's network is adjusted once it is whole. */
static enum rc put_together(const struct plan *plan, struct result *result, struct err *err)
{
    enum rc rc = first_failure(plan, err);
    size_t first = result->estimate_count;
    for (size_t i = 0; rc == RC_OK && i < plan->task_count; i++) {
        const struct task *task = &plan->tasks[i];
        const struct result *made = &plan->parts[task->part].result;
        if (!task->metric) rc = adjust_network(plan->context, result, first, err);
        if (rc == RC_OK && !result_append(result, made, &task->begin, &task->end))
            rc = err_memory(err, result->estimate_count * sizeof *result->estimates);
        if (!task->metric) first = result->estimate_count;
    }
    for (size_t i = 0; i < plan->part_count; i++)
        arena_absorb(&result->arena, &plan->parts[i].result.arena);
    return rc;
}

/* Of a metric that the family's extension makes, the engine says only that it cannot be had. */
static bool is_engines(const struct bound_family *bound, const struct metric *metric, size_t axis)
{
    if (metric->kind != STATISTIC_EXTENDED) return true;
    return axis == 0 && (!bound->table || bound->missing_column);
}

/* The tasks of one family, its extension last, written from `tasks` on (NULL: only counted). */
static size_t list_tasks(const struct bound_family *bound, const struct axis_keys *keys,
                         struct task *tasks)
{
    size_t count = 0;
    if (bound->is_silent) return 0;
    for (const struct metric *metric = bound->family->metrics; metric->id; metric++)
        for (size_t i = 0; i < bound->state.axis_count; i++, count++) {
            if (!is_engines(bound, metric, i)) break;
            if (tasks)
                tasks[count] = (struct task){.bound = bound,
                                             .metric = metric,
                                             .axis = &bound->state.axes[i],
                                             .keys = i > 0 ? &keys[i] : NULL};
        }
    if (tasks) tasks[count] = (struct task){.bound = bound};
    return count + 1;
}

static enum rc plan_init(struct plan *plan, const struct bound_family *bound, size_t bound_count,
                         struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < bound_count; i++) plan->task_count += list_tasks(&bound[i], NULL, NULL);
    plan->part_count = (size_t)omp_get_max_threads();
    plan->tasks = arena_take_array(arena, plan->task_count, sizeof *plan->tasks);
    plan->parts = arena_take_array(arena, plan->part_count, sizeof *plan->parts);
    if (!plan->tasks || !plan->parts)
        return err_memory(err, plan->task_count * sizeof *plan->tasks);
    for (size_t i = 0; i < plan->part_count; i++) {
        result_init(&plan->parts[i].result);
        plan->parts[i].failed_task = SIZE_MAX;
    }
    return RC_OK;
}

static enum rc plan_tasks(struct plan *plan, const struct bound_family *bound, size_t bound_count,
                          struct arena *arena, struct err *err)
{
    enum rc rc = RC_OK;
    struct task *next = plan->tasks;
    for (size_t i = 0; rc == RC_OK && i < bound_count; i++) {
        struct axis_keys *keys = arena_take_array(arena, AXIS_COUNT, sizeof *keys);
        if (!keys) return err_memory(err, AXIS_COUNT * sizeof *keys);
        for (size_t axis = 1;
             rc == RC_OK && !bound[i].is_silent && axis < bound[i].state.axis_count; axis++)
            rc = finish_keys(&bound[i], plan->context, &bound[i].state.axes[axis], arena,
                             &keys[axis], err);
        next += list_tasks(&bound[i], keys, next);
    }
    return rc;
}

/* What stands beside the estimates of every metric that the input carries, once these are there. */
static enum rc add_guards(const struct plan *plan, struct result *result, struct err *err)
{
    struct finisher *works = calloc(plan->task_count + 1, sizeof *works);
    if (!works) return err_memory(err, plan->task_count * sizeof *works);
    size_t work_count = 0;
    for (size_t i = 0; i < plan->task_count; i++) {
        const struct task *task = &plan->tasks[i];
        if (!task->metric || task->metric->kind == STATISTIC_EXTENDED) continue;
        const struct finisher f = {.bound = task->bound,
                                   .context = plan->context,
                                   .metric = task->metric,
                                   .axis = task->axis,
                                   .keys = task->keys,
                                   .hidden = task->keys ? task->hidden : NULL};
        if (is_carried(&f)) works[work_count++] = f;
    }
    enum rc rc = guard_add(works, work_count, result, err);
    if (rc == RC_OK) rc = guard_forensics(works, work_count, result, err);
    free(works);
    return rc;
}

/* Columns keep the names of an axis, so the keys live as long as the result. */
enum rc measure_finish(const struct bound_family *bound, size_t bound_count,
                       const struct linked *linked, const struct measure_context *context,
                       struct result *result, struct err *err)
{
    struct plan plan = {
        .bound = bound, .bound_count = bound_count, .linked = linked, .context = context};
    enum rc rc = plan_init(&plan, bound, bound_count, &result->arena, err);
    if (rc != RC_OK) return rc;
    rc = plan_tasks(&plan, bound, bound_count, &result->arena, err);
    if (rc == RC_OK) run_tasks(&plan);
    if (rc == RC_OK) rc = put_together(&plan, result, err);
    if (rc == RC_OK) rc = add_guards(&plan, result, err);
    for (size_t i = 0; i < plan.part_count; i++) result_release(&plan.parts[i].result);
    return rc;
}
