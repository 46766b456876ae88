/* request_json.c - members set in a JSON text by pointer: what the connector
 * adds to a typed body goes in without decoding it again. */
#include <string.h>

#include "fail.h"
#include "json.h"
#include "request.h"

bool conn_json_put_value(conn_buf *out, const conn_value *value)
{
    switch (value->kind) {
    case CONN_V_NULL:
        return conn_buf_puts(out, "null");
    case CONN_V_TEXT:
        return conn_json_quote(out, value->text.len > 0 ? value->text.data : "",
                               value->text.len);
    case CONN_V_JSON:
        return conn_buf_add(out, value->text.data, value->text.len);
    case CONN_V_INT:
        return conn_buf_printf(out, "%lld", (long long)value->number);
    case CONN_V_BOOL:
        return conn_buf_puts(out, value->number ? "true" : "false");
    }
    return false;
}

/* Replaces `old` bytes at `at` of `json` with `text`. */
static bool splice(conn_buf *json, size_t at, size_t old, conn_str text)
{
    conn_buf next = {0};
    next.cap = json->cap;
    conn_buf_add(&next, json->data, at);
    conn_buf_add(&next, text.data, text.len);
    bool done =
        conn_buf_add(&next, json->data + at + old, json->len - at - old);
    if (!done)
        conn_buf_free(&next);
    conn_buf_free(json);
    *json = next;
    return done;
}

/* The token's text, its ~1 and ~0 (RFC 6901 section 3) undone, as a JSON
 * string. */
static bool put_token(conn_buf *out, const char *token, size_t len)
{
    conn_buf plain = {0};
    for (size_t i = 0; i < len; i++) {
        bool escape = token[i] == '~' && i + 1 < len;
        conn_buf_putc(&plain, !escape             ? token[i]
                              : token[++i] == '1' ? '/'
                                                  : '~');
    }
    bool done =
        plain.status == CONN_OK &&
        conn_json_quote(out, plain.len > 0 ? plain.data : "", plain.len);
    conn_buf_free(&plain);
    return done;
}

/* Writes "a":{"b":VALUE} for the tokens "/a/b". */
static bool put_members(conn_buf *out, const char *tokens, conn_str value)
{
    size_t depth = 0;
    while (*tokens == '/') {
        size_t len = strcspn(tokens + 1, "/");
        if (depth++ > 0)
            conn_buf_putc(out, '{');
        if (!put_token(out, tokens + 1, len) || !conn_buf_putc(out, ':'))
            return false;
        tokens += 1 + len;
    }
    conn_buf_add(out, value.data, value.len);
    while (depth-- > 1)
        conn_buf_putc(out, '}');
    return out->status == CONN_OK;
}

static conn_status insert(conn_buf *json, conn_json_slice object,
                          const char *tokens, conn_str value, conn_error *err)
{
    conn_buf text = {0};
    if (object.len < 2 || object.data[0] != '{')
        return conn_fail(err, CONN_USAGE, "`%s` of the body is no object",
                         tokens);
    size_t end = (size_t)(object.data - json->data) + object.len - 1;
    if (object.len > 2)
        conn_buf_putc(&text, ',');
    bool done = put_members(&text, tokens, value) &&
                splice(json, end, 0, (conn_str){text.data, text.len});
    conn_buf_free(&text);
    return done ? CONN_OK : conn_fail_memory(err);
}

conn_status conn_json_put(conn_buf *json, const char *pointer, conn_str value,
                          conn_error *err)
{
    conn_json_slice slice;
    if (json->len == 0 && !conn_buf_puts(json, "{}"))
        return conn_fail_memory(err);
    if (conn_json_find(json->data, json->len, pointer, &slice)) {
        size_t at = (size_t)(slice.data - json->data);
        return splice(json, at, slice.len, value) ? CONN_OK
                                                  : conn_fail_memory(err);
    }
    /* The longest part of the pointer that is there takes the rest. */
    size_t len = strlen(pointer);
    char *prefix = conn_text_copy_len(pointer, len);
    if (prefix == NULL)
        return conn_fail_memory(err);
    bool found = false;
    while (!found && len > 0) {
        while (len > 0 && prefix[--len] != '/')
            continue;
        prefix[len] = '\0';
        found = conn_json_find(json->data, json->len, prefix, &slice);
    }
    conn_status status =
        found && pointer[len] == '/'
            ? insert(json, slice, pointer + len, value, err)
            : conn_fail(err, CONN_USAGE, "`%s` is no JSON Pointer", pointer);
    conn_free(prefix);
    return status;
}
