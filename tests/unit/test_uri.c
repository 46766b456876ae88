/* test_uri.c - percent-encoding, references, origins and segments, with the
 * examples of RFC 3986 section 5.4 and the published RFC 6570 cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "uri.h"

#define VECTORS "../shared/vectors/uritemplate-test/"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static conn_uri split(const char *text)
{
    return conn_uri_split(text, strlen(text));
}

/* ---- references ---- */

typedef struct reference {
    const char *ref;
    const char *target; /* NULL: refused */
} reference;

/* RFC 3986 section 5.4, base http://a/b/c/d;p?q; without fragments, which are
 * not sent, and without what is no http URL. */
static const reference references[] = {
    {"g:h", NULL},
    {"g", "http://a/b/c/g"},
    {"./g", "http://a/b/c/g"},
    {"g/", "http://a/b/c/g/"},
    {"/g", "http://a/g"},
    {"//g", "http://g/"},
    {"?y", "http://a/b/c/d;p?y"},
    {"g?y", "http://a/b/c/g?y"},
    {"#s", "http://a/b/c/d;p?q"},
    {"g#s", "http://a/b/c/g"},
    {"g?y#s", "http://a/b/c/g?y"},
    {";x", "http://a/b/c/;x"},
    {"g;x", "http://a/b/c/g;x"},
    {"g;x?y#s", "http://a/b/c/g;x?y"},
    {"", "http://a/b/c/d;p?q"},
    {".", "http://a/b/c/"},
    {"./", "http://a/b/c/"},
    {"..", "http://a/b/"},
    {"../", "http://a/b/"},
    {"../g", "http://a/b/g"},
    {"../..", "http://a/"},
    {"../../", "http://a/"},
    {"../../g", "http://a/g"},
    {"../../../g", "http://a/g"},
    {"../../../../g", "http://a/g"},
    {"/./g", "http://a/g"},
    {"/../g", "http://a/g"},
    {"g.", "http://a/b/c/g."},
    {".g", "http://a/b/c/.g"},
    {"g..", "http://a/b/c/g.."},
    {"..g", "http://a/b/c/..g"},
    {"./../g", "http://a/b/g"},
    {"./g/.", "http://a/b/c/g/"},
    {"g/./h", "http://a/b/c/g/h"},
    {"g/../h", "http://a/b/c/h"},
    {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
    {"g;x=1/../y", "http://a/b/c/y"},
    {"g?y/./x", "http://a/b/c/g?y/./x"},
    {"g?y/../x", "http://a/b/c/g?y/../x"},
    {"http:g", NULL}, /* strict */
    {"https://b:1/x/../y?", "https://b:1/y?"},
    {"a b\xC3\xA9|\"", "http://a/b/c/a%20b%C3%A9%7C%22"},
    {"%2e%2E/a%", "http://a/b/c/%2e%2E/a%"},
    {"a\nb", NULL},
    {"http://u@a/", NULL},
    {"http://a:65536/", NULL},
    {"http://[::1]:80/x", "http://[::1]:80/x"},
    {"http://a%2F/", NULL},
    {"\\\\evil\\x", "http://a/b/c/%5C%5Cevil%5Cx"},
    {"http://a\\@b/", NULL},
    {"///x", NULL},
};

static void test_resolve(void **state)
{
    (void)state;
    conn_uri base = split("http://a/b/c/d;p?q");
    for (size_t i = 0; i < COUNT(references); i++) {
        const reference *r = &references[i];
        conn_buf out = {0};
        conn_uri ref = split(r->ref);
        bool done = conn_uri_resolve(&out, &base, &ref);
        if (done != (r->target != NULL) ||
            (done && strcmp(out.data, r->target) != 0))
            fail_msg("`%s` gives `%s`", r->ref, done ? out.data : "nothing");
        conn_buf_free(&out);
    }
}

static void test_resolve_from_host_alone(void **state)
{
    (void)state;
    conn_uri base = split("http://a"), ref = split("g/../h");
    conn_buf out = {0};
    assert_true(conn_uri_resolve(&out, &base, &ref));
    assert_string_equal(out.data, "http://a/h");
    conn_buf_free(&out);
}

/* ---- origins ---- */

typedef struct pair {
    const char *a, *b;
    bool same;
} pair;

static const pair pairs[] = {
    {"http://h/a", "http://h/b?c", true},
    {"http://h", "HTTP://H:80/", true},
    {"https://h:443/", "https://h", true},
    {"http://h:/", "http://h", true},
    {"http://h:0080/", "http://h", true},
    {"http://h", "https://h", false},
    {"http://h:80", "https://h:443", false},
    {"http://h", "http://h:81", false},
    {"http://h", "http://h.", false},
    {"http://h", "http://h.evil", false},
    {"http://h", "http://evil.h", false},
    {"http://h", "http://h@evil", false},
    {"http://h", "http://h\\@evil", false},
    {"http://[::1]", "http://[::1]:80", true},
    {"http://h", "h", false},
    {"ftp://h", "ftp://h", false},
    {"http://", "http://", false},
};

static void test_origins(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        conn_uri a = split(pairs[i].a), b = split(pairs[i].b);
        if (conn_uri_same_origin(&a, &b) != pairs[i].same ||
            conn_uri_same_origin(&b, &a) != pairs[i].same)
            fail_msg("`%s` and `%s`", pairs[i].a, pairs[i].b);
    }
}

/* ---- encoding ---- */

static void encode(const char *text, size_t len, const char *keep,
                   const char *want)
{
    conn_buf out = {0};
    conn_buf_puts(&out, "");
    conn_uri_encode(&out, text, len, keep);
    assert_string_equal(out.data != NULL ? out.data : "", want);
    conn_buf_free(&out);
}

static void test_encode(void **state)
{
    (void)state;
    encode("azAZ09-._~", 10, "", "azAZ09-._~");
    encode("a\0b", 3, "", "a%00b");
    encode("", 0, "", "");
    encode(" /?#[]@!$&'()*+,;=:%\"<>\\^`{|}", 29, "",
           "%20%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%25%22%3C"
           "%3E%5C%5E%60%7B%7C%7D");
    encode("\xF0\x9F\x98\x80", 4, "", "%F0%9F%98%80");
    encode("a/b?c", 5, CONN_URI_KEEP_PATH, "a/b%3Fc");
}

/* Every byte on its own comes back when it is decoded. */
static void test_encode_every_byte(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        conn_buf out = {0};
        conn_uri_encode(&out, &byte, 1, "");
        unsigned value = (unsigned char)out.data[0];
        if (out.data[0] == '%')
            assert_int_equal(sscanf(out.data + 1, "%2X", &value), 1);
        assert_int_equal(value, c);
        conn_buf_free(&out);
    }
}

static void test_segments(void **state)
{
    (void)state;
    static const char *const odd[] = {"",   ".",    "..",    "/",    "a/",
                                      "/a", "a//b", "a/./b", "../a", "a/.."};
    static const char *const plain[] = {"a",  "a/b", "...",
                                        ".a", "a..", "a/.b/c"};
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_true(conn_uri_has_odd_segment(odd[i], strlen(odd[i])));
    for (size_t i = 0; i < COUNT(plain); i++)
        assert_false(conn_uri_has_odd_segment(plain[i], strlen(plain[i])));
    assert_false(conn_uri_has_odd_segment(".\0", 2));
}

/* ---- RFC 6570 ---- */

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

/* The template {name} or {+name} alone with a text behind it, which is what a
 * path has; its variable, or NULL. */
static const char *variable_of(const char *template, char *name, size_t size,
                               bool *reserved)
{
    size_t len = strcspn(template, "}");
    if (*template != '{' || template[len] != '}')
        return NULL;
    *reserved = template[1] == '+';
    template += 1 + *reserved;
    len -= 1 + (size_t)*reserved;
    if (strcspn(template, ",:*?&#./;|!@") < len || len >= size)
        return NULL;
    snprintf(name, size, "%.*s", (int)len, template);
    return template + len + 1;
}

/* Values whose expansion here differs from RFC 6570 by design: what {+name}
 * would let out of the path. */
static bool leaves_path(const char *value)
{
    return strpbrk(value, "?#[]%") != NULL;
}

static int check_template(const cJSON *variables, const cJSON *test)
{
    char name[64], want[1024];
    bool reserved;
    const char *template = cJSON_GetArrayItem(test, 0)->valuestring;
    const cJSON *result = cJSON_GetArrayItem(test, 1);
    const char *tail = variable_of(template, name, sizeof name, &reserved);
    if (tail == NULL || !cJSON_IsString(result) || strchr(tail, '{') != NULL)
        return 0;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(variables, name);
    if (!cJSON_IsString(value) || (reserved && leaves_path(value->valuestring)))
        return 0;
    conn_buf out = {0};
    conn_buf_puts(&out, "");
    conn_uri_encode(&out, value->valuestring, strlen(value->valuestring),
                    reserved ? CONN_URI_KEEP_PATH : "");
    snprintf(want, sizeof want, "%s%s", out.data != NULL ? out.data : "", tail);
    if (strcmp(want, result->valuestring) != 0)
        fail_msg("`%s` gives `%s`", template, want);
    conn_buf_free(&out);
    return 1;
}

static int check_file(const char *path)
{
    char *text = read_file(path);
    if (text == NULL)
        return -1;
    int count = 0;
    cJSON *all = cJSON_Parse(text);
    const cJSON *group, *test;
    cJSON_ArrayForEach(group, all)
    {
        const cJSON *variables = cJSON_GetObjectItem(group, "variables");
        cJSON_ArrayForEach(test, cJSON_GetObjectItem(group, "testcases"))
            count += check_template(variables, test);
    }
    cJSON_Delete(all);
    free(text);
    return count;
}

static void test_templates(void **state)
{
    (void)state;
    static const char *const files[] = {VECTORS "spec-examples.json",
                                        VECTORS "spec-examples-by-section.json",
                                        VECTORS "extended-tests.json"};
    int count = 0;
    for (size_t i = 0; i < COUNT(files); i++) {
        int more = check_file(files[i]);
        if (more < 0) {
            fprintf(stderr, "skipped: there is no %s\n", files[i]);
            skip();
        }
        count += more;
    }
    assert_true(count >= 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolve),
        cmocka_unit_test(test_resolve_from_host_alone),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_encode),
        cmocka_unit_test(test_encode_every_byte),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_templates)};
    return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}
