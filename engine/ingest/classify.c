#include "ingest/classify.h"

#include <fnmatch.h>
#include <stdarg.h>

struct classifying {
    struct inventory_file *file;
    struct plan_input input;
    struct err *err;
};

static enum rc __attribute__((format(printf, 3, 4)))
decide(struct classifying *classifying, int32_t table, const char *format, ...)
{
    char why[ERR_HINT_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    classifying->file->table = table;
    classifying->file->why = arena_copy_text(&classifying->file->arena, why, strlen(why));
    return classifying->file->why ? RC_OK : err_memory(classifying->err, sizeof why);
}

static bool is_decided(const struct classifying *classifying)
{
    return classifying->file->why != NULL;
}

static enum rc by_pattern(struct classifying *classifying)
{
    const struct schema *schema = classifying->input.schema;
    const struct table_mapping *mappings = classifying->input.options->tables;
    const char *name = path_last_part(classifying->file->path);
    for (size_t t = 0; mappings && t < schema->table_count; t++)
        for (size_t i = 0; i < mappings[t].file_pattern_count; i++)
            if (fnmatch(mappings[t].file_patterns[i], name, 0) == 0)
                return decide(classifying, (int32_t)t, "file name matches %s (configuration)",
                              mappings[t].file_patterns[i]);
    return RC_OK;
}

/* The table with the longest name that the part of a path begins with; -1: none. */
static int32_t table_of_part(const struct schema *schema, struct slice part, const char **name)
{
    int32_t table = -1;
    size_t longest = 0;
    for (size_t t = 0; t < schema->table_count; t++) {
        for (size_t i = 0; i < schema->tables[t].name_count; i++) {
            const struct slice asked = slice_of(schema->tables[t].names[i]);
            const struct slice begin = {part.bytes, asked.byte_count};
            if (asked.byte_count <= longest || asked.byte_count > part.byte_count ||
                !slice_equal_nocase(asked, begin))
                continue;
            longest = asked.byte_count;
            table = (int32_t)t;
            *name = asked.bytes;
        }
    }
    return table;
}

static enum rc by_name(struct classifying *classifying)
{
    const char *path = classifying->file->path + classifying->file->naming_bytes, *name = "";
    size_t end = strlen(path);
    for (bool is_file = true; end > 0; is_file = false) {
        size_t start = end;
        while (start > 0 && path[start - 1] != '/') start--;
        const struct slice part = {path + start, end - start};
        const int32_t table = table_of_part(classifying->input.schema, part, &name);
        if (table >= 0)
            return decide(classifying, table, "%s name begins with %s", is_file ? "file" : "folder",
                          name);
        end = start > 0 ? start - 1 : 0;
    }
    return RC_OK;
}

static enum rc by_header(struct classifying *classifying)
{
    const struct schema *schema = classifying->input.schema;
    struct arena scratch = ARENA_INIT;
    uint32_t most = 0;
    int32_t table = -1;
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < schema->table_count; t++) {
        struct plan_match match = {0, -1};
        rc = plan_match_table(&match, &classifying->input, (int32_t)t, &scratch, classifying->err);
        if (match.lacking >= 0 || match.named_count <= most) continue;
        most = match.named_count;
        table = (int32_t)t;
    }
    arena_release(&scratch);
    if (rc != RC_OK || table < 0) return rc;
    return decide(classifying, table, "%u of %u columns named in its header are those of %s",
                  (unsigned)most, (unsigned)classifying->input.header->cell_count,
                  schema->tables[table].name);
}

static bool has_rejects_header(const struct header *header)
{
    static const char *const cells[] = {"kind",        "table",  "file",  "line",
                                        "byte_offset", "column", "value", "rule",
                                        "explanation", "header", "record"};
    enum { CELL_COUNT = sizeof cells / sizeof cells[0] };
    if (header->cell_count != CELL_COUNT) return false;
    for (size_t i = 0; i < CELL_COUNT; i++)
        if (!slice_equal(slice_trim(header->cells[i]), slice_of(cells[i]))) return false;
    return true;
}

enum rc classify_file(struct inventory_file *file, const struct schema *schema,
                      const struct ingest_options *options, const struct missing_set *missing,
                      struct err *err)
{
    static enum rc (*const ways[])(struct classifying *) = {by_pattern, by_name, by_header};
    struct classifying classifying = {
        file, {schema, options, missing, &file->header, file->path, file->number}, err};
    if (has_rejects_header(&file->header)) {
        file->is_rejects = true;
        return decide(&classifying, -1, "a rejects file");
    }
    enum rc rc = RC_OK;
    const size_t way_count = sizeof ways / sizeof ways[0] - (file->header.is_empty ? 1 : 0);
    for (size_t i = 0; rc == RC_OK && !is_decided(&classifying) && i < way_count; i++)
        rc = ways[i](&classifying);
    if (rc != RC_OK) return rc;
    if (!is_decided(&classifying))
        return decide(&classifying, -1, "%s",
                      file->header.is_empty ? "an empty file"
                                            : "its header names all needed columns of no table");
    if (file->header.is_empty) return RC_OK;
    return plan_build(&file->plan, &classifying.input, file->table, &file->arena, err);
}
