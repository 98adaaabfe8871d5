#include "reports/page/certificate_words.h"

#include "measure/verify/certificate.h"

/* "725/725" */
static const char *counts_text(struct view *view, const char *met, const char *all)
{
    struct text text;
    text_init(&text, 0);
    text_put(&text, met);
    text_put(&text, "/");
    text_put(&text, all);
    return view_keep(view, &text);
}

static const char *digits_text(struct view *view, double digits)
{
    struct text text;
    text_init(&text, 0);
    text_format(&text, "%.1f", digits);
    return view_keep(view, &text);
}

bool certificate_words(struct view *view, struct certificate_words *out)
{
    const char *line = view->model->run.certificate;
    struct certificate found;
    *out = (struct certificate_words){
        {PHRASE_CERTIFICATE_OTHER, {{line, NULL}}}, .counts = "", .met = "", .all = ""};
    if (!line[0]) return false;
    if (!certificate_read(line, &found)) return true;
    out->is_unmet = found.unmet_count > 0;
    out->met = view_count(view, (double)(found.check_count - found.unmet_count));
    out->all = view_count(view, (double)found.check_count);
    out->counts = counts_text(view, out->met, out->all);
    if (out->is_unmet)
        out->sentence = (struct sentence){
            PHRASE_CERTIFICATE_UNMET,
            {{view_count(view, (double)found.unmet_count), NULL}, {out->all, NULL}}};
    else
        out->sentence =
            (struct sentence){PHRASE_CERTIFICATE_MET,
                              {{out->all, NULL}, {digits_text(view, found.least_digits), NULL}}};
    return true;
}
