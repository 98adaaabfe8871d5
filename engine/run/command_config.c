/* rater config: the table of keys as a configuration file that can be read again. */
#include "run/command_line.h"
#include "run/config.h"

#include <stdio.h>
#include <string.h>

/* Bytes of the section before the key's last part: 5 in "scale.minimum", 0 in "title". */
static size_t section_bytes(const struct config_key *key)
{
    const char *dot = strchr(key->path, '.');
    return dot ? (size_t)(dot - key->path) : 0;
}

static bool is_same_section(const struct config_key *a, const struct config_key *b)
{
    const size_t byte_count = section_bytes(a);
    return byte_count == section_bytes(b) && strncmp(a->path, b->path, byte_count) == 0;
}

static void print_key(const struct config_key *key, bool is_last, int language)
{
    const size_t byte_count = section_bytes(key);
    const char *name = key->path + byte_count + (byte_count > 0);
    const char *indent = byte_count > 0 ? "    " : "  ";
    if (language >= 0) (void)printf("%s// %s\n", indent, key->help[language]);
    (void)printf("%s\"%s\": %s%s\n", indent, name, key->fallback, is_last ? "" : ",");
}

/* language -1: plain JSON without comments. */
static void print_keys(int language)
{
    (void)puts("{");
    for (size_t i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        const struct config_key *next = i + 1 < config_key_count ? key + 1 : NULL;
        const size_t byte_count = section_bytes(key);
        const bool is_first = byte_count > 0 && (i == 0 || !is_same_section(key, key - 1));
        const bool is_last = !next || (byte_count > 0 && !is_same_section(key, next));
        if (is_first) (void)printf("  \"%.*s\": {\n", (int)byte_count, key->path);
        print_key(key, is_last, language);
        if (is_last && byte_count > 0) (void)printf("  }%s\n", next ? "," : "");
    }
    (void)puts("}");
}

enum rc command_config(const struct command_line *line, struct err *err)
{
    const int language = line->language ? pages_parse(line->language) : PAGES_ZH;
    if (language != PAGES_ZH && language != PAGES_EN)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh or en", line->language);
    print_keys(line->is_json ? -1 : language);
    return RC_OK;
}
