#include "measure/phrases/phrases.h"

#include "ingest/lexicon/lexicon.h"
#include "ingest/lexicon/quote.h"
#include "measure/stats/share.h"

#include <stdlib.h>

static void add_phrases(struct phrases_cell *cell, struct tally *tally, uint64_t mark)
{
    const uint32_t groups = mark_groups(mark);
    cell->any.met++;
    for (unsigned group = 0; group < PHRASE_GROUP_COUNT; group++)
        cell->group[group].met += groups >> group & 1;
    for (unsigned place = 0; place < MARK_PHRASE_COUNT; place++) {
        const uint32_t phrase = mark_phrase(mark, place);
        if (phrase >= 1 && phrase <= PHRASE_LIMIT) tally_add(tally, phrase, 1);
    }
}

void phrases_update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct phrases_cell *cell = into;
    const uint64_t *marks = rows->column[0];
    uint64_t text_count = 0;
    if (!marks) return;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint64_t mark = marks[rows->row[i]];
        text_count += mark != 0;
        if (mark_groups(mark) != 0) add_phrases(cell, &tallies[TALLY_PHRASES], mark);
    }
    cell->any.n += text_count;
    for (unsigned group = 0; group < PHRASE_GROUP_COUNT; group++)
        cell->group[group].n += text_count;
}

/* Keys are numbers of the lexicon, which is part of the way in which texts were read. */
// NOLINTNEXTLINE(readability-non-const-parameter): the type is the interface's
bool phrases_recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    (void)tally;
    (void)maps;
    return *key >= 1 && *key <= PHRASE_LIMIT;
}

/* Of the months that are told together. */
struct heard {
    uint64_t counts[PHRASE_LIMIT + 1];
    uint64_t text_count;
};

static bool add_window(struct heard *heard, const struct phrases_cell *cell,
                       const struct tally *tally)
{
    struct tally_entry *entries = malloc((tally_entry_limit(tally) + 1) * sizeof *entries);
    if (!entries) return false;
    const size_t count = tally_sorted(tally, entries);
    for (size_t i = 0; i < count; i++)
        if (entries[i].key >= 1 && entries[i].key <= PHRASE_LIMIT)
            heard->counts[entries[i].key] += entries[i].count;
    heard->text_count += cell->any.n;
    free(entries);
    return true;
}

/* Phrases that were heard, by falling count, then in the order of the lexicon. */
static uint32_t order_phrases(const struct heard *heard, uint32_t phrase_count, uint32_t *order)
{
    uint32_t count = 0;
    for (uint32_t phrase = 1; phrase <= phrase_count; phrase++) {
        if (heard->counts[phrase] == 0) continue;
        uint32_t at = count++;
        for (; at > 0 && heard->counts[order[at - 1]] < heard->counts[phrase]; at--)
            order[at] = order[at - 1];
        order[at] = phrase;
    }
    return count;
}

/* The latest there is; what few have said is not shown. */
static struct table_cell example_of(const struct measured *measured, const struct heard *heard,
                                    uint32_t phrase)
{
    const struct measure_context *context = measured->context;
    const struct table *table = linked_table(measured->linked, measured->family->table);
    const struct column *column = table_column(table, measured->family->needs[0].column);
    if (!column || (measured->family->tells_persons &&
                    heard->counts[phrase] < context->options->private_below))
        return (struct table_cell){.kind = CELL_EMPTY};
    for (int32_t back = 0; back + 1 < MONTH_WINDOW_COUNT; back++) {
        const struct quote *quote = quotes_find(
            measured->linked->quotes, (int32_t)(table - measured->linked->tables),
            (int32_t)table_column_index(table, column), context->report_month - back, phrase);
        if (quote) return cell_text(quote->excerpt.bytes);
    }
    return (struct table_cell){.kind = CELL_EMPTY};
}

static void fill_row(const struct measured *measured, const struct heard *heard, uint32_t phrase,
                     struct result_table *table, size_t row)
{
    enum { PER = 1000 };
    const struct lexicon *lexicon = measured->context->options->lexicon;
    const struct interval share = stats_wilson(heard->counts[phrase], heard->text_count);
    *result_cell(table, row, 0) = cell_text(phrase_group_names[lexicon->phrase_groups[phrase]]);
    *result_cell(table, row, 1) = cell_text(lexicon->phrases[phrase]);
    *result_cell(table, row, 2) = cell_whole((int64_t)heard->counts[phrase]);
    *result_cell(table, row, 3) = cell_whole((int64_t)heard->text_count);
    *result_cell(table, row, 4) = cell_number(PER * share.value);
    *result_cell(table, row, 5) = cell_number(PER * share.lower);
    *result_cell(table, row, 6) = cell_number(PER * share.upper);
    *result_cell(table, row, 7) = example_of(measured, heard, phrase);
}

enum rc phrases_table(const struct measured *measured, struct result *result, const char *name,
                      struct err *err)
{
    static const struct table_column columns[] = {
        {"group", "text"},     {"phrase", "text"}, {"n", "count"},     {"texts", "count"},
        {"per_1000", "count"}, {"lower", "count"}, {"upper", "count"}, {"example", "text"}};
    const struct lexicon *lexicon = measured->context->options->lexicon;
    struct heard heard = {.text_count = 0};
    uint32_t order[PHRASE_LIMIT + 1];
    if (!measured->column[0] || !lexicon) return RC_OK;
    for (uint32_t window = 0; window + 1 < MONTH_WINDOW_COUNT; window++) {
        const struct tally *tallies = NULL;
        const void *cell = measured_cell(measured, AXIS_NETWORK, 0, window, &tallies);
        if (cell && !add_window(&heard, cell, &tallies[TALLY_PHRASES]))
            return err_memory(err, sizeof(struct tally_entry));
    }
    const uint32_t count = order_phrases(&heard, lexicon->phrase_count, order);
    struct result_table *table =
        result_add_table(result, name, columns, sizeof columns / sizeof *columns, count);
    if (!table) return err_memory(err, count);
    for (uint32_t row = 0; row < count; row++) fill_row(measured, &heard, order[row], table, row);
    return RC_OK;
}
