#include "reports/model/run_id.h"

#include "output/manifest.h"
#include "reports/model/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct tree_field digest_field[] = {{"sha256", TREE_TEXT, 0}};

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* `*whole`: every input has a digest. */
static bool put_inputs(struct text *lines, const cJSON *inputs, struct arena *arena, bool *whole)
{
    const size_t limit = cJSON_IsArray(inputs) ? (size_t)cJSON_GetArraySize(inputs) : 0;
    const char **digests = arena_take_array(arena, limit + 1, sizeof *digests);
    size_t count = 0;
    if (!digests) return false;
    for (const cJSON *item = limit > 0 ? inputs->child : NULL; item; item = item->next) {
        digests[count] = "";
        tree_read(item, digest_field, 1, &digests[count++]);
    }
    qsort(digests, count, sizeof *digests, compare_texts);
    *whole = count == 0 || digests[0][0] != '\0';
    for (size_t i = 0; i < count; i++) {
        text_put(lines, digests[i]);
        text_put(lines, "\n");
    }
    return true;
}

bool model_run_id(const struct model *model, char out[RUN_ID_BYTES])
{
    char digest[SHA256_TEXT_BYTES] = "";
    struct arena arena;
    struct text lines;
    out[0] = '\0';
    if (model->run.id) {
        (void)snprintf(out, RUN_ID_BYTES, "%s", model->run.id);
        return true;
    }
    arena_init(&arena);
    text_init(&lines, 0);
    text_format(&lines, "%s\n%s\n", model->run.period, model->run.config_sha256);
    const cJSON *skipped;
    cJSON_ArrayForEach(skipped, model->run.skipped)
        text_format(&lines, "-%s\n", cJSON_IsString(skipped) ? skipped->valuestring : "");
    bool whole = false;
    const bool done = put_inputs(&lines, model->run.inputs, &arena, &whole) && !lines.failed &&
                      manifest_sha256(lines.bytes, lines.byte_count, digest, NULL) == RC_OK;
    if (done && whole) {
        memcpy(out, digest, RUN_ID_BYTES - 1);
        out[RUN_ID_BYTES - 1] = '\0';
    }
    text_release(&lines);
    arena_release(&arena);
    return done;
}
