#include "ingest/inventory.h"

#include <openssl/evp.h>
#include <sys/stat.h>

enum { PIECE_BYTES = 256 * 1024 };

/* Called with each piece of a source in order. */
struct piece_reader {
    EVP_MD_CTX *digest;             /* NULL: no digest of these bytes is asked for */
    struct encoding_detect *detect; /* NULL: nor their encoding */
};

static enum rc read_pieces(const struct byte_source *source, const struct piece_reader *reader,
                           struct err *err)
{
    unsigned char *piece = malloc(PIECE_BYTES);
    if (!piece) return err_memory(err, PIECE_BYTES);
    enum rc rc = RC_OK;
    size_t got = 1;
    for (uint64_t offset = 0; rc == RC_OK && got > 0; offset += got) {
        rc = byte_source_read(source, piece, offset, PIECE_BYTES, &got, err);
        if (rc != RC_OK || got == 0) break;
        if (reader->digest && EVP_DigestUpdate(reader->digest, piece, got) != 1)
            rc = err_set(err, RC_BUG, "%s: SHA-256 failed", source->path);
        if (reader->detect) encoding_detect_feed(reader->detect, piece, got);
    }
    free(piece);
    return rc;
}

static enum rc digest_stored(const char *path, EVP_MD_CTX *digest, struct err *err)
{
    unsigned char *piece = malloc(PIECE_BYTES);
    FILE *file = piece ? fopen(path, "rb") : NULL;
    enum rc rc = RC_OK;
    if (!piece)
        rc = err_memory(err, PIECE_BYTES);
    else if (!file)
        rc = err_set(err, RC_INPUT, "%s: cannot be opened again", path);
    for (size_t got = 1; rc == RC_OK && got > 0;) {
        got = fread(piece, 1, PIECE_BYTES, file);
        if (got > 0 && EVP_DigestUpdate(digest, piece, got) != 1)
            rc = err_set(err, RC_BUG, "%s: SHA-256 failed", path);
    }
    if (rc == RC_OK && ferror(file)) rc = err_set(err, RC_INPUT, "%s: cannot be read", path);
    if (file) (void)fclose(file);
    free(piece);
    return rc;
}

static enum rc finish_digest(struct inventory_file *file, EVP_MD_CTX *digest, struct err *err)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned byte_count = 0;
    if (EVP_DigestFinal_ex(digest, bytes, &byte_count) != 1)
        return err_set(err, RC_BUG, "%s: SHA-256 failed", file->path);
    for (unsigned i = 0; i < byte_count && 2 * i + 2 < sizeof file->sha256; i++)
        (void)snprintf(file->sha256 + (size_t)2 * i, 3, "%02x", bytes[i]);
    return RC_OK;
}

/* Digest and encoding in one pass; the stored bytes of a compressed file are other bytes and read
 * for themselves. Those of a compressed stream are gone: its digest is that of what was in it. */
static enum rc read_whole(struct inventory_file *file, EVP_MD_CTX *digest, struct err *err)
{
    struct encoding_detect detect;
    const bool is_stored = file->source.packing == PACKING_NONE || !file->is_regular;
    const struct piece_reader reader = {is_stored ? digest : NULL, &detect};
    encoding_detect_init(&detect);
    enum rc rc = EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1
                     ? RC_OK
                     : err_set(err, RC_BUG, "%s: SHA-256 does not start", file->path);
    if (rc == RC_OK) rc = read_pieces(&file->source, &reader, err);
    if (rc == RC_OK && !is_stored) rc = digest_stored(file->path, digest, err);
    if (rc == RC_OK) rc = finish_digest(file, digest, err);
    if (rc == RC_OK) rc = encoding_detect_finish(&detect, file->path, &file->verdict, err);
    return rc;
}

/* Whether what was expanded is kept: expanding it again costs more than all the rest of a look. */
static bool is_kept(const struct inventory_file *file)
{
    const uint64_t byte_count = file->source.byte_count;
    uint64_t all;
    if (!file->source.memory || !file->all_kept_byte_count) return false;
#pragma omp atomic capture
    all = *file->all_kept_byte_count += byte_count;
    if (all <= INVENTORY_KEPT_BYTES_LIMIT) return true;
#pragma omp atomic
    *file->all_kept_byte_count -= byte_count;
    return false;
}

enum rc inventory_inspect(struct inventory_file *file, struct err *err)
{
    enum rc rc = byte_source_open(&file->source, file->path, err);
    if (rc != RC_OK) return rc;
    file->byte_count = file->source.byte_count;
    file->stored_byte_count = file->source.stored_byte_count;
    file->changed_at = file->source.changed_at;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    rc = digest ? read_whole(file, digest, err) : err_memory(err, sizeof(void *));
    EVP_MD_CTX_free(digest);
    if (rc == RC_OK)
        rc = header_read(&file->header, &file->source, &file->verdict, &file->arena, err);
    if (rc == RC_OK && file->is_regular && !is_kept(file))
        rc = byte_source_close(&file->source, err);
    return rc;
}

static enum rc say_changed(const struct inventory_file *file, struct err *err)
{
    (void)err_set(err, RC_INPUT, "%s: the file has changed while it was read", file->path);
    return err_hint(err, "run again when nothing writes to it");
}

/* The file of bytes that were kept is not open: it may have been another by the time its stored
 * bytes were hashed. */
static enum rc check_kept(const struct inventory_file *file, struct err *err)
{
    struct stat status;
    const bool is_same = stat(file->path, &status) == 0 &&
                         (uint64_t)status.st_size == file->stored_byte_count &&
                         status.st_mtim.tv_sec == file->changed_at.tv_sec &&
                         status.st_mtim.tv_nsec == file->changed_at.tv_nsec;
    return is_same ? RC_OK : say_changed(file, err);
}

enum rc inventory_open(struct inventory_file *file, struct err *err)
{
    if (!file->is_regular) return RC_OK;
    if (file->source.memory) return check_kept(file, err);
    const enum rc rc = byte_source_open(&file->source, file->path, err);
    if (rc != RC_OK) return rc;
    const bool is_same = file->source.byte_count == file->byte_count &&
                         file->source.changed_at.tv_sec == file->changed_at.tv_sec &&
                         file->source.changed_at.tv_nsec == file->changed_at.tv_nsec;
    return is_same ? RC_OK : say_changed(file, err);
}

enum rc inventory_close(struct inventory_file *file, struct err *err)
{
    return byte_source_close(&file->source, err);
}
