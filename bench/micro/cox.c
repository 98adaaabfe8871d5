/* layer: measure
 * micro_cox [PERSONS [FILE]]: Cox's model of 5 million persons with 6 categorical covariates (22
 * indicators), from rows of persons to the fit: collecting them to counts per pattern and day, then
 * Newton's method with Efron's ties. With FILE the persons are written there for bench/micro/cox.R:
 * int32 each, column by column: day, event, the categories. Prints times, then the coefficients. */
#include "measure/stats/cox.h"
#include "measure/measure.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRAIT_COUNT = 6, COVARIATE_COUNT = 22, DAY_LIMIT = 1500 };
static const int32_t level_counts[TRAIT_COUNT] = {5, 4, 6, 4, 5, 4};

struct persons {
    size_t count;
    int32_t *day, *event;
    int32_t *levels[TRAIT_COUNT];
};

static double seconds(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *checked(void *memory)
{
    if (!memory) {
        (void)fprintf(stderr, "out of memory\n");
        exit(4);
    }
    return memory;
}

/* Uniform in (0, 1). */
static double uniform(size_t person, uint64_t what)
{
    return ((double)(hash_u64(hash_u64(person + 1) + what) >> 11) + 0.5) / 9007199254740992.0;
}

/* Lower levels are more frequent; hazards differ by up to a factor of 4; about a third is cut off
 * between the first day and the last, most of the others at the end. */
static void persons_make(struct persons *p)
{
    p->day = checked(calloc(p->count, sizeof *p->day));
    p->event = checked(calloc(p->count, sizeof *p->event));
    for (int t = 0; t < TRAIT_COUNT; t++)
        p->levels[t] = checked(calloc(p->count, sizeof *p->levels[t]));
    for (size_t i = 0; i < p->count; i++) {
        double eta = 0.0;
        for (int t = 0; t < TRAIT_COUNT; t++) {
            const double u = uniform(i, (uint64_t)t);
            const int32_t level = (int32_t)(u * u * level_counts[t]);
            p->levels[t][i] = level;
            eta += (t % 2 == 0 ? 0.1 : -0.08) * level;
        }
        const double time = -log(uniform(i, 90)) * 4000.0 * exp(-eta);
        const double end =
            uniform(i, 91) < 0.35 ? uniform(i, 92) * DAY_LIMIT : (double)DAY_LIMIT - 1.0;
        p->event[i] = time <= end;
        p->day[i] = (int32_t)(time <= end ? time : end);
    }
}

static uint32_t pattern_of(const struct persons *p, size_t person)
{
    uint32_t pattern = 0;
    for (int t = 0; t < TRAIT_COUNT; t++)
        pattern = pattern * (uint32_t)level_counts[t] + (uint32_t)p->levels[t][person];
    return pattern;
}

static size_t pattern_limit(void)
{
    size_t count = 1;
    for (int t = 0; t < TRAIT_COUNT; t++) count *= (size_t)level_counts[t];
    return count;
}

static int32_t *patterns_make(size_t pattern_count)
{
    int32_t *covariates = checked(calloc(pattern_count * COVARIATE_COUNT, sizeof *covariates));
    for (size_t pattern = 0; pattern < pattern_count; pattern++) {
        size_t rest = pattern, end = COVARIATE_COUNT;
        for (int t = TRAIT_COUNT; t-- > 0;) {
            const size_t levels = (size_t)level_counts[t], level = rest % levels;
            end -= levels - 1;
            if (level > 0) covariates[pattern * COVARIATE_COUNT + end + level - 1] = 1;
            rest /= levels;
        }
    }
    return covariates;
}

/* Persons by day, then those of one pattern into one entry. */
static void collect(const struct persons *p, struct cox_counts *counts)
{
    struct person {
        uint32_t pattern, event;
    } *by_day = checked(calloc(p->count + 1, sizeof *by_day));
    size_t *at = checked(calloc(DAY_LIMIT + 1, sizeof *at));
    size_t *entry_of = checked(calloc(counts->pattern_count, sizeof *entry_of));
    struct cox_entry *entries = checked(calloc(p->count + 1, sizeof *entries));
    for (size_t i = 0; i < p->count; i++) at[p->day[i] + 1]++;
    for (size_t day = 0; day < DAY_LIMIT; day++) at[day + 1] += at[day];
    for (size_t i = 0; i < p->count; i++)
        by_day[at[p->day[i]]++] = (struct person){pattern_of(p, i), (uint32_t)p->event[i]};
    size_t count = 0, person = 0;
    for (uint32_t day = 0; day < DAY_LIMIT; day++) { /* at[day] is now where the day ends */
        for (; person < at[day]; person++) {
            size_t *place = &entry_of[by_day[person].pattern];
            if (*place == 0 || entries[*place - 1].day != day) {
                entries[count] = (struct cox_entry){.day = day, .pattern = by_day[person].pattern};
                *place = ++count;
            }
            entries[*place - 1].events += by_day[person].event;
            entries[*place - 1].censored += 1 - by_day[person].event;
        }
    }
    counts->entries = entries;
    counts->entry_count = count;
    free(by_day);
    free(at);
    free(entry_of);
}

static bool write_column(FILE *file, const int32_t *values, size_t count)
{
    return fwrite(values, sizeof *values, count, file) == count;
}

static bool persons_write(const struct persons *p, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    bool is_written =
        write_column(file, p->day, p->count) && write_column(file, p->event, p->count);
    for (int t = 0; t < TRAIT_COUNT; t++)
        is_written = is_written && write_column(file, p->levels[t], p->count);
    return fclose(file) == 0 && is_written;
}

struct moment {
    double wall, processor;
};

static struct moment now(void)
{
    return (struct moment){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

static void print_time(const char *what, struct moment begun)
{
    const struct moment ended = now();
    printf("%s_wall_s,%.3f\n%s_cpu_s,%.3f\n", what, ended.wall - begun.wall, what,
           ended.processor - begun.processor);
}

int main(int argc, char **argv)
{
    struct persons persons = {.count = argc > 1 ? strtoull(argv[1], NULL, 10) : 5000000};
    struct arena arena = ARENA_INIT;
    struct cox_fit fit;
    struct err err = ERR_INIT;
    measure_init();
    persons_make(&persons);
    if (argc > 2 && !persons_write(&persons, argv[2])) {
        (void)fprintf(stderr, "%s cannot be written\n", argv[2]);
        return 4;
    }
    struct cox_counts counts = {.covariate_count = COVARIATE_COUNT,
                                .pattern_count = pattern_limit(),
                                .covariates = patterns_make(pattern_limit())};
    const struct moment begun = now();
    collect(&persons, &counts);
    printf("persons,%zu\n", persons.count);
    print_time("collect", begun);
    const struct moment fitting = now();
    const enum rc rc = stats_cox(&counts, COX_EFRON, &arena, &fit, &err);
    if (rc != RC_OK || fit.status != COX_FITTED) {
        (void)fprintf(stderr, "%s%s\n", err.message, cox_refusal(fit.status));
        return 4;
    }
    print_time("fit", fitting);
    printf("entries,%zu\nevents,%llu\nsteps,%zu\n", counts.entry_count,
           (unsigned long long)fit.events, fit.step_count);
    for (size_t j = 0; j < COVARIATE_COUNT; j++)
        printf("b%zu,%.17g\nse%zu,%.17g\n", j, fit.coefficients[j].value, j,
               fit.coefficients[j].standard_error);
    arena_release(&arena);
    return 0;
}
