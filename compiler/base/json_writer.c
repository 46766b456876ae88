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
    size_t plain = 0; /* where what is written as it stands begins */
    buf_putc(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        buf_write(out, text + plain, i - plain);
        plain = i + 1;
        if (escapes[c])
            buf_puts(out, escapes[c]);
        else
            buf_printf(out, "\\u%04x", c);
    }
    buf_write(out, text + plain, length - plain);
    buf_putc(out, '"');
}

static void json_newline(JsonWriter *json)
{
    if (json->compact)
        return;
    static const char blanks[] = "\n                                        ";
    enum { MOST = (sizeof blanks - 2) / 2 };
    int depth = json->depth < MOST ? json->depth : MOST;
    buf_write(json->out, blanks, 1 + 2 * (size_t)depth);
    for (int i = depth; i < json->depth; i++)
        buf_write(json->out, "  ", 2);
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
