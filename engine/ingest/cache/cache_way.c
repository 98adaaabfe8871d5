#include "ingest/cache/cache_way.h"
#include "base/embedded.h"
#include "ingest/cache/cache_bytes.h"
#include "ingest/lexicon/lexicon.h"

#include <openssl/evp.h>
#include <string.h>

extern const struct embedded schema_files[];

bool cache_sha_of(struct cache_sha *sha, const void *bytes, size_t byte_count)
{
    unsigned made_count = 0;
    return EVP_Digest(bytes, byte_count, sha->bytes, &made_count, EVP_sha256(), NULL) == 1 &&
           made_count == CACHE_SHA_BYTES;
}

void cache_sha_text(const struct cache_sha *sha, char text[CACHE_SHA_TEXT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < CACHE_SHA_BYTES; i++) {
        text[2 * i] = digits[sha->bytes[i] >> 4];
        text[2 * i + 1] = digits[sha->bytes[i] & 15];
    }
    text[CACHE_SHA_TEXT_BYTES - 1] = '\0';
}

bool cache_sha_parse(struct cache_sha *sha, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < CACHE_SHA_BYTES; i++) {
        const char *high = text[2 * i] ? strchr(digits, text[2 * i]) : NULL;
        const char *low = high && text[2 * i + 1] ? strchr(digits, text[2 * i + 1]) : NULL;
        if (!low) return false;
        sha->bytes[i] = (unsigned char)((high - digits) << 4 | (low - digits));
    }
    return true;
}

static bool sha_of_text(struct cache_sha *sha, struct text *text)
{
    const bool is_done = !text->failed && cache_sha_of(sha, text->bytes, text->byte_count);
    text_release(text);
    return is_done;
}

/* With the names of the rules: entries have their numbers. */
bool cache_sha_schema(struct cache_sha *sha)
{
    struct text text;
    text_init(&text, 0);
    for (size_t i = 0; schema_files[i].name; i++) {
        const char *bytes = (const char *)schema_files[i].bytes;
        cache_put_slice(&text, slice_of(schema_files[i].name));
        cache_put_slice(&text, (struct slice){bytes, schema_files[i].byte_count});
    }
    for (int i = 0; i < RECORD_RULE_COUNT; i++)
        cache_put_slice(&text, slice_of(record_rules[i].name));
    for (int i = 0; i < DECODE_STATUS_COUNT; i++)
        cache_put_slice(&text, slice_of(decode_rules[i].name ? decode_rules[i].name : ""));
    return sha_of_text(sha, &text);
}

static void put_missing(struct text *text, const struct missing_set *missing)
{
    const struct missing_list *list = &missing->utf8;
    cache_put_number(text, list->marker_count);
    for (unsigned i = 0; i < list->marker_count; i++)
        cache_put_slice(text, (struct slice){list->markers[i].bytes, list->markers[i].byte_count});
}

static void put_column(struct text *text, const struct plan_column *column)
{
    cache_put_number(text, column->is_present);
    if (!column->is_present) return;
    cache_put_number(text, column->is_kept);
    cache_put_number(text, column->is_excel_serial);
    cache_put_number(text, column->source);
    cache_put_number(text, column->field);
    cache_put_slice(text, column->constant);
    cache_put_number(text, (uint64_t)(int64_t)column->range.minimum);
    cache_put_number(text, (uint64_t)(int64_t)column->range.maximum);
    cache_put_number(text, column->value_count);
    for (size_t i = 0; i < column->value_count; i++) {
        cache_put_slice(text, slice_of(column->values[i].from));
        cache_put_slice(text, slice_of(column->values[i].to));
    }
    put_missing(text, column->missing);
    if (!column->lexicon) return;
    cache_put_number(text, column->schema->tells_wishes);
    text_add(text, (const char *)column->lexicon->sha256, LEXICON_SHA_BYTES);
}

bool cache_way_of(struct cache_sha *way, const struct cache_sha *schema,
                  const struct file_plan *plan)
{
    struct text text;
    text_init(&text, 0);
    cache_put_number(&text, CACHE_MEANING);
    text_add(&text, (const char *)schema->bytes, CACHE_SHA_BYTES);
    cache_put_slice(&text, slice_of(plan->schema->name));
    cache_put_number(&text, plan->header->encoding);
    cache_put_number(&text, plan->header->has_bad_bytes);
    cache_put_number(&text, (unsigned char)plan->header->delimiter);
    cache_put_number(&text, plan->header->body_offset);
    cache_put_number(&text, (uint64_t)(int64_t)plan->field_options.zone_minutes);
    for (size_t c = 0; c < plan->schema->column_count; c++) put_column(&text, &plan->columns[c]);
    return sha_of_text(way, &text);
}
