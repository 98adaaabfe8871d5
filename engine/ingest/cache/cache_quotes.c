#include "ingest/cache/cache_quotes.h"

static void put_quote(struct text *bytes, const struct quote *quote)
{
    cache_put_number(bytes, (uint64_t)quote->column);
    cache_put_number(bytes, (uint64_t)(uint32_t)quote->month);
    cache_put_number(bytes, quote->slot);
    cache_put_number(bytes, quote->row);
    cache_put_number(bytes, quote->hash);
    cache_put_slice(bytes, quote->excerpt);
}
enum { QUOTE_BYTES_LEAST = 6 * 8 + 1 };

bool cache_quotes_put(struct text *bytes, const struct chunk *chunks, size_t chunk_count)
{
    struct quote_list list;
    bool has_memory = true;
    uint32_t rows_before = 0;
    quote_list_init(&list);
    for (size_t c = 0; c < chunk_count; c++) {
        for (size_t q = 0; has_memory && q < chunks[c].quotes.count; q++) {
            struct quote quote = chunks[c].quotes.rows[q];
            quote.row += rows_before;
            has_memory = quote_list_add(&list, &quote);
        }
        rows_before += chunks[c].segment.row_count;
    }
    has_memory = has_memory && quote_list_finish(&list, &list.arena);
    cache_put_number(bytes, list.count);
    for (size_t q = 0; q < list.count; q++) put_quote(bytes, &list.rows[q]);
    quote_list_release(&list);
    return has_memory;
}

static void take_quote(const struct cache_entry *entry, struct cache_reader *reader,
                       struct quote *quote)
{
    const struct file_plan *plan = entry->plan;
    const uint64_t column = cache_take_number(reader, plan->schema->column_count - 1);
    *quote = (struct quote){.table = plan->table, .column = (int32_t)column};
    quote->month = (int32_t)(uint32_t)cache_take_number(reader, UINT32_MAX);
    quote->slot = (uint32_t)cache_take_number(reader, SLOT_COUNT - 1);
    quote->row = (uint32_t)cache_take_number(reader, UINT32_MAX);
    quote->hash = cache_take_number(reader, UINT64_MAX);
    quote->excerpt = cache_take_slice(reader);
    if (!plan->columns[column].lexicon || quote->row >= entry->head.row_count)
        reader->is_bad = true;
}

enum rc cache_quotes_take(struct cache_entry *entry, struct cache_reader *reader,
                          struct arena *arena, struct err *err)
{
    const size_t count = (size_t)cache_take_count(reader, QUOTE_BYTES_LEAST);
    entry->quotes = arena_take_array(arena, count + 1, sizeof *entry->quotes);
    if (!entry->quotes) return err_memory(err, count * sizeof *entry->quotes);
    for (size_t i = 0; i < count && !reader->is_bad; i++)
        take_quote(entry, reader, &entry->quotes[i]);
    entry->quote_count = count;
    return RC_OK;
}
