/* request_body.c - the body: typed as JSON, flattened to a form, as XML, or
 * raw.
 */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "json.h"
#include "request.h"
#include "upload.h"

/* The caller's bytes are sent from where they are. */
static conn_status begin_raw(conn_request *request, const conn_arg *arg,
                             conn_given given, conn_error *err)
{
    conn_kind kind = (conn_kind)arg->field.type->kind;
    const char *text = NULL;
    size_t len = 0;
    if (kind == CONN_K_BYTES) {
        const conn_bytes *bytes = given.value;
        text = (const char *)bytes->data;
        len = bytes->len;
    } else if (kind == CONN_K_CSTR) {
        text = *(const char *const *)given.value;
        len = text != NULL ? strlen(text) : 0;
    } else if (kind == CONN_K_STRING || kind == CONN_K_JSON) {
        const conn_str *str = given.value;
        text = str->data;
        len = str->len;
    } else {
        return conn_fail(err, CONN_USAGE, "argument `%s` is no raw body",
                         arg->label);
    }
    request->body = text != NULL ? text : "";
    request->body_len = len;
    return CONN_OK;
}

/* The body comes from where the options of the call say. */
static conn_status begin_upload(conn_request *request,
                                const conn_exchange *call, conn_error *err)
{
    if (call->op->encoding != CONN_ENC_RAW)
        return conn_fail(err, CONN_USAGE,
                         "only a body of bytes or text can be uploaded");
    request->pieces = conn_pieces_new(&request->arena);
    if (request->pieces == NULL)
        return conn_fail_memory(err);
    return conn_pieces_add_upload(request->pieces, call->terms.upload, err);
}

static conn_status begin_json(conn_request *request, const conn_arg *arg,
                              conn_given given, conn_error *err)
{
    request->has_json = true;
    if (given.state == CONN_IS_NULL)
        return conn_buf_puts(&request->json, "null") ? CONN_OK
                                                     : conn_fail_memory(err);
    return conn_json_encode(&request->json, arg->field.type, given.value, err);
}

conn_status conn_request_begin_body(conn_request *request, conn_exchange *call,
                                    conn_error *err)
{
    const conn_op *op = call->op;
    if (call->terms.upload != NULL)
        return begin_upload(request, call, err);
    for (size_t i = 0; i < op->arg_count; i++) {
        if (op->args[i].place != CONN_IN_CALL)
            continue;
        conn_given given = conn_arg_read(&op->args[i], call->args);
        if (given.state == CONN_ABSENT)
            return CONN_OK;
        if (op->encoding == CONN_ENC_RAW && given.state == CONN_VALUE)
            return begin_raw(request, &op->args[i], given, err);
        return begin_json(request, &op->args[i], given, err);
    }
    return CONN_OK;
}

static conn_status put_type(conn_request *request, const conn_exchange *call,
                            const char *type, conn_error *err)
{
    if (call->op->content_type != NULL)
        type = call->op->content_type;
    if (conn_request_has_header(request, "Content-Type"))
        return CONN_OK;
    return conn_request_set_header(request, "Content-Type", conn_str_of(type),
                                   err);
}

/* Puts the document in the place of its JSON. */
static conn_status write_xml(conn_request *request, const conn_xml_how *how,
                             conn_error *err)
{
    conn_str json = {request->json.data, request->json.len};
    conn_buf xml = {.cap = request->json.cap};
    conn_status status = how->write(&xml, how->root, how->ns, json, err);
    conn_buf_free(&request->json);
    request->json = xml;
    return status;
}

conn_status conn_request_end_body(conn_request *request, conn_exchange *call,
                                  conn_error *err)
{
    conn_encoding encoding = call->op->encoding;
    bool flat =
        encoding == CONN_ENC_FORM_BRACKETS || encoding == CONN_ENC_FORM_DOTS;
    const char *type = "application/octet-stream";
    conn_status status = CONN_OK;
    if (flat && request->has_json)
        status = conn_pairs_add_json(
            &request->form, "",
            (conn_str){request->json.data, request->json.len},
            encoding == CONN_ENC_FORM_DOTS, err);
    if (status != CONN_OK)
        return status;
    if (request->form.status != CONN_OK || request->json.status != CONN_OK)
        return conn_fail_memory(err);
    if (encoding == CONN_ENC_XML && request->has_json)
        status = write_xml(request, call->op->xml, err);
    if (status != CONN_OK)
        return status;
    if (request->form.len > 0 && request->has_json && !flat)
        return conn_fail(err, CONN_USAGE, "a body can't be both form and JSON");
    bool parts = encoding == CONN_ENC_MULTIPART || *request->boundary != '\0';
    if (parts && (request->has_json || request->form.len > 0))
        return conn_fail(err, CONN_USAGE,
                         "a body can't be both multipart and another");
    if (parts)
        return conn_request_end_parts(request, err);
    if (request->form.len > 0 || (flat && request->has_json)) {
        request->body = request->form.len > 0 ? request->form.data : "";
        request->body_len = request->form.len;
        type = "application/x-www-form-urlencoded";
    } else if (request->has_json) {
        request->body = request->json.data;
        request->body_len = request->json.len;
        type =
            encoding == CONN_ENC_XML ? "application/xml" : "application/json";
    }
    bool sent = request->body != NULL || request->pieces != NULL;
    return sent ? put_type(request, call, type, err) : CONN_OK;
}
