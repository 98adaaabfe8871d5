#include "reports/findings/findings.h"

#include "reports/findings/comparison.h"
#include "reports/findings/finding_list.h"

#include <math.h>
#include <string.h>

/* In the order of their weight for equal scores. */
static finding_search *const searches[] = {
    find_rising_faults, find_stage_alerts, find_changes, find_signals,   find_slow_regions,
    find_segments,      find_products,     find_targets, find_dealers,   find_inflating,
    find_recovery,      find_neglect,      find_simpson, find_reversals, find_benchmarks};

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

struct finding *finding_of_topic(struct finding_list *list, const char *topic)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->rows[i].topic, topic) == 0) return &list->rows[i];
    return NULL;
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

void finding_add(struct finding *finding, enum phrase pattern, const char *first,
                 const char *second)
{
    if (finding->extra_count == FINDING_EXTRA_LIMIT) return;
    finding->extras[finding->extra_count++] =
        (struct sentence){pattern, {{first, NULL}, {second, NULL}}};
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

static bool tells(const struct finding *finding, const struct model_estimate *estimate)
{
    for (size_t i = 0; i < SENTENCE_PART_LIMIT; i++)
        if (finding->sentence.parts[i].evidence == estimate) return true;
    return false;
}

/* Whether all its numbers stand in one of the findings chosen already: that a dealer's repeats are
 * worse is said where its scores are doubted for them. */
static bool says_nothing_new(const struct finding *finding, const struct finding *chosen,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t own = 0, told = 0;
        for (size_t k = 0; k < SENTENCE_PART_LIMIT; k++) {
            const struct model_estimate *estimate = finding->sentence.parts[k].evidence;
            own += estimate != NULL;
            told += estimate && tells(&chosen[i], estimate);
        }
        if (own > 0 && own == told) return true;
    }
    return false;
}

size_t findings_choose(struct view *view, struct finding *out, size_t limit)
{
    struct finding_list list = {.view = view, .count = 0};
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) searches[i](&list);
    size_t count = 0, alerts = 0;
    for (size_t i = 0; i < list.count && count < limit; i++) {
        if (says_nothing_new(&list.rows[i], out, count)) continue;
        if (list.rows[i].alert && alerts++ >= FINDING_ALERT_LIMIT) continue;
        out[count++] = list.rows[i];
    }
    return count;
}

static void write_finding_text(struct view *view, const struct finding *finding, struct text *out)
{
    struct sentence items[COMPARISON_LIMIT];
    const size_t count = comparison_items(view, finding, items);
    text_put(out, finding->alert ? "! " : "- ");
    sentence_text(out, view->language, &finding->sentence);
    text_put(out, "\n    ");
    for (size_t i = 0; i < count; i++) {
        sentence_text(out, view->language, &items[i]);
        text_put(out, i + 1 < count ? " \xC2\xB7 " : " ");
    }
    text_put(out, "\xE2\x86\x92 ");
    text_put(out, view_phrase(view, finding->owner));
    text_put(out, "\n");
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
        write_finding_text(&view, &chosen[i], out);
    }
    if (count == 0) {
        text_put(out, phrase(language, PHRASE_FINDINGS_NONE));
        text_put(out, "\n");
    }
    if (view.failed) out->failed = true;
    view_release(&view);
}
