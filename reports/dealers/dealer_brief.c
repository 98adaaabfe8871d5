/* The month in brief, three to five sentences: first what is good if anything is, then what is not,
 * what changed, and what cannot be said. Verdicts on like jobs come before those on the month as
 * counted, and take their place where both speak of the same thing. */
#include "reports/dealers/dealer_draw.h"

#include <math.h>
#include <string.h>

enum { ITEM_LIMIT = 3, REASON_NAMES = 3 };

/* Metrics of the month that a scorecard tells more fairly. */
static const struct card {
    const char *card;
    const char *as_counted[4];
} cards[] = {
    {"card.overall.adjusted", {"survey.overall.mean", "survey.nps", "rater.index", NULL}},
    {"card.top2.adjusted", {"survey.overall.top2", NULL}},
    {"card.close_48h.adjusted", {"sla.close_48h", "sla.close_24h", "sla.close_in_time", NULL}},
    {"card.repeat_30d.adjusted", {"repair.repeat_30d", "repair.first_time_fix_30d", NULL}},
};
enum { CARD_COUNT = sizeof cards / sizeof *cards };

static bool is_card(const struct model_estimate *row)
{
    return strncmp(row->metric->id, "card.", 5) == 0;
}

/* Whether a scorecard that has a verdict tells of the same. */
static bool is_told_by_card(const struct dealer_part *part, const struct model_estimate *row)
{
    for (size_t i = 0; i < CARD_COUNT; i++) {
        const struct model_estimate *card = dealer_part_own(part, cards[i].card);
        if (!model_stands(card) || card->verdict == VERDICT_CANNOT_SAY ||
            card->verdict == VERDICT_NONE)
            continue;
        for (const char *const *id = cards[i].as_counted; *id; id++)
            if (strcmp(*id, row->metric->id) == 0) return true;
    }
    return false;
}

/* How far from the network's value in the own standard errors: what comes first in a list. */
static double distance_of(const struct dealer_part *part, const struct model_estimate *row)
{
    const struct model_estimate *network = dealer_part_network(part, row->metric->id);
    const double width = row->upper - row->lower;
    return network && width > 0 ? fabs(row->value - network->value) / width : 0;
}

/* Some of the dealer's own estimates. */
struct list {
    const struct model_estimate **rows;
    double *weights;
    size_t count;
};

/* With room for all of them; without any when memory is out. */
static bool list_init(struct list *list, struct dealer_draw *draw)
{
    struct arena *arena = &draw->view.arena;
    const size_t own_count = draw->part->own_count;
    *list = (struct list){.rows = arena_take_array(arena, own_count + 1, sizeof *list->rows),
                          .weights = arena_take_array(arena, own_count + 1, sizeof(double))};
    if (list->rows && list->weights) return true;
    draw->view.failed = true;
    return false;
}

/* By falling weight; of equal ones the first stays first. */
static void list_add(struct list *list, const struct model_estimate *row, double weight)
{
    size_t at = list->count++;
    for (; at > 0 && list->weights[at - 1] < weight; at--) {
        list->rows[at] = list->rows[at - 1];
        list->weights[at] = list->weights[at - 1];
    }
    list->rows[at] = row;
    list->weights[at] = weight;
}

static struct list with_verdict(struct dealer_draw *draw, enum verdict verdict, bool of_cards)
{
    const struct dealer_part *part = draw->part;
    struct list list;
    if (!list_init(&list, draw)) return list;
    for (size_t i = 0; i < part->own_count; i++) {
        const struct model_estimate *row = &part->model.estimates[i];
        if (!model_stands(row) || row->verdict != verdict || is_card(row) != of_cards) continue;
        if (of_cards || !is_told_by_card(part, row)) list_add(&list, row, distance_of(part, row));
    }
    return list;
}

/* Whether a change is no more than what a picked-out month gives back. */
static bool is_given_back(const struct dealer_part *part, const struct model_estimate *row)
{
    const struct model_table *table = model_table(&part->model, "guards.regression");
    for (size_t i = 0; table && i < table->row_count; i++)
        if (strcmp(dealer_text(table, i, "metric"), row->metric->id) == 0 &&
            !(dealer_number(table, i, "q") * 1000 < CHANGE_LEVEL_PERMILLE))
            return true;
    return false;
}

static struct list changed(struct dealer_draw *draw, bool is_better, size_t *tested)
{
    const struct dealer_part *part = draw->part;
    struct list list;
    *tested = 0;
    if (!list_init(&list, draw)) return list;
    for (size_t i = 0; i < part->own_count; i++) {
        const struct model_estimate *row = &part->model.estimates[i];
        const enum better better = row->metric->words.better;
        if (!model_stands(row) || better == BETTER_NONE || !view_change_tested(row)) continue;
        ++*tested;
        if (!view_change_stands(row) || is_given_back(part, row)) continue;
        if (((row->change.value > 0) == (better == BETTER_HIGHER)) == is_better)
            list_add(&list, row, -row->change.q);
    }
    return list;
}

typedef void list_item(struct dealer_draw *draw, const struct model_estimate *row);

static void verdict_item(struct dealer_draw *draw, const struct model_estimate *row)
{
    struct view *view = &draw->view;
    const struct model_estimate *network = dealer_part_network(draw->part, row->metric->id);
    sentence_html(view, &(struct sentence){PHRASE_DEALER_ITEM,
                                           {{view_title(view, row->metric), NULL},
                                            {view_interval(view, row), row},
                                            {network ? view_value(view, network) : "", NULL},
                                            {view_count(view, (double)row->n), NULL}}});
}

static void change_item(struct dealer_draw *draw, const struct model_estimate *row)
{
    struct view *view = &draw->view;
    sentence_html(view, &(struct sentence){PHRASE_DEALER_CHANGE_ITEM,
                                           {{view_title(view, row->metric), NULL},
                                            {view_interval(view, row), row},
                                            {view_change(view, row), NULL},
                                            {view_count(view, (double)row->n), NULL}}});
}

static void tell(struct dealer_draw *draw, const struct sentence *sentence)
{
    HTML(&draw->view.page, "<li>");
    sentence_html(&draw->view, sentence);
    HTML(&draw->view.page, "</li>\n");
}

/* One sentence with its first items where the pattern has {1}; false when there are none. */
static bool tell_list(struct dealer_draw *draw, enum phrase pattern, const struct list *list,
                      list_item *item)
{
    struct page *page = &draw->view.page;
    const char *words = view_phrase(&draw->view, pattern), *place = strstr(words, "{1}");
    if (list->count == 0 || !place) return false;
    HTML(page, "<li>");
    html_text_slice(page, (struct slice){words, (size_t)(place - words)});
    for (size_t i = 0; i < list->count && i < ITEM_LIMIT; i++) {
        if (i > 0) html_text(page, view_phrase(&draw->view, PHRASE_CLAUSE_SEPARATOR));
        item(draw, list->rows[i]);
    }
    html_text(page, place + strlen("{1}"));
    HTML(page, "</li>\n");
    return true;
}

static size_t count_verdict(const struct dealer_part *part, enum verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < part->own_count; i++) {
        const struct model_estimate *row = &part->model.estimates[i];
        count += model_stands(row) && row->verdict == verdict;
    }
    return count;
}

/* Where nothing is better: that nothing is worse; else what is like elsewhere. */
static void tell_fair(struct dealer_draw *draw, bool is_any_worse)
{
    const struct dealer_part *part = draw->part;
    struct view *view = &draw->view;
    const struct list alike = with_verdict(draw, VERDICT_CONSISTENT, false);
    const char *items[ITEM_LIMIT];
    struct sentence fair = {PHRASE_DEALER_NONE_WORSE,
                            {{view_count(view, (double)part->judged_count), NULL}}};
    if (part->judged_count == 0 || (is_any_worse && alike.count == 0)) return;
    for (size_t i = 0; i < alike.count && i < ITEM_LIMIT; i++)
        items[i] = view_title(view, alike.rows[alike.count - 1 - i]->metric);
    if (is_any_worse) {
        const size_t shown = alike.count < ITEM_LIMIT ? alike.count : ITEM_LIMIT;
        fair.pattern = PHRASE_DEALER_AS_OTHERS;
        fair.parts[1].text = view_count(view, (double)count_verdict(part, VERDICT_CONSISTENT));
        fair.parts[2].text = view_list(view, items, shown, ITEM_LIMIT);
    }
    tell(draw, &fair);
}

/* Verdicts: the good ones first. */
static void tell_verdicts(struct dealer_draw *draw)
{
    const struct list better = with_verdict(draw, VERDICT_BETTER, true);
    const struct list worse = with_verdict(draw, VERDICT_WORSE, true);
    const struct list better_month = with_verdict(draw, VERDICT_BETTER, false);
    const struct list worse_month = with_verdict(draw, VERDICT_WORSE, false);
    tell_list(draw, PHRASE_DEALER_BETTER_CARD, &better, verdict_item);
    if (better.count == 0 || worse.count == 0 || worse_month.count == 0)
        tell_list(draw, PHRASE_DEALER_BETTER_MONTH, &better_month, verdict_item);
    if (better.count + better_month.count == 0)
        tell_fair(draw, worse.count + worse_month.count > 0);
    tell_list(draw, PHRASE_DEALER_WORSE_CARD, &worse, verdict_item);
    tell_list(draw, PHRASE_DEALER_WORSE_MONTH, &worse_month, verdict_item);
}

/* The signal least likely by chance, of those beyond it; the others have their own section. */
static bool tell_signal(struct dealer_draw *draw)
{
    const struct model_table *table = model_table(&draw->part->model, "charts.signals");
    size_t least = SIZE_MAX;
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double p = dealer_number(table, row, "p");
        if (!(dealer_number(table, row, "q") * 1000 < CHANGE_LEVEL_PERMILLE)) continue;
        if (!isnan(p) && (least == SIZE_MAX || p < dealer_number(table, least, "p"))) least = row;
    }
    const char *words = least == SIZE_MAX ? NULL : dealer_signal_words(draw, table, least);
    if (!words) return false;
    HTML(&draw->view.page, "<li>");
    html_text(&draw->view.page, words);
    HTML(&draw->view.page, "</li>\n");
    return true;
}

static void tell_changes(struct dealer_draw *draw)
{
    size_t tested = 0;
    const struct list improved = changed(draw, true, &tested);
    const struct list worsened = changed(draw, false, &tested);
    bool is_told = tell_list(draw, PHRASE_DEALER_IMPROVED, &improved, change_item);
    is_told = tell_list(draw, PHRASE_DEALER_WORSENED, &worsened, change_item) || is_told;
    is_told = tell_signal(draw) || is_told;
    if (is_told || tested == 0) return;
    const struct sentence none = {PHRASE_DEALER_NO_CHANGE,
                                  {{view_count(&draw->view, (double)tested), NULL}}};
    tell(draw, &none);
}

/* Refused measures of one reason. */
struct refusal {
    const char *reason;
    const char *names[REASON_NAMES]; /* with the records there are, if any */
    size_t count;
};

/* Where nothing was counted the window of the measure is not over, or nothing has happened: more
 * records are not what is lacking. */
static size_t gather_refusals(struct dealer_draw *draw, struct refusal *rows)
{
    struct view *view = &draw->view;
    size_t count = 0;
    for (size_t i = 0; i < draw->part->own_count; i++) {
        const struct model_estimate *row = &draw->part->model.estimates[i];
        if (row->status != STATUS_REFUSED) continue;
        const char *title = view_title(view, row->metric);
        const struct sentence item = {PHRASE_DEALER_CANNOT_ITEM,
                                      {{title, NULL}, {view_count(view, (double)row->n), NULL}}};
        const char *reason =
            row->n == 0 ? view_phrase(view, PHRASE_DEALER_CANNOT_NONE) : view_reason(view, row);
        size_t at = 0;
        while (at < count && strcmp(rows[at].reason, reason) != 0) at++;
        if (at == count) rows[count++] = (struct refusal){.reason = reason};
        if (rows[at].count < REASON_NAMES)
            rows[at].names[rows[at].count] = row->n == 0 ? title : sentence_keep(view, &item);
        rows[at].count++;
    }
    return count;
}

static void tell_refusals(struct dealer_draw *draw)
{
    struct view *view = &draw->view;
    struct refusal *rows = arena_take_array(&view->arena, draw->part->own_count + 1, sizeof *rows);
    if (!rows) {
        view->failed = true;
        return;
    }
    const size_t count = gather_refusals(draw, rows);
    const size_t undecided = count_verdict(draw->part, VERDICT_CANNOT_SAY);
    struct text items;
    if (count + undecided == 0) return;
    text_init(&items, 0);
    for (size_t i = 0; i < count; i++) {
        const struct sentence item = {
            PHRASE_DEALER_CANNOT_REASON,
            {{rows[i].reason, NULL},
             {view_list(view, rows[i].names, rows[i].count, REASON_NAMES), NULL}}};
        if (i > 0) text_put(&items, view_phrase(view, PHRASE_CLAUSE_SEPARATOR));
        sentence_text(&items, view->language, &item);
    }
    if (undecided > 0) {
        const struct sentence item = {PHRASE_DEALER_CANNOT_VERDICT,
                                      {{view_count(view, (double)undecided), NULL}}};
        if (count > 0) text_put(&items, view_phrase(view, PHRASE_CLAUSE_SEPARATOR));
        sentence_text(&items, view->language, &item);
    }
    const struct sentence sentence = {PHRASE_DEALER_CANNOT, {{view_keep(view, &items), NULL}}};
    tell(draw, &sentence);
}

static bool any_number(const struct dealer_part *part)
{
    for (size_t i = 0; i < part->own_count; i++)
        if (model_stands(&part->model.estimates[i])) return true;
    return false;
}

static void tell_withheld(struct dealer_draw *draw)
{
    const struct dealer_part *part = draw->part;
    const struct sentence checked = {
        PHRASE_DEALER_CHECKED, {{view_count(&draw->view, (double)part->checked_count), NULL}}};
    if (part->checked_count > 0) tell(draw, &checked);
    if (part->withheld_count == 0) return;
    const struct sentence some = {PHRASE_DEALER_WITHHELD,
                                  {{view_count(&draw->view, (double)part->withheld_count), NULL}}};
    const struct sentence all = {PHRASE_DEALER_ALONE, {{NULL, NULL}}};
    tell(draw, part->judged_count > 0 ? &some : &all);
}

void dealer_draw_brief(struct dealer_draw *draw)
{
    struct page *page = &draw->view.page;
    HTML(page, "<section class=\"findings\"><h2>");
    html_text(page, view_phrase(&draw->view, PHRASE_DEALER_BRIEF));
    HTML(page, "</h2>\n");
    if (!any_number(draw->part)) {
        HTML(page, "<p>");
        html_text(page, view_phrase(&draw->view, PHRASE_DEALER_NOTHING));
        HTML(page, "</p>\n");
    }
    if (draw->part->own_count > 0) {
        HTML(page, "<ul>\n");
        tell_verdicts(draw);
        tell_changes(draw);
        tell_refusals(draw);
        tell_withheld(draw);
        HTML(page, "</ul>\n");
    }
    HTML(page, "</section>\n");
}
