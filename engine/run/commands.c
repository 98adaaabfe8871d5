#include "run/command_line.h"

#include <string.h>

#define MANY     SIZE_MAX
#define WITH(id) (1U << OPTION_ID_##id)
const struct command commands[] = {
#define COMMAND(name, group, arguments, least, most, options, help, example)                       \
    {#name, group,   arguments,     least, most, (options) | WITH(HELP) | WITH(VERSION),           \
     help,  example, command_##name},
#include "run/commands.def"
#undef COMMAND
};
const size_t command_count = sizeof commands / sizeof commands[0];

const struct option options[OPTION_ID_COUNT] = {
#define OPTION(id, name, letter, kind, member, argument, help)                                     \
    [OPTION_ID_##id] = {name, letter, kind, offsetof(struct command_line, member), argument, help},
#include "run/options.def"
#undef OPTION
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}
