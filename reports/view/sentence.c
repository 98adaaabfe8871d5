#include "reports/view/sentence.h"

#include "reports/view/estimate_table.h"

#include <string.h>

/* The next piece of a pattern: a literal run, or a part's number. */
struct piece {
    struct slice literal;
    size_t part; /* 0: literal; 1 to 9: part */
};

static bool next_piece(const char **at, struct piece *piece)
{
    const char *start = *at;
    if (!*start) return false;
    if (start[0] == '{' && start[1] >= '1' && start[1] <= '9' && start[2] == '}') {
        *piece = (struct piece){{start, 0}, (size_t)(start[1] - '0')};
        *at = start + 3;
        return true;
    }
    const char *end = start + 1;
    while (*end && *end != '{') end++;
    *piece = (struct piece){{start, (size_t)(end - start)}, 0};
    *at = end;
    return true;
}

static void part_html(struct view *view, const struct part *part)
{
    struct page *page = &view->page;
    if (!part->evidence) {
        html_text(page, part->text);
        return;
    }
    const bool anchored = view->anchored[part->evidence - view->model->estimates];
    if (anchored) {
        HTML(page, "<a class=\"number\"");
        html_href(page, part->evidence->id);
    } else {
        HTML(page, "<b");
        HTML_ATTRIBUTE(page, "title", part->evidence->id);
    }
    HTML(page, ">");
    html_text(page, part->text);
    if (anchored)
        HTML(page, "</a>");
    else
        HTML(page, "</b>");
    if (view->is_answering) estimate_mark(view, part->evidence);
}

void sentence_html(struct view *view, const struct sentence *sentence)
{
    const char *at = view_phrase(view, sentence->pattern);
    struct piece piece;
    while (next_piece(&at, &piece)) {
        if (piece.part == 0)
            html_text_slice(&view->page, piece.literal);
        else if (sentence->parts[piece.part - 1].text)
            part_html(view, &sentence->parts[piece.part - 1]);
    }
}

void sentence_text(struct text *out, enum language language, const struct sentence *sentence)
{
    const char *at = phrase(language, sentence->pattern);
    struct piece piece;
    while (next_piece(&at, &piece)) {
        if (piece.part == 0)
            text_add(out, piece.literal.bytes, piece.literal.byte_count);
        else if (sentence->parts[piece.part - 1].text)
            text_put(out, sentence->parts[piece.part - 1].text);
    }
}

const char *sentence_keep(struct view *view, const struct sentence *sentence)
{
    struct text text;
    text_init(&text, 0);
    sentence_text(&text, view->language, sentence);
    return view_keep(view, &text);
}
