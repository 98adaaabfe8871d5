/* vary: data that are hard for an engine, made from plain ones. Usage: vary VARIANT FROM TO
 *
 * Reads surveys.csv, repairs.csv, purchases.csv and complaints.csv in folder FROM, which are
 * standard CSV in UTF-8, and writes the same rows into folder TO (both are there), changed in one
 * way: see `variants`. Rows are streamed; every draw is a hash of table, row and column, so that
 * the same input gives the same bytes. One thread a table. Exit 2: wrong usage, 3: a file cannot
 * be read or is not as said, 4: one cannot be written. */
#include <errno.h>
#include <iconv.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    FIELD_LIMIT = 256,
    ROW_BYTES = 1 << 16,
    LINE_BYTES = 5 * ROW_BYTES, /* every byte doubled, and the delimiters */
    STREAM_BYTES = 1 << 20,
    MONTH_STREAM_BYTES = 1 << 16,
    MONTH_LIMIT = 400,
    PATH_BYTES = 4096,
    DEALER_COUNT = 41667,
    ZIPF_DEALER_COUNT = 4000,
    ZIPF_CUSTOMER_COUNT = 1000000,
    BAD_PER_THOUSAND = 20
};

struct field {
    const char *bytes;
    size_t byte_count;
};

/* What is to be done with a column, by its name. */
enum role { ROLE_PLAIN, ROLE_ID, ROLE_CUSTOMER, ROLE_DEALER, ROLE_TEXT };

struct row {
    uint64_t number; /* from 1; the header is 0 */
    size_t field_count;
    struct field fields[FIELD_LIMIT];
    size_t text_bytes, spare_bytes;
    char text[ROW_BYTES], spare[ROW_BYTES]; /* fields as read, fields as changed */
};

struct variant;

struct table {
    const char *name, *clock;
    uint64_t salt;
    const struct variant *variant;
    const char *from, *to;
    size_t clock_column;
    enum role roles[FIELD_LIMIT];
    struct row row, header;
    char line[LINE_BYTES], converted[2 * LINE_BYTES];
    iconv_t converter;
};

struct variant {
    const char *name, *help;
    void (*change)(struct table *table, struct row *row); /* NULL: the fields stay */
    const char *line_end;
    char delimiter;
    bool is_all_quoted, is_gb18030;
    size_t month_copies; /* a file a month, so many times; 0: one file for all months */
};

static const struct {
    const char *name, *clock;
} tables[] = {{"surveys", "surveyed_at"},
              {"repairs", "reported_at"},
              {"purchases", "purchased_on"},
              {"complaints", "opened_at"}};

static const struct {
    const char *name;
    enum role role;
} roles[] = {{"survey_id", ROLE_ID},         {"repair_id", ROLE_ID},
             {"complaint_id", ROLE_ID},      {"unit_id", ROLE_ID},
             {"customer_id", ROLE_CUSTOMER}, {"dealer_id", ROLE_DEALER},
             {"comment", ROLE_TEXT},         {"note", ROLE_TEXT}};

static void stop(int status, const char *path, const char *why)
{
    fprintf(stderr, "vary: %s: %s\n", path, why);
    exit(status);
}

/* Different numbers have different hashes (every step can be undone). */
static uint64_t hash(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

/* Of one field of one row of one table. */
static uint64_t draw(const struct table *table, const struct row *row, size_t column)
{
    return hash(table->salt << 60 | (uint64_t)column << 48 | row->number);
}

/* A rank from 1 to count, rank r with a probability in proportion to about 1 / r. */
static unsigned long long zipf(uint64_t random, unsigned count)
{
    const double share = (double)(random >> 11) * 0x1p-53;
    return (unsigned long long)pow(count, share);
}

/* Put a new text into the field; its bytes live until the next row. */
static void set_field(struct row *row, size_t column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *const at = row->spare + row->spare_bytes;
    const size_t room = ROW_BYTES - row->spare_bytes;
    const int byte_count = vsnprintf(at, room, format, args);
    va_end(args);
    if (byte_count < 0 || (size_t)byte_count >= room) stop(3, "a row", "it is too long");
    row->fields[column] = (struct field){at, (size_t)byte_count};
    row->spare_bytes += (size_t)byte_count;
}

/* Line ends inside the field, and the beginning of a row in between: nothing that looks like a
 * row's start may be taken for one. */
static void change_texts(struct table *table, struct row *row)
{
    for (size_t c = 0; c < row->field_count; c++) {
        const struct field field = row->fields[c], first = row->fields[0], second = row->fields[1];
        if (table->roles[c] == ROLE_TEXT)
            set_field(row, c, "%.*s\n%.*s,%.*s,\n", (int)field.byte_count, field.bytes,
                      (int)first.byte_count, first.bytes, (int)second.byte_count, second.bytes);
    }
}

static void change_dealers(struct table *table, struct row *row)
{
    for (size_t c = 0; c < row->field_count; c++)
        if (table->roles[c] == ROLE_DEALER)
            set_field(row, c, "D%06llu", (unsigned long long)(draw(table, row, c) % DEALER_COUNT));
}

static void change_keys_to_zipf(struct table *table, struct row *row)
{
    for (size_t c = 0; c < row->field_count; c++) {
        if (table->roles[c] == ROLE_DEALER)
            set_field(row, c, "D%04llu", zipf(draw(table, row, c), ZIPF_DEALER_COUNT));
        if (table->roles[c] == ROLE_CUSTOMER)
            set_field(row, c, "C%07llu", zipf(draw(table, row, c), ZIPF_CUSTOMER_COUNT));
    }
}

static void change_ids(struct table *table, struct row *row)
{
    for (size_t c = 0; c < row->field_count; c++)
        if (table->roles[c] == ROLE_ID || table->roles[c] == ROLE_CUSTOMER)
            set_field(row, c, "%016llx", (unsigned long long)draw(table, row, c));
}

/* Not the ids: an error for an id would be a key like any other, and repeat the row. */
static void change_to_bad(struct table *table, struct row *row)
{
    for (size_t c = 0; c < row->field_count; c++) {
        if (table->roles[c] == ROLE_ID || table->roles[c] == ROLE_CUSTOMER) continue;
        if (draw(table, row, c) % 1000 < BAD_PER_THOUSAND) set_field(row, c, "#REF!");
    }
}

#define USUAL .line_end = "\n", .delimiter = ','
static const struct variant variants[] = {
    {"quoted", "every field quoted", USUAL, .is_all_quoted = true},
    {"multiline", "every comment and note has line ends inside", USUAL, .change = change_texts},
    {"groups", "41,667 dealers: a million dealers and months in two years", USUAL,
     .change = change_dealers},
    {"zipf", "customers and dealers by Zipf's law: few have most rows", USUAL,
     .change = change_keys_to_zipf},
    {"random_ids", "all ids distinct, in random order", USUAL, .change = change_ids},
    {"gb18030", "GB18030 in the place of UTF-8", USUAL, .is_gb18030 = true},
    {"crlf", "CR LF at the line ends", .line_end = "\r\n", .delimiter = ','},
    {"semicolon", "fields parted by semicolons", .line_end = "\n", .delimiter = ';'},
    {"bad", "#REF! in 2 % of the fields that are no ids", USUAL, .change = change_to_bad},
    {"twice", "a file a month, and each of them twice", USUAL, .month_copies = 2},
    {"months", "a file a month", USUAL, .month_copies = 1},
};
enum { VARIANT_COUNT = sizeof variants / sizeof variants[0] };

static FILE *open_stream(const char *path, const char *mode, size_t buffer_bytes)
{
    FILE *stream = fopen(path, mode);
    if (!stream || setvbuf(stream, NULL, _IOFBF, buffer_bytes) != 0)
        stop(mode[0] == 'r' ? 3 : 4, path, strerror(errno));
    return stream;
}

static void add_byte(struct row *row, int byte)
{
    if (row->text_bytes == ROW_BYTES) stop(3, "a row", "it is too long");
    row->text[row->text_bytes++] = (char)byte;
}

/* The rest of a quoted field; the byte behind it. */
static int read_quoted(struct row *row, FILE *in, const char *path)
{
    for (;;) {
        int byte = getc_unlocked(in);
        if (byte == EOF) stop(3, path, "a quoted field has no end");
        if (byte == '"') {
            byte = getc_unlocked(in);
            if (byte != '"') return byte;
        }
        add_byte(row, byte);
    }
}

/* One field; the byte behind it: a comma, the line's end or EOF. */
static int read_field(struct row *row, FILE *in, const char *path)
{
    const size_t begin = row->text_bytes;
    int byte = getc_unlocked(in);
    if (byte == '"') {
        byte = read_quoted(row, in, path);
    } else {
        for (; byte != ',' && byte != '\n' && byte != '\r' && byte != EOF; byte = getc_unlocked(in))
            add_byte(row, byte);
    }
    if (byte == '\r') byte = getc_unlocked(in);
    if (byte != ',' && byte != '\n' && byte != EOF) stop(3, path, "a field is quoted in part");
    if (row->field_count == FIELD_LIMIT) stop(3, path, "there are too many fields in a row");
    row->fields[row->field_count++] = (struct field){row->text + begin, row->text_bytes - begin};
    return byte;
}

/* false at the end of the file. */
static bool read_row(struct row *row, FILE *in, const char *path)
{
    row->field_count = row->text_bytes = row->spare_bytes = 0;
    int byte = ',';
    while (byte == ',') byte = read_field(row, in, path);
    return byte != EOF || row->field_count > 1 || row->text_bytes > 0;
}

static bool is_quoted(const struct variant *variant, const struct field *field)
{
    if (variant->is_all_quoted) return true;
    for (size_t i = 0; i < field->byte_count; i++) {
        const char byte = field->bytes[i];
        if (byte == variant->delimiter || byte == '"' || byte == '\n' || byte == '\r') return true;
    }
    return false;
}

static char *put_field(char *out, const struct variant *variant, const struct field *field)
{
    if (!is_quoted(variant, field)) {
        memcpy(out, field->bytes, field->byte_count);
        return out + field->byte_count;
    }
    *out++ = '"';
    for (size_t i = 0; i < field->byte_count; i++) {
        if (field->bytes[i] == '"') *out++ = '"';
        *out++ = field->bytes[i];
    }
    *out++ = '"';
    return out;
}

/* The line has room: a field doubles at most, and texts are of two buffers of ROW_BYTES. */
static size_t put_row(char *line, const struct variant *variant, const struct row *row)
{
    char *out = line;
    for (size_t c = 0; c < row->field_count; c++) {
        if (c > 0) *out++ = variant->delimiter;
        out = put_field(out, variant, &row->fields[c]);
    }
    const size_t end_bytes = strlen(variant->line_end);
    memcpy(out, variant->line_end, end_bytes);
    return (size_t)(out - line) + end_bytes;
}

static size_t convert(struct table *table, size_t byte_count)
{
    char *from = table->line, *to = table->converted;
    size_t from_bytes = byte_count, to_bytes = sizeof table->converted;
    if (iconv(table->converter, &from, &from_bytes, &to, &to_bytes) == (size_t)-1)
        stop(3, table->name, "a text cannot stand in GB18030");
    return (size_t)(to - table->converted);
}

static void write_row(struct table *table, const struct row *row, FILE *out)
{
    size_t byte_count = put_row(table->line, table->variant, row);
    const char *bytes = table->line;
    if (table->variant->is_gb18030) {
        byte_count = convert(table, byte_count);
        bytes = table->converted;
    }
    if (fwrite(bytes, 1, byte_count, out) != byte_count) stop(4, table->name, strerror(errno));
}

static void close_out(FILE *out, const char *name)
{
    if (fclose(out) != 0) stop(4, name, strerror(errno));
}

static enum role role_of(const struct field *name)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strlen(roles[i].name) == name->byte_count &&
            memcmp(roles[i].name, name->bytes, name->byte_count) == 0)
            return roles[i].role;
    return ROLE_PLAIN;
}

static void read_header(struct table *table, FILE *in, const char *path)
{
    struct row *header = &table->header;
    if (!read_row(header, in, path)) stop(3, path, "there is no header");
    const size_t clock_bytes = strlen(table->clock);
    table->clock_column = FIELD_LIMIT;
    for (size_t c = 0; c < header->field_count; c++) {
        const struct field *name = &header->fields[c];
        table->roles[c] = role_of(name);
        if (name->byte_count == clock_bytes && memcmp(name->bytes, table->clock, clock_bytes) == 0)
            table->clock_column = c;
    }
    if (table->clock_column == FIELD_LIMIT) stop(3, path, "its clock is not among the columns");
}

static bool next_row(struct table *table, FILE *in, const char *path)
{
    struct row *row = &table->row;
    if (!read_row(row, in, path)) return false;
    if (row->field_count != table->header.field_count)
        stop(3, path, "a row has not as many fields as the header");
    row->number++;
    if (table->variant->change) table->variant->change(table, row);
    return true;
}

static void write_whole(struct table *table, FILE *in, const char *path)
{
    char name[PATH_BYTES];
    (void)snprintf(name, sizeof name, "%s/%s.csv", table->to, table->name);
    FILE *out = open_stream(name, "wb", STREAM_BYTES);
    write_row(table, &table->header, out);
    while (next_row(table, in, path)) write_row(table, &table->row, out);
    close_out(out, name);
}

/* TO/first/surveys_2025-06.csv, and the same below TO/second. */
enum { COPY_LIMIT = 2 };
struct month {
    char text[8];
    FILE *copies[COPY_LIMIT];
};

static const char *const copy_names[COPY_LIMIT] = {"first", "second"};

static void open_month(struct table *table, struct month *month, const char *text)
{
    char name[PATH_BYTES];
    (void)snprintf(month->text, sizeof month->text, "%.7s", text);
    for (size_t i = 0; i < table->variant->month_copies; i++) {
        (void)snprintf(name, sizeof name, "%s/%s/%s_%s.csv", table->to, copy_names[i], table->name,
                       month->text);
        month->copies[i] = open_stream(name, "wb", MONTH_STREAM_BYTES);
        write_row(table, &table->header, month->copies[i]);
    }
}

static void write_months(struct table *table, FILE *in, const char *path)
{
    struct month *months = calloc(MONTH_LIMIT, sizeof *months);
    if (!months) stop(4, table->to, "memory is out");
    const size_t copy_count = table->variant->month_copies;
    size_t month_count = 0;
    while (next_row(table, in, path)) {
        const struct field *clock = &table->row.fields[table->clock_column];
        if (clock->byte_count < 7) stop(3, path, "a row has no month");
        size_t m = 0;
        while (m < month_count && memcmp(months[m].text, clock->bytes, 7) != 0) m++;
        if (m == MONTH_LIMIT) stop(3, path, "there are too many months");
        if (m == month_count) open_month(table, &months[month_count++], clock->bytes);
        for (size_t i = 0; i < copy_count; i++) write_row(table, &table->row, months[m].copies[i]);
    }
    for (size_t m = 0; m < month_count; m++)
        for (size_t i = 0; i < copy_count; i++) close_out(months[m].copies[i], months[m].text);
    free(months);
}

static void vary_table(struct table *table)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s.csv", table->from, table->name);
    FILE *in = open_stream(path, "rb", STREAM_BYTES);
    table->converter = iconv_open("GB18030", "UTF-8");
    if (table->converter == (iconv_t)-1) stop(4, "GB18030", strerror(errno));
    read_header(table, in, path);
    if (table->variant->month_copies > 0)
        write_months(table, in, path);
    else
        write_whole(table, in, path);
    if (ferror(in)) stop(3, path, strerror(errno));
    (void)iconv_close(table->converter);
    (void)fclose(in);
}

static int usage(void)
{
    fprintf(stderr, "usage: vary VARIANT FROM TO\n");
    for (size_t i = 0; i < VARIANT_COUNT; i++)
        fprintf(stderr, "  %-11s %s\n", variants[i].name, variants[i].help);
    return 2;
}

int main(int argc, char **argv)
{
    const struct variant *variant = NULL;
    for (size_t i = 0; argc == 4 && i < VARIANT_COUNT; i++)
        if (strcmp(variants[i].name, argv[1]) == 0) variant = &variants[i];
    if (!variant) return usage();
    for (size_t i = 0; i < variant->month_copies; i++) {
        char folder[PATH_BYTES];
        (void)snprintf(folder, sizeof folder, "%s/%s", argv[3], copy_names[i]);
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) stop(4, folder, strerror(errno));
    }
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct table *table = calloc(1, sizeof *table);
        if (!table) stop(4, argv[3], "memory is out");
        table->name = tables[i].name;
        table->clock = tables[i].clock;
        table->salt = i;
        table->variant = variant;
        table->from = argv[2];
        table->to = argv[3];
        vary_table(table);
        free(table);
    }
    return 0;
}
