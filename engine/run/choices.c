#include "run/choices.h"

#include "measure/wanted.h"
#include "run/read_file.h"

#include <stdlib.h>
#include <string.h>

/* Beside the instruction sets, RATER_ISA knows libcsv: no fast scanner at all. */
static enum rc choose_scanner(struct settings *settings, struct err *err)
{
    struct ingest_options *ingest = &settings->ingest;
    const char *forced = getenv("RATER_ISA");
    ingest->is_libcsv_only = forced && strcmp(forced, "libcsv") == 0;
    settings->measure.isa = ISA_PORTABLE;
    if (ingest->is_libcsv_only) return RC_OK;
    const enum rc rc = isa_choose(forced, &ingest->isa, err);
    settings->measure.isa = ingest->isa;
    return rc;
}

/* RATER_TEAM_ROWS is for tests: how threads count as a team is to be seen with few rows, too. */
static enum rc choose_team(struct settings *settings, struct err *err)
{
    const char *rows = getenv("RATER_TEAM_ROWS");
    char *end = NULL;
    if (!rows) return RC_OK;
    const unsigned long count = strtoul(rows, &end, 10);
    if (end == rows || *end != '\0' || count > UINT32_MAX)
        return err_set(err, RC_USAGE, "RATER_TEAM_ROWS is \"%.40s\", which is no number of rows",
                       rows);
    settings->measure.team_rows = (uint32_t)count;
    return RC_OK;
}

/* NULL: the program's own. */
static enum rc read_source(const char *path, struct text *text, struct lexicon_source *source,
                           struct err *err)
{
    if (!path) return RC_OK;
    enum rc rc = read_file(path, text, err);
    if (rc == RC_INPUT) rc = err->rc = RC_CONFIG; /* a choice that cannot be read is no data */
    *source = (struct lexicon_source){path, {text->bytes, text->byte_count}};
    return rc;
}

static enum rc read_lexicon(struct settings *settings, struct lexicon *lexicon, struct err *err)
{
    struct lexicon_source phrases = {NULL, {NULL, 0}}, topics = {NULL, {NULL, 0}};
    struct text phrases_text, topics_text;
    text_init(&phrases_text, LEXICON_FILE_BYTES);
    text_init(&topics_text, LEXICON_FILE_BYTES);
    enum rc rc = read_source(settings->phrases, &phrases_text, &phrases, err);
    if (rc == RC_OK) rc = read_source(settings->topics, &topics_text, &topics, err);
    if (rc == RC_OK) rc = lexicon_load(lexicon, phrases, topics, err);
    settings->ingest.lexicon = settings->measure.lexicon = lexicon;
    text_release(&phrases_text);
    text_release(&topics_text);
    return rc;
}

static enum rc lay_line(struct settings *settings, const struct schema *schema,
                        const struct command_line *line, struct err *err)
{
    if (line->thread_count > 0) settings->ingest.thread_count = (int)line->thread_count;
    if (line->chunk_bytes > 0) settings->ingest.chunk_bytes = line->chunk_bytes;
    settings->measure.thread_count = settings->ingest.thread_count;
    settings->ingest.cache = line->cache;
    settings->ingest.lets_wait = line->cache != NULL;
    settings->ingest.is_kept = measure_wanted(schema, &settings->arena);
    if (!settings->ingest.is_kept) return err_memory(err, schema->table_count);
    const enum rc rc = choose_scanner(settings, err);
    return rc == RC_OK ? choose_team(settings, err) : rc;
}

enum rc choices_make(struct settings *settings, struct schema *schema, struct lexicon *lexicon,
                     const struct command_line *line, struct err *err)
{
    enum rc rc = schema_load(schema, err);
    if (rc == RC_OK) rc = settings_init(settings, schema, err);
    if (rc == RC_OK && line->config) rc = settings_read(settings, schema, line->config, err);
    if (rc == RC_OK) rc = read_lexicon(settings, lexicon, err);
    return rc == RC_OK ? lay_line(settings, schema, line, err) : rc;
}
