/* run/version.h: which program this is. */
#ifndef RUN_VERSION_H
#define RUN_VERSION_H

/* "0.1.0" */
const char *version_number(void);
/* Compiler and machine: "gcc 12.2.0, x86_64". The same source built in the same way says the same.
 */
const char *version_build(void);

#endif
