/* The Cox model of departures from the pieces: patterns, entries, fit, and what follows from it. */
#include "measure/loyalty/loyalty.h"

#include "measure/stats/distribution.h"
#include "measure/stats/multiple.h"

#include <inttypes.h>

/* Numbers the covariates of the terms that are in the model; returns how many. */
static size_t number_covariates(struct loyalty_design *design)
{
    size_t count = 0;
    for (int t = 0; t < TERM_COUNT; t++) {
        struct loyalty_term *term = &design->terms[t];
        term->first = count;
        for (uint32_t i = 0; i < term->level_count; i++) {
            struct loyalty_level *level = &term->levels[i];
            level->covariate = NO_COVARIATE;
            if (term->is_in_model && level->events > 0 && i != term->reference)
                level->covariate = (uint8_t)count++;
        }
        term->covariate_count = count - term->first;
    }
    return count;
}

static size_t pattern_count(const struct loyalty_design *design)
{
    size_t count = design->dealer_count;
    for (int t = 0; t < TERM_COUNT; t++) count *= design->terms[t].level_count;
    return count;
}

/* Patterns are numbered by levels of the terms, then by dealer. */
static size_t pattern_of(const struct loyalty_design *design, const struct loyalty_piece *piece)
{
    size_t pattern = 0;
    for (int t = 0; t < TERM_COUNT; t++)
        pattern = pattern * design->terms[t].level_count +
                  loyalty_level_of(design, (enum loyalty_term_number)t, piece);
    return pattern * design->dealer_count + (design->dealer_count > 1 ? piece->dealer : 0);
}

static void fill_pattern(const struct loyalty_design *design, size_t pattern, int32_t *covariates)
{
    size_t rest = pattern / design->dealer_count;
    for (int t = TERM_COUNT; t-- > 0;) {
        const struct loyalty_term *term = &design->terms[t];
        const struct loyalty_level *level = &term->levels[rest % term->level_count];
        if (level->covariate != NO_COVARIATE) covariates[level->covariate] = 1;
        rest /= term->level_count;
    }
}

static bool is_in_model(const struct loyalty_design *design, const struct loyalty_piece *piece)
{
    for (int t = 0; t < TERM_COUNT; t++) {
        const struct loyalty_term *term = &design->terms[t];
        const uint32_t level = loyalty_level_of(design, (enum loyalty_term_number)t, piece);
        if (term->is_in_model && term->levels[level].is_left_out) return false;
    }
    return true;
}

/* Pieces of one pattern and day become one entry. */
static enum rc fill_entries(struct loyalty_fit *fit, const struct loyalty_design *design,
                            const struct loyalty_pieces *pieces, struct arena *arena,
                            struct err *err)
{
    struct cox_entry *entries = arena_take_array(arena, pieces->count + 1, sizeof *entries);
    size_t *entry_of = arena_take_array(arena, fit->counts.pattern_count, sizeof *entry_of);
    if (!entries || !entry_of) return err_memory(err, pieces->count * sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        const struct loyalty_piece *piece = &pieces->pieces[i];
        if (!is_in_model(design, piece)) continue;
        const size_t pattern = pattern_of(design, piece);
        size_t at = entry_of[pattern]; /* its last entry, + 1 */
        if (at == 0 || entries[at - 1].day != piece->day) {
            entries[count] = (struct cox_entry){.day = piece->day, .pattern = (uint32_t)pattern};
            at = entry_of[pattern] = ++count;
        }
        entries[at - 1].events += piece->left;
        entries[at - 1].censored += piece->cut;
        entries[at - 1].entered += piece->came;
    }
    fit->counts.entries = entries;
    fit->counts.entry_count = count;
    return RC_OK;
}

static enum rc fill_counts(struct loyalty_fit *fit, const struct loyalty_design *design,
                           const struct loyalty_pieces *pieces, size_t covariate_count,
                           struct arena *arena, struct err *err)
{
    const size_t count = pattern_count(design);
    int32_t *covariates = arena_take_array(arena, count * covariate_count, sizeof *covariates);
    uint32_t *clusters = arena_take_array(arena, count, sizeof *clusters);
    if (!covariates || !clusters) return err_memory(err, count * (covariate_count + 1) * 4);
    for (size_t pattern = 0; pattern < count; pattern++) {
        fill_pattern(design, pattern, covariates + pattern * covariate_count);
        clusters[pattern] = (uint32_t)(pattern % design->dealer_count);
    }
    fit->counts = (struct cox_counts){
        .covariate_count = covariate_count, .pattern_count = count, .covariates = covariates};
    fit->clusters = design->cluster_count > 0 ? clusters : NULL;
    return fill_entries(fit, design, pieces, arena, err);
}

/* Robust errors, and the intervals of the ratios. With few clusters: t of one less than clusters,
 * and the variance times clusters / (clusters - 1). */
static enum rc judge(struct loyalty_fit *fit, const struct loyalty_design *design,
                     struct arena *arena, struct err *err)
{
    const size_t count = fit->fit.covariate_count;
    const double clusters = design->cluster_count;
    fit->ratios = arena_take_array(arena, count, sizeof *fit->ratios);
    fit->p = arena_take_array(arena, count, sizeof *fit->p);
    if (!fit->ratios || !fit->p) return err_memory(err, count * sizeof *fit->ratios);
    fit->error_factor = 1.0;
    fit->quantile = STATS_Z;
    enum rc rc = RC_OK;
    if (fit->clusters) {
        fit->error_factor = sqrt(clusters / (clusters - 1.0));
        rc = stats_cox_robust(&fit->fit, fit->clusters, design->dealer_count, arena, err);
        if (rc == RC_OK)
            rc = stats_t_quantile(1.0 - STATS_TAIL, clusters - 1.0, &fit->quantile, err);
    }
    for (size_t j = 0; rc == RC_OK && j < count; j++) {
        const struct cox_coefficient *c = &fit->fit.coefficients[j];
        const double error =
            fit->clusters ? c->robust_standard_error * fit->error_factor : c->standard_error;
        fit->ratios[j] = (struct interval){exp(c->value), exp(c->value - fit->quantile * error),
                                           exp(c->value + fit->quantile * error), true, true};
        fit->p[j] = c->p;
        if (fit->clusters)
            rc = stats_t_two_sided_p(c->value / error, clusters - 1.0, &fit->p[j], err);
    }
    return rc;
}

/* Whether the hazards are proportional: term by term with Holm's correction, and all together. */
static enum rc judge_proportions(struct loyalty_fit *fit, const struct loyalty_design *design,
                                 struct arena *arena, struct err *err)
{
    size_t starts[TERM_COUNT + 1] = {0}, term_count = 0;
    int numbers[TERM_COUNT];
    double holm[TERM_COUNT];
    struct test tests[TERM_COUNT];
    fit->proportional = arena_take_array(arena, TERM_COUNT + 1, sizeof *fit->proportional);
    fit->proportional_holm = arena_take_array(arena, TERM_COUNT, sizeof *fit->proportional_holm);
    if (!fit->proportional || !fit->proportional_holm)
        return err_memory(err, (TERM_COUNT + 1) * sizeof *fit->proportional);
    for (int t = 0; t < TERM_COUNT; t++) {
        fit->proportional[t] = TEST_UNDEFINED;
        fit->proportional_holm[t] = NAN;
        if (!design->terms[t].is_in_model) continue;
        numbers[term_count++] = t;
        starts[term_count] = design->terms[t].first + design->terms[t].covariate_count;
    }
    enum rc rc = stats_cox_proportionality(&fit->fit, COX_CLOCK_SURVIVAL, starts, term_count, arena,
                                           tests, &fit->proportional[TERM_COUNT], err);
    for (size_t i = 0; i < term_count; i++) holm[i] = tests[i].p;
    if (rc == RC_OK) rc = stats_holm(holm, term_count, err);
    for (size_t i = 0; rc == RC_OK && i < term_count; i++) {
        fit->proportional[numbers[i]] = tests[i];
        fit->proportional_holm[numbers[i]] = holm[i];
    }
    return rc;
}

/* Takes the term of the covariate out of the model. */
static void take_out(struct loyalty_design *design, size_t covariate, enum cox_status status)
{
    for (int t = 0; t < TERM_COUNT; t++) {
        struct loyalty_term *term = &design->terms[t];
        if (!term->is_in_model || covariate < term->first ||
            covariate >= term->first + term->covariate_count)
            continue;
        term->is_in_model = false;
        term->refusal =
            status == COX_COLLINEAR
                ? "dependent: it follows from the traits before it; customers of several of its "
                  "levels with the same other traits are needed"
                : "separated: with or without one of its levels nobody left while others were "
                  "there; departures on both sides at the same time since the purchase are needed";
    }
}

enum rc loyalty_fit_make(struct loyalty_fit *fit, struct loyalty_design *design,
                         const struct loyalty_pieces *pieces, struct arena *arena, struct err *err)
{
    *fit = (struct loyalty_fit){.refusal = NULL};
    for (;;) {
        const size_t covariate_count = number_covariates(design);
        fit->refusal = design->terms[TERM_STATE].refusal;
        if (covariate_count == 0) return RC_OK;
        enum rc rc = fill_counts(fit, design, pieces, covariate_count, arena, err);
        if (rc == RC_OK) rc = stats_cox(&fit->counts, COX_EFRON, arena, &fit->fit, err);
        if (rc != RC_OK) return rc;
        if (fit->fit.status == COX_FITTED) break;
        fit->refusal = "not_converged: the likelihood has no maximum that could be found; more "
                       "departures are needed";
        if (fit->fit.status != COX_COLLINEAR && fit->fit.status != COX_SEPARATED) return RC_OK;
        take_out(design, fit->fit.at_fault, fit->fit.status);
    }
    fit->refusal = NULL;
    loyalty_common_departures(&fit->counts, &fit->counts, design, fit->common);
    const enum rc rc = judge(fit, design, arena, err);
    return rc == RC_OK ? judge_proportions(fit, design, arena, err) : rc;
}

uint32_t loyalty_middle_day(const struct loyalty_fit *fit)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < fit->counts.entry_count; i++) {
        seen += fit->counts.entries[i].events;
        if (2 * seen >= fit->fit.events) return fit->counts.entries[i].day;
    }
    return 0;
}

/* The entries up to the day, then all who are still there cut off on it; or all who are still there
 * coming on that day, then the later entries. Who comes on the day itself is there only after it.
 */
static enum rc cut_entries(const struct cox_counts *whole, uint32_t day, bool is_late,
                           struct cox_counts *part, struct arena *arena, struct err *err)
{
    uint64_t *staying = arena_take_array(arena, whole->pattern_count, sizeof *staying);
    struct cox_entry *entries =
        arena_take_array(arena, whole->entry_count + whole->pattern_count, sizeof *entries);
    if (!staying || !entries) return err_memory(err, whole->entry_count * sizeof *entries);
    size_t count = 0, first_after = 0;
    while (first_after < whole->entry_count && whole->entries[first_after].day <= day)
        first_after++;
    for (size_t i = first_after; i < whole->entry_count; i++) {
        const struct cox_entry *e = &whole->entries[i];
        staying[e->pattern] += e->events + e->censored - e->entered;
    }
    for (size_t i = 0; !is_late && i < first_after; i++) {
        struct cox_entry *e = &entries[count++];
        *e = whole->entries[i];
        if (e->day < day) continue;
        staying[e->pattern] -= e->entered;
        e->entered = 0;
    }
    for (size_t row = 0; row < whole->pattern_count; row++)
        if (staying[row] > 0)
            entries[count++] = (struct cox_entry){.day = day,
                                                  .pattern = (uint32_t)row,
                                                  .censored = is_late ? 0 : staying[row],
                                                  .entered = is_late ? staying[row] : 0};
    for (size_t i = first_after; is_late && i < whole->entry_count; i++)
        entries[count++] = whole->entries[i];
    part->entries = entries;
    part->entry_count = count;
    return RC_OK;
}

/* What of the whole model is in a part of it. */
struct part_terms {
    uint8_t place_of[COVARIATE_LIMIT]; /* of each covariate in the part, or NO_COVARIATE */
    bool is_dropped[COVARIATE_LIMIT];  /* nobody left: its patterns are not in the part */
    bool is_told[COVARIATE_LIMIT];     /* held against the reference of the whole model */
    bool drops_reference[TERM_COUNT];
    size_t covariate_count;
};

/* Levels that nobody left in the part are left out of it. Where that is the reference, another one
 * takes its place, so that the other terms stay adjusted; what is held against that is not told. */
static void choose_levels(struct part_terms *terms, const struct loyalty_design *design,
                          const struct cox_counts *whole, const struct cox_counts *part)
{
    const size_t p = whole->covariate_count;
    uint64_t events[COVARIATE_LIMIT] = {0}, all = 0;
    for (size_t i = 0; i < part->entry_count; i++) {
        const struct cox_entry *e = &part->entries[i];
        all += e->events;
        for (size_t j = 0; j < p; j++)
            if (whole->covariates[e->pattern * p + j] != 0) events[j] += e->events;
    }
    *terms = (struct part_terms){.covariate_count = 0};
    for (int t = 0; t < TERM_COUNT; t++) {
        const struct loyalty_term *term = &design->terms[t];
        uint64_t of_reference = all;
        for (size_t j = term->first; j < term->first + term->covariate_count; j++)
            of_reference -= events[j];
        const bool is_gone = of_reference == 0;
        bool has_reference = !is_gone;
        terms->drops_reference[t] = term->is_in_model && is_gone;
        for (size_t j = term->first; j < term->first + term->covariate_count; j++) {
            terms->is_dropped[j] = events[j] == 0;
            terms->is_told[j] = events[j] > 0 && !is_gone;
            const bool is_covariate = events[j] > 0 && has_reference;
            has_reference |= events[j] > 0;
            terms->place_of[j] = is_covariate ? (uint8_t)terms->covariate_count++ : NO_COVARIATE;
        }
    }
}

static bool is_in_part(const struct part_terms *terms, const struct loyalty_design *design,
                       const int32_t *covariates)
{
    for (int t = 0; t < TERM_COUNT; t++) {
        const struct loyalty_term *term = &design->terms[t];
        bool is_reference = true;
        for (size_t j = term->first; j < term->first + term->covariate_count; j++) {
            if (covariates[j] == 0) continue;
            is_reference = false;
            if (terms->is_dropped[j]) return false;
        }
        if (is_reference && terms->drops_reference[t]) return false;
    }
    return true;
}

static enum rc keep_levels(const struct part_terms *terms, const struct loyalty_design *design,
                           const struct cox_counts *whole, struct cox_counts *part,
                           struct arena *arena, struct err *err)
{
    const size_t p = whole->covariate_count, q = terms->covariate_count;
    struct cox_entry *entries = arena_take_array(arena, part->entry_count + 1, sizeof *entries);
    int32_t *covariates = arena_take_array(arena, whole->pattern_count * q + 1, sizeof *covariates);
    if (!entries || !covariates) return err_memory(err, part->entry_count * sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < part->entry_count; i++) {
        const struct cox_entry *e = &part->entries[i];
        if (is_in_part(terms, design, whole->covariates + e->pattern * p)) entries[count++] = *e;
    }
    for (size_t row = 0; row < whole->pattern_count; row++)
        for (size_t j = 0; j < p; j++)
            if (terms->place_of[j] != NO_COVARIATE)
                covariates[row * q + terms->place_of[j]] = whole->covariates[row * p + j];
    part->covariate_count = q;
    part->covariates = covariates;
    part->entries = entries;
    part->entry_count = count;
    return RC_OK;
}

enum rc loyalty_fit_part(const struct loyalty_fit *whole, const struct loyalty_design *design,
                         uint32_t day, bool is_late, struct loyalty_fit *part, struct arena *arena,
                         struct err *err)
{
    const size_t p = whole->counts.covariate_count;
    *part = (struct loyalty_fit){.counts = whole->counts,
                                 .clusters = whole->clusters,
                                 .ratios = arena_take_array(arena, p, sizeof *part->ratios)};
    struct part_terms terms;
    if (!part->ratios) return err_memory(err, p * sizeof *part->ratios);
    struct interval *ratios = part->ratios;
    for (size_t j = 0; j < p; j++) ratios[j] = INTERVAL_UNDEFINED;
    enum rc rc = cut_entries(&whole->counts, day, is_late, &part->counts, arena, err);
    if (rc != RC_OK) return rc;
    choose_levels(&terms, design, &whole->counts, &part->counts);
    loyalty_common_departures(&whole->counts, &part->counts, design, part->common);
    rc = keep_levels(&terms, design, &whole->counts, &part->counts, arena, err);
    part->fit.status = COX_NO_EVENTS;
    if (rc == RC_OK && part->counts.covariate_count > 0)
        rc = stats_cox(&part->counts, COX_EFRON, arena, &part->fit, err);
    if (rc != RC_OK || part->fit.status != COX_FITTED) return rc;
    rc = judge(part, design, arena, err);
    for (size_t j = 0; rc == RC_OK && j < p; j++)
        if (terms.is_told[j] && part->common[j] > 0) ratios[j] = part->ratios[terms.place_of[j]];
    part->ratios = ratios;
    return rc;
}
