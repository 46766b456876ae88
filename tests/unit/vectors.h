/* vectors.h - reading published examples, for the tests of signatures. */
#ifndef TESTS_UNIT_VECTORS_H
#define TESTS_UNIT_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "base64.h"
#include "conn/value.h"

/* A whole file, to be freed; NULL if there is none. */
static inline char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    char *text = calloc(1, (size_t)1 << 16);
    assert_non_null(text);
    size_t len = fread(text, 1, ((size_t)1 << 16) - 1, f);
    text[len] = '\0';
    fclose(f);
    return text;
}

static inline cJSON *vectors_of(const char *path)
{
    char *text = read_file(path);
    if (text == NULL) {
        print_message("SKIPPED: %s is not there\n", path);
        skip();
    }
    cJSON *all = cJSON_Parse(text);
    free(text);
    assert_non_null(all);
    return all;
}

static inline const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItem(object, name);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

/* Decodes base64url; the caller frees it. */
static inline conn_str unbase64url(const char *text)
{
    size_t len = strlen(text), size = 0;
    char *padded = calloc(1, len + 4);
    assert_non_null(padded);
    for (size_t i = 0; i < len; i++)
        padded[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    while (len % 4 != 0)
        padded[len++] = '=';
    assert_true(conn_base64_decode(padded, len, padded, &size));
    return (conn_str){padded, size};
}

#endif
