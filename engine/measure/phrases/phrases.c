/* Phrases in the notes of calls, by agent. */
#include "measure/phrases/phrases.h"

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    return phrases_table(measured, result, "phrases.calls", err);
}

const struct family family_phrases = {
    .name = "phrases",
    .title = {"服务忌语（电话记录）", "Phrases to avoid, in call notes"},
    .question = {"电话中有没有说不该说的话？谁说得多？",
                 "Are phrases used that nobody should use, and by whom?"},
    .version = 1,
    .table = "calls",
    .clock = "called_at",
    .needs = (const struct need[]){{"note", COLUMN_TEXT, true}, {0}},
    .axes = (const enum axis[]){AXIS_AGENT, AXIS_END},
    .fields = (const struct field[]){PHRASES_FIELDS, {0}},
    .cell_bytes = sizeof(struct phrases_cell),
    .tally_count = PHRASES_TALLY_COUNT,
    .metrics = phrases_metrics,
    .update = phrases_update,
    .recode = phrases_recode,
    .extend = extend,
};
