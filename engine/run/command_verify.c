/* rater verify: published numbers worked out by the engine's own statistics, the error of each, and
 * the line that sums them up. */
#include "measure/verify/certificate.h"
#include "output/json.h"
#include "run/command_line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All that has been checked so far. */
struct tally_of_checks {
    struct certificate certificate;
    bool is_quiet;
    struct json *json; /* NULL: as text */
    cJSON *list;
};

static void show_text(const struct verify_case *checked, const struct verify_value *value,
                      const struct verify_outcome *outcome)
{
    (void)printf("  %5.2f  %-32s %.12g", outcome->digits, value->name, outcome->computed);
    if (value->printed) (void)printf(" (%s)", value->printed);
    if (!outcome->is_met)
        (void)printf("  WRONG: %.15g expected, to %g digits", value->expected, checked->digits);
    (void)printf("\n");
}

static void show_json(const struct tally_of_checks *checks, const struct verify_case *checked,
                      const struct verify_value *value, const struct verify_outcome *outcome)
{
    struct json *json = checks->json;
    cJSON *object = json_object(json, checks->list, NULL);
    json_text(json, object, "case", checked->name);
    json_text(json, object, "value", value->name);
    json_text(json, object, "source", checked->source);
    json_number(json, object, "expected", value->expected);
    json_number(json, object, "computed", outcome->computed);
    json_number(json, object, "digits", outcome->digits);
    json_number(json, object, "digits_needed", checked->digits);
    json_bool(json, object, "met", outcome->is_met);
}

static enum rc check_case(struct tally_of_checks *checks, const struct verify_case *checked,
                          struct err *err)
{
    struct verify_outcome *outcomes = calloc(checked->value_count + 1, sizeof *outcomes);
    if (!outcomes) return err_memory(err, checked->value_count * sizeof *outcomes);
    struct err failure = ERR_INIT;
    const enum rc rc = verify_case_run(checked, outcomes, &failure);
    if (rc == RC_NUMERIC) (void)fprintf(stderr, "%s: %s\n", checked->name, failure.message);
    if (!checks->json && !checks->is_quiet)
        (void)printf("%s: %s\n", checked->name, checked->source);
    for (size_t i = 0; i < checked->value_count; i++) {
        const struct verify_outcome *outcome = &outcomes[i];
        if (checks->json)
            show_json(checks, checked, &checked->values[i], outcome);
        else if (!checks->is_quiet || !outcome->is_met)
            show_text(checked, &checked->values[i], outcome);
    }
    certificate_add(&checks->certificate, checked, outcomes);
    free(outcomes);
    return rc == RC_MEMORY ? err_set(err, rc, "%s", failure.message) : RC_OK;
}

static enum rc check_topics(struct tally_of_checks *checks, const char *topic, struct err *err)
{
    bool is_known = false;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < verify_topic_count; i++) {
        if (topic && strcmp(topic, verify_topics[i]->name) != 0) continue;
        is_known = true;
        for (size_t k = 0; rc == RC_OK && k < verify_topics[i]->case_count; k++)
            rc = check_case(checks, &verify_topics[i]->cases[k], err);
    }
    if (is_known) return rc;
    struct text names;
    text_init(&names, 0);
    for (size_t i = 0; i < verify_topic_count; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", verify_topics[i]->name);
    rc = err_set(err, RC_USAGE, "there is no topic \"%s\"", topic);
    err_hint(err, "topics: %s", names.bytes);
    text_release(&names);
    return rc;
}

static enum rc close_text(const struct tally_of_checks *checks, struct err *err)
{
    struct text line;
    text_init(&line, 0);
    certificate_write(&checks->certificate, &line);
    (void)puts(line.bytes);
    const enum rc rc = line.failed ? err_memory(err, line.byte_count) : RC_OK;
    text_release(&line);
    return rc;
}

static enum rc close_json(struct tally_of_checks *checks, cJSON *root, struct err *err)
{
    json_count(checks->json, root, "checks", checks->certificate.check_count);
    json_count(checks->json, root, "unmet", checks->certificate.unmet_count);
    json_number(checks->json, root, "least_digits", checks->certificate.least_digits);
    if (checks->json->failed) return err_memory(err, sizeof(cJSON));
    struct text text;
    text_init(&text, 0);
    const enum rc rc = json_print(root, &text, err);
    if (rc == RC_OK) (void)fputs(text.bytes, stdout);
    text_release(&text);
    return rc;
}

enum rc command_verify(const struct command_line *line, struct err *err)
{
    struct json json = {.failed = false};
    cJSON *root = line->is_json ? json_root(&json) : NULL;
    struct tally_of_checks checks = {.certificate = CERTIFICATE_INIT,
                                     .is_quiet = line->is_quiet,
                                     .json = line->is_json ? &json : NULL,
                                     .list = root ? json_array(&json, root, "values") : NULL};
    const char *topic = line->argument_count > 0 ? line->arguments[0] : NULL;
    enum rc rc = check_topics(&checks, topic, err);
    if (rc == RC_OK && line->is_json) rc = close_json(&checks, root, err);
    if (rc == RC_OK && !line->is_json) rc = close_text(&checks, err);
    cJSON_Delete(root);
    const size_t unmet_count = checks.certificate.unmet_count;
    if (rc == RC_OK && unmet_count > 0)
        return err_set(err, RC_NUMERIC, "%zu of %zu published numbers do not come out", unmet_count,
                       checks.certificate.check_count);
    return rc;
}
