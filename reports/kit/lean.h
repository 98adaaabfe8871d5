/* kit/lean.h: a page as light as HTML allows, for the same tree in the browser: no quotes around
 * attribute values that need none, no end tag that the next tag implies, no line end in its place.
 * Scripts and style sheets stay as they are, byte by byte: the page's policy knows their digests.
 * Takes well-formed pages as kit/html.h makes them. Thread-safe. */
#ifndef KIT_LEAN_H
#define KIT_LEAN_H
#include "base/text.h"

/* Appends the page to `out`; out->failed when memory is out. */
void lean_write(struct text *out, struct slice page);

#endif
