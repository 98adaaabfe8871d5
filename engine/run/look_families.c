#include "run/look_families.h"

#include <string.h>

/* What has once been found lacking is passed over. */
static void note_lack(struct look_family *out, const char *table, const char *column)
{
    const size_t kept = out->lack_count < LOOK_LACK_LIMIT ? out->lack_count : LOOK_LACK_LIMIT;
    for (size_t i = 0; i < kept; i++) {
        const struct look_lack *lack = &out->lacks[i];
        const bool is_same_column =
            lack->column && column ? strcmp(lack->column, column) == 0 : lack->column == column;
        if (strcmp(lack->table, table) == 0 && is_same_column) return;
    }
    if (kept < LOOK_LACK_LIMIT) out->lacks[kept] = (struct look_lack){table, column};
    out->lack_count++;
}

/* Whether the table is there with the column; else it is noted. */
static bool check(const struct look *look, struct look_family *out, const char *table,
                  const char *column)
{
    const bool has_table = look_has(look, table, NULL);
    if (has_table && look_has(look, table, column)) return true;
    note_lack(out, table, has_table ? column : NULL);
    return false;
}

static bool can_tell(const struct look *look, struct look_family *out, const struct family *family,
                     const struct metric *metric)
{
    bool can = true;
    for (size_t i = 0; family->needs[i].column; i++)
        if (metric->needed >> i & 1)
            can &= check(look, out, family->table, family->needs[i].column);
    return can;
}

/* The tables that its derived columns are told from: one at least must be there. */
static bool can_derive(const struct look *look, struct look_family *out,
                       const struct derivation *derivation)
{
    bool can = !derivation;
    for (size_t i = 0; derivation && derivation->tables[i].table; i++)
        can |= check(look, out, derivation->tables[i].table, NULL);
    return can;
}

void look_family(const struct look *look, const struct family *family, struct look_family *out)
{
    *out = (struct look_family){.extent = LOOK_NOTHING};
    bool can = check(look, out, family->table, NULL);
    if (can && family->clock) can = check(look, out, family->table, family->clock);
    for (size_t i = 0; can && family->needs[i].column; i++)
        if (!family->needs[i].optional)
            can = check(look, out, family->table, family->needs[i].column);
    can = can_derive(look, out, family->derivation) && can;
    size_t metric_count = 0, possible_count = 0;
    for (const struct metric *metric = family->metrics; metric->id; metric++, metric_count++)
        possible_count += can && can_tell(look, out, family, metric);
    if (!can || (metric_count > 0 && possible_count == 0)) return;
    out->extent = out->lack_count == 0 ? LOOK_ALL : LOOK_IN_PART;
}
