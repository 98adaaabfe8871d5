#include "base/text.h"
#include "run/command_line.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_WIDTH = 28 };

static void print_option(const struct option *option)
{
    char left[64];
    char letter[8] = "    ";
    if (option->letter) (void)snprintf(letter, sizeof letter, "-%c, ", option->letter);
    (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name,
                   option->argument[0] ? " " : "", option->argument);
    (void)printf("  %-*s  %s\n", OPTION_WIDTH, left, option->help);
}

static void print_command(const struct command *command)
{
    (void)printf("%s.\n\nExample:\n  %s\n\nUsage:\n  rater %s%s%s%s\n\nOptions:\n", command->help,
                 command->example, command->name, command->arguments[0] ? " " : "",
                 command->arguments, command->options ? " [OPTIONS]" : "");
    for (int i = 0; i < OPTION_ID_COUNT; i++)
        if (command->options & 1U << i && i != OPTION_ID_VERSION) print_option(&options[i]);
}

static void print_all(void)
{
    (void)printf("Callback surveys and repair logs, turned into exact quality statistics.\n\n"
                 "Example:\n  %s\n",
                 commands[0].example);
    const char *group = "";
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(group, commands[i].group) != 0) (void)printf("\n%s\n", commands[i].group);
        group = commands[i].group;
        (void)printf("  %-10s %s\n", commands[i].name, commands[i].help);
    }
    (void)printf("\nrater COMMAND --help says more. Exit status: 0 done, 1 done but over a limit "
                 "that was set,\n2 wrong usage or configuration, 3 an input cannot be read, 4 no "
                 "result.\n");
}

/* `rater COMMAND --help` has the command in `line`, `rater help COMMAND` as its argument. */
enum rc command_help(const struct command_line *line, struct err *err)
{
    const struct command *command = line->command;
    const bool is_help_itself = strcmp(command->name, "help") == 0;
    if (is_help_itself && line->argument_count == 1) {
        command = command_find(line->arguments[0]);
        if (!command) {
            (void)err_set(err, RC_USAGE, "there is no command \"%s\"", line->arguments[0]);
            return err_hint(err, "rater help lists the commands");
        }
    }
    if (is_help_itself && line->argument_count == 0)
        print_all();
    else
        print_command(command);
    return RC_OK;
}
