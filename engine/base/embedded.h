/* base/embedded.h: files that the program carries inside itself (schema, style sheet).
 * The build makes the arrays (embed.cmake); each ends with a row whose name is NULL. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
#include <stddef.h>

struct embedded {
    const char *name;           /* file name without its folder */
    const unsigned char *bytes; /* followed by one NUL that byte_count does not count */
    size_t byte_count;
};

#endif
