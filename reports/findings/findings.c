#include "reports/findings/findings.h"

#include "reports/findings/finding_list.h"

#include <math.h>
#include <string.h>

/* In the order of their weight for equal scores. */
static finding_search *const searches[] = {
    find_rising_faults, find_stage_alerts, find_changes,   find_slow_regions, find_segments,
    find_products,      find_targets,      find_dealers,   find_inflating,    find_recovery,
    find_simpson,       find_reversals,    find_benchmarks};

static bool goes_before(const struct finding *a, const struct finding *b)
{
    if (a->alert != b->alert) return a->alert;
    if (a->score > b->score || a->score < b->score) return a->score > b->score;
    return strcmp(a->topic, b->topic) < 0;
}

static void remove_at(struct finding_list *list, size_t at)
{
    list->count--;
    memmove(&list->rows[at], &list->rows[at + 1], (list->count - at) * sizeof *list->rows);
}

void finding_offer(struct finding_list *list, const struct finding *finding)
{
    if (isnan(finding->score)) return;
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rows[i].topic, finding->topic) != 0) continue;
        if (!goes_before(finding, &list->rows[i])) return;
        remove_at(list, i);
        break;
    }
    size_t at = list->count;
    while (at > 0 && goes_before(finding, &list->rows[at - 1])) at--;
    if (at == FINDING_LIST_LIMIT) return;
    if (list->count == FINDING_LIST_LIMIT) list->count--;
    memmove(&list->rows[at + 1], &list->rows[at], (list->count - at) * sizeof *list->rows);
    list->rows[at] = *finding;
    list->count++;
}

const char *finding_topic(struct view *view, const char *kind, const char *key)
{
    struct text text;
    text_init(&text, 0);
    text_put(&text, kind);
    text_put(&text, ":");
    text_put(&text, key);
    return view_keep(view, &text);
}

static const double NORMAL_95 = 1.959964;

static double standard_error(const struct model_estimate *estimate)
{
    return (estimate->upper - estimate->lower) / (2 * NORMAL_95);
}

double finding_effect(const struct model_estimate *estimate, double a, double b)
{
    double effect;
    if (estimate->metric->unit == UNIT_SHARE) {
        effect = fabs(2 * asin(sqrt(fmin(fmax(a, 0), 1))) - 2 * asin(sqrt(fmin(fmax(b, 0), 1))));
    } else {
        effect = fabs(a - b) / (standard_error(estimate) * sqrt((double)estimate->n));
    }
    return isnan(effect) ? 0 : fmin(effect, 1);
}

double finding_certainty(double q)
{
    if (isnan(q)) q = 0.05;
    return fmin(-log10(fmax(q, 1e-12)) / 6, 1);
}

double finding_certainty_by_distance(const struct model_estimate *estimate, double from)
{
    const double z = fabs(estimate->value - from) / standard_error(estimate);
    return finding_certainty(erfc(z / sqrt(2.0)));
}

/* Two-sided 0.05 over some 800 segments of all metrics. */
static const double SURE_ERRORS = 4;

bool finding_is_sure(const struct model_estimate *part, const struct model_estimate *whole)
{
    static const char scorecards[] = "card.";
    if (strncmp(part->metric->id, scorecards, sizeof scorecards - 1) == 0) return true;
    if (!model_stands(part) || !model_stands(whole)) return false;
    return fabs(part->value - whole->value) >= SURE_ERRORS * standard_error(part);
}

size_t findings_choose(struct view *view, struct finding *out, size_t limit)
{
    struct finding_list list = {.view = view, .count = 0};
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) searches[i](&list);
    size_t count = 0, alerts = 0;
    for (size_t i = 0; i < list.count && count < limit; i++) {
        if (list.rows[i].alert && alerts++ >= FINDING_ALERT_LIMIT) continue;
        out[count++] = list.rows[i];
    }
    return count;
}

void findings_write_text(const struct model *model, enum language language, size_t limit,
                         struct text *out)
{
    struct finding chosen[FINDING_LIST_LIMIT];
    struct view view;
    if (limit > FINDING_LIST_LIMIT) limit = FINDING_LIST_LIMIT;
    if (view_init(&view, model, language, out, NULL) != RC_OK) {
        out->failed = true;
        view_release(&view);
        return;
    }
    const size_t count = findings_choose(&view, chosen, limit);
    for (size_t i = 0; i < count; i++) {
        text_put(out, chosen[i].alert ? "! " : "- ");
        sentence_text(out, language, &chosen[i].sentence);
        text_put(out, "\n");
    }
    if (count == 0) {
        text_put(out, phrase(language, PHRASE_FINDINGS_NONE));
        text_put(out, "\n");
    }
    if (view.failed) out->failed = true;
    view_release(&view);
}
