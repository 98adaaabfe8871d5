#include "buffer.h"

void buffer_release(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer)BUFFER_INIT;
}

char *buffer_room(struct buffer *buffer, size_t room_bytes, struct err *err)
{
    if (buffer->capacity - buffer->byte_count < room_bytes) {
        const size_t capacity = 2 * buffer->capacity + room_bytes;
        char *bytes = realloc(buffer->bytes, capacity);
        if (bytes == NULL) {
            err_memory(err, capacity);
            return NULL;
        }
        buffer->bytes = bytes;
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->byte_count;
}

enum rc buffer_add(struct buffer *buffer, const char *bytes, size_t byte_count, struct err *err)
{
    char *at = buffer_room(buffer, byte_count + 1, err);
    if (at == NULL) return RC_MEMORY;
    memcpy(at, bytes, byte_count);
    buffer->byte_count += byte_count;
    return RC_OK;
}
