/* layer: ingest */
/* scan_index: cycles a byte of the structural scanner and of the validators, for each variant that
 * the processor has. Usage: scan_index [FILE FIELD_COUNT DELIMITER]; without a file over texts made
 * here. Each number is the best of many passes; a cycle is the third part of a multiplication that
 * waits for the one before it, as it is on all x86-64 processors of the last ten years, so that the
 * clock's rate need not be known. */
#include "ingest/scan/scan_index.h"
#include "ingest/encoding/gb18030.h"
#include "ingest/encoding/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT_BYTES = 512 << 10, PASSES = 400, MULTIPLICATIONS = 1 << 14 };

struct sample {
    const char *name;
    char *text; /* with room for SCAN_INDEX_PAD_BYTES on both sides */
    size_t byte_count;
    uint32_t field_count;
    char delimiter;
};

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double cycle_ns(void)
{
    double best = 1e18;
    for (int pass = 0; pass < PASSES; pass++) {
        volatile uint64_t seed = 3;
        uint64_t product = seed;
        const double start = now_ns();
        for (int i = 0; i < MULTIPLICATIONS; i++) {
            product *= seed;
            __asm__ volatile("" : "+r"(product));
        }
        const double took = now_ns() - start;
        seed = product;
        if (took < best) best = took;
    }
    return best / (3.0 * MULTIPLICATIONS);
}

/* ---- texts ---- */

struct writer {
    char *text;
    size_t byte_count;
    unsigned long long seed;
};

static unsigned draw(struct writer *writer, unsigned below)
{
    writer->seed = writer->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(writer->seed >> 33) % below;
}

static void put(struct writer *writer, const char *text)
{
    const size_t byte_count = strlen(text);
    memcpy(writer->text + writer->byte_count, text, byte_count);
    writer->byte_count += byte_count;
}

__attribute__((format(printf, 2, 3))) static void put_format(struct writer *writer,
                                                             const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int byte_count = vsnprintf(writer->text + writer->byte_count, 128, format, arguments);
    va_end(arguments);
    writer->byte_count += (size_t)byte_count;
}

/* 41 fields in about 145 bytes: 24 scores of one digit. */
static void survey(struct writer *writer)
{
    static const char digits[] = "01234567";
    put_format(writer, "S%07u,2024-03-0", draw(writer, 10000000));
    put_format(writer, "%u 10:46,", 1 + draw(writer, 9));
    put(writer, draw(writer, 2) ? "onsite," : "wechat,");
    put_format(writer, "C%07u,", draw(writer, 10000000));
    put_format(writer, "D%03u,", draw(writer, 60));
    put(writer, draw(writer, 2) ? "T0486,华东,Z101,R0001234," : ",西南,,,");
    for (int i = 0; i < 24; i++)
        put_format(writer, "%.*s,", draw(writer, 20) > 0, digits + draw(writer, 8));
    put(writer,
        draw(writer, 2) ? "0,0,none,,install,during,1,\n" : "1,0,solved,2,store,before,1,慢\n");
}

/* 31 fields in about 265 bytes. */
static void repair(struct writer *writer)
{
    put_format(writer, "R%07u,Z105-2211-0001281,", draw(writer, 10000000));
    put_format(writer, "C%07u,D048,T0485,华北,Z105,2023-01-25,2023-01-31,24,",
               draw(writer, 10000000));
    put(writer, "2023-07-01 07:50,2023-07-01 08:16,");
    put(writer, draw(writer, 2) ? ",," : "2023-07-02 09:00,2023-07-02 10:12,");
    put(writer, "2023-07-03 08:41,0,phone,遥控/无反应,使用/电池耗尽,");
    put(writer, draw(writer, 2)
                    ? "指导/更换电池,,0,0,0,0,0,,1,1,售后部,\n"
                    : "清洗/阀芯,阀芯,1,0,128.5,60,1,过保,1,1,售后部,客户要求周末上门\n");
}

static void quoted(struct writer *writer)
{
    for (int i = 0; i < 10; i++) {
        put_format(writer, "\"C%07u\",", draw(writer, 10000000));
        put(writer, draw(writer, 4) ? "\"2023-07-01\"" : "\"he said \"\"slow\"\", twice\"");
        put(writer, i < 9 ? "," : "\r\n");
    }
}

static void many_lines(struct writer *writer)
{
    put_format(writer, "%u,", draw(writer, 1000000));
    put(writer, "5,7,\"first line, with commas\nsecond line\n\nfourth\",");
    put(writer, draw(writer, 2) ? "onsite,1,2\n" : "\"a\nb\",,\n");
}

static struct sample make(const char *name, void (*record)(struct writer *), uint32_t field_count)
{
    struct writer writer = {.text = malloc(TEXT_BYTES + 2 * SCAN_INDEX_PAD_BYTES), .seed = 7};
    if (!writer.text) abort();
    writer.text += SCAN_INDEX_PAD_BYTES;
    while (writer.byte_count < TEXT_BYTES - 1024) record(&writer);
    return (struct sample){name, writer.text, writer.byte_count, field_count, ','};
}

static struct sample read_sample(char **arguments)
{
    FILE *file = fopen(arguments[1], "rb");
    struct sample sample = {.name = arguments[1], .delimiter = arguments[3][0]};
    sample.field_count = (uint32_t)strtoul(arguments[2], NULL, 10);
    sample.text = malloc(TEXT_BYTES + 2 * SCAN_INDEX_PAD_BYTES);
    if (!file || !sample.text || sample.field_count == 0) {
        fprintf(stderr, "scan_index: %s cannot be read\n", arguments[1]);
        exit(3);
    }
    sample.text += SCAN_INDEX_PAD_BYTES;
    sample.byte_count = fread(sample.text, 1, TEXT_BYTES, file);
    (void)fclose(file);
    return sample;
}

/* ---- measurements ---- */

struct outcome {
    size_t row_count, doubt_count, byte_count;
};

/* Window by window, as a caller goes; a record in doubt is passed over to its line's end. */
static struct outcome scan(const struct sample *sample, enum isa isa, struct scan_index *index)
{
    struct outcome outcome = {0};
    while (outcome.byte_count < sample->byte_count) {
        scan_index_for(isa)(index, sample->text + outcome.byte_count,
                            sample->byte_count - outcome.byte_count, sample->delimiter,
                            sample->field_count);
        outcome.row_count += index->row_count;
        outcome.byte_count += index->byte_count;
        if (index->stop == SCAN_STOP_END && index->row_count > 0) continue;
        outcome.doubt_count += index->stop == SCAN_STOP_DOUBT;
        const char *rest = sample->text + outcome.byte_count;
        const char *line = memchr(rest, '\n', sample->byte_count - outcome.byte_count);
        if (!line) break;
        outcome.byte_count += (size_t)(line - rest) + 1;
    }
    return outcome;
}

static void measure_scan(const struct sample *sample, double cycle, struct scan_index *index)
{
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++) {
        if (!isa_is_here(isa)) continue;
        double best = 1e18;
        struct outcome outcome = {0};
        for (int pass = 0; pass < PASSES; pass++) {
            const double start = now_ns();
            outcome = scan(sample, isa, index);
            const double took = now_ns() - start;
            if (took < best) best = took;
        }
        printf("%-12s scan %-9s %6.3f cycles a byte, %7.1f a row; %zu rows, %zu in doubt\n",
               sample->name, isa_name(isa), best / cycle / (double)sample->byte_count,
               best / cycle / (double)(outcome.row_count + 1), outcome.row_count,
               outcome.doubt_count);
    }
}

static void measure_utf8(const struct sample *sample, double cycle)
{
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++) {
        if (!isa_is_here(isa)) continue;
        double best = 1e18;
        bool is_valid = false;
        for (int pass = 0; pass < PASSES; pass++) {
            const double start = now_ns();
            is_valid = utf8_is_valid_fast(isa, sample->text, sample->byte_count);
            const double took = now_ns() - start;
            if (took < best) best = took;
        }
        printf("%-12s UTF-8 %-8s %6.3f cycles a byte%s\n", sample->name, isa_name(isa),
               best / cycle / (double)sample->byte_count, is_valid ? "" : ", not valid");
    }
}

/* The sample's characters in GB18030. */
static size_t to_gb18030(const struct sample *sample, unsigned char *out)
{
    size_t written = 0, length;
    for (size_t i = 0; i < sample->byte_count; i += length) {
        uint32_t code_point = '?';
        length = utf8_next(sample->text + i, sample->byte_count - i, &code_point);
        if (length == 0) length = 1;
        if (code_point < 0x80)
            out[written++] = (unsigned char)code_point;
        else
            written += 2, memcpy(out + written - 2, code_point % 2 ? "\xBB\xD8" : "\xB7\x43", 2);
    }
    return written;
}

static void measure_gb18030(const struct sample *sample, double cycle)
{
    unsigned char *text = malloc(sample->byte_count + 8);
    if (!text) abort();
    const size_t byte_count = to_gb18030(sample, text);
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++) {
        if (!isa_is_here(isa)) continue;
        double best = 1e18;
        bool is_valid = false;
        for (int pass = 0; pass < PASSES; pass++) {
            const double start = now_ns();
            is_valid = gb18030_is_valid_fast(isa, text, byte_count);
            const double took = now_ns() - start;
            if (took < best) best = took;
        }
        printf("%-12s GB18030 %-8s %4.3f cycles a byte%s\n", sample->name, isa_name(isa),
               best / cycle / (double)byte_count, is_valid ? "" : ", not valid");
    }
    free(text);
}

int main(int argc, char **argv)
{
    static uint16_t row_starts[SCAN_INDEX_PLACES], ends[SCAN_INDEX_PLACES];
    struct scan_index index = {.row_starts = row_starts, .ends = ends};
    const double cycle = cycle_ns();
    struct sample samples[4];
    size_t sample_count = 4;
    if (argc == 4) {
        samples[0] = read_sample(argv);
        sample_count = 1;
    } else {
        samples[0] = make("surveys", survey, 41);
        samples[1] = make("repairs", repair, 31);
        samples[2] = make("all quoted", quoted, 20);
        samples[3] = make("many lines", many_lines, 7);
    }
    printf("%.2f GHz\n", 1 / cycle);
    for (size_t i = 0; i < sample_count; i++) {
        measure_scan(&samples[i], cycle, &index);
        measure_utf8(&samples[i], cycle);
        measure_gb18030(&samples[i], cycle);
        free(samples[i].text - SCAN_INDEX_PAD_BYTES);
    }
    return 0;
}
