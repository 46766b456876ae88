/* ways.c - tables of the ways in: what each sends, and how it logs in. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>

/* The fields of a conn_auth that depend on its kind. */
typedef struct Credentials {
    const char *place, *name, *first, *second;
    const char *oauth2, *oauth1, *jwt, *aws;
} Credentials;

typedef void WayFill(Client *client, const Auth *auth, Credentials *c);

static WayFill fill_nothing, fill_basic, fill_bearer, fill_api_key, fill_oauth2,
    fill_oauth1, fill_jwt, fill_aws, fill_mutual_tls;

static const struct WayRow {
    const char *kind, *constant;
    WayFill *fill;
} way_rows[] = {
    {"none", "CONN_A_NONE", fill_nothing},
    {"basic", "CONN_A_BASIC", fill_basic},
    {"bearer", "CONN_A_BEARER", fill_bearer},
    {"api_key", "CONN_A_API_KEY", fill_api_key},
    {"custom", "CONN_A_CUSTOM", fill_nothing},
    {"oauth2", "CONN_A_OAUTH2", fill_oauth2},
    {"oauth1", "CONN_A_OAUTH1", fill_oauth1},
    {"jwt", "CONN_A_JWT", fill_jwt},
    {"aws", "CONN_A_AWS", fill_aws},
    {"digest", "CONN_A_DIGEST", fill_basic},
    {"mutual_tls", "CONN_A_CERTIFICATE", fill_mutual_tls},
};

static const struct WayRow *way_row_of(const char *kind)
{
    for (size_t i = 0; i < sizeof way_rows / sizeof *way_rows; i++)
        if (strcmp(way_rows[i].kind, kind) == 0)
            return &way_rows[i];
    return NULL;
}

const char *plan_auth_kind(const char *kind)
{
    const struct WayRow *row = way_row_of(kind);
    return row ? row->constant : NULL;
}

/* ---- settings ---- */

static const char *credential(Client *client, const Auth *auth,
                              const char *name)
{
    const char *expr =
        expr_table(client, setting_value(auth->settings, name), NULL);
    return expr ? expr : "NULL";
}

/* Credentials are looked up in statements of their own, not as arguments of one
 * call: each may add a table, and C leaves the order of arguments open. */

/* The setting, or the entry of the configuration that is called the same. */
static const char *credential_or_config(Client *client, const Auth *auth,
                                        const char *name)
{
    if (setting_value(auth->settings, name))
        return credential(client, auth, name);
    for (size_t i = 0; i < client->config_count; i++) {
        const Field *field = client->config[i].member.field;
        if (strcmp(field->name, name) != 0)
            continue;
        Expr *expr = arena_new(client->arena, Expr);
        *expr = (Expr){
            .kind = EXPR_CONFIG, .span = auth->span, .field = (Field *)field};
        return expr_table(client, expr, NULL);
    }
    return "NULL";
}

static bool setting_is(Client *client, const Auth *auth, const char *name,
                       const char *word)
{
    const char *text = setting_text(client, auth->settings, name);
    return text && strcmp(text, word) == 0;
}

static bool setting_true(const Choice *choice, const char *name)
{
    const Expr *value = setting_value(choice, name);
    return value && value->kind == EXPR_BOOL && value->integer;
}

/* A duration, in seconds. */
static int64_t setting_seconds(const Choice *choice, const char *name)
{
    int64_t microseconds = 0;
    const Expr *value = setting_value(choice, name);
    return value && value_int(value, &microseconds) ? microseconds / 1000000
                                                    : 0;
}

/* Reports a setting that is missing; true if it is there. */
static bool need(Client *client, const Auth *auth, const char *name)
{
    bool has = setting_value(auth->settings, name) != NULL;
    if (!has)
        diag_report(client->diags, D_C_NO_WAY_IN, auth->span, auth->kind, name);
    return has;
}

/* The key to sign with, which the configuration may have too. */
static void need_private_key(Client *client, const Auth *auth)
{
    if (strcmp(credential_or_config(client, auth, "private_key"), "NULL") == 0)
        need(client, auth, "private_key");
}

/* ---- kinds ---- */

static void fill_nothing(Client *client, const Auth *auth, Credentials *c)
{
    (void)client;
    (void)auth;
    (void)c;
}

static void fill_basic(Client *client, const Auth *auth, Credentials *c)
{
    c->first = credential(client, auth, "username");
    c->second = credential(client, auth, "password");
}

static void fill_bearer(Client *client, const Auth *auth, Credentials *c)
{
    c->first = credential(client, auth, "token");
}

static void fill_api_key(Client *client, const Auth *auth, Credentials *c)
{
    if (setting_is(client, auth, "in", "query"))
        c->place = "CONN_IN_QUERY";
    else if (setting_is(client, auth, "in", "cookie"))
        c->place = "CONN_IN_COOKIE";
    c->name =
        client_literal(client, setting_text(client, auth->settings, "name"));
    c->first = credential(client, auth, "value");
}

static void fill_mutual_tls(Client *client, const Auth *auth, Credentials *c)
{
    c->first = credential(client, auth, "certificate");
    c->second = credential_or_config(client, auth, "key");
}

static const char *shared(Client *client, const char *type, const char *name,
                          const char *text)
{
    return arena_format(client->arena, "&%s",
                        table_share(client, &client->shared, type, name, text));
}

static void fill_oauth1(Client *client, const Auth *auth, Credentials *c)
{
    static const char *const methods[][2] = {{"hmac_sha1", "HMAC-SHA1"},
                                             {"hmac_sha256", "HMAC-SHA256"},
                                             {"rsa_sha1", "RSA-SHA1"},
                                             {"plaintext", "PLAINTEXT"}};
    const char *method = "HMAC-SHA1";
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (setting_is(client, auth, "signature", methods[i][0]))
            method = methods[i][1];
    if (setting_is(client, auth, "signature", "rsa_sha1"))
        need_private_key(client, auth);
    const char *id = credential(client, auth, "consumer_key");
    const char *secret = credential(client, auth, "consumer_secret");
    const char *token = credential(client, auth, "token");
    const char *token_secret = credential(client, auth, "token_secret");
    const char *key = credential_or_config(client, auth, "private_key");
    const char *realm = credential(client, auth, "realm");
    const char *text = arena_format(
        client->arena, "{\n    \"%s\", %s, %s,\n    %s, %s, %s, %s\n}", method,
        id, secret, token, token_secret, key, realm);
    c->oauth1 = shared(client, "conn_oauth1", "oauth1", text);
}

static void fill_aws(Client *client, const Auth *auth, Credentials *c)
{
    const char *id = credential(client, auth, "access_key");
    const char *key = credential(client, auth, "secret_key");
    const char *token = credential_or_config(client, auth, "session_token");
    const char *region = credential(client, auth, "region");
    const char *service = credential(client, auth, "service");
    const char *text = arena_format(client->arena, "{%s, %s, %s, %s, %s}", id,
                                    key, token, region, service);
    c->aws = shared(client, "conn_aws", "aws", text);
}

/* ---- signed tokens ---- */

static const char *jwt_table(Client *client, const Auth *auth, const char *key,
                             const char *audience)
{
    const char *algorithm = setting_text(client, auth->settings, "algorithm");
    const char *signs = credential_or_config(client, auth, key);
    const char *id = credential(client, auth, "key_id");
    const char *issuer = credential(client, auth, "issuer");
    const char *subject = credential(client, auth, "subject");
    const char *reader = credential(client, auth, audience);
    const char *text = arena_format(
        client->arena,
        "{\n    %s, %s, %s, /* algorithm, key, key_id */\n"
        "    %s, %s, %s, NULL, %" PRId64 " /* issuer to lifetime */\n}",
        client_literal(client, algorithm), signs, id, issuer, subject, reader,
        setting_seconds(auth->settings, "lifetime"));
    return shared(client, "conn_jwt", "jwt", text);
}

static void fill_jwt(Client *client, const Auth *auth, Credentials *c)
{
    c->jwt = jwt_table(client, auth, "key", "audience");
}

/* ---- OAuth 2.0 ---- */

/* Each grant, and what it can't do without. */
static const struct GrantRow {
    const char *grant, *constant, *needs;
} grant_rows[] = {
    {"authorization_code", "CONN_G_CODE", "authorize_url"},
    {"client_credentials", "CONN_G_CLIENT", NULL},
    {"password", "CONN_G_PASSWORD", NULL},
    {"device", "CONN_G_DEVICE", "device_url"},
    {"jwt_bearer", "CONN_G_JWT", NULL},
};

static const struct GrantRow *grant_of(Client *client, const Auth *auth)
{
    for (size_t i = 0; i < sizeof grant_rows / sizeof *grant_rows; i++)
        if (setting_is(client, auth, "grant", grant_rows[i].grant))
            return &grant_rows[i];
    return &grant_rows[0];
}

bool way_has_person(Client *client, const Auth *auth)
{
    const char *grant = grant_of(client, auth)->constant;
    return strcmp(auth->kind, "oauth2") == 0 &&
           (strcmp(grant, "CONN_G_CODE") == 0 ||
            strcmp(grant, "CONN_G_DEVICE") == 0);
}

static const char *client_auth_of(Client *client, const Auth *auth)
{
    if (setting_is(client, auth, "client_auth", "private_key_jwt"))
        return "CONN_CA_JWT";
    if (setting_is(client, auth, "client_auth", "basic"))
        return "CONN_CA_BASIC";
    if (setting_is(client, auth, "client_auth", "post"))
        return "CONN_CA_POST";
    const Expr *basic = setting_value(auth->settings, "basic_header");
    return !basic || basic->integer ? "CONN_CA_BASIC" : "CONN_CA_POST";
}

static const char *scopes_of(Client *client, const Auth *auth)
{
    const Expr *list = setting_value(auth->settings, "scopes");
    Buf text = {0};
    for (size_t i = 0; list && i < list->item_count; i++) {
        const char *scope = expr_constant_text(client->arena, list->items[i]);
        buf_printf(&text, "%s%s", i ? " " : "", scope ? scope : "");
    }
    const char *literal =
        client_literal(client, text.length ? buf_text(&text) : NULL);
    buf_free(&text);
    return literal;
}

/* The steps on each answer with a token, or "NULL". */
static const char *token_hook(Client *client, const Auth *auth)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->hook_count; i++) {
        const Hook *hook = &connector->hooks[i];
        if (strcmp(hook->kind, "after_token") != 0 ||
            strcmp(hook->owner, auth->id) != 0)
            continue;
        if (!hook->script || c_hooks_run_scripts())
            return c_hooks_steps(client->hooks, hook);
    }
    return "NULL";
}

static void oauth2_urls(Client *client, const Auth *auth, Buf *row)
{
    static const char *const urls[] = {"authorize_url", "token_url",
                                       "refresh_url",   "revoke_url",
                                       "device_url",    "callback_url"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        buf_printf(row, "    %s, /* %s */\n", credential(client, auth, urls[i]),
                   urls[i]);
}

static void oauth2_pair(Client *client, const Auth *auth, Buf *row,
                        const char *name, const char *secret)
{
    const char *first = credential_or_config(client, auth, name);
    const char *second = credential_or_config(client, auth, secret);
    buf_printf(row, "    %s, %s, /* %s */\n", first, second, name);
}

static void fill_oauth2(Client *client, const Auth *auth, Credentials *c)
{
    const struct GrantRow *grant = grant_of(client, auth);
    const char *client_auth = client_auth_of(client, auth);
    bool signs = strcmp(grant->constant, "CONN_G_JWT") == 0 ||
                 strcmp(client_auth, "CONN_CA_JWT") == 0;
    Buf row = {0};
    if (need(client, auth, "token_url") && grant->needs)
        need(client, auth, grant->needs);
    if (signs)
        need_private_key(client, auth);
    buf_printf(&row, "{\n    %s, %s, %s, /* pkce */\n", grant->constant,
               client_auth,
               setting_true(auth->settings, "pkce") ? "true" : "false");
    oauth2_urls(client, auth, &row);
    oauth2_pair(client, auth, &row, "client_id", "client_secret");
    oauth2_pair(client, auth, &row, "username", "password");
    buf_printf(&row, "    %s, %s, /* audience, scopes */\n",
               credential(client, auth, "audience"), scopes_of(client, auth));
    const char *jwt =
        signs ? jwt_table(client, auth, "private_key", "assertion_audience")
              : "NULL";
    int64_t margin =
        auth->refresh ? setting_seconds(auth->refresh, "before_expiry") : 60;
    buf_printf(&row, "    %s, %" PRId64 ", NULL, 0, %s\n}", jwt, margin,
               token_hook(client, auth));
    c->oauth2 = shared(client, "conn_oauth2", "oauth2", buf_text(&row));
    buf_free(&row);
}

/* ---- steps ---- */

/* A step of a login: an operation without arguments. */
static const char *step_table(Client *client, const Operation *op,
                              bool anonymous)
{
    if (!op)
        return "NULL";
    Call call = {.op = op};
    if (op->param_count > 0 || op->body) {
        client_refuse(client, op->span, "a step with arguments");
        return "NULL";
    }
    return operation_table(client, &call, anonymous);
}

/* The flow is the runtime's own: what takes the place of a part of it is
 * left out. */
static void steps_lose(Client *client, const Auth *auth)
{
    for (size_t i = AUTH_DELETE + 1; i < AUTH_STEP_COUNT; i++)
        if (auth->steps[i])
            client_lose(client, auth->steps[i]->span,
                        arena_format(client->arena, "the step `%s`",
                                     auth->steps[i]->name));
}

/* The steps of `sign` that are more than assignments, which are done first. */
static const char *sign_steps(Client *client, const Auth *auth)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->hook_count; i++) {
        const Hook *hook = &connector->hooks[i];
        if (strcmp(hook->kind, "sign") == 0 &&
            strcmp(hook->owner, auth->id) == 0 &&
            (!hook->script || c_hooks_run_scripts()))
            return c_hooks_steps(client->hooks, hook);
    }
    return "NULL";
}

void way_table(Client *client, Buf *rows, const WayIn *way)
{
    const Auth *auth = way->auth;
    const struct WayRow *row = way_row_of(auth->kind);
    size_t sign_count;
    Credentials c = {"CONN_IN_HEADER", "NULL", "NULL", "NULL",
                     "NULL",           "NULL", "NULL", "NULL"};
    client->at = auth->span;
    steps_lose(client, auth);
    row->fill(client, auth, &c);
    const char *provision =
        step_table(client, auth->steps[AUTH_PROVISION], true);
    const char *refresh = step_table(client, auth->steps[AUTH_REFRESH], false);
    const char *validate =
        step_table(client, auth->steps[AUTH_VALIDATE], false);
    const char *logout = step_table(client, auth->steps[AUTH_DELETE], false);
    const char *sign =
        assign_table(client, auth->sign, auth->sign_count, NULL, &sign_count);
    const char *steps = sign_steps(client, auth);
    client->at = auth->span;
    buf_printf(rows, "    {%s, %s, %s, %s, %s, %s, ",
               client_literal(client, auth->label), row->constant, c.place,
               c.name, c.first, c.second);
    buf_printf(rows, "%s, %s, %s, %s, %s, %zu, ", provision, refresh, validate,
               logout, sign, sign_count);
    buf_printf(rows, "%s, %s, %s, %s, %s},\n", c.oauth2, c.oauth1, c.jwt, c.aws,
               steps);
}
