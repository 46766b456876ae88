/* json_scan.h - reading JSON text forward, token by token, strictly.
 *
 * Owns: the state of one run over a text and the primitives that the typed
 * decoder and the checker share. Functions that read take the place where they
 * begin and return the place behind what they read, or NULL after they have
 * reported an error. The NUL behind the text stops every loop.
 */
#ifndef CONN_JSON_SCAN_H
#define CONN_JSON_SCAN_H

#include <stdint.h>
#include <string.h>

#include "json.h"
#include "json_block.h"
#include "json_core.h"

/* Where in the value the reader is: a chain from the innermost array or object
 * to the root, made into a JSON Pointer when something is wrong. */
typedef struct conn_frame conn_frame;
struct conn_frame {
    const conn_frame *up;
    const conn_field *field; /* of the member, if it is one's */
    const char *name;        /* of any other member; NULL in an array */
    size_t length;
    size_t index; /* of the element */
};

enum {
    CONN_PLANS = 32,
    CONN_AHEAD = 1024 /* how far ahead text is asked for while it is read */
};

typedef struct conn_reader conn_reader;

struct conn_reader {
    char *text;
    char *end;
    char *wide_end; /* from places before it CONN_WIDEST bytes can be read */
    size_t depth;
    size_t max_depth;
    bool whole; /* what is only written is read, too */
    const conn_frame *frame;
    conn_arena *arena;      /* of the values */
    conn_arena *plan_arena; /* of what is known from object to object */
    conn_error *err;
    conn_status status; /* of the failure */
    const conn_core *core;
    struct conn_plan *plans[CONN_PLANS]; /* by record: decode.h */
};

/* Sets up a reader; text[len] is a NUL. */
void conn_reader_init(conn_reader *r, char *text, size_t len,
                      const conn_json_limits *limits, conn_error *err);

/* Lets it read blocks beyond the end: `room` bytes that may be written to begin
 * there. */
void conn_reader_set_room(conn_reader *r, size_t room);

/* Gives it another text, or the same with more behind it. */
void conn_reader_set_text(conn_reader *r, char *text, size_t len);

/* Report an error at `at`; all return NULL. _expected says what stands there
 * instead; _between does so where no member or element has begun, so that the
 * error is the array's or object's own; _memory reports what the arena could
 * not give. */
char *conn_reader_fail(conn_reader *r, const char *at, conn_status status,
                       const char *format, ...) CONN_PRINTF(4, 5);
char *conn_reader_expected(conn_reader *r, const char *at, const char *what);
char *conn_reader_between(conn_reader *r, const char *at, const char *what);
char *conn_reader_memory(conn_reader *r, const char *at);

/* Writes the JSON Pointer of a frame. */
void conn_frame_print(conn_buf *buf, const conn_frame *frame);

/* Go into an array or object, and out of it, also after an error. */
bool conn_reader_enter(conn_reader *r, const char *at, conn_frame *frame);
static inline void conn_reader_leave(conn_reader *r, const conn_frame *frame)
{
    r->depth--;
    r->frame = frame->up;
}

/* Read with the fastest instructions of the processor: one value of a type into
 * `out`, which is zero before; one value of any kind, which stays as it is; a
 * member's name, noted in the frame, whose place is then known. */
char *conn_read_value(conn_reader *r, char *p, const conn_type *type,
                      void *out);
char *conn_read_past(conn_reader *r, char *p);
char *conn_read_name(conn_reader *r, char *p, conn_frame *frame);

/* Reads the end of the text behind the one value. */
char *conn_read_end(conn_reader *r, char *p);

/* Whether the value at `p`, or with `member` the member, goes on behind `end`
 * as far as its quotes and brackets tell. */
bool conn_json_is_cut(const char *p, const char *end, bool member);

/* Decodes one escape sequence, whose backslash is at `p`. Writes up to 4 bytes
 * of UTF-8 to `out` and their number to *size; returns the place behind the
 * sequence, or NULL if it is none. */
const char *conn_json_unescape(const char *p, const char *end, char *out,
                               size_t *size);

/* What a backslash and each character stand for, but for \u; 0 if nothing. */
extern const char conn_json_escapes[256];

/* Reports what is wrong at `p` within a string. */
char *conn_fail_in_string(conn_reader *r, const char *p);

/* Moves behind whitespace. */
static inline char *conn_skip_space(char *p)
{
    while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
        p++;
    return p;
}

/* Reads the colon behind a name. */
static inline char *conn_read_colon(conn_reader *r, char *p)
{
    if (p[0] == ':' && p[1] > ' ')
        return p + 1;
    p = conn_skip_space(p);
    if (*p != ':')
        return conn_reader_expected(r, p, "':'");
    return conn_skip_space(p + 1);
}

/* Reads the bracket at `p`. `more` tells whether a member or an element comes,
 * which is where the text goes on, or the array or object is over. */
static inline char *conn_read_open(char *p, char closer, bool *more)
{
    p = conn_skip_space(p + 1);
    *more = *p != closer;
    return *more ? p : p + 1;
}

/* Reads what stands between members or elements, as conn_read_open does; a NULL
 * from what came before is passed on. */
static inline char *conn_read_step(conn_reader *r, char *p, char closer,
                                   bool *more)
{
    *more = false;
    if (p == NULL)
        return NULL;
    if (p[0] == ',' && p[1] > ' ') {
        *more = true;
        return p + 1;
    }
    p = conn_skip_space(p);
    if (*p == closer)
        return p + 1;
    if (*p != ',')
        return conn_reader_between(r, p,
                                   closer == '}' ? "',' or '}'" : "',' or ']'");
    *more = true;
    return conn_skip_space(p + 1);
}

#endif
