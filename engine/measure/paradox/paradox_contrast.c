/* Groups of customers against those who never had a problem: estimates, verdicts, table. */
#include "measure/paradox/paradox.h"

#include "measure/stats/superiority.h"

#include <stdio.h>

const struct paradox_group paradox_groups[PARADOX_GROUP_COUNT] = {
    {"recovered", {[CLASS_SOLVED_FAST] = true, [CLASS_SOLVED] = true}},
    {"solved_fast", {[CLASS_SOLVED_FAST] = true}},
    {"solved_later", {[CLASS_SOLVED] = true}},
    {"unsolved", {[CLASS_UNSOLVED] = true}},
};

/* Of a share: so many of either value in either group, or no interval holds. */
enum { SHARE_SIDE_MINIMUM = 5, REASON_BYTES = 160 };
/* Part of the group that must have somebody to be compared to: to say anything, and to say it
 * without a word. */
static const double COVERED_LEAST = 0.5, COVERED_WELL = 0.95;

bool paradox_counts_init(struct paradox_counts *counts, size_t stratum_count, int64_t value_first,
                         size_t value_count, struct arena *arena)
{
    const size_t count = stratum_count * CLASS_COUNT * value_count;
    *counts = (struct paradox_counts){stratum_count, value_count, value_first, NULL};
    counts->counts = arena_take_array(arena, count + 1, sizeof *counts->counts);
    for (size_t i = 0; counts->counts && i < count; i++) counts->counts[i] = 0;
    return counts->counts != NULL;
}

const char *paradox_verdict(const struct interval *interval, double margin)
{
    if (!interval->bounded) return "cannot_say";
    if (interval->lower > 0) return interval->upper < margin ? "paradox_small" : "paradox";
    if (interval->upper < 0) return interval->lower > -margin ? "worse_small" : "worse";
    if (interval->lower > -margin) return interval->upper < margin ? "equivalent" : "not_inferior";
    return "cannot_say";
}

/* One group against the customers without a problem. */
struct comparison {
    const struct paradox_group *group;
    uint64_t n, never_n;   /* all of them */
    double crude;          /* difference of the means as they are */
    uint64_t least_values; /* of a share: the rarest value in either group, where compared */
    struct contrast contrast;
    struct stratified_superiority superiority;
};

static void add_moments(struct moments *moments, const struct paradox_counts *counts,
                        const uint64_t *values)
{
    for (size_t v = 0; v < counts->value_count; v++) {
        const i128 x = counts->value_first + (int64_t)v, n = (i128)values[v];
        moments->n += values[v];
        moments->sum += x * n;
        moments->square_sum += x * x * n;
    }
}

/* The strata's moments, and the values of both sides as the rank test wants them. */
struct parts {
    struct contrast_stratum *strata;
    uint64_t *group, *never;
};

static bool parts_init(struct parts *parts, const struct paradox_counts *counts,
                       const struct paradox_group *group, struct arena *arena)
{
    const size_t value_count = counts->value_count;
    const size_t count = counts->stratum_count * value_count + 1;
    parts->strata = arena_take_array(arena, counts->stratum_count + 1, sizeof *parts->strata);
    parts->group = arena_take_array(arena, count, sizeof *parts->group);
    parts->never = arena_take_array(arena, count, sizeof *parts->never);
    if (!parts->strata || !parts->group || !parts->never) return false;
    for (size_t s = 0; s < counts->stratum_count; s++) {
        struct contrast_stratum *stratum = &parts->strata[s];
        *stratum = (struct contrast_stratum){{.scale = 1}, {.scale = 1}};
        const uint64_t *never = paradox_values(counts, s, CLASS_NEVER);
        for (size_t v = 0; v < value_count; v++) {
            uint64_t sum = 0;
            for (int class = 0; class < CLASS_COUNT; class ++)
                if (group->has[class]) sum += paradox_values(counts, s, class)[v];
            parts->group[s * value_count + v] = sum;
            parts->never[s * value_count + v] = never[v];
        }
        add_moments(&stratum->group, counts, &parts->group[s * value_count]);
        add_moments(&stratum->others, counts, never);
    }
    return true;
}

static void sum_up(const struct parts *parts, size_t stratum_count, struct comparison *out)
{
    struct moments group = {.scale = 1}, never = {.scale = 1};
    uint64_t met = 0, never_met = 0;
    for (size_t s = 0; s < stratum_count; s++) {
        const struct contrast_stratum *stratum = &parts->strata[s];
        group.n += stratum->group.n;
        group.sum += stratum->group.sum;
        never.n += stratum->others.n;
        never.sum += stratum->others.sum;
        if (stratum->group.n == 0 || stratum->others.n == 0) continue;
        met += (uint64_t)stratum->group.sum;
        never_met += (uint64_t)stratum->others.sum;
    }
    out->n = group.n;
    out->never_n = never.n;
    out->crude = group.n > 0 && never.n > 0
                     ? exact_ratio(group.sum, (i128)group.n) - exact_ratio(never.sum, (i128)never.n)
                     : NAN;
    const uint64_t sides[] = {met, out->contrast.group_n - met, never_met,
                              out->contrast.others_n - never_met};
    out->least_values = sides[0];
    for (int i = 1; i < 4; i++)
        if (sides[i] < out->least_values) out->least_values = sides[i];
}

static enum rc compare(const struct paradox_counts *counts, const struct paradox_group *group,
                       struct arena *arena, struct comparison *out, struct err *err)
{
    struct parts parts;
    *out = (struct comparison){.group = group};
    if (!parts_init(&parts, counts, group, arena))
        return err_memory(err, counts->stratum_count * sizeof *parts.strata);
    enum rc rc = stats_contrast(parts.strata, counts->stratum_count, arena, &out->contrast, err);
    if (rc != RC_OK) return rc;
    sum_up(&parts, counts->stratum_count, out);
    return stats_van_elteren(parts.group, parts.never, counts->stratum_count, counts->value_count,
                             &out->superiority, err);
}

static const char *words(struct arena *arena, const char *text, int byte_count)
{
    const char *copy = arena_copy_text(arena, text, (size_t)byte_count);
    return copy ? copy : "below_base: too few customers";
}

/* Why nothing can be said, or NULL. */
static const char *refusal_of(const struct paradox_test *test, const struct comparison *c,
                              uint32_t base, struct arena *arena)
{
    char text[REASON_BYTES];
    const struct contrast *contrast = &c->contrast;
    if (test->refusal) return test->refusal;
    if (c->n < base || c->never_n < base)
        return words(arena, text,
                     snprintf(text, sizeof text,
                              "below_base: %llu with a problem and %llu without, at least %u are "
                              "needed of each",
                              (unsigned long long)c->n, (unsigned long long)c->never_n, base));
    if (contrast->covered < COVERED_LEAST || contrast->group_n < base || contrast->others_n < base)
        return words(arena, text,
                     snprintf(text, sizeof text,
                              "no_overlap: only %llu of %llu have anybody like them without a "
                              "problem; at least half, and %u, are needed",
                              (unsigned long long)contrast->group_n, (unsigned long long)c->n,
                              base));
    if (test->is_share && c->least_values < SHARE_SIDE_MINIMUM)
        return words(
            arena, text,
            snprintf(text, sizeof text,
                     "below_base: %llu customers of the rarer kind, at least %d are needed "
                     "who bought and who did not, in either group",
                     (unsigned long long)c->least_values, SHARE_SIDE_MINIMUM));
    return contrast->difference.interval.bounded
               ? NULL
               : "no_interval: no two customers are alike; at least two of a kind are needed";
}

static const char *partial_of(const struct paradox_test *test, const struct comparison *c,
                              struct arena *arena)
{
    char text[REASON_BYTES];
    if (c->contrast.covered >= COVERED_WELL) return test->partial;
    return words(arena, text,
                 snprintf(text, sizeof text,
                          "no_overlap: %llu of %llu have nobody like them without a problem and "
                          "are left out",
                          (unsigned long long)(c->n - c->contrast.group_n),
                          (unsigned long long)c->n));
}

static struct interval cut(const struct paradox_test *test, struct interval interval)
{
    if (!test->is_share) return interval;
    interval.lower = fmax(interval.lower, -1.0);
    interval.upper = fmin(interval.upper, 1.0);
    return interval;
}

enum { COLUMN_COUNT = 17 };
#define COLUMNS(unit)                                                                              \
    {                                                                                              \
        {"test", "text"}, {"stratum", "text"}, {"n", "count"}, {"n_without", "count"},             \
            {"covered", "share"}, {"mean_with_problem", unit}, {"mean_without", unit},             \
            {"difference", unit}, {"effect", unit}, {"lower", unit}, {"upper", unit},              \
            {"margin", unit}, {"superiority", "share"}, {"superiority_lower", "share"},            \
            {"superiority_upper", "share"}, {"verdict", "text"},                                   \
        {                                                                                          \
            "literature", "text"                                                                   \
        }                                                                                          \
    }
static const struct table_column score_columns[COLUMN_COUNT] = COLUMNS("score");
static const struct table_column share_columns[COLUMN_COUNT] = COLUMNS("share");

static void fill_row(struct result_table *table, size_t row, const struct paradox_test *test,
                     const struct comparison *c, const struct interval *effect)
{
    const bool told = effect->defined;
    /* of 0 and 1 it says the same as the difference, with other weights */
    const bool is_ranked = told && !test->is_share;
    const struct interval rank = is_ranked ? c->superiority.interval : INTERVAL_UNDEFINED;
    const struct table_cell cells[COLUMN_COUNT] = {
        cell_text(test->name),
        cell_text(c->group->name),
        cell_whole((int64_t)c->n),
        cell_whole((int64_t)c->never_n),
        cell_number(c->contrast.covered),
        cell_number(told ? c->contrast.group_mean : NAN),
        cell_number(told ? c->contrast.others_mean : NAN),
        cell_number(told ? c->crude : NAN),
        cell_number(effect->value),
        cell_number(effect->lower),
        cell_number(effect->upper),
        cell_number(test->margin),
        cell_number(rank.value),
        cell_number(rank.lower),
        cell_number(rank.upper),
        cell_text(paradox_verdict(effect, test->margin)),
        cell_text(c->group->has[CLASS_UNSOLVED] ? "" : test->literature)};
    for (size_t i = 0; i < COLUMN_COUNT; i++) *result_cell(table, row, i) = cells[i];
}

/* A difference of shares is told in percentage points: it may be negative. */
static struct interval told(const struct paradox_test *test, const struct interval *effect)
{
    const double factor = test->is_share ? 100.0 : 1.0;
    struct interval interval = *effect;
    interval.value *= factor;
    interval.lower *= factor;
    interval.upper *= factor;
    return interval;
}

static enum rc add_group(const struct paradox_test *test, const struct comparison *c,
                         const struct measured *measured, struct result *result,
                         struct interval *effect, struct err *err)
{
    const uint32_t base = measured->context->options->minimum_base;
    const char *refusal = refusal_of(test, c, base, &result->arena);
    *effect = refusal ? INTERVAL_UNDEFINED : cut(test, c->contrast.difference.interval);
    const bool is_network = c->group == &paradox_groups[0];
    const struct extended extended = {.metric = test->metric,
                                      .axis = is_network ? AXIS_NETWORK : AXIS_STRATUM,
                                      .key = is_network ? "" : c->group->name,
                                      .period = test->period,
                                      .n = refusal ? c->n : c->contrast.group_n,
                                      .interval = told(test, effect),
                                      .method = "standardised_difference",
                                      .reason =
                                          refusal ? refusal : partial_of(test, c, &result->arena)};
    return extend_estimate(measured, result, &extended, err);
}

enum rc paradox_add(const char *table_name, const struct paradox_test *tests,
                    const struct paradox_counts *counts, size_t test_count,
                    const struct measured *measured, struct result *result, struct err *err)
{
    const struct table_column *columns = tests->is_share ? share_columns : score_columns;
    struct result_table *table = result_add_table(result, table_name, columns, COLUMN_COUNT,
                                                  test_count * PARADOX_GROUP_COUNT);
    if (!table) return err_memory(err, test_count);
    for (size_t t = 0; t < test_count; t++)
        for (size_t g = 0; g < PARADOX_GROUP_COUNT; g++) {
            struct comparison comparison;
            struct interval effect;
            enum rc rc = compare(&counts[t], &paradox_groups[g], &result->arena, &comparison, err);
            if (rc == RC_OK) rc = add_group(&tests[t], &comparison, measured, result, &effect, err);
            if (rc != RC_OK) return rc;
            fill_row(table, t * PARADOX_GROUP_COUNT + g, &tests[t], &comparison, &effect);
        }
    return RC_OK;
}
