#include "output/publish.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc fail(struct err *err, const char *what, const char *path)
{
    const int reason = errno;
    (void)err_set(err, RC_OUTPUT, "%s: %s: %s", path, what, strerror(reason));
    if (reason == ENOSPC || reason == EDQUOT)
        (void)err_hint(err, "make room on that disk or choose another folder with -o; what stood "
                            "there before is as it was");
    return RC_OUTPUT;
}

/* `folder` and `name` as one path in `path`. */
static enum rc join(struct text *path, const char *folder, const char *name, struct err *err)
{
    text_clear(path);
    text_format(path, "%s/%s", folder, name);
    return path->failed ? err_memory(err, strlen(folder) + strlen(name)) : RC_OK;
}

/* The folder of `path` ("." when it names none) into `parent`. */
static enum rc parent_of(const char *path, struct text *parent, struct err *err)
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

static enum rc synchronise(const char *path, int flags, struct err *err)
{
    const int file = open(path, flags | O_CLOEXEC);
    if (file < 0) return fail(err, "cannot be opened", path);
    enum rc rc = RC_OK;
    /* Some file systems have nothing to synchronise for a folder and say EINVAL. */
    if (fsync(file) != 0 && errno != EINVAL) rc = fail(err, "cannot be written to the disk", path);
    if (close(file) != 0 && rc == RC_OK) rc = fail(err, "cannot be closed", path);
    return rc;
}

static enum rc write_all(int file, const char *path, const char *bytes, size_t byte_count,
                         struct err *err)
{
    while (byte_count > 0) {
        const ssize_t written = write(file, bytes, byte_count < SSIZE_MAX ? byte_count : SSIZE_MAX);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(err, "cannot be written", path);
        bytes += written;
        byte_count -= (size_t)written;
    }
    return fsync(file) == 0 ? RC_OK : fail(err, "cannot be written to the disk", path);
}

static enum rc write_file(const char *path, const char *bytes, size_t byte_count, struct err *err)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) return fail(err, "cannot be made", path);
    enum rc rc = write_all(file, path, bytes, byte_count, err);
    if (close(file) != 0 && rc == RC_OK) rc = fail(err, "cannot be closed", path);
    return rc;
}

/* Make the folders above `path`, as mkdir -p does. */
static enum rc make_parents(const char *path, struct err *err)
{
    struct text parent;
    text_init(&parent, 0);
    enum rc rc = parent_of(path, &parent, err);
    struct stat status;
    if (rc == RC_OK && stat(parent.bytes, &status) != 0) {
        rc = make_parents(parent.bytes, err);
        if (rc == RC_OK && mkdir(parent.bytes, 0777) != 0 && errno != EEXIST)
            rc = fail(err, "the folder cannot be made", parent.bytes);
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
    enum rc rc = parent_of(path, &parent, err);
    if (rc == RC_OK && stat(parent.bytes, &status) != 0) {
        rc = check_makable(parent.bytes, err);
    } else if (rc == RC_OK && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        rc = fail(err, "no folder can be made in it", parent.bytes);
    } else if (rc == RC_OK && access(parent.bytes, W_OK | X_OK) != 0) {
        rc = fail(err, "cannot be written to", parent.bytes);
    }
    text_release(&parent);
    return rc;
}

enum rc publish_check(const char *folder, struct err *err)
{
    struct stat status;
    if (stat(folder, &status) != 0) return check_makable(folder, err);
    if (!S_ISDIR(status.st_mode)) {
        (void)err_set(err, RC_USAGE, "%s is not a folder, so the report cannot go into it", folder);
        return err_hint(err, "choose another folder with -o");
    }
    if (access(folder, W_OK | X_OK) != 0) return fail(err, "cannot be written to", folder);
    return RC_OK;
}

/* Where the files are made: within a folder that exists, because what lies beside it may be on
 * another disk or closed to the user, else beside the folder, so that it appears at once. */
static enum rc place_of_making(const char *folder, bool exists, struct text *path, struct err *err)
{
    size_t byte_count = strlen(folder);
    while (byte_count > 1 && folder[byte_count - 1] == '/') byte_count--;
    text_add(path, folder, byte_count);
    text_format(path, exists ? "/.tmp-%ld" : ".tmp-%ld", (long)getpid());
    return path->failed ? err_memory(err, byte_count) : RC_OK;
}

static bool is_published(const char *name, const struct output_file *files, size_t file_count)
{
    for (size_t i = 0; i < file_count; i++)
        if (strcmp(files[i].name, name) == 0) return true;
    return false;
}

/* What renaming would meet half-way: a folder where a file is to stand. */
static enum rc check_targets(const char *folder, const struct output_file *files, size_t file_count,
                             struct err *err)
{
    struct text target;
    struct stat status;
    text_init(&target, 0);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < file_count && rc == RC_OK; i++) {
        rc = join(&target, folder, files[i].name, err);
        if (rc != RC_OK || lstat(target.bytes, &status) != 0 || !S_ISDIR(status.st_mode)) continue;
        errno = EISDIR;
        rc = fail(err, "cannot be replaced", target.bytes);
    }
    text_release(&target);
    return rc;
}

/* Two runs into one folder must not mix their files: renaming is done under a lock on the folder.
 * Where the file system has no locks (-1 or ENOLCK) it is done without. */
static int lock_folder(const char *folder)
{
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) (void)flock(descriptor, LOCK_EX);
    return descriptor;
}

/* Move the finished files over those of the same name, then drop what is outdated. */
static enum rc rename_each(const char *from, const char *folder, const struct output_file *files,
                           size_t file_count, const char *const *outdated, struct err *err)
{
    struct text source, target;
    text_init(&source, 0);
    text_init(&target, 0);
    const int lock = lock_folder(folder);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < file_count && rc == RC_OK; i++) {
        rc = join(&source, from, files[i].name, err);
        if (rc == RC_OK) rc = join(&target, folder, files[i].name, err);
        if (rc == RC_OK && rename(source.bytes, target.bytes) != 0)
            rc = fail(err, i == 0 ? "cannot be replaced" : "cannot be replaced, though others were",
                      target.bytes);
    }
    for (; rc == RC_OK && outdated && *outdated; outdated++) {
        if (is_published(*outdated, files, file_count)) continue;
        rc = join(&target, folder, *outdated, err);
        if (rc == RC_OK && unlink(target.bytes) != 0 && errno != ENOENT)
            rc = fail(err, "is outdated and cannot be removed", target.bytes);
    }
    if (rc == RC_OK) rc = synchronise(folder, O_RDONLY | O_DIRECTORY, err);
    if (lock >= 0) (void)close(lock);
    text_release(&source);
    text_release(&target);
    return rc;
}

/* Best effort: a failure here must not hide the one that led here. */
static void remove_apart(const char *folder, const struct output_file *files, size_t file_count)
{
    struct text path;
    text_init(&path, 0);
    for (size_t i = 0; i < file_count; i++)
        if (join(&path, folder, files[i].name, NULL) == RC_OK) (void)unlink(path.bytes);
    text_release(&path);
    (void)rmdir(folder);
}

static enum rc write_apart(const char *folder, const struct output_file *files, size_t file_count,
                           struct err *err)
{
    struct text path;
    text_init(&path, 0);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < file_count && rc == RC_OK; i++) {
        rc = join(&path, folder, files[i].name, err);
        if (rc == RC_OK) rc = write_file(path.bytes, files[i].bytes, files[i].byte_count, err);
    }
    text_release(&path);
    return rc == RC_OK ? synchronise(folder, O_RDONLY | O_DIRECTORY, err) : rc;
}

enum rc publish(const char *folder, const struct output_file *files, size_t file_count,
                const char *const *outdated, struct err *err)
{
    struct text making;
    struct stat status;
    text_init(&making, 0);
    enum rc rc = publish_check(folder, err);
    const bool exists = rc == RC_OK && stat(folder, &status) == 0;
    if (rc == RC_OK)
        rc = exists ? check_targets(folder, files, file_count, err) : make_parents(folder, err);
    if (rc == RC_OK) rc = place_of_making(folder, exists, &making, err);
    if (rc != RC_OK) goto out;
    if (mkdir(making.bytes, 0777) != 0) {
        rc = fail(err, "the folder cannot be made", making.bytes);
        goto out;
    }
    rc = write_apart(making.bytes, files, file_count, err);
    if (rc == RC_OK && exists)
        rc = rename_each(making.bytes, folder, files, file_count, outdated, err);
    else if (rc == RC_OK && rename(making.bytes, folder) != 0)
        rc = fail(err, "cannot be made", folder);
    remove_apart(making.bytes, files, file_count);
out:
    text_release(&making);
    return rc;
}

enum rc publish_file(const char *path, const char *bytes, size_t byte_count, struct err *err)
{
    struct text making;
    text_init(&making, 0);
    text_format(&making, "%s.tmp-%ld", path, (long)getpid());
    enum rc rc = making.failed ? err_memory(err, strlen(path)) : RC_OK;
    if (rc == RC_OK) rc = write_file(making.bytes, bytes, byte_count, err);
    if (rc == RC_OK && rename(making.bytes, path) != 0) rc = fail(err, "cannot be replaced", path);
    if (rc != RC_OK && making.byte_count > 0) (void)unlink(making.bytes);
    text_release(&making);
    return rc;
}
