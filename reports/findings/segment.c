/* Findings about single parts of the network: regions and channels. */
#include "reports/findings/finding_list.h"

#include <math.h>
#include <string.h>

static const double BETTER_WEIGHT = 0.2; /* what is well needs no action */

double finding_segment_score(const struct model_estimate *part, const struct model_estimate *whole)
{
    if (!model_stands(part) || !model_stands(whole) || whole->n == 0) return NAN;
    return finding_effect(part, part->value, whole->value) *
           finding_certainty_by_distance(part, whole->value) *
           sqrt((double)part->n / (double)whole->n);
}

static void offer_segment(struct finding_list *list, const struct model_estimate *part)
{
    struct view *view = list->view;
    const struct model_estimate *whole = model_network(view->model, part->metric->id);
    const bool worse = part->verdict == VERDICT_WORSE;
    if (!finding_is_sure(part, whole)) return;
    const double score = finding_segment_score(part, whole);
    if (isnan(score)) return;
    finding_offer(list, &(struct finding){.sentence = {worse ? PHRASE_FIND_SEGMENT_WORSE
                                                             : PHRASE_FIND_SEGMENT_BETTER,
                                                       {{view_axis(view, part), NULL},
                                                        {view_key(view, part), NULL},
                                                        {view_title(view, part->metric), NULL},
                                                        {view_interval(view, part), part}}},
                                          .score = worse ? score : score * BETTER_WEIGHT,
                                          .topic = finding_topic(view, part->axis_name, part->key),
                                          .owner = PHRASE_OWNER_SERVICE,
                                          .evidence = part});
}

void find_segments(struct finding_list *list)
{
    static const char *const axes[] = {"region", "channel"};
    const struct model *model = list->view->model;
    for (size_t i = 0; i < model->metric_count; i++)
        for (size_t k = 0; k < sizeof axes / sizeof *axes; k++) {
            const struct model_group parts =
                model_group(model, model->metrics[i].id, axes[k], NULL);
            for (size_t row = 0; row < parts.count; row++) {
                const enum verdict verdict = parts.rows[row]->verdict;
                if (verdict == VERDICT_WORSE || verdict == VERDICT_BETTER)
                    offer_segment(list, parts.rows[row]);
            }
        }
}

/* A region where customers find the response slow and the clock agrees: two sources, one story, so
 * it takes the region's topic from the finding about one of them. */
static const double TWO_SOURCES_WEIGHT = 2;

static void offer_slow_region(struct finding_list *list, const struct model_estimate *score_now,
                              const struct model_estimate *visit)
{
    struct view *view = list->view;
    const struct model_estimate *score_whole = model_network(view->model, score_now->metric->id);
    const struct model_estimate *visit_whole = model_network(view->model, visit->metric->id);
    if (!model_stands(visit) || !model_stands(visit_whole)) return;
    if (!finding_is_sure(score_now, score_whole)) return;
    if (!(visit->lower > visit_whole->upper)) return; /* a slower median alone may be chance */
    const double score = finding_segment_score(score_now, score_whole);
    if (isnan(score)) return;
    struct finding finding = {.sentence = {PHRASE_FIND_REGION_SLOW,
                                           {{view_key(view, score_now), NULL},
                                            {view_interval(view, score_now), score_now},
                                            {view_interval(view, visit), visit}}},
                              .score = TWO_SOURCES_WEIGHT * score,
                              .topic = finding_topic(view, "region", score_now->key),
                              .owner = PHRASE_OWNER_LOGISTICS,
                              .evidence = score_now,
                              .second = visit};
    finding_offer(list, &finding);
}

void find_slow_regions(struct finding_list *list)
{
    const struct model *model = list->view->model;
    const struct model_group parts = model_group(model, "rater.responsiveness", "region", NULL);
    for (size_t i = 0; i < parts.count; i++) {
        const struct model_estimate *part = parts.rows[i];
        const struct model_estimate *visit =
            model_estimate(model, "sla.visit.p50", "region", part->key, model->run.period);
        if (part->verdict == VERDICT_WORSE && visit) offer_slow_region(list, part, visit);
    }
}
