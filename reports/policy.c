#include "reports/policy.h"

#include <openssl/evp.h>

enum { SHA256_BYTES = 32, BASE64_BYTES = 4 * ((SHA256_BYTES + 2) / 3) + 1 };

static void put_digest(struct text *out, struct slice bytes)
{
    unsigned char digest[EVP_MAX_MD_SIZE], base64[BASE64_BYTES];
    unsigned digest_bytes = 0;
    if (EVP_Digest(bytes.bytes, bytes.byte_count, digest, &digest_bytes, EVP_sha256(), NULL) != 1 ||
        digest_bytes != SHA256_BYTES) {
        out->failed = true;
        return;
    }
    EVP_EncodeBlock(base64, digest, SHA256_BYTES);
    text_put(out, "'sha256-");
    text_put(out, (const char *)base64);
    text_put(out, "'");
}

void policy_write(struct text *out, struct slice style, struct slice script)
{
    text_put(out, "default-src 'none'; style-src ");
    put_digest(out, style);
    text_put(out, "; script-src ");
    put_digest(out, script);
    text_put(out, "; base-uri 'none'; form-action 'none'");
}
