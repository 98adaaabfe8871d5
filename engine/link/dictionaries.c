/* Codes of domains with few values: numbers 1… in byte order of the texts, the same for every
 * table. */
#include "link/stages.h"

#include <stdlib.h>
#include <string.h>

/* One code column of one table. */
struct member {
    size_t table, column;
};

struct members {
    struct member *rows;
    size_t count;
};

static bool is_code(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

static int compare_names(const void *a, const void *b)
{
    const struct key_text *const *x = a, *const *y = b;
    return slice_compare((struct slice){(*x)->bytes, (*x)->byte_count},
                         (struct slice){(*y)->bytes, (*y)->byte_count});
}

/* Position of text among the sorted distinct names, which hold it. */
static uint32_t find_code(const char *const *names, uint32_t code_count,
                          const struct key_text *text)
{
    uint32_t low = 1, high = code_count - 1;
    const struct slice asked = {text->bytes, text->byte_count};
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (slice_compare(slice_of(names[middle]), asked) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The distinct texts of all members, sorted, as the domain's dictionary. */
static enum rc build(struct linked *linked, const struct ingested *ingested, const char *domain,
                     const struct members *members, struct err *err)
{
    size_t text_count = 0;
    for (size_t m = 0; m < members->count; m++)
        text_count += ingested->tables[members->rows[m].table].code_counts[members->rows[m].column];
    const struct key_text **texts = malloc((text_count + 1) * sizeof *texts);
    const char **names = arena_take_array(&linked->arena, text_count + 1, sizeof *names);
    if (!texts || !names) {
        free(texts);
        return err_memory(err, (text_count + 1) * sizeof *texts);
    }
    size_t at = 0;
    for (size_t m = 0; m < members->count; m++) {
        const struct ingested_table *table = &ingested->tables[members->rows[m].table];
        const size_t column = members->rows[m].column;
        for (uint32_t i = 1; i <= table->code_counts[column]; i++)
            texts[at++] = &table->code_names[column][i];
    }
    qsort(texts, text_count, sizeof *texts, compare_names);
    uint32_t code_count = 1;
    names[0] = "";
    for (size_t i = 0; i < text_count; i++) {
        if (i > 0 && compare_names(&texts[i - 1], &texts[i]) == 0) continue;
        names[code_count] = arena_copy_text(&linked->arena, texts[i]->bytes, texts[i]->byte_count);
        if (!names[code_count++]) {
            free(texts);
            return err_memory(err, text_count);
        }
    }
    free(texts);
    return linked_add_dictionary(linked, domain, names, code_count, err);
}

/* Turn one column's own numbers into codes of the dictionary. */
static enum rc recode(const struct linked *linked, const struct ingested *ingested,
                      struct member member, const struct dictionary *dictionary, struct err *err)
{
    const struct ingested_table *table = &ingested->tables[member.table];
    const uint32_t count = table->code_counts[member.column];
    uint32_t *codes = calloc((size_t)count + 1, sizeof *codes);
    if (!codes) return err_memory(err, ((size_t)count + 1) * sizeof *codes);
    for (uint32_t i = 1; i <= count; i++)
        codes[i] = find_code(dictionary->names, dictionary->code_count,
                             &table->code_names[member.column][i]);
    uint32_t *values = linked->tables[member.table].columns[member.column].values;
    const uint32_t row_count = linked->tables[member.table].row_count;
#pragma omp parallel for default(none) shared(values, codes, row_count) schedule(static)
    for (uint32_t row = 0; row < row_count; row++) values[row] = codes[values[row]];
    free(codes);
    return RC_OK;
}

/* The code columns with values of that domain, in order of tables and columns. */
static struct members members_of(const struct linked *linked, const char *domain,
                                 struct member *rows)
{
    struct members members = {rows, 0};
    for (size_t t = 0; t < linked->table_count; t++)
        for (size_t c = 0; c < linked->tables[t].column_count; c++) {
            const struct column *column = &linked->tables[t].columns[c];
            if (is_code(column->type) && column->values && strcmp(column->domain, domain) == 0)
                members.rows[members.count++] = (struct member){t, c};
        }
    return members;
}

enum rc link_dictionaries(struct linked *linked, struct ingested *ingested, struct err *err)
{
    size_t column_count = 0;
    for (size_t t = 0; t < linked->table_count; t++) column_count += linked->tables[t].column_count;
    struct member *rows = malloc((column_count + 1) * sizeof *rows);
    if (!rows) return err_memory(err, (column_count + 1) * sizeof *rows);
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < linked->table_count; t++)
        for (size_t c = 0; rc == RC_OK && c < linked->tables[t].column_count; c++) {
            const struct column *column = &linked->tables[t].columns[c];
            if (!is_code(column->type) || !column->values) continue;
            if (linked_dictionary(linked, column->domain)) continue;
            const struct members members = members_of(linked, column->domain, rows);
            rc = build(linked, ingested, column->domain, &members, err);
            const struct dictionary *dictionary = linked_dictionary(linked, column->domain);
            for (size_t m = 0; rc == RC_OK && m < members.count; m++)
                rc = recode(linked, ingested, members.rows[m], dictionary, err);
        }
    free(rows);
    return rc;
}
