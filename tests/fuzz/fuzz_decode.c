/* Any bytes as one field, through every decoder: nothing outside the field is read (the sanitizer
 * says so), a value that was read and written again reads the same, and a valid GB18030 field means
 * what it means in UTF-8. The first byte chooses the encoding, the rest is the field. */
#include "base/day.h"
#include "ingest/decode/decode.h"
#include "ingest/decode/decode_missing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count);

static void require(bool holds, const char *law)
{
    if (holds) return;
    fprintf(stderr, "law broken: %s\n", law);
    abort();
}

/* What all decoders say of one field. */
struct readings {
    enum decode_status time_status, day_status, excel_status, int_status, score_status,
        money_status, bool_status;
    struct decoded_time time, excel;
    int32_t day, number;
    int64_t fen;
    int8_t score;
    bool answer, is_missing;
};

static const struct decode_range score_range = {-100, 100}, int_range = {INT32_MIN, INT32_MAX};

static struct readings read_all(enum encoding encoding, struct slice field)
{
    const struct decode_options options = {encoding, 480};
    struct readings read;
    struct missing_set set;
    memset(&read, 0, sizeof read);
    missing_set_init(&set);
    missing_set_add(&set, "NULL", NULL); /* ASCII: others would search the index in every run */
    read.time_status = decode_time(&options, field, &read.time);
    read.day_status = decode_day(&options, field, &read.day);
    read.excel_status = decode_excel_time(&options, field, &read.excel);
    read.int_status = decode_int(&options, field, int_range, &read.number);
    read.score_status = decode_score(&options, field, score_range, &read.score);
    read.money_status = decode_money(&options, field, &read.fen);
    read.bool_status = decode_bool(&options, field, &read.answer);
    read.is_missing = missing_set_has(&set, encoding, encoding_trim(encoding, field));
    return read;
}

static void require_minute_back(const struct decode_options *options, int32_t minute)
{
    char text[MINUTE_TEXT_BYTES];
    struct decoded_time again = {0};
    minute_text(minute, text);
    require(decode_time(options, slice_of(text), &again) == DECODE_OK, "time reads back");
    require(again.minute == minute && !again.is_date_alone, "time reads back the same");
}

static void require_money_back(const struct decode_options *options, int64_t fen)
{
    char text[40];
    int64_t again = 0;
    const uint64_t size = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
    snprintf(text, sizeof text, "%s%" PRIu64 ".%02u", fen < 0 ? "-" : "", size / 100,
             (unsigned)(size % 100));
    require(decode_money(options, slice_of(text), &again) == DECODE_OK, "money reads back");
    require(again == fen, "money reads back the same");
}

static void require_back(const struct decode_options *options, const struct readings *read)
{
    if (read->time_status == DECODE_OK) {
        require_minute_back(options, read->time.minute);
        require(read->day_status == DECODE_OK, "what is a time is a day");
        require(read->day == day_of_minute(read->time.minute), "a time's day");
    }
    if (read->excel_status == DECODE_OK) require_minute_back(options, read->excel.minute);
    if (read->money_status == DECODE_OK) require_money_back(options, read->fen);
    if (read->int_status == DECODE_OK) {
        char text[16];
        int32_t again = 0;
        snprintf(text, sizeof text, "%" PRId32, read->number);
        require(decode_int(options, slice_of(text), int_range, &again) == DECODE_OK,
                "int reads back");
        require(again == read->number, "int reads back the same");
        const bool is_in_range = read->number >= -100 && read->number <= 100;
        require((read->score_status == DECODE_OK) == is_in_range, "a score is an int in range");
        require(!is_in_range || read->score == read->number, "a score is its int");
    }
}

static void require_same_in_utf8(struct slice field, const struct readings *read)
{
    char *utf8 = malloc(field.byte_count * GB18030_UTF8_GROWTH + 1);
    size_t written;
    if (!utf8) return;
    if (gb18030_to_utf8(field.bytes, field.byte_count, utf8, &written)) {
        const struct readings other = read_all(ENCODING_UTF8, (struct slice){utf8, written});
        require(other.time_status == read->time_status, "time: same rule in UTF-8");
        require(other.day_status == read->day_status, "day: same rule in UTF-8");
        require(other.excel_status == read->excel_status, "excel: same rule in UTF-8");
        require(other.int_status == read->int_status, "int: same rule in UTF-8");
        require(other.money_status == read->money_status, "money: same rule in UTF-8");
        require(other.bool_status == read->bool_status, "bool: same rule in UTF-8");
        require(other.time.minute == read->time.minute, "time: same value in UTF-8");
        require(other.excel.minute == read->excel.minute, "excel: same value in UTF-8");
        require(other.number == read->number, "int: same value in UTF-8");
        require(other.fen == read->fen, "money: same value in UTF-8");
        require(other.answer == read->answer, "bool: same value in UTF-8");
        require(other.is_missing == read->is_missing, "missing in UTF-8, too");
    }
    free(utf8);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    if (byte_count == 0) return 0;
    const struct decode_options options = {(enum encoding)(input[0] % ENCODING_COUNT), 480};
    const size_t field_bytes = byte_count - 1;
    char *bytes = malloc(field_bytes + (field_bytes == 0));
    if (!bytes) return 0;
    memcpy(bytes, input + 1, field_bytes);
    const struct slice field = {bytes, field_bytes};
    const struct readings read = read_all(options.encoding, field);
    require_back(&options, &read);
    if (options.encoding == ENCODING_GB18030) require_same_in_utf8(field, &read);
    free(bytes);
    return 0;
}
