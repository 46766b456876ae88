/* decode.h - what the two halves of the typed decoder share. */
#ifndef CONN_DECODE_H
#define CONN_DECODE_H

#include "json_scan.h"
#include "number.h"

/* Whether values of the type are numbers, or strings that hold more than any
 * text, on the wire. Quoted numbers are numbers. */
bool conn_type_is_number(const conn_type *type);
bool conn_type_is_text(const conn_type *type);

/* Set a scalar from a number, or from a text that ends with a NUL and lives as
 * long as the value. Return NULL, or what is wrong in a few words. Bytes are
 * decoded in place. */
const char *conn_scalar_of_number(const conn_type *type,
                                  const conn_number *number, void *out);
const char *conn_scalar_of_text(const conn_type *type, char *text, size_t len,
                                void *out);

/* Reads an integer that is nothing but up to 15 digits, as most are. Returns
 * NULL for all else, also what is wrong. */
CONN_INLINE char *conn_read_digits(const conn_reader *r, char *p,
                                   const conn_type *type, void *out)
{
    static const uint32_t powers[] = {1,     10,     100,     1000,
                                      10000, 100000, 1000000, 10000000};
    uint32_t value, more;
    if (r->end - p < 16)
        return NULL;
    int count = conn_digits8(p, &value);
    int64_t number = value;
    if (count == 8) {
        int count2 = conn_digits8(p + 8, &more);
        if (count2 == 8)
            return NULL;
        number = number * powers[count2] + more;
        count += count2;
    }
    char next = p[count];
    if ((*p == '0' && count > 1) || count == 0 || next == '.' ||
        (next | 0x20) == 'e')
        return NULL;
    if (type->kind == CONN_K_INT64)
        *(int64_t *)out = number;
    else if (number <= INT32_MAX)
        *(int32_t *)out = (int32_t)number;
    else
        return NULL;
    return p + count;
}

/* Read one value: of a kind that is neither record, list, map nor union; of one
 * of these; of any; of a record; of a union. `out` is zero before. */
char *conn_read_scalar(conn_reader *r, char *p, const conn_type *type,
                       void *out);
char *conn_read_nested(conn_reader *r, char *p, const conn_type *type,
                       void *out);
CONN_INLINE char *conn_read_value(conn_reader *r, char *p,
                                  const conn_type *type, void *out)
{
    if (type->kind == CONN_K_STRING && *p == '"')
        return conn_read_text(r, p + 1, out);
    if (type->kind == CONN_K_INT32 || type->kind == CONN_K_INT64) {
        char *next = conn_read_digits(r, p, type, out);
        if (next != NULL)
            return next;
    }
    return type->kind < CONN_K_RECORD ? conn_read_scalar(r, p, type, out)
                                      : conn_read_nested(r, p, type, out);
}
char *conn_read_record(conn_reader *r, char *p, const conn_record *record,
                       void *out);
char *conn_read_union(conn_reader *r, char *p, const conn_union_desc *desc,
                      void *out);

/* `items` with room for one more entry of `size` bytes behind `count`; *room is
 * how many there is room for. NULL after the error is reported. */
void *conn_grow_entries(conn_reader *r, const char *p, const void *items,
                        size_t count, size_t *room, size_t size);

/* Refuses a name that comes twice in `count` entries, each of `size` bytes and
 * with its name, a conn_str, first. */
bool conn_names_differ(conn_reader *r, const char *at, const void *entries,
                       size_t count, size_t size, conn_frame *frame);

#endif
