#include "output/rejects_csv.h"

#include "output/csv_field.h"
#include "output/strict_text.h"

static const char header_line[] =
    "kind,table,file,line,byte_offset,column,value,rule,explanation,header,record\r\n";

static void add_next(struct text *out, const char *terminated)
{
    text_put(out, ",");
    csv_field_add(out, slice_of(terminated));
}

/* What is wrong and how to mend it, in one cell. */
static void add_explanation(struct text *out, const struct rule_text *rule, int language,
                            struct text *cell)
{
    text_clear(cell);
    text_put(cell, rule->explanation[language]);
    if (rule->hint[language] && rule->hint[language][0] != '\0')
        text_format(cell, language == 0 ? "；%s" : "; %s", rule->hint[language]);
    if (cell->failed) out->failed = true;
    add_next(out, cell->bytes);
}

static void add_row(struct text *out, const struct ingested *ingested, const struct schema *schema,
                    const struct reject *reject, int language, struct text *cell)
{
    const struct input_file *file = &ingested->files[reject->file];
    text_put(out, reject->kind == REJECT_RECORD ? "record" : "field");
    add_next(out, reject->table < 0 ? "" : schema->tables[reject->table].name);
    text_clear(cell);
    strict_text_add(cell, slice_of(file->path));
    if (cell->failed) out->failed = true;
    add_next(out, cell->bytes);
    text_format(out, ",%llu,%llu", (unsigned long long)reject->line,
                (unsigned long long)reject->byte_offset);
    add_next(out, reject->column);
    text_put(out, ",");
    csv_field_add(out, reject->value);
    add_next(out, reject->rule->name);
    add_explanation(out, reject->rule, language, cell);
    text_put(out, ",");
    csv_field_add(out, reject->header);
    text_put(out, ",");
    csv_field_add(out, reject->record);
    text_put(out, "\r\n");
}

enum rc rejects_csv(const struct ingested *ingested, const struct schema *schema, int language,
                    struct text *out, struct err *err)
{
    struct text cell;
    text_init(&cell, 0);
    text_put(out, CSV_BYTE_ORDER_MARK);
    text_put(out, header_line);
    for (size_t i = 0; i < ingested->rejects.row_count && !out->failed; i++)
        add_row(out, ingested, schema, &ingested->rejects.rows[i], language, &cell);
    text_release(&cell);
    return out->failed ? err_memory(err, out->byte_count) : RC_OK;
}
