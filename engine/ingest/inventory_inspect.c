#include "ingest/inventory.h"

#include <openssl/evp.h>
#include <sys/stat.h>

enum { PIECE_BYTES = 256 * 1024 };

/* All bytes of a source in order, to be digested or to have their encoding found. */
struct piece_reader {
    EVP_MD_CTX *digest;             /* NULL: no digest is asked for */
    struct encoding_detect *detect; /* NULL: nor the encoding */
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

/* The stored bytes of a compressed file are others than the source's and are read for themselves,
 * and so are those of a file that is not open. Those of a compressed stream are gone: its digest is
 * that of what was in it. */
enum rc inventory_digest(struct inventory_file *file, struct err *err)
{
    const bool is_stored =
        !file->is_regular || (file->source.packing == PACKING_NONE && file->source.file >= 0);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (!digest) return err_memory(err, sizeof(void *));
    enum rc rc = EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1
                     ? RC_OK
                     : err_set(err, RC_BUG, "%s: SHA-256 does not start", file->path);
    const struct piece_reader reader = {digest, NULL};
    if (rc == RC_OK)
        rc = is_stored ? read_pieces(&file->source, &reader, err)
                       : digest_stored(file->path, digest, err);
    if (rc == RC_OK) rc = finish_digest(file, digest, err);
    EVP_MD_CTX_free(digest);
    return rc;
}

/* Whether the first bytes are UTF-8, as far as they go: nearly all of such files are to their end.
 */
static enum rc presume(struct inventory_file *file, struct err *err)
{
    struct encoding_detect detect;
    unsigned char *piece = malloc(PIECE_BYTES);
    size_t got = 0;
    if (!piece) return err_memory(err, PIECE_BYTES);
    encoding_detect_init(&detect);
    detect.utf8.isa = detect.gb18030.isa = file->isa;
    const enum rc rc = byte_source_read(&file->source, piece, 0, PIECE_BYTES, &got, err);
    if (rc == RC_OK) encoding_detect_feed(&detect, piece, got);
    free(piece);
    const bool is_marked = detect.is_marked_utf8;
    file->is_presumed = rc == RC_OK && got == PIECE_BYTES && !detect.is_utf16 &&
                        !detect.is_marked_gb18030 && detect.utf8.bad_count == 0;
    file->verdict = (struct encoding_verdict){is_marked ? ENCODING_UTF8_BOM : ENCODING_UTF8,
                                              is_marked ? ENCODING_UTF8_MARK_BYTES : 0, 0};
    return rc;
}

static enum rc read_header(struct inventory_file *file, struct err *err)
{
    return header_read(&file->header, &file->source, &file->verdict, &file->arena, err);
}

enum rc inventory_prove(struct inventory_file *file, bool *is_other, struct err *err)
{
    struct encoding_detect detect;
    const struct piece_reader reader = {NULL, &detect};
    const struct encoding_verdict presumed = file->verdict;
    encoding_detect_init(&detect);
    detect.utf8.isa = detect.gb18030.isa = file->isa;
    enum rc rc = read_pieces(&file->source, &reader, err);
    if (rc == RC_OK) rc = encoding_detect_finish(&detect, file->path, &file->verdict, err);
    if (rc != RC_OK) return rc;
    *is_other = presumed.encoding != file->verdict.encoding || file->verdict.bad_count > 0;
    file->is_presumed = false;
    return *is_other ? read_header(file, err) : RC_OK;
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
    rc = presume(file, err);
    /* A header that reaches beyond what was looked at proves nothing. */
    if (rc == RC_OK && file->is_presumed) rc = read_header(file, err);
    if (rc == RC_OK && file->is_presumed)
        file->is_presumed = file->header.body_offset < PIECE_BYTES;
    bool is_other;
    if (rc == RC_OK && !file->is_presumed) {
        rc = inventory_prove(file, &is_other, err);
        if (rc == RC_OK) rc = read_header(file, err);
    }
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
