#include "measure/stats/cox_model.h"

#include <string.h>

/* A walk over the days with the cumulative hazard and its product with the means. */
struct walk {
    struct cox_fit *fit;
    const struct cox_model *model;
    size_t size;
    bool is_deserted; /* the day before was */
    double hazard, hazard_before;
    double *path, *path_before; /* sum over event days of (hazards at risk) * means */
    double *leaver;             /* score residual of one who leaves without event on this day */
    double *dying;              /* of one who has the event */
    double *sums;               /* of each cluster, or the middle of the sandwich itself */
};

static bool walk_init(struct walk *w, struct cox_fit *fit, size_t sum_count, struct arena *arena)
{
    const size_t p = fit->covariate_count;
    *w = (struct walk){.fit = fit, .model = fit->model, .size = p};
    w->path = arena_take_array(arena, p, sizeof(double));
    w->path_before = arena_take_array(arena, p, sizeof(double));
    w->leaver = arena_take_array(arena, p, sizeof(double));
    w->dying = arena_take_array(arena, p, sizeof(double));
    w->sums = arena_take_array(arena, sum_count * p, sizeof(double));
    return w->path != NULL && w->path_before != NULL && w->leaver != NULL && w->dying != NULL &&
           w->sums != NULL;
}

static void pass_day(struct walk *w, const struct cox_day *day)
{
    if (w->is_deserted) {
        w->hazard = 0.0;
        memset(w->path, 0, w->size * sizeof *w->path);
    }
    w->is_deserted = day->is_deserted;
    w->hazard_before = w->hazard;
    memcpy(w->path_before, w->path, w->size * sizeof *w->path);
    if (day->events == 0) return;
    const double *mean = w->model->means + day->moment * w->size;
    const double *apart = w->model->aparts + day->moment * w->size;
    w->hazard += day->hazard;
    for (size_t j = 0; j < w->size; j++)
        w->path[j] += day->hazard * mean[j] + day->hazard_drift * apart[j];
}

/* The residuals of the entry's pattern: what it had less what was expected of it. */
static void residuals_of(struct walk *w, const struct cox_day *day, const struct cox_entry *e)
{
    const double *x = w->model->x + e->pattern * w->size;
    const double weight = w->model->weight[e->pattern];
    for (size_t j = 0; j < w->size; j++) w->leaver[j] = -weight * (x[j] * w->hazard - w->path[j]);
    if (e->events == 0) return;
    const double *mean = w->model->means + day->moment * w->size;
    const double *apart = w->model->aparts + day->moment * w->size;
    const double hazard = w->hazard_before + day->tied_hazard;
    const double drift = day->drift / (double)day->events;
    for (size_t j = 0; j < w->size; j++) {
        const double path =
            w->path_before[j] + day->tied_hazard * mean[j] + day->tied_drift * apart[j];
        w->dying[j] = x[j] - mean[j] - drift * apart[j] - weight * (x[j] * hazard - path);
    }
}

static void add_square(double *matrix, const double *u, double factor, size_t size)
{
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++) matrix[i * size + j] += factor * u[i] * u[j];
}

static void add_to_cluster(struct walk *w, const struct cox_day *day, const struct cox_entry *e,
                           double *sum)
{
    const double leavers = cox_leavers(day, e);
    for (size_t j = 0; j < w->size; j++) {
        if (leavers != 0.0) sum[j] += leavers * w->leaver[j];
        if (e->events > 0) sum[j] += (double)e->events * w->dying[j];
    }
}

static void add_day(struct walk *w, const struct cox_day *day, const uint32_t *clusters)
{
    pass_day(w, day);
    for (size_t i = day->entry_begin; i < day->entry_end; i++) {
        const struct cox_entry *e = &w->model->counts->entries[i];
        residuals_of(w, day, e);
        if (clusters != NULL) {
            add_to_cluster(w, day, e, w->sums + clusters[e->pattern] * w->size);
            continue;
        }
        if (e->censored > 0) add_square(w->sums, w->leaver, (double)e->censored, w->size);
        if (e->events > 0) add_square(w->sums, w->dying, (double)e->events, w->size);
    }
}

enum rc cox_check_clusters(const struct cox_model *model, const uint32_t *clusters,
                           size_t cluster_count, bool *is_late, struct err *err)
{
    *is_late = false;
    for (size_t k = 0; k < model->day_count; k++) *is_late = *is_late || model->days[k].entered > 0;
    for (size_t row = 0; clusters != NULL && row < model->counts->pattern_count; row++)
        if (clusters[row] >= cluster_count)
            return err_set(err, RC_NUMERIC, "pattern %zu of a Cox model is in cluster %u of %zu",
                           row, clusters[row], cluster_count);
    return RC_OK;
}

enum rc stats_cox_robust(struct cox_fit *fit, const uint32_t *clusters, size_t cluster_count,
                         struct arena *arena, struct err *err)
{
    const size_t p = fit->covariate_count;
    struct walk w;
    bool is_late;
    if (fit->status != COX_FITTED) return err_set(err, RC_NUMERIC, "no Cox model was fitted");
    const enum rc rc = cox_check_clusters(fit->model, clusters, cluster_count, &is_late, err);
    if (rc != RC_OK) return rc;
    if (clusters == NULL && is_late)
        return err_set(err, RC_NUMERIC,
                       "robust errors of persons who entered late need their clusters");
    double *sandwich = arena_take_array(arena, p * p, sizeof *sandwich);
    double *middle = arena_take_array(arena, p * p, sizeof *middle);
    if (sandwich == NULL || middle == NULL ||
        !walk_init(&w, fit, clusters == NULL ? p : cluster_count, arena))
        return err_memory(err, (cluster_count + 2 * p) * p * sizeof(double));
    for (size_t k = 0; k < w.model->day_count; k++) add_day(&w, &w.model->days[k], clusters);
    if (clusters == NULL) middle = w.sums;
    for (size_t i = 0; clusters != NULL && i < cluster_count; i++)
        add_square(middle, w.sums + i * p, 1.0, p);
    return cox_conclude_robust(fit, middle, sandwich, arena, err);
}
