/* run/choices.h: what every command that reads data has to choose alike, so that one finds in the
 * month cache what the other put there. */
#ifndef RUN_CHOICES_H
#define RUN_CHOICES_H
#include "ingest/lexicon/lexicon.h"
#include "run/command_line.h"

/* The settings of a configuration file (NULL: the defaults), the lexicons that it names, and what
 * the line says of threads, chunks and the cache. RC_CONFIG, RC_MEMORY. The three are to be
 * released by their owner whatever the outcome. */
enum rc choices_make(struct settings *settings, struct schema *schema, struct lexicon *lexicon,
                     const struct command_line *line, struct err *err);

#endif
