/* The names of the files that publications put into a folder, so that a later one removes those and
 * no other. */
#include "output/publish_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The list may have been edited: a name must stay within its folder. */
static bool stays(const char *name)
{
    return name[0] != '\0' && name[0] != '.' && !strchr(name, '/');
}

enum rc name_list_init(struct name_list *list, struct slice lines, struct err *err)
{
    size_t line_count = 1;
    for (size_t i = 0; i < lines.byte_count; i++) line_count += lines.bytes[i] == '\n';
    *list = (struct name_list){.bytes = malloc(lines.byte_count + 1)};
    list->names = malloc(line_count * sizeof *list->names);
    if (!list->bytes || !list->names) return err_memory(err, lines.byte_count);
    memcpy(list->bytes, lines.bytes, lines.byte_count);
    list->bytes[lines.byte_count] = '\0';
    for (char *at = list->bytes, *end; *at; at = end) {
        end = at + strcspn(at, "\n");
        if (*end) *end++ = '\0';
        if (stays(at)) list->names[list->name_count++] = at;
    }
    if (list->name_count > 0) qsort(list->names, list->name_count, sizeof *list->names, compare);
    return RC_OK;
}

static enum rc read_lines(const char *path, struct text *lines, struct err *err)
{
    char bytes[4096];
    FILE *file = fopen(path, "rbe");
    if (!file) return errno == ENOENT ? RC_OK : publish_fail(err, "cannot be opened", path);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;) text_add(lines, bytes, got);
    const bool is_broken = ferror(file) != 0;
    enum rc rc = is_broken ? publish_fail(err, "cannot be read", path) : RC_OK;
    if (rc == RC_OK && lines->failed) rc = err_memory(err, lines->byte_count);
    (void)fclose(file);
    return rc;
}

enum rc name_list_read(struct name_list *list, const char *folder, struct err *err)
{
    struct text path, lines;
    text_init(&path, 0);
    text_init(&lines, 0);
    *list = (struct name_list){.name_count = 0};
    enum rc rc = publish_join(&path, folder, LIST_FILE, err);
    if (rc == RC_OK) rc = read_lines(path.bytes, &lines, err);
    if (rc == RC_OK) rc = name_list_init(list, (struct slice){lines.bytes, lines.byte_count}, err);
    text_release(&path);
    text_release(&lines);
    return rc;
}

enum rc name_list_write(const struct text *lines, const char *making, const char *folder,
                        struct err *err)
{
    struct text path, target;
    text_init(&path, 0);
    text_init(&target, 0);
    enum rc rc = lines->failed ? err_memory(err, lines->byte_count) : RC_OK;
    if (rc == RC_OK) rc = publish_join(&path, making, LIST_FILE ".next", err);
    if (rc == RC_OK) rc = publish_join(&target, folder, LIST_FILE, err);
    if (rc == RC_OK)
        rc = publish_write(path.bytes, (struct slice){lines->bytes, lines->byte_count}, err);
    if (rc == RC_OK) rc = publish_synchronise(path.bytes, O_RDONLY, NULL, err);
    if (rc == RC_OK && rename(path.bytes, target.bytes) != 0)
        rc = publish_fail(err, "cannot be replaced", target.bytes);
    text_release(&path);
    text_release(&target);
    return rc;
}

void name_list_release(struct name_list *list)
{
    free(list->bytes);
    free(list->names);
    *list = (struct name_list){.name_count = 0};
}

bool name_list_has(const struct name_list *list, const char *name)
{
    return list->name_count > 0 &&
           bsearch(&name, list->names, list->name_count, sizeof *list->names, compare) != NULL;
}

enum rc name_list_is_whole(const struct name_list *list, const char *folder, bool *is_whole,
                           struct err *err)
{
    DIR *listing = opendir(folder);
    if (!listing) return publish_fail(err, "cannot be listed", folder);
    *is_whole = true;
    for (struct dirent *entry; *is_whole && (entry = readdir(listing)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, LIST_FILE) == 0)
            continue;
        *is_whole = name_list_has(list, name) && entry->d_type != DT_DIR;
    }
    (void)closedir(listing);
    return RC_OK;
}

static enum rc remove_one(struct text *path, const char *folder, const char *name, struct err *err)
{
    const enum rc rc = publish_join(path, folder, name, err);
    if (rc == RC_OK && unlink(path->bytes) != 0 && errno != ENOENT && errno != EISDIR)
        return publish_fail(err, "is outdated and cannot be removed", path->bytes);
    return rc;
}

enum rc name_list_remove(const struct name_list *list, const char *folder, struct err *err)
{
    struct text path;
    text_init(&path, 0);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < list->name_count && rc == RC_OK; i++)
        rc = remove_one(&path, folder, list->names[i], err);
    /* Last: a removal that is broken off can be taken up again. */
    if (rc == RC_OK) rc = remove_one(&path, folder, LIST_FILE, err);
    if (rc == RC_OK && rmdir(folder) != 0 && errno != ENOTEMPTY && errno != EEXIST)
        rc = publish_fail(err, "is outdated and cannot be removed", folder);
    text_release(&path);
    return rc;
}
