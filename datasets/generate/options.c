#include "options.h"

#include "base/day.h"

#include <errno.h>

static const char help[] =
    "rater-generate --seed 7 -o demo                       the demonstration: 60 dealers, 24 "
    "months\n"
    "rater-generate --surveys 10000000 --repairs 10000000 --purchases 10000000 -o big\n"
    "\n"
    "Write survey, repair and complaint tables of an invented manufacturer, with known truths\n"
    "planted in them (DIR/truth.json). The same options give the same bytes, whatever --threads.\n"
    "\n"
    "  -o, --output DIR       folder to write into; made when absent\n"
    "  --seed N               another number, another world (7)\n"
    "  --from YYYY-MM         first month (2023-07)\n"
    "  --months N             6 to 240 (24)\n"
    "  --dealers N            8 to 4000 (60)\n"
    "  --products N           6 to 600 (40)\n"
    "  --surveys N --repairs N --purchases N --complaints N --departures N\n"
    "  --materials N --calls N --trainings N\n"
    "                         rows of each table (120000 90000 150000 9000 6000 60000 40000 300);\n"
    "                         installs (one row a unit), returns and actions follow\n"
    "  --tables A,B,...       write only these (all)\n"
    "  --style clean|dealers  one clean file per table, or a folder tree as dealers send it "
    "(clean)\n"
    "  --wide                 surveys also with expectations, weights, seven rights, trust, "
    "wishes\n"
    "                         (always so in the dealers' style)\n"
    "  --plain                nothing is planted: all dealers and regions alike, no fault rises\n"
    "  --threads N            0 for all processors (0)\n"
    "  -h, --help\n";

void options_help(void)
{
    fputs(help, stdout);
}

static enum rc parse_number(const char *name, const char *text, int64_t smallest, int64_t greatest,
                            int64_t *value, struct err *err)
{
    char *end = NULL;
    errno = 0;
    const long long parsed = text == NULL ? 0 : strtoll(text, &end, 10);
    if (text == NULL || end == text || *end != '\0' || errno != 0 || parsed < smallest ||
        parsed > greatest)
        return err_set(err, RC_USAGE, "%s is \"%s\"; it must be a whole number from %lld to %lld",
                       name, text == NULL ? "" : text, (long long)smallest, (long long)greatest);
    *value = parsed;
    return RC_OK;
}

static enum rc parse_tables(struct options *options, const char *text, struct err *err)
{
    for (int t = 0; t < TABLE_COUNT; t++) options->is_written[t] = false;
    while (text != NULL && *text != '\0') {
        const size_t length = strcspn(text, ",");
        int found = TABLE_COUNT;
        for (int t = 0; t < TABLE_COUNT; t++)
            if (slice_equal((struct slice){text, length}, slice_of(tables[t].name))) found = t;
        if (found == TABLE_COUNT)
            return err_set(err, RC_USAGE, "--tables: there is no table \"%.*s\"", (int)length,
                           text);
        options->is_written[found] = true;
        text += length + (text[length] == ',');
    }
    return RC_OK;
}

static enum rc parse_style(struct options *options, const char *text, struct err *err)
{
    const bool is_dealers = text != NULL && strcmp(text, "dealers") == 0;
    if (!is_dealers && (text == NULL || strcmp(text, "clean") != 0))
        return err_set(err, RC_USAGE, "--style is \"%s\"; it must be clean or dealers",
                       text == NULL ? "" : text);
    options->style = is_dealers ? STYLE_DEALERS : STYLE_CLEAN;
    return RC_OK;
}

/* Options that take a whole number; all others are spelled out in parse_one(). */
static enum rc parse_numeric(struct options *options, const char *name, const char *text,
                             bool *is_known, struct err *err)
{
    int64_t value = 0;
    const struct {
        const char *name;
        int64_t smallest, greatest;
        int32_t *target;
    } numeric[] = {{"--months", 6, 240, &options->month_count},
                   {"--dealers", 8, 4000, &options->dealer_count},
                   {"--products", 6, 600, &options->product_count},
                   {"--threads", 0, 1024, &options->thread_count}};
    *is_known = true;
    for (size_t i = 0; i < sizeof numeric / sizeof numeric[0]; i++) {
        if (strcmp(name, numeric[i].name) != 0) continue;
        const enum rc rc =
            parse_number(name, text, numeric[i].smallest, numeric[i].greatest, &value, err);
        if (rc == RC_OK) *numeric[i].target = (int32_t)value;
        return rc;
    }
    for (int t = 0; t < TABLE_COUNT; t++)
        if (tables[t].count_option != NULL && strncmp(name, "--", 2) == 0 &&
            strcmp(name + 2, tables[t].count_option) == 0)
            return parse_number(name, text, 0, 1000000000, &options->rows[t], err);
    *is_known = false;
    return RC_OK;
}

static enum rc parse_one(struct options *options, const char *name, const char *text,
                         struct err *err)
{
    bool is_known = false;
    const enum rc rc = parse_numeric(options, name, text, &is_known, err);
    if (is_known) return rc;
    if (strcmp(name, "--seed") == 0) {
        int64_t seed = 0;
        const enum rc parsed = parse_number(name, text, 0, INT64_MAX, &seed, err);
        options->seed = (uint64_t)seed;
        return parsed;
    }
    if (strcmp(name, "--from") == 0) {
        if (text != NULL && month_parse(text, &options->first_month)) return RC_OK;
        return err_set(err, RC_USAGE, "--from is \"%s\"; it must be a month such as 2023-07",
                       text == NULL ? "" : text);
    }
    if (strcmp(name, "--tables") == 0) return parse_tables(options, text, err);
    if (strcmp(name, "--style") == 0) return parse_style(options, text, err);
    if (strcmp(name, "-o") == 0 || strcmp(name, "--output") == 0) {
        options->folder = text;
        return RC_OK;
    }
    return err_set(err, RC_USAGE, "there is no option %s; see rater-generate --help", name);
}

static void set_defaults(struct options *options)
{
    *options =
        (struct options){.seed = 7, .month_count = 24, .dealer_count = 60, .product_count = 40};
    options->first_month = (2023 - 1970) * 12 + 6;
    for (int t = 0; t < TABLE_COUNT; t++) {
        options->rows[t] = tables[t].default_rows;
        options->is_written[t] = true;
    }
}

enum rc options_parse(struct options *options, int argc, char **argv, struct err *err)
{
    set_defaults(options);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) {
            options->wants_help = true;
            return RC_OK;
        }
        if (strcmp(argv[i], "--wide") == 0) {
            options->is_wide = true;
            continue;
        }
        if (strcmp(argv[i], "--plain") == 0) {
            options->is_plain = true;
            continue;
        }
        const char *text = i + 1 < argc ? argv[i + 1] : NULL;
        const enum rc rc = parse_one(options, argv[i], text, err);
        if (rc != RC_OK) return rc;
        i++;
    }
    if (options->folder == NULL)
        return err_set(err, RC_USAGE, "no folder to write into is given; add -o DIR");
    if (options->style == STYLE_DEALERS) options->is_wide = true;
    return RC_OK;
}
