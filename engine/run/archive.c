/* Which rows are the subject's, and what they say. */
#include "run/archive.h"

#include "base/day.h"
#include "ingest/later.h"
#include "link/fetch.h"

#include <stdlib.h>

enum { LATEST_ROWS = 20 };

const char *const archive_kind_names[ARCHIVE_KIND_COUNT] = {"dealer", "unit"};

static const struct table *table_at(const struct archive *archive, size_t table)
{
    return &archive->ingested->tables[table].table;
}

/* The first column of that domain; SIZE_MAX: none. */
static size_t column_of(const struct archive *archive, size_t table, const char *domain)
{
    const struct schema_table *schema = &archive->schema->tables[table];
    for (size_t c = 0; c < schema->column_count; c++)
        if (strcmp(schema->columns[c].domain, domain) == 0) return c;
    return SIZE_MAX;
}

static size_t table_named(const struct archive *archive, const char *name)
{
    return (size_t)schema_table_index(archive->schema, name);
}

/* Rows per month of the table's clock, whose values are there. */
static enum rc count_months(struct archive *archive, struct archive_table *own,
                            const struct found *found, struct err *err)
{
    const struct table *table = table_at(archive, own->table);
    own->first_month = INT32_MAX;
    own->last_month = INT32_MIN;
    for (size_t i = 0; i < found->row_count; i++) {
        const int32_t minute = lookup_minute(table, found->rows[i]);
        if (minute == MINUTE_MISSING) continue;
        const int32_t month = month_of_minute(minute);
        if (month < own->first_month) own->first_month = month;
        if (month > own->last_month) own->last_month = month;
    }
    if (own->first_month > own->last_month) return RC_OK;
    const size_t count = (size_t)(own->last_month - own->first_month) + 1;
    own->months = arena_take_array(&archive->arena, count, sizeof *own->months);
    if (!own->months) return err_memory(err, count * sizeof *own->months);
    for (size_t i = 0; i < found->row_count; i++) {
        const int32_t minute = lookup_minute(table, found->rows[i]);
        if (minute != MINUTE_MISSING) own->months[month_of_minute(minute) - own->first_month]++;
    }
    return RC_OK;
}

static enum rc fetch_clock(const struct table *table, const struct found *found, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0;
         rc == RC_OK && table->schema && table->schema->clock >= 0 && i < found->row_count; i++)
        rc = segment_fetch(&table->segments[found->rows[i].segment], (size_t)table->schema->clock,
                           err);
    return rc;
}

/* All but the last two characters, so that a row can be told from another. */
static const char *masked(struct arena *arena, const char *text)
{
    const size_t byte_count = strlen(text);
    char out[] = "***..";
    const bool is_plain = byte_count > 4 && (unsigned char)text[byte_count - 1] < 0x80 &&
                          (unsigned char)text[byte_count - 2] < 0x80;
    if (!is_plain) return "***";
    memcpy(out + 3, text + byte_count - 2, 2);
    return arena_copy_text(arena, out, strlen(out));
}

static const char *read_value(struct archive *archive, size_t t, struct found_row at, size_t column)
{
    const struct schema_column *schema = &archive->schema->tables[t].columns[column];
    const char *text = lookup_text(table_at(archive, t), at, column, &archive->arena);
    const bool is_person = strcmp(schema->domain, "customer") == 0;
    return text && is_person && !archive->shows_ids ? masked(&archive->arena, text) : text;
}

static enum rc read_event(struct archive *archive, size_t t, struct found_row at,
                          struct archive_event *event, struct err *err)
{
    const struct table *table = table_at(archive, t);
    const struct segment *segment = &table->segments[at.segment];
    const size_t column_count = archive->schema->tables[t].column_count;
    const enum rc rc = fetch_segment(table, segment, err);
    const char **texts = arena_take_array(&archive->arena, column_count, sizeof *texts);
    if (rc != RC_OK) return rc;
    if (!texts) return err_memory(err, column_count * sizeof *texts);
    for (size_t c = 0; c < column_count; c++) texts[c] = read_value(archive, t, at, c);
    *event = (struct archive_event){.minute = lookup_minute(table, at),
                                    .table = t,
                                    .at = at,
                                    .file = archive->ingested->files[segment->file].path,
                                    .row = lookup_row_number(table, at),
                                    .texts = texts};
    return RC_OK;
}

static int compare_events(const void *a, const void *b)
{
    const struct archive_event *one = a, *other = b;
    if (one->minute != other->minute) return one->minute < other->minute ? -1 : 1;
    if (one->table != other->table) return one->table < other->table ? -1 : 1;
    if (one->at.segment != other->at.segment) return one->at.segment < other->at.segment ? -1 : 1;
    return (one->at.row > other->at.row) - (one->at.row < other->at.row);
}

/* A row with its clock; of two the later one is that of the later clock, then of input. */
struct dated {
    int32_t minute;
    struct found_row at;
};

static bool is_later(const struct dated *one, const struct dated *other)
{
    if (one->minute != other->minute) return one->minute > other->minute;
    if (one->at.segment != other->at.segment) return one->at.segment > other->at.segment;
    return one->at.row > other->at.row;
}

/* The latest rows alone, the latest first. */
static void keep_latest(const struct table *table, struct found *found)
{
    struct dated latest[LATEST_ROWS];
    size_t count = 0;
    for (size_t i = 0; i < found->row_count; i++) {
        const struct dated row = {lookup_minute(table, found->rows[i]), found->rows[i]};
        size_t at = count;
        while (at > 0 && is_later(&row, &latest[at - 1])) at--;
        if (at == LATEST_ROWS) continue;
        if (count < LATEST_ROWS) count++;
        memmove(latest + at + 1, latest + at, (count - 1 - at) * sizeof *latest);
        latest[at] = row;
    }
    for (size_t i = 0; i < count; i++) found->rows[i] = latest[i].at;
    found->row_count = count;
}

static enum rc add_events(struct archive *archive, size_t table, const struct found *found,
                          struct err *err)
{
    struct archive_event *events = arena_take_array(
        &archive->arena, archive->event_count + found->row_count + 1, sizeof *events);
    if (!events) return err_memory(err, found->row_count * sizeof *events);
    if (archive->event_count > 0)
        memcpy(events, archive->events, archive->event_count * sizeof *events);
    archive->events = events;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < found->row_count; i++)
        rc = read_event(archive, table, found->rows[i], &events[archive->event_count++], err);
    return rc;
}

/* The rows of a table that name one of the texts in the column, as a share and as events. */
static enum rc take_rows(struct archive *archive, size_t t, size_t column,
                         const struct slice *texts, size_t text_count, struct err *err)
{
    const struct table *table = table_at(archive, t);
    struct archive_table own = {.table = t};
    struct found found = {.row_count = 0};
    enum rc rc = lookup_rows(table, column, texts, text_count, &archive->arena, &found, err);
    if (rc == RC_OK) rc = lookup_supersede(table, &found, &own.dropped, err);
    if (rc != RC_OK || found.row_count + own.dropped == 0) return rc;
    own.row_count = found.row_count;
    rc = fetch_clock(table, &found, err);
    if (rc == RC_OK) rc = count_months(archive, &own, &found, err);
    if (rc == RC_OK && archive->kind == ARCHIVE_DEALER) keep_latest(table, &found);
    if (rc == RC_OK) rc = add_events(archive, t, &found, err);
    archive->tables[archive->table_count++] = own;
    return rc;
}

/* Different values of a column among the events of a table. */
static void add_fact(struct archive *archive, const char *column, const char *value)
{
    for (size_t i = 0; value && i < archive->fact_count; i++)
        if (strcmp(archive->facts[i].column, column) == 0 &&
            strcmp(archive->facts[i].value, value) == 0) {
            archive->facts[i].row_count++;
            return;
        }
    if (value && archive->fact_count < ARCHIVE_FACT_LIMIT)
        archive->facts[archive->fact_count++] = (struct archive_fact){column, value, 1};
}

static void find_facts(struct archive *archive)
{
    static const char *const of_unit[] = {
        "customer_id",  "dealer_id",    "region",          "product",
        "purchased_on", "installed_on", "warranty_months", NULL};
    static const char *const of_dealer[] = {"region", NULL};
    const char *const *columns = archive->kind == ARCHIVE_UNIT ? of_unit : of_dealer;
    const size_t surveys = table_named(archive, "surveys");
    for (size_t i = 0; columns[i]; i++)
        for (size_t e = 0; e < archive->event_count; e++) {
            const struct archive_event *event = &archive->events[e];
            const struct schema_table *schema = &archive->schema->tables[event->table];
            const int32_t column = schema_column_index(schema, columns[i]);
            const bool is_said = archive->kind == ARCHIVE_UNIT && event->table == surveys;
            if (column >= 0 && !is_said) /* what a survey says of the unit is its repair's */
                add_fact(archive, columns[i], event->texts[column]);
        }
}

/* What was said about the unit's repairs, by their keys. */
static enum rc collect_said(struct archive *archive, size_t repairs, struct err *err)
{
    const size_t key = (size_t)archive->schema->tables[repairs].key;
    const size_t limit = archive->event_count + 1;
    struct slice *texts = arena_take_array(&archive->arena, limit, sizeof *texts);
    if (!texts) return err_memory(err, limit * sizeof *texts);
    size_t count = 0;
    for (size_t e = 0; e < archive->event_count; e++)
        if (archive->events[e].table == repairs && archive->events[e].texts[key])
            texts[count++] = slice_of(archive->events[e].texts[key]);
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && count > 0 && t < archive->schema->table_count; t++) {
        const size_t column = column_of(archive, t, "repair");
        if (t != repairs && column != SIZE_MAX)
            rc = take_rows(archive, t, column, texts, count, err);
    }
    return rc;
}

static enum rc collect_unit(struct archive *archive, struct slice id, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < archive->schema->table_count; t++) {
        const size_t column = column_of(archive, t, "unit");
        if (column != SIZE_MAX) rc = take_rows(archive, t, column, &id, 1, err);
    }
    return rc == RC_OK ? collect_said(archive, table_named(archive, "repairs"), err) : rc;
}

static enum rc collect_dealer(struct archive *archive, struct slice id, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < archive->schema->table_count; t++) {
        const size_t column = column_of(archive, t, "dealer");
        if (column != SIZE_MAX) rc = take_rows(archive, t, column, &id, 1, err);
    }
    return rc;
}

/* The nearest dealer among the names of all tables. */
static enum rc nearest_dealer(struct archive *archive, const char **nearest, struct err *err)
{
    const struct ingested *ingested = archive->ingested;
    size_t count = 0, limit = 1;
    for (size_t i = 0; i < ingested->code_list_count; i++)
        limit += ingested->code_lists[i]->name_count;
    const char **names = arena_take_array(&archive->arena, limit, sizeof *names);
    if (!names) return err_memory(err, limit * sizeof *names);
    for (size_t i = 0; i < ingested->code_list_count; i++) {
        const struct code_list *list = ingested->code_lists[i];
        if (list->table < 0 ||
            (size_t)list->column != column_of(archive, (size_t)list->table, "dealer"))
            continue;
        for (uint32_t number = 1; number <= list->name_count; number++)
            names[count++] = list->names[number].bytes;
    }
    *nearest = text_nearest(archive->id, names, count);
    return RC_OK;
}

static enum rc nearest_unit(struct archive *archive, const char **nearest, struct err *err)
{
    enum rc rc = RC_OK;
    *nearest = "";
    for (size_t t = 0; rc == RC_OK && !**nearest && t < archive->schema->table_count; t++) {
        const size_t column = column_of(archive, t, "unit");
        if (column != SIZE_MAX)
            rc = lookup_nearest(table_at(archive, t), column, slice_of(archive->id),
                                &archive->arena, nearest, err);
    }
    return rc;
}

static enum rc not_found(struct archive *archive, struct err *err)
{
    const char *nearest = NULL;
    const bool is_unit = archive->kind == ARCHIVE_UNIT;
    const enum rc rc = (is_unit ? nearest_unit : nearest_dealer)(archive, &nearest, err);
    if (rc != RC_OK) return rc;
    (void)err_set(err, RC_USAGE, "no row of the data names the %s %s",
                  archive_kind_names[archive->kind], archive->id);
    if (nearest && *nearest) (void)err_hint(err, "did you mean %s?", nearest);
    return RC_USAGE;
}

enum rc archive_make(struct archive *archive, enum archive_kind kind, const char *id,
                     const struct schema *schema, const struct ingested *ingested, bool shows_ids,
                     struct err *err)
{
    *archive = (struct archive){
        .kind = kind, .id = id, .schema = schema, .ingested = ingested, .shows_ids = shows_ids};
    arena_init(&archive->arena);
    archive->tables =
        arena_take_array(&archive->arena, 2 * schema->table_count + 1, sizeof *archive->tables);
    if (!archive->tables) return err_memory(err, schema->table_count * sizeof *archive->tables);
    enum rc rc = (kind == ARCHIVE_UNIT ? collect_unit : collect_dealer)(archive, slice_of(id), err);
    if (rc == RC_OK && archive->event_count == 0) rc = not_found(archive, err);
    if (rc != RC_OK) return rc;
    qsort(archive->events, archive->event_count, sizeof *archive->events, compare_events);
    find_facts(archive);
    return RC_OK;
}

void archive_release(struct archive *archive)
{
    arena_release(&archive->arena);
}
