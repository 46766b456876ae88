/* api.c - the tables of the tests' API, and the fixture. */
#include "api.h"

/* ---- types ---- */

const conn_type type_cstr = {CONN_K_CSTR, 0, sizeof(char *), NULL, 0, 0, NULL};
const conn_type type_string = {CONN_K_STRING, 0, sizeof(conn_str), NULL, 0, 0,
                               NULL};
const conn_type type_bytes = {CONN_K_BYTES, 0, sizeof(conn_bytes), NULL, 0, 0,
                              NULL};
const conn_type type_int64 = {CONN_K_INT64, 0, sizeof(int64_t), NULL, 0, 0,
                              NULL};
const conn_type type_bool = {CONN_K_BOOL, 0, sizeof(bool), NULL, 0, 0, NULL};

#define FIELD(record, member, wire, type, flags, value)                        \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(record, member), value, flags, \
            NULL                                                               \
    }
#define OPT_STR offsetof(conn_opt_str, value)
#define OPT_INT offsetof(conn_opt_int64, value)

static const conn_field item_fields[] = {
    FIELD(item, id, "id", type_int64, CONN_F_REQUIRED, 0),
    FIELD(item, name, "name", type_string, CONN_F_REQUIRED, 0),
    FIELD(item, note, "note", type_string, CONN_F_OPTIONAL, OPT_STR),
};
const conn_record record_item = {"Item", item_fields, 3, sizeof(item), 0};
const conn_type type_item = {CONN_K_RECORD, 0, sizeof(item), NULL, 0, 0,
                             &record_item};
const conn_type type_items = {
    CONN_K_LIST, 0, sizeof(item_list), &type_item, 0, 0, NULL};
const conn_type type_strings = {
    CONN_K_LIST, 0, sizeof(string_list), &type_string, 0, 0, NULL};

static const conn_field page_fields[] = {
    FIELD(item_page, items, "items", type_items, CONN_F_REQUIRED, 0),
};
static const conn_record record_page = {"Page", page_fields, 1,
                                        sizeof(item_page), 0};
const conn_type type_page = {CONN_K_RECORD, 0, sizeof(item_page), NULL, 0, 0,
                             &record_page};

static const conn_field upload_fields[] = {
    FIELD(upload, location, "Location", type_string,
          CONN_F_REQUIRED | CONN_F_HEADER, 0),
    FIELD(upload, size, "X-Size", type_int64, CONN_F_OPTIONAL | CONN_F_HEADER,
          OPT_INT),
    FIELD(upload, etag, "ETag", type_string, CONN_F_OPTIONAL | CONN_F_HEADER,
          OPT_STR),
};
static const conn_record record_upload = {"Upload", upload_fields, 3,
                                          sizeof(upload), 0};
const conn_type type_upload = {CONN_K_RECORD, 0, sizeof(upload), NULL, 0, 0,
                               &record_upload};

static const conn_field tagged_fields[] = {
    FIELD(tagged_item, id, "id", type_int64, CONN_F_REQUIRED, 0),
    FIELD(tagged_item, etag, "ETag", type_string,
          CONN_F_OPTIONAL | CONN_F_HEADER, OPT_STR),
};
static const conn_record record_tagged = {"Tagged", tagged_fields, 2,
                                          sizeof(tagged_item), 0};
const conn_type type_tagged = {
    CONN_K_RECORD, 0, sizeof(tagged_item), NULL, 0, 0, &record_tagged};

static const conn_field error_fields[] = {
    FIELD(api_error, message, "message", type_string, CONN_F_REQUIRED, 0),
    FIELD(api_error, code, "code", type_int64, CONN_F_OPTIONAL, OPT_INT),
};
static const conn_record record_error = {"ApiError", error_fields, 2,
                                         sizeof(api_error), 0};
const conn_type type_error = {CONN_K_RECORD, 0, sizeof(api_error), NULL, 0, 0,
                              &record_error};

/* ---- errors ---- */

static const conn_expr message_expr = BODY("/message");
static const conn_expr code_expr = BODY("/code");
static const conn_expr after_expr = BODY("/wait_ms");
static const conn_error_row error_rows[] = {
    {401, 401, CONN_AUTH_EXPIRED, &message_expr, NULL, NULL},
    {404, 404, CONN_NOT_FOUND, &message_expr, &code_expr, NULL},
    {418, 418, CONN_MISCONFIGURED, NULL, &code_expr, NULL},
    {429, 429, CONN_RATE_LIMITED, &message_expr, NULL, &after_expr},
    {500, 599, CONN_UNAVAILABLE, &message_expr, NULL, NULL},
};
const conn_errors api_errors = {error_rows, COUNT(error_rows), &type_error};

/* ---- operations ---- */

static const conn_path_part item_path[] = {{"/items/", 0, false, false},
                                           {NULL, 0, false, false}};
static const conn_arg id_args[] = {ARG_ID("id", CONN_IN_PATH)};
const conn_op op_get = {.name = "items.get",
                        .method = "GET",
                        .path = item_path,
                        .path_count = 2,
                        .args = id_args,
                        .arg_count = 1,
                        .call_offset = CALL_OFFSET,
                        .result = &type_item};

/* ---- ways in ---- */

static const conn_expr user_expr = CONFIG(CONFIG_USER);
static const conn_expr password_expr = CONFIG(CONFIG_PASSWORD);
static const conn_expr key_expr = CONFIG(CONFIG_KEY);
static const conn_expr token_expr = ACCOUNT(SLOT_TOKEN);
static const conn_expr refresh_expr = ACCOUNT(SLOT_REFRESH);
static const conn_expr scheme_expr = TEXT("Session ");
static const conn_expr session_expr = {CONN_E_CONCAT, NULL, 0, &scheme_expr,
                                       &token_expr};
static const conn_expr new_token_expr = BODY("/token");
static const conn_expr new_refresh_expr = BODY("/refresh");

static const conn_path_part login_path[] = {{"/login", 0, false, false}};
static const conn_path_part refresh_path[] = {{"/refresh", 0, false, false}};
static const conn_path_part me_path[] = {{"/me", 0, false, false}};
static const conn_assign login_body[] = {
    {CONN_IN_BODY, "/user/name", &user_expr},
    {CONN_IN_BODY, "/user/password", &password_expr}};
static const conn_assign refresh_body[] = {
    {CONN_IN_BODY, "/refresh", &refresh_expr}};
static const conn_save login_saves[] = {{SLOT_TOKEN, &new_token_expr},
                                        {SLOT_REFRESH, &new_refresh_expr}};
static const conn_save refresh_saves[] = {{SLOT_TOKEN, &new_token_expr}};
static const conn_op op_login = {.name = "session.login",
                                 .method = "POST",
                                 .path = login_path,
                                 .path_count = 1,
                                 .assigns = login_body,
                                 .assign_count = 2,
                                 .saves = login_saves,
                                 .save_count = 2,
                                 .errors = &api_errors};
static const conn_op op_refresh = {.name = "session.refresh",
                                   .method = "POST",
                                   .path = refresh_path,
                                   .path_count = 1,
                                   .assigns = refresh_body,
                                   .assign_count = 1,
                                   .saves = refresh_saves,
                                   .save_count = 1,
                                   .errors = &api_errors};
static const conn_op op_me = {
    .name = "session.me", .method = "GET", .path = me_path, .path_count = 1};
static const conn_assign sign[] = {
    {CONN_IN_HEADER, "Authorization", &session_expr}};

static const conn_auth auths[] = {
    {.label = "None", .kind = CONN_A_NONE},
    {.label = "Basic",
     .kind = CONN_A_BASIC,
     .first = &user_expr,
     .second = &password_expr},
    {.label = "Bearer", .kind = CONN_A_BEARER, .first = &key_expr},
    {.label = "Key in a header",
     .kind = CONN_A_API_KEY,
     .place = CONN_IN_HEADER,
     .name = "X-API-Key",
     .first = &key_expr},
    {.label = "Key in the query",
     .kind = CONN_A_API_KEY,
     .place = CONN_IN_QUERY,
     .name = "key",
     .first = &key_expr},
    {.label = "Key in a cookie",
     .kind = CONN_A_API_KEY,
     .place = CONN_IN_COOKIE,
     .name = "sid",
     .first = &key_expr},
    {.label = "Login",
     .kind = CONN_A_CUSTOM,
     .provision = &op_login,
     .validate = &op_me,
     .sign = sign,
     .sign_count = 1},
    {.label = "Login with refresh",
     .kind = CONN_A_CUSTOM,
     .provision = &op_login,
     .refresh = &op_refresh,
     .sign = sign,
     .sign_count = 1},
};

/* ---- the connector ---- */

#define SETTING(member, flags, required)                                       \
    {                                                                          \
        {#member,    sizeof #member - 1,                                       \
         &type_cstr, offsetof(api_config, member),                             \
         0,          flags,                                                    \
         NULL},                                                                \
            #member, CONN_IN_CALL, CONN_L_REPEAT, NULL, required               \
    }
static const conn_arg config_table[] = {
    SETTING(base_url, 0, true),
    SETTING(user, 0, false),
    SETTING(password, CONN_F_SECRET, false),
    SETTING(key, CONN_F_SECRET, false),
};
static const conn_expr base_url_expr = CONFIG(CONFIG_BASE_URL);
static const char *const slots[] = {"token", "refresh"};

const conn_connector api = {.desc_version = CONN_DESC_VERSION,
                            .name = "api",
                            .version = "1",
                            .config = config_table,
                            .config_count = COUNT(config_table),
                            .auth_offset = offsetof(api_config, auth),
                            .base_url = &base_url_expr,
                            .auths = auths,
                            .auth_count = COUNT(auths),
                            .slots = slots,
                            .slot_count = 2};

/* ---- fixture ---- */

static void open_client(fixture *f, int auth, const conn_options *options)
{
    memset(&f->err, 0, sizeof f->err);
    snprintf(f->base_url, sizeof f->base_url, "http://127.0.0.1:%d/v1",
             server_port(f->srv));
    api_config config = {f->base_url, "ann", "s3cret:pw", "k3y/+ ", auth};
    conn_status status = conn_open(&f->client, &api, &config, options, &f->err);
    assert_string_equal(f->err.message, "");
    assert_int_equal(status, CONN_OK);
}

void fixture_open(fixture *f, const step *steps, size_t count, int auth,
                  const conn_options *options)
{
    f->srv = server_start(steps, count, true);
    open_client(f, auth, options);
}

void fixture_open_unordered(fixture *f, const step *steps, size_t count,
                            int auth, const conn_options *options)
{
    f->srv = server_start(steps, count, false);
    open_client(f, auth, options);
}

void server_finish(server *srv)
{
    char *problems = server_stop(srv);
    if (problems != NULL)
        print_error("%s", problems);
    bool clean = problems == NULL;
    free(problems);
    assert_true(clean);
}

void fixture_close(fixture *f)
{
    conn_error_clear(&f->err);
    conn_close(f->client);
    server_finish(f->srv);
}

void assert_error(const conn_error *err, conn_status status,
                  const char *message)
{
    assert_string_equal(err->message, message);
    assert_int_equal(err->status, status);
}
