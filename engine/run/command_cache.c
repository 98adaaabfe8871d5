/* rater cache: what stands in the folder of a month cache, and the removal of what is old. */
#include "base/day.h"
#include "ingest/cache/cache_folder.h"
#include "output/json.h"
#include "run/command_line.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY_NS (INT64_C(86400) * 1000000000)

/* With the counts beside it. */
static uint64_t entry_bytes(const struct cache_listed *listed)
{
    return listed->byte_count + listed->counts_byte_count;
}

static uint64_t bytes_of(const struct cache_listing *listing)
{
    uint64_t byte_count = 0;
    for (size_t i = 0; i < listing->entry_count; i++)
        byte_count += entry_bytes(&listing->entries[i]);
    return byte_count;
}

static void last_use(const struct cache_listed *listed, char day[DAY_TEXT_BYTES])
{
    day_text((int32_t)(listed->used_ns / DAY_NS), day);
}

static void print_text(const struct cache_listing *listing, const char *what)
{
    char day[DAY_TEXT_BYTES];
    for (size_t i = 0; i < listing->entry_count; i++) {
        const struct cache_listed *listed = &listing->entries[i];
        last_use(listed, day);
        (void)printf("%-12s %10" PRIu64 " rows %12" PRIu64 " bytes  %s  %.12s\n", listed->table,
                     listed->row_count, entry_bytes(listed), day, listed->name);
    }
    (void)printf("%zu files%s, %" PRIu64 " bytes\n", listing->entry_count, what, bytes_of(listing));
}

static enum rc print_json(const struct cache_listing *listing, const char *name, struct err *err)
{
    char day[DAY_TEXT_BYTES];
    struct json json = {.failed = false};
    cJSON *root = json_root(&json);
    json_count(&json, root, "bytes", bytes_of(listing));
    cJSON *entries = json_array(&json, root, name);
    for (size_t i = 0; i < listing->entry_count; i++) {
        const struct cache_listed *listed = &listing->entries[i];
        last_use(listed, day);
        cJSON *entry = json_object(&json, entries, NULL);
        json_text(&json, entry, "name", listed->name);
        json_text(&json, entry, "table", listed->table);
        json_count(&json, entry, "rows", listed->row_count);
        json_count(&json, entry, "bytes", entry_bytes(listed));
        json_count(&json, entry, "counts_bytes", listed->counts_byte_count);
        json_text(&json, entry, "last_used", day);
    }
    char *printed = json.failed ? NULL : cJSON_PrintUnformatted(root);
    if (printed) (void)puts(printed);
    const enum rc rc = printed ? RC_OK : err_memory(err, sizeof(cJSON));
    cJSON_free(printed);
    cJSON_Delete(root);
    return rc;
}

enum rc command_cache(const struct command_line *line, struct err *err)
{
    const char *folder = line->arguments[0];
    const bool is_pruning = line->prune_days > 0;
    struct cache_listing listing;
    cache_listing_init(&listing);
    enum rc rc = is_pruning ? cache_prune(&listing, folder,
                                          cache_now_ns() - (int64_t)line->prune_days * DAY_NS, err)
                            : cache_list(&listing, folder, err);
    if (rc == RC_OK && line->is_json)
        rc = print_json(&listing, is_pruning ? "removed" : "entries", err);
    else if (rc == RC_OK)
        print_text(&listing, is_pruning ? " removed" : "");
    cache_listing_release(&listing);
    return rc;
}
