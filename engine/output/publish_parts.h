/* output/publish_parts.h: what the files of publish.h share. */
#ifndef OUTPUT_PUBLISH_PARTS_H
#define OUTPUT_PUBLISH_PARTS_H
#include "output/publish.h"

/* `folder` and `name` as one path in `path`. */
enum rc publish_join(struct text *path, const char *folder, const char *name, struct err *err);
/* Folder of `path` ("." when it names none) into `parent`. */
enum rc publish_parent(const char *path, struct text *parent, struct err *err);
/* A new file, of which writing to the disk has begun. */
enum rc publish_write(const char *path, struct slice bytes, struct err *err);
/* Wait until a file (flags O_RDONLY) or a folder (O_DIRECTORY too) is on the disk; adds the file's
 * bytes to *byte_count unless that is NULL. */
enum rc publish_synchronise(const char *path, int flags, uint64_t *byte_count, struct err *err);

/* What renaming would meet: RC_OUTPUT for a folder where a file is to stand, or anything but a
 * folder (a link to one, say) where a folder is. */
enum rc publish_check_target(const struct publication *publication,
                             const struct publication_entry *entry, struct err *err);

/* Names in order, to be asked for. */
struct name_list {
    char *bytes; /* the names point into it */
    const char **names;
    size_t name_count;
};

/* Of `lines`. RC_MEMORY. Names that could lead out of a folder are left out. Released whatever the
 * outcome. */
enum rc name_list_init(struct name_list *list, struct slice lines, struct err *err);
/* Of a folder's LIST_FILE; empty when it has none. RC_OUTPUT when it cannot be read. */
enum rc name_list_read(struct name_list *list, const char *folder, struct err *err);
/* Make `lines` the LIST_FILE of `folder`, by one renaming out of `making`. */
enum rc name_list_write(const struct text *lines, const char *making, const char *folder,
                        struct err *err);
void name_list_release(struct name_list *list);
bool name_list_has(const struct name_list *list, const char *name);
/* Whether `folder` holds anything else than the names and LIST_FILE. */
enum rc name_list_is_whole(const struct name_list *list, const char *folder, bool *is_whole,
                           struct err *err);
/* Remove the named files, the list and, when it is then empty, the folder. */
enum rc name_list_remove(const struct name_list *list, const char *folder, struct err *err);

#endif
