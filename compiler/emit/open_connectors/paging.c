/* paging.c - the platform pages by page, offset or cursor, and all lists of a
 * connector in one of these ways. Its callers always see `page` or `nextPage`
 * and `pageSize`, and get the list without what surrounds it. */
#include "emit/open_connectors/paging.h"

#include <inttypes.h>
#include <string.h>

#include "emit/javascript/javascript.h"
#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

#define PAGING_MAX "100" /* what the builder fills in */

static const struct PagingRow {
    const char *kind; /* of the language */
    const char *type; /* of the platform */
    const char *argument;
    const char *description;
} paging_rows[] = {
    {"page", "page", "page", "The page number of resources to retrieve"},
    {"offset", "offset", "page", "The page number of resources to retrieve"},
    {"cursor", "cursor", "nextPage",
     "The next page token, taken from response headers"},
};

static const struct PagingRow *paging_row_of(const char *kind)
{
    for (size_t i = 0; i < sizeof paging_rows / sizeof *paging_rows; i++)
        if (strcmp(paging_rows[i].kind, kind) == 0)
            return &paging_rows[i];
    return NULL;
}

/* Hooks that turn pages do it by the platform's cursor. */
static const struct PagingRow *paging_row(const Choice *choice)
{
    if (!choice)
        return NULL;
    return paging_row_of(javascript_turns_pages(choice) ? "cursor"
                                                        : choice->kind);
}

const char *paging_argument(const char *kind)
{
    return paging_row_of(kind)->argument;
}

const char *paging_description(const char *kind)
{
    return paging_row_of(kind)->description;
}

/* Not every kind has every setting, and a template none. */
static const char *paging_text(const Choice *choice, const char *name)
{
    return choice_setting(choice, name) ? choice_text(choice, name) : NULL;
}

/* ---- for the connector ---- */

void paging_plan(Platform *platform)
{
    const Connector *c = platform->connector;
    if (paging_row(c->properties->paginate)) {
        platform->paging = c->properties->paginate;
        return;
    }
    for (size_t i = 0; i < c->resource_count; i++)
        for (size_t k = 0; k < c->resources[i]->operation_count; k++) {
            const Operation *op = c->resources[i]->operations[k];
            if (!platform->paging && operation_pages(op) &&
                paging_row(operation_pages(op)->choice))
                platform->paging = operation_pages(op)->choice;
        }
}

const char *paging_type(const Platform *platform)
{
    const struct PagingRow *row = paging_row(platform->paging);
    return row ? row->type : NULL;
}

const char *paging_start(const Platform *platform)
{
    const Choice *paging = platform->paging;
    if (!paging || strcmp(paging->kind, "page") != 0)
        return NULL;
    return arena_format(platform->arena, "%" PRId64,
                        choice_int(paging, "start", 1));
}

static int64_t paging_number(const Choice *choice)
{
    return choice_setting(choice, "size") ? choice_int(choice, "size", 0) : 0;
}

static int64_t paging_size(const Endpoint *endpoint)
{
    return paging_number(operation_pages(endpoint->operation)->choice);
}

/* "/users/{id}/comments" as "usersComments". */
static const char *paging_object(Arena *arena, const char *path)
{
    Buf out = {0};
    while (*path == '/') {
        size_t length = strcspn(path + 1, "/");
        const char *segment = path + 1;
        path += 1 + length;
        if (length == 0 || segment[0] == '{')
            continue;
        bool raise = out.length > 0 && *segment >= 'a' && *segment <= 'z';
        buf_putc(&out, raise ? (char)(*segment - 'a' + 'A') : *segment);
        buf_write(&out, segment + 1, length - 1);
    }
    const char *object = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return object;
}

/* One number if all lists agree, else an object with one for each. */
const char *paging_max(const Platform *platform)
{
    int64_t common = platform->paging ? paging_number(platform->paging) : 0;
    Buf out = {0};
    JsonWriter json = {.out = &out, .first = true, .compact = true};
    json_object(&json, NULL);
    bool alike = true;
    for (size_t i = 0; i < platform->endpoints.count; i++) {
        const Endpoint *endpoint = &platform->endpoints.items[i];
        if (!endpoint->paged || paging_size(endpoint) == common ||
            paging_size(endpoint) == 0)
            continue;
        alike = false;
        json_int(&json, paging_object(platform->arena, endpoint->path),
                 paging_size(endpoint));
    }
    const char *number =
        common ? arena_format(platform->arena, "%" PRId64, common) : PAGING_MAX;
    json_number(&json, "default", number);
    json_object_end(&json);
    const char *object =
        arena_text(platform->arena, buf_text(&out), out.length);
    buf_free(&out);
    return alike ? number : object;
}

/* ---- for one operation ---- */

static bool paging_is_alike(const Choice *a, const Choice *b)
{
    if (strcmp(paging_row(a)->type, paging_row(b)->type) != 0)
        return false;
    return strcmp(a->kind, "page") != 0 ||
           choice_int(a, "start", 1) == choice_int(b, "start", 1);
}

static void paging_warn_detail(Platform *platform, const Choice *choice,
                               const char *name, const char *instead)
{
    const Setting *setting = choice_setting(choice, name);
    if (setting && setting->given && setting->value)
        diag_report(platform->diags, D_OC_PAGING_DETAIL, setting->span, name,
                    instead);
}

static void paging_warn_details(Platform *platform, const Choice *choice)
{
    bool cursor = strcmp(paging_row(choice)->type, "cursor") == 0;
    if (javascript_turns_pages(choice))
        return; /* the hooks know all that is said */
    const char *end = cursor ? "it reads on while there is a cursor"
                             : "it stops at the first page that is not full";
    paging_warn_detail(platform, choice, "more", end);
    paging_warn_detail(platform, choice, "total", end);
    if (strcmp(choice->kind, "offset") == 0 &&
        choice_int(choice, "start", 0) != 0)
        paging_warn_detail(platform, choice, "start",
                           "offsets begin at 0 there");
}

/* Without `next` a template has one page. */
static bool paging_has_next(Platform *platform, const Operation *operation)
{
    const TemplatePagination *own = operation->template_pagination;
    if (own && own->next && !own->plain)
        diag_report(platform->diags, D_OC_PAGING_DETAIL, own->list.choice->span,
                    "items",
                    "where they are computed, the list ends with its first "
                    "page");
    return !own || (own->next && own->plain);
}

bool paging_is_carried(Platform *platform, const Operation *operation)
{
    const Choice *choice = operation_pages(operation)->choice;
    if (!paging_has_next(platform, operation))
        return false;
    if (!paging_is_alike(choice, platform->paging)) {
        Diag *diag = diag_report(platform->diags, D_OC_PAGING_MIXED,
                                 operation->span, operation->full_name);
        diag_also(platform->diags, diag, platform->paging->span,
                  "the others are paged so");
        return false;
    }
    paging_warn_details(platform, choice);
    return true;
}

static const char *paging_place(const Choice *choice)
{
    const char *in = paging_text(choice, "in");
    return in && strcmp(in, "body") == 0 ? "bodyField" : in ? in : "query";
}

bool paging_replaces(const Operation *operation, const Param *param)
{
    const Choice *choice = operation_pages(operation)->choice;
    if (strcmp(parameter_place(param->place), paging_place(choice)) != 0)
        return false;
    const char *page = paging_text(choice, "param");
    const char *size = paging_text(choice, "size_param");
    return (page && strcmp(page, param->field.wire) == 0) ||
           (size && strcmp(size, param->field.wire) == 0);
}

/* JSON Pointer of the list in the answer, or NULL. */
static const char *paging_list_pointer(Arena *arena, const Operation *op)
{
    const char *pointer = op->result_at ? op->result_at : "";
    const Pagination *pages = operation_pages(op);
    for (size_t i = 0; i < pages->items_count; i++) {
        const char *wire = pages->items[i]->wire;
        if (strpbrk(wire, "/~"))
            return NULL;
        pointer = arena_format(arena, "%s/%s", pointer, wire);
    }
    return pointer;
}

static void paging_refuse_name(Platform *platform, const Operation *op)
{
    diag_report(platform->diags, D_OC_VALUE, op->span,
                "where this list stands: a name has a dot or a bracket");
}

static void paging_set_root(Platform *platform, Endpoint *endpoint)
{
    Arena *arena = platform->arena;
    const Operation *op = endpoint->operation;
    if (operation_pages(op)->items_count == 0)
        return; /* the result itself is the list */
    const char *pointer = paging_list_pointer(arena, op);
    const char *path = pointer ? value_dotted(arena, pointer) : NULL;
    Type *list = arena_new(arena, Type);
    list->kind = TYPE_LIST;
    list->element = operation_pages(op)->item;
    endpoint->response = list;
    if (!path)
        paging_refuse_name(platform, op);
    else
        endpoint->root_key = *path ? arena_format(arena, "|%s", path) : NULL;
}

static void paging_set_next(Platform *platform, Endpoint *endpoint)
{
    Arena *arena = platform->arena;
    const Choice *choice = operation_pages(endpoint->operation)->choice;
    if (strcmp(paging_row(choice)->type, "cursor") != 0)
        return;
    const char *header = javascript_turns_pages(choice)
                             ? JS_NEXT_PAGE_HEADER
                             : paging_text(choice, "from_header");
    const char *from = paging_text(choice, "from");
    if (header) {
        endpoint->next_page_key = arena_format(arena, "header.%s", header);
        return;
    }
    const char *path =
        from ? value_dotted(arena, pointer_of_path(arena, from)) : NULL;
    if (path)
        endpoint->next_page_key = arena_format(arena, "body.%s", path);
    else
        paging_refuse_name(platform, endpoint->operation);
}

static void paging_add_parameters(Platform *platform, Endpoint *endpoint)
{
    const Choice *choice = operation_pages(endpoint->operation)->choice;
    const struct PagingRow *row = paging_row(choice);
    const char *place = paging_place(choice);
    const char *size = paging_text(choice, "size_param");
    Parameter next =
        javascript_turns_pages(choice)
            ? parameter_argument(row->argument, "query", "header",
                                 JS_NEXT_PAGE_HEADER, false)
            : parameter_argument(row->argument, "query", place,
                                 paging_text(choice, "param"), false);
    Parameter count =
        parameter_argument("pageSize", "query", size ? place : "no-op",
                           size ? size : "pageSize", false);
    next.description = row->description;
    count.description = PAGING_SIZE_DESCRIPTION;
    parameters_add(platform, &endpoint->parameters, next);
    parameters_add(platform, &endpoint->parameters, count);
}

void paging_apply(Platform *platform, Endpoint *endpoint)
{
    endpoint->paged = true;
    paging_add_parameters(platform, endpoint);
    paging_set_root(platform, endpoint);
    paging_set_next(platform, endpoint);
}

static void paging_add_by_hand(Platform *platform, Endpoint *endpoint,
                               const Choice *choice)
{
    const Setting *setting = choice_setting(choice, "param");
    const char *name =
        setting && setting->value ? paging_text(choice, "param") : NULL;
    if (!name ||
        parameters_find(&endpoint->parameters, paging_place(choice), name))
        return;
    parameters_add(
        platform, &endpoint->parameters,
        parameter_argument(name, "query", paging_place(choice), name, false));
}

void paging_apply_by_hand(Platform *platform, Endpoint *endpoint)
{
    const Choice *choice = operation_pages(endpoint->operation)->choice;
    const Setting *setting = choice_setting(choice, "size_param");
    const char *name =
        setting && setting->value ? paging_text(choice, "size_param") : NULL;
    int64_t size = name ? choice_int(choice, "size", 0) : 0;
    endpoint->pagination_type = "NO_PAGINATION";
    if (strcmp(paging_place(choice), "bodyField") == 0)
        return; /* in the caller's own body already */
    paging_add_by_hand(platform, endpoint, choice);
    if (size == 0 ||
        parameters_find(&endpoint->parameters, paging_place(choice), name))
        return;
    Value value = {VALUE_TEXT, arena_format(platform->arena, "%" PRId64, size),
                   NULL};
    parameters_add(platform, &endpoint->parameters,
                   parameter_constant(value, paging_place(choice), name));
}
