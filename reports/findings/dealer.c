/* Findings about many parts at once, dealers and products, and about a dealer whose scores and
 * facts disagree. */
#include "reports/findings/finding_list.h"

#include <math.h>
#include <string.h>

enum { NAMED_LIMIT = 4 };

/* Parts of one metric and axis, and the network they are held against. */
struct parts {
    struct model_group group;
    const struct model_estimate *whole;
};

static bool is_told(const struct parts *parts, size_t row, enum verdict verdict)
{
    const struct model_estimate *part = parts->group.rows[row];
    return part->verdict == verdict && finding_is_sure(part, parts->whole);
}

/* "D017、D033 等 6 家" of the parts with that verdict; NULL when there are none. */
static const char *names_with(struct view *view, const struct parts *parts, enum verdict verdict,
                              enum phrase others)
{
    struct text names;
    size_t count = 0;
    text_init(&names, 0);
    for (size_t i = 0; i < parts->group.count; i++) {
        if (!is_told(parts, i, verdict)) continue;
        if (count > 0 && count < NAMED_LIMIT)
            text_put(&names, view_phrase(view, PHRASE_LIST_SEPARATOR));
        if (count < NAMED_LIMIT) text_put(&names, parts->group.rows[i]->key);
        count++;
    }
    const char *kept = view_keep(view, &names);
    if (count == 0) return NULL;
    if (count <= NAMED_LIMIT) return kept;
    return sentence_keep(
        view, &(struct sentence){others, {{kept, NULL}, {view_count(view, (double)count), NULL}}});
}

/* Together, the parts that differ: mean effect and certainty, reach of their sum. */
static double group_score(const struct parts *parts, bool worse_only)
{
    const struct model_estimate *whole = parts->whole;
    double effects = 0, certainties = 0, records = 0, count = 0;
    for (size_t i = 0; i < parts->group.count; i++) {
        const struct model_estimate *part = parts->group.rows[i];
        const bool better = is_told(parts, i, VERDICT_BETTER) && !worse_only;
        if (!model_stands(part) || !(better || is_told(parts, i, VERDICT_WORSE))) continue;
        effects += finding_effect(part, part->value, whole->value);
        certainties += finding_certainty_by_distance(part, whole->value);
        records += (double)part->n;
        count += 1;
    }
    if (count < 1 || whole->n == 0) return NAN;
    return effects / count * (certainties / count) * sqrt(records / (double)whole->n);
}

bool finding_most_are_worse(struct model_group parts)
{
    size_t worse = 0;
    for (size_t i = 0; i < parts.count; i++) worse += parts.rows[i]->verdict == VERDICT_WORSE;
    return 2 * worse > parts.count;
}

/* Metrics that dealers are told by: scorecards, like jobs compared over 12 months; without them the
 * month's crude ones. */
struct told {
    const char *const *metrics;
    size_t count;
};

static struct told told_by(const struct model *model, struct told cards, struct told crude)
{
    for (size_t i = 0; i < cards.count; i++)
        if (model_group(model, cards.metrics[i], "dealer", NULL).count > 0) return cards;
    return crude;
}

#define TOLD(list) ((struct told){list, sizeof(list) / sizeof *(list)})

void find_dealers(struct finding_list *list)
{
    static const char *const cards[] = {"card.overall.adjusted", "card.close_48h.adjusted",
                                        "card.repeat_30d.adjusted"};
    static const char *const crude[] = {"rater.index", "sla.close_24h", "repair.repeat_30d"};
    struct view *view = list->view;
    const struct told told = told_by(view->model, TOLD(cards), TOLD(crude));
    const char *const *metrics = told.metrics;
    for (size_t i = 0; i < told.count; i++) {
        const struct model_estimate *whole = model_network(view->model, metrics[i]);
        if (!model_stands(whole)) continue;
        const struct parts parts = {model_group(view->model, metrics[i], "dealer", NULL), whole};
        const char *worse = names_with(view, &parts, VERDICT_WORSE, PHRASE_AND_OTHERS);
        const char *better = names_with(view, &parts, VERDICT_BETTER, PHRASE_AND_OTHERS);
        if ((!worse && !better) || finding_most_are_worse(parts.group)) continue;
        const enum phrase pattern = worse && better ? PHRASE_FIND_DEALERS_BOTH
                                    : worse         ? PHRASE_FIND_DEALERS_WORSE
                                                    : PHRASE_FIND_DEALERS_BETTER;
        finding_offer(list,
                      &(struct finding){.sentence = {pattern,
                                                     {{view_title(view, whole->metric), whole},
                                                      {worse ? worse : better, NULL},
                                                      {better, NULL}}},
                                        .score = group_score(&parts, false),
                                        .topic = finding_topic(view, "dealers", metrics[i]),
                                        .owner = PHRASE_OWNER_DEALERS,
                                        .evidence = whole,
                                        .table = "dealers"});
    }
}

/* Products differ by design as well as by quality, so many may stand out in one metric: one finding
 * names them. */
void find_products(struct finding_list *list)
{
    struct view *view = list->view;
    const struct model *model = view->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        const struct model_estimate *whole = model_network(model, model->metrics[i].id);
        if (!model_stands(whole)) continue;
        const struct parts parts = {model_group(model, whole->metric->id, "product", NULL), whole};
        const char *worse = names_with(view, &parts, VERDICT_WORSE, PHRASE_AND_OTHER_PARTS);
        if (!worse || finding_most_are_worse(parts.group)) continue;
        finding_offer(list, &(struct finding){.sentence = {PHRASE_FIND_PRODUCTS,
                                                           {{view_title(view, whole->metric), NULL},
                                                            {worse, NULL},
                                                            {view_value(view, whole), whole}}},
                                              .score = group_score(&parts, true),
                                              .topic = "products",
                                              .owner = PHRASE_OWNER_QUALITY,
                                              .evidence = whole});
    }
}

/* A fact in which a dealer is worse: this month's estimate with its verdict, or its last twelve
 * months together. */
struct fact {
    const struct model_metric *metric; /* NULL: none */
    const struct model_estimate *estimate;
    const char *value_text;
};

/* Two-sided 0.05 over sixty dealers and two facts: |z| above 3.5. Fixed, so that it errs on the
 * side of silence. */
static const double POOLED_Z = 3.5;

/* A dealer's share over twelve months against all others', as a z of two proportions. */
static bool is_worse_in_series(const struct model *model, const struct model_metric *metric,
                               const char *dealer, double *share)
{
    struct model_sum part, rest;
    if (!model_series_sum(model, metric->id, "dealer", dealer, &part, &rest)) return false;
    const double pooled = (part.met + rest.met) / (part.n + rest.n);
    const double error = sqrt(pooled * (1 - pooled) * (1 / part.n + 1 / rest.n));
    *share = part.met / part.n;
    const double z = (*share - rest.met / rest.n) / error;
    if (metric->words.better == BETTER_LOWER) return z > POOLED_Z;
    return metric->words.better == BETTER_HIGHER && z < -POOLED_Z;
}

/* What a scorecard tells is not told by crude months besides. */
static const char *const card_facts[] = {"card.repeat_30d.adjusted", "card.close_48h.adjusted",
                                         "repair.first_time_fix_30d", "sla.reply_24h"};
static const char *const crude_facts[] = {"repair.repeat_30d", "repair.first_time_fix_30d",
                                          "sla.close_24h", "sla.reply_24h"};

static struct fact worse_fact(struct view *view, const char *dealer)
{
    const struct model *model = view->model;
    const struct told facts = told_by(model, (struct told){card_facts, 2}, TOLD(crude_facts));
    const size_t count = facts.metrics == card_facts ? TOLD(card_facts).count : facts.count;
    for (size_t i = 0; i < count; i++) {
        const struct model_metric *metric = model_metric(model, facts.metrics[i]);
        if (!metric) continue;
        const struct model_estimate *now =
            model_estimate(model, metric->id, "dealer", dealer, model->run.period);
        if (model_stands(now) && now->verdict == VERDICT_WORSE &&
            finding_is_sure(now, model_network(model, metric->id)))
            return (struct fact){metric, now, view_value(view, now)};
        double share;
        if (!is_worse_in_series(model, metric, dealer, &share)) continue;
        const struct sentence year = {PHRASE_TWELVE_MONTHS, {{view_share(view, share), NULL}}};
        return (struct fact){metric, NULL, sentence_keep(view, &year)};
    }
    return (struct fact){NULL, NULL, ""};
}

/* Scores that shine where the clock and the repeats do not: rare, and it undermines every other
 * number, so it weighs more than its share of records. */
static const double DOUBT_WEIGHT = 4;

static void offer_inflating(struct finding_list *list, const struct model_estimate *part,
                            const struct fact *fact)
{
    struct view *view = list->view;
    const struct model_estimate *whole = model_network(view->model, part->metric->id);
    finding_offer(list,
                  &(struct finding){.sentence = {PHRASE_FIND_INFLATING,
                                                 {{part->key, NULL},
                                                  {view_title(view, part->metric), NULL},
                                                  {view_value(view, part), part},
                                                  {view_title(view, fact->metric), NULL},
                                                  {fact->value_text, fact->estimate}}},
                                    .score = DOUBT_WEIGHT * finding_segment_score(part, whole),
                                    .topic = finding_topic(view, "inflating", part->key),
                                    .owner = PHRASE_OWNER_CALLBACK,
                                    .evidence = part});
}

void find_inflating(struct finding_list *list)
{
    static const char *const cards[] = {"card.overall.adjusted", "card.top2.adjusted"};
    static const char *const crude[] = {"rater.index", "survey.overall.top2",
                                        "survey.overall.mean"};
    struct view *view = list->view;
    const struct told told = told_by(view->model, TOLD(cards), TOLD(crude));
    for (size_t i = 0; i < told.count; i++) {
        const struct parts parts = {model_group(view->model, told.metrics[i], "dealer", NULL),
                                    model_network(view->model, told.metrics[i])};
        for (size_t row = 0; row < parts.group.count; row++) {
            if (!is_told(&parts, row, VERDICT_BETTER)) continue;
            const struct fact fact = worse_fact(view, parts.group.rows[row]->key);
            if (fact.metric) offer_inflating(list, parts.group.rows[row], &fact);
        }
    }
}
