/* output/publish.h: files that appear in a folder whole or not at all. A *publication* is made in a
 * place of its own, FOLDER.tmp-<process id> beside the folder, or FOLDER/.tmp-<process id> when the
 * folder exists; publication_finish() synchronises every file to the disk and only then lets them
 * appear: the folder at once when it did not exist, else entry by entry in the order in which they
 * were added, by renames alone. A run that dies, or a disk that fills, before the first rename
 * leaves what stood there before; one that dies between two renames leaves each entry either old or
 * new. So the file that proves the rest complete (result.json) is added last.
 *
 * A folder holds LIST_FILE, the names of the files that publications put there. What is not in the
 * list is somebody else's and never removed. In the folder itself a file of a name that is added is
 * replaced, whosoever it is: the user named the folder, and the names are the manual's.
 *
 * A name may be FOLDER/NAME, one level deep. Such a folder is exchanged for the new one at once, so
 * that no file of an earlier run stays; only where it holds files of somebody else too (or where
 * the file system cannot exchange) its files are replaced one by one. There a file of somebody
 * else, or a folder, where a new one is to stand is refused before anything is replaced.
 *
 * A program that is killed leaves its place of making, and no later one removes it: that a process
 * is gone cannot be known of a folder that several machines share. It begins with .tmp-
 * (FOLDER.tmp- beside a new folder), and may be removed by hand when no run is under way.
 *
 * Files are written without waiting, and synchronised together at the end, when most of their bytes
 * are on the disk already: thousands of small ones cost little more than their writing.
 * A publication belongs to one thread at a time. */
#ifndef OUTPUT_PUBLISH_H
#define OUTPUT_PUBLISH_H
#include "base/err.h"
#include "base/text.h"

#define LIST_FILE ".rater-files"

struct publication_entry {
    char *name; /* of a file, or of a folder of files; without the folder above */
    bool is_folder, is_exchanged;
    size_t file_count;   /* 1, or those of the folder */
    uint64_t byte_count; /* of all of them; known after publication_finish() */
    struct text files;   /* of a folder: their names, a line each */
};

struct publication {
    struct text folder, making; /* making: "" when there is nothing to remove */
    struct publication_entry *entries;
    size_t entry_count, entry_capacity;
    bool exists; /* the folder did already */
};

/* Ask early, before the work: RC_USAGE when `folder` is something else than a folder, RC_OUTPUT
 * when it, or the folder it will be made in, cannot be written. Makes nothing. */
enum rc publication_check(const char *folder, struct err *err);

/* Make the place of making. RC_OUTPUT with path, operation and reason, as of all below. Released
 * whatever the outcome; one that is all zeros may be released too. */
enum rc publication_init(struct publication *publication, const char *folder, struct err *err);
/* Write a file; its bytes may go afterwards. `name`: a file's, or FOLDER/FILE. RC_OUTPUT also when
 * something else than a file, or a folder, stands where it is to appear; RC_BUG for a name that is
 * empty, begins with a dot, goes deeper, holds control characters or was added before (of a file in
 * a folder: RC_OUTPUT, for there are thousands of them; publication_path() does not look). */
enum rc publication_add(struct publication *publication, const char *name, struct slice bytes,
                        struct err *err);
/* The same for a file that a library writes: into *path where it is to write, before
 * publication_finish(). */
enum rc publication_path(struct publication *publication, const char *name, struct text *path,
                         struct err *err);
/* Let all appear. `outdated` (ends with NULL) are names that the folder may hold from an earlier
 * run and that must not stand beside the new ones: those that were not added now and are in the
 * list are removed afterwards; of a name that ends with / the files of its list, and the folder
 * when nothing else is in it. */
enum rc publication_finish(struct publication *publication, const char *const *outdated,
                           struct err *err);
/* What was not finished is removed. */
void publication_release(struct publication *publication);

/* RC_OUTPUT: "PATH: WHAT: reason of errno", with a hint when the disk is full. */
enum rc publish_fail(struct err *err, const char *what, const char *path);
#define PUBLISH_FULL_HINT                                                                          \
    "make room on that disk or choose another folder with -o; what stood there before is as it "   \
    "was"

/* One file at `path`, without a publication. */
enum rc publish_file(const char *path, const char *bytes, size_t byte_count, struct err *err);

#endif
