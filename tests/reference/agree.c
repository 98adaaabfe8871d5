/* What the engine's statistics make of tables of whole numbers, with 17 digits: the other side of
 * agree.R, which writes the tables, computes the same with R and compares.
 *
 * Standard input: tables, each a line "name rows columns" and its rows. Standard output: a line
 * "name value" for each number; "name refused WHY" where there is none. */
#include "measure/measure.h"
#include "measure/stats/alpha.h"
#include "measure/stats/cox.h"
#include "measure/stats/drivers.h"
#include "measure/stats/funnel.h"
#include "measure/stats/log_rank.h"
#include "measure/stats/logistic.h"
#include "measure/stats/shrinkage.h"
#include "measure/stats/survival.h"
#include "measure/stats/weibull.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 32, CELL_LIMIT = 10000000 };

struct grid {
    size_t row_count, column_count;
    int64_t *cells;
};

static int64_t at(const struct grid *grid, size_t row, size_t column)
{
    return grid->cells[row * grid->column_count + column];
}

static uint64_t count_at(const struct grid *grid, size_t row, size_t column)
{
    return (uint64_t)at(grid, row, column);
}

static size_t greatest(const struct grid *grid, size_t column)
{
    int64_t most = 0;
    for (size_t row = 0; row < grid->row_count; row++)
        if (at(grid, row, column) > most) most = at(grid, row, column);
    return (size_t)most;
}

static void put(const char *name, double value)
{
    (void)printf("%s %.17g\n", name, value);
}

static void put_numbered(const char *name, size_t number, double value)
{
    (void)printf("%s.%zu %.17g\n", name, number, value);
}

/* count, item, item ... */
static enum rc agree_alpha(const struct grid *grid, struct arena *arena, struct err *err)
{
    (void)arena;
    struct alpha_sums sums = {.item_count = (uint32_t)grid->column_count - 1};
    for (size_t row = 0; row < grid->row_count; row++) {
        const int64_t count = at(grid, row, 0);
        int64_t total = 0;
        sums.n += (uint64_t)count;
        for (size_t item = 0; item < sums.item_count; item++) {
            const int64_t score = at(grid, row, item + 1);
            sums.item_sum[item] += count * score;
            sums.item_square_sum[item] += count * score * score;
            total += score;
        }
        sums.total_square_sum += count * total * total;
    }
    struct interval alpha;
    const enum rc rc = stats_alpha(&sums, &alpha, err);
    if (rc != RC_OK) return rc;
    put("alpha.value", alpha.value);
    put("alpha.lower", alpha.lower);
    put("alpha.upper", alpha.upper);
    return RC_OK;
}

static void put_curve(size_t group, const struct survival_curve *curve)
{
    for (size_t i = 0; i < curve->row_count; i++) {
        const struct survival_row *row = &curve->rows[i];
        (void)printf("curve.survival.%zu.%" PRIu32 " %.17g\n", group, row->day, row->survival);
        if (!row->bounded) continue;
        (void)printf("curve.error.%zu.%" PRIu32 " %.17g\n", group, row->day, row->standard_error);
        (void)printf("curve.lower.%zu.%" PRIu32 " %.17g\n", group, row->day, row->lower);
        (void)printf("curve.upper.%zu.%" PRIu32 " %.17g\n", group, row->day, row->upper);
    }
}

/* group, day, events, censored */
static enum rc agree_survival(const struct grid *grid, struct arena *arena, struct err *err)
{
    const size_t group_count = greatest(grid, 0) + 1, day_count = greatest(grid, 1) + 1;
    uint64_t *days = arena_take_array(arena, group_count * 2 * day_count, sizeof *days);
    struct day_counts *groups = arena_take_array(arena, group_count, sizeof *groups);
    if (!days || !groups) return err_memory(err, group_count * 2 * day_count * sizeof *days);
    for (size_t g = 0; g < group_count; g++)
        groups[g] = (struct day_counts){days + 2 * g * day_count, days + (2 * g + 1) * day_count,
                                        day_count};
    for (size_t row = 0; row < grid->row_count; row++) {
        const size_t place = 2 * (size_t)at(grid, row, 0) * day_count + (size_t)at(grid, row, 1);
        days[place] += count_at(grid, row, 2);
        days[place + day_count] += count_at(grid, row, 3);
    }
    struct log_rank test;
    enum rc rc = stats_log_rank(groups, group_count, &test, err);
    put("log_rank.statistic", test.test.statistic);
    put("log_rank.p", test.test.p);
    for (size_t g = 0; g < group_count && rc == RC_OK; g++) {
        struct survival_curve curve;
        rc = stats_kaplan_meier(&groups[g], arena, &curve, err);
        if (rc == RC_OK) put_curve(g, &curve);
    }
    return rc;
}

static void put_cox(const char *name, const struct cox_fit *fit)
{
    if (fit->status != COX_FITTED) {
        (void)printf("%s refused %s\n", name,
                     fit->status == COX_SEPARATED ? "separated" : cox_refusal(fit->status));
        return;
    }
    for (size_t j = 0; j < fit->covariate_count; j++) {
        (void)printf("%s.value.%zu %.17g\n", name, j, fit->coefficients[j].value);
        (void)printf("%s.error.%zu %.17g\n", name, j, fit->coefficients[j].standard_error);
    }
    (void)printf("%s.log_likelihood %.17g\n", name, fit->log_likelihood);
}

/* day, events, censored, covariate ... in order of days; each row is a pattern of its own. */
static enum rc agree_cox(const struct grid *grid, struct arena *arena, struct err *err)
{
    const size_t count = grid->row_count, width = grid->column_count - 3;
    int32_t *covariates = arena_take_array(arena, count * width, sizeof *covariates);
    struct cox_entry *entries = arena_take_array(arena, count, sizeof *entries);
    if (!covariates || !entries) return err_memory(err, count * width * sizeof *covariates);
    for (size_t row = 0; row < count; row++) {
        entries[row] = (struct cox_entry){.day = (uint32_t)at(grid, row, 0),
                                          .pattern = (uint32_t)row,
                                          .events = count_at(grid, row, 1),
                                          .censored = count_at(grid, row, 2)};
        for (size_t j = 0; j < width; j++)
            covariates[row * width + j] = (int32_t)at(grid, row, j + 3);
    }
    const struct cox_counts counts = {.covariate_count = width,
                                      .pattern_count = count,
                                      .entry_count = count,
                                      .covariates = covariates,
                                      .entries = entries};
    struct cox_fit efron, breslow;
    enum rc rc = stats_cox(&counts, COX_EFRON, arena, &efron, err);
    if (rc == RC_OK) rc = stats_cox(&counts, COX_BRESLOW, arena, &breslow, err);
    if (rc != RC_OK) return rc;
    put_cox("cox_efron", &efron);
    put_cox("cox_breslow", &breslow);
    return RC_OK;
}

/* day, failures, survivors */
static enum rc agree_weibull(const struct grid *grid, struct arena *arena, struct err *err)
{
    const size_t day_count = greatest(grid, 0) + 1;
    uint64_t *events = arena_take_array(arena, 2 * day_count, sizeof *events);
    if (!events) return err_memory(err, 2 * day_count * sizeof *events);
    for (size_t row = 0; row < grid->row_count; row++) {
        events[at(grid, row, 0)] += count_at(grid, row, 1);
        events[day_count + (size_t)at(grid, row, 0)] += count_at(grid, row, 2);
    }
    const struct day_counts counts = {events, events + day_count, day_count};
    struct weibull_fit fit;
    const enum rc rc = stats_weibull(&counts, 0.1, &fit, err);
    if (rc != RC_OK) return rc;
    if (fit.status != WEIBULL_FITTED) {
        (void)printf("weibull refused %s\n", weibull_refusal(fit.status));
        return RC_OK;
    }
    put("weibull.shape", fit.shape.value);
    put("weibull.shape_error", fit.shape.standard_error);
    put("weibull.scale", fit.scale.value);
    put("weibull.scale_error", fit.scale.standard_error);
    put("weibull.life", fit.life.value);
    put("weibull.log_likelihood", fit.log_likelihood);
    return RC_OK;
}

/* n, events, column ... */
static enum rc agree_logistic(const struct grid *grid, struct arena *arena, struct err *err)
{
    const size_t count = grid->row_count, width = grid->column_count - 2;
    double *columns = arena_take_array(arena, count * width, sizeof *columns);
    uint64_t *n = arena_take_array(arena, 2 * count, sizeof *n);
    if (!columns || !n) return err_memory(err, count * width * sizeof *columns);
    for (size_t row = 0; row < count; row++) {
        n[row] = count_at(grid, row, 0);
        n[count + row] = count_at(grid, row, 1);
        for (size_t j = 0; j < width; j++) columns[row * width + j] = (double)at(grid, row, j + 2);
    }
    const struct logistic_model model = {.pattern_count = count,
                                         .column_count = width,
                                         .columns = columns,
                                         .n = n,
                                         .events = n + count};
    struct logistic fit;
    const enum rc rc = stats_logistic(&model, arena, &fit, err);
    if (rc != RC_OK) return rc;
    if (fit.state != LOGISTIC_FITTED) {
        (void)printf("logistic refused %s\n",
                     fit.state == LOGISTIC_SEPARATED ? "separated" : "otherwise");
        return RC_OK;
    }
    for (size_t j = 0; j < fit.term_count; j++) {
        put_numbered("logistic.value", j, fit.terms[j].value);
        put_numbered("logistic.error", j, fit.terms[j].error);
    }
    put("logistic.log_likelihood", fit.log_likelihood);
    return RC_OK;
}

/* count, driver ..., response */
static enum rc agree_drivers(const struct grid *grid, struct arena *arena, struct err *err)
{
    const size_t width = grid->column_count - 1;
    i128 *sums = arena_take_array(arena, width * (width + 1), sizeof *sums);
    size_t *predictors = arena_take_array(arena, width, sizeof *predictors);
    if (!sums || !predictors) return err_memory(err, width * (width + 1) * sizeof *sums);
    i128 *products = sums + width;
    uint64_t n = 0;
    for (size_t row = 0; row < grid->row_count; row++) {
        const i128 count = at(grid, row, 0);
        n += count_at(grid, row, 0);
        for (size_t a = 0; a < width; a++) {
            sums[a] += count * at(grid, row, a + 1);
            for (size_t b = 0; b < width; b++)
                products[a * width + b] += count * at(grid, row, a + 1) * at(grid, row, b + 1);
        }
    }
    for (size_t a = 0; a + 1 < width; a++) predictors[a] = a;
    const struct cross_product cross = {
        .n = n, .column_count = width, .sums = sums, .products = products};
    const struct ols_model model = {.cross = &cross,
                                    .predictors = predictors,
                                    .predictor_count = width - 1,
                                    .response = width - 1};
    struct drivers found;
    const enum rc rc = stats_drivers(&model, arena, &found, err);
    if (rc != RC_OK) return rc;
    put("drivers.r_squared", found.r_squared);
    for (size_t j = 0; j < found.driver_count; j++)
        put_numbered("drivers.lmg", j, found.drivers[j].lmg);
    return RC_OK;
}

static enum rc put_limits(const char *name, enum funnel_kind kind, double target,
                          const struct grid *grid, struct err *err)
{
    static const double tails[] = FUNNEL_TAILS;
    enum rc rc = RC_OK;
    for (size_t row = 0; row < grid->row_count && rc == RC_OK; row++)
        for (size_t tail = 0; tail < FUNNEL_LEVELS && rc == RC_OK; tail++) {
            struct funnel_limits limits;
            const double size = (double)at(grid, row, 1);
            rc = stats_funnel_limits(kind, target, size, tails[tail], &limits, err);
            if (rc != RC_OK) break;
            (void)printf("%s.lower.%zu.%zu %.17g\n", name, row, tail, limits.lower);
            (void)printf("%s.upper.%zu.%zu %.17g\n", name, row, tail, limits.upper);
        }
    return rc;
}

static void put_shrunk(const char *name, const struct shrinkage *network,
                       const struct shrunk *shrunk, size_t count)
{
    (void)printf("%s.mean %.17g\n%s.spread %.17g\n", name, network->mean, name, network->spread);
    for (size_t i = 0; i < count; i++) {
        (void)printf("%s.value.%zu %.17g\n", name, i, shrunk[i].interval.value);
        if (!shrunk[i].interval.bounded) continue;
        (void)printf("%s.lower.%zu %.17g\n", name, i, shrunk[i].interval.lower);
        (void)printf("%s.upper.%zu %.17g\n", name, i, shrunk[i].interval.upper);
    }
}

/* met, n: shrinkage, and limits around the pooled share */
static enum rc agree_shares(const struct grid *grid, struct arena *arena, struct err *err)
{
    struct shrink_share *units = arena_take_array(arena, grid->row_count, sizeof *units);
    struct shrunk *shrunk = arena_take_array(arena, grid->row_count, sizeof *shrunk);
    if (!units || !shrunk) return err_memory(err, grid->row_count * sizeof *shrunk);
    uint64_t met = 0, n = 0;
    for (size_t row = 0; row < grid->row_count; row++) {
        units[row] = (struct shrink_share){count_at(grid, row, 0), count_at(grid, row, 1)};
        met += units[row].met;
        n += units[row].n;
    }
    struct shrinkage network;
    enum rc rc = stats_shrink_shares(units, grid->row_count, arena, &network, shrunk, err);
    if (rc != RC_OK) return rc;
    put_shrunk("shrink_share", &network, shrunk, grid->row_count);
    return put_limits("funnel_share", FUNNEL_SHARE, (double)met / (double)n, grid, err);
}

/* events, expected */
static enum rc agree_rates(const struct grid *grid, struct arena *arena, struct err *err)
{
    (void)arena;
    return put_limits("funnel_ratio", FUNNEL_RATIO, 1.0, grid, err);
}

/* value, standard error: both times 1000 */
static enum rc agree_means(const struct grid *grid, struct arena *arena, struct err *err)
{
    struct shrink_mean *units = arena_take_array(arena, grid->row_count, sizeof *units);
    struct shrunk *shrunk = arena_take_array(arena, grid->row_count, sizeof *shrunk);
    if (!units || !shrunk) return err_memory(err, grid->row_count * sizeof *shrunk);
    for (size_t row = 0; row < grid->row_count; row++)
        units[row] = (struct shrink_mean){(double)at(grid, row, 0) / 1000.0,
                                          (double)at(grid, row, 1) / 1000.0};
    struct shrinkage network;
    const enum rc rc = stats_shrink_means(SHRINK_DERSIMONIAN_LAIRD, units, grid->row_count, arena,
                                          &network, shrunk, err);
    if (rc == RC_OK) put_shrunk("shrink_mean", &network, shrunk, grid->row_count);
    return rc;
}

static const struct {
    const char *name;
    size_t least_columns;
    enum rc (*agree)(const struct grid *grid, struct arena *arena, struct err *err);
} kinds[] = {
    {"alpha", 3, agree_alpha},     {"survival", 4, agree_survival}, {"cox", 4, agree_cox},
    {"weibull", 3, agree_weibull}, {"logistic", 3, agree_logistic}, {"drivers", 3, agree_drivers},
    {"shares", 2, agree_shares},   {"rates", 2, agree_rates},       {"means", 2, agree_means},
};

static bool read_whole(int64_t *out)
{
    char word[NAME_BYTES], *end;
    if (scanf("%31s", word) != 1) return false;
    *out = strtoll(word, &end, 10);
    return *end == '\0';
}

static bool read_grid(struct grid *grid)
{
    const size_t count = grid->row_count * grid->column_count;
    grid->cells = malloc((count + 1) * sizeof *grid->cells);
    for (size_t i = 0; grid->cells && i < count; i++)
        if (!read_whole(&grid->cells[i])) return false;
    return grid->cells != NULL;
}

static enum rc answer(const char *name, const struct grid *grid, struct err *err)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) != 0 || grid->column_count < kinds[i].least_columns)
            continue;
        struct arena arena = ARENA_INIT;
        const enum rc rc = kinds[i].agree(grid, &arena, err);
        arena_release(&arena);
        return rc;
    }
    return err_set(err, RC_INPUT, "there is no table \"%s\" of %zu columns", name,
                   grid->column_count);
}

int main(void)
{
    struct err err = ERR_INIT;
    char name[NAME_BYTES];
    measure_init();
    while (scanf("%31s", name) == 1) {
        int64_t rows = 0, columns = 0;
        enum rc rc = read_whole(&rows) && read_whole(&columns) && rows > 0 && columns > 0 &&
                             rows <= CELL_LIMIT / columns
                         ? RC_OK
                         : err_set(&err, RC_INPUT, "%s has no size, or is too large", name);
        struct grid grid = {(size_t)rows, (size_t)columns, NULL};
        if (rc == RC_OK && !read_grid(&grid)) rc = err_set(&err, RC_INPUT, "%s is cut", name);
        if (rc == RC_OK) rc = answer(name, &grid, &err);
        free(grid.cells);
        if (rc == RC_OK) continue;
        (void)fprintf(stderr, "agree: %s\n", err.message);
        return rc_exit_status(rc);
    }
    return 0;
}
