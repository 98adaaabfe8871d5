#include "measure/elsewhere.h"

#include "base/day.h"
#include "ingest/later.h"
#include "measure/guard_part.h"
#include "measure/stats/mean.h"

#include <math.h>
#include <string.h>

enum { WORDS_BYTES = 160 };

/* Small letters, digits and what is not ASCII; the rest is how somebody happened to write it. */
static void simplify(const char *words, char out[WORDS_BYTES])
{
    size_t count = 0;
    for (const char *at = words; *at && count + 1 < WORDS_BYTES; at++) {
        const unsigned char byte = (unsigned char)*at;
        const bool is_capital = byte >= 'A' && byte <= 'Z';
        const bool counts =
            byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (is_capital)
            out[count++] = (char)(byte + 'a' - 'A');
        else if (counts)
            out[count++] = (char)byte;
    }
    out[count] = '\0';
}

static bool says(const char *title, const char *simple)
{
    char own[WORDS_BYTES];
    simplify(title, own);
    return strcmp(own, simple) == 0;
}

const struct metric *elsewhere_metric(const char *words)
{
    char simple[WORDS_BYTES];
    const struct metric *metric = metric_find(words, NULL);
    simplify(words, simple);
    if (metric || !simple[0]) return metric;
    for (size_t i = 0; i < family_count; i++)
        for (metric = families[i]->metrics; metric->id; metric++)
            if (says(metric->id, simple) || says(metric->title[0], simple) ||
                says(metric->title[1], simple))
                return metric;
    return NULL;
}

static struct finisher finisher_of(const struct elsewhere *of)
{
    return (struct finisher){.bound = of->bound,
                             .context = of->context,
                             .metric = of->metric,
                             .axis = &of->bound->state.axes[0]};
}

static bool adds_up(const struct metric *metric)
{
    const enum statistic_kind kind = metric->kind;
    return kind == STATISTIC_SHARE || kind == STATISTIC_MEAN || kind == STATISTIC_NPS;
}

const char *elsewhere_open(struct elsewhere *out, const struct measured *measured,
                           const struct metric *metric)
{
    *out = (struct elsewhere){.metric = metric, .context = measured->context};
    if (!adds_up(metric) || metric->flags & METRIC_REPORT_MONTH_ONLY)
        return "no_months: this metric's months do not add up; name a share, a mean or the NPS";
    for (size_t i = 0; i < measured->bound_count; i++)
        for (const struct metric *own = measured->bound[i].family->metrics; own->id; own++)
            if (own == metric) out->bound = &measured->bound[i];
    if (!out->bound || !out->bound->table || out->bound->missing_column)
        return "no_table: the input has not got what this metric is made of";
    if (!out->bound->family->clock) return "no_months: this metric is not counted by month";
    out->dealers = state_axis_of(&out->bound->state, AXIS_DEALER);
    if (out->dealers) out->key_count = out->dealers->key_count;
    const struct finisher f = finisher_of(out);
    const struct statistic now = finish_statistic(&f, f.axis, 0, 0);
    if (now.refusal) return now.refusal;
    out->immature = guard_immature(&f);
    return NULL;
}

struct statistic elsewhere_network(const struct elsewhere *of, uint32_t window)
{
    const struct finisher f = finisher_of(of);
    return finish_statistic(&f, f.axis, 0, window);
}

struct statistic elsewhere_dealer(const struct elsewhere *of, uint32_t key, uint32_t window)
{
    const struct finisher f = finisher_of(of);
    return finish_statistic(&f, of->dealers, key, window);
}

enum rc elsewhere_value(const struct statistic *statistic, uint64_t *n, double *value,
                        struct err *err)
{
    const struct moments moments = statistic_moments(statistic);
    *n = statistic_n(statistic);
    *value = NAN;
    return *n > 0 ? stats_mean(&moments, value, err) : RC_OK;
}

enum rc elsewhere_spread(const struct statistic *all, double *variance, double *rarer,
                         struct err *err)
{
    const double met = (double)all->share.met, n = (double)all->share.n;
    const struct moments moments = statistic_moments(all);
    *rarer = all->kind == STATISTIC_SHARE ? fmin(met, n - met) / n : 1.0;
    return stats_variance(&moments, variance, err);
}

const struct dictionary *elsewhere_dealers(const struct measured *measured)
{
    return linked_dictionary(measured->linked, "dealer");
}

static uint32_t code_at(const struct segment_column *column, uint32_t row)
{
    const uint32_t number = segment_code(column, row);
    return column->codes ? column->codes->domain_codes[number] : number;
}

/* Whether some row of the segment lies in the kept months. */
static bool is_kept(const struct table *table, const struct segment *segment,
                    const struct measure_context *context)
{
    const struct segment_column *clock = &segment->columns[table->schema->clock];
    const int32_t first_day = month_first_day(context->report_month + 1 - MONTH_WINDOW_COUNT);
    const bool is_days = table->columns[table->schema->clock].type == COLUMN_DATE;
    return clock->maximum >= (is_days ? first_day : first_day * MINUTES_A_DAY);
}

static enum rc see_segment(const struct segment *segment, size_t dealer, size_t region,
                           uint32_t *region_of, struct err *err)
{
    enum rc rc = segment_fetch(segment, dealer, err);
    if (rc == RC_OK) rc = segment_fetch(segment, region, err);
    const struct segment_column *dealers = &segment->columns[dealer];
    const struct segment_column *regions = &segment->columns[region];
    if (rc != RC_OK || !dealers->values || !regions->values) return rc;
    for (uint32_t row = 0; row < segment->row_count; row++) {
        const uint32_t lies_in = code_at(regions, row);
        uint32_t *of = &region_of[code_at(dealers, row)];
        if (lies_in == 0 || *of == lies_in) continue;
        *of = *of == 0 ? lies_in : REGION_MIXED;
    }
    return RC_OK;
}

enum rc elsewhere_regions(const struct measured *measured, uint32_t *region_of, struct err *err)
{
    static const char *const tables[] = {"repairs", "surveys"};
    const struct dictionary *dealers = elsewhere_dealers(measured);
    enum rc rc = RC_OK;
    if (dealers) memset(region_of, 0, dealers->code_count * sizeof *region_of);
    for (size_t t = 0; dealers && t < sizeof tables / sizeof *tables; t++) {
        const struct table *table = linked_table(measured->linked, tables[t]);
        const struct column *dealer = table ? table_column(table, "dealer_id") : NULL;
        const struct column *region = table ? table_column(table, "region") : NULL;
        for (size_t s = 0; rc == RC_OK && dealer && region && s < table->segment_count; s++)
            if (is_kept(table, &table->segments[s], measured->context))
                rc = see_segment(&table->segments[s], table_column_index(table, dealer),
                                 table_column_index(table, region), region_of, err);
    }
    return rc;
}
