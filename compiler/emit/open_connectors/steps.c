/* steps.c - the requests of an authentication as resources that the platform
 * calls by itself: what they send comes from the configuration, and what they
 * keep goes back to it. */
#include <string.h>

#include "emit/open_connectors/arguments.h"
#include "emit/open_connectors/endpoints.h"
#include "emit/open_connectors/headers.h"
#include "emit/open_connectors/keys.h"
#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

/* Its caller is the platform, which gives a code or the address to come back
 * to; the other arguments are their defaults. */
static void step_add_params(Platform *platform, Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    for (size_t i = 0; i < op->param_count; i++) {
        const Param *param = &op->params[i];
        if (!param->field.fallback) {
            argument_add(platform, endpoint, param);
            continue;
        }
        Value value =
            value_require(platform, param->field.fallback, "this value");
        if (value.kind != VALUE_TEXT && value.kind != VALUE_CONFIGURATION)
            continue;
        if (param->place == PLACE_COOKIE)
            parameters_add_cookie(platform, &endpoint->parameters,
                                  param->field.wire, value);
        else
            parameters_add(platform, &endpoint->parameters,
                           parameter_constant(value,
                                              parameter_place(param->place),
                                              param->field.wire));
    }
}

/* `response.body.a.b`, or of a body without a type `response.body.at("a.b")`,
 * perhaps with a cast: the dotted path; NULL: it is something else. */
static const char *step_saved_path(Arena *arena, const Expr *value)
{
    while (value->kind == EXPR_CAST || value->kind == EXPR_TRY)
        value = value->a;
    if (value->kind == EXPR_CALL && value->item_count == 2 &&
        value->items[0]->kind == EXPR_BODY &&
        value->items[1]->kind == EXPR_TEXT &&
        (strcmp(value->text, "at") == 0 || strcmp(value->text, "get") == 0))
        return value->items[1]->text;
    const char *pointer = expr_body_pointer(arena, value);
    return pointer ? value_dotted(arena, pointer) : NULL;
}

static void step_add_save(Platform *platform, Endpoint *endpoint,
                          const Save *save)
{
    Arena *arena = platform->arena;
    const char *key = save->config ? config_key(platform, save->config)
                                   : platform->slot_keys[save->slot];
    const char *path = step_saved_path(arena, save->value);
    Parameter made;
    if (save->value->kind == EXPR_HEADER) {
        made = parameter_response(key, "header", save->value->text);
    } else if (path) {
        made = parameter_response(key, *path ? "bodyField" : "body",
                                  *path ? path : "body");
    } else {
        Diag *diag = diag_report(platform->diags, D_OC_VALUE, save->value->span,
                                 "this value");
        diag_help(platform->diags, diag,
                  "it keeps a member of the answer's body, or a header");
        return;
    }
    parameters_add(platform, &endpoint->parameters, made);
}

void endpoint_add_saves(Platform *platform, Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    for (size_t i = 0; i < op->save_count; i++)
        step_add_save(platform, endpoint, &op->saves[i]);
}

static const struct StepRow {
    const char *type, *path;
} step_rows[] = {
#define AUTH_STEP(constant, name, type, path, doc)                             \
    [AUTH_##constant] = {type, path},
#include "grammar/auth_steps.def"
#undef AUTH_STEP
};

static const char *step_type(const Auth *auth, AuthStep step)
{
    if (step == AUTH_REQUEST_TOKEN && strcmp(auth->kind, "oauth1") == 0)
        return "oauth1OnTokenRequest";
    return step_rows[step].type;
}

static void steps_add(Platform *platform, const Operation *op, AuthStep step,
                      const Auth *auth)
{
    Endpoint endpoint = endpoint_new(platform, op, step_type(auth, step));
    if (!op->expose)
        endpoint.path = step_rows[step].path;
    endpoint.description = op->doc ? op->doc
                                   : arena_format(platform->arena, "%s: %s",
                                                  auth->label, op->name);
    endpoint_set_root_key(platform, &endpoint);
    headers_add_operation(platform, &endpoint.parameters, op);
    step_add_params(platform, &endpoint);
    if (op->template)
        argument_add_template(platform, &endpoint);
    parameters_add_assigns(platform, &endpoint.parameters, op->sends,
                           op->send_count);
    endpoint_add_saves(platform, &endpoint);
    endpoints_add(platform, endpoint, auth->id);
}

/* ---- the token of OAuth 2.0 ---- */

static bool step_has_hook(const Platform *platform, const Auth *auth,
                          const char *kind)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->hook_count; i++)
        if (strcmp(c->hooks[i].kind, kind) == 0 &&
            strcmp(c->hooks[i].owner, auth->id) == 0)
            return true;
    return false;
}

static const struct TokenRow {
    const char *type, *name, *vendor_name;
} token_rows[] = {
    {"value", "authorization_code", "grant_type"},
    {"query", "code", "code"},
    {"configuration", "oauth.callback.url", "redirect_uri"},
    {"configuration", "oauth.api.key", "client_id"},
    {"configuration", "oauth.api.secret", "client_secret"},
};

static const struct KeptRow {
    const char *key, *member;
} kept_rows[] = {
    {"oauth.user.token", "access_token"},
    {"oauth.user.refresh_token", "refresh_token"},
    {"oauth.user.refresh_interval", "expires_in"},
};

static void step_add_token_parameters(Platform *platform, Parameters *list)
{
    for (size_t i = 0; i < sizeof token_rows / sizeof *token_rows; i++)
        parameters_add(platform, list,
                       parameter_argument(token_rows[i].name,
                                          token_rows[i].type, "form",
                                          token_rows[i].vendor_name, true));
    for (size_t i = 0; i < sizeof kept_rows / sizeof *kept_rows; i++)
        parameters_add(platform, list,
                       parameter_response(kept_rows[i].key, "bodyField",
                                          kept_rows[i].member));
}

/* The platform's own exchange has no hooks: one of the connector takes its
 * place where something looks at the token. */
static void steps_add_token(Platform *platform, const Auth *auth)
{
    if (strcmp(auth->kind, "oauth2") != 0 || auth->steps[AUTH_EXCHANGE] ||
        !step_has_hook(platform, auth, "after_token"))
        return;
    const Expr *url = choice_value(auth->settings, "token_url");
    if (!url)
        return;
    Operation *op = arena_new(platform->arena, Operation);
    *op = (Operation){.name = "token",
                      .full_name = auth->id,
                      .span = auth->span,
                      .method = "POST",
                      .path = step_rows[AUTH_EXCHANGE].path};
    Endpoint endpoint = {
        .operation = op,
        .type = step_rows[AUTH_EXCHANGE].type,
        .method = "POST",
        .path = op->path,
        .vendor_method = "POST",
        .vendor_path = value_template(platform, url, "this setting"),
        .description = arena_format(platform->arena, "%s: token", auth->label)};
    if (!endpoint.vendor_path)
        return;
    step_add_token_parameters(platform, &endpoint.parameters);
    endpoints_add(platform, endpoint, auth->id);
}

/* Without a step of its own, a login that tells how long it lasts is renewed by
 * logging in again. */
void endpoints_add_steps(Platform *platform, const Way *way)
{
    const Auth *auth = way->auth;
    steps_add_token(platform, auth);
    const Operation *login = auth->steps[AUTH_PROVISION];
    const Operation *renew = auth->steps[AUTH_REFRESH];
    bool expires = keys_has(platform, "expires_in");
    for (size_t i = 0; i < AUTH_STEP_COUNT; i++) {
        const Operation *op = auth->steps[i];
        if (i == AUTH_REFRESH && !op && expires)
            op = login;
        if (op)
            steps_add(platform, op, (AuthStep)i, auth);
    }
    if (!renew)
        renew = login;
    if (renew && !expires)
        diag_report(platform->diags, D_OC_NO_EXPIRY, renew->span);
}
