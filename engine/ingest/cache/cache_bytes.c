#include "ingest/cache/cache_bytes.h"

#include <string.h>

const char *cache_take_bytes(struct cache_reader *reader, uint64_t byte_count)
{
    if (byte_count > reader->left) reader->is_bad = true;
    if (reader->is_bad) return NULL;
    const char *bytes = reader->at;
    reader->at += byte_count;
    reader->left -= (size_t)byte_count;
    return bytes;
}

uint64_t cache_take_number(struct cache_reader *reader, uint64_t limit)
{
    uint64_t number = 0;
    const char *bytes = cache_take_bytes(reader, sizeof number);
    if (bytes) memcpy(&number, bytes, sizeof number);
    if (number <= limit) return number;
    reader->is_bad = true;
    return 0;
}

struct slice cache_take_slice(struct cache_reader *reader)
{
    const struct slice nothing = {"", 0};
    const uint64_t byte_count = cache_take_number(reader, UINT32_MAX);
    const char *bytes = cache_take_bytes(reader, byte_count + 1);
    if (!bytes) return nothing;
    const struct slice slice = {bytes, (size_t)byte_count};
    if (bytes[byte_count] == '\0') return slice;
    reader->is_bad = true;
    return nothing;
}

uint64_t cache_take_count(struct cache_reader *reader, size_t item_bytes)
{
    const uint64_t count = cache_take_number(reader, UINT32_MAX);
    if (count <= reader->left / item_bytes) return count;
    reader->is_bad = true;
    return 0;
}
