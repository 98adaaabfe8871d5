/* encode.h: a finished file in the sender's encoding and wrapping. */
#ifndef GENERATE_ENCODE_H
#define GENERATE_ENCODE_H
#include "buffer.h"

/* Append UTF-8 `from` to `to` as GB18030, by iconv(3). */
enum rc encode_gb18030(const struct buffer *from, struct buffer *to, struct err *err);
/* Append `from` to `to` as a gzip member with stored blocks: no compression, and so no library. */
enum rc encode_gzip(const struct buffer *from, struct buffer *to, struct err *err);

#endif
