/* Findings about many parts at once, dealers and products, and about a dealer whose scores and
 * facts disagree. */
#include "reports/findings/finding_list.h"

#include <math.h>
#include <string.h>

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

/* The parts with that verdict: how many, and the two furthest from the network; `sure`: one of them
 * at least is enough for the first page. All are counted, as a reader of the table counts them. */
struct telling {
    const struct model_estimate *first, *second;
    size_t count;
    bool sure;
};

static struct telling telling_of(const struct parts *parts, enum verdict verdict)
{
    struct telling telling = {NULL, NULL, 0, false};
    double most = -1, next = -1;
    for (size_t i = 0; i < parts->group.count; i++) {
        const struct model_estimate *part = parts->group.rows[i];
        if (part->verdict != verdict || !model_stands(part)) continue;
        const double distance = fabs(part->value - parts->whole->value);
        telling.count++;
        telling.sure |= is_told(parts, i, verdict);
        if (distance > most) {
            telling.second = telling.first;
            next = most;
            telling.first = part;
            most = distance;
        } else if (distance > next) {
            telling.second = part;
            next = distance;
        }
    }
    return telling.sure ? telling : (struct telling){NULL, NULL, 0, false};
}

/* The words of an axis' parts in such a finding. */
struct kind {
    enum phrase than[VERDICT_COUNT], number;
};
static const struct kind dealer_kind = {
    {[VERDICT_WORSE] = PHRASE_THAN_DEALERS_WORSE, [VERDICT_BETTER] = PHRASE_THAN_DEALERS_BETTER},
    PHRASE_NUMBER_DEALERS};
static const struct kind product_kind = {{[VERDICT_WORSE] = PHRASE_THAN_PRODUCTS_WORSE},
                                         PHRASE_NUMBER_PRODUCTS};

static struct sentence telling_sentence(struct view *view, const struct telling *telling,
                                        const struct kind *kind, enum verdict verdict)
{
    const struct sentence number = {kind->number,
                                    {{view_count(view, (double)telling->count), NULL}}};
    const struct model_estimate *first = telling->first, *second = telling->second;
    struct sentence out = {second ? PHRASE_FIND_PARTS_TWO : PHRASE_FIND_PARTS_ONE,
                           {{view_title(view, first->metric), NULL},
                            {view_phrase(view, kind->than[verdict]), NULL},
                            {view_key(view, first), NULL},
                            {view_interval(view, first), first}}};
    if (!second) return out;
    if (telling->count > 2) out.pattern = PHRASE_FIND_PARTS_MORE;
    out.parts[4].text = view_key(view, second);
    out.parts[5] = (struct part){view_interval(view, second), second};
    out.parts[6].text = sentence_keep(view, &number);
    return out;
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

/* One finding for all metrics that dealers are told by: the one that weighs most, the others in the
 * line below. Of both sides those that are worse are told, for somebody must act on them; the
 * others are counted. */
static struct finding dealers_finding(struct view *view, const struct parts *parts)
{
    const struct telling worse = telling_of(parts, VERDICT_WORSE);
    const struct telling better = telling_of(parts, VERDICT_BETTER);
    const enum verdict verdict = worse.first ? VERDICT_WORSE : VERDICT_BETTER;
    const struct telling *told = worse.first ? &worse : &better;
    if (!told->first) return (struct finding){.score = NAN};
    struct finding finding = {.sentence = telling_sentence(view, told, &dealer_kind, verdict),
                              .score = group_score(parts, false),
                              .topic = "dealers",
                              .owner = PHRASE_OWNER_DEALERS,
                              .evidence = told->first,
                              .second = told->second,
                              .of_many = told->count > 1,
                              .table = "dealers"};
    if (worse.count > 0 && better.count > 0)
        finding_add(&finding, PHRASE_COMPARE_BETTER, view_count(view, (double)better.count), NULL);
    return finding;
}

/* "late within 48 hours: 4 worse": another metric's dealers, in the line below. */
static void add_other(struct view *view, struct finding *finding, const struct parts *parts)
{
    const struct telling worse = telling_of(parts, VERDICT_WORSE);
    if (worse.count > 0)
        finding_add(finding, PHRASE_COMPARE_OTHER_DEALERS, view_title(view, parts->whole->metric),
                    view_count(view, (double)worse.count));
}

enum { DEALER_METRIC_LIMIT = 3 };

void find_dealers(struct finding_list *list)
{
    static const char *const cards[] = {"card.overall.adjusted", "card.close_48h.adjusted",
                                        "card.repeat_30d.adjusted"};
    static const char *const crude[] = {"rater.index", "sla.close_24h", "repair.repeat_30d"};
    struct view *view = list->view;
    const struct told told = told_by(view->model, TOLD(cards), TOLD(crude));
    struct parts parts[DEALER_METRIC_LIMIT];
    struct finding best = {.score = NAN};
    size_t count = 0, best_at = 0;
    for (size_t i = 0; i < told.count; i++) {
        const struct model_estimate *whole = model_network(view->model, told.metrics[i]);
        if (!model_stands(whole)) continue;
        parts[count] =
            (struct parts){model_group(view->model, told.metrics[i], "dealer", NULL), whole};
        if (finding_most_are_worse(parts[count].group)) continue;
        const struct finding finding = dealers_finding(view, &parts[count]);
        if (isnan(best.score) || finding.score > best.score) {
            best = finding;
            best_at = count;
        }
        count++;
    }
    for (size_t i = 0; i < count; i++)
        if (i != best_at) add_other(view, &best, &parts[i]);
    finding_offer(list, &best);
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
        const struct telling worse = telling_of(&parts, VERDICT_WORSE);
        if (!worse.first || finding_most_are_worse(parts.group)) continue;
        finding_offer(list, &(struct finding){.sentence = telling_sentence(
                                                  view, &worse, &product_kind, VERDICT_WORSE),
                                              .score = group_score(&parts, true),
                                              .topic = "products",
                                              .owner = PHRASE_OWNER_QUALITY,
                                              .evidence = worse.first,
                                              .second = worse.second,
                                              .of_many = worse.count > 1});
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
            return (struct fact){metric, now, view_interval(view, now)};
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

/* What its callbacks themselves look like: forms with the best answer to every question, and how
 * many of its customers were reached, beside the other dealers. */
static void add_signs(struct view *view, struct finding *finding, const char *dealer)
{
    static const struct sign {
        const char *own, *rest;
        enum phrase words;
    } signs[] = {{"top", "top_rest", PHRASE_COMPARE_ALL_TOP},
                 {"coverage", "coverage_rest", PHRASE_COMPARE_REACHED}};
    const struct model_table *table = model_table(view->model, "forensics.dealers");
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *key = model_cell(table, row, model_column(table, "dealer")).text;
        if (!key || strcmp(key, dealer) != 0) continue;
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
            const double own = model_cell(table, row, model_column(table, signs[i].own)).number;
            const double rest = model_cell(table, row, model_column(table, signs[i].rest)).number;
            if (!isnan(own) && !isnan(rest))
                finding_add(finding, signs[i].words, view_share(view, own), view_share(view, rest));
        }
    }
}

static void offer_inflating(struct finding_list *list, const struct model_estimate *part,
                            const struct fact *fact)
{
    struct view *view = list->view;
    const struct model_estimate *whole = model_network(view->model, part->metric->id);
    struct finding finding = {.sentence = {PHRASE_FIND_INFLATING,
                                           {{part->key, NULL},
                                            {view_title(view, part->metric), NULL},
                                            {view_interval(view, part), part},
                                            {view_title(view, fact->metric), NULL},
                                            {fact->value_text, fact->estimate}}},
                              .score = DOUBT_WEIGHT * finding_segment_score(part, whole),
                              .topic = finding_topic(view, "inflating", part->key),
                              .owner = PHRASE_OWNER_CALLBACK,
                              .evidence = part,
                              .second = fact->estimate};
    add_signs(view, &finding, part->key);
    finding_offer(list, &finding);
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
