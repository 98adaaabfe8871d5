#include "reports/view/view.h"

#include "reports/view/sentence.h"

#include <math.h>
#include <string.h>

enum rc view_init(struct view *view, const struct model *model, enum language language,
                  struct text *out, struct err *err)
{
    *view = (struct view){.model = model, .language = language};
    arena_init(&view->arena);
    page_init(&view->page, out);
    view->anchored = arena_take_array(&view->arena, model->estimate_count + 1, sizeof(bool));
    view->wanted = arena_take_array(&view->arena, model->estimate_count + 1, sizeof(bool));
    view->claimed = arena_take_array(&view->arena, model->metric_count + 1, sizeof(bool));
    view->noted = arena_take_array(&view->arena, model->estimate_count + 1, sizeof(char *));
    view->tabled = arena_take_array(&view->arena, model->table_count + 1, sizeof(bool));
    view->methods = arena_take_array(&view->arena, model->estimate_count + 1, sizeof(char *));
    if (!view->methods || !view->anchored || !view->wanted || !view->claimed || !view->tabled ||
        !view->noted)
        return err_memory(err, model->estimate_count);
    return RC_OK;
}

void view_release(struct view *view)
{
    arena_release(&view->arena);
}

const char *view_keep(struct view *view, struct text *text)
{
    const char *copy = arena_copy_text(&view->arena, text->bytes, text->byte_count);
    if (!copy || text->failed) view->failed = true;
    text_release(text);
    return copy ? copy : "";
}

/* Whether keys of the axis come from the data, and not from the engine. */
static bool axis_has_column(enum axis axis)
{
    return axis < AXIS_COUNT && axis_rows[axis].column[0] != '\0';
}

const char *view_method_number(struct view *view, const char *method)
{
    size_t at = 0;
    if (!method[0]) return NULL;
    while (at < view->method_count && strcmp(view->methods[at], method) != 0) at++;
    if (at == view->method_count) view->methods[view->method_count++] = method;
    struct text number;
    text_init(&number, 0);
    text_format(&number, "%zu", at);
    return view_keep(view, &number);
}

const char *view_phrase(const struct view *view, enum phrase key)
{
    return phrase(view->language, key);
}

const char *view_title(const struct view *view, const struct model_metric *metric)
{
    return metric->words.title[view->language];
}

const char *view_axis(const struct view *view, const struct model_estimate *estimate)
{
    if (estimate->axis == AXIS_COUNT) return estimate->axis_name;
    return axis_rows[estimate->axis].title[view->language];
}

const char *view_trait(struct view *view, const char *key)
{
    const char *words = name_words(view->language, key), *equals = strchr(key, '=');
    if (words != key || !equals) return words;
    struct text trait, text;
    text_init(&trait, 0);
    text_add(&trait, key, (size_t)(equals - key));
    text_init(&text, 0);
    text_put(&text, name_words(view->language, view_keep(view, &trait)));
    text_put(&text, " ");
    text_put(&text, equals + 1);
    return view_keep(view, &text);
}

/* Words of a listed value, "touchpoint.store"; any other value as it stands. */
static const char *contract_value(struct view *view, const struct model_estimate *estimate)
{
    struct text name;
    text_init(&name, 0);
    text_put(&name, estimate->axis_name);
    text_put(&name, ".");
    text_put(&name, estimate->key);
    const char *kept = view_keep(view, &name), *words = name_words(view->language, kept);
    return words == kept ? estimate->key : words;
}

const char *view_key(struct view *view, const struct model_estimate *estimate)
{
    if (strchr(estimate->key, '=') && !axis_has_column(estimate->axis))
        return view_trait(view, estimate->key);
    /* Keys of axes without a column are the engine's own words. */
    const bool is_named = estimate->axis == AXIS_PATH || estimate->axis == AXIS_CHANNEL ||
                          (estimate->axis < AXIS_COUNT && !axis_rows[estimate->axis].column[0]);
    if (estimate->axis == AXIS_TOUCHPOINT || estimate->axis == AXIS_PHASE)
        return contract_value(view, estimate);
    return is_named ? name_words(view->language, estimate->key) : estimate->key;
}

struct measure view_measure(const struct view *view, const struct model_estimate *estimate)
{
    return measure_for(view->language, estimate->metric->unit, estimate->value,
                       (estimate->upper - estimate->lower) / 2);
}

const char *view_value(struct view *view, const struct model_estimate *estimate)
{
    const struct measure measure = view_measure(view, estimate);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, estimate->value);
    return view_keep(view, &text);
}

const char *view_interval(struct view *view, const struct model_estimate *estimate)
{
    const struct measure measure = view_measure(view, estimate);
    struct text text;
    text_init(&text, 0);
    format_interval(&text, &measure, estimate->value, estimate->lower, estimate->upper);
    return view_keep(view, &text);
}

const char *view_bounds(struct view *view, const struct model_estimate *estimate)
{
    const struct measure measure = view_measure(view, estimate);
    struct text text;
    text_init(&text, 0);
    format_bounds(&text, &measure, estimate->lower, estimate->upper);
    return view_keep(view, &text);
}

/* A small change of a long duration is still told in the duration's unit. */
const char *view_change(struct view *view, const struct model_estimate *estimate)
{
    const double half_width = (estimate->change.upper - estimate->change.lower) / 2;
    const struct measure measure =
        measure_for(view->language, estimate->metric->unit, estimate->value, half_width);
    struct text text;
    text_init(&text, 0);
    format_change(&text, &measure, estimate->change.value, estimate->change.lower,
                  estimate->change.upper);
    return view_keep(view, &text);
}

const char *view_like(struct view *view, const struct model_estimate *estimate, double value)
{
    struct measure measure = view_measure(view, estimate);
    const double shown = value * measure.factor;
    if (fabs(shown - round(shown)) < 1e-9)
        measure.decimals = 0;
    else if (measure.decimals == 0)
        measure.decimals = 1;
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, value);
    return view_keep(view, &text);
}

const char *view_published(struct view *view, const struct model_estimate *estimate)
{
    const char *high = view_like(view, estimate, estimate->benchmark.value);
    if (!(estimate->benchmark.low < estimate->benchmark.value)) return high;
    struct text text;
    text_init(&text, 0);
    text_put(&text, view_like(view, estimate, estimate->benchmark.low));
    text_put(&text, " \xE2\x80\x93 ");
    text_put(&text, high);
    return view_keep(view, &text);
}

const char *view_share(struct view *view, double share)
{
    const struct measure measure = measure_for(view->language, UNIT_SHARE, share, NAN);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, share);
    return view_keep(view, &text);
}

const char *view_count(struct view *view, double count)
{
    const struct measure measure = measure_for(view->language, UNIT_COUNT, count, NAN);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, count);
    return view_keep(view, &text);
}

const char *view_probability(struct view *view, double probability)
{
    struct text text;
    text_init(&text, 0);
    format_probability(&text, probability);
    return view_keep(view, &text);
}

/* Codes of refusals that have words of their own; others show the words of the file, after the
 * code. */
static const struct reason_row {
    const char *code;
    enum phrase words;
} reason_rows[] = {
    {"at_border", PHRASE_REASON_AT_BORDER},
    {"below_base", PHRASE_REASON_FEW},
    {"few_expected", PHRASE_REASON_FEW_EXPECTED},
    {"few_praise_months", PHRASE_REASON_FEW_PRAISE_MONTHS},
    {"no_contrast", PHRASE_REASON_NO_CONTRAST},
    {"few_units", PHRASE_REASON_FEW_UNITS},
    {"no_units", PHRASE_REASON_NO_UNITS},
    {"nothing_to_compare", PHRASE_REASON_NOTHING_TO_COMPARE},
    {"one_sided", PHRASE_REASON_ONE_SIDED},
    {"crowded", PHRASE_REASON_CROWDED},
    {"few_dealers", PHRASE_REASON_FEW_DEALERS},
    {"no_variation", PHRASE_REASON_NO_VARIATION},
    {"not_converged", PHRASE_REASON_NOT_CONVERGED},
    {"undefined", PHRASE_REASON_UNDEFINED},
    {"rare", PHRASE_REASON_RARE},
    {"short_history", PHRASE_REASON_SHORT_HISTORY},
    {"complementary", PHRASE_REASON_COMPLEMENTARY},
    {"no_spread", PHRASE_REASON_NO_SPREAD},
    {"rough", PHRASE_REASON_ROUGH_EXPECTED},
    {"rough_dealers", PHRASE_REASON_ROUGH_DEALERS},
    {"unstable_base", PHRASE_REASON_UNSTABLE_BASE},
    {"collinear", PHRASE_REASON_COLLINEAR},
    {"constant", PHRASE_REASON_CONSTANT},
    {"dependent", PHRASE_REASON_DEPENDENT},
    {"dependent_score", PHRASE_REASON_DEPENDENT_SCORE},
    {"depends_on_clock", PHRASE_REASON_CLOCK},
    {"extrapolated", PHRASE_REASON_EXTRAPOLATED},
    {"few_at_risk", PHRASE_REASON_FEW_AT_RISK},
    {"few_events", PHRASE_REASON_FEW_EVENTS},
    {"few_groups", PHRASE_REASON_FEW_GROUPS},
    {"few_rows", PHRASE_REASON_FEW},
    {"incomplete", PHRASE_REASON_INCOMPLETE},
    {"little_overlap", PHRASE_REASON_LITTLE_OVERLAP},
    {"no_clusters", PHRASE_REASON_NO_CLUSTERS},
    {"no_column", PHRASE_REASON_NO_COLUMN},
    {"no_departure", PHRASE_REASON_NO_DEPARTURE},
    {"no_events", PHRASE_REASON_NO_EVENTS},
    {"no_fit", PHRASE_REASON_NO_FIT},
    {"no_interval", PHRASE_REASON_NO_INTERVAL},
    {"no_log", PHRASE_REASON_NO_LOG},
    {"no_median", PHRASE_REASON_NO_MEDIAN},
    {"no_overlap", PHRASE_REASON_NO_OVERLAP},
    {"no_points", PHRASE_REASON_NO_POINTS},
    {"no_repair", PHRASE_REASON_NO_REPAIR},
    {"no_rows", PHRASE_REASON_NO_ROWS},
    {"no_table", PHRASE_REASON_NO_TABLE},
    {"no_variance", PHRASE_REASON_NO_VARIANCE},
    {"not_fitted", PHRASE_REASON_NOT_FITTED},
    {"not_matched", PHRASE_REASON_NOT_MATCHED},
    {"not_matured", PHRASE_REASON_NOT_MATURED},
    {"not_proportional", PHRASE_REASON_DRIFTS},
    {"not_watched", PHRASE_REASON_NOT_WATCHED},
    {"nothing_explained", PHRASE_REASON_NOTHING_EXPLAINED},
    {"one_level", PHRASE_REASON_ONE_LEVEL},
    {"part", PHRASE_REASON_PART},
    {"poor_fit", PHRASE_REASON_POOR_FIT},
    {"separated", PHRASE_REASON_SEPARATED},
    {"too_few_left", PHRASE_REASON_TOO_FEW_LEFT},
    {"too_young", PHRASE_REASON_TOO_YOUNG},
    {"turned", PHRASE_REASON_TURNED},
    {"unmatched", PHRASE_REASON_UNMATCHED},
    {"unstable", PHRASE_REASON_UNSTABLE},
    {"also_acted", PHRASE_REASON_ALSO_ACTED},
    {"bad_target", PHRASE_REASON_BAD_TARGET},
    {"few_months", PHRASE_REASON_FEW_MONTHS},
    {"few_others", PHRASE_REASON_FEW_OTHERS},
    {"no_comparison", PHRASE_REASON_NO_COMPARISON},
    {"no_direction", PHRASE_REASON_NO_DIRECTION},
    {"no_metric", PHRASE_REASON_NO_METRIC},
    {"no_months", PHRASE_REASON_NO_MONTHS},
    {"not_in_effect", PHRASE_REASON_NOT_IN_EFFECT},
    {"too_early", PHRASE_REASON_TOO_EARLY},
    {"unknown_metric", PHRASE_REASON_UNKNOWN_METRIC},
    {"unknown_segment", PHRASE_REASON_UNKNOWN_SEGMENT},
    {"few_cases", PHRASE_REASON_FEW_CASES},
    {"few_trained", PHRASE_REASON_FEW_TRAINED},
    {"few_untrained", PHRASE_REASON_FEW_UNTRAINED},
    {"other_path", PHRASE_REASON_OTHER_PATH},
    {"no_callbacks", PHRASE_REASON_NO_CALLBACKS},
};

/* The number behind `before` in the words as the part of a sentence; NULL when it is not there. */
static const char *number_words(struct view *view, const char *words, const char *before,
                                enum phrase phrase)
{
    const char *at = strstr(words, before);
    if (!at) return NULL;
    at += strlen(before);
    struct text number;
    text_init(&number, 0);
    text_add(&number, at, strspn(at, "0123456789"));
    const struct sentence told = {phrase, {{view_keep(view, &number), NULL}}};
    return sentence_keep(view, &told);
}

/* "n = 7, at least 10 are needed": the base is told, the n of each part is not. */
static const char *few_words(struct view *view, const char *words)
{
    const char *told = number_words(view, words, "at least ", PHRASE_REASON_FEW_BASE);
    return told ? told : view_phrase(view, PHRASE_REASON_FEW);
}

/* "... so many will have been in about 3 months" */
static const char *young_words(struct view *view, const char *words)
{
    const char *told = number_words(view, words, "in about ", PHRASE_REASON_TOO_YOUNG);
    return told ? told : words;
}

const char *view_reason_words(struct view *view, const char *reason)
{
    const char *colon = strchr(reason, ':');
    const struct slice code = {reason, colon ? (size_t)(colon - reason) : strlen(reason)};
    const char *words = colon ? colon + 1 + strspn(colon + 1, " ") : "";
    for (size_t i = 0; i < sizeof reason_rows / sizeof *reason_rows; i++) {
        if (!slice_equal(code, slice_of(reason_rows[i].code))) continue;
        if (reason_rows[i].words == PHRASE_REASON_FEW) return few_words(view, words);
        if (reason_rows[i].words == PHRASE_REASON_TOO_YOUNG) return young_words(view, words);
        return view_phrase(view, reason_rows[i].words);
    }
    return words[0] ? words : view_phrase(view, PHRASE_REASON_UNKNOWN);
}

const char *view_reason(struct view *view, const struct model_estimate *estimate)
{
    return view_reason_words(view, estimate->reason);
}

static const char *join(struct view *view, const char *const *names, size_t count)
{
    struct text joined;
    text_init(&joined, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_put(&joined, view_phrase(view, PHRASE_LIST_SEPARATOR));
        text_put(&joined, names[i]);
    }
    return view_keep(view, &joined);
}

const char *view_list(struct view *view, const char *const *names, size_t count, size_t limit)
{
    if (count <= limit) return join(view, names, count);
    const struct sentence more = {
        PHRASE_AND_OTHER_PARTS,
        {{join(view, names, limit), NULL}, {view_count(view, (double)count), NULL}}};
    return sentence_keep(view, &more);
}

bool view_change_stands(const struct model_estimate *estimate)
{
    return estimate->change.exists && estimate->change.q * 1000 < CHANGE_LEVEL_PERMILLE;
}

bool view_change_tested(const struct model_estimate *estimate)
{
    return estimate->change.exists && !isnan(estimate->change.q);
}

const char *view_change_words(struct view *view, const struct model_estimate *estimate)
{
    const double lower = estimate->change.lower, upper = estimate->change.upper;
    if (view_change_stands(estimate))
        return view_phrase(view,
                           estimate->change.value > 0 ? PHRASE_CHANGE_UP : PHRASE_CHANGE_DOWN);
    if (!view_change_tested(estimate)) return view_phrase(view, PHRASE_CHANGE_NOT_TESTED);
    if (!(lower > 0 || upper < 0)) return view_phrase(view, PHRASE_CHANGE_NONE);
    const bool is_network = estimate->axis == AXIS_NETWORK;
    const struct sentence told = {is_network ? PHRASE_CHANGE_OF_SECTION : PHRASE_CHANGE_OF_AXIS,
                                  {{view_probability(view, estimate->change.q), NULL}}};
    return sentence_keep(view, &told);
}

enum phrase view_verdict_word(enum verdict verdict)
{
    static const enum phrase words[VERDICT_COUNT] = {
        [VERDICT_NONE] = PHRASE_UNIT_NONE,
        [VERDICT_BETTER] = PHRASE_VERDICT_BETTER,
        [VERDICT_CONSISTENT] = PHRASE_VERDICT_CONSISTENT,
        [VERDICT_WORSE] = PHRASE_VERDICT_WORSE,
        [VERDICT_CANNOT_SAY] = PHRASE_VERDICT_CANNOT_SAY};
    return words[verdict];
}

enum phrase view_standing_pattern(enum standing standing)
{
    static const enum phrase words[STANDING_COUNT] = {
        [STANDING_NONE] = PHRASE_CELL_BENCHMARK,
        [STANDING_ABOVE] = PHRASE_CELL_BENCHMARK_ABOVE,
        [STANDING_CONSISTENT] = PHRASE_CELL_BENCHMARK_CONSISTENT,
        [STANDING_BELOW] = PHRASE_CELL_BENCHMARK_BELOW};
    return words[standing];
}

bool view_on_target(const struct model_estimate *estimate)
{
    if (estimate->metric->words.better == BETTER_LOWER) return estimate->value <= estimate->target;
    return estimate->value >= estimate->target;
}
