#include "ingest/cache/cache_folder.h"
#include "ingest/cache/cache_file.h"
#include "ingest/column_array.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* <SHA-256 of the input>-<first digits of that of the way>.cache, and what is kept beside an entry:
 * the same stem with -<number>.counts or -<name>.history behind it. */
enum { CONTENT_DIGITS = 64, WAY_DIGITS = 16, STEM_BYTES = CONTENT_DIGITS + 1 + WAY_DIGITS };
static const char ending[] = ".cache", counts_ending[] = ".counts";
static const char history_ending[] = ".history";
/* What a run makes beside: <name>.new-…; a run of a day has died. */
static const char made_mark[] = ".new-";
#define MADE_LEFT_NS (INT64_C(86400) * 1000000000)

static const char *join(struct arena *arena, const char *folder, const char *name)
{
    struct text path;
    text_init(&path, 0);
    text_format(&path, "%s/%s", folder, name);
    const char *copy = path.failed ? NULL : arena_copy_text(arena, path.bytes, path.byte_count);
    text_release(&path);
    return copy;
}

const char *cache_entry_path(struct arena *arena, const char *folder, const struct cache_key *key)
{
    char sha[CACHE_SHA_TEXT_BYTES], way[CACHE_SHA_TEXT_BYTES];
    char name[CONTENT_DIGITS + 1 + WAY_DIGITS + sizeof ending];
    cache_sha_text(&key->sha, sha);
    cache_sha_text(&key->way, way);
    (void)snprintf(name, sizeof name, "%s-%.*s%s", sha, WAY_DIGITS, way, ending);
    return join(arena, folder, name);
}

const char *cache_counts_path(struct arena *arena, const char *entry_path, uint32_t portion)
{
    struct text path;
    text_init(&path, 0);
    text_format(&path, "%.*s-%u%s", (int)(strlen(entry_path) - (sizeof ending - 1)), entry_path,
                portion, counts_ending);
    const char *copy = path.failed ? NULL : arena_copy_text(arena, path.bytes, path.byte_count);
    text_release(&path);
    return copy;
}

const char *cache_history_path(struct arena *arena, const char *entry_path, const char *name)
{
    struct text path;
    text_init(&path, 0);
    text_format(&path, "%.*s-%s%s", (int)(strlen(entry_path) - (sizeof ending - 1)), entry_path,
                name, history_ending);
    const char *copy = path.failed ? NULL : arena_copy_text(arena, path.bytes, path.byte_count);
    text_release(&path);
    return copy;
}

const char *cache_index_path(struct arena *arena, const char *folder)
{
    return join(arena, folder, "index");
}

static size_t digit_count(const char *text)
{
    return strspn(text, "0123456789abcdef");
}

static bool has_stem(const char *name)
{
    return digit_count(name) == CONTENT_DIGITS && name[CONTENT_DIGITS] == '-' &&
           digit_count(name + CONTENT_DIGITS + 1) == WAY_DIGITS;
}

/* Bytes of the name of an entry that `name` begins with, or 0. */
static size_t entry_name_bytes(const char *name)
{
    if (!has_stem(name) || strncmp(name + STEM_BYTES, ending, sizeof ending - 1) != 0) return 0;
    return STEM_BYTES + sizeof ending - 1;
}

/* Of -<some of these characters><ending> behind the stem, all before what follows it. */
static size_t beside_name_bytes(const char *name, const char *characters, const char *its_ending)
{
    if (!has_stem(name) || name[STEM_BYTES] != '-') return 0;
    const size_t count = strspn(name + STEM_BYTES + 1, characters);
    const size_t last = STEM_BYTES + 1 + count;
    if (count == 0 || strncmp(name + last, its_ending, strlen(its_ending)) != 0) return 0;
    return last + strlen(its_ending);
}

/* The same for what is kept beside an entry: counts, histories. */
static size_t counts_name_bytes(const char *name)
{
    const size_t byte_count = beside_name_bytes(name, "0123456789", counts_ending);
    return byte_count > 0 ? byte_count
                          : beside_name_bytes(name, "abcdefghijklmnopqrstuvwxyz", history_ending);
}

static bool is_entry_name(const char *name)
{
    const size_t byte_count = entry_name_bytes(name);
    return byte_count > 0 && name[byte_count] == '\0';
}

static bool is_counts_name(const char *name)
{
    const size_t byte_count = counts_name_bytes(name);
    return byte_count > 0 && name[byte_count] == '\0';
}

/* An entry, counts or an index that were never finished. */
static bool is_made_name(const char *name)
{
    size_t byte_count = entry_name_bytes(name);
    if (byte_count == 0) byte_count = counts_name_bytes(name);
    if (byte_count == 0 && strncmp(name, "index", 5) == 0) byte_count = 5;
    return byte_count > 0 && strncmp(name + byte_count, made_mark, sizeof made_mark - 1) == 0;
}

static enum rc say_unreadable(const char *folder, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: the folder cannot be read: %s", folder, strerror(errno));
}

bool cache_has_entries(const char *folder)
{
    bool has_one = false;
    DIR *listed = opendir(folder);
    const struct dirent *entry;
    while (listed && !has_one && (entry = readdir(listed)) != NULL)
        has_one = is_entry_name(entry->d_name);
    if (listed) (void)closedir(listed);
    return has_one;
}

void cache_listing_init(struct cache_listing *listing)
{
    *listing = (struct cache_listing){.entry_count = 0};
    arena_init(&listing->arena);
}

void cache_listing_release(struct cache_listing *listing)
{
    free(listing->entries);
    arena_release(&listing->arena);
    cache_listing_init(listing);
}

static int64_t used_ns(const struct stat *status)
{
    struct cache_identity identity;
    cache_identity_of(&identity, status);
    return identity.modified_ns;
}

/* The head says more; of an entry that has no sound one nothing is said but its size. */
static void read_head(struct cache_listed *listed, int folder)
{
    struct cache_head head;
    const int file = openat(folder, listed->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 && cache_file_read(file, listed->name, &head, sizeof head, 0, NULL) == RC_OK &&
        memcmp(head.magic, CACHE_MAGIC, CACHE_MAGIC_BYTES) == 0) {
        for (size_t i = 0; i + 1 < sizeof head.table && head.table[i] > ' ' && head.table[i] < 127;
             i++)
            listed->table[i] = head.table[i];
        listed->row_count = head.row_count;
    }
    if (file >= 0) (void)close(file);
}

static enum rc add_listed(struct cache_listing *listing, const struct cache_listed *listed,
                          struct err *err)
{
    if (!array_reserve(&listing->entries, &listing->entry_capacity, listing->entry_count + 1,
                       sizeof *listing->entries))
        return err_memory(err, sizeof *listing->entries);
    struct cache_listed *place = &listing->entries[listing->entry_count];
    *place = *listed;
    place->name = arena_copy_text(&listing->arena, listed->name, strlen(listed->name));
    if (!place->name) return err_memory(err, strlen(listed->name));
    listing->entry_count++;
    return RC_OK;
}

static int compare_use(const void *a, const void *b)
{
    const struct cache_listed *left = a, *right = b;
    if (left->used_ns != right->used_ns) return left->used_ns > right->used_ns ? -1 : 1;
    return strcmp(left->name, right->name);
}

/* The entry whose stem the name has, or NULL. */
static struct cache_listed *listed_of(const struct cache_listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->entry_count; i++)
        if (strncmp(listing->entries[i].name, name, STEM_BYTES) == 0) return &listing->entries[i];
    return NULL;
}

/* Counts belong to their entries. */
static void add_counts(struct cache_listing *listing, DIR *opened)
{
    const struct dirent *entry;
    rewinddir(opened);
    while ((entry = readdir(opened)) != NULL) {
        struct stat status;
        struct cache_listed *of =
            is_counts_name(entry->d_name) ? listed_of(listing, entry->d_name) : NULL;
        if (!of || fstatat(dirfd(opened), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        of->counts_byte_count += (uint64_t)status.st_size;
    }
}

enum rc cache_list(struct cache_listing *listing, const char *folder, struct err *err)
{
    DIR *opened = opendir(folder);
    if (!opened) return say_unreadable(folder, err);
    enum rc rc = RC_OK;
    const struct dirent *entry;
    while (rc == RC_OK && (entry = readdir(opened)) != NULL) {
        struct stat status;
        struct cache_listed listed = {.name = entry->d_name};
        if (!is_entry_name(entry->d_name) ||
            fstatat(dirfd(opened), entry->d_name, &status, 0) != 0 || !S_ISREG(status.st_mode))
            continue;
        listed.byte_count = (uint64_t)status.st_size;
        listed.used_ns = used_ns(&status);
        read_head(&listed, dirfd(opened));
        rc = add_listed(listing, &listed, err);
    }
    if (rc == RC_OK) add_counts(listing, opened);
    (void)closedir(opened);
    if (rc == RC_OK && listing->entry_count > 0)
        qsort(listing->entries, listing->entry_count, sizeof *listing->entries, compare_use);
    return rc;
}

static enum rc remove_file(int folder, const char *name, struct err *err)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) return RC_OK;
    return err_set(err, RC_OUTPUT, "%s: cannot be removed: %s", name, strerror(errno));
}

/* What died runs have left, and counts whose entry does not stay. */
static void remove_left(DIR *opened, const struct cache_listing *listing, int64_t before_ns)
{
    struct stat status;
    const int64_t now_ns = cache_now_ns();
    const struct dirent *entry;
    rewinddir(opened);
    while ((entry = readdir(opened)) != NULL) {
        const struct cache_listed *of =
            is_counts_name(entry->d_name) ? listed_of(listing, entry->d_name) : NULL;
        const bool is_orphan = is_counts_name(entry->d_name) && (!of || of->used_ns < before_ns);
        if (is_orphan ||
            (is_made_name(entry->d_name) &&
             fstatat(dirfd(opened), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
             used_ns(&status) < now_ns - MADE_LEFT_NS))
            (void)unlinkat(dirfd(opened), entry->d_name, 0);
    }
}

/* Whether an entry of that input is among those that stay, in whatever way it was read. */
static bool is_left(const struct cache_listing *listing, int64_t before_ns,
                    const struct cache_sha *sha)
{
    char text[CACHE_SHA_TEXT_BYTES];
    cache_sha_text(sha, text);
    for (size_t i = 0; i < listing->entry_count; i++)
        if (listing->entries[i].used_ns >= before_ns &&
            strncmp(listing->entries[i].name, text, CONTENT_DIGITS) == 0)
            return true;
    return false;
}

static enum rc prune_index(const struct cache_listing *listing, const char *folder,
                           int64_t before_ns, struct err *err)
{
    struct cache_index all, left;
    struct arena arena = ARENA_INIT;
    cache_index_init(&all);
    cache_index_init(&left);
    const char *path = cache_index_path(&arena, folder);
    enum rc rc = path ? RC_OK : err_memory(err, strlen(folder));
    /* A damaged one is as good as none, and gone the next time it is written. */
    if (rc == RC_OK && cache_index_read(&all, path, NULL) == RC_OK) {
        for (size_t i = 0; i < all.row_count; i++)
            if (is_left(listing, before_ns, &all.rows[i].content.sha) &&
                !cache_index_add(&left, &all.rows[i]))
                rc = err_memory(err, sizeof *left.rows);
        if (rc == RC_OK && left.row_count < all.row_count)
            rc = cache_index_replace(&left, path, err);
    }
    cache_index_release(&all);
    cache_index_release(&left);
    arena_release(&arena);
    return rc;
}

enum rc cache_prune(struct cache_listing *removed, const char *folder, int64_t before_ns,
                    struct err *err)
{
    struct cache_listing listing;
    cache_listing_init(&listing);
    DIR *opened = opendir(folder);
    enum rc rc = opened ? cache_list(&listing, folder, err) : say_unreadable(folder, err);
    for (size_t i = 0; rc == RC_OK && opened && i < listing.entry_count; i++) {
        if (listing.entries[i].used_ns >= before_ns) continue;
        rc = remove_file(dirfd(opened), listing.entries[i].name, err);
        if (rc == RC_OK) rc = add_listed(removed, &listing.entries[i], err);
    }
    if (rc == RC_OK && opened) remove_left(opened, &listing, before_ns);
    if (rc == RC_OK) rc = prune_index(&listing, folder, before_ns, err);
    if (opened) (void)closedir(opened);
    cache_listing_release(&listing);
    return rc;
}
