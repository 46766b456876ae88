/* read_record.h - JSON objects into generated structs. A part of read_core.h.
 *
 * Members mostly come as they came last time, so the text is first compared
 * with what followed then, from the comma to the value. Only where it goes on
 * in another way is the name read and its field looked for.
 */
#ifndef CONN_READ_RECORD_H
#define CONN_READ_RECORD_H

#include "decode.h"
#include "read_scalar.h"

static char *read_record(conn_reader *r, char *p, const conn_record *record,
                         void *out);
static char *read_any(conn_reader *r, char *p, const conn_type *type,
                      void *out);

/* Reads a value of a type of that kind: the most frequent in a short way. */
CONN_INLINE char *read_kind(conn_reader *r, char *p, unsigned kind,
                            const conn_type *type, void *out)
{
    char *next = NULL;
    int64_t number;
    switch (kind) {
    case CONN_K_STRING:
        if (*p == '"')
            return read_text(r, p + 1, out);
        break;
    case CONN_K_INT32:
        next = read_digits(r, p, &number);
        if (next != NULL && number <= INT32_MAX) {
            *(int32_t *)out = (int32_t)number;
            return next;
        }
        break;
    case CONN_K_INT:
    case CONN_K_INT64:
        next = read_digits(r, p, out);
        if (next != NULL)
            return next;
        break;
    case CONN_K_BOOL:
        next = read_word(r, p, out);
        if (next != NULL)
            return next;
        break;
    case CONN_K_ENUM:
        return read_string(r, p, type, out);
    case CONN_K_TIMESTAMP:
        if (type->wire == CONN_W_PLAIN)
            return read_string(r, p, type, out);
        break;
    case CONN_K_RECORD:
        return read_record(r, p, type->info, out);
    }
    return read_any(r, p, type, out);
}

/* ---- what is known while an object is read ---- */

enum { SEEN_WORDS = 4 };

typedef struct object {
    const conn_record *record;
    char *out;
    char *open;      /* where it begins */
    char *p;         /* where the value of the step that was found begins */
    conn_plan *plan; /* or NULL */
    uint64_t *seen;  /* a bit for each field */
    conn_str name;   /* of a member to keep */
    conn_members extra;
    size_t extra_room;
    conn_plan_step other; /* the step at hand, if the plan can't know it */
    conn_frame frame;
} object;

/* The error is at the end of the name. */
static char *fail_again(conn_reader *r, const char *p)
{
    while (p[-1] != '"' && p[-1] != '\0')
        p--;
    return conn_reader_fail(r, p, CONN_DECODE, "the member comes twice");
}

/* ---- a step that is another one than last time ---- */

static unsigned char action_of(const conn_reader *r, const conn_field *field)
{
    if ((field->flags & CONN_F_WRITEONLY) != 0 && !r->whole)
        return CONN_DO_CHECK;
    if ((field->flags & (CONN_F_OPTIONAL | CONN_F_POINTER)) != 0)
        return CONN_DO_HOLD;
    return field->type->kind;
}

static void take_field(const conn_reader *r, const object *o,
                       conn_plan_step *step, size_t index)
{
    const conn_field *field = &o->record->fields[index];
    step->action = action_of(r, field);
    step->word = (uint16_t)(index / 64);
    step->bit = (uint64_t)1 << index % 64;
    step->offset = (uint32_t)field->offset;
    step->field = field;
    step->type = field->type;
    step->next = o->plan != NULL ? &o->plan->steps[index + 1] : step;
}

/* A member that no field takes, or the end. */
static void take_other(conn_plan_step *step, conn_action action,
                       conn_plan_step *next)
{
    step->action = (unsigned char)action;
    step->word = 0;
    step->bit = 0;
    step->field = NULL;
    step->next = next;
}

/* What comes behind a member that no field takes is known by a step of its own,
 * `from`->skipped. If there can't be one, the text goes on as from `from`. */
static void take_unknown(conn_reader *r, object *o, conn_plan_step *step,
                         conn_plan_step *from)
{
    bool keeps = o->record->extra_offset != 0;
    if (from->skipped == NULL && o->plan != NULL && o->plan->skips > 0) {
        o->plan->skips--;
        from->skipped = conn_arena_alloc(r->plan_arena, sizeof *from);
    }
    take_other(step, keeps ? CONN_DO_KEEP : CONN_DO_SKIP,
               from->skipped != NULL ? from->skipped : from);
}

/* Reads a name and its colon, and finds out what the member is. */
static char *find_member(conn_reader *r, char *p, object *o,
                         conn_plan_step *from)
{
    conn_plan_step *step = &o->other;
    p = read_name(r, p, &o->frame);
    if (p == NULL)
        return NULL;
    o->name = (conn_str){o->frame.name, o->frame.length};
    size_t index = conn_find_field(o->record, o->name);
    if (index < o->record->count) {
        take_field(r, o, step, index);
        if ((o->seen[step->word] & step->bit) != 0)
            return fail_again(r, p);
    } else {
        take_unknown(r, o, step, from);
    }
    return conn_read_colon(r, p);
}

/* Makes the step that was found what `known` is, if its text of `length` bytes,
 * which was `text` before it was read, can be compared: it must be short, and
 * the name without escapes. Returns the step that is known, or the one found.
 */
static const conn_plan_step *learn(object *o, conn_plan_step *known,
                                   const char *text, size_t length)
{
    conn_plan_step *found = &o->other;
    const char *name = memchr(text, '"', CONN_WIDEST);
    size_t at = name != NULL ? (size_t)(name + 1 - text) : 0;
    if (o->plan == NULL || length > CONN_WIDEST)
        return found;
    if (found->action != CONN_DO_END &&
        (text[at + o->name.len] != '"' ||
         memcmp(text + at, o->name.data, o->name.len) != 0))
        return found;
    conn_plan_step *skipped = known->skipped;
    *known = *found;
    known->skipped = skipped;
    memcpy(known->text, text, CONN_WIDEST);
    known->length = (unsigned char)length;
    known->name_at = (unsigned char)at;
    known->name_length = (unsigned char)o->name.len;
    return known;
}

/* Finds out what stands at `p`, behind a member or at the beginning, and where
 * its value is, o->p. NULL after an error. */
static const conn_plan_step *find_step(conn_reader *r, char *p, object *o,
                                       conn_plan_step *known)
{
    char text[CONN_WIDEST];
    char *start = p;
    bool whole = p < r->wide_end;
    bool more;
    if (whole)
        memcpy(text, p, sizeof text);
    p = p == o->open ? conn_read_open(p, '}', &more)
                     : conn_read_step(r, p, '}', &more);
    if (more)
        p = find_member(r, p, o, known);
    else
        take_other(&o->other, CONN_DO_END, known);
    o->p = p;
    if (p == NULL)
        return NULL;
    return whole ? learn(o, known, text, (size_t)(p - start)) : &o->other;
}

/* ---- what a step leads to ---- */

static char *read_held(conn_reader *r, char *p, const conn_field *field,
                       char *at)
{
    if ((field->flags & CONN_F_OPTIONAL) != 0) {
        conn_state *state = (conn_state *)(void *)at;
        if (*p == 'n') {
            *state = CONN_IS_NULL;
            return past_word(r, p, "null");
        }
        *state = CONN_VALUE;
        at += field->value_offset;
    }
    if ((field->flags & CONN_F_POINTER) == 0)
        return read_kind(r, p, field->type->kind, field->type, at);
    void *block = conn_arena_alloc(r->arena, field->type->size);
    if (block == NULL)
        return conn_reader_memory(r, p);
    *(void **)(void *)at = block;
    return read_value(r, p, field->type, block);
}

/* Notes the name of a member that no field takes, whose value is at `p`: it is
 * where the plan's text has it, unless it has just been read. */
static void note_name(object *o, char *p, const conn_plan_step *step)
{
    if (step == &o->other)
        return;
    char *name = p - step->length + step->name_at;
    o->name = (conn_str){name, step->name_length};
    o->frame.name = name;
    o->frame.length = step->name_length;
}

/* The name ends with a NUL already if it has been read. */
static char *keep_member(conn_reader *r, char *p, object *o,
                         const conn_plan_step *step)
{
    conn_member *items = conn_grow_entries(r, p, o->extra.items, o->extra.count,
                                           &o->extra_room, sizeof *items);
    if (items == NULL)
        return NULL;
    note_name(o, p, step);
    o->extra.items = items;
    items += o->extra.count++;
    items->name = o->name;
    if (step != &o->other)
        p[step->name_at + step->name_length - step->length] = '\0';
    return read_json(r, p, &items->value);
}

static char *skip_member(conn_reader *r, char *p, object *o,
                         const conn_plan_step *step)
{
    note_name(o, p, step);
    return read_past(r, p);
}

/* Reads what a step leads to, but for the end. */
CONN_INLINE char *take_step(conn_reader *r, char *p, object *o,
                            const conn_plan_step *step)
{
    uint64_t *seen = &o->seen[step->word];
    char *at = o->out + step->offset;
    o->frame.field = step->field;
    if ((*seen & step->bit) != 0)
        return fail_again(r, p);
    *seen |= step->bit;
    switch (step->action) {
    case CONN_DO_HOLD:
        return read_held(r, p, step->field, at);
    case CONN_DO_CHECK:
        return read_past(r, p);
    case CONN_DO_SKIP:
        return skip_member(r, p, o, step);
    case CONN_DO_KEEP:
        return keep_member(r, p, o, step);
    }
    return read_kind(r, p, step->action, step->type, at);
}

static char *read_members(conn_reader *r, char *p, object *o)
{
    conn_plan_step *known = o->plan != NULL ? o->plan->steps : &o->other;
    while (p != NULL) {
        const conn_plan_step *step = known;
        conn_prefetch((const void *)((uintptr_t)p + CONN_AHEAD));
        if (step->length > 0 && p < r->wide_end &&
            conn_begins(p, step->text, step->length)) {
            p += step->length;
        } else {
            step = find_step(r, p, o, known);
            p = o->p;
        }
        if (step == NULL || step->action == CONN_DO_END)
            break;
        p = take_step(r, p, o, step);
        known = step->next;
    }
    return p;
}

/* ---- the whole ---- */

static char *finish_object(conn_reader *r, char *p, object *o)
{
    if (o->extra.count > 0) {
        if (!conn_names_differ(r, p - 1, o->extra.items, o->extra.count,
                               sizeof(conn_member), &o->frame))
            return NULL;
        *(conn_members *)(void *)(o->out + o->record->extra_offset) = o->extra;
    }
    r->frame = o->frame.up;
    if (o->record->count < 64 &&
        o->seen[0] == ((uint64_t)1 << o->record->count) - 1)
        return p;
    return conn_settle_absent(r, p - 1, o->record, o->seen, o->out) ? p : NULL;
}

/* A bit for each field, in `seen` if there is room. */
static uint64_t *make_seen(conn_reader *r, uint64_t seen[SEEN_WORDS],
                           size_t count)
{
    size_t words = count / 64 + 1;
    if (words > SEEN_WORDS)
        return conn_arena_alloc(r->arena, words * sizeof *seen);
    for (size_t i = 0; i < words; i++)
        seen[i] = 0;
    return seen;
}

static char *read_record(conn_reader *r, char *p, const conn_record *record,
                         void *out)
{
    uint64_t seen[SEEN_WORDS];
    object o;
    if (*p != '{')
        return conn_reader_expected(r, p, "object");
    o.record = record;
    o.out = out;
    o.open = p;
    o.plan = conn_plan_of(r, record);
    o.seen = make_seen(r, seen, record->count);
    o.extra = (conn_members){0};
    o.extra_room = 0;
    o.other.length = 0;
    o.other.skipped = NULL;
    o.frame = (conn_frame){.name = ""};
    if (o.seen == NULL)
        return conn_reader_memory(r, p);
    if (!conn_reader_enter(r, p, &o.frame))
        return NULL;
    p = read_members(r, p, &o);
    if (p != NULL)
        p = finish_object(r, p, &o);
    conn_reader_leave(r, &o.frame);
    return p;
}

#endif
