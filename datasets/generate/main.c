/* rater-generate: tables of an invented manufacturer with known truths in them. */
#include "output.h"

static enum rc generate(const struct options *options, struct err *err)
{
    struct world *world = calloc(1, sizeof *world);
    if (world == NULL) return err_memory(err, sizeof *world);
    struct tally tally = {0};
    struct text dirt;
    text_init(&dirt, 0);
    enum rc rc = world_init(world, options, err);
    if (rc == RC_OK) rc = tally_init(&tally, world, err);
    if (rc == RC_OK)
        rc = options->style == STYLE_DEALERS ? write_dealers(world, &tally, &dirt, err)
                                             : write_clean(world, &tally, err);
    if (rc == RC_OK) rc = write_truth(world, &tally, dirt.bytes, err);
    tally_release(&tally);
    text_release(&dirt);
    world_release(world);
    free(world);
    return rc;
}

int main(int argc, char **argv)
{
    struct options options;
    struct err err = ERR_INIT;
    enum rc rc = options_parse(&options, argc, argv, &err);
    if (rc == RC_OK && options.wants_help) {
        options_help();
        return fflush(stdout) == 0 ? 0 : rc_exit_status(RC_OUTPUT);
    }
    if (rc == RC_OK) rc = generate(&options, &err);
    if (rc != RC_OK) {
        fprintf(stderr, "rater-generate: %s\n", err.message);
        if (err.hint[0] != '\0') fprintf(stderr, "  %s\n", err.hint);
    }
    return rc_exit_status(rc);
}
