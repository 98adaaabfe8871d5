/* Open feedback (D25): what is praised and what is blamed, what is wished for, and what rises. */
#include "measure/voice/voice.h"

#include "ingest/lexicon/quote.h"

static void count_bits(uint64_t *counts, uint32_t bits)
{
    for (; bits != 0; bits &= bits - 1) counts[__builtin_ctz(bits)]++;
}

static void add_comment(struct voice_cell *cell, uint64_t mark)
{
    const uint32_t topics = mark_topics(mark);
    const bool praises = (topics & MARK_PRAISES) != 0, blames = (topics & MARK_BLAMES) != 0;
    share_add(&cell->praise, praises);
    share_add(&cell->complaint, blames);
    share_add(&cell->strong, (mark & MARK_STRONG_BLAME) != 0);
    cell->both += praises && blames;
    count_bits(cell->topics, topics);
}

static void add_wish(struct voice_cell *cell, uint64_t mark)
{
    share_add(&cell->wishes, mark_topics(mark) != 0);
    count_bits(cell->wished, mark_topics(mark));
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct voice_cell *cell = into;
    const uint64_t *comments = rows->column[NEED_COMMENT], *wishes = rows->column[NEED_WISH];
    (void)tallies;
    for (uint32_t i = 0; comments && i < rows->row_count; i++)
        if (comments[rows->row[i]] != 0) add_comment(cell, comments[rows->row[i]]);
    for (uint32_t i = 0; wishes && i < rows->row_count; i++)
        if (wishes[rows->row[i]] != 0) add_wish(cell, wishes[rows->row[i]]);
}

struct voice_cell voice_month(const struct measured *measured, uint32_t window)
{
    const struct tally *tallies = NULL;
    const struct voice_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, window, &tallies);
    return cell ? *cell : (struct voice_cell){.both = 0};
}

struct table_cell voice_example(const struct measured *measured, unsigned need, uint32_t bit,
                                uint64_t count)
{
    const struct table *table = linked_table(measured->linked, measured->family->table);
    const struct column *column =
        table ? table_column(table, measured->family->needs[need].column) : NULL;
    const struct quote *quote = NULL;
    if (column && count >= measured->context->options->private_below)
        quote = quotes_find(measured->linked->quotes, (int32_t)(table - measured->linked->tables),
                            (int32_t)table_column_index(table, column),
                            measured->context->report_month, (uint32_t)SLOT_TOPICS + bit);
    return quote ? cell_text(quote->excerpt.bytes) : (struct table_cell){.kind = CELL_EMPTY};
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    enum rc rc = voice_ratio(measured, result, err);
    if (rc == RC_OK) rc = voice_topics(measured, result, err);
    if (rc == RC_OK) rc = voice_rising(measured, result, err);
    return rc;
}

const struct family family_voice = {
    .name = "voice",
    .title = {"客户意见", "What customers write"},
    .question = {"客户夸什么、怨什么、盼什么，哪些话题在上升？",
                 "What do customers praise, blame and wish for, and which topics rise?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs =
        (const struct need[]){{"comment", COLUMN_TEXT, true}, {"wish", COLUMN_TEXT, true}, {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct voice_cell, praise, "count"),
                                     FIELDS_SHARE(struct voice_cell, complaint, "count"),
                                     FIELDS_SHARE(struct voice_cell, strong, "count"),
                                     FIELD_U64(struct voice_cell, both, "count"),
                                     FIELD_U64(struct voice_cell, topics, "count"),
                                     FIELDS_SHARE(struct voice_cell, wishes, "count"),
                                     FIELD_U64(struct voice_cell, wished, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct voice_cell),
    .metrics = voice_metrics,
    .update = update,
    .extend = extend,
};
