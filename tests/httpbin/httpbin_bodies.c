/* httpbin_bodies.c - what httpbin says of the client's requests, byte for byte,
 * and bodies that are compressed, in pieces, slow or downloaded. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "httpbin_check.h"

#define FILE_SIZE 100003

conn_str map_get(const httpbin_string_map *map, const char *key)
{
    for (size_t i = 0; i < map->count; i++)
        if (strcasecmp(map->items[i].key.data, key) == 0)
            return map->items[i].value;
    return (conn_str){NULL, 0};
}

/* ---- what is asked ---- */

#define ODD "a b&c=d+e%41#?/;\xC3\xA9\xF0\x9F\x90\x98\""

static void check_odd(Run *run, httpbin *client)
{
    conn_error err = {0};
    conn_str tags[] = {CONN_STR("x,y"), CONN_STR(""), CONN_STR(ODD)};
    httpbin_echo_odd_args args = {.part = "a%2Fb c?#\xF0\x9F\x90\x98",
                                  .rest = "d/e;=@f",
                                  .q = ODD,
                                  .tags = {tags, 3},
                                  .a_b_c = "named oddly",
                                  .odd = "a, \"b\"\tc\\;",
                                  .crumb = "crumb=1"};
    conn_reply *reply = httpbin_echo_odd(client, &args, &err);
    const httpbin_odd *seen = VALUE_OF(httpbin_echo_odd, reply);
    check_ok(run, &err, "odd characters in path, query and header");
    if (seen == NULL)
        return;
    char start[256];
    snprintf(start, sizeof start,
             "%s/anything/a%%252Fb%%20c%%3F%%23\xF0\x9F\x90\x98/d/e;%%3D%%40f?",
             run->url);
    conn_str url = seen->url;
    url.len = url.len > strlen(start) ? strlen(start) : url.len;
    check(run, str_is(url, start), "the path");
    check(run, str_is(seen->args.q, ODD), "a parameter");
    check(run,
          seen->args.tags.count == 3 &&
              str_is(seen->args.tags.items[0], "x,y") &&
              str_is(seen->args.tags.items[1], "") &&
              str_is(seen->args.tags.items[2], ODD),
          "a list of parameters");
    check(run, str_is(seen->args.a_b_c, args.a_b_c), "an odd name");
    check(run, str_is(map_get(&seen->headers, "X-Odd"), args.odd), "a header");
    check(run, str_is(map_get(&seen->headers, "Cookie"), "crumb=crumb=1"),
          "a cookie");
    conn_reply_free(reply);
    args.odd = "a\r\nX-More: b";
    conn_reply_free(httpbin_echo_odd(client, &args, &err));
    check_fails(run, &err, CONN_USAGE, 0, "a header with a line break");
    args.odd = "a";
    args.part = "..";
    conn_reply_free(httpbin_echo_odd(client, &args, &err));
    check_fails(run, &err, CONN_USAGE, 0, "a path of two dots");
    conn_error_clear(&err);
}

static void check_form(Run *run, httpbin *client)
{
    conn_error err = {0};
    httpbin_echo_form_args args = {
        .name = ODD, .count = CONN_SOME(INT64_MIN), .a_b = " two\r\nlines "};
    conn_reply *reply = httpbin_echo_form(client, &args, &err);
    const httpbin_form *seen = VALUE_OF(httpbin_echo_form, reply);
    check(run,
          seen && seen->form.count == 3 &&
              str_is(map_get(&seen->form, "name"), ODD) &&
              str_is(map_get(&seen->form, "count"), "-9223372036854775808") &&
              str_is(map_get(&seen->form, "a[b]&"), args.a_b),
          "a form");
    check(run,
          seen && str_is(map_get(&seen->headers, "Content-Type"),
                         "application/x-www-form-urlencoded"),
          "its type");
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
}

static void check_json(Run *run, httpbin *client)
{
    conn_error err = {0};
    const char *text =
        "{\"big\":9007199254740993,\"half\":0.5,\"text\":\"\xC3\xA9\\u0000\"}";
    httpbin_echo_json_args args = {.body = {text, strlen(text)}};
    conn_reply *reply = httpbin_echo_json(client, &args, &err);
    const httpbin_echo *seen = VALUE_OF(httpbin_echo_json, reply);
    check(run, seen && str_is(seen->data, text), "JSON, byte for byte");
    check(run,
          seen &&
              str_is(seen->json.value, "{\"big\":9007199254740993,\"half\":0.5,"
                                       "\"text\":\"\\u00e9\\u0000\"}"),
          "and as it is read");
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
}

void check_requests(Run *run)
{
    httpbin *client = client_open(run, HTTPBIN_AUTH_NONE);
    check_odd(run, client);
    check_form(run, client);
    check_json(run, client);
    httpbin_close(client);
}

/* ---- what is sent ---- */

/* What httpbin makes of bytes that are no text; to be freed. */
static char *data_url(const char *type, conn_bytes bytes)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        exit(2);
    fprintf(out, "data:%s;base64,", type);
    base64_write(out, bytes);
    fclose(out);
    return text;
}

static char *file_with(const Run *run, const char *name, conn_bytes bytes)
{
    char *path = malloc(strlen(run->folder) + strlen(name) + 2);
    FILE *file = run_file(run, name);
    fwrite(bytes.data, 1, bytes.len, file);
    fclose(file);
    if (path == NULL)
        exit(2);
    sprintf(path, "%s/%s", run->folder, name);
    return path;
}

static void check_multipart(Run *run, httpbin *client, conn_bytes bytes)
{
    conn_error err = {0};
    char *path = file_with(run, "picture.png", bytes);
    char *want = data_url("image/png", bytes);
    httpbin_echo_parts_args args = {.title = " " ODD "\r\n--conn-",
                                    .file = CONN_UPLOAD_FILE(path)};
    args.file.type = "image/png";
    conn_reply *reply = httpbin_echo_parts(client, &args, &err);
    const httpbin_form *seen = VALUE_OF(httpbin_echo_parts, reply);
    check(run,
          seen && seen->form.count == 1 &&
              str_is(map_get(&seen->form, "title"), args.title),
          "a part of text");
    conn_str file = seen ? map_get(&seen->files, "file") : (conn_str){NULL, 0};
    check(run, file.len == strlen(want) && !memcmp(file.data, want, file.len),
          "a part from a file of %zu bytes", bytes.len);
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
    free(path);
    free(want);
}

typedef struct Source {
    conn_bytes bytes;
    size_t at;
} Source;

static ptrdiff_t source_read(void *user, void *into, size_t room)
{
    Source *source = user;
    size_t left = source->bytes.len - source->at;
    size_t n = left < 1000 ? left : 1000;
    n = n < room ? n : room;
    memcpy(into, source->bytes.data + source->at, n);
    source->at += n;
    return (ptrdiff_t)n;
}

/* How a body of these bytes arrives that comes by `call` or is the argument. */
static void check_put(Run *run, httpbin *client, conn_bytes bytes,
                      const conn_call_options *call, const char *what)
{
    conn_error err = {0};
    httpbin_echo_put_args args = {.call = call};
    char *want = data_url("application/octet-stream", bytes);
    if (call == NULL)
        args.body = bytes;
    conn_reply *reply = httpbin_echo_put(client, &args, &err);
    const httpbin_echo *seen = VALUE_OF(httpbin_echo_put, reply);
    check(run,
          seen && seen->data.len == strlen(want) &&
              !memcmp(seen->data.data, want, seen->data.len),
          "%s", what);
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
    free(want);
}

void check_bodies(Run *run)
{
    httpbin *client = client_open(run, HTTPBIN_AUTH_NONE);
    unsigned char *data = data_make(FILE_SIZE, 7);
    conn_bytes bytes = {data, FILE_SIZE};
    check_multipart(run, client, bytes);
    check_put(run, client, bytes, NULL, "a body of bytes");
    Source source = {bytes, 0};
    conn_upload from = {
        .read = source_read, .length = FILE_SIZE, .user = &source};
    conn_call_options call = {.upload = &from};
    check_put(run, client, bytes, &call, "a body from a function");
    source.at = 0;
    from.length = 0;
    check_put(run, client, bytes, &call, "and in chunks");
    char *path = file_with(run, "upload", bytes);
    from = (conn_upload)CONN_UPLOAD_FILE(path);
    check_put(run, client, bytes, &call, "a body from a file");
    free(path);
    free(data);
    httpbin_close(client);
}

/* ---- what is answered ---- */

static void check_codings(Run *run, httpbin *client)
{
    conn_error err = {0};
    conn_reply *gzip = httpbin_coding_gzip(client, NULL, &err);
    const httpbin_coded *seen = VALUE_OF(httpbin_coding_gzip, gzip);
    check(run, seen && seen->gzipped, "gzip");
    check_ok(run, &err, "is read");
    conn_reply *deflate = httpbin_coding_deflate(client, NULL, &err);
    seen = VALUE_OF(httpbin_coding_deflate, deflate);
    check(run, seen && seen->deflated, "deflate");
    check_ok(run, &err, "is read");
    conn_reply *brotli = httpbin_coding_brotli(client, NULL, &err);
    seen = VALUE_OF(httpbin_coding_brotli, brotli);
    check(run, seen && seen->brotli, "brotli");
    check_ok(run, &err, "is read");
    conn_reply_free(gzip);
    conn_reply_free(deflate);
    conn_reply_free(brotli);
}

/* httpbin's ranges are of the alphabet, over and over. */
static void check_range(Run *run, httpbin *client, const char *range,
                        size_t from, size_t count, int status)
{
    conn_error err = {0};
    httpbin_data_some_args args = {.size = CONN_SOME(1000), .range = range};
    conn_reply *reply = httpbin_data_some(client, &args, &err);
    const conn_bytes *bytes = VALUE_OF(httpbin_data_some, reply);
    bool same =
        bytes && bytes->len == count && conn_reply_status(reply) == status;
    for (size_t i = 0; same && i < count; i++)
        same = bytes->data[i] == 'a' + (from + i) % 26;
    check(run, same, "the range %s", range);
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
}

typedef struct Collected {
    char text[1000];
    size_t len;
    bool broken; /* takes no more than 400 bytes */
} Collected;

static bool collect(void *user, const void *bytes, size_t size)
{
    Collected *all = user;
    size_t room = (all->broken ? 400 : sizeof all->text) - all->len;
    size_t taken = size < room ? size : room;
    memcpy(all->text + all->len, bytes, taken);
    all->len += taken;
    return taken == size;
}

/* A download that broke off goes on where it did. */
static void check_resumed(Run *run, httpbin *client)
{
    conn_error err = {0};
    Collected all = {.broken = true};
    conn_download to = {.write = collect, .user = &all};
    conn_call_options call = {.download = &to};
    httpbin_data_some_args args = {
        .size = CONN_SOME(1000), .range = "bytes=0-", .call = &call};
    conn_reply_free(httpbin_data_some(client, &args, &err));
    check_fails(run, &err, CONN_CANCELLED, 0, "a download that breaks off");
    char rest[64];
    snprintf(rest, sizeof rest, "bytes=%zu-", all.len);
    args.range = rest;
    all.broken = false;
    conn_reply *reply = httpbin_data_some(client, &args, &err);
    check_ok(run, &err, "goes on");
    check(run, conn_reply_status(reply) == 206, "with a part");
    conn_reply_free(reply);
    bool same = all.len == sizeof all.text;
    for (size_t i = 0; same && i < all.len; i++)
        same = all.text[i] == (char)('a' + i % 26);
    check(run, same, "and is whole: %zu bytes", all.len);
    args.range = "bytes=1000-";
    conn_reply_free(httpbin_data_some(client, &args, &err));
    check_fails(run, &err, CONN_VENDOR, 416, "a range behind the end");
}

static void download(Run *run, httpbin *client, bool chunks, const char *name)
{
    conn_error err = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", run->folder, name);
    conn_download to = {.path = path};
    conn_call_options call = {.download = &to};
    httpbin_data_bytes_args whole = {
        .size = CONN_SOME(50000), .seed = CONN_SOME(3), .call = &call};
    httpbin_data_chunks_args parts = {
        .size = CONN_SOME(50000), .seed = CONN_SOME(3), .call = &call};
    conn_reply_free(chunks ? httpbin_data_chunks(client, &parts, &err)
                           : httpbin_data_bytes(client, &whole, &err));
    check_ok(run, &err, name);
    to.max_size = 49999;
    conn_reply_free(chunks ? httpbin_data_chunks(client, &parts, &err)
                           : httpbin_data_bytes(client, &whole, &err));
    check_fails(run, &err, CONN_LIMIT, 0, "a byte more than the limit");
    conn_error_clear(&err);
}

static void check_rows(Run *run, httpbin *client)
{
    conn_error err = {0};
    httpbin_data_rows_args args = {.n = CONN_SOME(60)};
    const httpbin_row *row;
    int64_t count = 0;
    bool in_order = true;
    httpbin_data_rows_stream *rows = httpbin_data_rows(client, &args);
    while ((row = httpbin_data_rows_next(rows, &err)) != NULL)
        in_order = row->id == count++ && in_order;
    httpbin_data_rows_end(rows);
    check(run, in_order && count == 60, "a stream of 60 rows: %" PRId64, count);
    check_ok(run, &err, "without an error");
}

void check_answers(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_NONE);
    httpbin_data_drip_args drip = {.duration = CONN_SOME(0.5),
                                   .numbytes = CONN_SOME(10)};
    check_codings(run, client);
    check_range(run, client, "bytes=100-149", 100, 50, 206);
    check_range(run, client, "bytes=-10", 990, 10, 206);
    check_range(run, client, "bytes=0-", 0, 1000, 200);
    check_range(run, client, "bytes=999-", 999, 1, 206);
    check_resumed(run, client);
    download(run, client, false, "bytes.bin");
    download(run, client, true, "chunks.bin");
    conn_reply *reply = httpbin_data_drip(client, &drip, &err);
    const conn_bytes *bytes = VALUE_OF(httpbin_data_drip, reply);
    check(run, bytes && bytes_equal(*bytes, bytes_of("**********")),
          "a body that drips");
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
    check_rows(run, client);
    httpbin_close(client);
}
