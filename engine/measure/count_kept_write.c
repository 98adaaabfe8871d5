/* Writing (measure/count_kept_file.h). */
#include "base/day.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"
#include "measure/count_kept_file.h"

#include <stddef.h>
#include <string.h>

enum { DOMAIN_LIMIT = 64 };

struct writing {
    const struct kept_plan *plan;
    const struct group *group;
    const struct portion *portion;
    const struct measure_context *context;
    int set;
    struct kept_room room;
    struct text outline, sections;
};

static bool is_kept(const struct writing *writing, size_t family)
{
    return writing->plan->families >> family & 1;
}

/* Each dictionary once. */
static size_t list_domains(const struct writing *writing,
                           const struct dictionary *domains[DOMAIN_LIMIT])
{
    size_t count = 0;
    for (size_t f = 0; f < writing->group->family_count; f++) {
        const struct bound_family *bound = writing->group->families[f];
        if (!is_kept(writing, f)) continue;
        for (size_t i = 0; i < AXIS_COUNT + bound->need_count; i++) {
            const struct dictionary *dictionary =
                i < AXIS_COUNT ? bound->dictionary[i] : bound->needed_names[i - AXIS_COUNT];
            size_t known = 0;
            if (!dictionary || (i >= AXIS_COUNT && !bound->family->recode)) continue;
            while (known < count && domains[known] != dictionary) known++;
            if (known == count && count < DOMAIN_LIMIT) domains[count++] = dictionary;
        }
    }
    return count;
}

static void put_domains(struct writing *writing)
{
    const struct dictionary *domains[DOMAIN_LIMIT];
    const size_t count = list_domains(writing, domains);
    cache_put_number(&writing->outline, count);
    for (size_t i = 0; i < count; i++) {
        cache_put_slice(&writing->outline, slice_of(domains[i]->domain));
        cache_put_number(&writing->outline, domains[i]->code_count - 1);
        for (uint32_t code = 1; code < domains[i]->code_count; code++)
            cache_put_slice(&writing->outline, slice_of(domains[i]->names[code]));
    }
}

static bool put_section(struct writing *writing, struct state *state, size_t axis, uint32_t window,
                        uint64_t *section_count, struct text *listed)
{
    uint64_t cell_count;
    const size_t offset = writing->sections.byte_count;
    if (!kept_section_put(&writing->sections, state, &state->axes[axis], window, &cell_count,
                          &writing->room))
        return false;
    const size_t byte_count = writing->sections.byte_count - offset;
    if (cell_count == 0) return true;
    cache_put_number(listed, axis);
    cache_put_number(listed,
                     (uint64_t)((int64_t)kept_month(writing->context, window) + KEPT_MONTH_BIAS));
    cache_put_number(listed, cell_count);
    cache_put_number(listed, offset);
    cache_put_number(listed, byte_count);
    cache_put_number(listed, cache_hash(writing->sections.bytes + offset, byte_count));
    ++*section_count;
    return true;
}

static bool put_family(struct writing *writing, size_t family)
{
    const struct group *group = writing->group;
    struct state *state = group_state(group, writing->set, family);
    struct cache_sha ground;
    struct text listed;
    uint64_t section_count = 0;
    bool is_done =
        kept_ground(&ground, writing->plan, group, writing->portion, family, writing->context);
    text_init(&listed, 0);
    for (size_t a = 0; is_done && a < state->axis_count; a++) {
        const struct state_axis *axis = &state->axes[a];
        for (uint32_t w = 0; is_done && axis->key_count > 0 && w < axis->month_count; w++)
            is_done = put_section(writing, state, a, w, &section_count, &listed);
    }
    cache_put_slice(&writing->outline, slice_of(state->family->name));
    text_add(&writing->outline, (const char *)ground.bytes, sizeof ground.bytes);
    cache_put_number(&writing->outline, section_count);
    text_add(&writing->outline, listed.bytes, listed.byte_count);
    is_done = is_done && !listed.failed && !writing->outline.failed;
    text_release(&listed);
    return is_done;
}

static bool put_families(struct writing *writing)
{
    bool is_done = true;
    cache_put_number(&writing->outline, (uint64_t)__builtin_popcountll(writing->plan->families));
    for (size_t f = 0; is_done && f < writing->group->family_count; f++)
        if (is_kept(writing, f)) is_done = put_family(writing, f);
    return is_done;
}

static enum rc write_parts(const struct writing *writing, int made, const char *path,
                           struct err *err)
{
    const struct text *outline = &writing->outline, *sections = &writing->sections;
    struct kept_head head = {.key = *writing->portion->file->cache_key,
                             .first_row = writing->portion->first_row,
                             .row_count = writing->portion->row_count,
                             .report_month = writing->context->report_month,
                             .outline_bytes = outline->byte_count,
                             .outline_hash = cache_hash(outline->bytes, outline->byte_count),
                             .section_bytes = sections->byte_count};
    memcpy(head.magic, KEPT_MAGIC, KEPT_MAGIC_BYTES);
    head.head_hash = cache_hash(&head, offsetof(struct kept_head, head_hash));
    enum rc rc = cache_file_write(made, path, &head, sizeof head, 0, err);
    if (rc == RC_OK)
        rc = cache_file_write(made, path, outline->bytes, outline->byte_count, sizeof head, err);
    if (rc == RC_OK)
        rc = cache_file_write(made, path, sections->bytes, sections->byte_count,
                              sizeof head + outline->byte_count, err);
    return rc;
}

enum rc kept_file_write(const char *path, const struct kept_plan *plan, const struct group *group,
                        const struct portion *portion, int set,
                        const struct measure_context *context, uint64_t *byte_count,
                        struct err *err)
{
    struct writing writing = {.plan = plan,
                              .group = group,
                              .portion = portion,
                              .context = context,
                              .set = set,
                              .room = {.entries = NULL}};
    text_init(&writing.outline, 0);
    text_init(&writing.sections, 0);
    put_domains(&writing);
    enum rc rc = put_families(&writing) ? RC_OK : err_memory(err, writing.sections.byte_count);
    if (rc == RC_OK) {
        struct text name;
        const int made = cache_file_make(path, &name, err);
        rc = made < 0 ? RC_OUTPUT : write_parts(&writing, made, path, err);
        rc = cache_file_finish(made, &name, path, rc, err);
        text_release(&name);
    }
    *byte_count =
        sizeof(struct kept_head) + writing.outline.byte_count + writing.sections.byte_count;
    kept_room_release(&writing.room);
    text_release(&writing.outline);
    text_release(&writing.sections);
    return rc;
}
