/* decode_record.c - what decoding knows of records: the order in which members
 * came, which field a name is, what absent members mean.
 */
#include "decode.h"

/* Steps for members that no field takes are made up to this number. */
enum { MAX_SKIPS = 256 };

static conn_plan *plan_make(conn_reader *r, const conn_record *record)
{
    size_t count = record->count;
    if (count > UINT16_MAX - 1)
        return NULL;
    size_t steps = (count + 1) * sizeof(conn_plan_step);
    conn_plan *plan =
        conn_arena_alloc(r->plan_arena, sizeof(conn_plan) + steps);
    if (plan == NULL)
        return NULL;
    plan->record = record;
    plan->skips = MAX_SKIPS;
    return plan;
}

conn_plan *conn_plan_find(conn_reader *r, const conn_record *record, size_t at)
{
    for (size_t tries = 0; tries < CONN_PLANS; tries++) {
        conn_plan **plan = &r->plans[(at + tries) % CONN_PLANS];
        if (*plan == NULL)
            *plan = plan_make(r, record);
        if (*plan == NULL || (*plan)->record == record)
            return *plan;
    }
    return NULL;
}

size_t conn_find_field(const conn_record *record, conn_str name)
{
    size_t i = 0;
    for (; i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if (field->length == name.len &&
            conn_same_bytes(field->name, name.data, name.len) &&
            (field->flags & CONN_F_HEADER) == 0)
            break;
    }
    return i;
}

/* ---- members that did not come ---- */

static void set_fallback(const conn_field *field, char *at)
{
    if ((field->flags & CONN_F_OPTIONAL) != 0) {
        *(conn_state *)(void *)at = CONN_VALUE;
        at += field->value_offset;
    }
    if ((field->flags & CONN_F_POINTER) != 0)
        *(const void **)(void *)at = field->fallback;
    else
        memcpy(at, field->fallback, field->type->size);
}

/* What a member that did not come means. */
static bool settle(conn_reader *r, const char *at, const conn_field *field,
                   char *out)
{
    const unsigned elsewhere = CONN_F_HEADER | CONN_F_WRITEONLY;
    if (field->fallback != NULL)
        set_fallback(field, out + field->offset);
    else if ((field->flags & CONN_F_REQUIRED) != 0 &&
             (field->flags & elsewhere) == 0) {
        conn_reader_fail(r, at, CONN_DECODE, "member \"%s\" is missing",
                         field->name);
        return false;
    }
    return true;
}

bool conn_settle_absent(conn_reader *r, const char *at,
                        const conn_record *record, const uint64_t *seen,
                        char *out)
{
    size_t count = record->count;
    for (size_t word = 0; word * 64 < count; word++) {
        size_t left = count - word * 64;
        uint64_t all = left < 64 ? ((uint64_t)1 << left) - 1 : UINT64_MAX;
        uint64_t absent = all & ~seen[word];
        for (; absent != 0; absent &= absent - 1) {
            size_t i = word * 64 + (size_t)conn_trailing_zeros(absent);
            if (!settle(r, at, &record->fields[i], out))
                return false;
        }
    }
    return true;
}
