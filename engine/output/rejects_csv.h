/* output/rejects_csv.h: what was not used, as the text of rejects.csv (FORMATS.md section 4): to be
 * mended in a spreadsheet and read again. Fields stand exactly as they stood: no spreadsheet's
 * formula sign is defused, because the file goes back into the engine. */
#ifndef OUTPUT_REJECTS_CSV_H
#define OUTPUT_REJECTS_CSV_H
#include "base/text.h"
#include "ingest/ingest.h"

/* Adds the whole file, with byte order mark and header, to `out`. `language` is the one of the
 * explanations: 0 Chinese, 1 English. RC_MEMORY. */
enum rc rejects_csv(const struct ingested *ingested, const struct schema *schema, int language,
                    struct text *out, struct err *err);

#endif
