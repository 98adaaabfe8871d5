/* ingest/utf8_fast.h: whether a piece of text is strict UTF-8, by the fastest way that the
 * processor has. The answer is that of utf8_is_valid(). */
#ifndef INGEST_UTF8_FAST_H
#define INGEST_UTF8_FAST_H
#include "base/isa.h"
#include "ingest/utf8.h"

/* isa_is_here(isa) must hold. No byte outside is read. Thread-safe. */
bool utf8_is_valid_fast(enum isa isa, const void *bytes, size_t byte_count);

#endif
