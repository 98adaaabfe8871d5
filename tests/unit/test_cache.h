/* A folder of files and a folder of the cache beside it, and runs of ingest with and without. */
#ifndef TESTS_UNIT_TEST_CACHE_H
#define TESTS_UNIT_TEST_CACHE_H
#include "ingest/cache/cache_folder.h"
#include "ingest/later.h"
#include "tests/unit/test_ingest.h"

#include <fcntl.h>

struct cache_fixture {
    struct fixture *files;
    char folder[PATH_BYTES];
    struct text without, with; /* all that a run gives */
};

static inline int cache_fixture_make(void **state)
{
    static struct cache_fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    if (fixture_make(state) != 0) return -1;
    fixture.files = *state;
    fixture.files->options.thread_count = 2;
    text_init(&fixture.without, 0);
    text_init(&fixture.with, 0);
    (void)snprintf(fixture.folder, sizeof fixture.folder, "%.100s.cache", fixture.files->folder);
    *state = &fixture;
    return 0;
}

/* Everything in the cache's folder goes. */
static inline void cache_clear(const struct cache_fixture *fixture)
{
    DIR *opened = opendir(fixture->folder);
    const struct dirent *entry;
    while (opened && (entry = readdir(opened)) != NULL)
        if (entry->d_name[0] != '.') (void)unlinkat(dirfd(opened), entry->d_name, 0);
    if (opened) (void)closedir(opened);
}

static inline int cache_fixture_release(void **state)
{
    struct cache_fixture *fixture = *state;
    cache_clear(fixture);
    (void)rmdir(fixture->folder);
    text_release(&fixture->without);
    text_release(&fixture->with);
    *state = fixture->files;
    return fixture_release(state);
}

static inline void cache_run(struct cache_fixture *fixture, const char *folder, struct text *out)
{
    fixture->files->options.cache = folder;
    fixture_run(fixture->files);
    fixture->files->options.cache = NULL;
    ingested_text(&fixture->files->ingested, out);
}

/* Every value that waits is fetched; returns how many columns did. */
static inline size_t fetch_everything(const struct ingested *ingested)
{
    size_t fetched = 0;
    for (size_t t = 0; t < ingested->table_count; t++) {
        const struct table *table = &ingested->tables[t].table;
        for (size_t s = 0; s < table->segment_count; s++)
            for (size_t c = 0; c < table->schema->column_count; c++) {
                struct segment_column *column = &table->segments[s].columns[c];
                const bool has_values = column_has_values(column);
                assert_true(!column->is_waiting || !column->values);
                fetched += column->is_waiting;
                assert_int_equal(segment_fetch(&table->segments[s], c, NULL), RC_OK);
                assert_int_equal(has_values, column->values != NULL);
            }
    }
    assert_false(later_is_broken(ingested->later));
    return fetched;
}

/* The same once more, with values that wait. */
static inline void check_waiting_run(struct cache_fixture *fixture)
{
    fixture->files->options.lets_wait = true;
    fixture->files->options.cache = fixture->folder;
    fixture_run(fixture->files);
    fixture->files->options.cache = NULL;
    fixture->files->options.lets_wait = false;
    assert_true(fetch_everything(&fixture->files->ingested) > 0);
    ingested_text(&fixture->files->ingested, &fixture->with);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
}

/* With the cache everything is as without; so many files came from it, so many went into it. */
static inline void check_run(struct cache_fixture *fixture, uint64_t taken, uint64_t added)
{
    cache_run(fixture, NULL, &fixture->without);
    cache_run(fixture, fixture->folder, &fixture->with);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
    assert_int_equal(fixture->files->ingested.cache.files_taken, taken);
    assert_int_equal(fixture->files->ingested.cache.files_added, added);
}

/* "": there are none. */
static inline void check_notes(const struct cache_fixture *fixture, const char *part)
{
    const char *said = fixture->files->ingested.cache_notes;
    const char *notes = said ? said : "none, for want of memory";
    if (!*part) assert_string_equal(notes, "");
    if (!strstr(notes, part)) fail_msg("not a word of \"%s\" in: %s", part, notes);
}

static inline void cache_index_at(const struct cache_fixture *fixture, char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%.100s/index", fixture->folder);
}

/* As if the files had been read an hour later than they were: their times are believed then. */
static inline void cache_age(const struct cache_fixture *fixture)
{
    struct cache_index index;
    char path[PATH_BYTES];
    cache_index_init(&index);
    cache_index_at(fixture, path);
    assert_int_equal(cache_index_read(&index, path, NULL), RC_OK);
    assert_true(index.row_count > 0);
    for (size_t i = 0; i < index.row_count; i++)
        index.rows[i].begun_ns += INT64_C(3600) * 1000000000;
    assert_int_equal(cache_index_replace(&index, path, NULL), RC_OK);
    cache_index_release(&index);
}

/* The one entry there is, or the first of several. */
static inline void cache_entry_name(const struct cache_fixture *fixture, char path[PATH_BYTES])
{
    struct cache_listing listing;
    cache_listing_init(&listing);
    assert_int_equal(cache_list(&listing, fixture->folder, NULL), RC_OK);
    assert_true(listing.entry_count > 0);
    (void)snprintf(path, PATH_BYTES, "%.100s/%.100s", fixture->folder, listing.entries[0].name);
    cache_listing_release(&listing);
}

static inline size_t cache_entry_count(const struct cache_fixture *fixture)
{
    struct cache_listing listing;
    cache_listing_init(&listing);
    assert_int_equal(cache_list(&listing, fixture->folder, NULL), RC_OK);
    const size_t count = listing.entry_count;
    cache_listing_release(&listing);
    return count;
}

/* free() it. */
static inline char *read_bytes(const char *path, size_t *byte_count)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    assert_non_null(file);
    assert_int_equal(stat(path, &status), 0);
    *byte_count = (size_t)status.st_size;
    char *bytes = malloc(*byte_count + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *byte_count, file), *byte_count);
    (void)fclose(file);
    return bytes;
}

static inline void write_bytes(const char *path, const char *bytes, size_t byte_count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, byte_count, file), byte_count);
    assert_int_equal(fclose(file), 0);
}

#endif
