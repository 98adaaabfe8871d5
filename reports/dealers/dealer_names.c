#include "reports/dealers/dealer_names.h"

#include "base/text.h"
#include "reports/model/index.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FULL_DIGITS = 64, NAME_ROOM = DEALER_NAME_BYTES + 1 + FULL_DIGITS + 1 };

static bool is_plain(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
}

/* Bytes of the safe character that the text begins with, 0 when it begins with another: plain
 * ASCII, or one of U+4E00 to U+9FFF, which have no case and one form only. */
static size_t safe_bytes(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if (is_plain(at[0])) return 1;
    if (at[0] < 0xE4 || at[0] > 0xE9 || (at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80) return 0;
    return at[0] > 0xE4 || at[1] >= 0xB8 ? 3 : 0;
}

static bool equal_nocase(const char *a, const char *b)
{
    return slice_equal_nocase(slice_of(a), slice_of(b));
}

/* Names of devices on Windows, with any ending; and the page that lists the others. */
static bool is_reserved(const char *name)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL", "index"};
    static const char *const numbered[] = {"COM", "LPT"};
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (equal_nocase(name, devices[i])) return true;
    if (strlen(name) != 4 || name[3] < '0' || name[3] > '9') return false;
    const char stem[4] = {name[0], name[1], name[2], '\0'};
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
        if (equal_nocase(stem, numbered[i])) return true;
    return false;
}

/* The id with _ for each byte that is not safe, cut between characters; whether it is the id. */
static bool write_stem(const char *id, char stem[NAME_ROOM])
{
    size_t used = 0;
    bool is_same = id[0] != '\0' && id[0] != '-';
    for (const char *at = id; *at;) {
        const size_t byte_count = safe_bytes(at);
        const size_t room = byte_count ? byte_count : 1;
        if (used + room > DEALER_NAME_BYTES) {
            is_same = false;
            break;
        }
        if (byte_count)
            memcpy(stem + used, at, byte_count);
        else
            stem[used] = '_';
        is_same = is_same && byte_count > 0;
        used += room;
        at += room;
    }
    stem[used] = '\0';
    if (stem[0] == '-') stem[0] = '_';
    return is_same && !is_reserved(stem);
}

static bool add_digest(const char *id, size_t digit_count, char name[NAME_ROOM])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_bytes = 0;
    size_t used = strlen(name);
    if (EVP_Digest(id, strlen(id), digest, &digest_bytes, EVP_sha256(), NULL) != 1) return false;
    name[used++] = '-';
    for (size_t i = 0; i < digit_count / 2 && i < digest_bytes; i++, used += 2)
        (void)snprintf(name + used, 3, "%02x", digest[i]);
    return true;
}

static const char *name_of(struct arena *arena, const char *id, size_t digit_count, bool *failed)
{
    char name[NAME_ROOM];
    const bool is_same = write_stem(id, name);
    if (!is_same && digit_count == 0) digit_count = DEALER_DIGEST_DIGITS;
    if (digit_count > 0 && !add_digest(id, digit_count, name)) *failed = true;
    return arena_copy_text(arena, name, strlen(name));
}

static const char *folded(struct arena *arena, const char *name)
{
    char *copy = arena_copy_text(arena, name, strlen(name));
    for (char *at = copy; at && *at; at++) *at = (char)tolower((unsigned char)*at);
    return copy;
}

/* Gives every name that another has as well, but for case, that many digits. */
static bool part_names(struct dealer_names *names, const char *const *ids, size_t count,
                       size_t digit_count, bool *failed)
{
    struct index seen;
    bool *is_shared = arena_take_array(&names->arena, count + 1, sizeof *is_shared);
    if (!is_shared || !index_init(&seen, &names->arena, count)) return false;
    for (size_t i = 0; i < count; i++) {
        const char *key = folded(&names->arena, names->names[i]);
        if (!key) return false;
        const uint32_t first = index_put(&seen, key, (uint32_t)i);
        if (first != i) is_shared[first] = is_shared[i] = true;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_shared[i]) continue;
        names->names[i] = name_of(&names->arena, ids[i], digit_count, failed);
        if (!names->names[i]) return false;
    }
    return true;
}

/* A second round parts ids that look like another's name with its digest: with all digits, a name
 * is longer than any id that stands as it is. */
enum rc dealer_names_init(struct dealer_names *names, const char *const *ids, size_t count,
                          struct err *err)
{
    bool failed = false, has_room = true;
    arena_init(&names->arena);
    names->names = arena_take_array(&names->arena, count + 1, sizeof *names->names);
    for (size_t i = 0; names->names && has_room && i < count; i++) {
        names->names[i] = name_of(&names->arena, ids[i], 0, &failed);
        has_room = names->names[i] != NULL;
    }
    has_room = has_room && names->names &&
               part_names(names, ids, count, DEALER_DIGEST_DIGITS, &failed) &&
               part_names(names, ids, count, FULL_DIGITS, &failed);
    if (!has_room) return err_memory(err, count * NAME_ROOM);
    return failed ? err_set(err, RC_BUG, "no SHA-256 can be made") : RC_OK;
}

void dealer_names_release(struct dealer_names *names)
{
    arena_release(&names->arena);
}
