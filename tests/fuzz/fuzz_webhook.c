/* fuzz_webhook.c - hostile requests to a webhook: headers and bodies.
 *
 * The input is header lines, an empty line and the body; where its first byte
 * is `!`, which is left out, the right signature is added. Whatever the rest
 * is, a request that is not signed gives CONN_UNAUTHORIZED and no event, and
 * one that is signed is never refused.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conn/events.h"
#include "conn/functions.h"
#include "memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_HEADERS = 16 };
#define SECRET CONN_ANY_LITERAL("secret")

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* ---- the webhook ---- */

static conn_any part(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static conn_any signature_of(conn_run *run, conn_any body)
{
    return conn_fn_bytes_to_hex(run, conn_fn_hmac_sha256(run, SECRET, body));
}

/* Any of the signatures may be the right one: "a=1, v1=HEX, v1=HEX". */
static void verify(conn_run *run, conn_scene *at)
{
    conn_any sent =
        conn_any_either(conn_fn_headers_get(run, part(at->request, "headers"),
                                            CONN_ANY_LITERAL("Signature")),
                        CONN_ANY_LITERAL(""));
    conn_any want = signature_of(run, part(at->request, "raw_body"));
    conn_any rows = conn_fn_string_split(run, sent, CONN_ANY_LITERAL(","));
    size_t count = conn_list_length(run, rows);
    for (size_t i = 0; i < count; i++) {
        conn_any row = conn_fn_string_trim(run, rows.as.list->items[i]);
        conn_any hex = conn_fn_string_after(run, row, CONN_ANY_LITERAL("v1="));
        if (conn_any_is_true(conn_fn_constant_time_eq(run, hex, want)))
            return;
    }
    conn_raise(run, CONN_UNAUTHORIZED, conn_any_null(), conn_any_null());
}

static void make(conn_run *run, conn_scene *at)
{
    conn_any body = part(at->request, "body");
    conn_set(run, at->event, CONN_KEY("id"), part(body, "id"));
    conn_set(run, at->event, CONN_KEY("object"), body);
}

static conn_any route(conn_run *run, conn_scene *at)
{
    (void)run;
    return part(part(at->request, "body"), "type");
}

static const conn_hook hooks[] = {
    {"verify", "w", verify, CONN_PART_HEADERS | CONN_PART_RAW_BODY, 0, false},
    {"on", "w", make, CONN_PART_BODY, 0, false}};
static const conn_event_route routes[] = {{"a.*", &hooks[1]}, {"*", &hooks[1]}};
static const conn_webhook webhook = {"w", &hooks[0], route, routes, 2, false};

typedef struct thing {
    conn_opt_str id;
    conn_json rest;
} thing;
static const conn_type string_type = {
    CONN_K_STRING, CONN_W_PLAIN, sizeof(conn_str), NULL, 0, 0, NULL};
static const conn_field fields[] = {{"id", 2, &string_type, offsetof(thing, id),
                                     offsetof(conn_opt_str, value),
                                     CONN_F_OPTIONAL, NULL}};
static const conn_record record = {"Thing", fields, 1, sizeof(thing), 0};
static const conn_type thing_type = {
    .kind = CONN_K_RECORD, .size = sizeof(thing), .info = &record};
static const conn_type *const types[] = {&thing_type, NULL};

/* ---- a client ---- */

typedef struct config {
    int auth;
} config;
static const conn_auth none = {.label = "none", .kind = CONN_A_NONE};
static const conn_expr base_url = {CONN_E_TEXT, "http://127.0.0.1:1", 0, NULL,
                                   NULL};
static const conn_connector connector = {.desc_version = CONN_DESC_VERSION,
                                         .name = "fuzz",
                                         .version = "",
                                         .auth_offset = offsetof(config, auth),
                                         .base_url = &base_url,
                                         .auths = &none,
                                         .auth_count = 1};

/* ---- one request ---- */

typedef struct request {
    char *text; /* a copy, cut into texts */
    conn_header headers[MOST_HEADERS + 1];
    size_t count;
    const char *body;
    size_t body_size;
} request;

static void cut(request *r, size_t size)
{
    char *at = r->text, *end = r->text + size;
    while (at < end && *at != '\n' && r->count < MOST_HEADERS) {
        char *line = memchr(at, '\n', (size_t)(end - at));
        char *stop = line != NULL ? line : end;
        char *colon = memchr(at, ':', (size_t)(stop - at));
        *stop = '\0';
        if (colon != NULL) {
            *colon = '\0';
            r->headers[r->count].name = at;
            r->headers[r->count++].value = colon + 1;
        }
        at = line != NULL ? stop + 1 : end;
    }
    if (at < end && *at == '\n')
        at++;
    r->body = at;
    r->body_size = (size_t)(end - at);
}

static void sign(request *r, char out[72])
{
    conn_run *run = conn_run_open(NULL);
    conn_any body = conn_any_text(r->body, r->body_size);
    body.kind = CONN_ANY_BYTES;
    conn_any hex = signature_of(run, body);
    memcpy(out, "v1=", 3);
    memcpy(out + 3, hex.as.text.data, hex.as.text.len);
    out[3 + hex.as.text.len] = '\0';
    conn_run_close(run);
    r->headers[r->count].name = "signature";
    r->headers[r->count++].value = out;
}

static void receive(const request *r, bool is_signed)
{
    conn_client *client = NULL;
    conn_event *event = NULL;
    conn_error err = {0};
    conn_webhook_request given = {.headers = r->headers,
                                  .header_count = r->count,
                                  .body = r->body,
                                  .body_size = r->body_size};
    require(conn_open(&client, &connector, &(config){0}, NULL, &err) ==
            CONN_OK);
    conn_status status =
        conn_webhook_receive(client, &webhook, types, &given, &event, &err);
    require(is_signed == (status != CONN_UNAUTHORIZED));
    require(status == CONN_OK || event == NULL);
    if (event != NULL)
        require((event->route == 1) == (event->value != NULL));
    conn_event_free(event);
    conn_error_clear(&err);
    conn_close(client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char signature[72];
    request r = {0};
    bool is_signed = size > 0 && *data == '!';
    size_t skip = is_signed ? 1 : 0;
    r.text = malloc(size + 1);
    if (r.text == NULL)
        return 0;
    memcpy(r.text, data + skip, size - skip);
    r.text[size - skip] = '\0';
    cut(&r, size - skip);
    if (is_signed)
        sign(&r, signature);
    receive(&r, is_signed);
    free(r.text);
    return 0;
}
