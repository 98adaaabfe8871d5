/* ingest/chunk/key_intern.h: numbers for the few ids that do not fit into a slot of a key column.
 * The same text gets the same number in every thread and file; which number depends on who came
 * first, and nothing but equality is ever asked of it. Safe from any thread. */
#ifndef INGEST_KEY_INTERN_H
#define INGEST_KEY_INTERN_H
#include "ingest/fields/code_book.h"

#include <omp.h>

struct key_intern {
    omp_lock_t lock;
    struct arena arena;
    struct code_book book; /* of the texts; its codes are the numbers */
};

bool key_intern_init(struct key_intern *intern);
void key_intern_release(struct key_intern *intern);
/* The number of a text, from 1 on; 0: memory is out. */
uint32_t key_intern_number(struct key_intern *intern, struct slice text);

#endif
