/* output/strict_text.h: text that must be UTF-8 in the files but need not be so where it comes
 * from: a path is whatever bytes a file system holds, such as names in GB18030 from an old archive.
 */
#ifndef OUTPUT_STRICT_TEXT_H
#define OUTPUT_STRICT_TEXT_H
#include "base/text.h"

/* Add `bytes`, each byte that begins no valid character as \xHH. */
void strict_text_add(struct text *out, struct slice bytes);

#endif
