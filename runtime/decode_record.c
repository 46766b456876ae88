/* decode_record.c - JSON objects into generated structs.
 *
 * Members mostly come in the order in which they came last time, so a reader
 * first compares the text with the name that followed then, and searches only
 * if it is another.
 */
#include "decode.h"

/* ---- records: which field a member is ---- */

/* Fields that the body never holds. */
static bool is_foreign(const conn_field *field)
{
    return (field->flags & CONN_F_HEADER) != 0;
}

/* The plan of a record, made on first use. NULL if memory is short, or if the
 * answer has more kinds of records than there are plans. */
static conn_plan *plan_make(conn_reader *r, conn_plan *plan,
                            const conn_record *record)
{
    size_t count = record->count;
    if (count > UINT16_MAX - 1)
        return NULL;
    plan->next =
        conn_arena_alloc(r->plan_arena, (count + 1) * sizeof *plan->next);
    if (plan->next == NULL)
        return NULL;
    for (size_t i = 0; i <= count; i++)
        plan->next[i] = (uint16_t)i;
    plan->record = record;
    return plan;
}

static conn_plan *plan_of(conn_reader *r, const conn_record *record)
{
    size_t at = ((uintptr_t)record >> 4) % CONN_PLANS;
    for (size_t tries = 0; tries < CONN_PLANS; tries++) {
        conn_plan *plan = &r->plans[(at + tries) % CONN_PLANS];
        if (plan->record == record)
            return plan;
        if (plan->record == NULL)
            return plan_make(r, plan, record);
    }
    return NULL;
}

/* Whether the text behind an opening quote is the field's name and a quote. */
static inline bool name_is(const conn_reader *r, const char *p,
                           const conn_field *field)
{
    size_t len = field->length;
    return (size_t)(r->end - p) > len && p[len] == '"' &&
           conn_same_bytes(p, field->name, len) && !is_foreign(field);
}

static size_t find_field(const conn_record *record, conn_str name)
{
    size_t i = 0;
    for (; i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if (field->length == name.len &&
            conn_same_bytes(field->name, name.data, name.len) &&
            !is_foreign(field))
            break;
    }
    return i;
}

/* ---- records: what is known while one is read ---- */

enum { SEEN_WORDS = 4 };

typedef struct object {
    const conn_record *record;
    char *out;
    uint16_t *next; /* the plan, or NULL */
    uint64_t *seen; /* a bit for each field */
    conn_members extra;
    size_t extra_room;
    size_t last; /* the field before, plus 1 */
    conn_frame frame;
} object;

static bool object_saw(const object *o, size_t field)
{
    return (o->seen[field / 64] >> field % 64 & 1) != 0;
}

static char *read_held(conn_reader *r, char *p, const conn_field *field,
                       char *at)
{
    if ((field->flags & CONN_F_OPTIONAL) != 0) {
        conn_state *state = (conn_state *)(void *)at;
        if (*p == 'n') {
            *state = CONN_IS_NULL;
            return conn_read_null(r, p);
        }
        *state = CONN_VALUE;
        at += field->value_offset;
    }
    if ((field->flags & CONN_F_POINTER) == 0)
        return conn_read_value(r, p, field->type, at);
    void *block = conn_arena_alloc(r->arena, field->type->size);
    if (block == NULL)
        return conn_reader_memory(r, p);
    *(void **)(void *)at = block;
    return conn_read_value(r, p, field->type, block);
}

static char *fail_again(conn_reader *r, char *p)
{
    return conn_reader_fail(r, p, CONN_DECODE, "the member comes twice");
}

/* Reads the value of a field, whose name has been read. */
CONN_INLINE char *read_field(conn_reader *r, char *p, object *o, size_t index)
{
    const conn_field *field = &o->record->fields[index];
    const unsigned special =
        CONN_F_OPTIONAL | CONN_F_POINTER | CONN_F_WRITEONLY;
    o->frame.name = field->name;
    o->frame.length = field->length;
    if (object_saw(o, index))
        return fail_again(r, p);
    o->seen[index / 64] |= (uint64_t)1 << index % 64;
    o->last = index + 1;
    p = conn_read_colon(r, p);
    if (p == NULL)
        return NULL;
    char *at = o->out + field->offset;
    if ((field->flags & special) == 0)
        return conn_read_value(r, p, field->type, at);
    if ((field->flags & CONN_F_WRITEONLY) != 0)
        return conn_read_past(r, p);
    return read_held(r, p, field, at);
}

/* Reads a member that no field takes: kept if the record is open. */
static char *read_unknown(conn_reader *r, char *p, object *o, conn_str name)
{
    static const conn_type json = {.kind = CONN_K_JSON};
    p = conn_read_colon(r, p);
    if (p == NULL || o->record->extra_offset == 0)
        return p != NULL ? conn_read_past(r, p) : NULL;
    conn_member *items = conn_grow_entries(r, p, o->extra.items, o->extra.count,
                                           &o->extra_room, sizeof *items);
    if (items == NULL)
        return NULL;
    o->extra.items = items;
    items += o->extra.count++;
    items->name = name;
    return conn_read_scalar(r, p, &json, &items->value);
}

/* Reads a member that did not come behind the one before it last time. */
static char *read_surprise(conn_reader *r, char *p, object *o)
{
    p = conn_read_name(r, p, &o->frame);
    if (p == NULL)
        return NULL;
    conn_str name = {o->frame.name, o->frame.length};
    size_t index = find_field(o->record, name);
    if (index == o->record->count)
        return read_unknown(r, p, o, name);
    if (o->next != NULL)
        o->next[o->last] = (uint16_t)index;
    return read_field(r, p, o, index);
}

static char *read_members(conn_reader *r, char *p, object *o)
{
    bool more;
    p = conn_read_open(p, '}', &more);
    while (more) {
        size_t guess = o->next != NULL ? o->next[o->last] : o->last;
        const conn_field *field =
            guess < o->record->count ? &o->record->fields[guess] : NULL;
        if (*p == '"' && field != NULL && name_is(r, p + 1, field))
            p = read_field(r, p + field->length + 2, o, guess);
        else
            p = read_surprise(r, p, o);
        p = conn_read_step(r, p, '}', &more);
    }
    return p;
}

/* ---- records: the end ---- */

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
static bool settle_absent(conn_reader *r, const char *at, object *o,
                          const conn_field *field)
{
    const unsigned elsewhere = CONN_F_HEADER | CONN_F_WRITEONLY;
    if (field->fallback != NULL)
        set_fallback(field, o->out + field->offset);
    else if ((field->flags & CONN_F_REQUIRED) != 0 &&
             (field->flags & elsewhere) == 0) {
        conn_reader_fail(r, at, CONN_DECODE, "member \"%s\" is missing",
                         field->name);
        return false;
    }
    return true;
}

static bool settle_all_absent(conn_reader *r, const char *at, object *o)
{
    size_t count = o->record->count;
    for (size_t word = 0; word * 64 < count; word++) {
        size_t left = count - word * 64;
        uint64_t all = left < 64 ? ((uint64_t)1 << left) - 1 : UINT64_MAX;
        uint64_t absent = all & ~o->seen[word];
        for (size_t i = word * 64; absent != 0; i++, absent >>= 1)
            if ((absent & 1) != 0 &&
                !settle_absent(r, at, o, &o->record->fields[i]))
                return false;
    }
    return true;
}

static char *finish_object(conn_reader *r, char *p, object *o)
{
    if (o->extra.count > 0) {
        if (!conn_names_differ(r, p - 1, o->extra.items, o->extra.count,
                               sizeof(conn_member), &o->frame))
            return NULL;
        *(conn_members *)(void *)(o->out + o->record->extra_offset) = o->extra;
    }
    r->frame = o->frame.up;
    return settle_all_absent(r, p - 1, o) ? p : NULL;
}

char *conn_read_record(conn_reader *r, char *p, const conn_record *record,
                       void *out)
{
    uint64_t seen[SEEN_WORDS];
    object o = {.record = record, .out = out, .seen = seen, .frame = {0}};
    if (*p != '{')
        return conn_reader_expected(r, p, "object");
    size_t words = record->count / 64 + 1;
    if (words > SEEN_WORDS)
        o.seen = conn_arena_alloc(r->arena, words * sizeof *seen);
    else
        memset(seen, 0, words * sizeof *seen);
    if (o.seen == NULL)
        return conn_reader_memory(r, p);
    if (!conn_reader_enter(r, p, &o.frame))
        return NULL;
    conn_plan *plan = plan_of(r, record);
    o.next = plan != NULL ? plan->next : NULL;
    p = read_members(r, p, &o);
    if (p != NULL)
        p = finish_object(r, p, &o);
    conn_reader_leave(r, &o.frame);
    return p;
}
