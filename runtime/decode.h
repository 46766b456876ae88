/* decode.h - what typed decoding consists of besides reading (read_core.h):
 * what scalars are made of, what is known of records from object to object.
 */
#ifndef CONN_DECODE_H
#define CONN_DECODE_H

#include "json_scan.h"
#include "number.h"

/* ---- scalars ---- */

/* Whether values of the type are numbers, or strings that hold more than any
 * text, on the wire. Quoted numbers are numbers. */
bool conn_type_is_number(const conn_type *type);
bool conn_type_is_text(const conn_type *type);

/* Set a scalar from a number, from a text that ends with a NUL and lives as
 * long as the value, or a number or a bool from all of a text. Return NULL, or
 * what is wrong in a few words. Bytes are decoded in place. */
const char *conn_scalar_of_number(const conn_type *type,
                                  const conn_number *number, void *out);
const char *conn_scalar_of_text(const conn_type *type, char *text, size_t len,
                                void *out);
const char *conn_scalar_of_unquoted(const conn_type *type, const char *text,
                                    size_t len, void *out);

/* ---- unions ---- */

/* The alternative that takes what stands at `p`, or NULL; and the error then.
 */
const conn_alternative *conn_choose(const conn_reader *r, const char *p,
                                    const conn_union_desc *desc);
char *conn_fail_choice(conn_reader *r, const char *p,
                       const conn_union_desc *desc);

/* ---- records ---- */

/* What a step leads to: a value of that conn_kind, to be stored as it is, or
 * one of these. */
typedef enum conn_action {
    CONN_DO_END = CONN_K_UNION + 1, /* the object is over */
    CONN_DO_SKIP,                   /* a member that no field takes */
    CONN_DO_KEEP,  /* such a member, of a record that keeps it */
    CONN_DO_CHECK, /* a field that is never read */
    CONN_DO_HOLD   /* a field that is optional or a pointer */
} conn_action;

/* What came behind a member, or at the object's beginning, last time: its text
 * from the comma or bracket to the value, blanks and all, and what that means.
 * Where the same text comes again, it means the same. */
typedef struct conn_plan_step conn_plan_step;
struct conn_plan_step {
    char text[CONN_WIDEST];
    unsigned char length;      /* of the text; 0: nothing is known */
    unsigned char action;      /* a conn_kind or conn_action */
    unsigned char name_at;     /* where in the text the name begins ... */
    unsigned char name_length; /* ... and how long it is */
    uint16_t word;             /* of the bits that tell what came ... */
    uint32_t offset;           /* of the field in the struct */
    uint64_t bit;              /* ... and the field's in it; 0: no field */
    const conn_field *field;
    const conn_type *type;   /* of the field */
    conn_plan_step *next;    /* what came behind this member */
    conn_plan_step *skipped; /* `next` of a member here that is skipped */
};

/* How the objects of a record went on so far. */
typedef struct conn_plan {
    const conn_record *record;
    size_t skips; /* how many steps more may be made for skipped members */
    conn_plan_step steps[]; /* the first, then what came behind each field */
} conn_plan;

/* The plan of a record, made on first use. NULL if memory is short, or if the
 * answer has more kinds of records than there are plans. */
conn_plan *conn_plan_find(conn_reader *r, const conn_record *record, size_t at);
static inline conn_plan *conn_plan_of(conn_reader *r, const conn_record *record)
{
    size_t at = ((uintptr_t)record >> 4) % CONN_PLANS;
    conn_plan *plan = r->plans[at];
    return plan != NULL && plan->record == record
               ? plan
               : conn_plan_find(r, record, at);
}

/* The index of the field that a member's name is, or the number of fields. */
size_t conn_find_field(const conn_record *record, conn_str name);

/* Gives the fields of a record that no member set (`seen` has a bit for each
 * that one did) what that means. False after an error, which is at `at`. */
bool conn_settle_absent(conn_reader *r, const char *at,
                        const conn_record *record, const uint64_t *seen,
                        char *out);

/* ---- lists and maps ---- */

/* `items` with room for one more entry of `size` bytes behind `count`; *room is
 * how many there is room for. NULL after the error is reported. */
void *conn_grow_entries(conn_reader *r, const char *p, const void *items,
                        size_t count, size_t *room, size_t size);

/* Refuses a name that comes twice in `count` entries, each of `size` bytes and
 * with its name, a conn_str, first. */
bool conn_names_differ(conn_reader *r, const char *at, const void *entries,
                       size_t count, size_t size, conn_frame *frame);

#endif
