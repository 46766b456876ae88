/* request_parts.c - multipart/form-data (RFC 7578). Names and file names are
 * escaped as forms of browsers do (WHATWG HTML, multipart/form-data encoding):
 * quotes and line breaks percent-encoded, so that none ends a header. Values
 * are sent byte for byte. */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "json.h"
#include "request.h"
#include "retry.h"
#include "upload.h"

/* ---- pieces ---- */

/* The text of a buffer, moved into the arena as a piece. */
static conn_status add_text(conn_request *request, conn_buf *text,
                            conn_error *err)
{
    char *copy = NULL;
    if (text->status == CONN_OK)
        copy = conn_arena_text(&request->arena, text->data, text->len);
    bool done =
        copy != NULL &&
        conn_pieces_add_text(request->pieces, (conn_str){copy, text->len});
    conn_buf_free(text);
    return done ? CONN_OK : conn_fail_memory(err);
}

static conn_status begin(conn_request *request, conn_error *err)
{
    static const char prefix[] = "conn-";
    if (request->pieces != NULL)
        return CONN_OK;
    memcpy(request->boundary, prefix, sizeof prefix);
    if (!conn_random_uuid(request->boundary + sizeof prefix - 1))
        return conn_fail(err, CONN_USAGE, "there is no source of randomness");
    request->pieces = conn_pieces_new(&request->arena);
    return request->pieces != NULL ? CONN_OK : conn_fail_memory(err);
}

static void escape(conn_buf *out, char c)
{
    if (c == '\r')
        conn_buf_puts(out, "%0D");
    else if (c == '\n')
        conn_buf_puts(out, "%0A");
    else if (c == '"')
        conn_buf_puts(out, "%22");
    else
        conn_buf_putc(out, c);
}

/* In names, unlike file names, every line break counts as CR LF. */
static void put_name(conn_buf *out, conn_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool follows = i > 0 && name.data[i - 1] == '\r';
        bool leads = i + 1 < name.len && name.data[i + 1] == '\n';
        if (c == '\n' && !follows)
            conn_buf_puts(out, "%0D");
        escape(out, c);
        if (c == '\r' && !leads)
            conn_buf_puts(out, "%0A");
    }
}

static void put_head(conn_buf *out, const conn_request *request, conn_str name)
{
    conn_buf_puts(out, "--");
    conn_buf_puts(out, request->boundary);
    conn_buf_puts(out, "\r\nContent-Disposition: form-data; name=\"");
    put_name(out, name);
    conn_buf_putc(out, '"');
}

conn_status conn_request_add_part(conn_request *request, conn_str name,
                                  conn_str value, conn_error *err)
{
    conn_buf text = {0};
    conn_status status = begin(request, err);
    if (status != CONN_OK)
        return status;
    put_head(&text, request, name);
    conn_buf_puts(&text, "\r\n\r\n");
    conn_buf_add(&text, value.len > 0 ? value.data : "", value.len);
    conn_buf_puts(&text, "\r\n");
    return add_text(request, &text, err);
}

/* ---- files ---- */

static const char *filename_of(const conn_upload *upload)
{
    if (upload->filename != NULL)
        return upload->filename;
    if (upload->path == NULL)
        return "file";
    const char *slash = strrchr(upload->path, '/');
    return slash != NULL ? slash + 1 : upload->path;
}

static bool is_media_type(const char *type)
{
    for (const char *c = type; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            return false;
    return *type != '\0';
}

conn_status conn_request_add_file(conn_request *request, conn_str name,
                                  const conn_upload *upload, conn_error *err)
{
    conn_buf text = {0};
    const char *type = "application/octet-stream";
    conn_status status = begin(request, err);
    if (status != CONN_OK)
        return status;
    if (upload->type != NULL)
        type = upload->type;
    if (!is_media_type(type))
        return conn_fail(err, CONN_USAGE, "part `%.*s` has no media type",
                         (int)name.len, name.data);
    put_head(&text, request, name);
    conn_buf_puts(&text, "; filename=\"");
    for (const char *c = filename_of(upload); *c != '\0'; c++)
        escape(&text, *c);
    conn_buf_puts(&text, "\"\r\nContent-Type: ");
    conn_buf_puts(&text, type);
    conn_buf_puts(&text, "\r\n\r\n");
    status = add_text(request, &text, err);
    if (status == CONN_OK)
        status = conn_pieces_add_upload(request->pieces, upload, err);
    if (status == CONN_OK &&
        !conn_pieces_add_text(request->pieces, (conn_str){"\r\n", 2}))
        return conn_fail_memory(err);
    return status;
}

/* ---- arguments ---- */

/* Bytes are a file; one in memory where the argument is a list of them. */
static conn_status put_bytes(conn_request *request, const conn_type *type,
                             conn_str name, const void *value, conn_error *err)
{
    if (type->wire == CONN_W_UPLOAD)
        return conn_request_add_file(request, name, value, err);
    const conn_bytes *bytes = value;
    conn_upload *upload = conn_arena_alloc(&request->arena, sizeof *upload);
    if (upload == NULL)
        return conn_fail_memory(err);
    upload->data = bytes->data != NULL ? (const void *)bytes->data : "";
    upload->size = bytes->len;
    return conn_request_add_file(request, name, upload, err);
}

static conn_status put_item(conn_request *request, const conn_arg *arg,
                            conn_str name, conn_given given, size_t i,
                            conn_error *err)
{
    const conn_type *type;
    const void *value = conn_given_at(arg, given, i, &type);
    conn_buf text = {0};
    if (type->kind == CONN_K_BYTES)
        return put_bytes(request, type, name, value, err);
    conn_status status = conn_scalar_print(&text, type, value, err);
    if (status == CONN_OK)
        status = conn_request_add_part(request, name,
                                       (conn_str){text.data, text.len}, err);
    conn_buf_free(&text);
    return status;
}

/* A list is a part for each item, or one whose items are joined. */
conn_status conn_request_put_parts(conn_request *request, const conn_arg *arg,
                                   conn_given given, conn_error *err)
{
    conn_buf name = {0}, text = {0};
    bool list = arg->field.type->kind == CONN_K_LIST;
    conn_status status = CONN_OK;
    conn_buf_add(&name, arg->field.name, arg->field.length);
    if (list && arg->style == CONN_L_BRACKETS)
        conn_buf_puts(&name, "[]");
    conn_str label = {name.data, name.len};
    if (name.status != CONN_OK) {
        status = conn_fail_memory(err);
    } else if (list && arg->style == CONN_L_JOIN) {
        status = conn_request_print_arg(&text, arg, given, err);
        if (status == CONN_OK)
            status = conn_request_add_part(
                request, label, (conn_str){text.data, text.len}, err);
    } else {
        size_t count = conn_given_count(arg, given);
        for (size_t i = 0; status == CONN_OK && i < count; i++)
            status = put_item(request, arg, label, given, i, err);
    }
    conn_buf_free(&text);
    conn_buf_free(&name);
    return status;
}

/* ---- the whole ---- */

conn_status conn_request_end_parts(conn_request *request, conn_error *err)
{
    conn_buf text = {0};
    conn_status status = begin(request, err);
    if (status != CONN_OK)
        return status;
    conn_buf_printf(&text, "--%s--\r\n", request->boundary);
    status = add_text(request, &text, err);
    if (status != CONN_OK)
        return status;
    conn_buf_printf(&text, "multipart/form-data; boundary=%s",
                    request->boundary);
    if (text.status == CONN_OK)
        status = conn_request_set_header(request, "Content-Type",
                                         (conn_str){text.data, text.len}, err);
    else
        status = conn_fail_memory(err);
    conn_buf_free(&text);
    return status;
}
