/* Estimates as rungs: against what is published, or against a line of no difference. */
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"
#include "reports/view/sentence.h"

#include <math.h>

/* Which side of what it is held against: above 1, below -1, else 0. */
static int side_of_published(const struct model_estimate *row)
{
    if (row->benchmark.standing == STANDING_ABOVE) return 1;
    return row->benchmark.standing == STANDING_BELOW ? -1 : 0;
}

static int side_of_reference(const struct model_estimate *row, double reference)
{
    if (row->lower > reference) return 1;
    return row->upper < reference ? -1 : 0;
}

/* A verdict counts more than an interval: it looks at all rows together. */
static enum tone tone_of(const struct model_estimate *row, const struct ladder_figure *ladder)
{
    const double reference = ladder->reference;
    if (ladder->is_unjudged) return TONE_PLAIN;
    if (row->verdict == VERDICT_BETTER) return TONE_GOOD;
    if (row->verdict == VERDICT_WORSE) return TONE_BAD;
    if (row->verdict == VERDICT_CONSISTENT) return TONE_QUIET;
    if (row->status == STATUS_PARTIAL) return TONE_PLAIN;
    const bool is_published = !isnan(row->benchmark.value);
    if (!is_published && isnan(reference)) return TONE_PLAIN;
    const int side = is_published ? side_of_published(row) : side_of_reference(row, reference);
    const enum better better = row->metric->words.better;
    if (side == 0) return TONE_QUIET;
    if (better == BETTER_NONE) return TONE_PLAIN;
    return (side > 0) == (better == BETTER_HIGHER) ? TONE_GOOD : TONE_BAD;
}

static const char *standing_text(struct view *view, const struct model_estimate *row)
{
    if (isnan(row->benchmark.value)) return NULL;
    const bool is_range = row->benchmark.low < row->benchmark.value;
    const bool is_within = is_range && row->benchmark.standing == STANDING_CONSISTENT &&
                           row->value >= row->benchmark.low && row->value <= row->benchmark.value;
    const struct sentence words = {is_within ? PHRASE_LADDER_WITHIN
                                             : view_standing_pattern(row->benchmark.standing),
                                   {{view_published(view, row), NULL}}};
    return sentence_keep(view, &words);
}

static struct ladder_rung rung_of(struct view *view, const struct model_estimate *row,
                                  const struct ladder_figure *ladder)
{
    const struct sentence note = {PHRASE_NOTE_N, {{view_count(view, (double)row->n), NULL}}};
    return (struct ladder_rung){.label = row->axis == AXIS_NETWORK ? view_title(view, row->metric)
                                                                   : view_key(view, row),
                                .note = sentence_keep(view, &note),
                                .value_text = view_value(view, row),
                                .bounds_text = view_bounds(view, row),
                                .value = row->value,
                                .lower = row->lower,
                                .upper = row->upper,
                                .benchmark_low = row->benchmark.low,
                                .benchmark_high = row->benchmark.value,
                                .standing_text = standing_text(view, row),
                                .tone = tone_of(row, ladder)};
}

void figure_ladder(struct view *view, const struct ladder_figure *ladder)
{
    struct ladder_rung *rungs =
        arena_take_array(&view->arena, ladder->row_count + 1, sizeof *rungs);
    const struct model_estimate *first = NULL;
    size_t count = 0;
    for (size_t i = 0; rungs && i < ladder->row_count; i++) {
        if (!model_stands(ladder->rows[i])) continue;
        if (!first) first = ladder->rows[i];
        rungs[count] = rung_of(view, ladder->rows[i], ladder);
        if (ladder->names) rungs[count].label = ladder->names[i];
        count++;
    }
    if (!first) return;
    figure_open(view);
    chart_ladder(&view->page, &(struct ladder_chart){.label = ladder->label,
                                                     .rungs = rungs,
                                                     .rung_count = count,
                                                     .from = ladder->from,
                                                     .to = ladder->to,
                                                     .reference = ladder->reference,
                                                     .is_ratio = first->metric->unit == UNIT_RATIO,
                                                     .style = figure_style(view, first)});
    figure_close(view, ladder->caption);
}
