/* layer: ingest */
/* Whatever the files of the cache hold: they are taken as they were written, or not at all. */
#include "ingest/cache/cache_hash.h"
#include "ingest/classify.h"
#include "ingest/slot.h"
#include "tests/unit/test_cache.h"

#define LONG_ID "a text of an id that is much too long to fit into any slot of a column"

static const char repairs[] =
    "repair_id,customer_id,dealer_id,purchased_on,reported_at,quantity,solved,special_case\n"
    "R1," LONG_ID ",D1,2024-05-06,2025-06-01 08:00,1,yes,0\n"
    "R2,C2,D2,2024-02-30,2025-06-02 08:00,2,no,1\n"
    "R3,\"x\"y,,,\n"
    "R4,C4,D1,,2025-06-03,,,\n";

/* A small entry, for what is done to every bit. */
static const char departures[] = "customer_id,left_on,reason\n"
                                 "C1,2025-06-01,price\n" LONG_ID ",2025-06-02,service\n"
                                 "C3,bad,x\n";

enum { PIECE_LIMIT = 64 };
struct found_piece {
    size_t first_byte, byte_count, hash_place;
};

/* The one entry of one file, and what is needed to open it. */
struct opened {
    struct inventory inventory;
    struct inventory_file *file;
    struct missing_set missing;
    struct cache_key key;
    char path[PATH_BYTES];
    char *bytes; /* of the sound entry */
    size_t byte_count;
    struct found_piece pieces[PIECE_LIMIT]; /* of the one block */
    size_t piece_count;
};

/* Where the wanted columns of the block stand, and in the outline their hashes: they are found by
 * what they are. */
static void find_pieces(struct opened *opened)
{
    struct arena arena = ARENA_INIT;
    struct key_intern intern;
    struct cache_entry entry;
    bool is_there;
    assert_true(key_intern_init(&intern));
    assert_int_equal(cache_entry_open(&entry, opened->path, &opened->key, &opened->file->plan,
                                      &arena, &intern, &is_there, NULL),
                     RC_OK);
    assert_int_equal(entry.block_count, 1);
    size_t place = sizeof(struct cache_head);
    const size_t outline = place + (size_t)entry.head.block_bytes;
    for (size_t c = 0; c < entry.plan->schema->column_count; c++) {
        const size_t byte_count = cache_piece_bytes(&entry, c, (uint32_t)entry.head.row_count);
        const uint64_t hash = cache_hash(opened->bytes + place, byte_count);
        if (byte_count == 0) continue;
        size_t found = outline;
        while (memcmp(opened->bytes + found, &hash, sizeof hash) != 0)
            assert_true(++found + sizeof hash <= opened->byte_count);
        assert_true(opened->piece_count < PIECE_LIMIT);
        opened->pieces[opened->piece_count++] = (struct found_piece){place, byte_count, found};
        place += byte_count;
    }
    assert_int_equal(place, outline);
    cache_entry_close(&entry);
    key_intern_release(&intern);
    arena_release(&arena);
}

static void opened_make(struct opened *opened, struct cache_fixture *fixture, const char *name,
                        const char *text)
{
    struct fixture *files = fixture->files;
    struct err err = ERR_INIT;
    const char *paths[] = {fixture_write(files, name, text)};
    *opened = (struct opened){.bytes = NULL};
    check_run(fixture, 0, 1);
    inventory_init(&opened->inventory);
    assert_int_equal(inventory_collect(&opened->inventory, paths, 1, &err), RC_OK);
    opened->file = &opened->inventory.files[0];
    missing_set_init(&opened->missing);
    for (size_t i = 0; i < files->options.missing_count; i++)
        assert_int_equal(missing_set_add(&opened->missing, files->options.missing[i], &err), RC_OK);
    assert_int_equal(inventory_inspect(opened->file, &err), RC_OK);
    assert_int_equal(
        classify_file(opened->file, &files->schema, &files->options, &opened->missing, &err),
        RC_OK);
    struct cache_sha schema;
    assert_int_equal(inventory_digest(opened->file, &err), RC_OK);
    assert_true(cache_sha_parse(&opened->key.sha, opened->file->sha256));
    assert_true(cache_sha_schema(&schema));
    assert_true(cache_way_of(&opened->key.way, &schema, &opened->file->plan));
    cache_entry_name(fixture, opened->path);
    opened->bytes = read_bytes(opened->path, &opened->byte_count);
    find_pieces(opened);
}

/* Over what stands there: a file that is emptied and written again is waited for by some disks. */
static void overwrite(const char *path, const char *bytes, size_t byte_count)
{
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, bytes, byte_count, 0), byte_count);
    assert_int_equal(close(file), 0);
}

static void opened_release(struct opened *opened)
{
    free(opened->bytes);
    inventory_release(&opened->inventory);
}

/* What a value is may be anything, but not lead out of an array. */
static void check_segment(const struct segment *segment, const struct file_plan *plan)
{
    for (size_t c = 0; c < plan->schema->column_count; c++) {
        const struct segment_column *column = &segment->columns[c];
        for (uint32_t row = 0; column->values && row < segment->row_count; row++) {
            const enum column_type type = plan->columns[c].schema->type;
            if (type == COLUMN_CODE || type == COLUMN_PATH)
                assert_true(segment_code(column, row) <= column->codes->name_count);
            if (type != COLUMN_DATE && type != COLUMN_TIME) continue;
            const int32_t value = ((const int32_t *)column->values)[row];
            assert_true(value == INT32_MIN ||
                        (value >= column->minimum && value <= column->maximum));
        }
    }
}

/* Open what stands at the path and load it all. */
static enum rc load(const struct opened *opened, struct cache_fixture *fixture)
{
    struct arena arena = ARENA_INIT;
    struct key_intern intern;
    struct chunk_reader reader;
    struct cache_entry entry;
    struct err err = ERR_INIT;
    bool is_there;
    assert_true(key_intern_init(&intern));
    fixture->files->options.is_libcsv_only = true; /* a reader without a window is made fast */
    assert_true(
        chunk_reader_init(&reader, &fixture->files->schema, &fixture->files->options, &intern));
    enum rc rc = cache_entry_open(&entry, opened->path, &opened->key, &opened->file->plan, &arena,
                                  &intern, &is_there, &err);
    assert_true(rc != RC_OK || is_there);
    for (size_t b = 0; rc == RC_OK && b < entry.block_count; b++) {
        struct segment segment;
        rc = cache_block_load(&entry, b, &reader, &segment, &err);
        if (rc == RC_OK) check_segment(&segment, entry.plan);
    }
    if (rc == RC_OK) cache_entry_close(&entry);
    assert_true(rc == RC_OK || rc == RC_INPUT);
    chunk_reader_release(&reader);
    key_intern_release(&intern);
    arena_release(&arena);
    return rc;
}

static void test_every_bit(void **state)
{
    struct cache_fixture *fixture = *state;
    struct opened opened;
    opened_make(&opened, fixture, "departures.csv", departures);
    assert_int_equal(load(&opened, fixture), RC_OK);
    const int file = open(opened.path, O_RDWR | O_CLOEXEC);
    assert_true(file >= 0);
    for (size_t i = 0; i < opened.byte_count * 8; i++) {
        const char flipped = (char)(opened.bytes[i / 8] ^ (1 << i % 8));
        assert_int_equal(pwrite(file, &flipped, 1, (off_t)(i / 8)), 1);
        if (load(&opened, fixture) != RC_INPUT) fail_msg("bit %zu makes no difference", i);
        assert_int_equal(pwrite(file, &opened.bytes[i / 8], 1, (off_t)(i / 8)), 1);
    }
    assert_int_equal(close(file), 0);
    assert_int_equal(load(&opened, fixture), RC_OK);
    opened_release(&opened);
}

static void test_every_length(void **state)
{
    struct cache_fixture *fixture = *state;
    struct opened opened;
    opened_make(&opened, fixture, "departures.csv", departures);
    for (size_t length = opened.byte_count; length-- > 0;) {
        assert_int_equal(truncate(opened.path, (off_t)length), 0);
        if (load(&opened, fixture) != RC_INPUT) fail_msg("%zu bytes are enough", length);
    }
    overwrite(opened.path, opened.bytes, opened.byte_count);
    assert_int_equal(load(&opened, fixture), RC_OK);
    assert_int_equal(truncate(opened.path, (off_t)opened.byte_count + 1), 0);
    assert_int_equal(load(&opened, fixture), RC_INPUT);
    opened_release(&opened);
}

/* Hashes that are right though the bytes are not. */
static void make_hashes_right(char *bytes, size_t byte_count, const struct opened *opened)
{
    struct cache_head head;
    memcpy(&head, bytes, sizeof head);
    const uint64_t rest = byte_count - sizeof head;
    if (head.block_bytes > rest || head.outline_bytes != rest - head.block_bytes) return;
    const char *outline = bytes + sizeof head + head.block_bytes;
    for (size_t i = 0; i < opened->piece_count; i++) {
        const struct found_piece *piece = &opened->pieces[i];
        const uint64_t hash = cache_hash(bytes + piece->first_byte, piece->byte_count);
        memcpy(bytes + piece->hash_place, &hash, sizeof hash);
    }
    head.outline_hash = cache_hash(outline, (size_t)head.outline_bytes);
    head.head_hash = cache_hash(&head, offsetof(struct cache_head, head_hash));
    memcpy(bytes, &head, sizeof head);
}

static unsigned random_below(unsigned long long *seed, unsigned limit)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(*seed >> 33) % limit;
}

/* Somebody means harm and knows the hash: nothing is read or written where it must not be. */
static void test_right_hashes_of_wrong_bytes(void **state)
{
    enum { ROUNDS = 4000 };
    static const unsigned char odd[] = {0, 1, 0x7F, 0x80, 0xFE, 0xFF};
    struct cache_fixture *fixture = *state;
    struct opened opened;
    opened_make(&opened, fixture, "repairs.csv", repairs);
    char *bytes = malloc(opened.byte_count);
    assert_non_null(bytes);
    unsigned long long seed = 20250601;
    unsigned loaded = 0, refused = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        memcpy(bytes, opened.bytes, opened.byte_count);
        const unsigned changes = 1 + random_below(&seed, 3);
        for (unsigned i = 0; i < changes; i++)
            bytes[random_below(&seed, (unsigned)opened.byte_count)] =
                (char)(random_below(&seed, 2) ? odd[random_below(&seed, sizeof odd)]
                                              : random_below(&seed, 256));
        make_hashes_right(bytes, opened.byte_count, &opened);
        overwrite(opened.path, bytes, opened.byte_count);
        if (load(&opened, fixture) == RC_OK)
            loaded++;
        else
            refused++;
    }
    /* Both happen: texts and values may be others, counts and places may not. */
    assert_true(loaded > ROUNDS / 10 && refused > ROUNDS / 10);
    free(bytes);
    opened_release(&opened);
}

/* Where the values of a column stand in the one block. */
static size_t place_of(const struct opened *opened, const char *name,
                       const struct cache_entry *entry)
{
    const struct schema_table *table = opened->file->plan.schema;
    const int32_t index = schema_column_index(table, name);
    assert_true(index >= 0);
    return sizeof(struct cache_head) +
           cache_block_bytes(entry->columns, (size_t)index, (uint32_t)entry->head.row_count);
}

/* Values one beyond what a reading can give, in blocks with the right hash. */
static void test_values_out_of_range(void **state)
{
    static const struct key_mark marks[] = {{KEY_MARK, KEY_MARK_TEXT, 0, 0, 2, 0},
                                            {KEY_MARK, KEY_MARK_TEXT, 0, 0, 0, 0},
                                            {KEY_MARK, 'x', 0, 0, 1, 0},
                                            {KEY_MARK, KEY_MARK_TEXT, 0, 0, 1, 0}};
    static const int32_t day = -25568, minute = 84006 * 1440, quantity = 100001;
    static const int8_t beyond_bool = 2, below_bool = -1, code = 3, last_code = 2;
    static const struct {
        const char *column;
        const void *value;
        size_t byte_count;
        enum rc rc;
    } cases[] = {
        {"customer_id", &marks[0], sizeof marks[0], RC_INPUT}, /* there is one text */
        {"customer_id", &marks[1], sizeof marks[0], RC_INPUT},
        {"customer_id", &marks[2], sizeof marks[0], RC_INPUT},
        {"customer_id", &marks[3], sizeof marks[0], RC_OK},
        {"dealer_id", &code, 1, RC_INPUT}, /* there are two names */
        {"dealer_id", &last_code, 1, RC_OK},
        {"purchased_on", &day, sizeof day, RC_INPUT},   /* 1899-12-31 */
        {"reported_at", &minute, sizeof day, RC_INPUT}, /* 2200-01-01 */
        {"quantity", &quantity, sizeof quantity, RC_INPUT},
        {"solved", &beyond_bool, 1, RC_INPUT},
        {"solved", &below_bool, 1, RC_INPUT},
    };
    struct cache_fixture *fixture = *state;
    struct opened opened;
    opened_make(&opened, fixture, "repairs.csv", repairs);
    struct arena arena = ARENA_INIT;
    struct key_intern intern;
    struct cache_entry entry;
    bool is_there;
    assert_true(key_intern_init(&intern));
    assert_int_equal(cache_entry_open(&entry, opened.path, &opened.key, &opened.file->plan, &arena,
                                      &intern, &is_there, NULL),
                     RC_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *bytes = malloc(opened.byte_count);
        assert_non_null(bytes);
        memcpy(bytes, opened.bytes, opened.byte_count);
        memcpy(bytes + place_of(&opened, cases[i].column, &entry), cases[i].value,
               cases[i].byte_count);
        make_hashes_right(bytes, opened.byte_count, &opened);
        overwrite(opened.path, bytes, opened.byte_count);
        if (load(&opened, fixture) != cases[i].rc) fail_msg("%zu: %s", i, cases[i].column);
        free(bytes);
    }
    cache_entry_close(&entry);
    key_intern_release(&intern);
    arena_release(&arena);
    opened_release(&opened);
}

/* The whole run: the file is parsed, a note says why, and the entry is sound again. */
static void test_run_goes_on(void **state)
{
    struct cache_fixture *fixture = *state;
    struct opened opened;
    opened_make(&opened, fixture, "repairs.csv", repairs);
    const size_t places[] = {0, offsetof(struct cache_head, sha), sizeof(struct cache_head),
                             sizeof(struct cache_head) + 64, opened.byte_count - 1};
    for (size_t i = 0; i < 2 * sizeof places / sizeof places[0]; i++) {
        const size_t place = places[i / 2];
        if (i % 2) cache_age(fixture); /* with the index' word, and by the digest */
        opened.bytes[place] ^= 16;
        write_bytes(opened.path, opened.bytes, opened.byte_count);
        opened.bytes[place] ^= 16;
        check_run(fixture, 0, 1);
        check_notes(fixture, "is damaged; ");
        check_run(fixture, 1, 0);
        check_notes(fixture, "");
    }
    assert_int_equal(unlink(opened.path), 0);
    assert_int_equal(mkdir(opened.path, 0777), 0); /* not even a file */
    cache_run(fixture, fixture->folder, &fixture->with);
    assert_string_equal(fixture->with.bytes, fixture->without.bytes);
    assert_int_equal(rmdir(opened.path), 0);
    opened_release(&opened);
}

static void test_index_of_any_bytes(void **state)
{
    struct cache_fixture *fixture = *state;
    struct cache_index index;
    char path[PATH_BYTES];
    size_t byte_count;
    (void)fixture_write(fixture->files, "repairs.csv", repairs);
    check_run(fixture, 0, 1);
    cache_index_at(fixture, path);
    char *bytes = read_bytes(path, &byte_count);
    cache_index_init(&index);
    for (size_t i = 0; i < byte_count * 8; i++) {
        bytes[i / 8] ^= (char)(1 << i % 8);
        overwrite(path, bytes, byte_count);
        bytes[i / 8] ^= (char)(1 << i % 8);
        assert_int_equal(cache_index_read(&index, path, NULL), RC_INPUT);
        assert_int_equal(index.row_count, 0);
    }
    overwrite(path, bytes, byte_count);
    for (size_t length = byte_count; length-- > 0;) {
        assert_int_equal(truncate(path, (off_t)length), 0);
        assert_int_equal(cache_index_read(&index, path, NULL), RC_INPUT);
    }
    /* Any byte with a right hash: read or refused, never a fault. */
    for (size_t i = 8; i + 8 < byte_count; i++)
        for (int value = 0; value < 256; value += 51) {
            char *changed = malloc(byte_count);
            assert_non_null(changed);
            memcpy(changed, bytes, byte_count);
            changed[i] = (char)value;
            const uint64_t hash = cache_hash(changed, byte_count - sizeof hash);
            memcpy(changed + byte_count - sizeof hash, &hash, sizeof hash);
            overwrite(path, changed, byte_count);
            free(changed);
            (void)cache_index_read(&index, path, NULL);
            cache_index_release(&index);
        }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test)                                                                         \
    cmocka_unit_test_setup_teardown(test, cache_fixture_make, cache_fixture_release)
        WITH_FIXTURE(test_every_bit),           WITH_FIXTURE(test_every_length),
        WITH_FIXTURE(test_run_goes_on),         WITH_FIXTURE(test_right_hashes_of_wrong_bytes),
        WITH_FIXTURE(test_values_out_of_range), WITH_FIXTURE(test_index_of_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
