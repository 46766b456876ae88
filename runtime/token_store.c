/* token_store.c - a session's tokens as one text, and under which key. */
#include "token_store.h"

#include <string.h>

#include "call.h"
#include "crypto.h"
#include "json.h"
#include "log.h"

/* ---- which store, which key ---- */

/* Tokens that a person's login gave are kept by default; what the client can
 * get again by itself only in a store that the caller gave. */
static bool store_of(const conn_client *client, conn_token_store *out)
{
    const conn_options *options = &client->options;
    conn_grant grant = client->auth->oauth2->grant;
    if (options->token_store != NULL) {
        *out = *options->token_store;
        return true;
    }
    *out = conn_token_files(options->state_folder);
    return !options->forget_tokens &&
           (grant == CONN_G_CODE || grant == CONN_G_DEVICE);
}

/* Appends what tells one login from another. */
static void add_part(conn_buf *text, const conn_scope *scope,
                     const conn_expr *expr)
{
    conn_value value;
    if (conn_expr_eval(scope, expr, &value, NULL) == CONN_OK &&
        value.kind == CONN_V_TEXT)
        conn_buf_add(text, value.text.data, value.text.len);
    conn_buf_putc(text, '\n');
}

static void add_plain(conn_buf *key, const char *text)
{
    for (; *text != '\0'; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') ||
                      (*text >= 'A' && *text <= 'Z') ||
                      (*text >= '0' && *text <= '9') || *text == '-';
        conn_buf_putc(key, letter ? *text : '_');
    }
}

/* Connector, account, and the start of a digest: what a login is for. */
static bool add_key(const conn_client *client, conn_buf *key)
{
    const conn_oauth2 *how = client->auth->oauth2;
    const char *account = client->options.account;
    conn_arena arena = {0};
    conn_scope scope = {.arena = &arena,
                        .connector = client->connector,
                        .config = client->config};
    conn_buf text = {0};
    unsigned char digest[CONN_HASH_MAX];
    conn_buf_printf(&text, "%s\n%s\n%s\n", client->auth->label,
                    account != NULL ? account : "",
                    how->scopes != NULL ? how->scopes : "");
    add_part(&text, &scope, how->token_url);
    add_part(&text, &scope, how->client_id);
    add_part(&text, &scope, how->username);
    bool done = text.status == CONN_OK &&
                conn_hash_of(CONN_HASH_SHA256, text.data, text.len, digest);
    add_plain(key, client->connector->name);
    conn_buf_putc(key, '-');
    if (account != NULL)
        add_plain(key, account);
    conn_buf_puts(key, account != NULL ? "-" : "");
    done = done && conn_hex_add(key, digest, 8);
    conn_buf_free(&text);
    conn_arena_free(&arena);
    return done;
}

/* ---- the text ---- */

static const char *const token_names[CONN_TOKEN_SLOTS] = {
    [CONN_T_ACCESS] = "access_token",
    [CONN_T_REFRESH] = "refresh_token",
    [CONN_T_RENEW_AT] = "renew_at"};

/* ,"name":value unless it is null. */
static bool add_member(conn_buf *json, const char *name,
                       const conn_value *value)
{
    if (value->kind == CONN_V_NULL)
        return true;
    if (json->data[json->len - 1] != '{')
        conn_buf_putc(json, ',');
    return conn_json_quote(json, name, strlen(name)) &&
           conn_buf_putc(json, ':') && conn_json_put_value(json, value);
}

static bool write_text(const conn_client *client, const conn_value *slots,
                       conn_buf *json)
{
    const conn_connector *connector = client->connector;
    bool done = conn_buf_putc(json, '{');
    for (size_t i = 0; done && i < CONN_TOKEN_SLOTS; i++)
        done = add_member(json, token_names[i],
                          &slots[client->session.token_at + i]);
    done = done && conn_buf_puts(json, json->len > 1 ? ",\"account\":{"
                                                     : "\"account\":{");
    for (size_t i = 0; done && i < connector->slot_count; i++)
        done = add_member(json, connector->slots[i], &slots[i]);
    return done && conn_buf_puts(json, "}}\n");
}

static bool read_value(conn_arena *arena, conn_json_slice slice,
                       conn_value *out)
{
    conn_buf text = {0};
    bool flag;
    *out = (conn_value){.kind = CONN_V_NULL};
    if (conn_json_slice_is_null(slice))
        return true;
    if (conn_json_slice_bool(slice, &flag)) {
        *out = (conn_value){.kind = CONN_V_BOOL, .number = flag};
        return true;
    }
    if (slice.data[0] != '"' && conn_json_slice_int64(slice, &out->number)) {
        out->kind = CONN_V_INT;
        return true;
    }
    bool done = conn_json_slice_text(slice, &text);
    const char *data = NULL;
    if (done)
        data = conn_arena_text(arena, text.len > 0 ? text.data : "", text.len);
    *out = (conn_value){.kind = CONN_V_TEXT, .text = {data, text.len}};
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    return data != NULL;
}

/* Reads what the text has into rows; false if it is no such text. */
static bool read_text(const conn_client *client, conn_arena *arena,
                      const conn_buf *text, conn_kept *kept)
{
    const conn_connector *connector = client->connector;
    conn_json_slice all, account, slice;
    if (text->len == 0 ||
        conn_json_check(text->data, text->len, NULL, NULL) != CONN_OK ||
        !conn_json_find(text->data, text->len, "", &all) ||
        !conn_json_member(all, "access_token", &slice))
        return false;
    bool done = true, has = conn_json_member(all, "account", &account);
    for (size_t i = 0; done && i < client->session.slot_count; i++) {
        bool own = i < connector->slot_count;
        const char *name = own ? connector->slots[i]
                               : token_names[i - client->session.token_at];
        bool found = own ? has && conn_json_member(account, name, &slice)
                         : conn_json_member(all, name, &slice);
        kept[i] = (conn_kept){.slot = i};
        if (found)
            done = read_value(arena, slice, &kept[i].value);
    }
    return done;
}

/* ---- load, save, remove ---- */

static void take(void *to, const char *text, size_t len)
{
    conn_buf_add(to, text, len);
}

static bool same_text(const conn_value *a, const conn_value *b)
{
    return a->kind == b->kind && a->text.len == b->text.len &&
           (a->text.len == 0 ||
            memcmp(a->text.data, b->text.data, a->text.len) == 0);
}

/* Takes the text's values over, if its access token is another one. */
static bool adopt(conn_client *client, const conn_buf *text)
{
    conn_session *session = &client->session;
    conn_arena arena = {0};
    uint64_t login;
    size_t access = session->token_at + CONN_T_ACCESS;
    conn_kept *kept =
        conn_arena_alloc(&arena, session->slot_count * sizeof *kept);
    const conn_value *have = conn_session_copy(session, &arena, &login);
    bool done = kept != NULL && have != NULL &&
                read_text(client, &arena, text, kept) &&
                !same_text(&kept[access].value, &have[access]) &&
                conn_session_put(session, kept, session->slot_count);
    conn_arena_wipe(&arena);
    return done;
}

bool conn_tokens_load(const conn_exchange *call)
{
    conn_token_store store;
    conn_buf key = {0}, text = {0};
    if (!store_of(call->client, &store))
        return false;
    conn_status status = CONN_MEMORY;
    if (add_key(call->client, &key))
        status = store.load(store.user, key.data, take, &text);
    if (status != CONN_OK && status != CONN_NOT_FOUND)
        conn_log(call, CONN_LOG_WARN, "the stored tokens can't be read: %s",
                 conn_status_name(status));
    bool done = status == CONN_OK && adopt(call->client, &text);
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    conn_buf_free(&key);
    return done;
}

void conn_tokens_save(const conn_exchange *call)
{
    conn_client *client = call->client;
    conn_token_store store;
    conn_arena arena = {0};
    conn_buf key = {0}, text = {0};
    uint64_t login;
    if (!store_of(client, &store))
        return;
    conn_status status = CONN_MEMORY;
    const conn_value *slots =
        conn_session_copy(&client->session, &arena, &login);
    if (slots != NULL && add_key(client, &key) &&
        write_text(client, slots, &text))
        status = store.save(store.user, key.data, text.data, text.len);
    if (status != CONN_OK)
        conn_log(call, CONN_LOG_ERROR, "the tokens can't be stored: %s",
                 conn_status_name(status));
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    conn_buf_free(&key);
    conn_arena_wipe(&arena);
}

void conn_tokens_remove(const conn_exchange *call)
{
    conn_token_store store;
    conn_buf key = {0};
    if (!store_of(call->client, &store))
        return;
    conn_status status = CONN_MEMORY;
    if (add_key(call->client, &key))
        status = store.remove(store.user, key.data);
    if (status != CONN_OK)
        conn_log(call, CONN_LOG_ERROR, "the stored tokens can't be removed: %s",
                 conn_status_name(status));
    conn_buf_free(&key);
}
