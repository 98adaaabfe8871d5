/* reports/dealers/dealer_draw.h: a dealer's page while it is drawn, and its parts. Private to this
 * room. */
#ifndef REPORTS_DEALER_DRAW_H
#define REPORTS_DEALER_DRAW_H
#include "reports/dealers/dealer_page.h"
#include "reports/view/sentence.h"

struct dealer_draw {
    const struct dealer_part *part;
    struct view view; /* of part->model */
};

/* The month in brief: what is good, what is not, what changed, what cannot be said. */
void dealer_draw_brief(struct dealer_draw *draw);

/* The five dimensions, satisfaction, service: intervals with the network's tick. */
void dealer_draw_strips(struct dealer_draw *draw);

void dealer_draw_cards(struct dealer_draw *draw);
void dealer_draw_signals(struct dealer_draw *draw);
void dealer_draw_files(struct dealer_draw *draw);
void dealer_draw_estimates(struct dealer_draw *draw);

/* Callbacks and repairs of the month. */
double dealer_survey_count(const struct dealer_part *part);
double dealer_repair_count(const struct dealer_part *part);

/* From <!DOCTYPE> to the end of the head and the note of the list of all pages. */
void dealer_index_head(struct view *view, size_t dealer_count,
                       const struct dealer_page_options *options);

/* <section> with its heading. */
void dealer_section_open(struct dealer_draw *draw, enum phrase title);
void dealer_section_close(struct dealer_draw *draw);

/* A row of the part's table; NAN and "" where there is none. */
double dealer_number(const struct model_table *table, size_t row, const char *column);
const char *dealer_text(const struct model_table *table, size_t row, const char *column);

/* A control-chart signal of the report month in words, with the metric's name. NULL when the
 * dealer has no number for it. */
const char *dealer_signal_words(struct dealer_draw *draw, const struct model_table *table,
                                size_t row);

#endif
