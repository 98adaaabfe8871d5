#include "output.h"

#include <errno.h>
#include <sys/stat.h>

enum { PATH_BYTES_MAX = 4096 };

enum rc make_folder(const char *path, struct err *err)
{
    char part[PATH_BYTES_MAX];
    const size_t length = strlen(path);
    if (length >= sizeof part) return err_set(err, RC_OUTPUT, "the path %s is too long", path);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0') continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return err_set(err, RC_OUTPUT, "cannot make the folder %s: %s", part, strerror(errno));
    }
    return RC_OK;
}

enum rc write_file(const struct world *world, const char *path, const char *bytes,
                   size_t byte_count, struct err *err)
{
    char full[PATH_BYTES_MAX];
    const int length = snprintf(full, sizeof full, "%s/%s", world->options->folder, path);
    if (length < 0 || (size_t)length >= sizeof full)
        return err_set(err, RC_OUTPUT, "the path %s is too long", path);
    char *slash = strrchr(full, '/');
    *slash = '\0';
    const enum rc rc = make_folder(full, err);
    if (rc != RC_OK) return rc;
    *slash = '/';
    FILE *file = fopen(full, "wb");
    if (file == NULL) return err_set(err, RC_OUTPUT, "cannot write %s: %s", full, strerror(errno));
    const bool is_written = fwrite(bytes, 1, byte_count, file) == byte_count;
    const bool is_closed = fclose(file) == 0;
    if (!is_written || !is_closed)
        return err_set(err, RC_OUTPUT, "cannot write %s: %s", full, strerror(errno));
    return RC_OK;
}
