#include "run/version.h"

#include "run/command_line.h"

#include <stdio.h>

#if defined __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

#if defined __x86_64__
#define MACHINE "x86_64"
#elif defined __aarch64__
#define MACHINE "aarch64"
#else
#define MACHINE "other machine"
#endif

const char *version_number(void)
{
    return RATER_VERSION;
}

const char *version_build(void)
{
    return COMPILER ", " MACHINE;
}

enum rc command_version(const struct command_line *line, struct err *err)
{
    (void)line;
    (void)err;
    (void)printf("rater %s (%s)\n"
                 "Licence: GNU General Public License, version 3 or later, because it uses the GNU "
                 "Scientific Library.\n",
                 version_number(), version_build());
    return RC_OK;
}
