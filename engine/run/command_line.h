/* run/command_line.h: the words after `rater` as a command with its options. Options may stand
 * anywhere; --name=value,
 * --name value, -n value and -nvalue mean the same; `--` ends the options. The commands are
 * commands.def, the options options.def: one line each. */
#ifndef RUN_COMMAND_LINE_H
#define RUN_COMMAND_LINE_H
#include "base/arena.h"
#include "base/err.h"
#include "run/settings.h"

#include <stdbool.h>
#include <stdint.h>

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_COUNT, OPTION_SIZE };

enum option_id {
#define OPTION(id, name, letter, kind, member, argument, help) OPTION_ID_##id,
#include "run/options.def"
#undef OPTION
    OPTION_ID_COUNT
};

struct option {
    const char *name;
    char letter; /* '\0': none */
    enum option_kind kind;
    size_t offset; /* in struct command_line */
    const char *argument, *help;
};
extern const struct option options[OPTION_ID_COUNT];

struct command_line;

struct command {
    const char *name, *group, *arguments;
    size_t argument_least, argument_most;
    unsigned options; /* bit OPTION_ID_x: it is allowed */
    const char *help, *example;
    enum rc (*run)(const struct command_line *line, struct err *err);
};
extern const struct command commands[];
extern const size_t command_count;
/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

struct command_line {
    struct arena arena;
    const struct command *command; /* never NULL after command_line_read */
    const char *const *arguments;  /* what is neither command nor option, in order */
    size_t argument_count;
    const char *output, *config, *month, *language, *cache, *dealer, *only, *skip,
        *previous;                                  /* NULL: not given */
    uint64_t thread_count, chunk_bytes, prune_days; /* 0: not given */
    struct extras extras;
    bool is_quiet, is_json, is_progress_off, is_digest_off, is_profile, shows_ids, is_help,
        is_version;
};

/* RC_USAGE with a hint (the nearest known name, or the command's own form); without any word,
 * `help` with is_help unset. After a failure line->command is NULL or the command whose words were
 * wrong. */
enum rc command_line_read(struct command_line *line, int word_count, char *const *words,
                          struct err *err);
void command_line_release(struct command_line *line);

#define COMMAND(name, group, arguments, least, most, options, help, example)                       \
    enum rc command_##name(const struct command_line *line, struct err *err);
#include "run/commands.def"
#undef COMMAND

#endif
