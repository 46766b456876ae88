/* upload.c - a body of pieces: text, memory, files and functions. */
#include "upload.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "crypto.h"
#include "fail.h"

#define HASH_ROOM 16384

/* ---- reading ---- */

/* Up to `room` bytes of memory. */
static ptrdiff_t read_memory(const conn_pieces *p, const void *data,
                             size_t size, void *into, size_t room)
{
    size_t left = size - (size_t)p->offset;
    size_t n = left < room ? left : room;
    if (n > 0)
        memcpy(into, (const char *)data + p->offset, n);
    return (ptrdiff_t)n;
}

/* A file that has become shorter is an error: its length was announced. */
static ptrdiff_t read_file(conn_pieces *p, const conn_piece *piece, void *into,
                           size_t room)
{
    if (p->file == NULL)
        p->file = fopen(piece->upload->path, "rb");
    if (p->file == NULL)
        return -1;
    int64_t left = piece->fixed ? piece->length - p->offset : INT64_MAX;
    size_t want = left < (int64_t)room ? (size_t)left : room;
    size_t n = want > 0 ? fread(into, 1, want, p->file) : 0;
    bool broken = ferror((FILE *)p->file) || (piece->fixed && n < want);
    return broken ? -1 : (ptrdiff_t)n;
}

static ptrdiff_t read_function(const conn_pieces *p, const conn_piece *piece,
                               void *into, size_t room)
{
    const conn_upload *upload = piece->upload;
    int64_t left = piece->length < 0 ? INT64_MAX : piece->length - p->offset;
    size_t want = left < (int64_t)room ? (size_t)left : room;
    ptrdiff_t n = want > 0 ? upload->read(upload->user, into, want) : 0;
    bool early = n == 0 && want > 0 && piece->length >= 0;
    return n < 0 || (size_t)n > want || early ? -1 : n;
}

static ptrdiff_t read_piece(conn_pieces *p, const conn_piece *piece, void *into,
                            size_t room)
{
    const conn_upload *upload = piece->upload;
    if (upload == NULL)
        return read_memory(p, piece->text.data, piece->text.len, into, room);
    if (upload->path != NULL)
        return read_file(p, piece, into, room);
    if (upload->read != NULL)
        return read_function(p, piece, into, room);
    return read_memory(p, upload->data, upload->size, into, room);
}

static void close_file(conn_pieces *p)
{
    if (p->file != NULL)
        fclose(p->file);
    p->file = NULL;
}

static bool tell(conn_pieces *p, const conn_piece *piece)
{
    const conn_upload *upload = piece->upload;
    return p->quiet || upload == NULL || upload->progress == NULL ||
           upload->progress(upload->user, p->offset, piece->length);
}

static ptrdiff_t give_up(conn_pieces *p, conn_status status)
{
    p->base.failure = status;
    return -1;
}

static ptrdiff_t pieces_read(conn_body *self, void *into, size_t room)
{
    conn_pieces *p = (conn_pieces *)self;
    p->begun = true;
    while (p->at < p->count) {
        const conn_piece *piece = &p->items[p->at];
        ptrdiff_t n = read_piece(p, piece, into, room);
        if (n < 0)
            return give_up(p, CONN_USAGE);
        p->offset += n;
        p->done += n;
        if (n > 0)
            return tell(p, piece) ? n : give_up(p, CONN_CANCELLED);
        close_file(p);
        p->at++;
        p->offset = 0;
    }
    return 0;
}

static bool pieces_rewind(conn_body *self)
{
    conn_pieces *p = (conn_pieces *)self;
    close_file(p);
    for (size_t i = 0; p->begun && i < p->count; i++) {
        const conn_upload *upload = p->items[i].upload;
        if (upload == NULL || upload->path != NULL || upload->read == NULL)
            continue;
        if (upload->rewind == NULL || !upload->rewind(upload->user))
            return false;
    }
    p->at = 0;
    p->offset = p->done = 0;
    p->begun = false;
    p->base.failure = CONN_OK;
    return true;
}

/* ---- gathering ---- */

conn_pieces *conn_pieces_new(conn_arena *arena)
{
    conn_pieces *p = conn_arena_alloc(arena, sizeof *p);
    if (p == NULL)
        return NULL;
    p->arena = arena;
    p->base.read = pieces_read;
    p->base.rewind = pieces_rewind;
    return p;
}

static bool add(conn_pieces *p, conn_piece piece)
{
    if (p->count == p->room) {
        size_t room = p->room > 0 ? p->room * 2 : 8;
        conn_piece *more = conn_arena_resize(
            p->arena, p->items, p->room * sizeof *more, room * sizeof *more);
        if (more == NULL)
            return false;
        p->items = more;
        p->room = room;
    }
    p->items[p->count++] = piece;
    bool known = p->base.length >= 0 && piece.length >= 0 &&
                 piece.length <= INT64_MAX - p->base.length;
    p->base.length = known ? p->base.length + piece.length : -1;
    return true;
}

bool conn_pieces_add_text(conn_pieces *p, conn_str text)
{
    return add(p, (conn_piece){.text = text, .length = (int64_t)text.len});
}

bool conn_upload_is_none(const conn_upload *upload)
{
    return upload->data == NULL && upload->path == NULL && upload->read == NULL;
}

/* The length of a plain file; what is none (a pipe) is read to its end, once.
 */
static conn_status measure(conn_pieces *p, const char *path, conn_piece *piece,
                           conn_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0 || S_ISDIR(info.st_mode))
        return conn_fail(err, CONN_USAGE, "the file `%s` can't be read", path);
    piece->fixed = S_ISREG(info.st_mode);
    piece->length = piece->fixed ? (int64_t)info.st_size : -1;
    if (!piece->fixed)
        p->once = true;
    return CONN_OK;
}

conn_status conn_pieces_add_upload(conn_pieces *p, const conn_upload *upload,
                                   conn_error *err)
{
    conn_piece piece = {.upload = upload};
    conn_status status = CONN_OK;
    if (conn_upload_is_none(upload))
        return conn_fail(err, CONN_USAGE, "an upload has no source");
    if (upload->path != NULL)
        status = measure(p, upload->path, &piece, err);
    else if (upload->read != NULL)
        piece.length = upload->length > 0 ? upload->length : -1;
    else
        piece.length = (int64_t)upload->size;
    if (upload->path == NULL && upload->read != NULL && upload->rewind == NULL)
        p->once = true;
    if (status == CONN_OK && !add(p, piece))
        return conn_fail_memory(err);
    return status;
}

bool conn_pieces_ready(const conn_pieces *p)
{
    return !p->begun || !p->once;
}

static conn_status hash_all(conn_pieces *p, conn_hasher *hasher,
                            conn_error *err)
{
    unsigned char bytes[HASH_ROOM];
    ptrdiff_t n = p->base.read(&p->base, bytes, sizeof bytes);
    for (; n > 0; n = p->base.read(&p->base, bytes, sizeof bytes))
        if (!conn_hasher_add(hasher, bytes, (size_t)n))
            return conn_fail_memory(err);
    if (n < 0)
        return conn_fail(err, CONN_USAGE, "the body can't be read");
    return CONN_OK;
}

conn_status conn_pieces_hash(conn_pieces *p, conn_buf *out, conn_error *err)
{
    unsigned char digest[CONN_HASH_MAX];
    conn_hasher *hasher = NULL;
    if (p->once || !p->base.rewind(&p->base))
        return conn_fail(err, CONN_USAGE,
                         "the body has to be signed, and can't be read twice");
    hasher = conn_hasher_new(CONN_HASH_SHA256);
    if (hasher == NULL)
        return conn_fail_memory(err);
    p->quiet = true;
    conn_status status = hash_all(p, hasher, err);
    p->quiet = false;
    bool hashed = conn_hasher_end(hasher, status == CONN_OK ? digest : NULL);
    if (status == CONN_OK && !p->base.rewind(&p->base))
        status = conn_fail(err, CONN_USAGE,
                           "the body was signed, and can't be read again");
    if (status == CONN_OK &&
        !(hashed &&
          conn_hex_add(out, digest, conn_hash_size(CONN_HASH_SHA256))))
        status = conn_fail_memory(err);
    return status;
}

void conn_pieces_end(conn_pieces *p)
{
    if (p != NULL)
        close_file(p);
}
