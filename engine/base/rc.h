/* base/rc.h: what a function can report, and the exit status each report ends in.
 * One list; the enum, the names and the exit codes are made from it. */
#ifndef BASE_RC_H
#define BASE_RC_H

/*       code         exit  meaning */
#define RC_MAP(RC)                                                                                 \
    RC(RC_OK, 0, "done")                                                                           \
    RC(RC_LIMIT, 1, "done, but over a limit that the user set")                                    \
    RC(RC_USAGE, 2, "wrong usage")                                                                 \
    RC(RC_CONFIG, 2, "wrong configuration")                                                        \
    RC(RC_INPUT, 3, "an input cannot be read")                                                     \
    RC(RC_OUTPUT, 4, "an output cannot be written")                                                \
    RC(RC_MEMORY, 4, "out of memory")                                                              \
    RC(RC_NUMERIC, 4, "a computation left its range")                                              \
    RC(RC_BUG, 4, "internal error")

enum rc {
#define RC_ENUM(code, exit_status, meaning) code,
    RC_MAP(RC_ENUM)
#undef RC_ENUM
        RC_COUNT
};

/* "RC_INPUT"; never NULL. */
const char *rc_name(enum rc rc);
/* "an input cannot be read"; never NULL. */
const char *rc_meaning(enum rc rc);
/* Exit status of a process that ends with rc: 0 to 4, as RESULT.md fixes them. */
int rc_exit_status(enum rc rc);

#endif
