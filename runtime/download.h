/* download.h - the body of a success that goes to a file or a function.
 *
 * Owns: the file while it is incomplete, and the limit.
 */
#ifndef CONN_DOWNLOAD_H
#define CONN_DOWNLOAD_H

#include "transport.h"

struct conn_op;

typedef struct conn_download_sink {
    conn_sink base;
    const conn_download *to;
    const struct conn_op *op;
    char *part; /* path of the incomplete file */
    void *file; /* FILE, or NULL */
    int64_t done;
} conn_download_sink;

/* Begins one for the operation, which must give bytes. CONN_USAGE or
 * CONN_MEMORY; conn_download_end in any case. */
conn_status conn_download_begin(conn_download_sink *sink,
                                const struct conn_op *op,
                                const conn_download *to, conn_error *err);
/* Before an attempt: forgets what an earlier one wrote. */
void conn_download_restart(conn_download_sink *sink);
/* Whether another attempt may start anew. */
bool conn_download_may_restart(const conn_download_sink *sink);
/* The body is whole: gives the file its name. */
conn_status conn_download_keep(conn_download_sink *sink, conn_error *err);
/* Drops what is incomplete. */
void conn_download_end(conn_download_sink *sink);

#endif
