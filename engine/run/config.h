/* run/config.h: the configuration as a table of keys. Reading, checking, printing and the defaults
 * all come from it. For the config_*.c files and the `config` command. */
#ifndef RUN_CONFIG_H
#define RUN_CONFIG_H
#include "run/settings.h"

#include <cjson/cJSON.h>

enum { CONFIG_PATH_BYTES = 256, CONFIG_FILE_BYTES = 1 << 20 };

/* One file being read. */
struct reading {
    const char *file; /* for messages */
    const struct schema *schema;
    struct settings *settings;
    struct err *err;
};

struct config_key {
    const char *path; /* "scale.minimum" */
    /* Check `value`, which stands at `path`, and keep it at `offset` of the settings. */
    enum rc (*read)(const struct reading *reading, const struct config_key *key, const cJSON *value,
                    const char *path);
    size_t offset;
    double minimum, maximum; /* of numbers, inclusive */
    const char *fallback;    /* the default as JSON; "null": none */
    const char *help[2];     /* zh, en: one line */
};

extern const struct config_key config_keys[];
extern const size_t config_key_count;

/* RC_CONFIG: "FILE: PATH is VALUE, but must be RULE". */
enum rc config_wrong(const struct reading *reading, const char *path, const cJSON *value,
                     const char *rule, ...) __attribute__((format(printf, 4, 5)));
/* RC_CONFIG: "FILE: PATH is not known", and as hint the nearest of `known`. */
enum rc config_unknown(const struct reading *reading, const char *path, const char *name,
                       const char *const *known, size_t known_count);
/* `prefix.name`, cut at CONFIG_PATH_BYTES; `name` alone when prefix is "". */
void config_join(char path[CONFIG_PATH_BYTES], const char *prefix, const char *name);

/* A copy of the text, or of the list (a text stands for a list of one), in the settings' arena. */
enum rc config_text(const struct reading *reading, const cJSON *value, const char *path,
                    const char **text);
enum rc config_texts(const struct reading *reading, const cJSON *value, const char *path,
                     const char *const **texts, size_t *text_count);

/* JSON with comments (// to the end of the line) to a tree; the caller deletes it. RC_CONFIG with
 * line, column and caret; also for a key that stands twice in one object. The comments in `text`
 * are overwritten with blanks. */
enum rc config_parse(const char *file, char *text, size_t byte_count, cJSON **tree,
                     struct err *err);

/* Read every known key of the tree. */
enum rc config_apply(const struct reading *reading, const cJSON *tree);

/* Readers that need a file of their own. */
enum rc config_read_benchmarks(const struct reading *reading, const struct config_key *key,
                               const cJSON *value, const char *path);
enum rc config_read_targets(const struct reading *reading, const struct config_key *key,
                            const cJSON *value, const char *path);
enum rc config_read_hours(const struct reading *reading, const struct config_key *key,
                          const cJSON *value, const char *path);
enum rc config_read_weekdays(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path);
enum rc config_read_holidays(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path);
enum rc config_read_workdays(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path);
/* The holidays and workdays that the program brings along (datasets/calendar). */
enum rc config_calendar_defaults(const struct reading *reading);
enum rc config_read_tables(const struct reading *reading, const struct config_key *key,
                           const cJSON *value, const char *path);

#endif
