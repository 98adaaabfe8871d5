#include "output/manifest.h"

#include <openssl/evp.h>
#include <stdio.h>

enum { SHA256_BYTES = (SHA256_TEXT_BYTES - 1) / 2 };

enum rc manifest_sha256(const void *bytes, size_t byte_count, char out[SHA256_TEXT_BYTES],
                        struct err *err)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_bytes = 0;
    out[0] = '\0';
    if (EVP_Digest(bytes, byte_count, digest, &digest_bytes, EVP_sha256(), NULL) != 1 ||
        digest_bytes != SHA256_BYTES)
        return err_set(err, RC_BUG, "the cryptographic library computes no SHA-256");
    for (unsigned i = 0; i < SHA256_BYTES; i++)
        (void)snprintf(out + 2 * (size_t)i, 3, "%02x", (unsigned)digest[i]);
    return RC_OK;
}
