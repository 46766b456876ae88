/* raw.c - requests that no operation declares, with all that a client has:
 * credentials, retries, limits, log. */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "uri.h"

static const uint16_t statuses[] = {429, 502, 503, 504, 0};
static const conn_retry retry = {statuses, 3, 500, 30000};
static const conn_type type_text = {CONN_K_CSTR, 0,   sizeof(char *), NULL, 0,
                                    0,           NULL};
static const conn_type type_bytes = {
    CONN_K_BYTES, 0, sizeof(conn_bytes), NULL, 0, 0, NULL};

typedef struct raw_args {
    const char *url;
    conn_bytes body;
    const conn_call_options *call;
} raw_args;

static const conn_arg args_table[] = {
    {{"", 0, &type_text, offsetof(raw_args, url), 0, 0, NULL},
     "url",
     CONN_IN_PATH,
     CONN_L_REPEAT,
     NULL,
     true},
    {{"", 0, &type_bytes, offsetof(raw_args, body), 0, 0, NULL},
     "body",
     CONN_IN_CALL,
     CONN_L_REPEAT,
     NULL,
     false}};

/* Headers as computed values that are known. */
static bool put_headers(conn_arena *arena, const conn_raw_request *raw,
                        conn_assign **out)
{
    size_t count = raw->header_count;
    conn_assign *assigns =
        conn_arena_alloc(arena, (count + 1) * sizeof *assigns);
    conn_expr *values = conn_arena_alloc(arena, (count + 1) * sizeof *values);
    if (assigns == NULL || values == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        values[i].op = CONN_E_TEXT;
        values[i].text = raw->headers[i].value;
        assigns[i].place = CONN_IN_HEADER;
        assigns[i].name = raw->headers[i].name;
        assigns[i].value = &values[i];
    }
    *out = assigns;
    return true;
}

/* A method that is none would end the request line. */
static bool is_method(const char *method)
{
    return *method != '\0' &&
           method[strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

conn_reply *conn_send(conn_client *client, const conn_raw_request *raw,
                      conn_error *err)
{
    conn_arena arena = {0};
    conn_assign *assigns = NULL;
    conn_reply *reply = NULL;
    const char *target = raw->path != NULL ? raw->path : "";
    conn_uri uri = conn_uri_split(target, strlen(target));
    bool whole = uri.scheme.data != NULL;
    conn_path_part part = {whole ? NULL : target, 0, false, whole};
    raw_args args = {
        target, {(const unsigned char *)raw->body, raw->body_size}, raw->call};
    conn_error_clear(err);
    if (raw->method != NULL && !is_method(raw->method)) {
        conn_fail(err, CONN_USAGE, "`%s` is no method", raw->method);
        return NULL;
    }
    if (!put_headers(&arena, raw, &assigns)) {
        conn_arena_free(&arena);
        conn_fail_memory(err);
        return NULL;
    }
    conn_op op = {.name = "request",
                  .method = raw->method != NULL ? raw->method : "GET",
                  .path = &part,
                  .path_count = 1,
                  .args = args_table,
                  .arg_count = 2,
                  .call_offset = offsetof(raw_args, call),
                  .assigns = assigns,
                  .assign_count = raw->header_count,
                  .encoding = CONN_ENC_RAW,
                  .result = &type_bytes,
                  .result_optional = true,
                  .raw_result = true,
                  .idempotent = raw->idempotent,
                  .retry = &retry};
    reply = conn_call(client, &op, &args, err);
    conn_arena_free(&arena);
    return reply;
}
