/* kit/html.h: HTML that cannot be broken by what it shows. Markup comes only from string literals
 * of the program; whatever is not a literal is escaped on its way out. Knows nothing of feedback.
 *
 * A page writes into a struct text; when that text fails (limit, memory) writing goes on doing
 * nothing, and the owner looks at text->failed once, at the end. Not thread-safe: one page, one
 * thread. */
#ifndef KIT_HTML_H
#define KIT_HTML_H
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct page {
    struct text *out;  /* not owned */
    size_t cell_count; /* of the table row that is open, see kit/table.h */
    bool in_table;     /* between table_open and table_rows_end */
};

void page_init(struct page *page, struct text *out);

/* Markup. The argument must be a string literal: anything else does not compile. */
#define HTML(page, literal) html_literal((page), "" literal "", sizeof(literal) - 1)
void html_literal(struct page *page, const char *literal, size_t byte_count);

/* Text between tags or inside a quoted attribute. & < > " ' become entities; bytes that are not
 * UTF-8, control characters and characters that turn the reading direction become U+FFFD, so that
 * text cannot pose as other text. */
void html_text(struct page *page, const char *utf8);
void html_text_slice(struct page *page, struct slice utf8);

/* ` name="value"` with the value escaped; the name is a literal. */
#define HTML_ATTRIBUTE(page, name, value)                                                          \
    html_attribute((page), " " name "=\"", sizeof(" " name "=\"") - 1, (value))
void html_attribute(struct page *page, const char *opening, size_t opening_bytes,
                    const char *value);

/* ` id="…"` and ` href="#…"` for the same key, any text: the link finds the id in every browser.
 * Blanks and control characters of the key stand as %XX in the id, the rest as it is. */
void html_id(struct page *page, const char *key);
void html_href(struct page *page, const char *key);

/* A string of a style sheet inside <style>, quotes included: "…". Whatever could end the string,
 * the declaration or the element stands as \HEX and a blank; bytes that are no text as in
 * html_text. */
void html_css_string(struct page *page, const char *utf8);

/* A whole number in digits, without separators. */
void html_count(struct page *page, uint64_t count);
/* A number with that many decimals (at most 6), point as separator; nothing for NaN. */
void html_fixed(struct page *page, double value, unsigned decimals);

/* The embedded file of that name as it stands (style sheet, script); false when there is none. */
bool html_asset(struct page *page, const char *name);
/* Its bytes, for whoever needs their digest; an empty slice when there is none. */
struct slice html_asset_bytes(const char *name);

#endif
