#include "run/command_line.h"

#include "base/text.h"

#include <string.h>

enum { NAME_LIMIT = 64, THREAD_LIMIT = 1024 };

/* The words still to be read. */
struct words {
    char *const *at, *const *end;
    const char **arguments; /* room for all words */
    size_t argument_count;
};

static enum rc unknown_command(const char *name, struct err *err)
{
    const char *known[NAME_LIMIT];
    size_t known_count = 0;
    for (; known_count < command_count && known_count < NAME_LIMIT; known_count++)
        known[known_count] = commands[known_count].name;
    const char *nearest = text_nearest(name, known, known_count);
    (void)err_set(err, RC_USAGE, "there is no command \"%s\"", name);
    if (nearest) return err_hint(err, "did you mean rater %s?", nearest);
    return err_hint(err, "rater help lists the commands");
}

static enum rc unknown_option(const struct command *command, const char *word, struct err *err)
{
    const char *known[OPTION_ID_COUNT];
    size_t known_count = 0;
    for (int i = 0; i < OPTION_ID_COUNT; i++)
        if (command->options & 1U << i) known[known_count++] = options[i].name;
    char name[NAME_LIMIT];
    const size_t byte_count = strcspn(word, "=");
    (void)snprintf(name, sizeof name, "%.*s", (int)byte_count, word);
    const char *bare = name + strspn(name, "-");
    const char *nearest = strlen(bare) > 1 ? text_nearest(bare, known, known_count) : NULL;
    if (command == command_find("help")) {
        (void)err_set(err, RC_USAGE, "rater has no option %s before a command", name);
        return err_hint(err, "rater help lists the commands");
    }
    (void)err_set(err, RC_USAGE, "rater %s has no option %s", command->name, name);
    if (nearest) return err_hint(err, "did you mean --%s?", nearest);
    return err_hint(err, "rater %s --help lists the options", command->name);
}

/* Digits, and for sizes a K, M or G behind them. */
static bool parse_number(const char *text, bool is_size, uint64_t *number)
{
    static const struct {
        const char *ending;
        unsigned shift;
    } endings[] = {{"", 0}, {"K", 10}, {"k", 10}, {"M", 20}, {"m", 20}, {"G", 30}, {"g", 30}};
    const size_t digit_count = strspn(text, "0123456789");
    if (digit_count == 0 || digit_count > 9) return false;
    uint64_t value = 0;
    for (size_t i = 0; i < digit_count; i++) value = value * 10 + (uint64_t)(text[i] - '0');
    for (size_t i = 0; i < (is_size ? sizeof endings / sizeof endings[0] : 1); i++) {
        if (strcmp(text + digit_count, endings[i].ending) != 0) continue;
        *number = value << endings[i].shift;
        return true;
    }
    return false;
}

static enum rc set_option(struct command_line *line, const struct option *option, const char *value,
                          struct err *err)
{
    char *const target = (char *)line + option->offset;
    uint64_t number = 0;
    if (option->kind == OPTION_FLAG) memcpy(target, &(bool){true}, sizeof(bool));
    if (option->kind == OPTION_TEXT) memcpy(target, &value, sizeof value);
    if (option->kind != OPTION_COUNT && option->kind != OPTION_SIZE) return RC_OK;
    const bool is_size = option->kind == OPTION_SIZE;
    if (!parse_number(value, is_size, &number) || number < 1 || (!is_size && number > THREAD_LIMIT))
        return err_set(err, RC_USAGE, "--%s is \"%s\", but must be a whole number from 1%s",
                       option->name, value, is_size ? ", such as 4096 or 1M" : " to 1024");
    memcpy(target, &number, sizeof number);
    return RC_OK;
}

static const struct option *find_option(const struct command *command, const char *word,
                                        const char **glued)
{
    for (int i = 0; i < OPTION_ID_COUNT; i++) {
        const struct option *option = &options[i];
        if (!(command->options & 1U << i)) continue;
        const size_t byte_count = strlen(option->name);
        const bool is_long = word[1] == '-';
        if (is_long && strncmp(word + 2, option->name, byte_count) == 0 &&
            (word[2 + byte_count] == '\0' || word[2 + byte_count] == '=')) {
            *glued = word[2 + byte_count] == '=' ? word + 3 + byte_count : NULL;
            return option;
        }
        if (!is_long && option->letter != '\0' && word[1] == option->letter) {
            *glued = word[2] != '\0' ? word + 2 : NULL;
            return option;
        }
    }
    return NULL;
}

static enum rc read_option(struct command_line *line, struct words *words, const char *word,
                           struct err *err)
{
    const char *value = NULL;
    const struct option *option = find_option(line->command, word, &value);
    if (!option) return unknown_option(line->command, word, err);
    if (option->kind == OPTION_FLAG && value)
        return err_set(err, RC_USAGE, "--%s takes no value, but was given \"%s\"", option->name,
                       value);
    if (option->kind != OPTION_FLAG && !value) {
        if (words->at == words->end)
            return err_set(err, RC_USAGE, "--%s needs a value: --%s %s", option->name, option->name,
                           option->argument);
        value = *words->at++;
    }
    return set_option(line, option, value, err);
}

static enum rc read_words(struct command_line *line, struct words *words, struct err *err)
{
    bool are_options_over = false;
    enum rc rc = RC_OK;
    while (words->at < words->end && rc == RC_OK) {
        const char *word = *words->at++;
        if (are_options_over || word[0] != '-' || word[1] == '\0')
            words->arguments[words->argument_count++] = word;
        else if (strcmp(word, "--") == 0)
            are_options_over = true;
        else
            rc = read_option(line, words, word, err);
    }
    line->arguments = words->arguments;
    line->argument_count = words->argument_count;
    return rc;
}

static enum rc check_arguments(const struct command_line *line, struct err *err)
{
    const struct command *command = line->command;
    if (line->is_help || line->is_version) return RC_OK;
    if (line->argument_count < command->argument_least)
        (void)err_set(err, RC_USAGE, "rater %s needs %s", command->name, command->arguments);
    else if (line->argument_count > command->argument_most)
        (void)err_set(err, RC_USAGE, "rater %s takes no \"%s\"", command->name,
                      line->arguments[command->argument_most]);
    else
        return RC_OK;
    return err_hint(err, "for example: %s", command->example);
}

/* The command is the first word. `rater --help` and `rater --version` are read as options of
 * `help`. */
static enum rc find_command(struct command_line *line, struct words *words, struct err *err)
{
    line->command = command_find("help");
    if (words->at == words->end) return RC_OK;
    const char *first = *words->at;
    if (first[0] == '-') return RC_OK;
    line->command = command_find(first);
    words->at++;
    return line->command ? RC_OK : unknown_command(first, err);
}

enum rc command_line_read(struct command_line *line, int word_count, char *const *words,
                          struct err *err)
{
    *line = (struct command_line){.command = NULL};
    arena_init(&line->arena);
    struct words reading = {.at = words + (word_count > 0), .end = words + word_count};
    const size_t room = (size_t)word_count + 1;
    reading.arguments = arena_take_array(&line->arena, room, sizeof *reading.arguments);
    if (!reading.arguments) return err_memory(err, room * sizeof *reading.arguments);
    enum rc rc = find_command(line, &reading, err);
    if (rc == RC_OK) rc = read_words(line, &reading, err);
    if (rc == RC_OK) rc = check_arguments(line, err);
    return rc;
}

void command_line_release(struct command_line *line)
{
    arena_release(&line->arena);
}
