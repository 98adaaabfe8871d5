/* Making a publication: its place, its files. How they appear: publish_finish.c. */
#include "output/publish.h"

#include "output/publish_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PLACE_LIMIT = 100, FIRST_ENTRIES = 16 };

enum rc publish_fail(struct err *err, const char *what, const char *path)
{
    const int reason = errno;
    (void)err_set(err, RC_OUTPUT, "%s: %s: %s", path, what, strerror(reason));
    if (reason == ENOSPC || reason == EDQUOT) (void)err_hint(err, PUBLISH_FULL_HINT);
    return RC_OUTPUT;
}

enum rc publish_join(struct text *path, const char *folder, const char *name, struct err *err)
{
    text_clear(path);
    text_format(path, "%s/%s", folder, name);
    return path->failed ? err_memory(err, strlen(folder) + strlen(name)) : RC_OK;
}

enum rc publish_parent(const char *path, struct text *parent, struct err *err)
{
    size_t byte_count = strlen(path);
    while (byte_count > 1 && path[byte_count - 1] == '/') byte_count--;
    while (byte_count > 0 && path[byte_count - 1] != '/') byte_count--;
    while (byte_count > 1 && path[byte_count - 1] == '/') byte_count--;
    text_clear(parent);
    if (byte_count == 0)
        text_put(parent, ".");
    else
        text_add(parent, path, byte_count);
    return parent->failed ? err_memory(err, byte_count) : RC_OK;
}

enum rc publish_synchronise(const char *path, int flags, uint64_t *byte_count, struct err *err)
{
    const int file = open(path, flags | O_CLOEXEC);
    if (file < 0) return publish_fail(err, "cannot be opened", path);
    enum rc rc = RC_OK;
    struct stat status;
    /* Some file systems have nothing to synchronise for a folder and say EINVAL. */
    if (fsync(file) != 0 && errno != EINVAL)
        rc = publish_fail(err, "cannot be written to the disk", path);
    else if (byte_count && fstat(file, &status) == 0)
        *byte_count += (uint64_t)status.st_size;
    if (close(file) != 0 && rc == RC_OK) rc = publish_fail(err, "cannot be closed", path);
    return rc;
}

static enum rc write_all(int file, const char *path, struct slice bytes, struct err *err)
{
    while (bytes.byte_count > 0) {
        const ssize_t written =
            write(file, bytes.bytes, bytes.byte_count < SSIZE_MAX ? bytes.byte_count : SSIZE_MAX);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return publish_fail(err, "cannot be written", path);
        bytes.bytes += written;
        bytes.byte_count -= (size_t)written;
    }
    return RC_OK;
}

enum rc publish_write(const char *path, struct slice bytes, struct err *err)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) return publish_fail(err, "cannot be made", path);
    enum rc rc = write_all(file, path, bytes, err);
    /* A hint only: the disk may begin, and the synchronising at the end finds little to do. */
    if (rc == RC_OK) (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    if (close(file) != 0 && rc == RC_OK) rc = publish_fail(err, "cannot be closed", path);
    return rc;
}

/* Make the folders above `path`, as mkdir -p does. */
static enum rc make_parents(const char *path, struct err *err)
{
    struct text parent;
    text_init(&parent, 0);
    enum rc rc = publish_parent(path, &parent, err);
    struct stat status;
    if (rc == RC_OK && stat(parent.bytes, &status) != 0) {
        rc = make_parents(parent.bytes, err);
        if (rc == RC_OK && mkdir(parent.bytes, 0777) != 0 && errno != EEXIST)
            rc = publish_fail(err, "the folder cannot be made", parent.bytes);
    }
    text_release(&parent);
    return rc;
}

/* Whether `path`, which does not exist, could be made: the nearest folder above it can be written.
 */
static enum rc check_makable(const char *path, struct err *err)
{
    struct text parent;
    struct stat status;
    text_init(&parent, 0);
    enum rc rc = publish_parent(path, &parent, err);
    if (rc == RC_OK && stat(parent.bytes, &status) != 0) {
        rc = check_makable(parent.bytes, err);
    } else if (rc == RC_OK && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        rc = publish_fail(err, "no folder can be made in it", parent.bytes);
    } else if (rc == RC_OK && access(parent.bytes, W_OK | X_OK) != 0) {
        rc = publish_fail(err, "cannot be written to", parent.bytes);
    }
    text_release(&parent);
    return rc;
}

enum rc publication_check(const char *folder, struct err *err)
{
    struct stat status;
    if (folder[0] == '\0') {
        (void)err_set(err, RC_USAGE, "-o is \"\", but must name a folder");
        (void)err_hint(err, "-o . is the folder you are in");
        return RC_USAGE;
    }
    if (stat(folder, &status) != 0) return check_makable(folder, err);
    if (!S_ISDIR(status.st_mode)) {
        (void)err_set(err, RC_USAGE, "%s is not a folder, so the report cannot go into it", folder);
        return err_hint(err, "choose another folder with -o");
    }
    if (access(folder, W_OK | X_OK) != 0) return publish_fail(err, "cannot be written to", folder);
    return RC_OK;
}

/* Where the files are made: within a folder that exists, because what lies beside it may be on
 * another disk or closed to the user, else beside the folder, so that it appears at once. A place
 * that is taken (a run that was killed had the same process id) is passed by. */
static enum rc make_place(struct publication *publication, struct err *err)
{
    struct text *place = &publication->making;
    const char *folder = publication->folder.bytes;
    for (int number = 0; number < PLACE_LIMIT; number++) {
        text_clear(place);
        text_format(place, publication->exists ? "%s/.tmp-%ld" : "%s.tmp-%ld", folder,
                    (long)getpid());
        if (number > 0) text_format(place, "-%d", number);
        if (place->failed) return err_memory(err, strlen(folder));
        if (mkdir(place->bytes, 0777) == 0) return RC_OK;
        if (errno != EEXIST) break;
    }
    const enum rc rc = publish_fail(err, "the folder cannot be made", place->bytes);
    text_clear(place);
    return rc;
}

enum rc publication_init(struct publication *publication, const char *folder, struct err *err)
{
    *publication = (struct publication){.entry_count = 0};
    text_init(&publication->folder, 0);
    text_init(&publication->making, 0);
    size_t byte_count = strlen(folder);
    while (byte_count > 1 && folder[byte_count - 1] == '/') byte_count--;
    text_add(&publication->folder, folder, byte_count);
    if (publication->folder.failed) return err_memory(err, byte_count);
    struct stat status;
    enum rc rc = publication_check(folder, err);
    publication->exists = rc == RC_OK && stat(folder, &status) == 0;
    if (rc == RC_OK && !publication->exists) rc = make_parents(folder, err);
    return rc == RC_OK ? make_place(publication, err) : rc;
}

enum rc publish_check_target(const struct publication *publication,
                             const struct publication_entry *entry, struct err *err)
{
    struct text target;
    struct stat status;
    text_init(&target, 0);
    enum rc rc = publish_join(&target, publication->folder.bytes, entry->name, err);
    if (rc == RC_OK && lstat(target.bytes, &status) == 0 &&
        (S_ISDIR(status.st_mode) != 0) != entry->is_folder) {
        errno = entry->is_folder ? ENOTDIR : EISDIR;
        rc = publish_fail(err, "cannot be replaced", target.bytes);
    }
    text_release(&target);
    return rc;
}

static enum rc make_folder(const struct publication *publication, const char *name, struct err *err)
{
    struct text path;
    text_init(&path, 0);
    enum rc rc = publish_join(&path, publication->making.bytes, name, err);
    if (rc == RC_OK && mkdir(path.bytes, 0777) != 0)
        rc = publish_fail(err, "the folder cannot be made", path.bytes);
    text_release(&path);
    return rc;
}

static struct publication_entry *append(struct publication *publication)
{
    if (publication->entry_count == publication->entry_capacity) {
        const size_t capacity =
            publication->entry_capacity ? 2 * publication->entry_capacity : FIRST_ENTRIES;
        struct publication_entry *grown =
            realloc(publication->entries, capacity * sizeof *publication->entries);
        if (!grown) return NULL;
        publication->entries = grown;
        publication->entry_capacity = capacity;
    }
    return &publication->entries[publication->entry_count];
}

static struct publication_entry *find(struct publication *publication, struct slice name)
{
    for (size_t i = 0; i < publication->entry_count; i++)
        if (slice_equal(slice_of(publication->entries[i].name), name))
            return &publication->entries[i];
    return NULL;
}

static enum rc add_entry(struct publication *publication, struct slice name, bool is_folder,
                         struct err *err)
{
    struct publication_entry *entry = append(publication);
    char *copy = malloc(name.byte_count + 1);
    if (!entry || !copy) {
        free(copy);
        return err_memory(err, sizeof *entry + name.byte_count);
    }
    memcpy(copy, name.bytes, name.byte_count);
    copy[name.byte_count] = '\0';
    *entry = (struct publication_entry){.name = copy, .is_folder = is_folder};
    text_init(&entry->files, 0);
    publication->entry_count++;
    enum rc rc = publish_check_target(publication, entry, err);
    if (rc == RC_OK && is_folder) rc = make_folder(publication, copy, err);
    return rc;
}

/* A file's name that nothing can be hidden behind. */
static bool is_plain(struct slice name)
{
    for (size_t i = 0; i < name.byte_count; i++)
        if ((unsigned char)name.bytes[i] < ' ' || name.bytes[i] == 0x7F || name.bytes[i] == '/')
            return false;
    return name.byte_count > 0 && name.bytes[0] != '.';
}

static enum rc enter(struct publication *publication, const char *name, struct err *err)
{
    const char *slash = strchr(name, '/');
    const struct slice top = {name, slash ? (size_t)(slash - name) : strlen(name)};
    struct publication_entry *entry = find(publication, top);
    if (!is_plain(top) || (slash && !is_plain(slice_of(slash + 1))) ||
        (entry && (!slash || !entry->is_folder)))
        return err_set(err, RC_BUG, "\"%s\" is no name for one more file of the results", name);
    const enum rc rc = entry ? RC_OK : add_entry(publication, top, slash != NULL, err);
    if (rc != RC_OK) return rc;
    if (!entry) entry = &publication->entries[publication->entry_count - 1];
    entry->file_count++;
    if (!slash) return RC_OK;
    text_format(&entry->files, "%s\n", slash + 1);
    return entry->files.failed ? err_memory(err, entry->files.byte_count) : RC_OK;
}

enum rc publication_path(struct publication *publication, const char *name, struct text *path,
                         struct err *err)
{
    const enum rc rc = enter(publication, name, err);
    return rc == RC_OK ? publish_join(path, publication->making.bytes, name, err) : rc;
}

enum rc publication_add(struct publication *publication, const char *name, struct slice bytes,
                        struct err *err)
{
    struct text path;
    text_init(&path, 0);
    enum rc rc = publication_path(publication, name, &path, err);
    if (rc == RC_OK) rc = publish_write(path.bytes, bytes, err);
    text_release(&path);
    return rc;
}

enum rc publish_file(const char *path, const char *bytes, size_t byte_count, struct err *err)
{
    struct text making;
    text_init(&making, 0);
    text_format(&making, "%s.tmp-%ld", path, (long)getpid());
    enum rc rc = making.failed ? err_memory(err, strlen(path)) : RC_OK;
    if (rc == RC_OK) rc = publish_write(making.bytes, (struct slice){bytes, byte_count}, err);
    if (rc == RC_OK) rc = publish_synchronise(making.bytes, O_RDONLY, NULL, err);
    if (rc == RC_OK && rename(making.bytes, path) != 0)
        rc = publish_fail(err, "cannot be replaced", path);
    if (rc != RC_OK && making.byte_count > 0) (void)unlink(making.bytes);
    text_release(&making);
    return rc;
}
