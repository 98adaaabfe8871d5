#include "reports/page/policy.h"

#include "reports/kit/html.h"

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
    text_put(out, " 'sha256-");
    text_put(out, (const char *)base64);
    text_put(out, "'");
}

static void put_digests(struct text *out, const char *directive, const char *const *assets)
{
    text_put(out, directive);
    for (; *assets; assets++) put_digest(out, html_asset_bytes(*assets));
}

void policy_write(struct text *out, const char *const *styles, struct slice own_style,
                  const char *const *scripts)
{
    text_put(out, "default-src 'none'");
    put_digests(out, "; style-src", styles);
    put_digest(out, own_style);
    put_digests(out, "; script-src", scripts);
    text_put(out, "; base-uri 'none'; form-action 'none'");
}
