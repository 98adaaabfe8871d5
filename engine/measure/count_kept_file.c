/* Reading. */
#include "measure/count_kept_file.h"

#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc say_damaged(const struct kept_file *file, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: is damaged", file->path);
}

void kept_months(const struct portion *portion, const struct state_axis *axis, int64_t report_month,
                 int64_t *first, int64_t *last)
{
    const int64_t oldest = report_month + 1 - (int64_t)axis->month_count;
    *first = portion->first_month > oldest ? portion->first_month : oldest;
    *last = portion->last_month < report_month ? portion->last_month : report_month;
}

const struct dictionary *kept_dictionary(const struct group *group, struct slice domain)
{
    for (size_t f = 0; f < group->family_count; f++) {
        const struct bound_family *bound = group->families[f];
        for (size_t a = 0; a < AXIS_COUNT; a++)
            if (bound->dictionary[a] && slice_equal(slice_of(bound->dictionary[a]->domain), domain))
                return bound->dictionary[a];
        for (size_t i = 0; i < bound->need_count; i++)
            if (bound->needed_names[i] &&
                slice_equal(slice_of(bound->needed_names[i]->domain), domain))
                return bound->needed_names[i];
    }
    return NULL;
}

/* Names stand in byte order. */
static int64_t code_in(const struct dictionary *dictionary, struct slice name)
{
    uint32_t low = 1, high = dictionary ? dictionary->code_count : 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = slice_compare(slice_of(dictionary->names[middle]), name);
        if (order == 0) return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return CODE_UNKNOWN;
}

static enum rc take_domain(struct kept_domain *domain, struct cache_reader *reader,
                           const struct group *group, struct arena *arena, struct err *err)
{
    domain->name = cache_take_slice(reader);
    const struct dictionary *dictionary = kept_dictionary(group, domain->name);
    const size_t name_count = (size_t)cache_take_count(reader, sizeof(uint64_t) + 1);
    int64_t *codes = arena_take_array(arena, name_count + 1, sizeof *codes);
    if (!codes) return err_memory(err, name_count * sizeof *codes);
    codes[0] = 0;
    for (size_t i = 1; i <= name_count; i++)
        codes[i] = code_in(dictionary, cache_take_slice(reader));
    domain->map = (struct code_map){codes, (uint32_t)name_count + 1};
    return RC_OK;
}

static void take_section(struct kept_section *section, struct cache_reader *reader,
                         uint64_t section_bytes)
{
    section->axis = cache_take_number(reader, AXIS_COUNT - 1);
    section->month =
        (int64_t)cache_take_number(reader, UINT64_C(2) * KEPT_MONTH_BIAS) - KEPT_MONTH_BIAS;
    section->cell_count = cache_take_number(reader, UINT32_MAX);
    section->offset = cache_take_number(reader, section_bytes);
    section->byte_count = cache_take_number(reader, section_bytes - section->offset);
    section->hash = cache_take_number(reader, UINT64_MAX);
}

static enum rc take_family(struct kept_family *family, struct cache_reader *reader,
                           uint64_t section_bytes, struct arena *arena, struct err *err)
{
    family->name = cache_take_slice(reader);
    const char *ground = cache_take_bytes(reader, sizeof family->ground);
    if (ground) memcpy(&family->ground, ground, sizeof family->ground);
    family->section_count = (size_t)cache_take_count(reader, sizeof *family->sections);
    family->sections = arena_take_array(arena, family->section_count + 1, sizeof *family->sections);
    if (!family->sections) return err_memory(err, family->section_count);
    for (size_t i = 0; i < family->section_count; i++)
        take_section(&family->sections[i], reader, section_bytes);
    return RC_OK;
}

static enum rc take_outline(struct kept_file *file, struct cache_reader *reader,
                            const struct group *group, struct arena *arena, struct err *err)
{
    enum rc rc = RC_OK;
    file->domain_count = (size_t)cache_take_count(reader, 2 * sizeof(uint64_t));
    file->domains = arena_take_array(arena, file->domain_count + 1, sizeof *file->domains);
    if (!file->domains) return err_memory(err, file->domain_count);
    for (size_t i = 0; rc == RC_OK && i < file->domain_count; i++)
        rc = take_domain(&file->domains[i], reader, group, arena, err);
    if (rc != RC_OK) return rc;
    file->family_count = (size_t)cache_take_count(reader, GROUND_BYTES);
    file->families = arena_take_array(arena, file->family_count + 1, sizeof *file->families);
    if (!file->families) return err_memory(err, file->family_count);
    for (size_t i = 0; rc == RC_OK && i < file->family_count; i++)
        rc = take_family(&file->families[i], reader, file->head.section_bytes, arena, err);
    if (rc == RC_OK && (reader->is_bad || reader->left > 0)) rc = say_damaged(file, err);
    return rc;
}

static enum rc read_head(struct kept_file *file, const struct portion *portion, struct err *err)
{
    struct stat status;
    struct kept_head *head = &file->head;
    const enum rc rc = cache_file_read(file->file, file->path, head, sizeof *head, 0, err);
    if (rc != RC_OK) return rc;
    const uint64_t rest = fstat(file->file, &status) == 0 && S_ISREG(status.st_mode)
                              ? (uint64_t)status.st_size - sizeof *head
                              : 0;
    const bool is_sound =
        memcmp(head->magic, KEPT_MAGIC, KEPT_MAGIC_BYTES) == 0 &&
        head->head_hash == cache_hash(head, offsetof(struct kept_head, head_hash)) &&
        memcmp(&head->key, portion->file->cache_key, sizeof head->key) == 0 &&
        head->first_row == portion->first_row && head->row_count == portion->row_count &&
        head->outline_bytes <= rest && head->section_bytes == rest - head->outline_bytes;
    return is_sound ? RC_OK : say_damaged(file, err);
}

static enum rc read_outline(struct kept_file *file, const struct group *group, struct arena *arena,
                            struct err *err)
{
    const size_t byte_count = (size_t)file->head.outline_bytes;
    char *bytes = arena_take(arena, byte_count + 1);
    if (!bytes) return err_memory(err, byte_count);
    const enum rc rc =
        cache_file_read(file->file, file->path, bytes, byte_count, sizeof file->head, err);
    if (rc != RC_OK) return rc;
    if (cache_hash(bytes, byte_count) != file->head.outline_hash) return say_damaged(file, err);
    struct cache_reader reader = {bytes, byte_count, false};
    return take_outline(file, &reader, group, arena, err);
}

enum rc kept_file_open(struct kept_file *file, const char *path, const struct portion *portion,
                       const struct group *group, struct arena *arena, bool *is_there,
                       struct err *err)
{
    *file = (struct kept_file){.file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .path = path};
    *is_there = file->file >= 0;
    if (!*is_there && errno == ENOENT) return RC_OK;
    if (!*is_there) return err_set(err, RC_INPUT, "%s: %s", path, strerror(errno));
    enum rc rc = read_head(file, portion, err);
    if (rc == RC_OK) rc = read_outline(file, group, arena, err);
    if (rc != RC_OK) kept_file_close(file);
    return rc;
}

void kept_file_close(struct kept_file *file)
{
    if (file->file >= 0) (void)close(file->file);
    file->file = -1;
}

static struct code_map map_of(const struct kept_file *file, const struct dictionary *dictionary)
{
    static const int64_t missing[1] = {0};
    for (size_t i = 0; dictionary && i < file->domain_count; i++)
        if (slice_equal(file->domains[i].name, slice_of(dictionary->domain)))
            return file->domains[i].map;
    return (struct code_map){missing, 1};
}

/* One section, which is wanted. */
static enum rc take_one(const struct kept_file *file, const struct kept_section *section,
                        const struct state_axis *axis, uint32_t window, struct state *state,
                        const struct kept_maps *maps, struct err *err)
{
    char *bytes = malloc((size_t)section->byte_count + 1);
    if (!bytes) return err_memory(err, section->byte_count);
    enum rc rc =
        cache_file_read(file->file, file->path, bytes, (size_t)section->byte_count,
                        sizeof file->head + file->head.outline_bytes + section->offset, err);
    if (rc == RC_OK && cache_hash(bytes, (size_t)section->byte_count) != section->hash)
        rc = say_damaged(file, err);
    struct cache_reader reader = {bytes, (size_t)section->byte_count, false};
    if (rc == RC_OK)
        rc = kept_section_take(&reader, section->cell_count, state, axis, window, maps, err);
    free(bytes);
    return rc;
}

enum rc kept_file_take(const struct kept_file *file, const struct kept_family *family,
                       const struct bound_family *bound, struct state *state,
                       const struct portion *portion, const struct measure_context *context,
                       struct arena *arena, struct err *err)
{
    struct code_map *needs = arena_take_array(arena, bound->need_count + 1, sizeof *needs);
    if (!needs) return err_memory(err, bound->need_count * sizeof *needs);
    for (size_t i = 0; i < bound->need_count; i++) needs[i] = map_of(file, bound->needed_names[i]);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < family->section_count; i++) {
        const struct kept_section *section = &family->sections[i];
        if (section->axis >= state->axis_count) return say_damaged(file, err);
        const struct state_axis *axis = &state->axes[section->axis];
        const struct kept_maps maps = {map_of(file, bound->dictionary[axis->axis]), needs};
        int64_t first, last;
        kept_months(portion, axis, context->report_month, &first, &last);
        if (section->month < first || section->month > last) continue;
        rc = take_one(file, section, axis, (uint32_t)(context->report_month - section->month),
                      state, &maps, err);
    }
    return rc;
}
