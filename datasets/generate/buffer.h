/* buffer.h: bytes that grow. Unlike struct text it gives out room to write into, as rendering wants
 * it. */
#ifndef GENERATE_BUFFER_H
#define GENERATE_BUFFER_H
#include "base/err.h"

#include <stddef.h>

struct buffer {
    char *bytes;
    size_t byte_count, capacity;
};
#define BUFFER_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

void buffer_release(struct buffer *buffer);
/* Where room_bytes bytes can be written behind the end, or NULL with *err filled; then set
 * byte_count. */
char *buffer_room(struct buffer *buffer, size_t room_bytes, struct err *err);
enum rc buffer_add(struct buffer *buffer, const char *bytes, size_t byte_count, struct err *err);

#endif
