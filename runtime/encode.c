/* encode.c - generated structs to JSON, driven by their descriptors. */
#include "encode.h"

#include <string.h>

#include "fail.h"
#include "json_scan.h"

typedef struct writer {
    conn_buf *buf;
    const conn_frame *frame; /* where in the value it is */
    size_t depth;
    conn_error *err;
    conn_status status; /* of the failure */
    bool whole;         /* fields that are never sent, too */
} writer;

static bool write_value(writer *w, const conn_type *type, const void *value);

/* Reports what is wrong with the value at the present place. */
static bool fail_usage(writer *w, const char *problem)
{
    conn_buf pointer = {.cap = 4096};
    conn_frame_print(&pointer, w->frame);
    const char *path = pointer.data != NULL ? pointer.data : "";
    w->status = conn_fail(w->err, CONN_USAGE, "%.100s%s%s", path,
                          *path != '\0' ? ": " : "", problem);
    if (w->err != NULL && pointer.status == CONN_OK)
        w->err->pointer = conn_error_text(w->err, path, pointer.len);
    conn_buf_free(&pointer);
    return false;
}

/* ---- records ---- */

typedef struct member_writer {
    writer *w;
    conn_frame frame;
    bool any; /* one has been written: a comma comes first */
} member_writer;

static bool write_name(member_writer *m, const char *name, size_t length)
{
    m->frame.name = name;
    m->frame.length = length;
    bool first = !m->any;
    m->any = true;
    return conn_json_name(m->w->buf, name, length, first) ||
           m->w->buf->status != CONN_OK ||
           fail_usage(m->w, "the name is not UTF-8");
}

static bool write_field(member_writer *m, const conn_field *field,
                        const char *at)
{
    static const conn_type none = {.kind = CONN_K_NONE};
    const conn_type *type = field->type;
    if ((field->flags & CONN_F_OPTIONAL) != 0) {
        conn_state state = *(const conn_state *)(const void *)at;
        if (state == CONN_ABSENT)
            return true;
        at += field->value_offset;
        if (state == CONN_IS_NULL)
            type = &none;
    }
    if (!write_name(m, field->name, field->length))
        return false;
    if ((field->flags & CONN_F_POINTER) != 0 && type != &none)
        at = *(const char *const *)(const void *)at;
    return at != NULL ? write_value(m->w, type, at)
                      : fail_usage(m->w, "no value is given");
}

static bool is_declared(const conn_record *record, conn_str name)
{
    for (size_t i = 0; i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if ((field->flags & CONN_F_HEADER) == 0 && field->length == name.len &&
            memcmp(field->name, name.data, name.len) == 0)
            return true;
    }
    return false;
}

static bool write_extra(member_writer *m, const conn_record *record,
                        const conn_members *extra)
{
    static const conn_type json = {.kind = CONN_K_JSON};
    for (size_t i = 0; i < extra->count; i++) {
        const conn_member *member = &extra->items[i];
        conn_str name = member->name;
        if (name.data == NULL)
            name = (conn_str){"", 0};
        if (!write_name(m, name.data, name.len))
            return false;
        if (is_declared(record, name))
            return fail_usage(m->w, "the member is a declared field");
        if (!write_value(m->w, &json, &member->value))
            return false;
    }
    return true;
}

/* Writes the members, but not the one named `but`, which has been written. */
static bool write_fields(member_writer *m, const conn_record *record,
                         const char *value, const char *but)
{
    const unsigned unsent = m->w->whole ? 0 : CONN_F_READONLY | CONN_F_HEADER;
    for (size_t i = 0; i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if ((field->flags & unsent) != 0 ||
            (but != NULL && strcmp(but, field->name) == 0))
            continue;
        if (!write_field(m, field, value + field->offset))
            return false;
    }
    if (record->extra_offset == 0)
        return true;
    return write_extra(m, record, (const void *)(value + record->extra_offset));
}

/* A record, beginning with a discriminator if it is one of a union. */
static bool write_record(writer *w, const conn_record *record,
                         const void *value, const char *discriminator,
                         const char *tag)
{
    member_writer m = {.w = w, .frame = {.up = w->frame}};
    bool ok = true;
    conn_buf_putc(w->buf, '{');
    w->frame = &m.frame;
    if (discriminator != NULL) {
        ok = write_name(&m, discriminator, strlen(discriminator));
        conn_json_quote(w->buf, tag, strlen(tag));
    }
    ok = ok && write_fields(&m, record, value, discriminator);
    w->frame = m.frame.up;
    conn_buf_putc(w->buf, '}');
    return ok;
}

/* ---- lists, maps, unions ---- */

static bool write_list(writer *w, const conn_type *type, const conn_list *list)
{
    conn_frame frame = {.up = w->frame};
    const char *item = list->items;
    bool ok = true;
    conn_buf_putc(w->buf, '[');
    w->frame = &frame;
    for (; ok && frame.index < list->count; frame.index++) {
        if (frame.index > 0)
            conn_buf_putc(w->buf, ',');
        ok = write_value(w, type->element, item);
        item += type->element->size;
    }
    w->frame = frame.up;
    conn_buf_putc(w->buf, ']');
    return ok;
}

static bool write_map(writer *w, const conn_type *type, const conn_list *map)
{
    member_writer m = {.w = w, .frame = {.up = w->frame}};
    const char *entry = map->items;
    bool ok = true;
    conn_buf_putc(w->buf, '{');
    w->frame = &m.frame;
    for (size_t i = 0; ok && i < map->count; i++) {
        const conn_str *key = (const void *)entry;
        const char *name = key->data != NULL ? key->data : "";
        ok = write_name(&m, name, key->data != NULL ? key->len : 0) &&
             write_value(w, type->element, entry + type->value_offset);
        entry += type->entry_size;
    }
    w->frame = m.frame.up;
    conn_buf_putc(w->buf, '}');
    return ok;
}

static bool write_union(writer *w, const conn_union_desc *desc,
                        const void *value)
{
    int which = *(const int *)value;
    if (which < 1 || (size_t)which > desc->count)
        return fail_usage(w, which == 0 ? "no value is given"
                                        : "the union has no such alternative");
    const conn_alternative *one = &desc->alternatives[which - 1];
    const char *at = (const char *)value + one->offset;
    if (one->pointer)
        at = *(const char *const *)(const void *)at;
    if (at == NULL)
        return fail_usage(w, "no value is given");
    if (one->tag != NULL && one->type->kind == CONN_K_RECORD)
        return write_record(w, one->type->info, at, desc->discriminator,
                            one->tag);
    return write_value(w, one->type, at);
}

/* ---- any type ---- */

static bool write_scalar(writer *w, const conn_type *type, const void *value)
{
    const char *problem = conn_encode_scalar(w->buf, type, value);
    return problem == NULL || fail_usage(w, problem);
}

/* Values point at each other, so a careless caller may make a ring of them. */
static bool write_nested(writer *w, const conn_type *type, const void *value)
{
    bool ok;
    if (w->depth >= CONN_JSON_DEPTH)
        return fail_usage(w, "nested too deeply");
    w->depth++;
    if (type->kind == CONN_K_RECORD)
        ok = write_record(w, type->info, value, NULL, NULL);
    else if (type->kind == CONN_K_LIST)
        ok = write_list(w, type, value);
    else if (type->kind == CONN_K_MAP)
        ok = write_map(w, type, value);
    else
        ok = write_union(w, type->info, value);
    w->depth--;
    return ok;
}

static bool write_value(writer *w, const conn_type *type, const void *value)
{
    if (w->buf->status != CONN_OK)
        return false;
    if (type->kind == CONN_K_NONE)
        return conn_buf_puts(w->buf, "null");
    if (conn_kind_is_scalar((conn_kind)type->kind))
        return write_scalar(w, type, value);
    return write_nested(w, type, value);
}

static conn_status encode(conn_buf *buf, const conn_type *type,
                          const void *value, bool whole, conn_error *err)
{
    writer w = {.buf = buf, .err = err, .whole = whole};
    conn_error_clear(err);
    write_value(&w, type, value);
    if (w.status != CONN_OK)
        return w.status;
    if (buf->status == CONN_MEMORY)
        return conn_fail_memory(err);
    if (buf->status != CONN_OK)
        return conn_fail(err, buf->status, "the body is too long");
    return CONN_OK;
}

conn_status conn_json_encode(conn_buf *buf, const conn_type *type,
                             const void *value, conn_error *err)
{
    return encode(buf, type, value, false, err);
}

conn_status conn_json_encode_whole(conn_buf *buf, const conn_type *type,
                                   const void *value, conn_error *err)
{
    return encode(buf, type, value, true, err);
}
