/* reports/view/view.h: one drawing of a model in one language: where it writes, and the texts it
 * makes on the way. Texts live until view_release. When memory is out, `failed` is set and texts
 * are "". Not thread-safe: one view, one thread. */
#ifndef REPORTS_VIEW_H
#define REPORTS_VIEW_H
#include "reports/i18n/format.h"
#include "reports/kit/html.h"
#include "reports/model/model.h"

struct view {
    const struct model *model;
    enum language language;
    struct arena arena;
    struct page page;
    bool *anchored; /* per estimate: its row is on the page, so that a link to it leads somewhere */
    bool *wanted;   /* per estimate: a finding shows it, so a table should hold its row */
    bool *claimed;  /* per metric: a section of its own shows it */
    bool *tabled;   /* per table of the result: the page shows it */
    const char **noted; /* reasons of the open table's partial rows, see estimate_mark() */
    size_t noted_count;
    const char **methods; /* that tables' notes name by number, from 0; see view_method_number() */
    size_t method_count;
    bool is_answering;   /* sentences mark values that hold in part; estimate_notes() follows */
    const char *subject; /* the part a page is about, whose name its labels leave out; NULL: none */
    bool failed;
};

enum rc view_init(struct view *view, const struct model *model, enum language language,
                  struct text *out, struct err *err);
void view_release(struct view *view);

/* A copy that lives as long as the view; releases the text. */
const char *view_keep(struct view *view, struct text *text);

/* The number of a method, as text, by which rows name it; the page's end has them all
 * (table_tools.h). NULL for "". */
const char *view_method_number(struct view *view, const char *method);

const char *view_phrase(const struct view *view, enum phrase key);
const char *view_title(const struct view *view, const struct model_metric *metric);
/* Of an estimate's segment. Keys of the data contract (paths, channels) have words, all others
 * stand as they are. */
const char *view_axis(const struct view *view, const struct model_estimate *estimate);
const char *view_key(struct view *view, const struct model_estimate *estimate);
/* Of a key that the engine made, "trait=level": its words, or those of the trait and the level as
 * it stands. */
const char *view_trait(struct view *view, const char *key);

/* How the estimate's own numbers are written, and as texts: 81.2 %, 81.2 % [79.9, 82.4], −3.1 pp
 * [−4.0, −2.2]. */
struct measure view_measure(const struct view *view, const struct model_estimate *estimate);
const char *view_value(struct view *view, const struct model_estimate *estimate);
const char *view_interval(struct view *view, const struct model_estimate *estimate);
const char *view_bounds(struct view *view,
                        const struct model_estimate *estimate); /* [79.9, 82.4] */
const char *view_change(struct view *view, const struct model_estimate *estimate);
/* Another number in the estimate's unit (target, benchmark), without needless zeros for whole ones.
 */
const char *view_like(struct view *view, const struct model_estimate *estimate, double value);
/* The published figure or range it is held against: "83 %", "54 % – 70 %". */
const char *view_published(struct view *view, const struct model_estimate *estimate);
const char *view_share(struct view *view, double share);
const char *view_count(struct view *view, double count);
const char *view_probability(struct view *view, double probability);
/* Why there is no number, in words. */
const char *view_reason(struct view *view, const struct model_estimate *estimate);
/* "A, B", or "A, B and others, 7 in all" when there are more than `limit` names (kept: that many).
 */
const char *view_list(struct view *view, const char *const *names, size_t count, size_t limit);
const char *view_reason_words(struct view *view, const char *reason); /* "code: words" */

/* Whether the change is more than chance (q < 0.05), and its words: up, down, no clear change; not
 * tested (quantiles and alphas have bounds alone); or the q that keeps it from standing although
 * its own interval is without 0. */
enum { CHANGE_LEVEL_PERMILLE = 50 };
bool view_change_stands(const struct model_estimate *estimate);
const char *view_change_words(struct view *view, const struct model_estimate *estimate);
/* Whether there is a test to stand by. */
bool view_change_tested(const struct model_estimate *estimate);
enum phrase view_verdict_word(enum verdict verdict);
enum phrase view_standing_pattern(enum standing standing);
/* On target by the value, not by the interval: targets are promises, not hypotheses. */
bool view_on_target(const struct model_estimate *estimate);

#endif
