/* layer: link */
/* Histories that were kept: whoever is shown with them has the same rows in the same order as
 * without; what is damaged, or of other files, is not used. */
#include "ingest/cache/cache_entry.h"
#include "link/entities.h"
#include "test_link_rows.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCES = 2, PATH_BYTES = 300 };

struct world {
    char folder[PATH_BYTES], path[PATH_BYTES];
    struct made made[SOURCES];
    struct table tables[SOURCES]; /* as far as they are there already */
    struct input_file files[SOURCES * MADE_FILES];
    struct cache_key keys[SOURCES * MADE_FILES];
    char entries[SOURCES * MADE_FILES][PATH_BYTES];
    struct text notes;
    const struct linked *linked; /* codes are asked for, too */
};

/* The last of the files has so many of 100 rows. */
static void place_files(struct world *world, size_t t, uint32_t newest_percent)
{
    struct made *made = &world->made[t];
    const uint64_t row_count = made->table.row_count;
    for (size_t s = 0; s < made->table.segment_count; s++) {
        struct segment *segment = &made->table.segments[s];
        const uint64_t part = (uint64_t)segment->first_row * 100 / row_count;
        const uint32_t file = part >= 100 - newest_percent ? 2 : part >= 40;
        segment->file = (uint32_t)t * MADE_FILES + file;
        world->files[segment->file].rows_used += segment->row_count;
    }
}

static void world_make(struct world *world, uint64_t seed, uint32_t row_count, uint32_t key_pool,
                       bool is_narrow, uint32_t newest_percent)
{
    const struct made_shape shapes[SOURCES] = {{.seed = seed,
                                                .row_count = row_count,
                                                .key_pool = key_pool,
                                                .segment_rows = row_count / 50 + 1,
                                                .is_narrow = is_narrow,
                                                .is_clock_steps = seed % 2 == 0},
                                               {.seed = seed + 1000,
                                                .row_count = row_count / 2 + 1,
                                                .key_pool = key_pool,
                                                .segment_rows = row_count / 70 + 1,
                                                .is_narrow = is_narrow,
                                                .is_ordered = seed % 3 == 0}};
    *world = (struct world){.folder = "/tmp/rater-history-XXXXXX"};
    assert_non_null(mkdtemp(world->folder));
    (void)snprintf(world->path, sizeof world->path, "%.100s/0-customer.history", world->folder);
    text_init(&world->notes, 0);
    for (size_t f = 0; f < SOURCES * MADE_FILES; f++) {
        (void)snprintf(world->entries[f], PATH_BYTES, "%.100s/%zu.cache", world->folder, f);
        memset(&world->keys[f], (int)(f + 1), sizeof world->keys[f]);
        world->files[f] = (struct input_file){
            .path = "a file", .cache_path = world->entries[f], .cache_key = &world->keys[f]};
    }
    for (size_t t = 0; t < SOURCES; t++) {
        made_init(&world->made[t], &shapes[t]);
        place_files(world, t, newest_percent);
        world->tables[t] = world->made[t].table;
    }
}

static void world_release(struct world *world)
{
    (void)unlink(world->path);
    assert_int_equal(rmdir(world->folder), 0); /* nothing else was left there */
    for (size_t t = 0; t < SOURCES; t++) made_release(&world->made[t]);
    text_release(&world->notes);
}

/* As before the newest files came. */
static void hide_newest(struct world *world)
{
    for (size_t t = 0; t < SOURCES; t++) {
        struct table *table = &world->tables[t];
        table->row_count = 0;
        table->segment_count = 0;
        while (table->segments[table->segment_count].file % MADE_FILES < 2)
            table->row_count += table->segments[table->segment_count++].row_count;
    }
}

static void show_newest(struct world *world)
{
    for (size_t t = 0; t < SOURCES; t++) world->tables[t] = world->made[t].table;
}

/* The old rows cannot be asked any more: who has them all the same was told by what was kept. */
static void forget_old(struct world *world)
{
    for (size_t t = 0; t < SOURCES; t++)
        for (size_t s = 0; s < world->tables[t].segment_count; s++) {
            struct segment *segment = &world->tables[t].segments[s];
            if (segment->file % MADE_FILES == 2) break;
            for (int c = 0; c < MADE_COUNT; c++)
                if (segment->columns[c].values)
                    memset(segment->columns[c].values, 0,
                           (size_t)segment->row_count * segment->columns[c].value_bytes);
        }
}

/* Of all entities, in any order: a hash of the rows of each. */
struct sum {
    uint64_t entities, rows, hash;
};

static uint64_t add_rows(uint64_t hash, const struct entity_rows *rows, const uint32_t *list,
                         uint32_t count, struct sum *own)
{
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t row = list[i];
        assert_true(row < rows->row_count);
        hash = hash_mix(hash ^ (uint32_t)((const int32_t *)rows->columns[0])[row],
                        UINT64_C(0x9E3779B97F4A7C15));
        hash = hash_mix(hash ^ (uint64_t)((const int64_t *)rows->columns[1])[row],
                        UINT64_C(0xD1B54A32D192ED03));
        hash = hash_mix(hash ^ (uint8_t)((const int8_t *)rows->columns[2])[row],
                        UINT64_C(0x94D049BB133111EB));
        const uint32_t *codes = rows->columns[3];
        if (codes) hash = hash_mix(hash ^ codes[row], UINT64_C(0x2545F4914F6CDD1D));
    }
    own->rows += count;
    return hash_mix(hash ^ count, UINT64_C(0xBF58476D1CE4E5B9));
}

static enum rc add_entities(void *context, const struct entity_partition *partition,
                            struct err *err)
{
    (void)err;
    struct sum *sum = context, own = {.entities = partition->entity_count};
    for (uint32_t e = 0; e < partition->entity_count; e++) {
        uint64_t hash = 7;
        for (size_t t = 0; t < SOURCES; t++) {
            const uint32_t first = partition->first[t][e], last = partition->first[t][e + 1];
            hash = add_rows(hash, &partition->rows[t], partition->lists[t] + first, last - first,
                            &own);
        }
        own.hash += hash_u64(hash);
    }
#pragma omp critical(test_history)
    {
        sum->entities += own.entities;
        sum->rows += own.rows;
        sum->hash += own.hash;
    }
    return RC_OK;
}

static enum rc begin(void *context, size_t partition_count, struct err *err)
{
    (void)err;
    assert_true(partition_count > 0);
    *(struct sum *)context = (struct sum){.entities = 0};
    return RC_OK;
}

static struct sum walk(struct world *world, bool keeps, int thread_count)
{
    struct sum sum = {.entities = 0};
    struct err err = ERR_INIT;
    struct entity_source sources[SOURCES];
    for (size_t t = 0; t < SOURCES; t++)
        sources[t] = (struct entity_source){
            .table = &world->tables[t],
            .key = MADE_KEY,
            .columns = {&world->made[t].columns[MADE_CLOCK], &world->made[t].columns[MADE_FEE],
                        &world->made[t].columns[MADE_SCORE], &world->made[t].columns[MADE_DEALER]},
            .column_count = world->linked ? 4 : 3};
    const struct entity_keeping keeping = {.files = world->files,
                                           .linked = world->linked,
                                           .name = "customer",
                                           .least_rows = 10,
                                           .notes = &world->notes};
    const struct entity_request request = {.sources = sources,
                                           .source_count = SOURCES,
                                           .keeping = keeps ? &keeping : NULL,
                                           .prepare = begin,
                                           .visit = add_entities,
                                           .context = &sum,
                                           .thread_count = thread_count};
    assert_int_equal(entities_walk(&request, &err), RC_OK);
    assert_int_equal(err.rc, RC_OK);
    return sum;
}

static void check_same(struct sum is, struct sum expected)
{
    assert_true(expected.entities > 0 && expected.rows > expected.entities);
    assert_int_equal(is.entities, expected.entities);
    assert_int_equal(is.rows, expected.rows);
    assert_true(is.hash == expected.hash);
}

static void new_rows_join_those_that_were_kept(void **state)
{
    (void)state;
    static const uint32_t row_counts[] = {60, 700, 9000, 60000, 40000};
    static const uint32_t key_pools[] = {20, 200, 4000, 15000, 2}; /* of 2: empty partitions */
    for (size_t i = 0; i < 2 * sizeof row_counts / sizeof *row_counts; i++) {
        struct world world;
        world_make(&world, 1 + i, row_counts[i / 2], key_pools[i / 2], true, 9);
        const struct sum all = walk(&world, false, 2);
        hide_newest(&world);
        const struct sum old = walk(&world, false, 1);
        assert_true(old.rows < all.rows);
        check_same(walk(&world, true, 1 + (int)i % 3), old);
        assert_int_equal(access(world.path, R_OK), 0);
        show_newest(&world);
        forget_old(&world);
        check_same(walk(&world, true, 1), all);
        check_same(walk(&world, true, 3), all);
        hide_newest(&world);
        check_same(walk(&world, true, 2), old); /* nothing new at all */
        assert_string_equal(world.notes.bytes, "");
        world_release(&world);
    }
}

/* What is derived of old rows is not what it was when they were kept. */
static void derived_values_are_those_of_this_run(void **state)
{
    (void)state;
    for (uint64_t seed = 70; seed < 74; seed++) {
        struct world world;
        world_make(&world, seed, 9000, 2250, true, 9);
        for (size_t t = 0; t < SOURCES; t++) world.made[t].schema.column_count = MADE_FEE;
        hide_newest(&world);
        (void)walk(&world, true, 2);
        show_newest(&world);
        for (size_t t = 0; t < SOURCES; t++)
            for (size_t s = 0; s < world.tables[t].segment_count; s++) {
                const struct segment *segment = &world.tables[t].segments[s];
                int64_t *fees = segment->columns[MADE_FEE].values;
                for (uint32_t row = 0; fees && row < segment->row_count; row++)
                    fees[row] += (int64_t)s + row;
            }
        const struct sum all = walk(&world, false, 2);
        for (size_t t = 0; t < SOURCES; t++) /* so that what was kept is asked */
            world.tables[t].segments[0].columns[MADE_KEY].values = NULL;
        check_same(walk(&world, true, 1), all);
        check_same(walk(&world, true, 3), all);
        assert_string_equal(world.notes.bytes, "");
        world_release(&world);
    }
}

static void what_grew_is_kept_anew(void **state)
{
    (void)state;
    struct world world;
    struct stat before, after;
    world_make(&world, 31, 9000, 2250, true, 20);
    const struct sum all = walk(&world, false, 2);
    hide_newest(&world);
    (void)walk(&world, true, 2);
    assert_int_equal(stat(world.path, &before), 0);
    show_newest(&world);
    check_same(walk(&world, true, 2), all); /* a fifth is new */
    assert_int_equal(stat(world.path, &after), 0);
    assert_true(after.st_size > before.st_size);
    for (size_t t = 0; t < SOURCES; t++) /* all are old now */
        for (size_t s = 0; s < world.tables[t].segment_count; s++)
            world.tables[t].segments[s].columns[MADE_KEY].values = NULL;
    check_same(walk(&world, true, 2), all);
    world_release(&world);
}

/* The newest rows change nothing that was kept, but the old ones do. */
static void other_files_are_not_taken_for_those(void **state)
{
    (void)state;
    enum { CASES = 6 };
    for (int i = 0; i < CASES; i++) {
        struct world world;
        world_make(&world, 40 + (uint64_t)i, 3000, 750, true, 9);
        hide_newest(&world);
        (void)walk(&world, true, 2);
        show_newest(&world);
        int64_t *fees = world.tables[1].segments[0].columns[MADE_FEE].values;
        if (fees) fees[0] ^= 1; /* so that what was kept would be wrong */
        world.tables[0].segments[0].columns[MADE_KEY].values = NULL;
        struct input_file *old = &world.files[MADE_FILES];
        if (i == 0) world.keys[MADE_FILES].sha.bytes[31] ^= 1;
        if (i == 1) world.keys[MADE_FILES].way.bytes[31] ^= 1;
        if (i == 2) old->rows_superseded = 1;
        if (i == 3) old->cache_path = NULL;
        if (i == 4) old->rows_used++;
        if (i == 5) { /* another file before it */
            world.keys[3 * MADE_FILES - MADE_FILES - 1] = world.keys[MADE_FILES];
            world.tables[1].segments[0].file = 2 * MADE_FILES - 1;
        }
        const struct sum all = walk(&world, false, 2);
        check_same(walk(&world, true, 2), all);
        world_release(&world);
    }
}

static void flip(const char *path, long place, int bits)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, place, SEEK_SET), 0);
    const int byte = fgetc(file);
    assert_int_equal(fseek(file, place, SEEK_SET), 0);
    assert_true(fputc(byte ^ bits, file) != EOF);
    assert_int_equal(fclose(file), 0);
}

static void damage_is_told_and_mended(void **state)
{
    (void)state;
    struct world world;
    struct stat status;
    world_make(&world, 50, 1200, 300, true, 9);
    const struct sum all = walk(&world, false, 2);
    hide_newest(&world);
    (void)walk(&world, true, 2);
    show_newest(&world);
    assert_int_equal(stat(world.path, &status), 0);
    const long size = (long)status.st_size;
    unsigned told = 0, rounds = 0;
    for (long place = 0; place < size; place += 1 + size / 150, rounds++) {
        hide_newest(&world);
        (void)unlink(world.path);
        (void)walk(&world, true, 1);
        show_newest(&world);
        flip(world.path, place, 16);
        text_clear(&world.notes);
        check_same(walk(&world, true, 2), all);
        told += strstr(world.notes.bytes, "is damaged; it is made anew") != NULL;
        text_clear(&world.notes);
        check_same(walk(&world, true, 2), all); /* the one made anew */
        assert_string_equal(world.notes.bytes, "");
    }
    assert_true(told >= rounds - 2); /* bytes of nothing stand behind the head */
    assert_int_equal(truncate(world.path, size / 2), 0);
    text_clear(&world.notes);
    check_same(walk(&world, true, 2), all);
    assert_true(world.notes.byte_count > 0);
    world_release(&world);
}

static void numbers_of_one_run_are_not_kept(void **state)
{
    (void)state;
    struct world world;
    world_make(&world, 60, 3000, 750, false, 9); /* with marked slots */
    const struct sum all = walk(&world, false, 2);
    check_same(walk(&world, true, 2), all);
    assert_int_not_equal(access(world.path, R_OK), 0);
    assert_string_equal(world.notes.bytes, "");
    world_release(&world);
}

/* Codes mean the same as long as the list of names is the same. */
static void codes_are_kept_with_their_names(void **state)
{
    (void)state;
    static const char *names[MADE_CODES + 2] = {""};
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) names[i] = "a name";
    struct dictionary dictionary = {.names = names, .code_count = MADE_CODES + 2};
    const struct linked linked = {.dictionaries = &dictionary, .dictionary_count = 1};
    struct world world;
    world_make(&world, 70, 9000, 2250, true, 9);
    dictionary.domain = world.made[0].columns[MADE_DEALER].domain;
    world.linked = &linked;
    const struct sum all = walk(&world, false, 2);
    hide_newest(&world);
    (void)walk(&world, true, 2);
    assert_int_equal(access(world.path, R_OK), 0);
    show_newest(&world);
    forget_old(&world);
    check_same(walk(&world, true, 2), all);
    names[7] = "another name";
    assert_true(walk(&world, true, 2).hash != all.hash); /* the old rows themselves were asked */
    names[7] = "a name";
    dictionary.domain = "no such domain";
    assert_int_equal(unlink(world.path), 0);
    (void)walk(&world, true, 2);
    assert_int_not_equal(access(world.path, R_OK), 0);
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_rows_join_those_that_were_kept),
        cmocka_unit_test(derived_values_are_those_of_this_run),
        cmocka_unit_test(what_grew_is_kept_anew),
        cmocka_unit_test(other_files_are_not_taken_for_those),
        cmocka_unit_test(damage_is_told_and_mended),
        cmocka_unit_test(numbers_of_one_run_are_not_kept),
        cmocka_unit_test(codes_are_kept_with_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
