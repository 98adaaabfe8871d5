/* run/settings.h: everything the user may choose, in the form in which the layers take it. A
 * configuration file (FORMATS.md section 2) becomes a struct settings here; the command line is
 * laid over it by the command. */
#ifndef RUN_SETTINGS_H
#define RUN_SETTINGS_H
#include "ingest/options.h"
#include "measure/context.h"
#include "output/manifest.h"

#include <stdbool.h>

enum pages_language { PAGES_ZH, PAGES_EN, PAGES_BOTH, PAGES_COUNT };
extern const char *const pages_names[PAGES_COUNT]; /* "zh", "en", "both" */

/* Files beside the pages that are made when asked for (run/extras.h). */
struct extras {
    bool tables, xlsx, sqlite, dealers;
};

/* Chosen from the data: the last complete month. */
#define MONTH_FROM_DATA INT32_MIN

struct settings {
    struct arena arena; /* owns every text and list below */
    struct ingest_options ingest;
    struct measure_options measure;
    const char *title; /* "" when none is configured */
    int32_t pages;     /* enum pages_language */
    int32_t month;     /* or MONTH_FROM_DATA */
    struct extras extras;
    const char *phrases, *topics; /* files of the lexicon; NULL: what the program has inside */
    uint64_t only, skip;          /* families (run/chosen.h); only 0: all */
    double reject_share_limit;    /* of the rows of a table; 1: no limit */
    char config_sha256[SHA256_TEXT_BYTES];
};

/* The defaults of the table in run/config_keys.c. `schema` must outlive the settings. RC_MEMORY. */
enum rc settings_init(struct settings *settings, const struct schema *schema, struct err *err);
void settings_release(struct settings *settings);

/* Lay the file at `path` over the settings. RC_CONFIG with the file, the place (line and column, or
 * the key's path), the value and the rule; also when it cannot be read. After a failure the
 * settings are only to be released. */
enum rc settings_read(struct settings *settings, const struct schema *schema, const char *path,
                      struct err *err);

/* The name's index in pages_names, or -1. */
int pages_parse(const char *name);

#endif
