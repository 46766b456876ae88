/* plan_calls.c - operations as functions: names, arguments, what is left out;
 * and the configuration, which is held like arguments. */
#include "emit/c/client.h"

#include <string.h>

/* ---- functions ---- */

static const char *const single_suffixes[] = {"", "_value", "_args", "_add",
                                              "_op"};
static const char *const paged_suffixes[] = {
    "",       "_args", "_pages", "_next",      "_next_page",
    "_reply", "_end",  "_once",  "_once_value"};

static const char *const stream_suffixes[] = {
    "",     "_args",  "_stream",   "_next", "_reply",
    "_end", "_event", "_event_id", "_add",  "_op"};

/* Why the client can't put anything there, or NULL. */
static const char *place_refused(Place place)
{
    switch (place) {
    case PLACE_TOKEN:
        return "its body is made of a template";
    case PLACE_NONE:
        return "it has arguments for hooks";
    case PLACE_PATH:
    case PLACE_QUERY:
    case PLACE_HEADER:
    case PLACE_COOKIE:
    case PLACE_FORM:
    case PLACE_MULTIPART:
    case PLACE_BODY:
        break;
    }
    return NULL;
}

static bool call_is_offered(Client *client, const Operation *op)
{
    const char *why = NULL;
    for (size_t i = 0; i < op->param_count && !why; i++)
        why = place_refused(op->params[i].place);
    for (size_t i = 0; i < op->send_count && !why; i++)
        why = place_refused(op->sends[i].place);
    if (!why && (op->template || op->wrap || (op->envelope && op->body)))
        why = "its body is made of a template or an envelope";
    if (why)
        client_lose(client, op->span,
                    arena_format(client->arena, "the operation `%s`: %s",
                                 op->full_name, why));
    return !why;
}

static const char *call_name(Client *client, const Call *call)
{
    Arena *arena = client->arena;
    const Operation *op = call->op;
    const char *name = arena_format(arena, "%s_%s_%s", client->prefix,
                                    name_snake(arena, op->resource->name),
                                    name_snake(arena, op->name));
#define CLAIM(suffixes)                                                        \
    name_claim_all(&client->names, name, suffixes,                             \
                   sizeof suffixes / sizeof(char *))
    if (call->stream)
        return CLAIM(stream_suffixes);
    return call->pages ? CLAIM(paged_suffixes) : CLAIM(single_suffixes);
#undef CLAIM
}

void plan_calls(Client *client)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->resource_count; i++) {
        const Resource *resource = connector->resources[i];
        for (size_t k = 0; k < resource->operation_count; k++) {
            const Operation *op = resource->operations[k];
            if (!call_is_offered(client, op))
                continue;
            Call call = {.op = op,
                         .pages = operation_pages(op) != NULL,
                         .stream = op->result->kind == TYPE_STREAM};
            call.name = call_name(client, &call);
            vec_push(client->arena, client->calls, client->call_count, call);
        }
    }
}

/* ---- arguments ---- */

/* How an argument outside the body is held, so that zero says "not given". */
static Member argument_member(Client *client, Names *names, const Field *field)
{
    Member member = {.field = field};
    client->at = field->span;
    member.name = name_claim(names, name_snake(client->arena, field->name));
    TypeKind kind = field->type->kind;
    if (shape_is_text(field->type)) {
        member.type = "const char *";
    } else if (kind == TYPE_ENUM) {
        member.type = plan_enum_name(client, field->type->enumeration);
    } else if (kind == TYPE_BYTES || kind == TYPE_LIST || kind == TYPE_MAP ||
               kind == TYPE_UNION) {
        member.type = shape_value(client, field->type);
    } else {
        member.optional = true;
        member.pointer = kind == TYPE_RECORD;
        member.type = shape_optional(client, field->type);
    }
    return member;
}

static bool type_is_scalar(const Type *type)
{
    return (type->kind < TYPE_LIST && type->kind != TYPE_NONE) ||
           type->kind == TYPE_ENUM;
}

/* Queries and forms nest; elsewhere it must be one text, or a list of texts. */
static bool argument_is_carried(const Type *type, Place place)
{
    if (place == PLACE_QUERY || place == PLACE_FORM)
        return type->kind != TYPE_NONE && type->kind != TYPE_STREAM;
    return type_is_scalar(type) ||
           (type->kind == TYPE_LIST && type_is_scalar(type->element));
}

static void argument_refuse(Client *client, const Field *field, bool required)
{
    const char *what =
        arena_format(client->arena, "the argument `%s` of type `%s`",
                     field->name, type_name(client->arena, field->type));
    if (required)
        client_refuse(client, field->span, what);
    else
        client_lose(client, field->span, what);
}

static void add_argument(Client *client, Call *call, Argument argument)
{
    vec_push(client->arena, call->args, call->arg_count, argument);
}

static void add_params(Client *client, Call *call, Names *names, bool required)
{
    const Operation *op = call->op;
    for (size_t i = 0; i < op->param_count; i++) {
        const Param *param = &op->params[i];
        if (param->required != required)
            continue;
        if (!argument_is_carried(param->field.type, param->place)) {
            argument_refuse(client, &param->field, required);
            continue;
        }
        Member member = argument_member(client, names, &param->field);
        if (param->place == PLACE_MULTIPART &&
            param->field.type->kind == TYPE_BYTES) {
            member.type = "conn_upload";
            member.upload = true;
        }
        add_argument(client, call, (Argument){member, param, false, required});
    }
}

static void add_body(Client *client, Call *call, Names *names)
{
    const Field *body = call->op->body;
    Member member = plan_member(client, names, body, false);
    add_argument(client, call,
                 (Argument){member, NULL, true, !member.optional});
}

void plan_arguments(Client *client, Call *call)
{
    const Operation *op = call->op;
    Names names = {.arena = client->arena};
    name_claim(&names, "call");
    add_params(client, call, &names, true);
    if (op->body && !op->body->optional)
        add_body(client, call, &names);
    add_params(client, call, &names, false);
    if (op->body && op->body->optional)
        add_body(client, call, &names);
    client->at = op->span;
    if (call->stream)
        shape_value(client, op->result->element);
    else if (op->result->kind != TYPE_NONE)
        shape_value(client, op->result);
}

/* ---- configuration ---- */

/* What OAuth 2.0 needs and the connector does not say: the platform asks for it
 * by itself, the client in its configuration. */
static void add_implied(Client *client, Names *names, const Auth *auth,
                        const char *name, const char *doc, bool secret)
{
    if (setting_value(auth->settings, name))
        return;
    for (size_t i = 0; i < client->config_count; i++)
        if (strcmp(client->config[i].member.field->name, name) == 0)
            return;
    Type *type = arena_new(client->arena, Type);
    Field *field = arena_new(client->arena, Field);
    *type = (Type){.kind = TYPE_STRING};
    *field = (Field){.name = name,
                     .wire = name,
                     .doc = doc,
                     .span = auth->span,
                     .type = type,
                     .optional = true,
                     .secret = secret,
                     .length_min = -1,
                     .length_max = -1};
    Argument argument = {argument_member(client, names, field), NULL, false,
                         false};
    vec_push(client->arena, client->config, client->config_count, argument);
}

static void add_credentials(Client *client, Names *names, const Auth *auth)
{
    const char *grant = setting_text(client, auth->settings, "grant");
    add_implied(client, names, auth, "client_id", "OAuth 2.0: the client's id.",
                false);
    add_implied(client, names, auth, "client_secret",
                "OAuth 2.0: its secret, if it has one.", true);
    if (!grant || strcmp(grant, "password") != 0)
        return;
    add_implied(client, names, auth, "username", "Name of the user.", false);
    add_implied(client, names, auth, "password", "The password of the user.",
                true);
}

void plan_config(Client *client)
{
    const Connector *connector = client->connector;
    Names names = {.arena = client->arena};
    client->auth_name = name_claim(&names, "auth");
    for (size_t i = 0; i < connector->configuration_count; i++) {
        const Field *field = connector->configuration[i];
        bool required = !field->optional && !field->fallback;
        if (!type_is_scalar(field->type)) {
            argument_refuse(client, field, true);
            continue;
        }
        Argument argument = {argument_member(client, &names, field), NULL,
                             false, required};
        vec_push(client->arena, client->config, client->config_count, argument);
    }
    for (size_t i = 0; i < client->way_count; i++)
        if (strcmp(client->ways[i].auth->kind, "oauth2") == 0)
            add_credentials(client, &names, client->ways[i].auth);
}

/* ---- ways in ---- */

void plan_ways_in(Client *client)
{
    Arena *arena = client->arena;
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->auth_count; i++) {
        const Auth *auth = &connector->auths[i];
        if (!plan_auth_kind(auth->kind)) {
            client_lose(
                client, auth->span,
                arena_format(arena, "the authentication `%s`", auth->kind));
            continue;
        }
        const char *id = name_upper(arena, name_snake(arena, auth->id));
        WayIn way = {
            auth, name_claim(&client->names, arena_format(arena, "%s_AUTH_%s",
                                                          client->upper, id))};
        vec_push(arena, client->ways, client->way_count, way);
    }
}

/* ---- typed errors ---- */

static bool error_body_is_known(const Client *client, const Errors *errors)
{
    for (size_t i = 0; i < client->error_body_count; i++)
        if (client->error_bodies[i].errors == errors)
            return true;
    return false;
}

static void add_error_body(Client *client, const Errors *errors,
                           const char *name)
{
    ErrorBody body = {errors, name};
    vec_push(client->arena, client->error_bodies, client->error_body_count,
             body);
}

/* A table of a resource's own is called after the resource, a second one after
 * the operation that first uses it. */
static const char *error_body_name(Client *client, const Operation *op)
{
    Arena *arena = client->arena;
    const char *name = arena_format(arena, "%s_%s_error_body", client->prefix,
                                    name_snake(arena, op->resource->name));
    if (name_is_taken(&client->names, name))
        name = arena_format(arena, "%s_%s_%s_error_body", client->prefix,
                            name_snake(arena, op->resource->name),
                            name_snake(arena, op->name));
    return name_claim(&client->names, name);
}

void plan_error_bodies(Client *client)
{
    const Errors *setup = client->connector->properties->errors;
    if (setup && setup->body)
        add_error_body(
            client, setup,
            arena_format(client->arena, "%s_error_body", client->prefix));
    for (size_t i = 0; i < client->call_count; i++) {
        const Operation *op = client->calls[i].op;
        const Errors *errors = op->properties->errors;
        if (errors && errors->body && !error_body_is_known(client, errors))
            add_error_body(client, errors, error_body_name(client, op));
    }
}
