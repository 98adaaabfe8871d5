/* Findings with a shape of their own: rising faults, stage alerts, recovery. */
#include "reports/findings/finding_list.h"

#include <math.h>
#include <string.h>

static const double ALERT_LEVEL_Q = 0.05;

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const struct model_cell cell = model_cell(table, row, model_column(table, column));
    return cell.text ? cell.text : "";
}

static const char *bounds_text(struct view *view, double lower, double upper)
{
    const struct measure measure = {1, 1, "", ""};
    struct text text;
    text_init(&text, 0);
    format_bounds(&text, &measure, lower, upper);
    return view_keep(view, &text);
}

static const char *rate_text(struct view *view, double value)
{
    const struct measure measure = {1, value < 100 ? 1 : 0, "", ""};
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, value);
    return view_keep(view, &text);
}

/* Of the product's repairs, in the months that the two columns are of. */
static const char *share_text(struct view *view, const struct model_table *table, size_t row,
                              const char *repairs, const char *of_product)
{
    return view_share(view, number_at(table, row, repairs) / number_at(table, row, of_product));
}

/* What the fault mostly comes from and what is mostly done about it, of all products. */
static void add_cause(struct view *view, struct finding *finding, const char *fault)
{
    const struct model_table *table = model_table(view->model, "faults.flow");
    size_t most = SIZE_MAX;
    for (size_t row = 0; table && row < table->row_count; row++) {
        if (strcmp(text_at(table, row, "fault"), fault) != 0) continue;
        if (most == SIZE_MAX || number_at(table, row, "n") > number_at(table, most, "n"))
            most = row;
    }
    if (most == SIZE_MAX || finding->extra_count == FINDING_EXTRA_LIMIT) return;
    finding->extras[finding->extra_count++] =
        (struct sentence){PHRASE_COMPARE_CAUSE,
                          {{text_at(table, most, "cause"), NULL},
                           {text_at(table, most, "action"), NULL},
                           {view_count(view, number_at(table, most, "n")), NULL}}};
}

/* A fault that rises in one product is an alert: a batch may be on its way to more customers. Its
 * effect is the ratio of the shares of the product's repairs, full at ten times. */
static void find_risen(struct finding_list *list)
{
    struct view *view = list->view;
    const struct model_table *table = model_table(view->model, "faults.rising");
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double q = number_at(table, row, "q"), ratio = number_at(table, row, "ratio");
        if (!(q < ALERT_LEVEL_Q)) continue;
        const double effect = ratio > 1 ? fmin(log10(ratio), 1) : 1;
        const char *product = text_at(table, row, "product");
        const char *bounds =
            bounds_text(view, number_at(table, row, "lower"), number_at(table, row, "upper"));
        struct finding finding = {
            .sentence = {PHRASE_FIND_RISING,
                         {{product, NULL},
                          {text_at(table, row, "fault"), NULL},
                          {share_text(view, table, row, "n", "product_n"), NULL},
                          {share_text(view, table, row, "n_before", "product_n_before"), NULL},
                          {rate_text(view, ratio), NULL},
                          {bounds, NULL}}},
            .score = effect * finding_certainty(q),
            .alert = true,
            .topic = finding_topic(view, "product", product),
            .owner = PHRASE_OWNER_QUALITY,
            .table = "faults.rising"};
        add_cause(view, &finding, text_at(table, row, "fault"));
        finding_add(&finding, PHRASE_COMPARE_PER_MONTH,
                    rate_text(view, number_at(table, row, "per_month")),
                    rate_text(view, number_at(table, row, "per_month_before")));
        finding_add(&finding, PHRASE_COMPARE_Q, view_probability(view, q), NULL);
        finding_add(&finding, PHRASE_COMPARE_REPAIRS_BEFORE,
                    view_count(view, number_at(table, row, "product_n")),
                    view_count(view, number_at(table, row, "product_n_before")));
        finding_offer(list, &finding);
    }
}

/* A fault that a product never had, more often than chance has it. A product that is itself new has
 * nothing to be compared with: it is in the table, but no finding. */
static void find_new(struct finding_list *list)
{
    struct view *view = list->view;
    const struct model_table *table = model_table(view->model, "faults.new");
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double q = number_at(table, row, "q");
        if (!(q < ALERT_LEVEL_Q)) continue;
        const char *product = text_at(table, row, "product");
        struct finding finding = {
            .sentence = {PHRASE_FIND_NEW_FAULT,
                         {{product, NULL},
                          {text_at(table, row, "fault"), NULL},
                          {view_count(view, number_at(table, row, "n")), NULL},
                          {view_count(view, number_at(table, row, "product_n")), NULL},
                          {view_count(view, number_at(table, row, "product_n_before")), NULL}}},
            .score = finding_certainty(q),
            .alert = true,
            .topic = finding_topic(view, "product", product),
            .owner = PHRASE_OWNER_QUALITY,
            .table = "faults.new"};
        add_cause(view, &finding, text_at(table, row, "fault"));
        finding_add(&finding, PHRASE_COMPARE_Q, view_probability(view, q), NULL);
        finding_add(&finding, PHRASE_COMPARE_REPAIRS_BEFORE,
                    view_count(view, number_at(table, row, "product_n")),
                    view_count(view, number_at(table, row, "product_n_before")));
        finding_offer(list, &finding);
    }
}

void find_rising_faults(struct finding_list *list)
{
    find_risen(list);
    find_new(list);
}

static void offer_stage_rise(struct finding_list *list, const struct model_estimate *now)
{
    struct view *view = list->view;
    finding_offer(list, &(struct finding){.sentence = {PHRASE_FIND_STAGE_UP,
                                                       {{view_title(view, now->metric), NULL},
                                                        {view_interval(view, now), now},
                                                        {view_change(view, now), NULL}}},
                                          .score = finding_certainty(now->change.q),
                                          .alert = true,
                                          .topic = finding_topic(view, "stage", now->metric->id),
                                          .owner = PHRASE_OWNER_QUALITY,
                                          .evidence = now});
}

/* Beside an alert about the same product it is not a second one. */
static void offer_stage_product(struct finding_list *list, const struct model_estimate *part,
                                const struct model_estimate *whole)
{
    struct view *view = list->view;
    struct finding *fault = finding_of_topic(list, finding_topic(view, "product", part->key));
    if (fault && fault->extra_count < FINDING_EXTRA_LIMIT) {
        fault->extras[fault->extra_count++] =
            (struct sentence){PHRASE_COMPARE_STAGE,
                              {{view_title(view, part->metric), NULL},
                               {view_interval(view, part), part},
                               {view_count(view, (double)part->n), NULL}}};
        return;
    }
    finding_offer(list,
                  &(struct finding){.sentence = {PHRASE_FIND_STAGE_PRODUCT,
                                                 {{view_key(view, part), NULL},
                                                  {view_title(view, part->metric), NULL},
                                                  {view_interval(view, part), part}}},
                                    .score = finding_effect(part, part->value, whole->value) *
                                             finding_certainty_by_distance(part, whole->value),
                                    .alert = true,
                                    .topic = finding_topic(view, "stage product", part->key),
                                    .owner = PHRASE_OWNER_QUALITY,
                                    .evidence = part});
}

/* The documents want out-of-box faults and design hazards reported at once, so a rise of either is
 * an alert, and so is a product whose units fail before they are installed more often than others
 * do. */
static void find_stage_alert(struct finding_list *list, const char *metric, bool products_too)
{
    const struct model *model = list->view->model;
    const struct model_estimate *now = model_network(model, metric);
    if (!model_stands(now)) return;
    if (view_change_stands(now) && now->change.value > 0) offer_stage_rise(list, now);
    const struct model_group parts = model_group(model, metric, "product", NULL);
    for (size_t row = 0; products_too && row < parts.count; row++) {
        const struct model_estimate *part = parts.rows[row];
        if (model_stands(part) && part->verdict == VERDICT_WORSE && part->value > now->value)
            offer_stage_product(list, part, now);
    }
}

void find_stage_alerts(struct finding_list *list)
{
    find_stage_alert(list, "stage.out_of_box.share", true);
    find_stage_alert(list, "repair.design_hazard.share", false);
}

/* Where a dealer's share and its like-for-like difference point in opposite directions, the plain
 * comparison misleads whoever reads it: that weighs more than one dealer's share of the records. */
static const double REVERSAL_WEIGHT = 0.2;

/* The size of the like-for-like difference; the sentence says which way it points. */
static const char *difference_text(struct view *view, const struct model_table *table, size_t row)
{
    const double value = number_at(table, row, "adjusted"), sign = value < 0 ? -1 : 1;
    const double lower = number_at(table, row, "lower"), upper = number_at(table, row, "upper");
    struct measure measure = measure_for(view->language, UNIT_SHARE, value, (upper - lower) / 2);
    measure.suffix = measure.difference_suffix;
    struct text text;
    text_init(&text, 0);
    format_interval(&text, &measure, sign * value, sign > 0 ? lower : -upper,
                    sign > 0 ? upper : -lower);
    return view_keep(view, &text);
}

void find_reversals(struct finding_list *list)
{
    struct view *view = list->view;
    const struct model_table *table = model_table(view->model, "service.case_mix");
    for (size_t row = 0; table && row < table->row_count; row++) {
        if (!(number_at(table, row, "reversed") > 0)) continue;
        const double q = number_at(table, row, "q");
        const bool better = number_at(table, row, "adjusted") > 0;
        const char *dealer = text_at(table, row, "dealer");
        struct finding finding = {
            .sentence = {better ? PHRASE_FIND_REVERSED_BETTER : PHRASE_FIND_REVERSED_WORSE,
                         {{dealer, NULL},
                          {view_share(view, number_at(table, row, "value")), NULL},
                          {view_share(view, number_at(table, row, "rest")), NULL},
                          {difference_text(view, table, row), NULL}}},
            .score = REVERSAL_WEIGHT * finding_certainty(q),
            .topic = finding_topic(view, "reversed", dealer),
            .owner = PHRASE_OWNER_SERVICE,
            .table = "service.case_mix"};
        finding_add(&finding, PHRASE_COMPARE_YEAR_OF_JOBS, NULL, NULL);
        finding_add(&finding, PHRASE_COMPARE_Q, view_probability(view, q), NULL);
        finding_add(&finding, PHRASE_NOTE_N, view_count(view, number_at(table, row, "n")), NULL);
        finding_offer(list, &finding);
    }
}

void find_recovery(struct finding_list *list)
{
    struct view *view = list->view;
    static const char metric[] = "retention.repurchase_365d";
    const struct model_estimate *fast =
        model_estimate(view->model, metric, "path", "complained_solved_fast", "all");
    const struct model_estimate *unsolved =
        model_estimate(view->model, metric, "path", "complained_unsolved", "all");
    if (!model_stands(fast) || !model_stands(unsolved)) return;
    if (!(fast->lower > unsolved->upper)) return; /* said only where the intervals part */
    struct finding finding = {.sentence = {PHRASE_FIND_RECOVERY,
                                           {{view_interval(view, fast), fast},
                                            {view_interval(view, unsolved), unsolved}}},
                              .score = finding_effect(fast, fast->value, unsolved->value) *
                                       finding_certainty_by_distance(fast, unsolved->value),
                              .topic = "recovery",
                              .owner = PHRASE_OWNER_SERVICE,
                              .evidence = fast,
                              .second = unsolved};
    finding_add(&finding, PHRASE_COMPARE_NOT_CAUSE, NULL, NULL);
    finding_offer(list, &finding);
}
