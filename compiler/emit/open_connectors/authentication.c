/* authentication.c - kinds of the language as types of the platform. Basic and
 * OAuth it does by itself; the rest is `custom`: configuration keys, and global
 * parameters that send them. */
#include "emit/open_connectors/authentication.h"

#include <string.h>

#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

typedef void WayAdd(Platform *platform, const Auth *auth);

static void way_add_nothing(Platform *platform, const Auth *auth);
static void way_add_bearer(Platform *platform, const Auth *auth);
static void way_add_api_key(Platform *platform, const Auth *auth);

static const struct WayRow {
    const char *kind;
    const char *type;
    WayAdd *add;
} way_rows[] = {
    {"none", "custom", way_add_nothing},
    {"basic", "basic", way_add_nothing},
    {"bearer", "custom", way_add_bearer},
    {"api_key", "custom", way_add_api_key},
    {"oauth2", "oauth2", way_add_nothing},
    {"oauth1", "oauth1", way_add_nothing},
    {"aws", "awsv4", way_add_nothing},
    {"aws_v2", "awsv2", way_add_nothing},
    {"custom", "custom", way_add_nothing},
};

static const struct WayRow *way_row(const char *kind)
{
    for (size_t i = 0; i < sizeof way_rows / sizeof *way_rows; i++)
        if (strcmp(way_rows[i].kind, kind) == 0)
            return &way_rows[i];
    return NULL;
}

/* ---- what the user gives ---- */

static const Credential credentials[] = {
    {"basic", "username", "username", "Username", "TEXTFIELD_1000", false},
    {"basic", "password", "password", "Password", "PASSWORD", true},
    {"oauth2Password", "username", "username", "Username", "TEXTFIELD_1000",
     false},
    {"oauth2Password", "password", "password", "Password", "PASSWORD", true},
    {"oauth1", "consumer_key", "oauth.api.key", "OAuth API Key",
     "TEXTFIELD_128", false},
    {"oauth1", "consumer_secret", "oauth.api.secret", "OAuth API Secret",
     "PASSWORD", true},
    {"awsv4", "access_key", "aws.api.key", "API Key", "TEXTFIELD_128", false},
    {"awsv4", "secret_key", "aws.api.secret", "API Secret", "PASSWORD", true},
    {"awsv4", "region", "aws.region", "Region", "TEXTFIELD_32", false},
    {"awsv2", "access_key", "aws.api.key", "API Key", "TEXTFIELD_128", false},
    {"awsv2", "secret_key", "aws.api.secret", "API Secret", "PASSWORD", true},
};

const Credential *authentication_credential(size_t i)
{
    return i < sizeof credentials / sizeof *credentials ? &credentials[i]
                                                        : NULL;
}

bool authentication_takes_password(const Platform *platform)
{
    return authentication_way(platform, "basic") ||
           authentication_way(platform, "oauth2Password");
}

/* ---- which are carried ---- */

static bool way_has_login(const Auth *auth)
{
    return auth->steps[AUTH_PROVISION] || auth->steps[AUTH_REFRESH];
}

static const char *way_grant(const Auth *auth)
{
    const Setting *grant = choice_setting(auth->settings, "grant");
    return grant && grant->value ? grant->value->text : NULL;
}

/* The platform has a type of its own for user name and password. */
static const char *way_type(const Auth *auth, const struct WayRow *row)
{
    const char *grant = way_grant(auth);
    return grant && strcmp(grant, "password") == 0 ? "oauth2Password"
                                                   : row->type;
}

/* All kinds of OAuth have their addresses and tokens under the same keys. */
static const Way *way_of_oauth(const Platform *platform)
{
    for (size_t i = 0; i < platform->way_count; i++)
        if (strncmp(platform->ways[i].type, "oauth", 5) == 0)
            return &platform->ways[i];
    return NULL;
}

/* Why `auth` can't stand beside the ways taken so far, or NULL. */
static const char *way_refuse(Platform *platform, const Auth *auth,
                              const struct WayRow *row)
{
    if (!row)
        return "the platform has no such kind";
    const char *grant = way_grant(auth);
    if (grant && strcmp(grant, "authorization_code") != 0 &&
        strcmp(grant, "password") != 0)
        return arena_format(platform->arena, "the platform has no grant `%s`",
                            grant);
    if (platform->way_count == 0)
        return NULL;
    const Auth *first = platform->ways[0].auth;
    const Way *same = authentication_way(platform, way_type(auth, row));
    if (same)
        return arena_format(platform->arena,
                            "the platform takes one of the type `%s`, and "
                            "\"%s\" comes first",
                            row->type, same->auth->label);
    const Way *oauth =
        strncmp(row->type, "oauth", 5) == 0 ? way_of_oauth(platform) : NULL;
    if (oauth)
        return arena_format(platform->arena,
                            "the platform keeps the addresses of one kind of "
                            "OAuth, and \"%s\" comes first",
                            oauth->auth->label);
    if (way_has_login(auth))
        return "the platform would log in for the other ways too";
    if (way_has_login(first))
        return arena_format(platform->arena,
                            "the platform would run the login of \"%s\" for "
                            "it too",
                            first->label);
    return NULL;
}

void authentication_plan(Platform *platform)
{
    const Connector *c = platform->connector;
    platform->ways = arena_array(platform->arena, Way, c->auth_count + 1);
    for (size_t i = 0; i < c->auth_count; i++) {
        const Auth *auth = &c->auths[i];
        const struct WayRow *row = way_row(auth->kind);
        const char *reason = way_refuse(platform, auth, row);
        if (reason)
            diag_report(platform->diags, D_OC_AUTH_LOST, auth->span,
                        auth->label, reason);
        else
            platform->ways[platform->way_count++] =
                (Way){auth, way_type(auth, row)};
    }
}

const Way *authentication_way(const Platform *platform, const char *type)
{
    for (size_t i = 0; i < platform->way_count; i++)
        if (strcmp(platform->ways[i].type, type) == 0)
            return &platform->ways[i];
    return NULL;
}

/* ---- what they send ---- */

static void way_add_nothing(Platform *platform, const Auth *auth)
{
    (void)platform;
    (void)auth;
}

static bool way_is_sent(Value value)
{
    return value.kind == VALUE_TEXT || value.kind == VALUE_CONFIGURATION;
}

static void way_add_bearer(Platform *platform, const Auth *auth)
{
    Value token = value_require(platform, choice_value(auth->settings, "token"),
                                "this token");
    if (!way_is_sent(token))
        return;
    Arena *arena = platform->arena;
    Value header = {VALUE_TEXT,
                    arena_format(arena, "Bearer %s", value_text(arena, token)),
                    NULL};
    parameters_add(platform, &platform->global,
                   parameter_constant(header, "header", "Authorization"));
}

static void way_add_api_key(Platform *platform, const Auth *auth)
{
    Value key = value_require(platform, choice_value(auth->settings, "value"),
                              "this key");
    if (!way_is_sent(key))
        return;
    const char *in = choice_text(auth->settings, "in");
    const char *name = choice_text(auth->settings, "name");
    if (strcmp(in, "cookie") == 0)
        parameters_add_cookie(platform, &platform->global, name, key);
    else
        parameters_add(platform, &platform->global,
                       parameter_constant(key, in, name));
}

void authentication_add_parameters(Platform *platform)
{
    for (size_t i = 0; i < platform->way_count; i++) {
        const Auth *auth = platform->ways[i].auth;
        way_row(auth->kind)->add(platform, auth);
        parameters_add_assigns(platform, &platform->global, auth->sign,
                               auth->sign_count);
    }
}

/* ---- what they use ---- */

static bool way_assigns_use(const Assign *assigns, size_t count,
                            const Field *field)
{
    for (size_t i = 0; i < count; i++)
        if (value_uses(assigns[i].value, field))
            return true;
    return false;
}

static bool way_step_uses(const Operation *step, const Field *field)
{
    if (!step)
        return false;
    for (size_t i = 0; i < step->param_count; i++)
        if (value_uses(step->params[i].field.fallback, field))
            return true;
    return way_assigns_use(step->sends, step->send_count, field);
}

static bool way_uses(const Auth *auth, const Field *field)
{
    for (size_t i = 0; auth->settings && i < auth->settings->count; i++)
        if (value_uses(auth->settings->settings[i].value, field))
            return true;
    for (size_t i = 0; i < AUTH_STEP_COUNT; i++)
        if (way_step_uses(auth->steps[i], field))
            return true;
    return way_assigns_use(auth->sign, auth->sign_count, field);
}

static bool properties_use(const Properties *properties, const Field *field)
{
    return value_uses(properties->base_url, field) ||
           way_assigns_use(properties->headers, properties->header_count,
                           field);
}

static bool resource_uses(const Resource *resource, const Field *field)
{
    for (size_t i = 0; i < resource->operation_count; i++) {
        const Operation *op = resource->operations[i];
        if (properties_use(op->properties, field) || way_step_uses(op, field))
            return true;
    }
    return false;
}

static bool connector_uses(const Connector *c, const Field *field)
{
    for (size_t i = 0; i < c->resource_count; i++)
        if (resource_uses(c->resources[i], field))
            return true;
    return properties_use(c->properties, field) ||
           way_assigns_use(c->parameters, c->parameter_count, field);
}

const char *authentication_group(const Platform *platform, const Field *field)
{
    const char *group = NULL;
    for (size_t i = 0; i < platform->way_count; i++) {
        if (!way_uses(platform->ways[i].auth, field))
            continue;
        if (group)
            return NULL;
        group = platform->ways[i].type;
    }
    bool alone = group && platform->way_count > 1 &&
                 !connector_uses(platform->connector, field);
    return alone ? group : NULL;
}
