/* test_bodies.c - bodies that are not in memory: multipart, uploads from files
 * and functions, downloads to both. */
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"

static const conn_path_part path[] = {{"/up", 0, false, false}};

typedef struct parts_args {
    conn_upload file;
    const char *title;
    string_list tags;
    const conn_call_options *call;
} parts_args;

static const conn_type type_upload_bytes = {
    CONN_K_BYTES, CONN_W_UPLOAD, sizeof(conn_upload), NULL, 0, 0, NULL};

#define PART(member, wire, type, required)                                     \
    {                                                                          \
        {wire, sizeof(wire) - 1, &type, offsetof(parts_args, member), 0, 0,    \
         NULL},                                                                \
            #member, CONN_IN_PART, CONN_L_REPEAT, NULL, required               \
    }
static const conn_arg parts[] = {
    PART(title, "ti\"t\r\nle", type_cstr, false),
    PART(file, "file", type_upload_bytes, true),
    PART(tags, "tag", type_strings, false),
};
static const uint16_t statuses[] = {503, 0};
static const conn_retry retry = {statuses, 2, 1, 1};
static const conn_op op_parts = {.name = "parts",
                                 .method = "POST",
                                 .path = path,
                                 .path_count = 1,
                                 .args = parts,
                                 .arg_count = COUNT(parts),
                                 .call_offset = offsetof(parts_args, call),
                                 .encoding = CONN_ENC_MULTIPART,
                                 .idempotent = true,
                                 .retry = &retry};
static const conn_arg raw_args[] = {ARG_RAW()};
static const conn_op op_put = {.name = "put",
                               .method = "PUT",
                               .path = path,
                               .path_count = 1,
                               .args = raw_args,
                               .arg_count = 1,
                               .call_offset = CALL_OFFSET,
                               .encoding = CONN_ENC_RAW,
                               .retry = &retry};
static const conn_op op_down = {.name = "down",
                                .method = "GET",
                                .path = path,
                                .path_count = 1,
                                .call_offset = CALL_OFFSET,
                                .result = &type_bytes,
                                .raw_result = true,
                                .retry = &retry,
                                .errors = &api_errors};

/* ---- files ---- */

static char folder[] = "/tmp/conn-bodies-XXXXXX";

static const char *file_path(const char *name)
{
    static char text[4][128];
    static int next;
    char *out = text[next++ % 4];
    snprintf(out, sizeof text[0], "%s/%s", folder, name);
    return out;
}

static const char *file_with(const char *name, const char *text)
{
    const char *at = file_path(name);
    FILE *file = fopen(at, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return at;
}

static void assert_file(const char *name, const char *text)
{
    char found[256] = "";
    FILE *file = fopen(file_path(name), "rb");
    assert_non_null(file);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(found, text);
}

static bool exists(const char *name)
{
    return access(file_path(name), F_OK) == 0;
}

/* ---- a function that gives text, a few bytes at a time ---- */

typedef struct reader {
    const char *text;
    size_t at;
    int rewinds;
    size_t fail_at; /* 0: never */
} reader;

static ptrdiff_t read_some(void *user, void *into, size_t room)
{
    reader *r = user;
    size_t left = strlen(r->text) - r->at;
    size_t n = left < 3 ? left : 3;
    if (r->fail_at > 0 && r->at >= r->fail_at)
        return -1;
    n = n < room ? n : room;
    memcpy(into, r->text + r->at, n);
    r->at += n;
    return (ptrdiff_t)n;
}

static bool rewind_it(void *user)
{
    reader *r = user;
    r->at = 0;
    r->rewinds++;
    return true;
}

static bool refuse(void *user, int64_t done, int64_t total)
{
    (void)user;
    (void)total;
    return done < 4;
}

/* ---- multipart ---- */

/* The request's body with the boundary, which differs each time, as "B". */
static void assert_body(fixture *f, int n, const char *want)
{
    char found[2048] = "";
    const char *text = server_request(f->srv, n);
    const char *mark = strstr(text, "boundary=");
    assert_non_null(mark);
    char boundary[64] = "";
    size_t len = strcspn(mark + 9, "\n"), at = 0;
    memcpy(boundary, mark + 9, len);
    assert_int_equal(strncmp(boundary, "conn-", 5), 0);
    for (const char *c = strstr(text, "\n\n") + 2; *c != '\0';) {
        bool here = strncmp(c, boundary, len) == 0;
        found[at++] = here ? 'B' : *c;
        c += here ? len : 1;
    }
    assert_string_equal(found, want);
}

#define TITLE                                                                  \
    "--B\r\nContent-Disposition: form-data; name=\"ti%22t%0D%0Ale\"\r\n\r\n"   \
    "a\r\nb\r\n"
#define FILE_PART(name, type, body)                                            \
    "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" name   \
    "\"\r\nContent-Type: " type "\r\n\r\n" body "\r\n"
#define TAG(text)                                                              \
    "--B\r\nContent-Disposition: form-data; name=\"tag\"\r\n\r\n" text "\r\n"

static void send_parts(fixture *f, parts_args *args)
{
    conn_reply_free(conn_call(f->client, &op_parts, args, &f->err));
}

static void test_multipart(void **state)
{
    (void)state;
    step steps[] = {STEP("POST /v1/up", "204"), STEP("POST /v1/up", "503"),
                    STEP("POST /v1/up", "204")};
    conn_str tags[] = {CONN_STR("x"), CONN_STR("")};
    fixture f;
    fixture_open(&f, steps, 3, 0, NULL);
    parts_args args = {.title = "a\r\nb",
                       .file = CONN_UPLOAD_DATA("bytes", 5),
                       .tags = {tags, 2}};
    args.file.filename = "a\"b\r\nContent-Type: text/html\r\n.txt";
    send_parts(&f, &args);
    assert_string_equal(f.err.message, "");
    assert_body(&f, 0,
                TITLE FILE_PART("a%22b%0D%0AContent-Type: text/html%0D%0A.txt",
                                "application/octet-stream", "bytes") TAG("x")
                    TAG("") "--B--\r\n");
    args = (parts_args){
        .file = CONN_UPLOAD_FILE(file_with("photo.png", "picture"))};
    args.file.type = "image/png";
    send_parts(&f, &args); /* a file is read again for the second attempt */
    assert_string_equal(f.err.message, "");
    assert_body(&f, 1,
                FILE_PART("photo.png", "image/png", "picture") "--B--\r\n");
    assert_body(&f, 2,
                FILE_PART("photo.png", "image/png", "picture") "--B--\r\n");
    fixture_close(&f);
}

static void test_multipart_refused(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, NULL, 0, 0, NULL);
    parts_args args = {.title = "t"};
    send_parts(&f, &args);
    assert_error(&f.err, CONN_USAGE, "parts: argument `file` is missing");
    args.file = (conn_upload)CONN_UPLOAD_DATA("b", 1);
    args.file.type = "text/plain\r\nX: y";
    send_parts(&f, &args);
    assert_error(&f.err, CONN_USAGE, "parts: part `file` has no media type");
    args.file = (conn_upload)CONN_UPLOAD_FILE("/nowhere/x");
    send_parts(&f, &args);
    assert_error(&f.err, CONN_USAGE,
                 "parts: the file `/nowhere/x` can't be read");
    fixture_close(&f);
}

/* ---- raw uploads ---- */

static conn_status put(fixture *f, const conn_upload *from)
{
    conn_call_options options = {.upload = from};
    api_args args = {.call = &options};
    conn_reply_free(conn_call(f->client, &op_put, &args, &f->err));
    return f->err.status;
}

static void test_upload(void **state)
{
    (void)state;
    step steps[] = {
        STEP("PUT /v1/up\nContent-Length: 7\nContent-Type: "
             "application/octet-stream\n!Expect\n\npicture",
             "503"),
        STEP("PUT /v1/up\nContent-Length: 7\n\npicture", "204"),
        STEP("PUT /v1/up\nContent-Length: 10\n!Transfer-Encoding\n\n"
             "0123456789",
             "503"),
        STEP("PUT /v1/up\nContent-Length: 10\n\n0123456789", "204"),
        STEP("PUT /v1/up\nContent-Length: 10\n\n0123456789", "503")};
    fixture f;
    reader r = {.text = "0123456789"};
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_upload file = CONN_UPLOAD_FILE(file_with("in", "picture"));
    assert_int_equal(put(&f, &file), CONN_OK);
    conn_upload some = {
        .read = read_some, .rewind = rewind_it, .length = 10, .user = &r};
    assert_int_equal(put(&f, &some), CONN_OK);
    assert_int_equal(r.rewinds, 1);
    /* What can't be read again is not tried again. */
    r.at = 0;
    some.rewind = NULL;
    assert_int_equal(put(&f, &some), CONN_UNAVAILABLE);
    fixture_close(&f);
}

/* The server of the tests knows no chunks: what came is looked at here. */
static void test_upload_of_unknown_length(void **state)
{
    (void)state;
    step steps[] = {
        STEP_AS(LAST, "PUT /v1/up\nTransfer-Encoding: chunked", "204")};
    fixture f;
    reader r = {.text = "01234"};
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_upload some = {.read = read_some, .user = &r};
    assert_int_equal(put(&f, &some), CONN_OK);
    fixture_close(&f);
}

static void test_upload_broken(void **state)
{
    (void)state;
    fixture f;
    reader r = {.text = "0123456789", .fail_at = 6};
    step steps[] = {STEP_AS(DROP, "PUT /v1/up", "")};
    fixture_open(&f, steps, 0, 0, NULL);
    conn_upload some = {.read = read_some, .length = 10, .user = &r};
    assert_int_equal(put(&f, &some), CONN_USAGE);
    assert_string_equal(f.err.message, "put: the body can't be read");
    r = (reader){.text = "short"};
    some.rewind = rewind_it;
    assert_int_equal(put(&f, &some), CONN_USAGE);
    r = (reader){.text = "0123456789"};
    some.progress = refuse;
    assert_int_equal(put(&f, &some), CONN_CANCELLED);
    conn_upload none = {0};
    assert_int_equal(put(&f, &none), CONN_USAGE);
    fixture_close(&f);
}

/* ---- downloads ---- */

static conn_status get(fixture *f, const conn_download *download)
{
    conn_call_options options = {.download = download};
    api_args args = {.call = &options};
    conn_reply *reply = conn_call(f->client, &op_down, &args, &f->err);
    assert_null(conn_reply_value(reply));
    conn_reply_free(reply);
    return f->err.status;
}

static bool note_progress(void *user, int64_t done, int64_t total)
{
    int64_t *seen = user;
    seen[0] = done;
    seen[1] = total;
    return true;
}

static void test_download(void **state)
{
    (void)state;
    step steps[] = {STEP("GET /v1/up", "200\n\nthe whole body"),
                    STEP_AS(CUT, "GET /v1/up", "200\n\nhalf of it is there"),
                    STEP("GET /v1/up", "200\n\nall of it"),
                    STEP("GET /v1/up", "200"),
                    STEP("GET /v1/up", "404\n\n{\"message\":\"no such file\"}"),
                    STEP("GET /v1/up", "200\n\ntoo large")};
    fixture f;
    int64_t seen[2];
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_download to = {
        .path = file_path("a"), .progress = note_progress, .user = seen};
    assert_int_equal(get(&f, &to), CONN_OK);
    assert_file("a", "the whole body");
    assert_int_equal(seen[0], 14);
    assert_int_equal(seen[1], 14);
    assert_int_equal(get(&f, &to), CONN_OK);
    assert_file("a", "all of it");
    to.path = file_path("empty");
    assert_int_equal(get(&f, &to), CONN_OK);
    assert_file("empty", "");
    to.path = file_path("none");
    assert_int_equal(get(&f, &to), CONN_NOT_FOUND);
    assert_string_equal(f.err.vendor_message, "no such file");
    to.max_size = 8;
    assert_int_equal(get(&f, &to), CONN_LIMIT);
    assert_string_equal(f.err.message,
                        "down: the download is larger than allowed");
    assert_false(exists("none"));
    assert_false(exists("none.part"));
    fixture_close(&f);
}

typedef struct writer {
    char text[64];
    size_t len;
    bool refuses;
} writer;

static bool write_some(void *user, const void *bytes, size_t size)
{
    writer *w = user;
    memcpy(w->text + w->len, bytes, size);
    w->len += size;
    return !w->refuses;
}

static void test_download_to_function(void **state)
{
    (void)state;
    step steps[] = {STEP_AS(CHUNKED, "GET /v1/up", "200\n\nin some chunks"),
                    STEP("GET /v1/up", "503"),
                    STEP_AS(CUT, "GET /v1/up", "200\n\nhalf of it"),
                    STEP("GET /v1/up", "200\n\nbody")};
    fixture f;
    writer w = {.len = 0};
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_download to = {.write = write_some, .user = &w};
    assert_int_equal(get(&f, &to), CONN_OK);
    assert_string_equal(w.text, "in some chunks");
    /* 503 gave nothing, what was cut did: it can't start anew. */
    w = (writer){.len = 0};
    assert_int_equal(get(&f, &to), CONN_TRANSPORT);
    assert_string_equal(w.text, "half ");
    w = (writer){.refuses = true};
    assert_int_equal(get(&f, &to), CONN_CANCELLED);
    to.write = NULL;
    assert_int_equal(get(&f, &to), CONN_USAGE);
    fixture_close(&f);
}

static void test_download_unwritable(void **state)
{
    (void)state;
    step steps[] = {STEP("GET /v1/up", "200\n\nx")};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_download to = {.path = "/nowhere/at/all"};
    assert_int_equal(get(&f, &to), CONN_USAGE);
    conn_call_options options = {.download = &to};
    api_args args = {.id = "1", .call = &options};
    assert_null(conn_call(f.client, &op_get, &args, &f.err));
    assert_error(&f.err, CONN_USAGE,
                 "items.get: only a result of type bytes can be downloaded");
    fixture_close(&f);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int drop_folder(void **state)
{
    static const char *const names[] = {"photo.png", "in", "a", "empty"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        remove(file_path(names[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_multipart_refused),
        cmocka_unit_test(test_upload),
        cmocka_unit_test(test_upload_of_unknown_length),
        cmocka_unit_test(test_upload_broken),
        cmocka_unit_test(test_download),
        cmocka_unit_test(test_download_to_function),
        cmocka_unit_test(test_download_unwritable),
    };
    return cmocka_run_group_tests_name("bodies", tests, make_folder,
                                       drop_folder);
}
