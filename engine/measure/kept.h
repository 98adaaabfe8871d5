/* measure/kept.h: counts that one run leaves in the month cache for the next. What counting makes
 * of a file's rows is the same as long as the file, the way of reading it, the families and the
 * options that they ask are: then the cells are loaded and added, and the rows are not looked at.
 *
 * Kept are cells of whole numbers by the *names* of their keys and by months of the calendar, so
 * that a new month, dealer or product does not make old ones useless. A result does not depend on
 * it. What is damaged, or does not fit, is counted anew and written again. */
#ifndef MEASURE_KEPT_H
#define MEASURE_KEPT_H
#include "base/text.h"
#include "ingest/ingest.h"

/* A file's rows are kept in portions of PORTION_ROWS, the last one fewer. Fewer than
 * PORTION_LEAST_ROWS are counted as fast as they would be loaded; and where the cells of a month
 * could take more than PORTION_CELL_BYTES a row, what is kept would be larger than the rows. */
enum { PORTION_ROWS = 1 << 18, PORTION_LEAST_ROWS = 1 << 11, PORTION_CELL_BYTES = 64 };

/* Histories of customers with fewer rows are put together anew (link/entities.h). */
enum { KEPT_HISTORY_LEAST_ROWS = 1 << 12 };

/* Where counts are kept, and what came of it. */
struct kept_counts {
    const struct input_file *files; /* those that the segments' numbers mean */
    uint32_t portion_rows, least_rows, cell_bytes_a_row;
    uint64_t portions_taken, portions_added;
    uint64_t bytes_taken, bytes_added;
    bool is_unwritten_noted;
    struct text notes; /* lines for standard error */
};

/* With the usual sizes. `ingested` must outlive it. */
void kept_counts_init(struct kept_counts *kept, const struct ingested *ingested);
void kept_counts_release(struct kept_counts *kept);

#endif
