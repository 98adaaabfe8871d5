/* Key customers who are served worse than ordinary ones: an alert. */
#include "reports/findings/finding_list.h"

#include <math.h>

static const double ALERT_LEVEL_Q = 0.05;

/* "−31.2 % [−42.0, −20.1]" as a difference of shares. */
static const char *difference_text(struct view *view, const struct model_table *table, size_t row)
{
    struct text text;
    text_init(&text, 0);
    const size_t column = model_column(table, "difference");
    const double lower = model_cell(table, row, column + 1).number;
    const double upper = model_cell(table, row, column + 2).number;
    const double value = model_cell(table, row, column).number;
    const struct measure measure =
        measure_for(view->language, UNIT_SHARE, value, (upper - lower) / 2);
    format_change(&text, &measure, value, lower, upper);
    return view_keep(view, &text);
}

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

void find_neglect(struct finding_list *list)
{
    struct view *view = list->view;
    const struct model_table *table = model_table(view->model, "tiers.mismatch");
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double q = number_at(table, row, "q");
        const char *dealer = model_cell(table, row, model_column(table, "dealer")).text;
        const char *service = model_cell(table, row, model_column(table, "metric")).text;
        const struct model_metric *metric = service ? model_metric(view->model, service) : NULL;
        if (!(number_at(table, row, "mismatch") > 0) || !(q < ALERT_LEVEL_Q) || !dealer || !metric)
            continue;
        struct finding finding = {
            .sentence = {PHRASE_FIND_NEGLECT,
                         {{dealer, NULL},
                          {view_title(view, metric), NULL},
                          {difference_text(view, table, row), NULL},
                          {view_count(view, number_at(table, row, "key_n")), NULL}}},
            .score = fmin(fabs(number_at(table, row, "difference")), 1) * finding_certainty(q),
            .alert = true,
            .topic = finding_topic(view, "neglect", dealer),
            .owner = PHRASE_OWNER_SERVICE,
            .table = "tiers.mismatch"};
        finding_add(&finding, PHRASE_COMPARE_Q, view_probability(view, q), NULL);
        finding_offer(list, &finding);
    }
}
