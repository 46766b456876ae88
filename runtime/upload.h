/* upload.h - a request's body that is read while it is sent: one upload, or the
 * parts of a multipart/form-data body (RFC 7578).
 *
 * Owns: the pieces of such a body, and reading them one after the other, again
 * from the start if need be. All memory is in the request's arena; a file is
 * open from the first byte read to conn_pieces_end.
 */
#ifndef CONN_UPLOAD_H
#define CONN_UPLOAD_H

#include "memory.h"
#include "retry.h"
#include "transport.h"

struct conn_arg;

typedef struct conn_piece {
    conn_str text;             /* where there is no upload */
    const conn_upload *upload; /* or NULL */
    int64_t length;            /* -1: not known */
    bool fixed;                /* a file's length: what is more is not sent */
} conn_piece;

typedef struct conn_pieces {
    conn_body base;
    conn_arena *arena;
    conn_piece *items;
    size_t count;
    size_t room;
    bool once; /* it can't be read again */

    size_t at;      /* the piece being read */
    int64_t offset; /* within it */
    int64_t done;   /* of all */
    void *file;     /* FILE of the piece being read, or NULL */
    bool begun;
    bool quiet; /* progress is told to nobody */
} conn_pieces;

/* NULL on memory shortage. */
conn_pieces *conn_pieces_new(conn_arena *arena);
bool conn_pieces_add_text(conn_pieces *pieces, conn_str text);
/* CONN_USAGE if its file can't be read, or it is none. */
conn_status conn_pieces_add_upload(conn_pieces *pieces,
                                   const conn_upload *upload, conn_error *err);
/* Whether it may be sent now: it was not read, or can be again. */
bool conn_pieces_ready(const conn_pieces *pieces);
/* Appends the SHA-256 of the whole body in hexadecimal digits: reads it,
 * without a word to its progress functions, and goes back to the start.
 * CONN_USAGE if that can't be, else CONN_MEMORY. */
conn_status conn_pieces_hash(conn_pieces *pieces, conn_buf *out,
                             conn_error *err);
/* Closes the file; NULL is allowed. */
void conn_pieces_end(conn_pieces *pieces);

/* Whether nothing is given. */
bool conn_upload_is_none(const conn_upload *upload);

#endif
