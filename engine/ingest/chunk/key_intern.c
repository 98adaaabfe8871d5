#include "ingest/chunk/key_intern.h"

#include "base/hash.h"

bool key_intern_init(struct key_intern *intern)
{
    arena_init(&intern->arena);
    omp_init_lock(&intern->lock);
    return code_book_init(&intern->book, -1, -1, &intern->arena);
}

void key_intern_release(struct key_intern *intern)
{
    code_book_release(&intern->book);
    arena_release(&intern->arena);
    omp_destroy_lock(&intern->lock);
}

uint32_t key_intern_number(struct key_intern *intern, struct slice text)
{
    const uint64_t hash = hash_bytes(text.bytes, text.byte_count);
    omp_set_lock(&intern->lock);
    const struct code_entry *entry = code_book_find(&intern->book, text, hash);
    if (!entry) entry = code_book_add(&intern->book, text, hash, text, false);
    const uint32_t number = entry ? entry->code : 0;
    omp_unset_lock(&intern->lock);
    return number;
}
