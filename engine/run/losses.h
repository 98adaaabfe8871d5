/* run/losses.h: what of the input did not count, told to a person on the terminal: files passed
 * over, columns not known, values dropped, tables of which nothing could be used. The whole of it
 * stands in rejects.csv and in the page's section on data quality; here is what must not be
 * overlooked. */
#ifndef RUN_LOSSES_H
#define RUN_LOSSES_H
#include "base/text.h"
#include "ingest/ingest.h"

/* Add to *out: the first few ignored files with the reason, one line each, and how many more. */
void losses_ignored(struct text *out, const struct ingested *ingested);
/* Add one line on the table: values that could not be read, unknown columns; nothing when there are
 * none. */
void losses_fields(struct text *out, const struct ingested *ingested, size_t table);
/* Add why the table's rows were rejected: the most frequent rule, and where it struck first.
 * Nothing when none was. */
void losses_records(struct text *out, const struct ingested *ingested, size_t table);

#endif
