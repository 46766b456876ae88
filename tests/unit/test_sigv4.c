/* test_sigv4.c - AWS Signature Version 4: all published examples. */
#include "vectors.h"

#include "sigv4.h"

#define SIGV4 "../shared/vectors/sigv4/v4"

static const char *const sigv4_cases[] = {
    "get-header-key-duplicate",
    "get-header-value-multiline",
    "get-header-value-order",
    "get-header-value-trim",
    "get-relative-normalized",
    "get-relative-relative-normalized",
    "get-relative-relative-unnormalized",
    "get-relative-unnormalized",
    "get-slash-dot-slash-normalized",
    "get-slash-dot-slash-unnormalized",
    "get-slash-normalized",
    "get-slash-pointless-dot-normalized",
    "get-slash-pointless-dot-unnormalized",
    "get-slash-unnormalized",
    "get-slashes-normalized",
    "get-slashes-unnormalized",
    "get-space-normalized",
    "get-space-unnormalized",
    "get-unreserved",
    "get-utf8",
    "get-vanilla",
    "get-vanilla-empty-query-key",
    "get-vanilla-query",
    "get-vanilla-query-order-encoded",
    "get-vanilla-query-order-key-case",
    "get-vanilla-query-unreserved",
    "get-vanilla-utf8-query",
    "get-vanilla-with-session-token",
    "post-header-key-case",
    "post-header-key-sort",
    "post-header-value-case",
    "post-sts-header-after",
    "post-sts-header-before",
    "post-vanilla",
    "post-vanilla-empty-query-value",
    "post-vanilla-query",
    "post-x-www-form-urlencoded",
    "post-x-www-form-urlencoded-parameters"};

#define MOST_HEADERS 16

/* A request of the suite, cut into what is sent. */
typedef struct parsed {
    char *text;
    conn_sigv4_request request;
    conn_header headers[MOST_HEADERS];
} parsed;

static void parse_headers(parsed *p, char *at)
{
    conn_sigv4_request *request = &p->request;
    while (at != NULL && *at != '\0' && *at != '\n') {
        char *end = strchr(at, '\n');
        while (end != NULL && (end[1] == ' ' || end[1] == '\t'))
            end = strchr(end + 1, '\n'); /* a folded line goes on */
        if (end != NULL)
            *end = '\0';
        char *value = strchr(at, ':');
        assert_non_null(value);
        *value++ = '\0';
        if (strcmp(at, "Host") == 0)
            request->host = conn_str_of(value);
        else
            p->headers[request->header_count++] = (conn_header){at, value};
        assert_true(request->header_count < MOST_HEADERS);
        at = end != NULL ? end + 1 : NULL;
    }
    if (at != NULL && *at == '\n') {
        request->body = at + 1;
        request->body_len = strlen(at + 1);
    }
    request->headers = p->headers;
}

static void parse(parsed *p, const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/request.txt", folder);
    p->text = read_file(path);
    assert_non_null(p->text);
    char *line = strchr(p->text, '\n');
    if (line != NULL)
        *line++ = '\0';
    char *version = strstr(p->text, " HTTP/1.1");
    assert_non_null(version);
    *version = '\0';
    char *target = strchr(p->text, ' ');
    *target++ = '\0';
    p->request.method = p->text;
    char *query = strchr(target, '?');
    if (query != NULL)
        *query++ = '\0';
    p->request.path = conn_str_of(target);
    p->request.query = conn_str_of(query);
    parse_headers(p, line);
}

static void assert_file(const char *folder, const char *name,
                        const conn_buf *made)
{
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/%s", folder, name);
    char *want = read_file(path);
    assert_non_null(want);
    size_t len = strlen(want);
    while (len > 0 && want[len - 1] == '\n')
        want[--len] = '\0';
    assert_string_equal(made->data, want);
    free(want);
}

static void read_context(const char *folder, cJSON **context,
                         conn_sigv4_keys *keys, conn_sigv4_request *request)
{
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/context.json", folder);
    char *text = read_file(path);
    *context = cJSON_Parse(text);
    free(text);
    const cJSON *who = cJSON_GetObjectItem(*context, "credentials");
    keys->access_key = conn_str_of(text_of(who, "access_key_id"));
    keys->secret_key = conn_str_of(text_of(who, "secret_access_key"));
    keys->session_token = conn_str_of(text_of(who, "token"));
    keys->region = conn_str_of(text_of(*context, "region"));
    keys->service = conn_str_of(text_of(*context, "service"));
    keys->keep_dots = !cJSON_IsTrue(cJSON_GetObjectItem(*context, "normalize"));
    keys->sign_body = cJSON_IsTrue(cJSON_GetObjectItem(*context, "sign_body"));
    request->token_is_not_signed =
        cJSON_IsTrue(cJSON_GetObjectItem(*context, "omit_session_token"));
    conn_time time;
    const char *at = text_of(*context, "timestamp");
    assert_true(conn_time_parse(at, strlen(at), &time));
    request->time = time / 1000000;
}

static void test_sigv4(void **state)
{
    const char *folder = *state;
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/context.json", folder);
    cJSON *context = vectors_of(path);
    cJSON_Delete(context);
    parsed p = {0};
    conn_sigv4_keys keys = {0};
    conn_buf canonical = {0}, names = {0}, text = {0}, header = {0};
    parse(&p, folder);
    read_context(folder, &context, &keys, &p.request);
    assert_true(conn_sigv4_canonical(&keys, &p.request, &canonical, &names));
    assert_file(folder, "header-canonical-request.txt", &canonical);
    assert_true(conn_sigv4_text(&keys, p.request.time, &canonical, &text));
    assert_file(folder, "header-string-to-sign.txt", &text);
    assert_int_equal(conn_sigv4_header(&header, &keys, &p.request, NULL),
                     CONN_OK);
    snprintf(path, sizeof path, SIGV4 "/%s/header-signed-request.txt", folder);
    char *want = read_file(path);
    char *line = strstr(want, "Authorization:");
    line[strcspn(line, "\n")] = '\0';
    assert_string_equal(header.data, line + strlen("Authorization:"));
    free(want);
    free(p.text);
    conn_buf_free(&canonical);
    conn_buf_free(&names);
    conn_buf_free(&text);
    conn_buf_free(&header);
    cJSON_Delete(context);
}

/* S3 signs the path as it is sent; all others encode it once more. */
static void test_sigv4_paths(void **state)
{
    (void)state;
    conn_sigv4_keys keys = {.raw_path = true};
    conn_sigv4_request request = {.method = "GET",
                                  .host = conn_str_of("h"),
                                  .path = conn_str_of("/a%20b//c/../d")};
    conn_buf made = {0}, names = {0};
    assert_true(conn_sigv4_canonical(&keys, &request, &made, &names));
    assert_memory_equal(made.data, "GET\n/a%20b//c/../d\n", 19);
    conn_buf_reset(&made);
    keys.raw_path = false;
    assert_true(conn_sigv4_canonical(&keys, &request, &made, &names));
    assert_memory_equal(made.data, "GET\n/a%2520b/d\n", 15);
    assert_int_equal(conn_sigv4_header(&made, &keys, &request, NULL),
                     CONN_MISCONFIGURED);
    conn_buf_free(&made);
    conn_buf_free(&names);
}

#define SIGV4_COUNT (sizeof sigv4_cases / sizeof sigv4_cases[0])

int main(void)
{
    static struct CMUnitTest tests[SIGV4_COUNT + 1];
    size_t n = 0;
    for (size_t i = 0; i < SIGV4_COUNT; i++)
        tests[n++] = (struct CMUnitTest){sigv4_cases[i], test_sigv4, NULL, NULL,
                                         (void *)(size_t)sigv4_cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_sigv4_paths);
    return cmocka_run_group_tests_name("sigv4", tests, NULL, NULL);
}
