#include "measure/family.h"

#include <string.h>

#define FAMILY(name) extern const struct family family_##name;
#include "measure/families.def"
#undef FAMILY

const struct family *const families[] = {
#define FAMILY(name) &family_##name,
#include "measure/families.def"
#undef FAMILY
};

const char *const history_domains[HISTORY_KIND_COUNT] = {
    [HISTORY_UNIT] = "unit", [HISTORY_REPAIR] = "repair", [HISTORY_CUSTOMER] = "customer"};

const size_t family_count = sizeof families / sizeof families[0];

_Static_assert(sizeof families / sizeof families[0] <= 64, "a choice is a word of bits");

bool family_is_chosen(const struct measure_options *options, size_t index)
{
    return !options || (options->skipped_families >> index & 1) == 0;
}

bool family_is_counted(const struct measure_options *options, const struct linked *linked,
                       size_t index)
{
    bool is_counted = family_is_chosen(options, index);
    for (size_t i = 0; i < family_count && !is_counted; i++) {
        if (!families[i]->reads_others || !family_is_chosen(options, i)) continue;
        const struct table *table = linked_table(linked, families[i]->table);
        is_counted = table && table->row_count > 0;
    }
    return is_counted;
}

const struct family *family_find(const char *name)
{
    for (size_t i = 0; i < family_count; i++)
        if (strcmp(families[i]->name, name) == 0) return families[i];
    return NULL;
}

const struct metric *metric_find(const char *id, const struct family **family)
{
    for (size_t i = 0; i < family_count; i++)
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++)
            if (strcmp(metric->id, id) == 0) {
                if (family) *family = families[i];
                return metric;
            }
    return NULL;
}
