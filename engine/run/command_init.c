/* rater init: a look at the user's files, written down as a configuration that can be used as it
 * stands: what was recognised, what was not and how to say what it is, and what can be computed. */
#include "run/command_line.h"
#include "run/config.h"
#include "run/look.h"
#include "run/look_families.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LACKS_SHOWN = 8 };

/* The words of the file, zh and en; {1} is the first part that is filled in. */
enum word {
    WORD_HEAD,
    WORD_CHOICES,
    WORD_FILES,
    WORD_TABLE,
    WORD_HEADERS,
    WORD_IN_FILES,
    WORD_GUESS,
    WORD_COLUMN_OF,
    WORD_FOUND,
    WORD_ABSENT,
    WORD_NEEDED,
    WORD_STRANGERS,
    WORD_FAMILIES,
    WORD_LACKS,
    WORD_WHOLE_TABLE,
    WORD_MORE,
    WORD_COUNT
};
static const char *const words[WORD_COUNT][2] = {
    [WORD_HEAD] = {"{1} 个文件的表头已看过。检查后运行：rater run 数据 -o 结果 --config 本文件",
                   "Files whose headers were looked at: {1}. Check, then: rater run DATA -o OUT "
                   "--config THIS"},
    [WORD_CHOICES] = {"全部选项及默认值：rater config",
                      "Every choice with its default: rater config"},
    [WORD_FILES] = {"按表列出的文件和列", "Files and columns, table by table"},
    [WORD_TABLE] = {"{1}：{2} 个文件，第一个 {3}（{4}）", "{1}: files {2}, the first {3} ({4})"},
    [WORD_HEADERS] = {"程序不认识这些表头。哪个有用，就写上列名并去掉 //；其余可留着",
                      "The program does not know these headers. Where one is of use, give it its "
                      "column and remove the //; the others may stay"},
    [WORD_IN_FILES] = {"在 {1} 个文件中", "files: {1}"},
    [WORD_GUESS] = {"猜测：{1}", "a guess: {1}"},
    [WORD_COLUMN_OF] = {"列名", "COLUMN"},
    [WORD_FOUND] = {"已识别：", "recognised: "},
    [WORD_ABSENT] = {"文件中没有：", "in no file: "},
    [WORD_NEEDED] = {"（必需）", " (needed)"},
    [WORD_STRANGERS] = {"不属于任何表、不会读取的文件；要读取，写进某表的 \"files\"",
                        "Files of no table, which are not read; to have one read, name it in a "
                        "table's \"files\""},
    [WORD_FAMILIES] = {"能算什么，缺什么", "What can be computed, and what is lacking"},
    [WORD_LACKS] = {"；缺 ", "; lacks "},
    [WORD_WHOLE_TABLE] = {"整张表", " (the whole table)"},
    [WORD_MORE] = {" 等 {1} 项", " and others, {1} in all"},
};

struct writing {
    const struct look *look;
    struct text *out;
    int language;
};

enum { PART_LIMIT = 4, NUMBER_BYTES = 24 };

static const char *word(const struct writing *writing, enum word word)
{
    return words[word][writing->language];
}

static const char *separator(const struct writing *writing)
{
    return writing->language == PAGES_ZH ? "、" : ", ";
}

static void put(const struct writing *writing, const char *text)
{
    text_put(writing->out, text);
}

/* A comment goes to the end of its line: what the files hold must not end it. */
static void put_plain(const struct writing *writing, const char *text)
{
    for (; *text; text++) text_add(writing->out, (unsigned char)*text < ' ' ? " " : text, 1);
}

static void put_json(const struct writing *writing, const char *text)
{
    put(writing, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') put(writing, "\\");
        text_add(writing->out, (unsigned char)*text < ' ' ? " " : text, 1);
    }
    put(writing, "\"");
}

static void put_column(const struct writing *writing, const struct schema_column *column)
{
    text_format(writing->out, "%s %s", column->name, column->title[writing->language]);
}

/* The word with its parts filled in; they may be the user's own texts. */
static void put_filled(const struct writing *writing, enum word of,
                       const char *const parts[PART_LIMIT])
{
    for (const char *at = word(writing, of); *at; at++) {
        if (at[0] == '{' && at[1] >= '1' && at[1] <= '4' && at[2] == '}') {
            put_plain(writing, parts[at[1] - '1']);
            at += 2;
        } else {
            text_add(writing->out, at, 1);
        }
    }
}

static void put_counted(const struct writing *writing, enum word of, size_t count)
{
    char number[NUMBER_BYTES];
    (void)snprintf(number, sizeof number, "%zu", count);
    put_filled(writing, of, (const char *const[PART_LIMIT]){number});
}

/* Of items, the first stands for all: a questionnaire has as many as it has, so rel6 is not missed
 * where there is a rel1. */
static bool is_further_item(const struct schema_table *schema, const struct look_table *seen,
                            size_t column)
{
    const char *name = schema->columns[column].name;
    const size_t stem = strcspn(name, "0123456789");
    for (size_t c = 0; name[stem] && c < schema->column_count; c++)
        if ((c < column || seen->column_files[c] > 0) &&
            strncmp(schema->columns[c].name, name, stem) == 0 &&
            strcspn(schema->columns[c].name, "0123456789") == stem)
            return true;
    return false;
}

/* The columns that some file has (or that none has), as one comment. */
static void put_columns(const struct writing *writing, size_t table, bool are_found)
{
    const struct schema_table *schema = &writing->look->schema->tables[table];
    const struct look_table *seen = &writing->look->tables[table];
    size_t count = 0;
    for (size_t c = 0; c < schema->column_count; c++) {
        if ((seen->column_files[c] > 0) != are_found) continue;
        if (!are_found && is_further_item(schema, seen, c)) continue;
        if (count++ == 0) {
            put(writing, "      // ");
            put(writing, word(writing, are_found ? WORD_FOUND : WORD_ABSENT));
        } else {
            put(writing, separator(writing));
        }
        put(writing, schema->columns[c].name);
        if (are_found && strcmp(schema->columns[c].name, seen->column_headers[c]) != 0) {
            put(writing, " ");
            put_plain(writing, seen->column_headers[c]);
        }
        if (!are_found)
            text_format(writing->out, " %s", schema->columns[c].title[writing->language]);
        if (!are_found && schema->columns[c].needed) put(writing, word(writing, WORD_NEEDED));
    }
    if (count > 0) put(writing, "\n");
}

static void put_unknown(const struct writing *writing, size_t table,
                        const struct look_header *unknown)
{
    const struct schema_table *schema = &writing->look->schema->tables[table];
    put(writing, "        // ");
    put_json(writing, unknown->guess >= 0 ? schema->columns[unknown->guess].name
                                          : word(writing, WORD_COLUMN_OF));
    put(writing, ": ");
    put_json(writing, unknown->text);
    put(writing, ",   // ");
    put_counted(writing, WORD_IN_FILES, unknown->file_count);
    if (unknown->guess >= 0) {
        put(writing, "; ");
        put_filled(writing, WORD_GUESS,
                   (const char *const[PART_LIMIT]){
                       schema->columns[unknown->guess].title[writing->language]});
    }
    put(writing, "\n");
}

static void put_table(const struct writing *writing, size_t table)
{
    const struct schema_table *schema = &writing->look->schema->tables[table];
    const struct look_table *seen = &writing->look->tables[table];
    if (seen->file_count == 0) return;
    put(writing, "    // ");
    char count[NUMBER_BYTES];
    (void)snprintf(count, sizeof count, "%u", (unsigned)seen->file_count);
    put_filled(writing, WORD_TABLE,
               (const char *const[PART_LIMIT]){schema->title[writing->language], count,
                                               seen->first_path, seen->why});
    text_format(writing->out, "\n    \"%s\": {\n", schema->name);
    put_columns(writing, table, true);
    put_columns(writing, table, false);
    put(writing, "      \"columns\": {\n");
    if (seen->unknown_count > 0)
        text_format(writing->out, "        // %s\n", word(writing, WORD_HEADERS));
    for (size_t i = 0; i < seen->unknown_count; i++)
        put_unknown(writing, table, &seen->unknowns[i]);
    put(writing, "      }\n    },\n");
}

static void put_strangers(const struct writing *writing)
{
    const struct look *look = writing->look;
    if (look->stranger_count > 0)
        text_format(writing->out, "  // %s\n", word(writing, WORD_STRANGERS));
    for (size_t i = 0; i < look->stranger_count; i++) {
        put(writing, "  //   ");
        put_plain(writing, look->strangers[i].path);
        put(writing, ": ");
        put_plain(writing, look->strangers[i].why);
        put(writing, "\n");
    }
}

static void put_lack(const struct writing *writing, const struct look_lack *lack)
{
    const struct schema *schema = writing->look->schema;
    const int32_t t = schema_table_index(schema, lack->table);
    if (t < 0) return;
    if (!lack->column) {
        text_format(writing->out, "%s %s%s", lack->table,
                    schema->tables[t].title[writing->language], word(writing, WORD_WHOLE_TABLE));
        return;
    }
    const int32_t c = schema_column_index(&schema->tables[t], lack->column);
    text_format(writing->out, "%s.", lack->table);
    if (c >= 0) put_column(writing, &schema->tables[t].columns[c]);
}

static void put_family(const struct writing *writing, const struct family *family)
{
    static const char *const signs[] = {
        [LOOK_NOTHING] = "-", [LOOK_IN_PART] = "~", [LOOK_ALL] = "+"};
    struct look_family seen;
    look_family(writing->look, family, &seen);
    text_format(writing->out, "  //   %s %s %s", signs[seen.extent], family->name,
                family->title[writing->language]);
    const size_t shown = seen.lack_count < LACKS_SHOWN ? seen.lack_count : LACKS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        put(writing, i == 0 ? word(writing, WORD_LACKS) : separator(writing));
        put_lack(writing, &seen.lacks[i]);
    }
    if (shown < seen.lack_count) put_counted(writing, WORD_MORE, seen.lack_count);
    put(writing, "\n");
}

static void put_configuration(const struct writing *writing)
{
    put(writing, "// ");
    put_counted(writing, WORD_HEAD, writing->look->file_count);
    text_format(writing->out, "\n// %s\n{\n  \"schema\": \"rater.config/1\",\n\n",
                word(writing, WORD_CHOICES));
    put_strangers(writing);
    text_format(writing->out, "  // %s\n  \"tables\": {\n", word(writing, WORD_FILES));
    for (size_t t = 0; t < writing->look->schema->table_count; t++) put_table(writing, t);
    text_format(writing->out, "  },\n\n  // %s\n", word(writing, WORD_FAMILIES));
    for (size_t i = 0; i < family_count; i++) put_family(writing, families[i]);
    put(writing, "}\n");
}

/* A new file: what the user has worked on is never replaced. */
static enum rc write_new(const char *path, const struct text *text, struct err *err)
{
    FILE *file = fopen(path, "wx");
    if (!file && errno == EEXIST) {
        (void)err_set(err, RC_USAGE, "%s is there already", path);
        return err_hint(err, "give another name, or remove it");
    }
    if (!file) return err_set(err, RC_USAGE, "%s cannot be written: %s", path, strerror(errno));
    const bool is_written = fwrite(text->bytes, 1, text->byte_count, file) == text->byte_count;
    if (fclose(file) == 0 && is_written) return RC_OK;
    (void)remove(path);
    return err_set(err, RC_USAGE, "%s cannot be written whole: %s", path, strerror(errno));
}

static enum rc write_out(const struct command_line *line, const struct text *text, struct err *err)
{
    if (text->failed) return err_memory(err, text->byte_count);
    if (line->output && strcmp(line->output, "-") != 0) return write_new(line->output, text, err);
    (void)fputs(text->bytes, stdout);
    return RC_OK;
}

enum rc command_init(const struct command_line *line, struct err *err)
{
    const int language = line->language ? pages_parse(line->language) : PAGES_ZH;
    struct schema schema;
    struct settings settings = {.title = ""};
    struct look look = {.schema = NULL};
    struct text out;
    if (language != PAGES_ZH && language != PAGES_EN)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh or en", line->language);
    text_init(&out, 0);
    enum rc rc = schema_load(&schema, err);
    if (rc == RC_OK) rc = settings_init(&settings, &schema, err);
    if (rc == RC_OK)
        rc =
            look_init(&look, &schema, &settings.ingest, line->arguments, line->argument_count, err);
    if (rc == RC_OK) {
        put_configuration(&(struct writing){&look, &out, language});
        rc = write_out(line, &out, err);
    }
    look_release(&look);
    settings_release(&settings);
    schema_release(&schema);
    text_release(&out);
    return rc;
}
