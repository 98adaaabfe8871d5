/* output/manifest.h: which program and which choices made a result, so that the same result can be
 * made again. Nothing here depends on the machine, the clock or the number of threads. */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H
#include "base/err.h"

#include <stddef.h>

enum { SHA256_TEXT_BYTES = 65 };

struct manifest {
    const char *version;     /* "0.1.0" */
    const char *build;       /* compiler and instruction set: "gcc 12.2.0, x86_64" */
    const char *certificate; /* line of measure/verify/certificate.h; NULL: not checked */
    const char *title;       /* the manufacturer's name; "" when none is configured */
    char config_sha256[SHA256_TEXT_BYTES]; /* of the configuration file's bytes; of no bytes without
                                              one */
};

/* SHA-256 of the bytes as 64 hexadecimal digits. RC_BUG when the library refuses. */
enum rc manifest_sha256(const void *bytes, size_t byte_count, char out[SHA256_TEXT_BYTES],
                        struct err *err);

#endif
