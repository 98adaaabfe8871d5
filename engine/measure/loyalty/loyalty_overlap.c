/* Whether a level and its reference were ever watched at the same time since the purchase. */
#include "measure/loyalty/loyalty.h"

enum { REFERENCE = 0 };

/* Customers of one term by level: the reference first, then the term's covariates. */
struct level_sums {
    uint64_t at_risk[COVARIATE_LIMIT + 1], events[COVARIATE_LIMIT + 1];
};

static size_t place_of(const struct loyalty_term *term, const int32_t *covariates)
{
    for (size_t j = 0; j < term->covariate_count; j++)
        if (covariates[term->first + j] != 0) return j + 1;
    return REFERENCE;
}

static void add_common(const struct loyalty_term *term, struct level_sums *sums, uint64_t *common)
{
    for (size_t j = 0; j < term->covariate_count; j++)
        if (sums->at_risk[REFERENCE] > 0 && sums->at_risk[j + 1] > 0)
            common[term->first + j] += sums->events[REFERENCE] + sums->events[j + 1];
    for (size_t place = 0; place <= term->covariate_count; place++) sums->events[place] = 0;
}

/* From the last day back, so that who ends later is known to be there. */
static void count_term(const struct cox_counts *whole, const struct cox_counts *part,
                       const struct loyalty_term *term, uint64_t *common)
{
    struct level_sums sums = {.at_risk = {0}};
    for (size_t i = part->entry_count; i-- > 0;) {
        const struct cox_entry *e = &part->entries[i];
        const size_t place =
            place_of(term, whole->covariates + e->pattern * whole->covariate_count);
        sums.at_risk[place] += e->events + e->censored - e->entered;
        sums.events[place] += e->events;
        if (i == 0 || part->entries[i - 1].day != e->day) add_common(term, &sums, common);
    }
}

void loyalty_common_departures(const struct cox_counts *whole, const struct cox_counts *part,
                               const struct loyalty_design *design,
                               uint64_t common[COVARIATE_LIMIT])
{
    for (size_t j = 0; j < COVARIATE_LIMIT; j++) common[j] = 0;
    for (int t = 0; t < TERM_COUNT; t++) {
        const struct loyalty_term *term = &design->terms[t];
        if (term->is_in_model) count_term(whole, part, term, common);
    }
}
