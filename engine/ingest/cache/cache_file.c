#include "ingest/cache/cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static enum rc fail(enum rc rc, const char *path, const char *what, struct err *err)
{
    return err_set(err, rc, "%s: %s: %s", path, what, strerror(errno));
}

int cache_file_make(const char *path, struct text *made, struct err *err)
{
    struct timespec now = {0, 0};
    text_init(made, 0);
    /* Runs on two machines may share the folder, and their process numbers may be the same. */
    (void)clock_gettime(CLOCK_REALTIME, &now);
    text_format(made, "%s.new-%ld-%ld", path, (long)getpid(), now.tv_nsec);
    if (made->failed) {
        (void)err_memory(err, strlen(path));
        return -1;
    }
    const int file = open(made->bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) (void)fail(RC_OUTPUT, path, "cannot be made", err);
    return file;
}

enum rc cache_file_write(int file, const char *path, const void *bytes, size_t byte_count,
                         uint64_t offset, struct err *err)
{
    for (size_t done = 0; done < byte_count;) {
        const ssize_t written =
            pwrite(file, (const char *)bytes + done, byte_count - done, (off_t)(offset + done));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(RC_OUTPUT, path, "cannot be written", err);
        done += (size_t)written;
    }
    return RC_OK;
}

enum rc cache_file_finish(int file, const struct text *made, const char *path, enum rc rc,
                          struct err *err)
{
    if (file < 0) return rc;
    if (close(file) != 0 && rc == RC_OK) rc = fail(RC_OUTPUT, path, "cannot be closed", err);
    if (rc == RC_OK && rename(made->bytes, path) != 0)
        rc = fail(RC_OUTPUT, path, "cannot be named", err);
    if (rc != RC_OK) (void)unlink(made->bytes);
    return rc;
}

enum rc cache_file_read(int file, const char *path, void *bytes, size_t byte_count, uint64_t offset,
                        struct err *err)
{
    for (size_t done = 0; done < byte_count;) {
        const ssize_t got =
            pread(file, (char *)bytes + done, byte_count - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(RC_INPUT, path, "cannot be read", err);
        if (got == 0) return err_set(err, RC_INPUT, "%s: is cut off", path);
        done += (size_t)got;
    }
    return RC_OK;
}
