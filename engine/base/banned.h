/* base/banned.h: functions that have a safer twin here become errors at compile time. Included by
 * every .c file's first header through the build (-include), after the system's headers have been
 * declared. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef BANNED_AFTER /* a library whose headers use them: BANNED_AFTER=<xlsxwriter.h> */
#include BANNED_AFTER
#endif

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof atoll
#pragma GCC poison localtime gmtime ctime asctime mktemp tmpnam setlocale

#endif
