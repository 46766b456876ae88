/* endpoints.c - operations as resources of the platform: under which path each
 * is offered, what it calls, and that no two are offered alike. */
#include "emit/open_connectors/endpoints.h"

#include <stdint.h>
#include <string.h>

#include "emit/open_connectors/arguments.h"
#include "emit/open_connectors/events.h"
#include "emit/open_connectors/headers.h"
#include "emit/open_connectors/paging.h"
#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

/* ---- paths ---- */

static const char *endpoint_finish(Arena *arena, Buf *out, size_t length)
{
    const char *text = arena_text(arena, buf_text(out), length);
    buf_free(out);
    return text;
}

static bool assigns_path(const Assign *assigns, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (assigns[i].place == PLACE_PATH &&
            strcmp(assigns[i].name, name) == 0)
            return true;
    return false;
}

/* Whether something else than an argument fills in that variable. */
static bool endpoint_fills(const Platform *platform, const Operation *op,
                           const Field *field)
{
    const Connector *c = platform->connector;
    return assigns_path(op->sends, op->send_count, field->wire) ||
           assigns_path(c->parameters, c->parameter_count, field->wire);
}

/* With the names that the caller sees, or those of the vendor. What the caller
 * does not give, and a query that stands in the path, is the vendor's alone. */
static const char *endpoint_spell_path(const Platform *platform,
                                       const Operation *op, bool vendor)
{
    Arena *arena = platform->arena;
    Buf out = {0};
    for (size_t i = 0; i < op->part_count; i++) {
        const PathPart *part = &op->parts[i];
        const Field *field = part->text ? NULL : &op->params[part->param].field;
        if (!vendor && field && endpoint_fills(platform, op, field))
            out.length -= out.length > 0 && out.text[out.length - 1] == '/';
        else if (field)
            buf_printf(&out, "{%s}", vendor ? field->wire : field->name);
        else
            buf_puts(&out, part->text);
    }
    size_t length = out.length;
    if (!vendor) {
        length = strcspn(buf_text(&out), "?");
        while (length > 0 && out.text[length - 1] == '/')
            length--;
    }
    return endpoint_finish(arena, &out, length);
}

static bool endpoint_same_base(const Platform *platform, const Expr *a,
                               const Expr *b)
{
    if (a == b || !a)
        return true;
    if (!b)
        return false;
    Value x = value_of(platform, a), y = value_of(platform, b);
    return x.kind == y.kind && x.text && y.text && strcmp(x.text, y.text) == 0;
}

/* A base URL of its own makes the vendor's path a whole URL. */
static const char *endpoint_vendor_path(Platform *platform, const Operation *op)
{
    const char *path = endpoint_spell_path(platform, op, true);
    const Expr *base = op->properties->base_url;
    if (endpoint_same_base(platform, base,
                           platform->connector->properties->base_url))
        return path;
    const char *url = value_template(platform, base, "this base URL");
    if (!url)
        return path;
    if (strncmp(url, "http", 4) != 0) {
        Diag *diag = diag_report(platform->diags, D_OC_VALUE, base->span,
                                 "a base URL of one operation");
        diag_help(platform->diags, diag,
                  "only one that begins with https:// can stand in its path");
        return path;
    }
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    return arena_format(platform->arena, "%.*s%s", (int)length, url, path);
}

/* ---- expose ---- */

static bool endpoint_has_argument(const Operation *op, const char *name,
                                  size_t length)
{
    for (size_t i = 0; i < op->param_count; i++)
        if (strlen(op->params[i].field.name) == length &&
            memcmp(op->params[i].field.name, name, length) == 0)
            return true;
    return false;
}

static bool endpoint_variables_known(const Operation *op, const char *path)
{
    for (const char *open = strchr(path, '{'); open;
         open = strchr(open + 1, '{')) {
        size_t length = strcspn(open + 1, "}");
        if (open[1 + length] != '}' ||
            !endpoint_has_argument(op, open + 1, length))
            return false;
    }
    return true;
}

static bool endpoint_method_known(const char *method)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH",
                                          "DELETE"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i], method) == 0)
            return true;
    return false;
}

static void endpoint_set_expose(Platform *platform, Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    size_t length = strcspn(op->expose, " ");
    const char *path = op->expose + length + (op->expose[length] == ' ');
    endpoint->method = arena_text(platform->arena, op->expose, length);
    endpoint->path = path;
    if (endpoint_method_known(endpoint->method) && path[0] == '/' && path[1] &&
        !strpbrk(path, "? #") && endpoint_variables_known(op, path))
        return;
    Diag *diag =
        diag_report(platform->diags, D_OC_EXPOSE, op->span, op->expose);
    diag_help(platform->diags, diag,
              "it is written \"METHOD /path/{argument}\", with GET, POST, PUT, "
              "PATCH or DELETE and arguments of `%s`",
              op->name);
}

Endpoint endpoint_new(Platform *platform, const Operation *op, const char *type)
{
    Endpoint endpoint = {
        .operation = op,
        .type = type,
        .method = op->method,
        .path = endpoint_spell_path(platform, op, false),
        .vendor_method = op->method,
        .vendor_path = endpoint_vendor_path(platform, op),
        .description = op->doc,
    };
    if (op->expose)
        endpoint_set_expose(platform, &endpoint);
    else if (!*endpoint.path && op->resource)
        endpoint.path =
            arena_format(platform->arena, "/%s", op->resource->name);
    return endpoint;
}

/* ---- no two alike ---- */

/* "GET /users/{}": to the platform, names of variables make no difference. */
static const char *offer_spell(Arena *arena, const char *method,
                               const char *path)
{
    Buf out = {0};
    buf_printf(&out, "%s ", method);
    for (const char *c = path; *c; c++) {
        buf_putc(&out, *c);
        if (*c == '{')
            c += strcspn(c, "}") - 1;
    }
    return endpoint_finish(arena, &out, out.length);
}

static const char *endpoint_dashed(Arena *arena, const char *name)
{
    char *dashed = arena_text(arena, name, strlen(name));
    for (char *c = dashed; *c; c++)
        if (*c == '_')
            *c = '-';
    return dashed;
}

static void endpoint_report_same(Platform *platform, const Endpoint *endpoint,
                                 const Operation *first)
{
    const Operation *op = endpoint->operation;
    const char *offer = arena_format(platform->arena, "%s %s", endpoint->method,
                                     endpoint->path);
    Diag *diag = diag_report(platform->diags, D_OC_SAME_PATH, op->span,
                             op->full_name, first->full_name, offer);
    diag_also(platform->diags, diag, first->span, "offered there first");
    diag_help(platform->diags, diag,
              "`expose` names another path for one of them");
}

static const Operation *endpoint_rival(Platform *platform,
                                       const Endpoint *endpoint)
{
    const Operation *first =
        map_get(&platform->endpoints.offers,
                offer_spell(platform->arena, endpoint->method, endpoint->path));
    return first == endpoint->operation ? NULL : first;
}

void endpoints_add(Platform *platform, Endpoint endpoint, const char *name)
{
    Arena *arena = platform->arena;
    Endpoints *all = &platform->endpoints;
    const Operation *rival;
    while ((rival = endpoint_rival(platform, &endpoint))) {
        if (endpoint.operation->expose) {
            endpoint_report_same(platform, &endpoint, rival);
            return;
        }
        endpoint.path = arena_format(arena, "%s/%s", endpoint.path,
                                     endpoint_dashed(arena, name));
    }
    map_set(arena, &all->offers,
            offer_spell(arena, endpoint.method, endpoint.path),
            (void *)(uintptr_t)endpoint.operation);
    vec_push(arena, all->items, all->count, endpoint);
}

/* ---- operations ---- */

/* Why the platform can't have this operation at all, or NULL. */
static const char *endpoint_refuse(Platform *platform, const Operation *op)
{
    if (!op->expose && !endpoint_method_known(op->method))
        return arena_format(platform->arena, "the platform has no %s",
                            op->method);
    for (size_t i = 0; i < op->param_count; i++) {
        const Param *param = &op->params[i];
        if (param->whole)
            return "the platform can't call a URL that an answer gave";
        if (param->place == PLACE_COOKIE && param->required)
            return arena_format(platform->arena,
                                "the platform can't send the cookie `%s`",
                                param->field.wire);
    }
    return NULL;
}

/* "Update contacts", where the source has no words for it. */
static const char *endpoint_describe(Arena *arena, const Operation *op)
{
    const char *said =
        op->doc && *op->doc
            ? op->doc
            : arena_format(arena, "%s %s", op->name,
                           op->resource ? op->resource->name : "");
    char *text = arena_text(arena, said, strlen(said));
    if (said == op->doc)
        return op->deprecated ? arena_format(arena, "Deprecated. %s", said)
                              : said;
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    if (*text >= 'a' && *text <= 'z')
        *text = (char)(*text - 'a' + 'A');
    return op->deprecated ? arena_format(arena, "Deprecated. %s", text) : text;
}

/* A record of which all comes from headers is no body. */
static const Type *endpoint_body_type(const Type *result)
{
    const Record *record = result->kind == TYPE_RECORD ? result->record : NULL;
    for (size_t i = 0; record && i < record->field_count; i++)
        if (!record->fields[i]->header)
            return result;
    return record && record->field_count > 0 ? NULL : result;
}

void endpoint_set_root_key(Platform *platform, Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    if (op->envelope) {
        endpoint->root_key = op->envelope;
        return;
    }
    if (op->wrap)
        endpoint->root_key = arena_format(platform->arena, "%s|", op->wrap);
    if (!op->result_at || !*op->result_at)
        return;
    const char *path = value_dotted(platform->arena, op->result_at);
    if (path)
        endpoint->root_key = arena_format(platform->arena, "%s|%s",
                                          op->wrap ? op->wrap : "", path);
    else
        diag_report(platform->diags, D_OC_VALUE, op->span,
                    "where this result stands: a name has a dot or a bracket");
}

static void endpoint_set_result(Platform *platform, Endpoint *endpoint)
{
    endpoint->response = endpoint_body_type(endpoint->operation->result);
    endpoint_set_root_key(platform, endpoint);
}

/* Of the result itself, which may have no model. */
static void endpoint_warn_headers(Platform *platform, const Operation *op)
{
    const Record *record =
        op->result->kind == TYPE_RECORD ? op->result->record : NULL;
    for (size_t i = 0; record && i < record->field_count; i++)
        if (record->fields[i]->header)
            diag_report(platform->diags, D_OC_HEADER_FIELD,
                        record->fields[i]->span, record->fields[i]->name);
}

/* Once for each place that says so, however many operations inherit it. */
static void endpoint_warn_xml(Platform *platform, const Choice *choice,
                              const char *does, const char *how)
{
    for (size_t i = 0; i < platform->xml_count; i++)
        if (platform->xml[i] == choice)
            return;
    vec_push(platform->arena, platform->xml, platform->xml_count, choice);
    diag_report(platform->diags, D_OC_XML, choice->span, does, how);
}

static void endpoint_warn_bodies(Platform *platform, const Operation *op)
{
    if (choice_is(op->decode, "xml"))
        endpoint_warn_xml(platform, op->decode, "reads",
                          "attributes stand among the elements, what comes "
                          "once is no list, and all values are texts");
    if (op->root)
        endpoint_warn_xml(platform, op->properties->encode, "writes",
                          "`root`, `namespace` and attributes may be lost");
}

static void endpoint_warn_result(Platform *platform, const Operation *op)
{
    endpoint_warn_bodies(platform, op);
    endpoint_warn_headers(platform, op);
    TypeKind kind = op->result->kind;
    if (kind == TYPE_BYTES || kind == TYPE_STRING)
        diag_report(platform->diags, D_OC_RAW_BODY, op->span, "the answer",
                    op->full_name);
    for (size_t i = 0; i < op->status_count; i++)
        if (op->statuses[i] < 200 || op->statuses[i] > 207)
            diag_report(platform->diags, D_OC_STATUS, op->span,
                        arena_format(platform->arena, "%d", op->statuses[i]));
    bool plain = !events_resource_type(platform, op);
    for (size_t i = 0; plain && i < op->save_count; i++)
        diag_report(platform->diags, D_OC_SAVE, op->saves[i].span);
}

static void endpoints_add_operation(Platform *platform, const Operation *op)
{
    const char *reason = endpoint_refuse(platform, op);
    if (reason) {
        diag_report(platform->diags, D_OC_OPERATION_LOST, op->span,
                    op->full_name, reason);
        return;
    }
    const char *type = events_resource_type(platform, op);
    Endpoint endpoint = endpoint_new(platform, op,
                                     type               ? type
                                     : op->undocumented ? "apiNoDocumentation"
                                                        : "api");
    bool paged = operation_pages(op) && paging_is_carried(platform, op);
    endpoint.description = endpoint_describe(platform->arena, op);
    endpoint.object_name = op->resource->key ? op->resource->name : NULL;
    headers_add_operation(platform, &endpoint.parameters, op);
    arguments_add(platform, &endpoint, paged);
    endpoint_set_result(platform, &endpoint);
    if (paged)
        paging_apply(platform, &endpoint);
    else if (operation_pages(op))
        paging_apply_by_hand(platform, &endpoint);
    if (type)
        endpoint_add_saves(platform, &endpoint);
    endpoint_warn_result(platform, op);
    endpoints_add(platform, endpoint, op->name);
}

/* A path that the source chose wins over derived ones before it. */
static void endpoint_reserve(Platform *platform, const Operation *op)
{
    if (!op->expose || endpoint_refuse(platform, op))
        return;
    Map *offers = &platform->endpoints.offers;
    size_t length = strcspn(op->expose, " ");
    const char *method = arena_text(platform->arena, op->expose, length);
    const char *offer =
        offer_spell(platform->arena, method,
                    op->expose + length + (op->expose[length] != 0));
    if (!map_get(offers, offer))
        map_set(platform->arena, offers, offer, (void *)(uintptr_t)op);
}

void endpoints_collect(Platform *platform)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->resource_count; i++)
        for (size_t k = 0; k < c->resources[i]->operation_count; k++)
            endpoint_reserve(platform, c->resources[i]->operations[k]);
    for (size_t i = 0; i < c->resource_count; i++)
        for (size_t k = 0; k < c->resources[i]->operation_count; k++)
            endpoints_add_operation(platform, c->resources[i]->operations[k]);
    for (size_t i = 0; i < platform->way_count; i++)
        endpoints_add_steps(platform, &platform->ways[i]);
}
