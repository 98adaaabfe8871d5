#include "run/plan.h"

#include "base/day.h"
#include "base/text.h"
#include "ingest/later.h"
#include "measure/measure.h"
#include "run/losses.h"
#include "run/settings.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The folder as one absolute path without links; where it does not exist yet, that of the last
 * folder above it that does, and the names below. */
static bool absolute_path(const char *folder, char resolved[PATH_MAX])
{
    char existing[PATH_MAX];
    size_t byte_count = strlen(folder);
    if (byte_count >= sizeof existing) return false;
    memcpy(existing, folder, byte_count + 1);
    while (!realpath(existing, resolved)) {
        while (byte_count > 0 && folder[byte_count - 1] == '/') byte_count--;
        while (byte_count > 0 && folder[byte_count - 1] != '/') byte_count--;
        existing[byte_count] = '\0';
        if (byte_count > 0) continue;
        if (!realpath(".", resolved)) return false;
        break;
    }
    const size_t known_bytes = strlen(resolved), room = PATH_MAX - known_bytes;
    if (folder[byte_count] == '\0') return true;
    const int written = snprintf(resolved + known_bytes, room, "/%s", folder + byte_count);
    return written > 0 && (size_t)written < room;
}

/* Whether reading `path` reads what lies in the folder: it is that folder or one above it. */
static bool holds(const char *path, const char *folder)
{
    const size_t byte_count = strlen(path);
    if (strncmp(folder, path, byte_count) != 0) return false;
    return strcmp(path, "/") == 0 || folder[byte_count] == '\0' || folder[byte_count] == '/';
}

/* Whether the pattern, which is no path itself, will find the folder once that exists. */
static bool finds(const char *pattern, const char *folder)
{
    char name[PATH_MAX];
    size_t byte_count = strlen(folder);
    while (byte_count > 1 && folder[byte_count - 1] == '/') byte_count--;
    if (byte_count >= sizeof name) return false;
    memcpy(name, folder, byte_count);
    name[byte_count] = '\0';
    return fnmatch(pattern, name, FNM_PATHNAME | FNM_PERIOD) == 0;
}

/* The input that reading would find the folder in; NULL: none. */
static const char *input_above(const char *folder, const char *const *paths, size_t path_count)
{
    char output[PATH_MAX], input[PATH_MAX];
    if (!absolute_path(folder, output)) return NULL; /* who makes it says what is wrong with it */
    for (size_t i = 0; i < path_count; i++)
        if (realpath(paths[i], input) ? holds(input, output) : finds(paths[i], folder))
            return paths[i];
    return NULL;
}

enum rc plan_check_output(const char *folder, const char *const *paths, size_t path_count,
                          struct err *err)
{
    const char *input = input_above(folder, paths, path_count);
    if (!input) return RC_OK;
    (void)err_set(err, RC_USAGE,
                  "the results would go to %s, which lies in the input %s, and the next run "
                  "would read them as data",
                  folder, input);
    return err_hint(err, "choose a folder outside the data with -o");
}

enum rc plan_check_cache(const char *folder, const char *const *paths, size_t path_count,
                         struct err *err)
{
    const char *input = input_above(folder, paths, path_count);
    if (!input) return RC_OK;
    (void)err_set(err, RC_USAGE,
                  "the cache %s lies in the input %s: data and what is made of them "
                  "stay apart",
                  folder, input);
    return err_hint(err, "choose a folder outside the data with --cache");
}

/* What a report can stand on is missing: say of each such table why, and which files were passed
 * over. */
static enum rc nothing_to_report(const struct schema *schema, const struct ingested *ingested,
                                 struct err *err)
{
    struct text words;
    text_init(&words, 0);
    for (size_t t = 0; t < schema->table_count; t++) {
        const struct schema_table *table = &schema->tables[t];
        if (!table->needed) continue;
        size_t file_count = 0;
        for (size_t i = 0; i < ingested->file_count; i++)
            file_count += ingested->files[i].table == (int32_t)t;
        text_format(&words, "\n  %s (%s): ", table->name, table->title[0]);
        if (file_count == 0)
            text_put(&words, "no file");
        else
            losses_records(&words, ingested, t);
    }
    text_put(&words, "\n");
    losses_ignored(&words, ingested);
    if (words.byte_count > 0 && words.bytes[words.byte_count - 1] == '\n')
        words.bytes[words.byte_count - 1] = '\0';
    const enum rc rc = err_set(err, RC_INPUT, "there is no row to report on%s", words.bytes);
    text_release(&words);
    (void)err_hint(
        err, "files are known by their names (surveys… or 回访…, repairs… or 维修…) or by their "
             "headers; --config maps others (tables.surveys.files, .columns; a column of "
             "Excel serial numbers: excel_serial)");
    return rc;
}

enum rc plan_check_input(const struct schema *schema, const struct ingested *ingested,
                         struct err *err)
{
    for (size_t i = 0; i < ingested->file_count; i++) {
        const struct input_file *file = &ingested->files[i];
        if (file->table >= 0 && schema->tables[file->table].needed && file->rows_used > 0)
            return RC_OK;
    }
    return nothing_to_report(schema, ingested, err);
}

/* Whether a row of the segment has its clock in [first, end). Its span mostly tells. */
static enum rc find_time(const struct segment *segment, size_t clock, int64_t first, int64_t end,
                         bool *has_row, struct err *err)
{
    const struct segment_column *column = &segment->columns[clock];
    if (!column_has_values(column) || column->maximum < first || column->minimum >= end)
        return RC_OK;
    *has_row = column->minimum >= first || column->maximum < end;
    if (*has_row) return RC_OK;
    const enum rc rc = segment_fetch(segment, clock, err);
    const int32_t *values = column->values;
    for (uint32_t row = 0; rc == RC_OK && row < segment->row_count; row++)
        *has_row |= values[row] >= first && values[row] < end;
    return rc;
}

/* Whether a row of the table has its clock in the month. */
static enum rc find_month(const struct table *table, int32_t month, bool *has_row, struct err *err)
{
    enum rc rc = RC_OK;
    if (!table->schema) return RC_OK;
    const size_t clock = (size_t)table->schema->clock;
    const int32_t scale = table->columns[clock].type == COLUMN_DATE ? 1 : MINUTES_A_DAY;
    const int64_t first = (int64_t)month_first_day(month) * scale;
    const int64_t end = (int64_t)month_first_day(month + 1) * scale;
    for (size_t s = 0; rc == RC_OK && !*has_row && s < table->segment_count; s++)
        rc = find_time(&table->segments[s], clock, first, end, has_row, err);
    return rc;
}

static enum rc find_row(const struct linked *linked, int32_t month, bool *has_row, struct err *err)
{
    enum rc rc = RC_OK;
    *has_row = false;
    for (size_t i = 0; rc == RC_OK && !*has_row && i < linked->table_count; i++)
        rc = find_month(&linked->tables[i], month, has_row, err);
    return rc;
}

static enum rc wrong_month(const struct linked *linked, int32_t asked, bool is_later,
                           struct err *err)
{
    char month[MONTH_TEXT_BYTES], first[MONTH_TEXT_BYTES], last[MINUTE_TEXT_BYTES];
    month_text(asked, month);
    month_text(month_of_minute(linked->first_minute), first);
    minute_text(linked->horizon_minute, last);
    (void)err_set(err, RC_USAGE, "the month %s %s", month,
                  is_later ? "lies after the data" : "has no row");
    return err_hint(err, "the data reach from %s to %s", first, last);
}

enum rc plan_month(const struct linked *linked, int32_t asked, int32_t *month, bool *has_row,
                   struct err *err)
{
    if (linked->horizon_minute == MINUTE_MISSING)
        return err_set(err, RC_INPUT, "no row of any file can be used");
    *month = asked == MONTH_FROM_DATA ? measure_last_complete_month(linked) : asked;
    const enum rc rc = find_row(linked, *month, has_row, err);
    if (rc != RC_OK || asked == MONTH_FROM_DATA) return rc;
    if (asked > month_of_minute(linked->horizon_minute))
        return wrong_month(linked, asked, true, err);
    return *has_row ? RC_OK : wrong_month(linked, asked, false, err);
}

enum rc plan_check_rejects(const struct schema *schema, const struct ingested *ingested,
                           double limit, struct err *err)
{
    for (size_t t = 0; t < schema->table_count; t++) {
        uint64_t in = 0, rejected = 0;
        for (size_t i = 0; i < ingested->file_count; i++) {
            const struct input_file *file = &ingested->files[i];
            if (file->table != (int32_t)t) continue;
            in += file->rows_in;
            rejected += file->rows_rejected;
        }
        if (in == 0 || (double)rejected <= limit * (double)in) continue;
        (void)err_set(err, RC_LIMIT,
                      "%" PRIu64 " of %" PRIu64 " rows of %s are rejected, %.1f %%: more than the "
                      "limit of %.1f %%",
                      rejected, in, schema->tables[t].name, 100 * (double)rejected / (double)in,
                      100 * limit);
        return err_hint(err, "the results are written; rejects.csv says what to mend");
    }
    return RC_OK;
}
