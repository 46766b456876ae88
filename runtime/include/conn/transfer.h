/* transfer.h - bodies that are not held in memory: uploads and downloads.
 *
 * Owns: where the bytes of a request come from, and where those of an answer
 * go. Both structs belong to the caller and must live until the call has
 * returned (in a batch: until its reply was taken). Functions in them are
 * called from the thread that makes the call, or that waits for the batch;
 * they must not call into the client.
 */
#ifndef CONN_TRANSFER_H
#define CONN_TRANSFER_H

#include <stddef.h>

#include "conn/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far a body is: bytes `done` of `total` (-1: not known). Called now and
 * then; false ends the call with CONN_CANCELLED. */
typedef bool conn_progress_fn(void *user, int64_t done, int64_t total);

/* Puts up to `room` bytes of a body at `into` and returns how many: 0 at the
 * end, -1 where it can't be read, which ends the call with CONN_USAGE. */
typedef ptrdiff_t conn_read_fn(void *user, void *into, size_t room);
/* Goes back to the start, so that the body may be sent again; false if that
 * can't be. */
typedef bool conn_rewind_fn(void *user);

/* A body, or a part of a multipart body (RFC 7578): of memory, of a file or of
 * a function. All zero is none. A call is tried again only where all of its
 * body can be read again: a function needs `rewind` for that. */
typedef struct conn_upload {
    const void *data; /* memory of `size` bytes; or ... */
    size_t size;
    const char *path;   /* ... a file, opened when the call begins; or ... */
    conn_read_fn *read; /* ... what this gives */
    conn_rewind_fn *rewind;
    int64_t length;             /* of what `read` gives; 0: not known, and the
                                   body is sent in chunks */
    conn_progress_fn *progress; /* of the upload, or NULL */
    void *user;                 /* handed to the functions */
    /* Multipart only: */
    const char *filename; /* NULL: the last part of `path`, else "file" */
    const char *type;     /* NULL: application/octet-stream */
} conn_upload;

/* Initialisers: of a file, and of memory. */
#define CONN_UPLOAD_FILE(file)                                                 \
    {                                                                          \
        NULL, 0, (file), NULL, NULL, 0, NULL, NULL, NULL, NULL                 \
    }
#define CONN_UPLOAD_DATA(bytes, count)                                         \
    {                                                                          \
        (bytes), (count), NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL          \
    }

/* Takes the next bytes of an answer; false ends the call with CONN_CANCELLED.
 */
typedef bool conn_write_fn(void *user, const void *bytes, size_t size);

/* Where the body of a success goes instead of into the reply, whose value then
 * is empty. Bytes come decompressed. Bodies of failures still go into the
 * error. */
typedef struct conn_download {
    const char *path;     /* a file: written beside it as PATH.part, and renamed
                             when it is whole; or ... */
    conn_write_fn *write; /* ... a function. Once it got a byte the call is not
                             tried again. */
    int64_t max_size;     /* bytes; more is CONN_LIMIT; 0: no limit */
    conn_progress_fn *progress;
    void *user;
} conn_download;

#ifdef __cplusplus
}
#endif
#endif
