/* decode_case.h - decoding in tests: from a block of exactly the size that is
 * promised, so that a sanitizer sees any step beyond. Include after cmocka.h.
 */
#ifndef DECODE_CASE_H
#define DECODE_CASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* A decoded value and the block its text lives in. */
typedef struct decoded {
    conn_arena arena;
    conn_error err;
    conn_status status;
    char *text;
} decoded;

static inline decoded decode_len(const conn_type *type, const char *json,
                                 size_t len, void *out)
{
    decoded d = {0};
    d.text = malloc(len + 1);
    memcpy(d.text, json, len);
    d.text[len] = '\0';
    memset(out, 0, type->size);
    d.status = conn_json_decode(&d.arena, d.text, len, type, out, NULL, &d.err);
    return d;
}

static inline decoded decode(const conn_type *type, const char *json, void *out)
{
    return decode_len(type, json, strlen(json), out);
}

static inline void release(decoded *d)
{
    conn_error_clear(&d->err);
    conn_arena_free(&d->arena);
    free(d->text);
}

/* Expects the error at `pointer`, with this message behind it. */
static inline void check_refused(const conn_type *type, const char *json,
                                 const char *pointer, const char *message)
{
    char want[300];
    sample out;
    decoded d = decode(type, json, &out);
    snprintf(want, sizeof want, "%s%s%s", pointer, *pointer ? ": " : "",
             message);
    assert_int_equal(d.status, CONN_DECODE);
    assert_int_equal(d.err.status, CONN_DECODE);
    assert_string_equal(d.err.message, want);
    assert_string_equal(d.err.pointer, pointer);
    release(&d);
}

/* The members that a sample must have. */
#define BASE "\"name\":\"n\",\"flag\":true,\"big\":1,\"value\":\"v\""

/* A sample with every member. */
static const char full[] =
    "{\"name\":\"Zo\\u00eb \\ud83d\\ude00\\n\",\"flag\":true,"
    "\"big\":9007199254740993,\"id\":-9223372036854775808,\"small\":-5,"
    "\"safe\":9007199254740991,\"ratio\":0.1,\"price\":\"x\",\"note\":null,"
    "\"data\":\"Zm9v\\/w==\",\"at\":\"2023-11-14T22:13:20.5Z\","
    "\"at_unix\":1700000000.25,\"at_millis\":1700000000500,"
    "\"day\":\"2024-02-29\",\"wait\":1.5,\"colour\":\"dark-blue\","
    "\"raw\":{\"a\": [1,\"\\u0041\"]},\"quoted\":\"9223372036854775807\","
    "\"quoted_flag\":\"true\",\"level\":3,\"tags\":[\"a\",\"\",\"c\"],"
    "\"points\":[{\"x\":1,\"y\":2},{\"y\":4,\"x\":3}],\"more\":[],"
    "\"counts\":{\"one\":1,\"\":2},"
    "\"child\":{\"name\":\"c\",\"flag\":false,\"big\":0,\"value\":7},"
    "\"value\":{\"x\":8,\"y\":9},\"shape\":{\"radius\":2,\"kind\":\"circle\"},"
    "\"ETag\":\"body\",\"password\":\"p\",\"new\":{\"k\":1}}";

/* The sample with its decimal as it should be. */
static inline char *full_text(void)
{
    char *text = malloc(sizeof full + 40);
    const char *at = strstr(full, "\"x\",\"note\"");
    size_t head = (size_t)(at - full);
    memcpy(text, full, head);
    sprintf(text + head, "12345678901234567890.10%s", at + 3);
    return text;
}

#endif
