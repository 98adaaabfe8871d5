/* reports/page/frame.h: what stands around the content of every page: the document's head with its
 * security policy, the style sheets and scripts, and the run's identity at the foot of each printed
 * sheet. The month's report and the dealers' pages share it.
 *
 * A page with landmarks: frame_head, its <header>, frame_main, its content, frame_end_main, its
 * <footer>, frame_end. One whose content is all <main>: frame_open, its content, frame_close. */
#ifndef REPORTS_FRAME_H
#define REPORTS_FRAME_H
#include "reports/view/view.h"

/* From <!DOCTYPE> to <body>, and the link that skips to <main>. The title is also printed on each
 * sheet, beside the run id and the engine's version. */
void frame_head(struct view *view, const char *title);
void frame_main(struct view *view);
void frame_end_main(struct view *view);
/* The scripts, and the end of the document. */
void frame_end(struct view *view);

/* frame_head and frame_main; frame_end_main and frame_end. */
void frame_open(struct view *view, const char *title);
void frame_close(struct view *view);

/* The 12 digits that name the run (model/run_id.h), or "". */
const char *frame_run_id(struct view *view);

#endif
