/* json_writer.c - RFC 8259 output; the caller's text is valid UTF-8. */
#include "base/json_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void json_quote(Buf *out, const char *text, size_t length)
{
    static const char *const escapes[128] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r",
        ['\t'] = "\\t", ['\b'] = "\\b",  ['\f'] = "\\f"};
    buf_putc(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 128 && escapes[c])
            buf_puts(out, escapes[c]);
        else if (c < 0x20 || c == 0x7F)
            buf_printf(out, "\\u%04x", c);
        else
            buf_putc(out, (char)c);
    }
    buf_putc(out, '"');
}

static void json_newline(JsonWriter *json)
{
    if (json->compact)
        return;
    buf_putc(json->out, '\n');
    for (int i = 0; i < json->depth; i++)
        buf_puts(json->out, "  ");
}

static void json_start(JsonWriter *json, const char *key)
{
    if (json->depth > 0) {
        if (!json->first)
            buf_putc(json->out, ',');
        json_newline(json);
    }
    json->first = false;
    if (!key)
        return;
    json_quote(json->out, key, strlen(key));
    buf_puts(json->out, json->compact ? ":" : ": ");
}

static void json_open(JsonWriter *json, const char *key, char bracket)
{
    json_start(json, key);
    buf_putc(json->out, bracket);
    json->depth++;
    json->first = true;
}

static void json_close(JsonWriter *json, char bracket)
{
    json->depth--;
    if (!json->first)
        json_newline(json);
    json->first = false;
    buf_putc(json->out, bracket);
}

void json_object(JsonWriter *json, const char *key)
{
    json_open(json, key, '{');
}

void json_object_end(JsonWriter *json)
{
    json_close(json, '}');
}

void json_array(JsonWriter *json, const char *key)
{
    json_open(json, key, '[');
}

void json_array_end(JsonWriter *json)
{
    json_close(json, ']');
}

void json_text(JsonWriter *json, const char *key, const char *text)
{
    json_start(json, key);
    json_quote(json->out, text, strlen(text));
}

void json_int(JsonWriter *json, const char *key, int64_t value)
{
    json_start(json, key);
    buf_printf(json->out, "%" PRId64, value);
}

void json_number(JsonWriter *json, const char *key, const char *digits)
{
    json_start(json, key);
    buf_puts(json->out, digits);
}

void json_bool(JsonWriter *json, const char *key, bool value)
{
    json_start(json, key);
    buf_puts(json->out, value ? "true" : "false");
}

void json_null(JsonWriter *json, const char *key)
{
    json_start(json, key);
    buf_puts(json->out, "null");
}
