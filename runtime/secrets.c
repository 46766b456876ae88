/* secrets.c - which values of a call are secret. */
#include <string.h>

#include "base64.h"
#include "call.h"
#include "json.h"
#include "secrets_list.h"

/* Of a body that is searched for names. What comes of credentials is small. */
enum { LOOKED_AT = 65536 };
/* What was found by a name may be no secret: shorter ones are left. */
enum { LEAST_FOUND = 8 };
/* Characters of base64 that make a secret sure to be meant. */
enum { LEAST_WITHIN = 6 };

/* ---- adding ---- */

static void add(conn_secrets *list, conn_str text, bool within)
{
    conn_secret *s = conn_arena_alloc(&list->arena, sizeof *s);
    char *copy = conn_arena_text(&list->arena, text.data, text.len);
    if (s == NULL || copy == NULL) {
        list->failed = true;
        return;
    }
    *s = (conn_secret){list->first, {copy, text.len}, within};
    list->first = s;
}

/* The alphabet of RFC 4648 section 5. */
static bool to_url_alphabet(char *text, size_t len)
{
    bool changed = false;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        text[i] = (char)(c == '+' ? '-' : c == '/' ? '_' : c);
        changed = changed || text[i] != c;
    }
    return changed;
}

/* The characters that are of the secret alone where `before` bytes modulo 3
 * precede it in what is encoded. */
static void add_within(conn_secrets *list, conn_str text, size_t before)
{
    size_t len = before + text.len;
    char *plain = conn_arena_alloc(&list->arena, len);
    char *coded = conn_arena_alloc(&list->arena, conn_base64_length(len) + 1);
    if (plain == NULL || coded == NULL) {
        list->failed = true;
        return;
    }
    memcpy(plain + before, text.data, text.len);
    conn_base64_encode(plain, len, coded);
    size_t start = (before * 8 + 5) / 6, end = len * 8 / 6;
    if (end < start + LEAST_WITHIN)
        return;
    add(list, (conn_str){coded + start, end - start}, true);
    if (to_url_alphabet(coded, end))
        add(list, (conn_str){coded + start, end - start}, true);
}

static void add_coded(conn_secrets *list, conn_str text)
{
    add(list, text, false);
    for (size_t before = 0; before < 3; before++)
        add_within(list, text, before);
}

/* Base64, and signatures that are plain text, are made of text as others want
 * it: of id and secret, each percent-encoded, or of JSON. */
void conn_secrets_add(conn_secrets *list, conn_str text)
{
    if (text.len == 0)
        return;
    add_coded(list, text);
    conn_buf other = {0};
    conn_uri_encode(&other, text.data, text.len, "");
    if (other.len > text.len)
        add_coded(list, (conn_str){other.data, other.len});
    conn_buf_reset(&other);
    bool json = conn_json_quote(&other, text.data, text.len);
    if (json && other.len > text.len + 2)
        add_coded(list, (conn_str){other.data + 1, other.len - 2});
    list->failed = list->failed || other.status != CONN_OK;
    if (other.data != NULL)
        conn_wipe(other.data, other.size);
    conn_buf_free(&other);
}

static void add_value(conn_secrets *list, const conn_value *value)
{
    if (value->secret && value->kind == CONN_V_TEXT)
        conn_secrets_add(list, value->text);
}

/* ---- what is declared or stored ---- */

static void add_args(conn_secrets *list, const conn_exchange *call)
{
    const conn_op *op = call->op;
    for (size_t i = 0; i < op->arg_count; i++) {
        const conn_arg *arg = &op->args[i];
        conn_value value;
        if (!(arg->field.flags & CONN_F_SECRET))
            continue;
        conn_status status = conn_value_of(
            &list->arena, arg, conn_arg_read(arg, call->args), &value, NULL);
        if (status == CONN_OK)
            add_value(list, &value);
        list->failed = list->failed || status == CONN_MEMORY;
    }
}

/* What the operation will keep of the answer, a login's token say. */
static void add_saves(conn_secrets *list, const conn_exchange *call)
{
    const conn_op *op = call->op;
    if (op->save_count == 0 || call->reply == NULL ||
        call->reply->response.status == 0)
        return;
    conn_scope scope = {.arena = &list->arena,
                        .config = call->client->config,
                        .op = op,
                        .args = call->args,
                        .response = &call->reply->response};
    for (size_t i = 0; i < op->save_count; i++) {
        conn_value value;
        conn_status status =
            conn_expr_eval(&scope, op->saves[i].value, &value, NULL);
        list->failed = list->failed || status == CONN_MEMORY;
        value.secret = true;
        if (status == CONN_OK)
            add_value(list, &value);
    }
}

static void add_stored(conn_secrets *list, conn_client *client)
{
    uint64_t login;
    for (size_t i = 0; i < client->connector->config_count; i++)
        add_value(list, &client->config[i]);
    const conn_value *slots =
        conn_session_copy(&client->session, &list->arena, &login);
    if (slots == NULL) {
        list->failed = true;
        return;
    }
    for (size_t i = 0; i < client->session.slot_count; i++)
        add_value(list, &slots[i]);
}

/* The user and password of the proxy's URL: "http://user:password@host". */
static void add_proxy(conn_secrets *list, const char *proxy)
{
    const char *from = proxy != NULL ? strstr(proxy, "://") : NULL;
    from = from != NULL ? from + 3 : proxy;
    const char *end = from != NULL ? strrchr(from, '@') : NULL;
    const char *colon = end != NULL ? strchr(from, ':') : NULL;
    if (colon == NULL || colon > end)
        return;
    conn_buf plain = {0};
    conn_uri_decode(&plain, colon + 1, (size_t)(end - colon - 1), false);
    list->failed = list->failed || plain.status != CONN_OK;
    conn_secrets_add(list, (conn_str){plain.data, plain.len});
    if (plain.data != NULL)
        conn_wipe(plain.data, plain.size);
    conn_buf_free(&plain);
}

/* ---- what is found ---- */

static void add_found(conn_secrets *list, conn_str text)
{
    if (text.len >= LEAST_FOUND)
        conn_secrets_add(list, text);
}

static void add_named(conn_secrets *list, const conn_named *found)
{
    conn_str value = found->value;
    conn_buf plain = {0};
    if (found->json)
        (void)conn_json_slice_text(
            (conn_json_slice){value.data - 1, value.len + 2}, &plain);
    else
        conn_uri_decode(&plain, value.data, value.len, true);
    list->failed = list->failed || plain.status != CONN_OK;
    add_found(list, (conn_str){plain.data, plain.len});
    if (plain.data != NULL)
        conn_wipe(plain.data, plain.size);
    conn_buf_free(&plain);
}

/* Values called by a secret's name. Vague names count in what is sent: of an
 * answer's error the "code" is what happened. */
static void look_into(conn_secrets *list, const char *text, size_t len,
                      bool sent)
{
    size_t at = 0;
    conn_named found;
    if (text == NULL)
        return;
    conn_str part = {text, len < LOOKED_AT ? len : LOOKED_AT};
    while (conn_secret_next(part, &at, &found))
        if (at + found.json <= part.len && (sent || !found.vague))
            add_named(list, &found);
}

/* "Bearer CREDENTIALS", "name=VALUE; name=VALUE; Path=/". */
static void add_header(conn_secrets *list, const char *name, const char *value)
{
    if (!conn_secret_header(name))
        return;
    const char *scheme = strchr(value, ' ');
    bool cookie =
        strstr(name, "ookie") != NULL || strstr(name, "OOKIE") != NULL;
    if (!cookie) {
        add_found(list, conn_str_of(scheme != NULL ? scheme + 1 : value));
        return;
    }
    while (*value != '\0') {
        size_t len = strcspn(value, ";");
        const char *is = memchr(value, '=', len);
        if (is != NULL)
            add_found(list, (conn_str){is + 1, len - (size_t)(is + 1 - value)});
        value += len + (value[len] == ';');
    }
}

static void look_at_request(conn_secrets *list, const conn_request *request)
{
    look_into(list, request->url.data, request->url.len, true);
    look_into(list, request->body, request->body_len, true);
    for (size_t i = 0; i < request->header_count; i++)
        add_header(list, request->headers[i].name, request->headers[i].value);
}

static void look_at_answer(conn_secrets *list,
                           const conn_http_response *response)
{
    conn_header at = {NULL, NULL};
    look_into(list, response->body.data, response->body.len, false);
    while (conn_response_next(response, &at)) {
        add_header(list, at.name, at.value);
        if (conn_same_name(at.name, "Location"))
            look_into(list, at.value, strlen(at.value), true);
    }
}

void conn_secrets_gather(conn_secrets *list, const conn_exchange *call)
{
    const conn_options *options = &call->client->options;
    *list = (conn_secrets){{0}, NULL, false};
    add_args(list, call);
    add_stored(list, call->client);
    add_saves(list, call);
    add_proxy(list, options->proxy);
    conn_secrets_add(list, conn_str_of(options->key_password));
    look_at_request(list, &call->request);
    if (call->reply != NULL)
        look_at_answer(list, &call->reply->response);
}

void conn_secrets_free(conn_secrets *list)
{
    conn_arena_wipe(&list->arena);
    *list = (conn_secrets){{0}, NULL, false};
}
