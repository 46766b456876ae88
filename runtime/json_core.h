/* json_core.h - the functions that read JSON, in each set of instructions.
 *
 * Owns: what read_core.h defines once for each set, and the choice.
 */
#ifndef CONN_JSON_CORE_H
#define CONN_JSON_CORE_H

#include "conn/desc.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(CONN_PORTABLE)
#define CONN_MAY_HAVE_AVX2
#endif

struct conn_reader;
struct conn_frame;

/* Read as the functions of json_scan.h with these names do. */
typedef struct conn_core {
    char *(*value)(struct conn_reader *r, char *p, const conn_type *type,
                   void *out);
    char *(*past)(struct conn_reader *r, char *p);
    char *(*name)(struct conn_reader *r, char *p, struct conn_frame *frame);
} conn_core;

extern const conn_core conn_core_plain;
extern const conn_core conn_core_avx2; /* with CONN_MAY_HAVE_AVX2 */

/* The fastest that the processor can run. */
const conn_core *conn_core_best(void);

#endif
