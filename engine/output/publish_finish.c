/* How the files of a publication appear, and how one that is not finished goes. */
#include "output/publish_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* One folder of files on its way: where it was made and where it is to stand. */
struct passage {
    struct text from, to, path, target;
    struct name_list own, made; /* files of the folder that stands there, and of the new one */
};

static void passage_release(struct passage *passage)
{
    text_release(&passage->from);
    text_release(&passage->to);
    text_release(&passage->path);
    text_release(&passage->target);
    name_list_release(&passage->own);
    name_list_release(&passage->made);
}

static enum rc passage_init(struct passage *passage, const struct publication *publication,
                            const struct publication_entry *entry, struct err *err)
{
    *passage = (struct passage){.own = {.name_count = 0}};
    text_init(&passage->from, 0);
    text_init(&passage->to, 0);
    text_init(&passage->path, 0);
    text_init(&passage->target, 0);
    enum rc rc = publish_join(&passage->from, publication->making.bytes, entry->name, err);
    if (rc == RC_OK) rc = publish_join(&passage->to, publication->folder.bytes, entry->name, err);
    return rc;
}

static enum rc passage_read(struct passage *passage, const struct publication_entry *entry,
                            struct err *err)
{
    const struct slice made = {entry->files.bytes, entry->files.byte_count};
    const enum rc rc = name_list_read(&passage->own, passage->to.bytes, err);
    return rc == RC_OK ? name_list_init(&passage->made, made, err) : rc;
}

/* That none of the new files meets a folder, or a file that is not in the list. */
static enum rc passage_check(struct passage *passage, struct err *err)
{
    struct stat status;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < passage->made.name_count && rc == RC_OK; i++) {
        const char *name = passage->made.names[i];
        rc = publish_join(&passage->target, passage->to.bytes, name, err);
        if (rc != RC_OK || lstat(passage->target.bytes, &status) != 0) continue;
        errno = S_ISDIR(status.st_mode) ? EISDIR : EEXIST;
        if (errno == EEXIST && name_list_has(&passage->own, name)) continue;
        (void)publish_fail(err, "is not of an earlier run, so it is not replaced",
                           passage->target.bytes);
        (void)err_hint(err, "move it away or choose another folder with -o; nothing was replaced");
        rc = RC_OUTPUT;
    }
    return rc;
}

static enum rc check_targets(const struct publication *publication, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < publication->entry_count && rc == RC_OK; i++) {
        const struct publication_entry *entry = &publication->entries[i];
        struct passage passage;
        struct stat status;
        rc = publish_check_target(publication, entry, err);
        if (rc != RC_OK || !entry->is_folder) continue;
        rc = passage_init(&passage, publication, entry, err);
        if (rc == RC_OK && lstat(passage.to.bytes, &status) == 0) {
            rc = passage_read(&passage, entry, err);
            if (rc == RC_OK) rc = passage_check(&passage, err);
        }
        passage_release(&passage);
    }
    return rc;
}

static enum rc move(struct passage *passage, const char *name, const char *as, struct err *err)
{
    enum rc rc = publish_join(&passage->path, passage->from.bytes, name, err);
    if (rc == RC_OK) rc = publish_join(&passage->target, passage->to.bytes, as, err);
    if (rc == RC_OK && rename(passage->path.bytes, passage->target.bytes) != 0)
        rc = publish_fail(err, "cannot be replaced, though others may have been",
                          passage->target.bytes);
    return rc;
}

/* All files that were ours and those that will be, so that a run which dies on the way leaves none
 * of which nobody knows whose it is. */
static enum rc list_both(struct passage *passage, const struct publication_entry *entry,
                         struct err *err)
{
    struct text lines;
    text_init(&lines, 0);
    text_add(&lines, entry->files.bytes, entry->files.byte_count);
    for (size_t i = 0; i < passage->own.name_count; i++)
        if (!name_list_has(&passage->made, passage->own.names[i]))
            text_format(&lines, "%s\n", passage->own.names[i]);
    const enum rc rc = name_list_write(&lines, passage->from.bytes, passage->to.bytes, err);
    text_release(&lines);
    return rc;
}

/* Into a folder that holds somebody else's files too. */
static enum rc replace_each(struct passage *passage, const struct publication_entry *entry,
                            struct err *err)
{
    enum rc rc = list_both(passage, entry, err);
    for (size_t i = 0; i < passage->made.name_count && rc == RC_OK; i++)
        rc = move(passage, passage->made.names[i], passage->made.names[i], err);
    for (size_t i = 0; i < passage->own.name_count && rc == RC_OK; i++) {
        if (name_list_has(&passage->made, passage->own.names[i])) continue;
        rc = publish_join(&passage->target, passage->to.bytes, passage->own.names[i], err);
        if (rc == RC_OK && unlink(passage->target.bytes) != 0 && errno != ENOENT && errno != EISDIR)
            rc = publish_fail(err, "is outdated and cannot be removed", passage->target.bytes);
    }
    if (rc == RC_OK) rc = move(passage, LIST_FILE, LIST_FILE, err);
    if (rc == RC_OK) rc = publish_synchronise(passage->to.bytes, O_RDONLY | O_DIRECTORY, NULL, err);
    return rc;
}

static enum rc replace_standing(struct passage *passage, struct publication_entry *entry,
                                struct err *err)
{
    bool is_whole = false;
    enum rc rc = passage_read(passage, entry, err);
    if (rc == RC_OK) rc = name_list_is_whole(&passage->own, passage->to.bytes, &is_whole, err);
    if (rc != RC_OK) return rc;
    const char *from = passage->from.bytes, *to = passage->to.bytes;
    entry->is_exchanged = is_whole && renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0;
    return entry->is_exchanged ? RC_OK : replace_each(passage, entry, err);
}

static enum rc replace(const struct publication *publication, struct publication_entry *entry,
                       struct err *err)
{
    struct passage passage;
    struct stat status;
    enum rc rc = passage_init(&passage, publication, entry, err);
    if (rc == RC_OK && entry->is_folder && lstat(passage.to.bytes, &status) == 0)
        rc = replace_standing(&passage, entry, err);
    else if (rc == RC_OK && rename(passage.from.bytes, passage.to.bytes) != 0)
        rc = publish_fail(err,
                          entry == publication->entries ? "cannot be replaced"
                                                        : "cannot be replaced, though others were",
                          passage.to.bytes);
    passage_release(&passage);
    return rc;
}

static bool is_added(const struct publication *publication, const char *name)
{
    const size_t byte_count = strcspn(name, "/");
    for (size_t i = 0; i < publication->entry_count; i++) {
        const char *added = publication->entries[i].name;
        if (strlen(added) == byte_count && strncmp(added, name, byte_count) == 0) return true;
    }
    return false;
}

/* A folder without a list of ours is somebody else's. */
static enum rc drop_folder(const char *folder, struct err *err)
{
    struct name_list list;
    enum rc rc = name_list_read(&list, folder, err);
    if (rc == RC_OK && list.name_count > 0) rc = name_list_remove(&list, folder, err);
    name_list_release(&list);
    return rc;
}

static enum rc drop(const char *path, const char *name, struct err *err)
{
    struct stat status;
    if (lstat(path, &status) != 0) return RC_OK;
    if (strchr(name, '/')) return S_ISDIR(status.st_mode) ? drop_folder(path, err) : RC_OK;
    if (unlink(path) == 0 || errno == ENOENT || errno == EISDIR) return RC_OK;
    return publish_fail(err, "is outdated and cannot be removed", path);
}

static enum rc drop_outdated(const struct publication *publication, const struct name_list *own,
                             const char *const *outdated, struct err *err)
{
    struct text path;
    text_init(&path, 0);
    enum rc rc = RC_OK;
    for (; rc == RC_OK && outdated && *outdated; outdated++) {
        if (is_added(publication, *outdated)) continue;
        if (!strchr(*outdated, '/') && !name_list_has(own, *outdated)) continue;
        rc = publish_join(&path, publication->folder.bytes, *outdated, err);
        if (rc != RC_OK) break;
        if (path.bytes[path.byte_count - 1] == '/') path.bytes[path.byte_count - 1] = '\0';
        rc = drop(path.bytes, *outdated, err);
    }
    text_release(&path);
    return rc;
}

static bool is_outdated(const char *const *outdated, const char *name)
{
    for (; outdated && *outdated; outdated++)
        if (strcmp(*outdated, name) == 0) return true;
    return false;
}

/* The list of the files in `folder` itself: those added now, and those of earlier runs that are not
 * outdated. */
static enum rc list_files(const struct publication *publication, const struct name_list *own,
                          const char *const *outdated, const char *folder, struct err *err)
{
    struct text lines;
    text_init(&lines, 0);
    for (size_t i = 0; i < publication->entry_count; i++)
        if (!publication->entries[i].is_folder)
            text_format(&lines, "%s\n", publication->entries[i].name);
    for (size_t i = 0; i < own->name_count; i++)
        if (!is_added(publication, own->names[i]) && !is_outdated(outdated, own->names[i]))
            text_format(&lines, "%s\n", own->names[i]);
    const enum rc rc = name_list_write(&lines, publication->making.bytes, folder, err);
    text_release(&lines);
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

static enum rc replace_all(struct publication *publication, const char *const *outdated,
                           struct err *err)
{
    const char *folder = publication->folder.bytes;
    const int lock = lock_folder(folder);
    struct name_list own;
    enum rc rc = name_list_read(&own, folder, err);
    if (rc == RC_OK) rc = check_targets(publication, err);
    /* First: a run that dies on the way leaves no file of which nobody knows whose it is. */
    if (rc == RC_OK) rc = list_files(publication, &own, NULL, folder, err);
    for (size_t i = 0; i < publication->entry_count && rc == RC_OK; i++)
        rc = replace(publication, &publication->entries[i], err);
    if (rc == RC_OK) rc = drop_outdated(publication, &own, outdated, err);
    if (rc == RC_OK) rc = list_files(publication, &own, outdated, folder, err);
    if (rc == RC_OK) rc = publish_synchronise(folder, O_RDONLY | O_DIRECTORY, NULL, err);
    name_list_release(&own);
    if (lock >= 0) (void)close(lock);
    return rc;
}

static enum rc synchronise_folder(const char *folder, struct publication_entry *entry,
                                  struct err *err)
{
    const struct slice lines = {entry->files.bytes, entry->files.byte_count};
    struct name_list list;
    struct text path;
    text_init(&path, 0);
    enum rc rc = name_list_init(&list, lines, err);
    for (size_t i = 0; i < list.name_count && rc == RC_OK; i++) {
        rc = publish_join(&path, folder, list.names[i], err);
        if (rc == RC_OK) rc = publish_synchronise(path.bytes, O_RDONLY, &entry->byte_count, err);
    }
    if (rc == RC_OK) rc = publish_join(&path, folder, LIST_FILE, err);
    if (rc == RC_OK) rc = publish_write(path.bytes, lines, err);
    if (rc == RC_OK) rc = publish_synchronise(path.bytes, O_RDONLY, NULL, err);
    if (rc == RC_OK) rc = publish_synchronise(folder, O_RDONLY | O_DIRECTORY, NULL, err);
    name_list_release(&list);
    text_release(&path);
    return rc;
}

static enum rc synchronise_all(struct publication *publication, struct err *err)
{
    const char *making = publication->making.bytes;
    struct text path;
    text_init(&path, 0);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < publication->entry_count && rc == RC_OK; i++) {
        struct publication_entry *entry = &publication->entries[i];
        rc = publish_join(&path, making, entry->name, err);
        if (rc == RC_OK)
            rc = entry->is_folder
                     ? synchronise_folder(path.bytes, entry, err)
                     : publish_synchronise(path.bytes, O_RDONLY, &entry->byte_count, err);
    }
    if (rc == RC_OK) rc = publish_synchronise(making, O_RDONLY | O_DIRECTORY, NULL, err);
    text_release(&path);
    return rc;
}

static enum rc appear_at_once(struct publication *publication, struct err *err)
{
    const char *folder = publication->folder.bytes;
    if (rename(publication->making.bytes, folder) != 0)
        return publish_fail(err, "cannot be made", folder);
    text_clear(&publication->making);
    struct text parent;
    text_init(&parent, 0);
    enum rc rc = publish_parent(folder, &parent, err);
    if (rc == RC_OK) rc = publish_synchronise(parent.bytes, O_RDONLY | O_DIRECTORY, NULL, err);
    text_release(&parent);
    return rc;
}

/* All that lies in a folder of making, which nobody else writes to: also what a library left that
 * was broken off. Best effort: a failure here must not hide the one that led here. */
static void remove_files(const char *folder)
{
    struct text path;
    text_init(&path, 0);
    DIR *listing = opendir(folder);
    for (struct dirent *entry; listing && (entry = readdir(listing)) != NULL;)
        if (publish_join(&path, folder, entry->d_name, NULL) == RC_OK) (void)unlink(path.bytes);
    if (listing) (void)closedir(listing);
    (void)rmdir(folder);
    text_release(&path);
}

/* Of a folder that was exchanged the old one lies here: only what is ours goes, whatever came into
 * it in the meantime. */
static void remove_making(struct publication *publication)
{
    struct text path;
    text_init(&path, 0);
    for (size_t i = 0; i < publication->entry_count; i++) {
        const struct publication_entry *entry = &publication->entries[i];
        if (!entry->is_folder ||
            publish_join(&path, publication->making.bytes, entry->name, NULL) != RC_OK)
            continue;
        if (entry->is_exchanged) {
            (void)drop_folder(path.bytes, NULL);
            (void)rmdir(path.bytes); /* one that was empty had no list */
        } else {
            remove_files(path.bytes);
        }
    }
    remove_files(publication->making.bytes);
    text_clear(&publication->making);
    text_release(&path);
}

enum rc publication_finish(struct publication *publication, const char *const *outdated,
                           struct err *err)
{
    const struct name_list none = {.name_count = 0};
    enum rc rc = RC_OK;
    if (!publication->exists)
        rc = list_files(publication, &none, NULL, publication->making.bytes, err);
    if (rc == RC_OK) rc = synchronise_all(publication, err);
    if (rc == RC_OK)
        rc = publication->exists ? replace_all(publication, outdated, err)
                                 : appear_at_once(publication, err);
    if (publication->making.byte_count > 0) remove_making(publication);
    return rc;
}

void publication_release(struct publication *publication)
{
    if (publication->making.byte_count > 0) remove_making(publication);
    for (size_t i = 0; i < publication->entry_count; i++) {
        free(publication->entries[i].name);
        text_release(&publication->entries[i].files);
    }
    free(publication->entries);
    text_release(&publication->making);
    text_release(&publication->folder);
    *publication = (struct publication){.entry_count = 0};
}
