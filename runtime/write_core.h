/* write_core.h - all functions that write values, in one set of instructions;
 * write_plain.c and write_avx2.c include it as read_core.h is included.
 */
#ifndef CONN_WRITE_CORE_H
#define CONN_WRITE_CORE_H

#include <math.h>

#include "calendar.h"
#include "number.h"
#include "write_text.h"

static char *write_value(conn_writer *w, char *p, const conn_type *type,
                         const void *value);
static char *write_nested(conn_writer *w, char *p, const conn_type *type,
                          const void *value);

/* ---- values ---- */

static char *write_any_text(conn_writer *w, char *p, const char *text,
                            size_t len)
{
    return write_text(w, p, len > 0 ? text : "", len);
}

static char *write_string(conn_writer *w, char *p, const conn_str *text)
{
    p = write_text(w, p, text->data != NULL ? text->data : "",
                   text->data != NULL ? text->len : 0);
    if (p == NULL && w->buf->status == CONN_OK)
        return conn_writer_fail(w, "text is not UTF-8");
    return p;
}

static char *write_enum(conn_writer *w, char *p, const conn_type *type,
                        const conn_enum *value)
{
    const char *text =
        value->is != 0 ? conn_enum_text(type->info, value->is) : NULL;
    if (text == NULL)
        return conn_write_scalar(w, p, type, value);
    conn_str whole = {text, strlen(text)};
    return write_string(w, p, &whole);
}

static char *write_time(conn_writer *w, char *p, const conn_type *type,
                        const void *value)
{
    size_t len = conn_time_print(*(const conn_time *)value, p + 1);
    if (len == 0)
        return conn_write_scalar(w, p, type, value);
    p[0] = '"';
    p[len + 1] = '"';
    return p + len + 2;
}

static inline char *write_bool(char *p, bool value)
{
    memcpy(p, value ? "true " : "false", 5);
    return p + 5 - value;
}

/* Writes a value of a type with that action. */
CONN_INLINE char *write_as(conn_writer *w, char *p, unsigned action,
                           const conn_type *type, const void *value)
{
    const int64_t safe = 9007199254740991;
    int64_t number;
    switch (action) {
    case CONN_K_STRING:
        return write_string(w, p, value);
    case CONN_K_BOOL:
        return write_bool(p, *(const bool *)value);
    case CONN_K_INT:
        number = *(const int64_t *)value;
        if (number < -safe || number > safe)
            break;
        return p + conn_int64_print(number, p);
    case CONN_K_INT32:
        return p + conn_int64_print(*(const int32_t *)value, p);
    case CONN_K_INT64:
        return p + conn_int64_print(*(const int64_t *)value, p);
    case CONN_K_DOUBLE:
        if (!isfinite(*(const double *)value))
            break;
        return p + conn_double_print(*(const double *)value, p);
    case CONN_K_TIMESTAMP:
        return write_time(w, p, type, value);
    case CONN_K_ENUM:
        return write_enum(w, p, type, value);
    case CONN_K_NONE:
        memcpy(p, "null", 4);
        return p + 4;
    case CONN_K_RECORD:
    case CONN_K_LIST:
    case CONN_K_MAP:
    case CONN_K_UNION:
        return write_nested(w, p, type, value);
    }
    return conn_write_scalar(w, p, type, value);
}

static char *write_value(conn_writer *w, char *p, const conn_type *type,
                         const void *value)
{
    p = conn_writer_room(w, p, 0);
    return p != NULL ? write_as(w, p, conn_write_action(type), type, value)
                     : NULL;
}

/* ---- records ---- */

typedef struct member_writer {
    conn_writer *w;
    conn_frame frame;
    bool any; /* one has been written: a comma comes first */
} member_writer;

static char *write_name(member_writer *m, char *p, const char *name, size_t len)
{
    m->frame.name = name;
    m->frame.length = len;
    if (m->any)
        *p++ = ',';
    m->any = true;
    p = write_any_text(m->w, p, name, len);
    if (p != NULL)
        *p++ = ':';
    else if (m->w->buf->status == CONN_OK)
        conn_writer_fail(m->w, "the name is not UTF-8");
    return p;
}

/* The name of a field, with what stands before and behind it. */
CONN_INLINE char *write_step_name(member_writer *m, char *p,
                                  const conn_write_step *step)
{
    if (step->length == 0)
        return write_name(m, p, step->field->name, step->field->length);
    size_t first = m->any ? 0 : 1; /* without the comma */
    memcpy(p - first, step->text, CONN_WIDEST);
    if (first > 0)
        p[-1] = '{';
    m->any = true;
    return p + step->length - first;
}

CONN_INLINE char *write_member(member_writer *m, char *p,
                               const conn_write_step *step, const char *at)
{
    unsigned action = step->action;
    if ((step->flags & CONN_F_OPTIONAL) != 0) {
        conn_state state = *(const conn_state *)(const void *)at;
        if (state == CONN_ABSENT)
            return p;
        at += step->value_offset;
        if (state == CONN_IS_NULL)
            action = CONN_K_NONE;
    }
    m->frame.field = step->field;
    p = conn_writer_room(m->w, p, 0);
    p = p != NULL ? write_step_name(m, p, step) : NULL;
    if (p == NULL)
        return NULL;
    if ((step->flags & CONN_F_POINTER) != 0 && action != CONN_K_NONE)
        at = *(const char *const *)(const void *)at;
    return at != NULL ? write_as(m->w, p, action, step->type, at)
                      : conn_writer_fail(m->w, "no value is given");
}

static char *write_steps(member_writer *m, char *p, const conn_write_plan *plan,
                         const char *value)
{
    const conn_write_step *step = plan->steps;
    const conn_write_step *end = step + plan->count;
    for (; p != NULL && step < end; step++)
        p = write_member(m, p, step, value + step->offset);
    return p;
}

/* Writes the fields one by one, but not the one named `but`, which has been
 * written. */
static char *write_fields(member_writer *m, char *p, const conn_record *record,
                          const char *value, const char *but)
{
    conn_write_step step;
    for (size_t i = 0; p != NULL && i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if (!conn_field_is_written(m->w, field) ||
            (but != NULL && strcmp(but, field->name) == 0))
            continue;
        conn_write_step_init(&step, field);
        p = write_member(m, p, &step, value + step.offset);
    }
    return p;
}

static char *write_extra(member_writer *m, char *p, const conn_record *record,
                         const conn_members *extra)
{
    static const conn_type json = {.kind = CONN_K_JSON};
    m->frame.field = NULL;
    for (size_t i = 0; p != NULL && i < extra->count; i++) {
        const conn_member *member = &extra->items[i];
        conn_str name = member->name;
        if (name.data == NULL)
            name = (conn_str){"", 0};
        p = conn_writer_room(m->w, p, 0);
        p = p != NULL ? write_name(m, p, name.data, name.len) : NULL;
        if (p == NULL)
            return NULL;
        if (conn_record_declares(record, name))
            return conn_writer_fail(m->w, "the member is a declared field");
        p = conn_write_scalar(m->w, p, &json, &member->value);
    }
    return p;
}

static char *write_members(member_writer *m, char *p, const conn_record *record,
                           const char *value, const char *but)
{
    const conn_write_plan *plan =
        but == NULL ? conn_write_plan_of(m->w, record) : NULL;
    p = plan != NULL && plan->steps != NULL
            ? write_steps(m, p, plan, value)
            : write_fields(m, p, record, value, but);
    if (p == NULL || record->extra_offset == 0)
        return p;
    return write_extra(m, p, record,
                       (const void *)(value + record->extra_offset));
}

/* Writes the bracket that ends an array or object. */
static inline char *write_close(conn_writer *w, char *p, char closer)
{
    p = p != NULL ? conn_writer_room(w, p, 0) : NULL;
    if (p != NULL)
        *p++ = closer;
    return p;
}

/* A record, beginning with a discriminator if it is one of a union. */
static char *write_record(conn_writer *w, char *p, const conn_record *record,
                          const void *value, const char *discriminator,
                          const char *tag)
{
    member_writer m = {.w = w, .frame = {.up = w->frame}};
    *p++ = '{';
    w->frame = &m.frame;
    if (discriminator != NULL) {
        p = write_name(&m, p, discriminator, strlen(discriminator));
        p = p != NULL ? write_any_text(w, p, tag, strlen(tag)) : NULL;
    }
    if (p != NULL)
        p = write_members(&m, p, record, value, discriminator);
    w->frame = m.frame.up;
    return write_close(w, p, '}');
}

/* ---- lists, maps, unions ---- */

static char *write_list(conn_writer *w, char *p, const conn_type *type,
                        const conn_list *list)
{
    conn_frame frame = {.up = w->frame};
    const char *item = list->items;
    unsigned action = conn_write_action(type->element);
    *p++ = '[';
    w->frame = &frame;
    for (; p != NULL && frame.index < list->count; frame.index++) {
        p = conn_writer_room(w, p, 0);
        if (p == NULL)
            break;
        if (frame.index > 0)
            *p++ = ',';
        p = write_as(w, p, action, type->element, item);
        item += type->element->size;
    }
    w->frame = frame.up;
    return write_close(w, p, ']');
}

static char *write_map(conn_writer *w, char *p, const conn_type *type,
                       const conn_list *map)
{
    member_writer m = {.w = w, .frame = {.up = w->frame}};
    const char *entry = map->items;
    *p++ = '{';
    w->frame = &m.frame;
    for (size_t i = 0; p != NULL && i < map->count; i++) {
        const conn_str *key = (const void *)entry;
        const char *name = key->data != NULL ? key->data : "";
        p = conn_writer_room(w, p, 0);
        if (p != NULL)
            p = write_name(&m, p, name, key->data != NULL ? key->len : 0);
        if (p != NULL)
            p = write_value(w, p, type->element, entry + type->value_offset);
        entry += type->entry_size;
    }
    w->frame = m.frame.up;
    return write_close(w, p, '}');
}

static char *write_union(conn_writer *w, char *p, const conn_union_desc *desc,
                         const void *value)
{
    int which = *(const int *)value;
    if (which < 1 || (size_t)which > desc->count)
        return conn_writer_fail(w, which == 0
                                       ? "no value is given"
                                       : "the union has no such alternative");
    const conn_alternative *one = &desc->alternatives[which - 1];
    const char *at = (const char *)value + one->offset;
    if (one->pointer)
        at = *(const char *const *)(const void *)at;
    if (at == NULL)
        return conn_writer_fail(w, "no value is given");
    if (one->tag != NULL && one->type->kind == CONN_K_RECORD)
        return write_record(w, p, one->type->info, at, desc->discriminator,
                            one->tag);
    return write_value(w, p, one->type, at);
}

/* Values point at each other, so a careless caller may make a ring of them. */
static char *write_nested(conn_writer *w, char *p, const conn_type *type,
                          const void *value)
{
    if (w->depth >= CONN_JSON_DEPTH)
        return conn_writer_fail(w, "nested too deeply");
    w->depth++;
    if (type->kind == CONN_K_RECORD)
        p = write_record(w, p, type->info, value, NULL, NULL);
    else if (type->kind == CONN_K_LIST)
        p = write_list(w, p, type, value);
    else if (type->kind == CONN_K_MAP)
        p = write_map(w, p, type, value);
    else
        p = write_union(w, p, type->info, value);
    w->depth--;
    return p;
}

const conn_write_core CONN_WRITE_CORE = {write_value, write_any_text};

#endif
