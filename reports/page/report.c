#include "reports/page/report.h"

#include "reports/page/banner.h"
#include "reports/page/finding_html.h"
#include "reports/page/foot.h"
#include "reports/page/frame.h"
#include "reports/page/glance.h"
#include "reports/page/refusals.h"
#include "reports/page/strip.h"
#include "reports/sections/section.h"

/* The sections are drawn first, into text of their own: the findings above them link only to rows
 * that exist. */
static void write_page(struct view *view, const struct report_options *options)
{
    struct text *out = view->page.out;
    struct page_findings findings;
    struct text body;
    text_init(&body, 0);
    page_findings_choose(&findings, view);
    page_init(&view->page, &body);
    sections_write(view);
    page_init(&view->page, out);
    frame_head(view, banner_title(view, options));
    banner_write(view, options);
    frame_main(view);
    glance_write(view);
    page_findings_write(&findings, view);
    strip_write(view);
    refusals_write(view);
    text_add(out, body.bytes, body.byte_count);
    if (body.failed) view->failed = true;
    text_release(&body);
    frame_end_main(view);
    foot_write(view);
    frame_end(view);
}

enum rc report_write(const struct model *model, enum language language,
                     const struct report_options *options, struct text *out, struct err *err)
{
    static const struct report_options no_options = {"", ""};
    struct view view;
    text_clear(out);
    enum rc rc = view_init(&view, model, language, out, err);
    if (rc == RC_OK) write_page(&view, options ? options : &no_options);
    if (rc == RC_OK && (view.failed || out->failed)) rc = err_memory(err, out->byte_count);
    view_release(&view);
    return rc;
}
