/* ingest/lexicon/excerpt.h: a piece of a text around a place, without what tells who is meant.
 * Taken out are
 * - runs of three digits or more, with what is tied to them by letters, hyphens or an @: telephone,
 *   order, serial and room numbers, mail addresses; and runs of seven Chinese digits or more;
 * - a family name before 先生, 女士, 师傅 and other titles, with the given name, and what follows
 *   Mr, Mrs, Ms, Miss, Dr and 我叫, 姓名, 联系人 …
 * Wrong to both sides: a rare family name stays, a harmless number goes. Each is shown as ***.
 * Pure, thread-safe. */
#ifndef INGEST_LEXICON_EXCERPT_H
#define INGEST_LEXICON_EXCERPT_H
#include "base/text.h"

#include <stdint.h>

enum { EXCERPT_CHARACTERS = 20, EXCERPT_BYTES = 480 };

/* text[first … past) with up to EXCERPT_CHARACTERS characters on each side, added to `into`. Where
 * something is cut off there is an ellipsis; line ends, tabs and blanks in a row become a blank. Of
 * what is found, at most EXCERPT_BYTES are looked at on each side. */
void excerpt_add(struct slice text, uint32_t first, uint32_t past, struct text *into);

/* is_hidden[i], i < text.byte_count: whether the byte belongs to what is taken out. */
void excerpt_hide(struct slice text, unsigned char *is_hidden);

#endif
