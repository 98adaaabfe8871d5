/* rater metrics: every metric of every family, for reading or as JSON. */
#include "measure/family.h"
#include "output/json.h"
#include "run/command_line.h"
#include "run/metric_list.h"
#include "run/settings.h"

#include <stdio.h>

static const char *const better_names[] = {
    [BETTER_NONE] = "none", [BETTER_HIGHER] = "higher", [BETTER_LOWER] = "lower"};

static void metric_json(struct json *json, cJSON *list, const struct metric *metric,
                        const struct family *family)
{
    cJSON *object = json_object(json, list, NULL);
    json_text(json, object, "id", metric->id);
    json_text(json, object, "family", family->name);
    json_text(json, object, "unit", unit_names[metric->unit]);
    json_text(json, object, "better", better_names[metric->better]);
    json_text(json, object, "title_zh", metric->title[0]);
    json_text(json, object, "title_en", metric->title[1]);
}

static enum rc print_json(struct err *err)
{
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    cJSON *list = json_array(&json, root, "metrics");
    for (size_t i = 0; i < family_count; i++)
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++)
            metric_json(&json, list, metric, families[i]);
    struct text text;
    text_init(&text, 0);
    enum rc rc = json.failed ? err_memory(err, sizeof(cJSON)) : json_print(root, &text, err);
    if (rc == RC_OK) (void)fputs(text.bytes, stdout);
    text_release(&text);
    cJSON_Delete(root);
    return rc;
}

enum rc command_metrics(const struct command_line *line, struct err *err)
{
    const int language = line->language ? pages_parse(line->language) : PAGES_ZH;
    if (language != PAGES_ZH && language != PAGES_EN)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh or en", line->language);
    if (line->is_json) return print_json(err);
    for (size_t i = 0; i < family_count; i++) {
        (void)printf("%s%s: %s\n", i > 0 ? "\n" : "", families[i]->name,
                     families[i]->question[language]);
        metric_list_print(families[i], language);
    }
    return RC_OK;
}
