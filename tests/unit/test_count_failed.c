/* layer: measure */
/* A table whose values cannot be had, beside one that can be counted: the run fails with the
 * reason, which names the file, whether tables are counted side by side or by teams of threads.
 * What the other table had counted is released; the leak checker sees whether it is. */
#include "tests/unit/test_count_kept.h"

/* Values of the surveys wait in the cache when its files lose them; those of the repairs are there.
 */
static void lose_surveys(const struct trial *trial)
{
    const struct ingested *ingested = &trial->cache->files->ingested;
    size_t lost = 0;
    for (size_t i = 0; i < ingested->file_count; i++) {
        if (!strstr(ingested->files[i].path, "surveys_")) continue;
        assert_int_equal(truncate(ingested->files[i].cache_path, 100), 0);
        lost++;
    }
    assert_true(lost > 0);
}

/* The reason is of an entry of the surveys. */
static bool names_surveys(const struct trial *trial, const char *message)
{
    const struct ingested *ingested = &trial->cache->files->ingested;
    bool names = false;
    for (size_t i = 0; i < ingested->file_count; i++)
        names |= strstr(ingested->files[i].path, "surveys_") &&
                 strstr(message, ingested->files[i].cache_path);
    return names;
}

static enum rc count_all(struct trial *trial, struct err *err)
{
    struct err own = ERR_INIT;
    arena_init(&trial->arena);
    memset(trial->bound, 0, sizeof trial->bound);
    for (size_t i = 0; i < family_count; i++) {
        trial->bound[i].family = families[i];
        assert_int_equal(measure_bind(&trial->bound[i], &trial->linked, &trial->arena, &own),
                         RC_OK);
    }
    const enum rc rc = measure_count(trial->bound, family_count, &trial->context, err);
    for (size_t i = 0; i < family_count; i++) state_release(&trial->bound[i].state);
    arena_release(&trial->arena);
    return rc;
}

static void check_failure(struct cache_fixture *cache, uint32_t team_rows, int thread_count)
{
    struct trial trial;
    struct err err = ERR_INIT;
    trial_init(&trial, cache);
    trial.options.team_rows = team_rows;
    trial.thread_count = thread_count;
    write_months(cache, 2);
    check_trial(&trial); /* fills the cache */
    cache->files->options.lets_wait = true;
    trial_read(&trial, cache->folder);
    cache->files->options.lets_wait = false;
    trial.options.kept = NULL;
    lose_surveys(&trial);
    assert_int_equal(count_all(&trial, &err), RC_INPUT);
    if (!strstr(err.message, "is cut off") || !names_surveys(&trial, err.message))
        fail_msg("%s", err.message);
    assert_true(later_is_broken(cache->files->ingested.later));
    assert_int_equal(count_all(&trial, NULL), RC_INPUT); /* without somebody who asks why */
    trial_release(&trial);
}

static void tables_side_by_side(void **state)
{
    check_failure(*state, UINT32_MAX, 2);
}

static void teams_of_threads(void **state)
{
    check_failure(*state, 0, 3);
}

static void a_single_thread(void **state)
{
    check_failure(*state, UINT32_MAX, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(tables_side_by_side),
        CASE(teams_of_threads),
        CASE(a_single_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
