/* reports/page/frame.h: what stands around the content of every page: the document's head with its
 * security policy, the style sheets and scripts, and the run's identity at the foot of each printed
 * sheet. The month's report and the dealers' pages share it. */
#ifndef REPORTS_FRAME_H
#define REPORTS_FRAME_H
#include "reports/view/view.h"

/* Everything from <!DOCTYPE> to <main>; what follows is the page's content. */
void frame_open(struct view *view, const char *title);
/* </main>, the scripts, and the end of the document. */
void frame_close(struct view *view);

#endif
