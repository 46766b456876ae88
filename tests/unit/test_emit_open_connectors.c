/* The target open-connectors on models made by hand: the top level,
 * configuration, parameters and ways in, and that what can't be carried ends in
 * diagnostics. */
#include "open_connectors_case.h"

/* ---- the smallest connector ---- */

static void test_least(void **state)
{
    Case *t = *state;
    emit_well(t);
    assert_member(t->json, "key", "acme");
    assert_member(t->json, "name", "acme");
    assert_member(t->json, "hub", "general");
    assert_member(t->json, "protocolType", "http");
    assert_flag(t->json, "active", true);
    assert_flag(t->json, "deleted", false);
    assert_flag(t->json, "transformationsEnabled", true);
    assert_member(cJSON_GetObjectItem(t->json, "authentication"), "type",
                  "custom");
    assert_member(config_entry(t, "base.url"), "defaultValue",
                  "https://api.acme.example/v1");
    assert_parameter(t->json, "Accept", "value application/json -> header");
    assert_parameter(t->json, "Content-Type",
                     "value application/json -> header");
    assert_null(cJSON_GetObjectItem(t->json, "resources"));
    assert_non_null(cJSON_GetObjectItem(t->json, "objects"));
    assert_int_equal(t->diags.count, 0);
}

static void test_same_bytes_twice(void **state)
{
    Case *t = *state;
    config(t, "subdomain", TYPE_STRING);
    resource_new(t, "things")->key = "id";
    emit_well(t);
    char *first = strdup(output_find(&t->outputs, "acme.json")->text.text);
    outputs_free(&t->outputs);
    cJSON_Delete(t->json);
    emit_well(t);
    assert_string_equal(first,
                        output_find(&t->outputs, "acme.json")->text.text);
    free(first);
}

/* ---- configuration ---- */

static void test_configuration_types(void **state)
{
    Case *t = *state;
    EnumMember members[] = {{"eu", "EU1", "Europe", {0}, false},
                            {"us", "US1", NULL, {0}, false}};
    Enum region = {"Region", NULL, {0}, members, 2};
    Type type = {.kind = TYPE_ENUM, .enumeration = &region};
    Field *choice = config(t, "region", TYPE_STRING);
    choice->type = &type;
    choice->fallback = expr_new(t, EXPR_ENUM, NULL);
    choice->fallback->member = &members[0];
    config(t, "token", TYPE_STRING)->secret = true;
    config(t, "sandbox", TYPE_BOOL)->fallback = expr_new(t, EXPR_BOOL, NULL);
    Field *every = config(t, "poll_every", TYPE_DURATION);
    every->fallback = expr_new(t, EXPR_DURATION, NULL);
    every->fallback->integer = 300500000;
    config(t, "long_one", TYPE_STRING)->length_max = 4000;
    config(t, "short_one", TYPE_STRING)->length_max = 20;
    emit_well(t);
    const cJSON *e = config_entry(t, "region");
    assert_member(e, "type", "COMBO");
    assert_member(e, "defaultValue", "EU1");
    const cJSON *options = cJSON_GetObjectItem(e, "options");
    assert_int_equal(cJSON_GetArraySize(options), 2);
    assert_member(cJSON_GetArrayItem(options, 0), "description", "Europe");
    assert_member(cJSON_GetArrayItem(options, 1), "value", "US1");
    e = config_entry(t, "token");
    assert_member(e, "type", "PASSWORD");
    assert_flag(e, "isPrivate", true);
    assert_flag(e, "required", true);
    e = config_entry(t, "sandbox");
    assert_member(e, "type", "BOOLEAN");
    assert_member(e, "defaultValue", "false");
    assert_flag(e, "required", false);
    e = config_entry(t, "poll_every");
    assert_member(e, "name", "Poll Every");
    assert_member(e, "defaultValue", "300.5");
    assert_member(config_entry(t, "long_one"), "type", "TEXTAREA");
    assert_member(config_entry(t, "short_one"), "type", "TEXTFIELD_32");
}

static void test_base_url_of_the_user(void **state)
{
    Case *t = *state;
    Field *url = config(t, "url", TYPE_URL);
    url->fallback = text(t, "https://api.acme.example/");
    url->doc = "Where it is.";
    t->setup.base_url = config_value(t, url);
    emit_well(t);
    const cJSON *e = config_entry(t, "base.url");
    assert_member(e, "defaultValue", "https://api.acme.example");
    assert_member(e, "description", "Where it is.");
    assert_flag(e, "hideFromConsole", false);
    assert_null(config_entry(t, "url"));
}

static void test_base_url_with_a_part(void **state)
{
    Case *t = *state;
    Field *part = config(t, "subdomain", TYPE_STRING);
    t->setup.base_url =
        join(t, text(t, "https://"),
             join(t, config_value(t, part), text(t, ".acme.example")));
    emit_well(t);
    const cJSON *e = config_entry(t, "base.url");
    assert_member(e, "defaultValue", "https://{subdomain}.acme.example");
    assert_flag(e, "hideFromConsole", true);
    assert_parameter(t->json, "subdomain", "configuration subdomain -> path");
}

static void test_reserved_key(void **state)
{
    Case *t = *state;
    config(t, "expires_in", TYPE_STRING);
    assert_false(emit(t));
    assert_int_equal(reports(t, D_OC_RESERVED_KEY), 1);
    assert_null(output_find(&t->outputs, "acme.json"));
}

/* Written out, it is the platform's own entry and looks so. */
static void test_reserved_key_is_meant(void **state)
{
    Case *t = *state;
    Field *token = config(t, "handle", TYPE_STRING);
    token->wire = "oauth.user.token";
    token->label = "The token";
    emit_well(t);
    const cJSON *e = config_entry(t, "oauth.user.token");
    assert_member(e, "name", "The token");
    assert_member(e, "type", "TEXTFIELD_32");
    assert_flag(e, "internal", true);
    assert_null(config_entry(t, "handle"));
}

/* ---- headers and parameters ---- */

static void test_global_parameters(void **state)
{
    Case *t = *state;
    Field *region = config(t, "region", TYPE_STRING);
    Assign headers[] = {
        assign(t, PLACE_HEADER, "accept", text(t, "application/vnd.acme")),
        assign(t, PLACE_HEADER, "X-Region", config_value(t, region)),
        assign(t, PLACE_HEADER, "X-Null", expr_new(t, EXPR_NULL, NULL)),
        assign(t, PLACE_HEADER, "User-Agent",
               join(t, text(t, "conn/"), config_value(t, region)))};
    t->setup.headers = headers;
    t->setup.header_count = 4;
    Assign sent[] = {assign(t, PLACE_QUERY, "v", number(t, 3)),
                     assign(t, PLACE_BODY, "a.b", config_value(t, region))};
    t->connector.parameters = sent;
    t->connector.parameter_count = 2;
    emit_well(t);
    assert_parameter(t->json, "accept", "value application/vnd.acme -> header");
    assert_null(parameter_entry(t->json, "Accept"));
    assert_parameter(t->json, "X-Region", "configuration region -> header");
    assert_null(parameter_entry(t->json, "X-Null"));
    assert_parameter(t->json, "User-Agent",
                     "value conn/${configuration.region} -> header");
    assert_parameter(t->json, "v", "value 3 -> query");
    assert_parameter(t->json, "a.b", "configuration region -> bodyField");
}

static void test_value_that_needs_computing(void **state)
{
    Case *t = *state;
    Expr *call = expr_new(t, EXPR_CALL, "sha256");
    Assign headers[] = {assign(t, PLACE_HEADER, "X-Hash", call),
                        assign(t, PLACE_HEADER, "X-Text",
                               text(t, "${configuration.password}"))};
    static const Type string = {.kind = TYPE_STRING};
    call->type = headers[1].value->type = &string;
    call->receiver = "";
    t->setup.headers = headers;
    t->setup.header_count = 2;
    emit_well(t);
    const cJSON *hooks = cJSON_GetObjectItem(t->json, "hooks");
    assert_int_equal(cJSON_GetArraySize(hooks), 1);
    const char *body = cJSON_GetObjectItem(hooks->child, "body")->valuestring;
    assert_non_null(strstr(body, "\"X-Hash\", sha256()"));
    assert_non_null(strstr(body, "\"X-Text\", \"${configuration.password}\""));
}

static void test_headers_of_one_operation(void **state)
{
    Case *t = *state;
    Assign common[] = {assign(t, PLACE_HEADER, "X-A", text(t, "1")),
                       assign(t, PLACE_HEADER, "X-B", text(t, "1"))};
    Assign own[] = {assign(t, PLACE_HEADER, "X-A", text(t, "1")),
                    assign(t, PLACE_HEADER, "X-C", text(t, "2"))};
    t->setup.headers = common;
    t->setup.header_count = 2;
    Properties properties = t->setup;
    properties.headers = own;
    Operation *op = op_new(t, resource_new(t, "things"), "get", "GET", "/t");
    op->properties = &properties;
    op->accept = "text/csv";
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/t");
    assert_null(parameter_entry(r, "X-A"));
    assert_parameter(r, "X-C", "value 2 -> header");
    assert_parameter(r, "Accept", "value text/csv -> header");
    assert_int_equal(reports(t, D_OC_HEADER_KEPT), 1);
}

/* ---- ways in ---- */

static void test_basic_with_one_key(void **state)
{
    Case *t = *state;
    Field *key = config(t, "api_key", TYPE_STRING);
    key->secret = true;
    Auth *bearer = auth_new(t, "bearer");
    choice_set(t, auth_settings(bearer), "token", config_value(t, key));
    Auth *basic = auth_new(t, "basic");
    choice_set(t, auth_settings(basic), "username", config_value(t, key));
    choice_set(t, auth_settings(basic), "password", text(t, ""));
    emit_well(t);
    assert_member(cJSON_GetObjectItem(t->json, "authentication"), "type",
                  "custom");
    assert_member(config_entry(t, "username"), "type", "PASSWORD");
    const cJSON *e = config_entry(t, "password");
    assert_member(e, "defaultValue", "");
    assert_member(e, "groupName", "basic");
    assert_flag(e, "hideFromConsole", true);
    assert_parameter(t->json, "Authorization",
                     "value Bearer ${configuration.username} -> header");
    e = config_entry(t, "authentication.type");
    assert_flag(e, "groupControl", true);
    const cJSON *options = cJSON_GetObjectItem(e, "options");
    assert_member(cJSON_GetArrayItem(options, 0), "value", "custom");
    assert_member(cJSON_GetArrayItem(options, 1), "value", "basic");
}

static void test_api_key_places(void **state)
{
    static const char *const places[][2] = {
        {"header", "configuration k -> header"},
        {"query", "configuration k -> query"},
        {"cookie", "value X-Key=${configuration.k} -> header"}};
    for (size_t i = 0; i < 3; i++) {
        tear_down(state);
        set_up(state);
        Case *t = *state;
        Choice *settings = auth_settings(auth_new(t, "api_key"));
        choice_set(t, settings, "in", expr_new(t, EXPR_WORD, places[i][0]));
        choice_set(t, settings, "name", text(t, "X-Key"));
        choice_set(t, settings, "value",
                   config_value(t, config(t, "k", TYPE_STRING)));
        emit_well(t);
        assert_parameter(t->json, i == 2 ? "Cookie" : "X-Key", places[i][1]);
    }
}

static void test_fields_of_one_way(void **state)
{
    Case *t = *state;
    Field *user = config(t, "user", TYPE_STRING);
    Field *token = config(t, "token", TYPE_STRING);
    Field *shared = config(t, "shared", TYPE_STRING);
    Choice *bearer = auth_settings(auth_new(t, "bearer"));
    choice_set(t, bearer, "token",
               join(t, config_value(t, token), config_value(t, shared)));
    Choice *basic = auth_settings(auth_new(t, "basic"));
    choice_set(t, basic, "username", config_value(t, user));
    choice_set(t, basic, "password",
               join(t, config_value(t, shared), text(t, "/token")));
    emit_well(t);
    assert_member(config_entry(t, "username"), "groupName", "basic");
    assert_member(config_entry(t, "token"), "groupName", "custom");
    assert_member(config_entry(t, "shared"), "groupName", "(none)");
    assert_member(config_entry(t, "password"), "defaultValue",
                  "{shared}/token");
    assert_parameter(
        t->json, "Authorization",
        "value Bearer ${configuration.token}${configuration.shared} -> header");
}

static void test_nothing_keeps_a_value(void **state)
{
    Case *t = *state;
    Assign header =
        assign(t, PLACE_HEADER, "X-Token", account_value(t, "token"));
    t->setup.headers = &header;
    t->setup.header_count = 1;
    assert_false(emit(t));
    assert_int_equal(reports(t, D_OC_VALUE), 1);
}

static void test_second_custom_way_is_lost(void **state)
{
    Case *t = *state;
    Auth *bearer = auth_new(t, "bearer");
    choice_set(t, auth_settings(bearer), "token", text(t, "t"));
    auth_new(t, "none");
    auth_new(t, "telepathy");
    emit_well(t);
    assert_int_equal(reports(t, D_OC_AUTH_LOST), 2);
    assert_null(config_entry(t, "authentication.type"));
}

static void test_oauth2(void **state)
{
    Case *t = *state;
    Field *sub = config(t, "subdomain", TYPE_STRING);
    Choice *settings = auth_settings(auth_new(t, "oauth2"));
    Expr *scopes = expr_new(t, EXPR_LIST, NULL);
    vec_push(&t->arena, scopes->items, scopes->item_count, text(t, "a"));
    vec_push(&t->arena, scopes->items, scopes->item_count, text(t, "b"));
    Expr *yes = expr_new(t, EXPR_BOOL, NULL);
    yes->integer = 1;
    choice_set(t, settings, "authorize_url",
               join(t, text(t, "https://"), config_value(t, sub)));
    choice_set(t, settings, "token_url", text(t, "https://x.example/token"));
    choice_set(t, settings, "revoke_url", NULL);
    choice_set(t, settings, "refresh_url", NULL);
    choice_set(t, settings, "callback_url", text(t, "https://back.example"));
    choice_set(t, settings, "basic_header", NULL);
    choice_set(t, settings, "refresh_interval", NULL);
    choice_set(t, settings, "scopes", scopes);
    choice_set(t, settings, "pkce", yes);
    emit_well(t);
    assert_member(config_entry(t, "oauth.authorization.url"), "defaultValue",
                  "https://{subdomain}");
    assert_member(config_entry(t, "oauth.token.refresh_url"), "defaultValue",
                  "https://x.example/token");
    assert_member(config_entry(t, "oauth.callback.url"), "defaultValue",
                  "https://back.example");
    assert_member(config_entry(t, "oauth.basic.header"), "defaultValue",
                  "true");
    assert_member(config_entry(t, "oauth.token.revoke_url"), "defaultValue",
                  "(none)");
    assert_member(config_entry(t, "oauth.scope"), "defaultValue", "a,b");
    assert_non_null(config_entry(t, "authentication.time"));
    assert_int_equal(reports(t, D_OC_SETTING_LOST), 1);
}

static void test_login(void **state)
{
    Case *t = *state;
    Field *name = config(t, "username", TYPE_STRING);
    Auth *auth = auth_new(t, "custom");
    Operation *login = op_new(t, NULL, "provision", "POST", "/login");
    Assign sends[] = {assign(t, PLACE_BODY, "user", config_value(t, name))};
    login->sends = sends;
    login->send_count = 1;
    Expr *token = expr_new(t, EXPR_MEMBER, "token");
    token->a = expr_new(t, EXPR_MEMBER, "data");
    token->a->a = expr_new(t, EXPR_BODY, NULL);
    Expr *header = expr_new(t, EXPR_HEADER, "X-Session");
    Assign sign[] = {
        assign(t, PLACE_HEADER, "Authorization",
               join(t, text(t, "Session "), account_value(t, "token")))};
    account_value(t, "session");
    Save saves[] = {{"token", 0, NULL, token, here(t)},
                    {"session", 1, NULL, header, here(t)}};
    login->saves = saves;
    login->save_count = 2;
    auth->sign = sign;
    auth->sign_count = 1;
    auth->steps[AUTH_PROVISION] = login;
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/on-provision");
    assert_member(r, "type", "onProvision");
    assert_parameter(r, "user", "configuration username -> bodyField");
    assert_parameter(r, "data.token", "configuration token -> bodyField");
    assert_member(parameter_entry(r, "data.token"), "source", "response");
    assert_parameter(r, "X-Session", "configuration session -> header");
    /* Nothing tells how long it lasts. */
    assert_null(resource_entry(t, "/hubs/general/on-refresh"));
    assert_flag(config_entry(t, "token"), "internal", true);
    assert_parameter(t->json, "Authorization",
                     "value Session ${configuration.token} -> header");
    assert_int_equal(reports(t, D_OC_NO_EXPIRY), 1);
}

/* ---- losses and refusals ---- */

static void test_losses(void **state)
{
    Case *t = *state;
    t->setup.retry = choice_new(t, "backoff");
    t->setup.throttle = choice_new(t, "rate");
    t->setup.idempotency = choice_new(t, "none");
    Expr code = {.kind = EXPR_NULL, .span = here(t)};
    ErrorRow row = {400, 400, "invalid", NULL, &code, NULL, here(t)};
    Errors errors = {.span = here(t), .rows = &row, .row_count = 1};
    t->setup.errors = &errors;
    Resource *things = resource_new(t, "things");
    op_new(t, things, "a", "GET", "/a");
    op_new(t, things, "b", "GET", "/b");
    Feature features[] = {{FEATURE_EXPAND, here(t)}, {FEATURE_TEST, here(t)}};
    t->connector.features = features;
    t->connector.feature_count = 2;
    emit_well(t);
    assert_int_equal(reports(t, D_OC_SETTING_LOST), 2);
    assert_int_equal(reports(t, D_OC_ERRORS_LOST), 1);
    assert_int_equal(reports(t, D_FEATURE_LOST), 1);
    assert_int_equal(t->diags.count, 4);
}

/* It refuses none: that is seen in tests/cases/targets. */
static void test_feature_is_lost(void **state)
{
    Case *t = *state;
    Feature bulk = {FEATURE_BULK, here(t)};
    t->connector.features = &bulk;
    t->connector.feature_count = 1;
    assert_true(emit(t));
    assert_int_equal(reports(t, D_FEATURE_LOST), 1);
}

static void test_strict(void **state)
{
    Case *t = *state;
    t->diags.strict = true;
    t->setup.retry = choice_new(t, "backoff");
    assert_false(emit(t));
}

static void test_hostile_names(void **state)
{
    static const char *const keys[] = {"../etc/x", "a/b",  "",
                                       ".hidden",  "a..b", "a b"};
    Case *t = *state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        t->connector.key = keys[i];
        assert_false(emit(t));
        assert_int_equal(t->outputs.count, 0);
    }
    t->connector.key = "acme";
    Choice *information = choice_new(t, "information");
    static const char *const names[] = {
        "name",    "description",   "api",   "api_version",
        "version", "documentation", "image", "tags"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        choice_set(t, information, names[i], NULL);
    choice_set(t, information, "hub", text(t, "crm/../../x"));
    t->connector.information = information;
    assert_false(emit(t));
    assert_true(reports(t, D_OC_HUB) > 0);
}

static void test_hostile_text_is_quoted(void **state)
{
    Case *t = *state;
    t->connector.doc = "\"},{\"key\":\"x\"\n\\u0041 \xE2\x82\xAC </script>";
    emit_well(t);
    assert_member(t->json, "description", t->connector.doc);
}

static void test_every_target_answers_every_feature(void **state)
{
    (void)state;
    for (size_t i = 0; i < emit_target_count; i++)
        for (size_t k = 0; k < FEATURE_COUNT; k++)
            assert_int_not_equal(emit_targets[i].carry[k], CARRY_UNSAID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_least),
        CASE(test_same_bytes_twice),
        CASE(test_configuration_types),
        CASE(test_base_url_of_the_user),
        CASE(test_base_url_with_a_part),
        CASE(test_reserved_key),
        CASE(test_reserved_key_is_meant),
        CASE(test_global_parameters),
        CASE(test_value_that_needs_computing),
        CASE(test_headers_of_one_operation),
        CASE(test_basic_with_one_key),
        CASE(test_api_key_places),
        CASE(test_fields_of_one_way),
        CASE(test_nothing_keeps_a_value),
        CASE(test_second_custom_way_is_lost),
        CASE(test_oauth2),
        CASE(test_login),
        CASE(test_losses),
        CASE(test_feature_is_lost),
        CASE(test_strict),
        CASE(test_hostile_names),
        CASE(test_hostile_text_is_quoted),
        CASE(test_every_target_answers_every_feature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
