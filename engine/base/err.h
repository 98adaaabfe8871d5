/* base/err.h: one error, with a message complete enough to be shown to the user as it is.
 * A function that can fail returns enum rc and takes `struct err *err` last. On failure it fills
 * *err (the first failure stays: a filled err is not overwritten) and returns the same rc; on
 * success it leaves *err alone. err may be NULL where the caller needs only the code. */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include "base/rc.h"

enum { ERR_MESSAGE_BYTES = 1024, ERR_HINT_BYTES = 512 };

struct err {
    enum rc rc;                      /* RC_OK: no error yet */
    char message[ERR_MESSAGE_BYTES]; /* place, value, rule: "config.json: scale.maximum is \"7\",
                                        ..." */
    char hint[ERR_HINT_BYTES];       /* how to mend it, or "" */
};

#define ERR_INIT                                                                                   \
    {                                                                                              \
        RC_OK, "", ""                                                                              \
    }

/* Fill *err unless it is filled already; return rc. The message is cut at its size, never overrun.
 */
enum rc err_set(struct err *err, enum rc rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Add a hint to a filled err that has none yet; return err's rc (RC_BUG when err is NULL). */
enum rc err_hint(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* RC_MEMORY with the number of bytes asked for. */
enum rc err_memory(struct err *err, unsigned long long byte_count);

#endif
