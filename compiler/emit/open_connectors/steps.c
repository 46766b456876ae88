/* steps.c - the requests of an authentication as resources that the platform
 * calls by itself: what they send comes from the configuration, and what they
 * keep goes back to it. */
#include <string.h>

#include "emit/open_connectors/endpoints.h"
#include "emit/open_connectors/headers.h"
#include "emit/open_connectors/keys.h"
#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

/* A step has no caller: its arguments are their defaults. */
static void step_add_params(Platform *platform, Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    for (size_t i = 0; i < op->param_count; i++) {
        const Param *param = &op->params[i];
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

static void step_add_save(Platform *platform, Endpoint *endpoint,
                          const Save *save)
{
    Arena *arena = platform->arena;
    const char *key = platform->slot_keys[save->slot];
    const char *pointer = expr_body_pointer(arena, save->value);
    const char *path = pointer ? value_dotted(arena, pointer) : NULL;
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

static void steps_add(Platform *platform, const Operation *op, const char *type,
                      const char *path, const Auth *auth)
{
    if (!op)
        return;
    Endpoint endpoint = endpoint_new(platform, op, type);
    endpoint.path = path;
    endpoint.description = op->doc ? op->doc
                                   : arena_format(platform->arena, "%s: %s",
                                                  auth->label, op->name);
    headers_add_operation(platform, &endpoint.parameters, op);
    step_add_params(platform, &endpoint);
    parameters_add_assigns(platform, &endpoint.parameters, op->sends,
                           op->send_count);
    for (size_t i = 0; i < op->save_count; i++)
        step_add_save(platform, &endpoint, &op->saves[i]);
    endpoints_add(platform, endpoint, auth->id);
}

void endpoints_add_steps(Platform *platform, const Way *way)
{
    const Auth *auth = way->auth;
    /* Without a step of its own, a login is renewed by logging in again. */
    const Operation *renew = auth->refresh ? auth->refresh : auth->provision;
    steps_add(platform, auth->provision, "onProvision", "/on-provision", auth);
    steps_add(platform, renew, "onRefresh", "/on-refresh", auth);
    steps_add(platform, auth->validate, "provisionAuthValidation",
              "/auth-validation", auth);
    if (renew && !keys_has(platform, "expires_in"))
        diag_report(platform->diags, D_OC_NO_EXPIRY, renew->span);
}
