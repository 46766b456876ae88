/* json_writer.c - RFC 8259 output; the caller's text is valid UTF-8. */
#include "base/json_tree.h"

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

/* A value that is no container; `word` is its JSON text but for a string. */
static void json_scalar(JsonWriter *json, const char *key, JsonKind kind,
                        const char *word)
{
    if (json->tree) {
        bool text = kind == JSON_STRING || kind == JSON_NUMBER;
        json_tree_put(json->tree, key, kind, text ? word : NULL);
        return;
    }
    json_start(json, key);
    if (kind == JSON_STRING)
        json_quote(json->out, word, strlen(word));
    else
        buf_puts(json->out, word);
}

static void json_open(JsonWriter *json, const char *key, JsonKind kind)
{
    if (json->tree) {
        json_tree_put(json->tree, key, kind, NULL);
        return;
    }
    json_start(json, key);
    buf_putc(json->out, kind == JSON_OBJECT ? '{' : '[');
    json->depth++;
    json->first = true;
}

static void json_close(JsonWriter *json, char bracket)
{
    if (json->tree) {
        json_tree_close(json->tree);
        return;
    }
    json->depth--;
    if (!json->first)
        json_newline(json);
    json->first = false;
    buf_putc(json->out, bracket);
}

void json_object(JsonWriter *json, const char *key)
{
    json_open(json, key, JSON_OBJECT);
}

void json_object_end(JsonWriter *json)
{
    json_close(json, '}');
}

void json_array(JsonWriter *json, const char *key)
{
    json_open(json, key, JSON_ARRAY);
}

void json_array_end(JsonWriter *json)
{
    json_close(json, ']');
}

void json_text(JsonWriter *json, const char *key, const char *text)
{
    json_scalar(json, key, JSON_STRING, text);
}

void json_int(JsonWriter *json, const char *key, int64_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    json_scalar(json, key, JSON_NUMBER, digits);
}

void json_number(JsonWriter *json, const char *key, const char *digits)
{
    json_scalar(json, key, JSON_NUMBER, digits);
}

void json_bool(JsonWriter *json, const char *key, bool value)
{
    json_scalar(json, key, value ? JSON_TRUE : JSON_FALSE,
                value ? "true" : "false");
}

void json_null(JsonWriter *json, const char *key)
{
    json_scalar(json, key, JSON_NULL, "null");
}
