#include "run/chosen.h"

#include "measure/family.h"

#include <string.h>

enum { FAMILY_LIMIT = 64 };

static enum rc unknown(struct slice name, const char *where, struct err *err)
{
    const char *known[FAMILY_LIMIT];
    struct text asked;
    for (size_t i = 0; i < family_count; i++) known[i] = families[i]->name;
    text_init(&asked, 0);
    text_add(&asked, name.bytes, name.byte_count);
    (void)err_set(err, RC_USAGE, "%s: there is no family \"%s\"", where, asked.bytes);
    const char *nearest = text_nearest(asked.bytes, known, family_count);
    text_release(&asked);
    if (nearest) return err_hint(err, "did you mean %s?", nearest);
    return err_hint(err, "rater metrics lists the families");
}

enum rc chosen_add(uint64_t *chosen, struct slice name, const char *where, struct err *err)
{
    for (size_t i = 0; i < family_count; i++)
        if (slice_equal(name, slice_of(families[i]->name))) {
            *chosen |= UINT64_C(1) << i;
            return RC_OK;
        }
    return unknown(name, where, err);
}

enum rc chosen_read(uint64_t *chosen, const char *names, const char *where, struct err *err)
{
    for (const char *at = names;; at++) {
        const size_t byte_count = strcspn(at, ",");
        const enum rc rc =
            chosen_add(chosen, slice_trim((struct slice){at, byte_count}), where, err);
        at += byte_count;
        if (rc != RC_OK || !*at) return rc;
    }
}

uint64_t chosen_skipped(uint64_t only, uint64_t skip)
{
    const uint64_t all =
        family_count < FAMILY_LIMIT ? (UINT64_C(1) << family_count) - 1 : UINT64_MAX;
    return ((only ? ~only : 0) | skip) & all;
}
