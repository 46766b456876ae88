/* reply.c - an answer as a typed value: the body decoded, and what comes from
 * headers. */
#include "reply.h"

#include <string.h>

#include "cancel.h"
#include "fail.h"
#include "json.h"
#include "quota.h"
#include "retry.h"
#include "utf8.h"

conn_reply *conn_reply_new(size_t max_body)
{
    conn_arena arena = {0};
    conn_reply *reply = conn_arena_alloc(&arena, sizeof *reply);
    if (reply == NULL)
        return NULL;
    reply->arena = arena;
    conn_buf_init(&reply->response.body, max_body);
    return reply;
}

void conn_reply_free(conn_reply *reply)
{
    if (reply == NULL)
        return;
    conn_response_free(&reply->response);
    conn_arena arena = reply->arena;
    conn_arena_free(&arena);
}

bool conn_reply_set_url(conn_reply *reply, const char *url)
{
    size_t len = strlen(url);
    const char *copy = conn_arena_text(&reply->arena, url, len);
    if (copy == NULL)
        return false;
    reply->url = (conn_str){copy, len};
    return true;
}

int conn_reply_status(const conn_reply *reply)
{
    return reply == NULL ? 0 : reply->response.status;
}

const char *conn_reply_header(const conn_reply *reply, const char *name)
{
    return reply == NULL ? NULL
                         : conn_response_header(&reply->response, name, NULL);
}

conn_bytes conn_reply_body(const conn_reply *reply)
{
    return reply == NULL ? (conn_bytes){NULL, 0} : reply->kept;
}

int conn_reply_attempts(const conn_reply *reply)
{
    return reply == NULL ? 0 : reply->attempts;
}

bool conn_reply_next_header(const conn_reply *reply, conn_header *at)
{
    return reply != NULL && conn_response_next(&reply->response, at);
}

conn_quota conn_reply_quota(const conn_reply *reply)
{
    if (reply == NULL)
        return (conn_quota){-1, -1, -1};
    return conn_quota_of(&reply->response, conn_clock_unix());
}

const void *conn_reply_value(const conn_reply *reply)
{
    return reply == NULL ? NULL : reply->value;
}

bool conn_op_accepts(const conn_op *op, int status)
{
    if (op->statuses == NULL)
        return status >= 200 && status <= 299;
    return conn_status_among(op->statuses, status);
}

/* ---- fields that come from headers ---- */

static size_t count_headers(const conn_type *type)
{
    const conn_record *record = type->info;
    size_t count = 0;
    if (type->kind != CONN_K_RECORD)
        return 0;
    for (size_t i = 0; i < record->count; i++)
        count += (record->fields[i].flags & CONN_F_HEADER) != 0;
    return count;
}

/* Whether nothing of the record stands in the body. */
static bool is_headers_only(const conn_type *type)
{
    size_t count = count_headers(type);
    return count > 0 && count == ((const conn_record *)type->info)->count;
}

static conn_status absent_header(const conn_field *field, char *record,
                                 conn_error *err)
{
    if (field->fallback == NULL)
        return field->flags & CONN_F_REQUIRED
                   ? conn_fail(err, CONN_DECODE,
                               "the answer has no header `%s`", field->name)
                   : CONN_OK;
    char *at = record + field->offset;
    if (field->flags & CONN_F_OPTIONAL) {
        *(conn_state *)(void *)at = CONN_VALUE;
        at += field->value_offset;
    }
    memcpy(at, field->fallback, field->type->size);
    return CONN_OK;
}

static conn_status read_headers(conn_reply *reply, const conn_type *type,
                                void *value, conn_error *err)
{
    const conn_record *record = type->info;
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        if (!(field->flags & CONN_F_HEADER))
            continue;
        const char *text =
            conn_response_header(&reply->response, field->name, NULL);
        status = text == NULL ? absent_header(field, value, err)
                              : conn_field_set_text(&reply->arena, field, value,
                                                    text, strlen(text), err);
    }
    return status;
}

/* ---- the body ---- */

static conn_status take_raw(conn_reply *reply, const conn_op *op,
                            conn_error *err)
{
    const conn_buf *body = &reply->response.body;
    const char *text = body->len > 0 ? body->data : "";
    if (op->result->kind == CONN_K_BYTES) {
        conn_bytes *bytes = conn_arena_alloc(&reply->arena, sizeof *bytes);
        if (bytes == NULL)
            return conn_fail_memory(err);
        *bytes = (conn_bytes){(const unsigned char *)text, body->len};
        reply->value = bytes;
        return CONN_OK;
    }
    conn_str *str = conn_arena_alloc(&reply->arena, sizeof *str);
    if (str == NULL)
        return conn_fail_memory(err);
    if (!conn_utf8_valid(text, body->len))
        return conn_fail(err, CONN_DECODE, "the answer is not UTF-8");
    *str = (conn_str){text, body->len};
    reply->value = str;
    return CONN_OK;
}

/* The text to decode: the body, or what op->at names in it, ended with a NUL;
 * data is NULL where there is none and that is no error. */
static conn_status take_text(conn_reply *reply, const conn_op *op,
                             size_t max_depth, conn_str *out, conn_error *err)
{
    conn_buf *body = &reply->response.body;
    conn_json_limits limits = {.max_depth = max_depth};
    conn_json_slice slice = {body->data, body->len};
    *out = (conn_str){NULL, 0};
    if (op->at != NULL && *op->at != '\0') {
        conn_status status =
            conn_json_check(body->data, body->len, &limits, err);
        if (status != CONN_OK)
            return status;
        if (!conn_json_find(body->data, body->len, op->at, &slice))
            return op->result_optional
                       ? CONN_OK
                       : conn_fail(err, CONN_DECODE, "the answer has no `%s`",
                                   op->at);
        body->data[slice.data - body->data + (ptrdiff_t)slice.len] = '\0';
    }
    conn_json_slice bare;
    if (op->result_optional &&
        conn_json_find(slice.data, slice.len, "", &bare) &&
        conn_json_slice_is_null(bare))
        return CONN_OK;
    *out = (conn_str){slice.data, slice.len};
    return CONN_OK;
}

/* A decode error speaks of the whole body, also where a part was decoded. */
static void relocate(conn_error *err, const conn_op *op, size_t offset)
{
    conn_buf text = {0};
    err->offset += offset;
    if (op->at == NULL || *op->at == '\0')
        return;
    if (err->pointer != NULL) {
        conn_buf_puts(&text, op->at);
        if (conn_buf_puts(&text, err->pointer))
            err->pointer = conn_error_text(err, text.data, text.len);
    }
    conn_buf_reset(&text);
    conn_buf_puts(&text, op->at);
    if (*err->message != '/')
        conn_buf_puts(&text, ": ");
    if (conn_buf_puts(&text, err->message)) {
        size_t room = sizeof err->message - 1;
        size_t len = text.len < room ? text.len : room;
        memcpy(err->message, text.data, len);
        err->message[len] = '\0';
    }
    conn_buf_free(&text);
}

/* ... and of the XML of which its JSON was made. */
static void relocate_xml(const conn_buf *raw, const conn_op *op,
                         conn_error *err)
{
    conn_buf json = {0};
    conn_str xml = {raw->data, raw->len};
    size_t offset = err->offset;
    if (op->xml->read(xml, op->result, op->at, &json, &offset, NULL) == CONN_OK)
        err->offset = offset;
    conn_buf_free(&json);
}

static conn_status decode(conn_reply *reply, const conn_op *op, conn_str text,
                          size_t room, size_t max_depth, conn_error *err)
{
    const conn_type *type = op->result;
    conn_json_limits limits = {.max_depth = max_depth, .room = room};
    void *value = conn_arena_alloc(&reply->arena, type->size);
    if (value == NULL)
        return conn_fail_memory(err);
    conn_status status = conn_json_decode(&reply->arena, (char *)text.data,
                                          text.len, type, value, &limits, err);
    if (status == CONN_OK && count_headers(type) > 0)
        status = read_headers(reply, type, value, err);
    if (status == CONN_OK)
        reply->value = value;
    return status;
}

/* A record that stands in headers alone is read as an empty object, whatever
 * the body is. */
static conn_status decode_headers(conn_reply *reply, const conn_op *op,
                                  size_t max_depth, conn_error *err)
{
    char *text = conn_arena_text(&reply->arena, "{}", 2);
    if (text == NULL)
        return conn_fail_memory(err);
    return decode(reply, op, (conn_str){text, 2}, 1, max_depth, err);
}

static conn_status keep(conn_reply *reply, conn_error *err)
{
    const conn_buf *body = conn_response_came(&reply->response);
    char *copy = conn_arena_text(&reply->arena, body->len > 0 ? body->data : "",
                                 body->len);
    if (copy == NULL)
        return conn_fail_memory(err);
    reply->kept = (conn_bytes){(unsigned char *)copy, body->len};
    return CONN_OK;
}

conn_status conn_reply_decode(conn_reply *reply, const conn_op *op,
                              size_t max_depth, bool keep_body, conn_error *err)
{
    const conn_buf *body = &reply->response.body;
    int code = reply->response.status;
    bool bodiless = body->len == 0 || code == 204 || code == 304;
    conn_str text;
    conn_status status = keep_body ? keep(reply, err) : CONN_OK;
    if (status != CONN_OK || op->result == NULL ||
        (bodiless && op->result_optional))
        return status;
    if (op->raw_result)
        return take_raw(reply, op, err);
    if (is_headers_only(op->result) ||
        (bodiless && count_headers(op->result) > 0))
        return decode_headers(reply, op, max_depth, err);
    if (bodiless)
        return conn_fail(err, CONN_DECODE, "the answer has no body");
    status = take_text(reply, op, max_depth, &text, err);
    if (status != CONN_OK || text.data == NULL)
        return status;
    size_t offset = (size_t)(text.data - body->data);
    bool whole = text.data + text.len == body->data + body->len;
    status = decode(reply, op, text, whole ? body->size - body->len : 1,
                    max_depth, err);
    if (status == CONN_DECODE && err != NULL)
        relocate(err, op, offset);
    if (status == CONN_DECODE && err != NULL && reply->response.raw.len > 0)
        relocate_xml(&reply->response.raw, op, err);
    return status;
}

/* ---- XML ---- */

/* XML is looked at as far as there is something to be made of it. */
static bool is_translated(const conn_reply *reply, const conn_op *op,
                          bool success)
{
    int code = reply->response.status;
    bool bodiless = reply->response.body.len == 0 || code == 204 || code == 304;
    return op->xml != NULL && op->xml->read != NULL && !bodiless &&
           !(success && op->raw_result);
}

conn_status conn_reply_translate(conn_reply *reply, const conn_op *op,
                                 conn_error *err)
{
    conn_http_response *response = &reply->response;
    bool success = conn_op_accepts(op, response->status);
    if (!is_translated(reply, op, success))
        return CONN_OK;
    conn_str xml = {response->body.data, response->body.len};
    const conn_type *type = op->result;
    if (!success)
        type = op->errors != NULL ? op->errors->body : NULL;
    /* Quotes and commas may be more than `<a/>` was; names and texts are not.
     */
    size_t cap = response->body.cap;
    conn_buf json = {.cap = cap < SIZE_MAX / 4 ? cap * 4 : cap};
    conn_status status =
        op->xml->read(xml, type, success ? op->at : NULL, &json, NULL, err);
    if (status == CONN_OK) {
        response->raw = response->body;
        response->body = json;
        return CONN_OK;
    }
    conn_buf_free(&json);
    bool read = success && op->result != NULL;
    if (read || status != CONN_DECODE)
        return status;
    conn_error_clear(err);
    return CONN_OK;
}
