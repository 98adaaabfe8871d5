/* The dealers' style: all rows are made first, sorted into parcels (sender, month), and each parcel
 * is written as its sender would: own encoding, headers, dates, missing marks and accidents. */
#include "dirt.h"
#include "encode.h"
#include "output.h"
#include "sender.h"

enum { STREAM_DIRT = 4 };

/* A row's place: parcels in order of sender and month, rows by time. */
struct entry {
    uint64_t key; /* sender << 48 | month << 32 | minute since the archive's first day */
    int64_t row;
};

struct sheet {
    int64_t *values;
    int64_t count, capacity;
    struct entry *entries;
};

struct parcel {
    enum table_name table;
    int32_t sender, month; /* month -1: the whole table */
    int64_t first, count;  /* entries */
};

struct post {
    const struct world *world;
    struct sheet sheets[TABLE_COUNT];
    struct sender *senders;
    int32_t sender_count;
    struct parcel *parcels;
    int64_t parcel_count, parcel_capacity;
};

static bool keep_rows(struct sheet *sheet, const struct rows *rows, int columns)
{
    if (sheet->count + rows->count > sheet->capacity) {
        const int64_t capacity = 2 * sheet->capacity + rows->count;
        int64_t *values =
            realloc(sheet->values, (size_t)capacity * (size_t)columns * sizeof *values);
        if (values == NULL) return false;
        sheet->values = values;
        sheet->capacity = capacity;
    }
    if (rows->count > 0)
        memcpy(sheet->values + sheet->count * columns, rows->values,
               (size_t)rows->count * (size_t)columns * sizeof *rows->values);
    sheet->count += rows->count;
    return true;
}

static enum rc gather_rows(struct post *post, struct tally *tally, struct err *err)
{
    enum rc rc = RC_OK;
    const struct world *world = post->world;
#pragma omp parallel num_threads(world->thread_count)
    {
        struct block block;
        struct err own = ERR_INIT;
        block_init(&block, world, &own);
#pragma omp for ordered schedule(static, 1)
        for (int64_t number = 0; number < world->block_count; number++) {
            if (own.rc == RC_OK) block_make(&block, number);
#pragma omp ordered
            for (int t = 0; t < TABLE_COUNT && own.rc == RC_OK; t++)
                if (world->options->is_written[t] &&
                    !keep_rows(&post->sheets[t], &block.rows[t], tables[t].column_count))
                    err_memory(&own, (unsigned long long)block.rows[t].count);
        }
#pragma omp critical
        {
            if (own.rc != RC_OK)
                rc = err_set(err, own.rc, "%s", own.message);
            else
                tally_add(tally, &block.tally);
        }
        block_release(&block);
    }
    return rc;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->key != right->key) return left->key < right->key ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* The minute by which a row is ordered, and with it the month in which it is sent. */
static int32_t clock_minute(const struct table *table, const int64_t *row)
{
    const int32_t value = (int32_t)row[table->clock];
    const enum kind kind = table->columns[table->clock].kind;
    if (kind == KIND_TIME) return value;
    return (kind == KIND_MONTH ? month_first_day(value) : value) * MINUTES_A_DAY;
}

static uint64_t entry_key(const struct post *post, const struct table *table, const int64_t *row)
{
    const struct world *world = post->world;
    const int32_t dealer = table->dealer < 0 ? -1 : (int32_t)row[table->dealer] - 1;
    const int32_t minute = clock_minute(table, row);
    const int32_t month = table->portion == PORTION_WHOLE ? 0 : month_of_minute(minute);
    const int32_t since = minute - (world->archive_day - 366) * MINUTES_A_DAY;
    return (uint64_t)sender_number(world, post->senders, dealer) << 48 | (uint64_t)month << 32 |
           (uint32_t)since;
}

static enum rc add_parcel(struct post *post, const struct parcel *parcel, struct err *err)
{
    if (post->parcel_count == post->parcel_capacity) {
        const int64_t capacity = 2 * post->parcel_capacity + 256;
        struct parcel *parcels = realloc(post->parcels, (size_t)capacity * sizeof *parcels);
        if (parcels == NULL) return err_memory(err, (size_t)capacity * sizeof *parcels);
        post->parcels = parcels;
        post->parcel_capacity = capacity;
    }
    post->parcels[post->parcel_count++] = *parcel;
    return RC_OK;
}

static enum rc sort_table(struct post *post, enum table_name name, struct err *err)
{
    struct sheet *sheet = &post->sheets[name];
    const struct table *table = &tables[name];
    if (sheet->count == 0) return RC_OK;
    sheet->entries = calloc((size_t)sheet->count, sizeof *sheet->entries);
    if (sheet->entries == NULL)
        return err_memory(err, (size_t)sheet->count * sizeof *sheet->entries);
    for (int64_t i = 0; i < sheet->count; i++)
        sheet->entries[i] =
            (struct entry){entry_key(post, table, sheet->values + i * table->column_count), i};
    qsort(sheet->entries, (size_t)sheet->count, sizeof *sheet->entries, compare_entries);
    for (int64_t first = 0; first < sheet->count;) {
        const uint64_t group = sheet->entries[first].key >> 32;
        int64_t last = first;
        while (last < sheet->count && sheet->entries[last].key >> 32 == group) last++;
        const bool is_whole = table->portion == PORTION_WHOLE;
        const struct parcel parcel = {.table = name,
                                      .sender = (int32_t)(group >> 16),
                                      .month = is_whole ? -1 : (int32_t)(group & 0xFFFF),
                                      .first = first,
                                      .count = last - first};
        const enum rc rc = add_parcel(post, &parcel, err);
        if (rc != RC_OK) return rc;
        first = last;
    }
    return RC_OK;
}

/* What one thread needs to write parcels. */
struct clerk {
    const struct post *post;
    struct buffer plain, encoded, wrapped;
    struct dirt_counts dirt;
    struct draw draw;
    struct err err;
};

static char *render_dirty_row(char *at, const struct render *render, const struct table *table,
                              const int64_t *row, const struct dirt_cell *dirt)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->is_wide && !render->style.is_wide) continue;
        if (i > 0) *at++ = ',';
        if (i != dirt->column) {
            at = render_cell(at, render, column, row[i]);
        } else if (dirt->text != NULL) {
            at = render_text(at, dirt->text);
        } else {
            at = render_text(at, " ");
            at = render_text(render_cell(at, render, column, row[i]), "  ");
        }
    }
    return render_text(at, render->style.line_end);
}

/* 合计, and as many empty cells as there are columns: the reader must not take it for a record. */
static char *render_totals(char *at, const struct render *render, const struct table *table,
                           int64_t row_count)
{
    char count[24];
    snprintf(count, sizeof count, "%lld", (long long)row_count);
    at = render_text(render_text(at, "合计,"), count);
    for (int i = 2; i < table->column_count; i++)
        if (!table->columns[i].is_wide || render->style.is_wide) *at++ = ',';
    return render_text(at, render->style.line_end);
}

/* In the copy that is sent first some cells are still empty. */
static char *render_early_row(struct clerk *clerk, char *at, const struct render *render,
                              enum table_name name, const int64_t *row)
{
    const int late_column = name == TABLE_SURVEYS ? SURVEY_OVERALL : REPAIR_ACTION;
    if (row[late_column] == MISSING || !draw_chance(&clerk->draw, 0.1))
        return render_row(at, render, &tables[name], row);
    clerk->dirt.line[DIRT_CORRECTED_CELL]++;
    const struct dirt_cell empty = {.column = late_column, .text = ""};
    return render_dirty_row(at, render, &tables[name], row, &empty);
}

enum copy { COPY_ONLY, COPY_FIRST, COPY_SECOND };

static char *render_parcel_row(struct clerk *clerk, char *at, const struct render *render,
                               enum table_name name, const int64_t *row, enum copy copy)
{
    if (copy == COPY_FIRST) return render_early_row(clerk, at, render, name, row);
    const int accident = copy == COPY_ONLY ? dirt_choose(&clerk->draw, name) : -1;
    if (accident < 0) return render_row(at, render, &tables[name], row);
    clerk->dirt.cell[accident]++;
    return render_dirty_row(at, render, &tables[name], row, &dirt_cells[accident]);
}

static enum rc render_parcel(struct clerk *clerk, const struct parcel *parcel, enum copy copy)
{
    const struct post *post = clerk->post;
    const struct sender *sender = &post->senders[parcel->sender];
    const struct render render = {post->world->lists, &post->world->calendar, sender->style};
    const struct table *table = &tables[parcel->table];
    const struct sheet *sheet = &post->sheets[parcel->table];
    struct buffer *plain = &clerk->plain;
    plain->byte_count = 0;
    for (int64_t i = -1; i <= parcel->count; i++) {
        char *start = buffer_room(plain, ROW_BYTES_MAX, &clerk->err);
        if (start == NULL) return clerk->err.rc;
        char *at = start;
        if (i < 0) {
            at = render_header(at, &render, table);
        } else if (i < parcel->count) {
            const int64_t row = sheet->entries[parcel->first + i].row;
            at = render_parcel_row(clerk, at, &render, parcel->table,
                                   sheet->values + row * table->column_count, copy);
        } else if (sender->adds_totals) {
            at = render_text(at, sender->style.line_end);
            at = render_totals(at, &render, table, parcel->count);
            clerk->dirt.line[DIRT_BLANK_LINE]++;
            clerk->dirt.line[DIRT_TOTALS_ROW]++;
        }
        plain->byte_count += (size_t)(at - start);
    }
    return RC_OK;
}

static enum rc write_copy(struct clerk *clerk, const struct parcel *parcel, enum copy copy)
{
    const struct post *post = clerk->post;
    const struct sender *sender = &post->senders[parcel->sender];
    struct err *err = &clerk->err;
    enum rc rc = render_parcel(clerk, parcel, copy);
    clerk->encoded.byte_count = clerk->wrapped.byte_count = 0;
    if (rc == RC_OK && sender->encoding == ENCODING_UTF8_BOM)
        rc = buffer_add(&clerk->encoded, "\xEF\xBB\xBF", 3, err);
    if (rc == RC_OK)
        rc = sender->encoding == ENCODING_GB18030
                 ? encode_gb18030(&clerk->plain, &clerk->encoded, err)
                 : buffer_add(&clerk->encoded, clerk->plain.bytes, clerk->plain.byte_count, err);
    const struct buffer *ready = &clerk->encoded;
    if (rc == RC_OK && sender->is_gzipped) {
        rc = encode_gzip(&clerk->encoded, &clerk->wrapped, err);
        ready = &clerk->wrapped;
    }
    struct text path;
    text_init(&path, 0);
    sender_path(post->world, parcel->sender, sender, &tables[parcel->table], parcel->month,
                copy == COPY_SECOND, &path);
    if (rc == RC_OK && path.failed) rc = err_memory(err, path.byte_count);
    if (rc == RC_OK) rc = write_file(post->world, path.bytes, ready->bytes, ready->byte_count, err);
    text_release(&path);
    return rc;
}

static enum rc write_parcel(struct clerk *clerk, const struct parcel *parcel)
{
    const struct world *world = clerk->post->world;
    const uint64_t name =
        (uint64_t)parcel->sender << 40 | (uint64_t)parcel->table << 32 | (uint32_t)parcel->month;
    clerk->draw = draw_start(&world->normal, world->options->seed, STREAM_DIRT, name);
    const bool can_repeat = parcel->table == TABLE_SURVEYS || parcel->table == TABLE_REPAIRS;
    if (!can_repeat || !clerk->post->senders[parcel->sender].sends_twice ||
        !draw_chance(&clerk->draw, 0.2))
        return write_copy(clerk, parcel, COPY_ONLY);
    clerk->dirt.line[DIRT_MONTH_SENT_TWICE]++;
    clerk->dirt.line[DIRT_ROW_SENT_TWICE] += parcel->count;
    const enum rc rc = write_copy(clerk, parcel, COPY_FIRST);
    return rc == RC_OK ? write_copy(clerk, parcel, COPY_SECOND) : rc;
}

static enum rc write_parcels(const struct post *post, struct dirt_counts *dirt, struct err *err)
{
    enum rc rc = RC_OK;
#pragma omp parallel num_threads(post->world->thread_count)
    {
        struct clerk clerk = {.post = post, .err = ERR_INIT};
#pragma omp for schedule(dynamic, 4)
        for (int64_t i = 0; i < post->parcel_count; i++)
            if (clerk.err.rc == RC_OK) write_parcel(&clerk, &post->parcels[i]);
#pragma omp critical
        {
            if (clerk.err.rc != RC_OK) rc = err_set(err, clerk.err.rc, "%s", clerk.err.message);
            dirt_add(dirt, &clerk.dirt);
        }
        buffer_release(&clerk.plain);
        buffer_release(&clerk.encoded);
        buffer_release(&clerk.wrapped);
    }
    return rc;
}

static enum rc hire_senders(struct post *post, struct err *err)
{
    post->sender_count = post->world->options->dealer_count + REGION_COUNT + 1;
    const size_t count = (size_t)post->sender_count;
    post->senders = calloc(count, sizeof *post->senders);
    if (post->senders == NULL) return err_memory(err, count * sizeof *post->senders);
    for (int32_t i = 0; i < post->sender_count; i++) post->senders[i] = sender_make(post->world, i);
    return RC_OK;
}

static void post_release(struct post *post)
{
    for (int t = 0; t < TABLE_COUNT; t++) {
        free(post->sheets[t].values);
        free(post->sheets[t].entries);
    }
    free(post->senders);
    free(post->parcels);
}

enum rc write_dealers(const struct world *world, struct tally *tally, struct text *dirt,
                      struct err *err)
{
    struct post post = {.world = world};
    struct dirt_counts counts = {{0}, {0}};
    enum rc rc = make_folder(world->options->folder, err);
    if (rc == RC_OK) rc = hire_senders(&post, err);
    if (rc == RC_OK) rc = gather_rows(&post, tally, err);
    for (int t = 0; t < TABLE_COUNT && rc == RC_OK; t++)
        rc = sort_table(&post, (enum table_name)t, err);
    if (rc == RC_OK) rc = write_parcels(&post, &counts, err);
    if (rc == RC_OK) dirt_json(&counts, dirt);
    post_release(&post);
    return rc;
}
