#include "ingest/inventory.h"
#include "ingest/column_array.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

/* The folders above the one being listed, so that a link back to one of them ends. */
struct ancestor {
    const struct ancestor *above;
    dev_t device;
    ino_t inode;
};

void inventory_init(struct inventory *inventory)
{
    *inventory = (struct inventory){.file_count = 0};
}

void inventory_release(struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->file_count; i++) {
        struct inventory_file *file = &inventory->files[i];
        for (size_t c = 0; c < file->chunk_count; c++) chunk_release(&file->chunks[c]);
        free(file->chunks);
        (void)byte_source_close(&file->source, NULL);
        arena_release(&file->arena);
    }
    free(inventory->files);
    arena_release(&inventory->arena);
    inventory_init(inventory);
}

const char *path_last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum rc add_file(struct inventory *inventory, const char *path, const struct stat *status,
                        const char *ignored, struct err *err)
{
    if (!array_reserve(&inventory->files, &inventory->file_capacity, inventory->file_count + 1,
                       sizeof *inventory->files))
        return err_memory(err, sizeof *inventory->files);
    struct inventory_file file = {.path = arena_copy_text(&inventory->arena, path, strlen(path)),
                                  .naming_bytes = inventory->naming_bytes,
                                  .ignored = ignored,
                                  .source = BYTE_SOURCE_INIT,
                                  .all_kept_byte_count = &inventory->kept_byte_count,
                                  .table = -1};
    if (!file.path) return err_memory(err, strlen(path));
    if (status) {
        file.is_regular = S_ISREG(status->st_mode);
        file.device = status->st_dev;
        file.inode = status->st_ino;
    }
    inventory->files[inventory->file_count++] = file;
    return RC_OK;
}

static bool ends_with(const char *name, size_t name_bytes, const char *ending)
{
    const size_t ending_bytes = strlen(ending);
    return name_bytes > ending_bytes &&
           slice_equal_nocase((struct slice){name + name_bytes - ending_bytes, ending_bytes},
                              slice_of(ending));
}

/* .csv or .tsv, and .gz or .zst behind it. */
static bool is_table_name(const char *name)
{
    static const char *const packings[] = {".gz", ".zst"};
    size_t name_bytes = strlen(name);
    for (size_t i = 0; i < sizeof packings / sizeof packings[0]; i++)
        if (ends_with(name, name_bytes, packings[i])) name_bytes -= strlen(packings[i]);
    return ends_with(name, name_bytes, ".csv") || ends_with(name, name_bytes, ".tsv");
}

static bool is_among(const struct ancestor *ancestor, const struct stat *status)
{
    for (; ancestor; ancestor = ancestor->above)
        if (ancestor->device == status->st_dev && ancestor->inode == status->st_ino) return true;
    return false;
}

static enum rc add_folder(struct inventory *inventory, const char *path,
                          const struct ancestor *above, struct err *err);

/* One entry of a folder: what cannot be looked at is a link that leads nowhere. */
static enum rc add_entry(struct inventory *inventory, const char *path,
                         const struct ancestor *folder, struct err *err)
{
    struct stat status;
    if (stat(path, &status) != 0) return add_file(inventory, path, NULL, "leads nowhere", err);
    if (S_ISDIR(status.st_mode)) {
        const struct ancestor self = {folder, status.st_dev, status.st_ino};
        return is_among(folder, &status) ? RC_OK : add_folder(inventory, path, &self, err);
    }
    if (!S_ISREG(status.st_mode)) return add_file(inventory, path, &status, "not a file", err);
    return add_file(inventory, path, &status,
                    is_table_name(path_last_part(path)) ? NULL : "not a CSV file", err);
}

static enum rc add_folder(struct inventory *inventory, const char *path,
                          const struct ancestor *above, struct err *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return err_set(err, RC_INPUT, "%s: the folder cannot be read: %s", path, strerror(errno));
    struct text entry_path;
    text_init(&entry_path, 0);
    enum rc rc = RC_OK;
    const size_t path_bytes = strlen(path);
    const char *joint = path_bytes > 0 && path[path_bytes - 1] == '/' ? "" : "/";
    while (rc == RC_OK) {
        errno = 0; /* nothing else tells a folder's end from a disk that fails */
        const struct dirent *entry = readdir(folder);
        if (!entry && errno != 0)
            rc = err_set(err, RC_INPUT, "%s: the folder cannot be read: %s", path, strerror(errno));
        if (!entry) break;
        if (entry->d_name[0] == '.') continue;
        text_clear(&entry_path);
        text_format(&entry_path, "%s%s%s", path, joint, entry->d_name);
        rc = entry_path.failed ? err_memory(err, path_bytes)
                               : add_entry(inventory, entry_path.bytes, above, err);
    }
    text_release(&entry_path);
    (void)closedir(folder);
    return rc;
}

/* Where the last `part_count` parts of a path begin. */
static size_t last_parts(const char *path, int part_count)
{
    size_t start = strlen(path);
    while (start > 1 && path[start - 1] == '/') start--;
    for (int part = 0; part < part_count; part++) {
        while (start > 0 && path[start - 1] == '/') start--;
        while (start > 0 && path[start - 1] != '/') start--;
    }
    return start;
}

static enum rc add_found(struct inventory *inventory, const char *path, const struct stat *status,
                         struct err *err)
{
    const struct ancestor self = {NULL, status->st_dev, status->st_ino};
    inventory->naming_bytes = last_parts(path, S_ISDIR(status->st_mode) ? 1 : 2);
    return S_ISDIR(status->st_mode) ? add_folder(inventory, path, &self, err)
                                    : add_file(inventory, path, status, NULL, err);
}

/* A match is a name, never a pattern again: a link that leads nowhere may be called "*". */
static enum rc add_match(struct inventory *inventory, const char *path, struct err *err)
{
    struct stat status;
    if (stat(path, &status) != 0) return add_file(inventory, path, NULL, "leads nowhere", err);
    return add_found(inventory, path, &status, err);
}

static enum rc add_glob(struct inventory *inventory, const char *pattern, struct err *err)
{
    glob_t found;
    const int failed = glob(pattern, GLOB_NOSORT, NULL, &found);
    enum rc rc = RC_OK;
    if (failed == GLOB_NOMATCH || (failed == 0 && found.gl_pathc == 0)) {
        (void)err_set(err, RC_INPUT, "%s: no file matches this pattern", pattern);
        rc = RC_INPUT;
    } else if (failed != 0) {
        rc = err_set(err, RC_INPUT, "%s: the folders of this pattern cannot be read", pattern);
    }
    for (size_t i = 0; rc == RC_OK && i < found.gl_pathc; i++)
        rc = add_match(inventory, found.gl_pathv[i], err);
    if (failed == 0) globfree(&found);
    return rc;
}

static enum rc add_path(struct inventory *inventory, const char *path, struct err *err)
{
    struct stat status;
    if (strcmp(path, "-") == 0) return add_file(inventory, path, NULL, NULL, err);
    if (stat(path, &status) == 0) return add_found(inventory, path, &status, err);
    if (strpbrk(path, "*?[")) return add_glob(inventory, path, err);
    (void)err_set(err, RC_INPUT, "%s: there is no such file or folder", path);
    return err_hint(err, "give a file, a folder, a pattern in quotes, or - for standard input");
}

static int compare_paths(const void *a, const void *b)
{
    const struct inventory_file *left = a, *right = b;
    return strcmp(left->path, right->path);
}

static int compare_identity(const void *a, const void *b)
{
    const struct inventory_file *left = *(const struct inventory_file *const *)a;
    const struct inventory_file *right = *(const struct inventory_file *const *)b;
    if (left->device != right->device) return left->device < right->device ? -1 : 1;
    if (left->inode != right->inode) return left->inode < right->inode ? -1 : 1;
    return (left > right) - (left < right);
}

/* What is no file (standard input) has no identity: it is one and the same. */
static bool is_same(const struct inventory_file *a, const struct inventory_file *b)
{
    return a->device == b->device && a->inode == b->inode;
}

static enum rc ignore_repeated(struct inventory *inventory, struct err *err)
{
    size_t taken_count = 0;
    struct inventory_file **taken = calloc(inventory->file_count + 1, sizeof(*taken));
    if (!taken) return err_memory(err, inventory->file_count * sizeof(*taken));
    for (size_t i = 0; i < inventory->file_count; i++)
        if (!inventory->files[i].ignored) taken[taken_count++] = &inventory->files[i];
    qsort(taken, taken_count, sizeof(*taken), compare_identity);
    enum rc rc = RC_OK;
    for (size_t first = 0, i = 1; rc == RC_OK && i < taken_count; i++) {
        if (!is_same(taken[first], taken[i])) {
            first = i;
            continue;
        }
        struct text why;
        text_init(&why, 0);
        text_format(&why, "the same file as %s", taken[first]->path);
        taken[i]->ignored = arena_copy_text(&inventory->arena, why.bytes, why.byte_count);
        if (why.failed || !taken[i]->ignored) rc = err_memory(err, why.byte_count);
        text_release(&why);
    }
    free(taken);
    return rc;
}

enum rc inventory_collect(struct inventory *inventory, const char *const *paths, size_t path_count,
                          struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < path_count; i++) rc = add_path(inventory, paths[i], err);
    if (rc != RC_OK) return rc;
    if (inventory->file_count > 0)
        qsort(inventory->files, inventory->file_count, sizeof *inventory->files, compare_paths);
    return ignore_repeated(inventory, err);
}
