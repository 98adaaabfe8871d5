/* reports/sections/section.h: the page's sections: one table, in page order, in chapters. A section
 * claims metrics by id; what no section claims is shown by generic sections, one per family, so
 * that a new family needs nothing here. Headings: a chapter is h2, a section h3; tables and figures
 * have captions, no headings. */
#ifndef REPORTS_SECTION_H
#define REPORTS_SECTION_H
#include "reports/view/sentence.h"

/* A section with the metrics of this result that it claims, in the order of its list. */
struct scope {
    const struct section *section;
    const char *id; /* anchor: the section's, or of a generic one its first metric's */
    const struct model_metric **metrics;
    size_t metric_count;
    const struct model_estimate *
        *rows; /* the network's estimates of these metrics, refused ones too */
    size_t row_count;
    /* Of a generic section, those before what stands on axes without a column; else 0. */
    size_t network_count;
    const char *title, *question; /* of the section, or of the family for generic ones */
};

/* What the reader looks for, in page order. */
enum chapter {
    CHAPTER_CUSTOMERS, /* what customers say */
    CHAPTER_SERVICE,   /* what was done, how fast and how well */
    CHAPTER_PRODUCTS,  /* what fails, where and when */
    CHAPTER_LOYALTY,   /* who stays, comes back, leaves, and what that is worth */
    CHAPTER_OFFICE,    /* what dealers owe the office: parts, charges, returns */
    CHAPTER_DEALERS,   /* who differs */
    CHAPTER_ACTIONS,   /* what was done about it, and whether it worked */
    CHAPTER_TRUST,     /* how far all this may be relied on */
    CHAPTER_COUNT
};

struct section {
    const char *id; /* anchor */
    enum chapter chapter;
    /* PHRASE_UNIT_NONE: title and question of the family whose metrics are claimed. */
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
 * name. Folded unless it is one that is read (result_table.c). */
void section_result_table(struct view *view, const char *name, const char *title, size_t row_limit);
/* The same, of the rows that differ by more than chance: column q below 0.05. */
void section_differing_table(struct view *view, const char *name, const char *title,
                             size_t row_limit);
/* The result's tables that belong to the section, where it has no drawing of its own. */
void section_own_tables(struct view *view, const struct scope *scope);
/* A table that the page does not show is not left over for the section of other tables. */
void section_pass_over(struct view *view, const char *name);
/* "Items (rows: 22)", for a fold; "12 of 785 rows", below a table that does not show all: where the
 * rest is stands once, in the foot. */
const char *section_rows_text(struct view *view, const char *title, size_t row_count);
const char *section_more_text(struct view *view, size_t shown, size_t total);
/* How much a part of the network matters: effect x certainty x reach; infinite when a finding shows
 * it. */
double section_weight(const struct view *view, const struct model_estimate *row);
/* Keeps the rows that weigh most, at most `limit`, in the order of the result; how many. */
size_t section_heaviest(struct view *view, const struct model_estimate **rows, size_t count,
                        size_t limit);
/* Rows of the scope in a unit, for a figure. */
size_t section_rows_in_unit(const struct scope *scope, enum unit unit,
                            const struct model_estimate **out);

#endif
