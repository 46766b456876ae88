/* write.h - the state of a run that writes JSON, and what is known of records
 * while it lasts.
 *
 * Functions that write take the place where they begin and return the place
 * behind what they wrote, or NULL after they have noted what is wrong. Between
 * them there is always room for CONN_SLACK bytes, so that only what may be
 * longer asks for room.
 */
#ifndef CONN_WRITE_H
#define CONN_WRITE_H

#include "encode.h"
#include "json_scan.h"

enum {
    CONN_SLACK = 128, /* a block, a name and a number, and some brackets */
    CONN_WRITE_OTHER = CONN_K_UNION + 1 /* what encode_scalar.c writes */
};

/* A field that is written: the text that stands before its value, and what the
 * value is. */
typedef struct conn_write_step {
    char text[CONN_WIDEST]; /* `,"name":` */
    unsigned char length;   /* of the text; 0: it is too long, or has escapes */
    unsigned char action;   /* a conn_kind or CONN_WRITE_OTHER */
    unsigned flags;
    size_t offset;
    size_t value_offset;
    const conn_type *type;
    const conn_field *field;
} conn_write_step;

typedef struct conn_write_plan {
    const conn_record *record;
    size_t count;           /* of the steps */
    conn_write_step *steps; /* NULL until a few objects have been written */
    size_t objects;         /* how many came before there were steps */
} conn_write_plan;

typedef struct conn_writer {
    conn_buf *buf;
    char *limit;             /* the last byte of the buffer's memory */
    size_t cap;              /* of the buffer, as its owner set it */
    const conn_frame *frame; /* where in the value it is */
    size_t depth;
    conn_error *err;
    conn_status status; /* of the failure */
    bool whole;         /* fields that are never sent, too */
    conn_arena arena;   /* of the plans */
    conn_write_plan plans[CONN_PLANS];
} conn_writer;

/* Make the memory long enough for `len` bytes and CONN_SLACK more at `p`, which
 * moves along; report what is wrong with the value at the present place; write
 * a scalar that there is no short way for. */
char *conn_writer_grow(conn_writer *w, char *p, size_t len);
char *conn_writer_fail(conn_writer *w, const char *problem);
char *conn_write_scalar(conn_writer *w, char *p, const conn_type *type,
                        const void *value);

/* How values of a type are written: a conn_kind or CONN_WRITE_OTHER. */
unsigned char conn_write_action(const conn_type *type);

/* Fills in the step of a field. */
void conn_write_step_init(conn_write_step *step, const conn_field *field);

/* The plan of a record; its steps are there if making them pays. NULL if there
 * are more kinds of records than plans. */
conn_write_plan *conn_write_plan_of(conn_writer *w, const conn_record *record);

/* Whether a field is written at all. */
static inline bool conn_field_is_written(const conn_writer *w,
                                         const conn_field *field)
{
    const unsigned unsent = CONN_F_READONLY | CONN_F_HEADER;
    return w->whole || (field->flags & unsent) == 0;
}

/* Whether the record has a field of that name. */
bool conn_record_declares(const conn_record *record, conn_str name);

static inline char *conn_writer_room(conn_writer *w, char *p, size_t len)
{
    size_t left = (size_t)(w->limit - p);
    bool fits = left >= CONN_SLACK && left - CONN_SLACK >= len;
    return fits ? p : conn_writer_grow(w, p, len);
}

/* What write_core.h defines once for each set of instructions: a value; a text
 * as a string, NULL without a failure noted if it is not UTF-8. */
typedef struct conn_write_core {
    char *(*value)(conn_writer *w, char *p, const conn_type *type,
                   const void *value);
    char *(*text)(conn_writer *w, char *p, const char *text, size_t len);
} conn_write_core;

extern const conn_write_core conn_write_core_plain;
extern const conn_write_core conn_write_core_avx2; /* CONN_MAY_HAVE_AVX2 */

/* conn_json_encode with that set of instructions, whatever the processor is. */
conn_status conn_json_encode_by(const conn_write_core *core, conn_buf *buf,
                                const conn_type *type, const void *value,
                                conn_error *err);

#endif
