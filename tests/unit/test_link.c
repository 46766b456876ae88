/* test_link.c - the Link header: published cases, and hostile values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "link.h"
#include "uri.h"

#define VECTORS "../shared/vectors/link-header.json"

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    char *text = calloc(1, (size_t)1 << 20);
    assert_non_null(text);
    size_t len = fread(text, 1, ((size_t)1 << 20) - 1, f);
    text[len] = '\0';
    fclose(f);
    return text;
}

static size_t count_links(const char *value)
{
    size_t count = 0, pos = 0;
    conn_link link;
    while (conn_link_read(value, strlen(value), &pos, &link))
        count++;
    return count;
}

/* The next target, resolved where the case gives a base; "" for none. */
static void next_of(const cJSON *c, char *out, size_t size)
{
    const char *value = cJSON_GetObjectItem(c, "value")->valuestring;
    const cJSON *base = cJSON_GetObjectItem(c, "base");
    conn_str next = conn_link_next(value, strlen(value));
    snprintf(out, size, "%.*s", (int)next.len,
             next.data != NULL ? next.data : "");
    if (!cJSON_IsString(base) || next.data == NULL)
        return;
    conn_buf url = {0};
    conn_uri from =
        conn_uri_split(base->valuestring, strlen(base->valuestring));
    conn_uri ref = conn_uri_split(next.data, next.len);
    assert_true(conn_uri_resolve(&url, &from, &ref));
    snprintf(out, size, "%s", url.data);
    conn_buf_free(&url);
}

static void test_vectors(void **state)
{
    (void)state;
    char *text = read_file(VECTORS);
    if (text == NULL) {
        fprintf(stderr, "skipped: there is no " VECTORS "\n");
        skip();
    }
    cJSON *all = cJSON_Parse(text);
    const cJSON *cases = cJSON_GetObjectItem(all, "cases"), *c;
    assert_true(cJSON_GetArraySize(cases) >= 12);
    cJSON_ArrayForEach(c, cases)
    {
        char got[1024];
        const char *name = cJSON_GetObjectItem(c, "name")->valuestring;
        const cJSON *next = cJSON_GetObjectItem(c, "next");
        next_of(c, got, sizeof got);
        const char *want = cJSON_IsString(next) ? next->valuestring : "";
        if (strcmp(got, want) != 0)
            fail_msg("%s: next is `%s`, not `%s`", name, got, want);
        assert_int_equal(
            count_links(cJSON_GetObjectItem(c, "value")->valuestring),
            cJSON_GetObjectItem(c, "links")->valueint);
    }
    cJSON_Delete(all);
    free(text);
}

typedef struct link_case {
    const char *value;
    const char *next; /* NULL: none */
    size_t links;
} link_case;

static const link_case cases[] = {
    {"", NULL, 0},
    {",,, ,", NULL, 0},
    {"<a>;rel=next", "a", 1},
    {"<a> ; rel = next", "a", 1},
    {"<a>;rel=\"prev next\"", "a", 1},
    {"<a>;rel=\"nextnext\"", NULL, 1},
    {"<a>;rel=\"next-archive\"", NULL, 1},
    {"<a>;rel=nex", NULL, 1},
    {"<a>;rel=\"\"", NULL, 1},
    {"<a>;rel", NULL, 1},
    {"<a>;REL=\"n\\ext\"", "a", 1},
    {"<a>;title=\"x, <b>;rel=next\"", NULL, 1},
    {"<a>;title=\"unclosed, <b>;rel=next", NULL, 1},
    {"<a>;title=\"\\", NULL, 1},
    {"<a;rel=next", NULL, 0},
    {"a;rel=next, <b>;rel=next", "b", 1},
    {"<>;rel=next", "", 1},
    {"<a>;rel=next;anchor=\"#x\"", NULL, 1},
    {"<a>;rel=next;anchor=\"#x\",<b>;rel=next", "b", 2},
    {"<a>;;;rel=next;", "a", 1},
    {"<a>rel=next", NULL, 1},
    {"<a,b>;rel=next", "a,b", 1},
    {"<a>;rel*=next", NULL, 1},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const link_case *c = &cases[i];
        conn_str next = conn_link_next(c->value, strlen(c->value));
        bool right =
            c->next != NULL ? conn_str_is(next, c->next) : next.data == NULL;
        if (!right || count_links(c->value) != c->links)
            fail_msg("`%s` gives `%.*s`", c->value, (int)next.len,
                     next.data != NULL ? next.data : "");
    }
}

/* Cut at every byte, in a buffer of just that size: nothing is read beyond. */
static void test_truncated(void **state)
{
    (void)state;
    static const char whole[] =
        "<u?a=1>; rel=\"prev\"; title=\"a\\\"b\", "
        "<v>; rel=\"next last\"; anchor=x, <w>;rel=next";
    for (size_t len = 0; len < sizeof whole; len++) {
        char *text = malloc(len + (len == 0));
        assert_non_null(text);
        memcpy(text, whole, len);
        conn_str next = conn_link_next(text, len);
        assert_true(next.data == NULL ||
                    (next.data >= text && next.data + next.len <= text + len));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors),
                                       cmocka_unit_test(test_cases),
                                       cmocka_unit_test(test_truncated)};
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
