/* values.c - values between a run and the engine: into it one by one, out of it
 * as JSON, as what `done` gets is handed over.
 *
 * Duktape keeps texts in CESU-8: what is beyond U+FFFF is two surrogates of
 * three bytes each. A lone surrogate becomes U+FFFD on its way out. */
#include <string.h>

#include "js/js.h"

static size_t wide_count(conn_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += (unsigned char)text.data[i] >= 0xF0;
    return count;
}

/* A surrogate in three bytes. */
static char *put_surrogate(char *out, uint32_t unit)
{
    *out++ = (char)(0xE0 | unit >> 12);
    *out++ = (char)(0x80 | (unit >> 6 & 0x3F));
    *out++ = (char)(0x80 | (unit & 0x3F));
    return out;
}

static char *put_pair(char *out, const unsigned char *at)
{
    uint32_t code = (uint32_t)(at[0] & 7) << 18 |
                    (uint32_t)(at[1] & 0x3F) << 12 |
                    (uint32_t)(at[2] & 0x3F) << 6 | (at[3] & 0x3F);
    code -= 0x10000;
    out = put_surrogate(out, 0xD800 | code >> 10);
    return put_surrogate(out, 0xDC00 | (code & 0x3FF));
}

void conn_js_push_text(duk_context *duk, conn_str text)
{
    size_t wide = wide_count(text);
    if (wide == 0) {
        duk_push_lstring(duk, text.len > 0 ? text.data : "", text.len);
        return;
    }
    char *out = duk_push_fixed_buffer(duk, text.len + 2 * wide);
    for (size_t i = 0; i < text.len;) {
        const unsigned char *at = (const unsigned char *)text.data + i;
        if (*at < 0xF0 || text.len - i < 4) {
            *out++ = (char)*at;
            i++;
        } else {
            out = put_pair(out, at);
            i += 4;
        }
    }
    duk_buffer_to_string(duk, -1);
}

/* The unit of the surrogate that stands there, or 0. */
static uint32_t surrogate_at(const char *text, size_t left)
{
    const unsigned char *at = (const unsigned char *)text;
    if (left < 3 || at[0] != 0xED || at[1] < 0xA0)
        return 0;
    return 0xD000U | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
}

static char *put_code(char *out, uint32_t code)
{
    *out++ = (char)(0xF0 | code >> 18);
    *out++ = (char)(0x80 | (code >> 12 & 0x3F));
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    *out++ = (char)(0x80 | (code & 0x3F));
    return out;
}

/* CESU-8 as UTF-8, which is never longer; the length. */
static size_t to_utf8(char *out, const char *text, size_t len)
{
    const char *start = out;
    for (size_t i = 0; i < len;) {
        uint32_t high = surrogate_at(text + i, len - i);
        uint32_t low = high ? surrogate_at(text + i + 3, len - i - 3) : 0;
        if (high == 0) {
            *out++ = text[i++];
        } else if (high < 0xDC00 && low >= 0xDC00) {
            out =
                put_code(out, 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF));
            i += 6;
        } else {
            memcpy(out, "\xEF\xBF\xBD", 3);
            out += 3;
            i += 3;
        }
    }
    return (size_t)(out - start);
}

void conn_js_check(conn_js *js)
{
    if (conn_stopped(js->run))
        (void)duk_error(js->duk, DUK_ERR_ERROR, "the run is stopped");
}

conn_any conn_js_text(conn_js *js, duk_idx_t index)
{
    size_t len;
    const char *text = duk_require_lstring(js->duk, index, &len);
    char *copy = conn_run_alloc(js->run, len + 1);
    conn_js_check(js);
    len = to_utf8(copy, text, len);
    conn_any value = conn_any_received(js->run, copy, len);
    conn_js_check(js);
    return value;
}

conn_any conn_js_value(conn_js *js, duk_idx_t index)
{
    duk_dup(js->duk, index);
    duk_json_encode(js->duk, -1);
    if (!duk_is_string(js->duk, -1)) {
        duk_pop(js->duk);
        return conn_any_null();
    }
    conn_any text = conn_js_text(js, -1);
    duk_pop(js->duk);
    conn_any value =
        conn_any_read(js->run, text.as.text.data, text.as.text.len);
    if (conn_caught(js->run))
        (void)duk_error(js->duk, DUK_ERR_TYPE_ERROR,
                        "a value is too deep, or names a member twice");
    conn_js_check(js);
    return value;
}

/* ---- into the engine ---- */

static void push_list(conn_js *js, const conn_any_list *list)
{
    duk_idx_t array = duk_push_array(js->duk);
    for (size_t i = 0; i < list->count; i++) {
        conn_js_push(js, list->items[i]);
        duk_put_prop_index(js->duk, array, (duk_uarridx_t)i);
    }
}

/* In the order of the body; what a member is called has no other meaning. */
static void push_map(conn_js *js, conn_any map)
{
    duk_idx_t object = duk_push_object(js->duk);
    conn_str name;
    conn_any value;
    for (size_t at = 0; conn_any_map_next(map, &at, &name, &value);) {
        conn_js_push_text(js->duk, name);
        conn_js_push(js, value);
        duk_def_prop(js->duk, object,
                     DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC);
    }
}

/* As deep as the reader of JSON lets values be. */
void conn_js_push(conn_js *js, conn_any value)
{
    duk_require_stack(js->duk, 4);
    switch (value.kind) {
    case CONN_ANY_NULL:
        duk_push_null(js->duk);
        break;
    case CONN_ANY_BOOL:
        duk_push_boolean(js->duk, value.as.boolean);
        break;
    case CONN_ANY_INT:
        duk_push_number(js->duk, (double)value.as.integer);
        break;
    case CONN_ANY_FLOAT:
        duk_push_number(js->duk, value.as.number);
        break;
    case CONN_ANY_TEXT:
    case CONN_ANY_BYTES:
        conn_js_push_text(js->duk, value.as.text);
        break;
    case CONN_ANY_DIGITS:
        conn_js_push_text(js->duk, value.as.text);
        duk_to_number(js->duk, -1);
        break;
    case CONN_ANY_LIST:
        push_list(js, value.as.list);
        break;
    case CONN_ANY_MAP:
        push_map(js, value);
        break;
    }
}
