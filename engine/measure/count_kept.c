#include "measure/count_kept.h"

#include "base/day.h"
#include "ingest/cache/cache_folder.h"
#include "measure/count_kept_file.h"

#include <stdlib.h>
#include <string.h>

/* Families beyond are counted anew, and so is what has a key in a dictionary as large. */
enum { FAMILY_LIMIT = 64, CODE_LIMIT = 1 << 20 };

void kept_counts_init(struct kept_counts *kept, const struct ingested *ingested)
{
    *kept = (struct kept_counts){.files = ingested->files,
                                 .portion_rows = PORTION_ROWS,
                                 .least_rows = PORTION_LEAST_ROWS,
                                 .cell_bytes_a_row = PORTION_CELL_BYTES};
    text_init(&kept->notes, 0);
}

void kept_counts_release(struct kept_counts *kept)
{
    text_release(&kept->notes);
}

static bool is_of_file(const struct table *table, size_t column)
{
    return column == NO_COLUMN || column < table->schema->column_count;
}

/* Whether what the family counts of a portion can be told from its ground and named again. */
static bool can_keep(const struct group *group, const struct bound_family *bound)
{
    for (size_t a = 0; a < AXIS_COUNT; a++)
        if (!is_of_file(group->table, bound->key_column[a]) ||
            (bound->dictionary[a] && bound->dictionary[a]->code_count > CODE_LIMIT))
            return false;
    for (size_t i = 0; i < bound->need_count; i++) {
        const bool is_code = bound->needed_names[i] != NULL;
        if (is_code && bound->needed_names[i]->code_count > CODE_LIMIT) return false;
    }
    return true;
}

static uint64_t keepable(const struct group *group)
{
    uint64_t kept = 0;
    for (size_t f = 0; f < group->family_count && f < FAMILY_LIMIT; f++)
        if (can_keep(group, group->families[f])) kept |= UINT64_C(1) << f;
    return kept;
}

/* Memory of the cells of one month, if each key has one. */
static uint64_t month_cell_bytes(const struct group *group)
{
    uint64_t byte_count = 0;
    for (size_t f = 0; f < group->family_count; f++) {
        const struct state *state = &group->families[f]->state;
        for (size_t a = 0; a < state->axis_count; a++)
            byte_count += state->axes[a].key_count * (uint64_t)state->cell_stride;
    }
    return byte_count;
}

/* Of tables of files, by months, where no axis is crowded. */
static bool is_for_keeping(const struct group *group)
{
    if (!group->table->schema || group->clock == NO_COLUMN || group->family_count > FAMILY_LIMIT)
        return false;
    for (size_t a = 0; a < group->axis_count; a++)
        if (group->axes[a].is_listed) return false;
    return keepable(group) != 0;
}

static bool is_kept_file(const struct kept_counts *counts, const struct input_file *file,
                         uint64_t cell_bytes)
{
    const uint64_t rows =
        file->rows_used < counts->portion_rows ? file->rows_used : counts->portion_rows;
    return file->cache_path && file->rows_superseded == 0 && rows >= counts->least_rows &&
           cell_bytes <= rows * counts->cell_bytes_a_row;
}

static int32_t month_of_clock(const struct group *group, int32_t clock)
{
    const bool is_date = group->table->columns[group->clock].type == COLUMN_DATE;
    return is_date ? month_of_day(clock) : month_of_minute(clock);
}

/* While the slices of a group are parted. */
struct parting {
    struct kept_plan *plan;
    struct group *group;
    uint64_t cell_bytes;
    size_t slice_count; /* of the plan */
    size_t left_count;  /* of group->slices: those that are no portion's */
    uint32_t file;      /* of the last segment */
    uint32_t file_row;  /* its first row, in the table */
};

static void widen(struct portion *portion, const struct group *group, const struct segment *segment)
{
    const struct segment_column *clock = &segment->columns[group->clock];
    const int32_t first = month_of_clock(group, clock->minimum);
    const int32_t last = month_of_clock(group, clock->maximum);
    if (portion->slice_count == 0 || first < portion->first_month) portion->first_month = first;
    if (portion->slice_count == 0 || last > portion->last_month) portion->last_month = last;
}

static struct portion *add_portion(struct parting *parting, const struct input_file *file,
                                   uint32_t number)
{
    struct kept_plan *plan = parting->plan;
    const uint32_t portion_rows = plan->counts->portion_rows;
    const uint64_t rows = file->rows_used - (uint64_t)number * portion_rows;
    struct portion *portion = &plan->portions[plan->portion_count++];
    *portion = (struct portion){.file = file,
                                .number = number,
                                .first_row = number * portion_rows,
                                .row_count = rows < portion_rows ? (uint32_t)rows : portion_rows,
                                .first_slice = parting->slice_count};
    return portion;
}

/* Rows of a kept file, which may lie in two portions. */
static void part_slice(struct parting *parting, const struct input_file *file,
                       const struct row_slice *slice)
{
    struct kept_plan *plan = parting->plan;
    const uint32_t portion_rows = plan->counts->portion_rows;
    uint32_t at = slice->segment->first_row - parting->file_row + slice->first;
    for (uint32_t done = 0; done < slice->row_count;) {
        const uint32_t number = at / portion_rows, room = portion_rows - at % portion_rows;
        const uint32_t left = slice->row_count - done;
        const uint32_t row_count = left < room ? left : room;
        struct portion *last =
            plan->portion_count > 0 ? &plan->portions[plan->portion_count - 1] : NULL;
        if (!last || last->file != file || last->number != number)
            last = add_portion(parting, file, number);
        widen(last, parting->group, slice->segment);
        last->slice_count++;
        plan->slices[parting->slice_count++] =
            (struct row_slice){slice->segment, slice->first + done, row_count};
        done += row_count;
        at += row_count;
    }
}

/* Slices come in the order of their segments. */
static void part_slices(struct parting *parting)
{
    struct group *group = parting->group;
    const struct table *table = group->table;
    size_t next = 0;
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        if (s == 0 || segment->file != parting->file) parting->file_row = segment->first_row;
        parting->file = segment->file;
        const struct input_file *file = &parting->plan->counts->files[segment->file];
        const bool is_kept = is_kept_file(parting->plan->counts, file, parting->cell_bytes);
        for (; next < group->slice_count && group->slices[next].segment == segment; next++)
            if (is_kept)
                part_slice(parting, file, &group->slices[next]);
            else
                group->slices[parting->left_count++] = group->slices[next];
    }
    group->slice_count = parting->left_count;
}

enum rc kept_plan_init(struct kept_plan *plan, struct group *group,
                       const struct measure_context *context, struct err *err)
{
    *plan = (struct kept_plan){.counts = context->options->kept};
    if (!plan->counts || !is_for_keeping(group)) return RC_OK;
    const size_t border_count = group->table->row_count / plan->counts->portion_rows + 1;
    const size_t limit = group->slice_count + border_count;
    plan->families = keepable(group);
    plan->portions = calloc(limit, sizeof *plan->portions);
    plan->slices = calloc(limit, sizeof *plan->slices);
    if (!plan->portions || !plan->slices) return err_memory(err, limit * sizeof *plan->slices);
    struct parting parting = {.plan = plan, .group = group, .cell_bytes = month_cell_bytes(group)};
    part_slices(&parting);
    return RC_OK;
}

void kept_plan_release(struct kept_plan *plan)
{
    free(plan->portions);
    free(plan->slices);
    *plan = (struct kept_plan){.counts = NULL};
}

static void note(struct kept_counts *counts, const char *what, const struct portion *portion)
{
#pragma omp critical(measure_kept)
    text_format(&counts->notes, "%s; rows of %s are counted instead\n", what, portion->file->path);
}

static void note_unwritten(struct kept_counts *counts, const char *what)
{
#pragma omp critical(measure_kept)
    {
        if (!counts->is_unwritten_noted)
            text_format(&counts->notes, "the cache does not keep counts: %s\n", what);
        counts->is_unwritten_noted = true;
    }
}

static void count_taken(struct kept_counts *counts, uint64_t byte_count)
{
#pragma omp critical(measure_kept)
    {
        counts->portions_taken++;
        counts->bytes_taken += byte_count;
    }
}

static void count_added(struct kept_counts *counts, uint64_t byte_count)
{
#pragma omp critical(measure_kept)
    {
        counts->portions_added++;
        counts->bytes_added += byte_count;
    }
}

/* Whether every month that the family wants of the portion was counted then. */
static bool covers(const struct kept_file *file, const struct portion *portion,
                   const struct state *state, const struct measure_context *context)
{
    for (size_t a = 0; a < state->axis_count; a++) {
        const struct state_axis *axis = &state->axes[a];
        int64_t first, last;
        if (axis->key_count == 0) continue;
        kept_months(portion, axis, context->report_month, &first, &last);
        if (first <= last && (first <= file->head.report_month - (int64_t)axis->month_count ||
                              last > file->head.report_month))
            return false;
    }
    return true;
}

static const struct kept_family *find_family(const struct kept_file *file, const char *name)
{
    for (size_t i = 0; i < file->family_count; i++)
        if (slice_equal(file->families[i].name, slice_of(name))) return &file->families[i];
    return NULL;
}

/* Of a file that is open, every family that fits. */
static enum rc take_families(const struct kept_file *file, const struct kept_plan *plan,
                             const struct group *group, const struct portion *portion, int set,
                             const struct measure_context *context, uint64_t *left,
                             struct arena *arena, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t f = 0; rc == RC_OK && f < group->family_count; f++) {
        const struct bound_family *bound = group->families[f];
        const struct kept_family *known = find_family(file, bound->family->name);
        struct state *state = group_state(group, set, f);
        struct cache_sha ground;
        if (!(plan->families >> f & 1) || !known || !covers(file, portion, state, context))
            continue;
        if (!kept_ground(&ground, plan, group, portion, f, context))
            return err_memory(err, portion->row_count);
        if (memcmp(&ground, &known->ground, sizeof ground) != 0) continue;
        rc = kept_file_take(file, known, bound, state, portion, context, arena, err);
        if (rc == RC_OK) *left &= ~(UINT64_C(1) << f);
    }
    return rc;
}

static uint64_t all_families(const struct group *group)
{
    return group->family_count < FAMILY_LIMIT ? (UINT64_C(1) << group->family_count) - 1
                                              : UINT64_MAX;
}

static void clear_set(const struct group *group, int set)
{
    for (size_t f = 0; f < group->family_count; f++) state_clear(group_state(group, set, f));
}

enum rc kept_take(const struct kept_plan *plan, const struct group *group,
                  const struct portion *portion, int set, const struct measure_context *context,
                  uint64_t *left, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct err own = ERR_INIT;
    struct kept_file file;
    bool is_there = false;
    const char *path = cache_counts_path(&arena, portion->file->cache_path, portion->number);
    *left = all_families(group);
    if (!path) return err_memory(err, strlen(portion->file->cache_path));
    enum rc rc = kept_file_open(&file, path, portion, group, &arena, &is_there, &own);
    if (rc == RC_OK && is_there) {
        rc = take_families(&file, plan, group, portion, set, context, left, &arena, &own);
        if (rc == RC_OK && *left == 0)
            count_taken(plan->counts,
                        sizeof file.head + file.head.outline_bytes + file.head.section_bytes);
        kept_file_close(&file);
    }
    arena_release(&arena);
    if (rc == RC_INPUT) {
        note(plan->counts, own.message, portion);
        clear_set(group, set);
        *left = all_families(group);
        return RC_OK;
    }
    return rc == RC_OK ? RC_OK : err_memory(err, portion->row_count);
}

enum rc kept_keep(const struct kept_plan *plan, const struct group *group,
                  const struct portion *portion, int set, int thread,
                  const struct measure_context *context, uint64_t counted, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct err own = ERR_INIT;
    uint64_t byte_count;
    enum rc rc = RC_OK;
    if (counted & plan->families) {
        const char *path = cache_counts_path(&arena, portion->file->cache_path, portion->number);
        if (!path ||
            kept_file_write(path, plan, group, portion, set, context, &byte_count, &own) != RC_OK)
            note_unwritten(plan->counts, own.message);
        else
            count_added(plan->counts, byte_count);
    }
    for (size_t f = 0; rc == RC_OK && f < group->family_count; f++) {
        struct state *from = group_state(group, set, f);
        rc = state_move(group_state(group, thread, f), from, 0, from->slot_count, err);
    }
    clear_set(group, set);
    arena_release(&arena);
    return rc;
}
