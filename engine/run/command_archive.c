/* rater archive: the history of one dealer or one unit, from the data or from the month cache. */
#include "ingest/later.h"
#include "output/publish.h"
#include "reports/dealers/dealer_names.h"
#include "run/archive.h"
#include "run/choices.h"
#include "run/pages.h"
#include "run/plan.h"

struct archiving {
    const struct command_line *line;
    enum archive_kind kind;
    int language;
    struct schema schema;
    struct settings settings;
    struct lexicon lexicon;
    struct ingested ingested;
    struct archive archive;
};

static enum rc read_kind(struct archiving *archiving, struct err *err)
{
    const char *asked = archiving->line->arguments[0];
    for (int kind = 0; kind < ARCHIVE_KIND_COUNT; kind++)
        if (strcmp(asked, archive_kind_names[kind]) == 0) {
            archiving->kind = (enum archive_kind)kind;
            return RC_OK;
        }
    (void)err_set(err, RC_USAGE, "an archive is of a dealer or a unit, not of \"%s\"", asked);
    const char *nearest = text_nearest(asked, archive_kind_names, ARCHIVE_KIND_COUNT);
    return nearest ? err_hint(err, "did you mean %s?", nearest) : RC_USAGE;
}

static enum rc read_language(struct archiving *archiving, struct err *err)
{
    const char *asked = archiving->line->language;
    const int language = asked ? pages_parse(asked) : PAGES_ZH;
    if (language != PAGES_ZH && language != PAGES_EN)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh or en", asked);
    archiving->language = language == PAGES_EN ? 1 : 0;
    return RC_OK;
}

static bool ends_in(const char *text, const char *end)
{
    const size_t text_bytes = strlen(text), end_bytes = strlen(end);
    return text_bytes > end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

static enum rc check_output(const struct archiving *archiving, struct err *err)
{
    const struct command_line *line = archiving->line;
    const bool to_stdout = line->output && strcmp(line->output, "-") == 0;
    if (to_stdout && line->is_json)
        return err_set(err, RC_USAGE, "-o - and --json both want standard output");
    if (line->cache) {
        const enum rc rc =
            plan_check_cache(line->cache, line->arguments + 2, line->argument_count - 2, err);
        if (rc != RC_OK) return rc;
    }
    if (!line->output || to_stdout || ends_in(line->output, ".html")) return RC_OK;
    return publication_check(line->output, err);
}

static enum rc read_data(struct archiving *archiving, struct err *err)
{
    const struct command_line *line = archiving->line;
    struct ingest_options *ingest = &archiving->settings.ingest;
    ingest->is_digest_off = line->cache == NULL;
    const enum rc rc = ingest_run(&archiving->ingested, &archiving->schema, ingest,
                                  line->arguments + 2, line->argument_count - 2, NULL, err);
    if (rc != RC_OK) return rc;
    if (archiving->ingested.cache_notes && !line->is_quiet)
        (void)fputs(archiving->ingested.cache_notes, stderr);
    return plan_check_input(&archiving->schema, &archiving->ingested, err);
}

static enum rc look_up(struct archiving *archiving, struct err *err)
{
    const struct command_line *line = archiving->line;
    enum rc rc = read_data(archiving, err);
    return rc == RC_OK
               ? archive_make(&archiving->archive, archiving->kind, line->arguments[1],
                              &archiving->schema, &archiving->ingested, line->shows_ids, err)
               : rc;
}

/* What waited in the cache was damaged: all is read again, and nothing waits. */
static enum rc look_up_again(struct archiving *archiving, struct err *err)
{
    archive_release(&archiving->archive);
    ingested_release(&archiving->ingested);
    archiving->archive = (struct archive){.id = NULL};
    *err = (struct err)ERR_INIT;
    archiving->settings.ingest.lets_wait = false;
    return look_up(archiving, err);
}

/* "unit-T103-2024050017.html" */
static enum rc publish_in_folder(const struct archiving *archiving, const struct text *page,
                                 struct err *err)
{
    struct publication publication = {.entry_count = 0};
    struct dealer_names names = {.names = NULL};
    struct text name;
    text_init(&name, 0);
    enum rc rc = dealer_names_init(&names, &archiving->archive.id, 1, err);
    if (rc == RC_OK) {
        text_format(&name, "%s-%s.html", archive_kind_names[archiving->kind], names.names[0]);
        rc = name.failed ? err_memory(err, name.byte_count)
                         : publication_init(&publication, archiving->line->output, err);
    }
    if (rc == RC_OK)
        rc = publication_add(&publication, name.bytes,
                             (struct slice){page->bytes, page->byte_count}, err);
    if (rc == RC_OK) rc = publication_finish(&publication, (const char *const[]){NULL}, err);
    publication_release(&publication);
    dealer_names_release(&names);
    text_release(&name);
    return rc;
}

static enum rc write_text(const struct text *text, struct err *err)
{
    if (fwrite(text->bytes, 1, text->byte_count, stdout) == text->byte_count) return RC_OK;
    return err_set(err, RC_OUTPUT, "standard output cannot be written");
}

static enum rc write_page(const struct archiving *archiving, struct err *err)
{
    const char *output = archiving->line->output;
    struct text page;
    text_init(&page, 0);
    enum rc rc = archive_page(&archiving->archive, archiving->language, &page, err);
    if (rc == RC_OK && strcmp(output, "-") == 0)
        rc = write_text(&page, err);
    else if (rc == RC_OK && ends_in(output, ".html"))
        rc = publish_file(output, page.bytes, page.byte_count, err);
    else if (rc == RC_OK)
        rc = publish_in_folder(archiving, &page, err);
    text_release(&page);
    return rc;
}

static enum rc write_json(const struct archiving *archiving, struct err *err)
{
    struct text json;
    text_init(&json, 0);
    enum rc rc = archive_json(&archiving->archive, &json, err);
    if (rc == RC_OK) rc = write_text(&json, err);
    text_release(&json);
    return rc;
}

enum rc command_archive(const struct command_line *line, struct err *err)
{
    struct archiving archiving = {.line = line};
    enum rc rc = read_kind(&archiving, err);
    if (rc == RC_OK) rc = read_language(&archiving, err);
    if (rc == RC_OK) rc = check_output(&archiving, err);
    if (rc == RC_OK)
        rc = choices_make(&archiving.settings, &archiving.schema, &archiving.lexicon, line, err);
    if (rc == RC_OK) rc = look_up(&archiving, err);
    if (rc == RC_INPUT && later_is_broken(archiving.ingested.later))
        rc = look_up_again(&archiving, err);
    if (rc == RC_OK && line->output) rc = write_page(&archiving, err);
    if (rc == RC_OK && line->is_json) rc = write_json(&archiving, err);
    if (rc == RC_OK && !line->output && !line->is_json)
        archive_lines(&archiving.archive, archiving.language, stdout);
    archive_release(&archiving.archive);
    ingested_release(&archiving.ingested);
    settings_release(&archiving.settings);
    lexicon_release(&archiving.lexicon);
    schema_release(&archiving.schema);
    return rc;
}
