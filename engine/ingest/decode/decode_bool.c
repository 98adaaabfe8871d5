#include "ingest/decode/decode_narrow.h"

#include <string.h>

enum { WORD_BYTES = 6 };

struct answer {
    char word[WORD_BYTES]; /* in symbols, small letters */
    bool value;
};

static const struct answer answers[] = {
    {"1", true},
    {"0", false},
    {"yes", true},
    {"no", false},
    {"y", true},
    {"n", false},
    {"true", true},
    {"false", false},
    {{(char)NARROW_YES}, true},
    {{(char)NARROW_NO}, false},
};
enum { ANSWER_COUNT = sizeof answers / sizeof answers[0] };

enum decode_status decode_bool(const struct decode_options *options, struct slice field,
                               bool *value)
{
    struct narrow_buffer buffer;
    struct narrow run;
    const enum decode_status status = narrow_read(options->encoding, field, &buffer, &run);
    if (status != DECODE_OK) return status;
    const size_t symbol_count = (size_t)(run.end - run.at);
    if (symbol_count >= WORD_BYTES) return DECODE_NOT_A_BOOL;
    char word[WORD_BYTES] = "";
    for (size_t i = 0; i < symbol_count; i++) {
        const unsigned char symbol = run.at[i];
        word[i] = (char)(symbol >= 'A' && symbol <= 'Z' ? symbol + ('a' - 'A') : symbol);
    }
    for (size_t i = 0; i < ANSWER_COUNT; i++) {
        if (memcmp(word, answers[i].word, WORD_BYTES) != 0) continue;
        *value = answers[i].value;
        return DECODE_OK;
    }
    return DECODE_NOT_A_BOOL;
}
