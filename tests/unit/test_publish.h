/* What the tests of publications share: a folder of their own, and files put into it. */
#ifndef TESTS_UNIT_TEST_PUBLISH_H
#define TESTS_UNIT_TEST_PUBLISH_H
#include "base/text.h"
#include "output/publish.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

struct scratch {
    char folder[64]; /* removed afterwards */
    char path[128], out[128];
};

static inline const char *below(struct scratch *scratch, const char *name)
{
    (void)snprintf(scratch->path, sizeof scratch->path, "%s/%s", scratch->folder, name);
    return scratch->path;
}

static inline int setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return -1;
    (void)snprintf(scratch->folder, sizeof scratch->folder, "%s", "/tmp/rater-publish-XXXXXX");
    if (!mkdtemp(scratch->folder)) return -1;
    (void)snprintf(scratch->out, sizeof scratch->out, "%s/out", scratch->folder);
    *state = scratch;
    return 0;
}

static inline void remove_all(const char *folder)
{
    DIR *listing = opendir(folder);
    if (!listing) return;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        struct text path;
        text_init(&path, 0);
        text_format(&path, "%s/%s", folder, entry->d_name);
        if (unlink(path.bytes) != 0) remove_all(path.bytes);
        text_release(&path);
    }
    (void)closedir(listing);
    (void)rmdir(folder);
}

static inline int teardown(void **state)
{
    struct scratch *scratch = *state;
    remove_all(scratch->folder);
    free(scratch);
    return 0;
}

/* Of names that begin with a dot none is counted. */
static inline unsigned entry_count(const char *folder)
{
    unsigned count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;)
        count += entry->d_name[0] != '.';
    (void)closedir(listing);
    return count;
}

static inline void assert_content(const char *path, const char *expected)
{
    char bytes[64] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t got = fread(bytes, 1, sizeof bytes - 1, file);
    (void)fclose(file);
    bytes[got] = '\0';
    assert_string_equal(bytes, expected);
}

struct file {
    const char *name, *bytes;
    size_t byte_count;
};

static inline enum rc publish(const char *folder, const struct file *files, size_t file_count,
                              const char *const *outdated, struct err *err)
{
    struct publication publication;
    enum rc rc = publication_init(&publication, folder, err);
    for (size_t i = 0; i < file_count && rc == RC_OK; i++)
        rc = publication_add(&publication, files[i].name,
                             (struct slice){files[i].bytes, files[i].byte_count}, err);
    if (rc == RC_OK) rc = publication_finish(&publication, outdated, err);
    publication_release(&publication);
    return rc;
}

#endif
