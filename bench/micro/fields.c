/* layer: ingest */
/* fields: cycles a field (or a row) of each column-wise reader and instruction set, over windows of
 * survey-like and repair-like records made here. The least of many passes counts, because another
 * program on the processor can only make one slower; a chain of multiplications, three cycles each,
 * gives the length of a cycle. Link with the ingest layer; takes no arguments. */
#include "ingest/fields/fields.h"
#include "ingest/schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WINDOWS = 4, WINDOW_BYTES = 65280, ROWS = 2000, COLUMNS = 45, PASSES = 1500, ITEMS = 22 };

struct bench_window {
    struct field_window window;
    char text[FIELD_WINDOW_PAD_BYTES + WINDOW_BYTES + FIELD_WINDOW_PAD_BYTES];
    uint16_t row_starts[ROWS + FIELD_WINDOW_PAD_PLACES];
    uint16_t ends[ROWS * COLUMNS + FIELD_WINDOW_PAD_PLACES];
};

static uint64_t random_state = 88172645463325252U;

static unsigned random_below(unsigned limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)((random_state >> 33) % limit);
}

enum time_form { TIME_MINUTES, TIME_SECONDS, TIME_SLASHES, TIME_DAY };

static int put_time(char *at, enum time_form form)
{
    const unsigned year = 2021 + random_below(4), month = 1 + random_below(12),
                   day = 1 + random_below(28), hour = random_below(24), minute = random_below(60),
                   second = random_below(60);
    switch (form) {
    case TIME_SECONDS:
        return snprintf(at, 40, "%04u-%02u-%02u %02u:%02u:%02u", year, month, day, hour, minute,
                        second);
    case TIME_SLASHES: return snprintf(at, 40, "%u/%u/%u %u:%02u", year, month, day, hour, minute);
    case TIME_DAY: return snprintf(at, 40, "%04u-%02u-%02u", year, month, day);
    case TIME_MINUTES: break;
    }
    return snprintf(at, 40, "%04u-%02u-%02u %02u:%02u", year, month, day, hour, minute);
}

static const char *const regions[] = {"华北", "华东", "西南", "东北", "华南", "西北", "华中"};
static const char *const faults[] = {"漏水/阀芯",         "漏水/软管", "清洗/不出水",
                                     "功能失灵/转换开关", "异响",      "漏水/接口"};
static const char *const comments[] = {"", "", "", "上门太慢，等了好几天", "very good"};

/* What the fields of the bench are: one column each. */
enum column {
    COLUMN_KEY,
    COLUMN_WHEN,
    COLUMN_SECONDS,
    COLUMN_SLASHES,
    COLUMN_DAY,
    COLUMN_DEALER,
    COLUMN_WORKER,
    COLUMN_REGION,
    COLUMN_FAULT,
    COLUMN_MONTHS,
    COLUMN_BIG,
    COLUMN_FEE,
    COLUMN_AMOUNT,
    COLUMN_RECOMMEND,
    COLUMN_LONG_KEY,
    COLUMN_COMMENT,
    COLUMN_ITEMS,
    COLUMN_END = COLUMN_ITEMS + ITEMS
};

static int put_amount(char *at)
{
    const unsigned whole = 100 + random_below(1500), fen = random_below(100);
    return random_below(4) ? snprintf(at, 40, "%u.%02u", whole, fen)
                           : snprintf(at, 40, "%u", whole);
}

static int put_column(unsigned column, char *at)
{
    switch (column) {
    case COLUMN_KEY: return snprintf(at, 40, "S%07u", random_below(9999999));
    case COLUMN_WHEN: return put_time(at, TIME_MINUTES);
    case COLUMN_SECONDS: return put_time(at, TIME_SECONDS);
    case COLUMN_SLASHES: return put_time(at, TIME_SLASHES);
    case COLUMN_DAY: return put_time(at, TIME_DAY);
    case COLUMN_DEALER: return snprintf(at, 40, "D%03u", random_below(60));
    case COLUMN_WORKER: return snprintf(at, 40, "T%04u", random_below(3000));
    case COLUMN_REGION: return snprintf(at, 40, "%s", regions[random_below(7)]);
    case COLUMN_FAULT: return snprintf(at, 60, "%s", faults[random_below(6)]);
    case COLUMN_MONTHS: return snprintf(at, 40, "%u", 12 * (1 + random_below(5)));
    case COLUMN_BIG: return snprintf(at, 40, "%u", random_below(1000000));
    case COLUMN_FEE: return snprintf(at, 40, "%u", random_below(3) ? 0 : random_below(200));
    case COLUMN_AMOUNT: return put_amount(at);
    case COLUMN_RECOMMEND: return snprintf(at, 40, "%u", random_below(11));
    case COLUMN_LONG_KEY: return snprintf(at, 40, "S107-2105-%07u", random_below(999999));
    case COLUMN_COMMENT: return snprintf(at, 80, "%s", comments[random_below(5)]);
    default: return random_below(12) ? snprintf(at, 4, "%u", 1 + random_below(7)) : 0;
    }
}

static void make_window(struct bench_window *made, bool is_quoted)
{
    char *text = made->text + FIELD_WINDOW_PAD_BYTES;
    unsigned at = 0, row = 0, entry = 0;
    for (; row < ROWS && at + 700 < WINDOW_BYTES; row++) {
        made->row_starts[row] = (uint16_t)at;
        for (unsigned column = 0; column < COLUMN_END; column++) {
            if (is_quoted) text[at++] = '"';
            at += (unsigned)put_column(column, text + at);
            if (is_quoted) text[at++] = '"';
            made->ends[entry++] = (uint16_t)at;
            text[at++] = column + 1 == COLUMN_END ? '\n' : ',';
        }
    }
    made->window = (struct field_window){.text = text,
                                         .row_starts = made->row_starts,
                                         .ends = made->ends,
                                         .row_count = row,
                                         .field_count = COLUMN_END,
                                         .has_quotes = is_quoted,
                                         .encoding = ENCODING_UTF8};
}

struct bench {
    struct bench_window *windows;
    const struct field_kernels *kernels;
    struct field_missing missing;
    struct field_book book;
    uint16_t rest_rows[ROWS];
    int64_t values[ROWS * 3];
    int8_t items[ITEMS][ROWS];
    uint16_t item_rests[ITEMS][ROWS];
    struct field_digits digits[ITEMS];
    uint64_t rest_count;
};

typedef void reader(struct bench *bench, const struct field_window *window, unsigned column,
                    struct field_outcome *outcome);

static void bench_times(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench->kernels->read_times(&(struct field_column){window, column, &bench->missing},
                               (void *)bench->values, outcome);
}

static void bench_dates(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench->kernels->read_dates(&(struct field_column){window, column, &bench->missing},
                               (void *)bench->values, outcome);
}

static void bench_ints(struct bench *bench, const struct field_window *window, unsigned column,
                       struct field_outcome *outcome)
{
    bench->kernels->read_ints(&(struct field_column){window, column, &bench->missing},
                              (struct decode_range){0, INT32_MAX}, (void *)bench->values, outcome);
}

static void bench_small(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench->kernels->read_small(&(struct field_column){window, column, &bench->missing},
                               (struct decode_range){0, 10}, (void *)bench->values, outcome);
}

static void bench_money(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench->kernels->read_money(&(struct field_column){window, column, &bench->missing},
                               bench->values, outcome);
}

static void bench_run(struct bench *bench, const struct field_window *window, unsigned column,
                      uint32_t count, struct field_outcome *outcome)
{
    bench->kernels->read_digits(window, column, bench->digits, count);
    for (unsigned i = 0; i < count; i++) outcome->rest_count += bench->digits[i].outcome.rest_count;
}

static void bench_digits(struct bench *bench, const struct field_window *window, unsigned column,
                         struct field_outcome *outcome)
{
    bench_run(bench, window, column, ITEMS, outcome);
}

static void bench_few_digits(struct bench *bench, const struct field_window *window,
                             unsigned column, struct field_outcome *outcome)
{
    bench_run(bench, window, column, 3, outcome);
}

static void bench_digit(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench_run(bench, window, column, 1, outcome);
}

static void bench_codes(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench->kernels->read_codes(window, column, &bench->book, (void *)bench->values, outcome);
}

static void bench_ids8(struct bench *bench, const struct field_window *window, unsigned column,
                       struct field_outcome *outcome)
{
    (void)bench->kernels->read_ids(&(struct field_column){window, column, &bench->missing},
                                   (void *)bench->values, 8, outcome);
}

static void bench_ids24(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    (void)bench->kernels->read_ids(&(struct field_column){window, column, &bench->missing},
                                   (void *)bench->values, 24, outcome);
}

static void bench_texts(struct bench *bench, const struct field_window *window, unsigned column,
                        struct field_outcome *outcome)
{
    bench->kernels->count_texts(&(struct field_column){window, column, &bench->missing}, outcome);
}

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Nanoseconds of one cycle: the least over many chains of multiplications, three cycles each. */
static double cycle_ns(void)
{
    double least = 1e30;
    for (unsigned pass = 0; pass < 2000; pass++) {
        const double start = now_ns();
        uint64_t sum = pass;
        for (unsigned i = 0; i < 1000; i++) {
            for (unsigned j = 0; j < 16; j++) {
                sum *= 7;
                __asm__ volatile("" : "+r"(sum)); /* keeps the chain one */
            }
        }
        const double spent = now_ns() - start;
        if (spent < least) least = spent;
    }
    return least / 48000;
}

/* The book learns what the rest holds, as a caller would. */
static void learn(struct bench *bench, const struct field_window *window, unsigned column,
                  const struct field_outcome *outcome)
{
    for (uint32_t i = 0; i < outcome->rest_count; i++) {
        const uint32_t entry = outcome->rest_rows[i] * window->field_count + column;
        const unsigned start = window->ends[entry - 1] + 1U + window->has_quotes;
        const struct slice field = {window->text + start,
                                    window->ends[entry] - start - window->has_quotes};
        struct field_entry found = {.value = 5};
        if (!field_book_find(&bench->book, field, &found))
            field_book_add(&bench->book, field, &found);
    }
}

/* Nanoseconds a row: per window the least of all passes. */
static double run(struct bench *bench, reader *read, unsigned column)
{
    double least[WINDOWS];
    uint64_t row_count = 0;
    bench->rest_count = 0;
    field_book_release(&bench->book);
    if (!field_book_init(&bench->book, 0)) abort();
    for (unsigned pass = 0; pass < PASSES; pass++) {
        for (unsigned i = 0; i < WINDOWS; i++) {
            const struct field_window *window = &bench->windows[i].window;
            struct field_outcome outcome = {.rest_rows = bench->rest_rows};
            const double start = now_ns();
            read(bench, window, column, &outcome);
            const double spent = now_ns() - start;
            if (pass == 0 && read == bench_codes) learn(bench, window, column, &outcome);
            if (pass == 0 || spent < least[i]) least[i] = spent;
            if (pass == 0) row_count += window->row_count;
            if (pass == 1) bench->rest_count += outcome.rest_count;
        }
    }
    double sum = 0;
    for (unsigned i = 0; i < WINDOWS; i++) sum += least[i];
    return sum / (double)row_count;
}

struct contest {
    const char *name;
    reader *read;
    unsigned column;
};

static const struct contest contests[] = {
    {"times 2025-06-01 08:05", bench_times, COLUMN_WHEN},
    {"times 2025-06-01 08:05:09", bench_times, COLUMN_SECONDS},
    {"times 2025/6/1 8:05", bench_times, COLUMN_SLASHES},
    {"dates 2025-06-01", bench_dates, COLUMN_DAY},
    {"ints 12 to 60", bench_ints, COLUMN_MONTHS},
    {"ints up to 999999", bench_ints, COLUMN_BIG},
    {"small 0 to 10", bench_small, COLUMN_RECOMMEND},
    {"money 0 or 199", bench_money, COLUMN_FEE},
    {"money 1234.50", bench_money, COLUMN_AMOUNT},
    {"22 items (a row)", bench_digits, COLUMN_ITEMS},
    {"3 items (a row)", bench_few_digits, COLUMN_ITEMS + 9},
    {"1 item", bench_digit, COLUMN_ITEMS + 9},
    {"codes, 60 dealers", bench_codes, COLUMN_DEALER},
    {"codes, 3000 technicians", bench_codes, COLUMN_WORKER},
    {"codes, 7 regions", bench_codes, COLUMN_REGION},
    {"codes, 6 faults, 6-25 bytes", bench_codes, COLUMN_FAULT},
    {"ids, 8 bytes", bench_ids8, COLUMN_KEY},
    {"ids, 17 of 24 bytes", bench_ids24, COLUMN_LONG_KEY},
    {"texts, 60 % empty", bench_texts, COLUMN_COMMENT},
};

static bool has_isa(enum isa isa)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    if (isa == ISA_AVX512) return __builtin_cpu_supports("avx512vbmi2");
#endif
    return isa == ISA_PORTABLE;
}

static void run_all(struct bench *bench, double cycle)
{
    static const enum isa isas[] = {ISA_PORTABLE, ISA_AVX2, ISA_AVX512};
    printf("%-30s %10s %10s %10s   rest\n", "", "portable", "avx2", "avx512");
    for (size_t i = 0; i < sizeof contests / sizeof *contests; i++) {
        printf("%-30s", contests[i].name);
        for (unsigned j = 0; j < 3; j++) {
            if (!has_isa(isas[j])) continue;
            bench->kernels = field_kernels(isas[j]);
            printf(" %10.1f", run(bench, contests[i].read, contests[i].column) / cycle);
            fflush(stdout);
        }
        printf("   %" PRIu64 "\n", bench->rest_count);
    }
}

static void init_bench(struct bench *bench, const struct missing_set *set)
{
    field_missing_init(&bench->missing, set, ENCODING_UTF8);
    for (unsigned i = 0; i < ITEMS; i++) {
        bench->digits[i].values = bench->items[i];
        bench->digits[i].outcome.rest_rows = bench->item_rests[i];
        field_digits_init(&bench->digits[i], (struct decode_range){1, 7}, &bench->missing);
    }
}

int main(void)
{
    struct bench *bench = calloc(1, sizeof *bench);
    if (!bench) return 1;
    bench->windows = calloc(WINDOWS, sizeof *bench->windows);
    if (!bench->windows || !field_book_init(&bench->book, 0)) return 1;
    struct missing_set set;
    missing_set_init(&set);
    missing_set_add_defaults(&set);
    init_bench(bench, &set);
    const double cycle = cycle_ns();
    printf("cycles a field; a cycle is %.3f ns\n", cycle);
    for (unsigned quoted = 0; quoted < 2; quoted++) {
        for (unsigned i = 0; i < WINDOWS; i++) make_window(&bench->windows[i], quoted);
        printf("\n%s, %u rows a window\n", quoted ? "every field in quotes" : "no quotes",
               bench->windows[0].window.row_count);
        run_all(bench, cycle);
    }
    field_book_release(&bench->book);
    free(bench->windows);
    free(bench);
    return 0;
}
