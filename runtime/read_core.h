/* read_core.h - all functions that read values, in one set of instructions.
 *
 * The parts below are `static`, so that a compiler sees a whole decoder at
 * once. The files that include this one name the table of their entries
 * CONN_CORE: read_plain.c with the instructions that every processor of the
 * target has, read_avx2.c with AVX2.
 */
#ifndef CONN_READ_CORE_H
#define CONN_READ_CORE_H

#include "decode.h"

static char *read_value(conn_reader *r, char *p, const conn_type *type,
                        void *out);

#include "read_list.h"
#include "read_past.h"
#include "read_record.h"
#include "read_scalar.h"
#include "read_text.h"

static char *read_union(conn_reader *r, char *p, const conn_union_desc *desc,
                        void *out)
{
    const conn_alternative *one = conn_choose(r, p, desc);
    if (one == NULL)
        return conn_fail_choice(r, p, desc);
    *(int *)out = (int)(one - desc->alternatives) + 1;
    void *value = (char *)out + one->offset;
    if (!one->pointer)
        return read_value(r, p, one->type, value);
    void *block = conn_arena_alloc(r->arena, one->type->size);
    if (block == NULL)
        return conn_reader_memory(r, p);
    *(void **)value = block;
    return read_value(r, p, one->type, block);
}

/* Reads a value that no short way of read_value took. */
static char *read_any(conn_reader *r, char *p, const conn_type *type, void *out)
{
    if (type->kind < CONN_K_RECORD)
        return read_scalar(r, p, type, out);
    if (type->kind == CONN_K_LIST)
        return read_list(r, p, type, out);
    if (type->kind == CONN_K_MAP)
        return read_map(r, p, type, out);
    return read_union(r, p, type->info, out);
}

static char *read_value(conn_reader *r, char *p, const conn_type *type,
                        void *out)
{
    return read_kind(r, p, type->kind, type, out);
}

const conn_core CONN_CORE = {read_value, read_past, read_name};

#endif
