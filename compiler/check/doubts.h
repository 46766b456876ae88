/* doubts.h - what a correct source says that can hardly be meant, most of it in
 * sources that were made of real definitions. Only warnings. */
#ifndef CHECK_DOUBTS_H
#define CHECK_DOUBTS_H

#include "check/checker.h"

/* Keys of the configuration that exist when hooks run. */
typedef struct KnownNames {
    Map names;
    const char **list;
    size_t count;
} KnownNames;

/* Goes through the connector once it is read whole: doubts.c. */
void doubts_check(Checker *ck);
/* Warns of keys that scripts read and nothing defines: scripts.c. */
void scripts_check(Checker *ck, KnownNames *known);
void known_add(Checker *ck, KnownNames *known, const char *name);

#endif
