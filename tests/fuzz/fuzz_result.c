/* layer: reports */
/* A sound result.json of which some numbers are others: each three bytes of the input say which
 * number, and what stands there instead. Whatever it is, the month's page, the findings and the
 * tables are drawn or the result is refused with a sentence; never a fault, and never a place on a
 * drawing that is no number. */
#include "reports/findings/findings.h"
#include "reports/page/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count);

static const char path[] = "tests/golden/sample/result.json";
static const char *const others[] = {
    "null", "1.7e308", "-1.7e308",     "0",  "-0", "5e-324", "9007199254740993",
    "-1",   "1e999",   "\"\\u0000<\"", "[]", "{}", "true",   "0.5"};
enum { OTHER_COUNT = sizeof others / sizeof *others, CHANGE_BYTES = 3 };

static struct text sound;
static size_t *numbers; /* where the numbers of `sound` begin */
static size_t number_count;

static void require(bool holds, const char *law)
{
    if (holds) return;
    fprintf(stderr, "law broken: %s\n", law);
    abort();
}

static bool is_numeric(char byte)
{
    return byte != '\0' && strchr("0123456789+-.eE", byte) != NULL;
}

static void find_numbers(void)
{
    bool is_text = false;
    numbers = calloc(sound.byte_count, sizeof *numbers);
    require(numbers != NULL, "memory");
    for (size_t i = 1; i < sound.byte_count; i++) {
        const char byte = sound.bytes[i], before = sound.bytes[i - 1];
        if (byte == '"' && before != '\\') is_text = !is_text;
        if (!is_text && strchr(":,[ ", before) && strchr("-0123456789", byte))
            numbers[number_count++] = i;
    }
    require(number_count > 0, "the golden result has numbers");
}

static void clean_up(void)
{
    text_release(&sound);
    free(numbers);
}

static void read_sound(void)
{
    char block[4096];
    text_init(&sound, 0);
    FILE *file = fopen(path, "rb");
    require(file != NULL, "run from the project's folder, where tests/golden is");
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;) text_add(&sound, block, got);
    require(fclose(file) == 0 && !sound.failed, "the golden result can be read");
    find_numbers();
    (void)atexit(clean_up);
}

/* The changed places ascend, so that the text is put together in one walk. */
static void change(struct text *out, const uint8_t *input, size_t byte_count)
{
    size_t next = 0, from = 0;
    for (size_t i = 0; i + CHANGE_BYTES <= byte_count; i += CHANGE_BYTES) {
        next += (size_t)input[i] * 256 + input[i + 1];
        if (next >= number_count) break;
        text_add(out, sound.bytes + from, numbers[next] - from);
        text_put(out, others[input[i + 2] % OTHER_COUNT]);
        from = numbers[next++];
        while (is_numeric(sound.bytes[from])) from++;
    }
    text_add(out, sound.bytes + from, sound.byte_count - from);
}

static void draw(const struct model *model, enum language language)
{
    struct text page;
    struct err err = ERR_INIT;
    text_init(&page, 0);
    require(report_write(model, language, NULL, &page, &err) == RC_OK, "a page is drawn");
    require(!strstr(page.bytes, "=\"nan") && !strstr(page.bytes, "=\"-nan") &&
                !strstr(page.bytes, "=\"inf"),
            "places are numbers");
    text_clear(&page);
    findings_write_text(model, language, 7, &page);
    text_release(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    struct text changed;
    struct model model;
    struct err err = ERR_INIT;
    if (!sound.bytes) read_sound();
    text_init(&changed, 0);
    change(&changed, input, byte_count);
    const enum rc rc = model_init(&model, path, &changed, MODEL_WHOLE, &err);
    require(rc == RC_OK || err.message[0] != '\0', "a refusal says why");
    if (rc == RC_OK) draw(&model, byte_count % 2 == 0 ? LANGUAGE_ZH : LANGUAGE_EN);
    model_release(&model);
    text_release(&changed);
    return 0;
}
