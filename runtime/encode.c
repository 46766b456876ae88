/* encode.c - generated structs to JSON, driven by their descriptors: the run,
 * its buffer, what goes wrong. write_core.h has what writes. */
#include "write.h"

#include "fail.h"

/* ---- the buffer ---- */

static const conn_write_core *best_core(void)
{
#ifdef CONN_MAY_HAVE_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
        return &conn_write_core_avx2;
#endif
    return &conn_write_core_plain;
}

/* Begins at the end of the buffer, whose cap is raised by what the writer may
 * ask for and not need. */
static char *writer_begin(conn_writer *w, conn_buf *buf)
{
    w->buf = buf;
    w->cap = buf->cap;
    if (buf->cap > 0 && buf->cap < SIZE_MAX / 2)
        buf->cap += CONN_SLACK;
    if (buf->data == NULL && !conn_buf_grow(buf, CONN_SLACK))
        return NULL;
    w->limit = buf->data + (buf->size - 1);
    return conn_writer_room(w, buf->data + buf->len, 0);
}

/* What was written is the buffer's from here on. False if it can't hold it. */
static bool writer_keep(conn_writer *w, const char *p)
{
    w->buf->len = (size_t)(p - w->buf->data);
    if (w->cap > 0 && w->buf->len > w->cap)
        w->buf->status = CONN_LIMIT;
    return w->buf->status == CONN_OK;
}

/* Sets the cap right again, behind which there must seem to be no memory. */
static void writer_end(conn_writer *w)
{
    conn_buf *buf = w->buf;
    buf->cap = w->cap;
    if (buf->cap > 0 && buf->len > buf->cap)
        buf->len = buf->cap;
    if (buf->cap > 0 && buf->size > buf->cap + 1)
        buf->size = buf->cap + 1;
    if (buf->data != NULL)
        buf->data[buf->len] = '\0';
}

char *conn_writer_grow(conn_writer *w, char *p, size_t len)
{
    conn_buf *buf = w->buf;
    size_t more = len < SIZE_MAX - CONN_SLACK ? len + CONN_SLACK : len;
    if (!writer_keep(w, p) || !conn_buf_grow(buf, more))
        return NULL;
    w->limit = buf->data + (buf->size - 1);
    return buf->data + buf->len;
}

/* ---- what goes wrong ---- */

char *conn_writer_fail(conn_writer *w, const char *problem)
{
    conn_buf pointer = {.cap = 4096};
    conn_frame_print(&pointer, w->frame);
    const char *path = pointer.data != NULL ? pointer.data : "";
    w->status = conn_fail(w->err, CONN_USAGE, "%.100s%s%s", path,
                          *path != '\0' ? ": " : "", problem);
    if (w->err != NULL && pointer.status == CONN_OK)
        w->err->pointer = conn_error_text(w->err, path, pointer.len);
    conn_buf_free(&pointer);
    return NULL;
}

/* ---- what is known of types and records ---- */

char *conn_write_scalar(conn_writer *w, char *p, const conn_type *type,
                        const void *value)
{
    if (!writer_keep(w, p))
        return NULL;
    const char *problem = conn_encode_scalar(w->buf, type, value);
    if (problem != NULL)
        return conn_writer_fail(w, problem);
    if (w->buf->status != CONN_OK)
        return NULL;
    w->limit = w->buf->data + (w->buf->size - 1);
    return conn_writer_room(w, w->buf->data + w->buf->len, 0);
}

unsigned char conn_write_action(const conn_type *type)
{
    switch ((conn_kind)type->kind) {
    case CONN_K_NONE:
    case CONN_K_STRING:
    case CONN_K_RECORD:
    case CONN_K_LIST:
    case CONN_K_MAP:
    case CONN_K_UNION:
        return type->kind;
    case CONN_K_BOOL:
    case CONN_K_INT:
    case CONN_K_INT32:
    case CONN_K_INT64:
    case CONN_K_DOUBLE:
    case CONN_K_TIMESTAMP:
    case CONN_K_ENUM:
        return type->wire == CONN_W_PLAIN ? type->kind : CONN_WRITE_OTHER;
    case CONN_K_CSTR:
    case CONN_K_DECIMAL:
    case CONN_K_BYTES:
    case CONN_K_DATE:
    case CONN_K_DURATION:
    case CONN_K_JSON:
        break;
    }
    return CONN_WRITE_OTHER;
}

static bool is_plain(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len && !conn_ends_run(text[at]) && (text[at] & 0x80) == 0)
        at++;
    return at == len;
}

void conn_write_step_init(conn_write_step *step, const conn_field *field)
{
    const size_t around = strlen(",\"\":");
    memset(step, 0, sizeof *step);
    step->action = conn_write_action(field->type);
    step->flags = field->flags;
    step->offset = field->offset;
    step->value_offset = field->value_offset;
    step->type = field->type;
    step->field = field;
    if (field->length > CONN_WIDEST - around ||
        !is_plain(field->name, field->length))
        return;
    memcpy(step->text, ",\"", 2);
    memcpy(step->text + 2, field->name, field->length);
    memcpy(step->text + 2 + field->length, "\":", 2);
    step->length = (unsigned char)(field->length + around);
}

static void plan_make(conn_writer *w, conn_write_plan *plan)
{
    const conn_record *record = plan->record;
    size_t size = record->count * sizeof *plan->steps;
    plan->steps = conn_arena_alloc(&w->arena, size);
    for (size_t i = 0; plan->steps != NULL && i < record->count; i++)
        if (conn_field_is_written(w, &record->fields[i]))
            conn_write_step_init(&plan->steps[plan->count++],
                                 &record->fields[i]);
}

conn_write_plan *conn_write_plan_of(conn_writer *w, const conn_record *record)
{
    enum { FEW = 3 }; /* objects for which steps don't pay */
    size_t at = ((uintptr_t)record >> 4) % CONN_PLANS;
    for (size_t tries = 0; tries < CONN_PLANS; tries++) {
        conn_write_plan *plan = &w->plans[(at + tries) % CONN_PLANS];
        if (plan->record == NULL)
            plan->record = record;
        if (plan->record != record)
            continue;
        if (plan->steps == NULL && ++plan->objects > FEW)
            plan_make(w, plan);
        return plan;
    }
    return NULL;
}

bool conn_record_declares(const conn_record *record, conn_str name)
{
    for (size_t i = 0; i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if ((field->flags & CONN_F_HEADER) == 0 && field->length == name.len &&
            memcmp(field->name, name.data, name.len) == 0)
            return true;
    }
    return false;
}

/* ---- whole values ---- */

static conn_status encode(const conn_write_core *core, conn_buf *buf,
                          const conn_type *type, const void *value, bool whole,
                          conn_error *err)
{
    conn_writer w = {.err = err, .whole = whole};
    conn_error_clear(err);
    char *p = writer_begin(&w, buf);
    if (p != NULL)
        p = core->value(&w, p, type, value);
    if (p != NULL)
        writer_keep(&w, p);
    writer_end(&w);
    conn_arena_free(&w.arena);
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
    return encode(best_core(), buf, type, value, false, err);
}

conn_status conn_json_encode_whole(conn_buf *buf, const conn_type *type,
                                   const void *value, conn_error *err)
{
    return encode(best_core(), buf, type, value, true, err);
}

conn_status conn_json_encode_by(const conn_write_core *core, conn_buf *buf,
                                const conn_type *type, const void *value,
                                conn_error *err)
{
    return encode(core, buf, type, value, false, err);
}

bool conn_json_quote(conn_buf *buf, const char *text, size_t len)
{
    conn_writer w; /* its plans, which are large, are not needed here */
    if (buf->status != CONN_OK)
        return false;
    w.err = NULL;
    w.frame = NULL;
    w.status = CONN_OK;
    char *p = writer_begin(&w, buf);
    if (p != NULL)
        p = best_core()->text(&w, p, text, len);
    bool whole = p != NULL && writer_keep(&w, p);
    writer_end(&w);
    return whole;
}
