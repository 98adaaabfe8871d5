#include "run/settings.h"

#include <string.h>

const char *const pages_names[PAGES_COUNT] = {"zh", "en", "both"};

int pages_parse(const char *name)
{
    for (int i = 0; i < PAGES_COUNT; i++)
        if (strcmp(pages_names[i], name) == 0) return i;
    return -1;
}
