/* rater: callback surveys and repair logs of a manufacturer's dealers, turned into exact quality
 * statistics.
 *
 *   1  the words of the command line become a command with its options        run/command_line
 *   2  the command does its work; `run` walks the road from bytes to pages    run/command_run
 *        schema and configuration, ingest, link, measure, output, reports
 *   3  what went wrong is one sentence and a hint on standard error           run/console
 *
 * The exit status is rc_exit_status() of how it ended: see base/rc.h. */
#include "measure/measure.h"
#include "run/command_line.h"
#include "run/console.h"

int main(int word_count, char **words)
{
    struct err err = ERR_INIT;
    struct command_line line;
    measure_init();
    enum rc rc = command_line_read(&line, word_count, words, &err);
    if (rc == RC_OK && line.is_version)
        rc = command_version(&line, &err);
    else if (rc == RC_OK && line.is_help)
        rc = command_help(&line, &err);
    else if (rc == RC_OK)
        rc = line.command->run(&line, &err);
    const enum rc flushed = console_flush(&err);
    if (rc == RC_OK) rc = flushed;
    if (rc != RC_OK) console_error(&err);
    command_line_release(&line);
    return rc_exit_status(rc);
}
