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
enum { SHARE_SIDE_MINIMUM = 5, REASON_BYTES = 240 };
/* Part of the group that must have somebody to be compared to: to say anything, and to say it
 * without a word. */
static const double COVERED_LEAST = 0.5, COVERED_WELL = 0.95;

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
    uint64_t n, never_n; /* all of them */
    uint64_t solved_n;   /* with a solved problem, in the group or not */
    i128 sum, never_sum;
    uint64_t met, never_met; /* of a share: the sums where both sides are */
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

/* Of the strata where both sides are: moments, and values as the rank test wants them. */
struct parts {
    struct contrast_stratum *strata; /* those with only the group, too */
    uint64_t *group, *never;
    size_t stratum_count, both_count;
};

static bool parts_init(struct parts *parts, const struct paradox_counts *counts,
                       struct arena *arena)
{
    const size_t count = counts->stratum_count * counts->value_count + 1;
    *parts = (struct parts){.stratum_count = 0};
    parts->strata = arena_take_array(arena, counts->stratum_count + 1, sizeof *parts->strata);
    parts->group = arena_take_array(arena, count, sizeof *parts->group);
    parts->never = arena_take_array(arena, count, sizeof *parts->never);
    return parts->strata && parts->group && parts->never;
}

/* The values of a stratum, to be kept if it has both sides. */
static void add_stratum(struct parts *parts, const struct paradox_counts *counts, size_t stratum,
                        struct comparison *c)
{
    const size_t value_count = counts->value_count;
    uint64_t *group = parts->group + parts->both_count * value_count;
    uint64_t *never = parts->never + parts->both_count * value_count;
    for (size_t v = 0; v < value_count; v++) {
        group[v] = 0;
        never[v] = paradox_values(counts, stratum, CLASS_NEVER)[v];
        for (int ending = 0; ending < CLASS_COUNT; ending++)
            if (c->group->has[ending]) group[v] += paradox_values(counts, stratum, ending)[v];
    }
    struct contrast_stratum *own = &parts->strata[parts->stratum_count];
    *own = (struct contrast_stratum){{.scale = 1}, {.scale = 1}};
    add_moments(&own->group, counts, group);
    add_moments(&own->others, counts, never);
    c->n += own->group.n;
    c->sum += own->group.sum;
    for (size_t v = 0; v < value_count; v++)
        c->solved_n += paradox_values(counts, stratum, CLASS_SOLVED_FAST)[v] +
                       paradox_values(counts, stratum, CLASS_SOLVED)[v];
    c->never_n += own->others.n;
    c->never_sum += own->others.sum;
    if (own->group.n == 0) return;
    parts->stratum_count++;
    if (own->others.n == 0) return;
    parts->both_count++;
    c->met += (uint64_t)own->group.sum;
    c->never_met += (uint64_t)own->others.sum;
}

/* Of a share: how often the rarest value occurs in either group, where they are compared. */
static uint64_t least_values(const struct comparison *c)
{
    const uint64_t sides[] = {c->met, c->contrast.group_n - c->met, c->never_met,
                              c->contrast.others_n - c->never_met};
    uint64_t least = sides[0];
    for (int i = 1; i < 4; i++)
        if (sides[i] < least) least = sides[i];
    return least;
}

static enum rc compare(const struct paradox_counts *counts, const struct paradox_group *group,
                       struct arena *arena, struct comparison *out, struct err *err)
{
    struct parts parts;
    *out = (struct comparison){.group = group};
    if (!parts_init(&parts, counts, arena))
        return err_memory(err, counts->stratum_count * sizeof *parts.strata);
    for (size_t s = 0; s < counts->stratum_count; s++) add_stratum(&parts, counts, s, out);
    const enum rc rc =
        stats_contrast(parts.strata, parts.stratum_count, arena, &out->contrast, err);
    if (rc != RC_OK) return rc;
    return stats_van_elteren(parts.group, parts.never, parts.both_count, counts->value_count,
                             &out->superiority, err);
}

/* Difference of the means as they are. */
static double crude_difference(const struct comparison *c)
{
    if (c->n == 0 || c->never_n == 0) return NAN;
    return exact_ratio(c->sum, (i128)c->n) - exact_ratio(c->never_sum, (i128)c->never_n);
}

static const char *words(struct arena *arena, const char *text, int byte_count)
{
    const char *copy = arena_copy_text(arena, text, (size_t)byte_count);
    return copy ? copy : "below_base: too few customers";
}

/* Fast and later make up all solved, who are told: one of them tells of the other. */
static bool gives_away(const struct comparison *c, uint32_t private_below)
{
    const bool is_part = c->group->has[CLASS_SOLVED_FAST] != c->group->has[CLASS_SOLVED];
    return is_part && c->solved_n > c->n && c->solved_n - c->n < private_below;
}

/* Why nothing can be said, or NULL. */
static const char *refusal_of(const struct paradox_test *test, const struct comparison *c,
                              const struct measure_options *options, struct arena *arena)
{
    char text[REASON_BYTES];
    const struct contrast *contrast = &c->contrast;
    const uint32_t base = options->minimum_base;
    if (test->refusal) return test->refusal;
    if (gives_away(c, options->private_below))
        return "complementary: with it, what fewer customers than are told of answered could be "
               "worked out";
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
    if (test->is_share && least_values(c) < SHARE_SIDE_MINIMUM)
        return words(
            arena, text,
            snprintf(text, sizeof text,
                     "below_base: %llu customers of the rarer kind, at least %d are needed "
                     "who bought and who did not, in either group",
                     (unsigned long long)least_values(c), SHARE_SIDE_MINIMUM));
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

/* The ending of the group that by the other clock lies on the other side of those without a
 * problem, or on neither; CLASS_NEVER: there is none, or the effect is on neither side itself. */
static enum paradox_class turned_class(const struct paradox_test *test, const struct comparison *c,
                                       const struct interval *effect, uint32_t base)
{
    const bool is_above = effect->bounded && effect->lower > 0;
    if (!test->clock || (!is_above && !(effect->bounded && effect->upper < 0))) return CLASS_NEVER;
    const struct share *never = &test->clock->shares[CLASS_NEVER];
    for (int ending = CLASS_NEVER + 1; ending < CLASS_COUNT; ending++) {
        const struct share *own = &test->clock->shares[ending];
        if (!c->group->has[ending] || own->n < base || never->n < base) continue;
        const i128 apart = (i128)own->met * (i128)never->n - (i128)never->met * (i128)own->n;
        if (is_above ? apart <= 0 : apart >= 0) return (enum paradox_class)ending;
    }
    return CLASS_NEVER;
}

static const char *depends_on_clock(const struct paradox_clock *clock, enum paradox_class ending,
                                    struct arena *arena)
{
    static const char *const endings[CLASS_COUNT] = {"", "solved fast", "solved", "unsolved"};
    const struct share *own = &clock->shares[ending], *never = &clock->shares[CLASS_NEVER];
    char text[REASON_BYTES];
    return words(arena, text,
                 snprintf(text, sizeof text,
                          "depends_on_clock: by %s, which counts those without a problem from "
                          "their first purchase, it is the other way round (%s %.1f %%, no problem "
                          "%.1f %%)",
                          clock->metric, endings[ending],
                          100 * exact_ratio((i128)own->met, (i128)own->n),
                          100 * exact_ratio((i128)never->met, (i128)never->n)));
}

/* As all verdicts: not of few; and none that the other clock turns round. */
static const char *verdict_of(const struct paradox_test *test, const struct comparison *c,
                              const struct interval *effect, const struct measure_options *options)
{
    const struct contrast *contrast = &c->contrast;
    const uint32_t base = options->judged_base;
    const bool is_judged = contrast->group_n >= base && contrast->others_n >= base;
    const bool is_turned = turned_class(test, c, effect, options->minimum_base) != CLASS_NEVER;
    return is_judged && !is_turned ? paradox_verdict(effect, test->margin) : "cannot_say";
}

static void fill_row(struct result_table *table, size_t row, const struct paradox_test *test,
                     const struct comparison *c, const struct interval *effect,
                     const struct measure_options *options)
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
        cell_number(told ? crude_difference(c) : NAN),
        cell_number(effect->value),
        cell_number(effect->lower),
        cell_number(effect->upper),
        cell_number(test->margin),
        cell_number(rank.value),
        cell_number(rank.lower),
        cell_number(rank.upper),
        cell_text(verdict_of(test, c, effect, options)),
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
    const struct measure_options *options = measured->context->options;
    const char *refusal = refusal_of(test, c, options, &result->arena);
    *effect = refusal ? INTERVAL_UNDEFINED : cut(test, c->contrast.difference.interval);
    const enum paradox_class turned = turned_class(test, c, effect, options->minimum_base);
    const char *reason = refusal ? refusal
                         : turned != CLASS_NEVER
                             ? depends_on_clock(test->clock, turned, &result->arena)
                             : partial_of(test, c, &result->arena);
    const bool is_network = c->group == &paradox_groups[0];
    const struct extended extended = {.metric = test->metric,
                                      .axis = is_network ? AXIS_NETWORK : AXIS_STRATUM,
                                      .key = is_network ? "" : c->group->name,
                                      .period = test->period,
                                      .n = refusal ? c->n : c->contrast.group_n,
                                      .interval = told(test, effect),
                                      .method = "standardised_difference",
                                      .reason = reason};
    return extend_estimate(measured, result, &extended, err);
}

/* What is worked out on the way is given back at once. */
static enum rc add_row(const struct paradox_test *test, const struct paradox_counts *counts,
                       size_t group, const struct measured *measured, struct result *result,
                       struct result_table *table, size_t row, struct err *err)
{
    struct comparison comparison;
    struct interval effect;
    struct arena scratch;
    arena_init(&scratch);
    enum rc rc = compare(counts, &paradox_groups[group], &scratch, &comparison, err);
    if (rc == RC_OK) rc = add_group(test, &comparison, measured, result, &effect, err);
    if (rc == RC_OK) fill_row(table, row, test, &comparison, &effect, measured->context->options);
    arena_release(&scratch);
    return rc;
}

enum rc paradox_add(const char *table_name, const struct paradox_test *tests,
                    const struct paradox_counts *counts, size_t test_count,
                    const struct measured *measured, struct result *result, struct err *err)
{
    const struct table_column *columns = tests->is_share ? share_columns : score_columns;
    struct result_table *table = result_add_table(result, table_name, columns, COLUMN_COUNT,
                                                  test_count * PARADOX_GROUP_COUNT);
    if (!table) return err_memory(err, test_count);
    enum rc rc = RC_OK;
    for (size_t row = 0; rc == RC_OK && row < test_count * PARADOX_GROUP_COUNT; row++) {
        const size_t test = row / PARADOX_GROUP_COUNT, group = row % PARADOX_GROUP_COUNT;
        rc = add_row(&tests[test], &counts[test], group, measured, result, table, row, err);
    }
    return rc;
}
