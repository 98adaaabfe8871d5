/* reports/section.h: the page's sections: one table, in page order. A section claims metrics by id;
 * what no section claims is shown by generic sections, one per family, so that a new family needs
 * nothing here. */
#ifndef REPORTS_SECTION_H
#define REPORTS_SECTION_H
#include "reports/sentence.h"

/* A section with the metrics of this result that it claims, in the order of its list. */
struct scope {
    const struct section *section;
    const struct model_metric **metrics;
    size_t metric_count;
    const struct model_estimate *
        *rows; /* the network's estimates of these metrics, refused ones too */
    size_t row_count;
    /* Of a generic section, those before what stands on axes without a column; else 0. */
    size_t network_count;
    const char *title, *question; /* of the section, or of the family for generic ones */
};

struct section {
    const char *id; /* anchor */
    enum phrase title, question, caveat;
    bool optional;              /* left out when there is nothing to say; others say so in a line */
    const char *const *metrics; /* ids; `prefix*` stands for all that begin so; ends with NULL */
    /* One or two sentences, numbers first. NULL: the first metrics' values. */
    void (*answer)(struct view *view, const struct scope *scope);
    /* One figure. NULL: intervals if all metrics have one unit, else none. */
    void (*figure)(struct view *view, const struct scope *scope);
    /* Tables besides or instead of the network's estimates. NULL: those, then the parts that
     * differ. */
    void (*tables)(struct view *view, const struct scope *scope);
    /* Whether there is anything to say without metrics. NULL: no. */
    bool (*present)(const struct view *view);
};

extern const struct section sections[];
extern const size_t section_count;

/* All sections, each drawn into text of its own so that answers can link to rows that come after
 * them. */
void sections_write(struct view *view);

/* Pieces that sections share. */
void section_rows_table(struct view *view, const struct scope *scope);
void section_segments_table(struct view *view, const struct scope *scope);
void section_answer_values(struct view *view, const struct scope *scope, size_t limit);
void section_answer_changes(struct view *view, const struct scope *scope);
/* A table of the result by name, at most row_limit rows, units by its columns' names; anchor is its
 * name. */
void section_result_table(struct view *view, const char *name, const char *title, size_t row_limit);
/* The same, of the rows that differ by more than chance: column q below 0.05. */
void section_differing_table(struct view *view, const char *name, const char *title,
                             size_t row_limit);
/* Rows of the scope in a unit, for a figure. */
size_t section_rows_in_unit(const struct scope *scope, enum unit unit,
                            const struct model_estimate **out);

#endif
