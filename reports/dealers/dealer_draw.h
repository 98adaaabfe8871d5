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

/* A table: open, rows of as many cells as there are heads (the row's name is the first), close. */
struct dealer_head {
    const char *title;
    bool is_number;
};
void dealer_table_open(struct dealer_draw *draw, enum phrase caption,
                       const struct dealer_head *heads, size_t count);
void dealer_table_row(struct dealer_draw *draw, const char *name);
void dealer_number_cell(struct dealer_draw *draw, const char *text);
void dealer_text_cell(struct dealer_draw *draw, const char *text);
void dealer_table_row_end(struct dealer_draw *draw);
void dealer_table_close(struct dealer_draw *draw);

/* A row of the part's table; NAN and "" where there is none. */
double dealer_number(const struct model_table *table, size_t row, const char *column);
const char *dealer_text(const struct model_table *table, size_t row, const char *column);

/* A control-chart signal of the report month in words, with the metric's name. NULL when the
 * dealer has no number for it. */
const char *dealer_signal_words(struct dealer_draw *draw, const struct model_table *table,
                                size_t row);

#endif
