/* paging.c - how lists are paged: entries of the configuration, and the two
 * arguments that each list has on the platform, as `paginate`.
 *
 * Only lists whose arguments are just those that the emitter makes are paged
 * so; the others keep them as arguments. Which those are is known before all
 * else, since entries of the configuration follow from it. */
#include "import/open_connectors/paging.h"

#include <stdlib.h>
#include <string.h>

#include "emit/open_connectors/paging.h"

static const struct KindRow {
    const char *type; /* of the platform */
    const char *kind;
    const char *start; /* of pages, where no entry says it */
} kind_rows[] = {{"page", "page", "1"},
                 {"page 0", "page", "0"},
                 {"page starts with 1", "page", "1"},
                 {"offset", "offset", NULL},
                 {"cursor", "cursor", NULL}};

static const char *text_of(const Json *json, const char *name)
{
    const char *text = json_get_text(json, name);
    return text ? text : "";
}

static bool is_text(const Json *json, const char *name, const char *wanted)
{
    return strcmp(text_of(json, name), wanted) == 0;
}

static const char *entry_value(const Draft *draft, const char *key)
{
    const Json *entries = json_get(draft->root, "configuration");
    for (size_t i = 0; i < json_count(entries); i++)
        if (is_text(entries->items[i], "key", key))
            return json_get_text(entries->items[i], "defaultValue");
    return NULL;
}

static bool is_number(const char *text)
{
    return *text && strlen(text) < 9 && text[strspn(text, "0123456789")] == 0;
}

/* ---- one resource ---- */

/* The argument `name`, if it is the only one of that name and says nothing but
 * what the platform's own would. */
static const Json *usual_argument(const Json *resource, const char *name,
                                  const char *description)
{
    const Json *list = json_get(resource, "parameters"), *found = NULL;
    for (size_t i = 0; i < json_count(list); i++) {
        const Json *p = list->items[i];
        if (!is_text(p, "name", name))
            continue;
        if (found || !is_text(p, "type", "query") ||
            !is_text(p, "source", "request") ||
            !is_text(p, "description", description) ||
            !is_text(p, "dataType", "string") ||
            !is_text(p, "vendorDataType", "string") ||
            json_get_true(p, "required") || json_get_text(p, "converter") ||
            json_get_text(p, "sampleData"))
            return NULL;
        found = p;
    }
    return found;
}

/* The word for where it goes, or NULL. */
static const char *place_word(const Json *parameter)
{
    static const struct {
        const char *type, *word;
    } rows[] = {
        {"query", "query"}, {"header", "header"}, {"bodyField", "body"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_text(parameter, "vendorType", rows[i].type))
            return rows[i].word;
    return NULL;
}

static void put_text(Buf *out, const char *name, const char *text)
{
    buf_printf(out, "%s%s: ", out->text[out->length - 1] == '(' ? "" : ", ",
               name);
    draft_string(out, text);
}

static bool is_path(const char *path)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    return *path && *path != '.' && path[strspn(path, letters)] == 0 &&
           !strstr(path, "..") && path[strlen(path) - 1] != '.';
}

/* "body.a.b", or "a.b" for short, and "header.X" as where the cursor is. */
static bool put_from(Buf *out, const char *key)
{
    bool header = strncmp(key, "header.", 7) == 0;
    bool body = strncmp(key, "body.", 5) == 0;
    const char *path = key + (header ? 7 : body ? 5 : 0);
    if (header ? !name_is_header(path) : !is_path(path) || !strchr(key, '.'))
        return false;
    put_text(out, header ? "from_header" : "from", path);
    return true;
}

static bool has_model(const Json *resource)
{
    const Json *model = json_get(resource, "model");
    return model && model->kind == JSON_OBJECT && model->count > 0;
}

/* A list whose answer has no type can be said to be one, unless steps look at
 * it. */
static bool is_list(Arena *arena, const Json *resource)
{
    const Json *model = json_get(resource, "model");
    const Json *swagger = json_get(model, "swagger");
    const char *name = text_of(model, "name"),
               *path = text_of(resource, "path");
    const Json *hooks = json_get(resource, "hooks");
    bool many = *path && path[strlen(path) - 1] != '}';
    const char *object = arena_format(arena, "%sObject", name);
    if (has_model(resource) && json_get(swagger, name))
        return is_text(json_get(swagger, name), "type", "array");
    if (has_model(resource))
        return many && json_get(swagger, object);
    for (size_t i = 0; i < json_count(hooks); i++)
        if (is_text(hooks->items[i], "type", "postRequest"))
            return false;
    return many;
}

static void put_size(Buf *out, const Draft *draft)
{
    const char *most = entry_value(draft, "pagination.max");
    if (most && is_number(most) && *most != '0')
        buf_printf(out, ", size: %s", most);
}

/* `offset(param: …)` for the resource, or NULL. */
static const char *paginate_of(Draft *draft, const struct KindRow *row,
                               const Json *resource)
{
    bool cursor = strcmp(row->kind, "cursor") == 0;
    const char *argument = paging_argument(row->kind);
    const Json *page =
        usual_argument(resource, argument, paging_description(row->kind));
    const Json *size =
        usual_argument(resource, "pageSize", PAGING_SIZE_DESCRIPTION);
    const char *place = page ? place_word(page) : NULL;
    bool unsized = size && is_text(size, "vendorType", "no-op") &&
                   is_text(size, "vendorName", "pageSize");
    if (!place || !size || !is_text(resource, "vendorMethod", "GET") ||
        !is_text(resource, "method", "GET") ||
        !is_list(draft->arena, resource) ||
        (!unsized &&
         !is_text(size, "vendorType", text_of(page, "vendorType"))) ||
        (unsized && strcmp(row->kind, "offset") == 0) ||
        (!cursor && *text_of(resource, "nextPageKey")))
        return NULL;
    Buf out = {0};
    buf_printf(&out, "%s(", row->kind);
    put_text(&out, "param", text_of(page, "vendorName"));
    const char *start = entry_value(draft, "pagination.page.startindex");
    if (row->start)
        buf_printf(&out, ", start: %s",
                   start && is_number(start) ? start : row->start);
    bool good = !cursor || put_from(&out, text_of(resource, "nextPageKey"));
    if (!unsized)
        put_text(&out, "size_param", text_of(size, "vendorName"));
    put_size(&out, draft);
    if (strcmp(place, "query") != 0)
        buf_printf(&out, ", in: %s", place);
    buf_putc(&out, ')');
    const char *made =
        good ? arena_text(draft->arena, buf_text(&out), out.length) : NULL;
    buf_free(&out);
    return made;
}

/* ---- all of them ---- */

/* The choice that most lists make. */
static const char *most_common(const char *const *made, size_t count,
                               size_t *uses)
{
    const char *most = NULL;
    *uses = 0;
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        for (size_t k = i; made[i] && k < count; k++)
            same += made[k] && strcmp(made[i], made[k]) == 0;
        if (same > *uses) {
            *uses = same;
            most = made[i];
        }
    }
    return most;
}

void paging_plan_import(Draft *draft)
{
    const Json *resources = json_get(draft->root, "resources");
    const char *type = entry_value(draft, "pagination.type");
    size_t count = json_count(resources), others = 0, uses;
    draft->paginates = arena_array(draft->arena, const char *, count + 1);
    for (size_t k = 0; type && k < sizeof kind_rows / sizeof *kind_rows; k++) {
        if (strcmp(kind_rows[k].type, type) != 0)
            continue;
        draft->paging_kind = kind_rows[k].kind;
        for (size_t i = 0; i < count; i++)
            draft->paginates[i] =
                paginate_of(draft, &kind_rows[k], resources->items[i]);
    }
    for (size_t i = 0; i < count; i++)
        others += !draft->paginates[i] && has_model(resources->items[i]) &&
                  is_list(draft->arena, resources->items[i]);
    const char *most = most_common(draft->paginates, count, &uses);
    if (!most)
        draft->paging_kind = NULL;
    if (!most || uses < 2 || uses < others)
        return;
    draft->paginate = most;
}

void paging_import_properties(Draft *draft)
{
    if (draft->paginate)
        buf_printf(&draft->properties, "paginate = %s\n", draft->paginate);
}

void paging_import_entries(Draft *draft, Entry *entries, size_t count)
{
    Entry *type = entry_find(entries, count, "pagination.type");
    Entry *most = entry_find(entries, count, "pagination.max");
    if (!draft->paging_kind)
        return;
    if (type)
        type->value = draft->paging_kind;
    const char *value = most ? entry_default(most) : NULL;
    if (value && is_number(value) && *value != '0')
        most->value = value;
}

void paging_import_start(Draft *draft, Entry *entries, size_t count)
{
    Entry *start = entry_find(entries, count, "pagination.page.startindex");
    const char *first = start ? entry_default(start) : NULL;
    if (draft->paging_kind && strcmp(draft->paging_kind, "page") == 0 &&
        first && is_number(first))
        start->value = first;
}

/* ---- operations ---- */

static void drop_argument(DraftOp *op, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < op->argument_count; i++)
        if (strcmp(op->arguments[i].name, name) != 0)
            op->arguments[kept++] = op->arguments[i];
    op->argument_count = kept;
}

/* An operation that lists and isn't paged says so where the others are. */
static void op_page(const Draft *draft, DraftOp *op)
{
    const char *own = draft->paginates[op->index];
    bool get = strcmp(op->method, "GET") == 0;
    if (own && strcmp(op->keyword, "op") == 0 && get &&
        (op->lists || strcmp(op->result, "json") == 0)) {
        drop_argument(op, paging_argument(draft->paging_kind));
        drop_argument(op, "pageSize");
        if (!op->lists)
            op->result = "json[]";
        if (!draft->paginate || strcmp(own, draft->paginate) != 0)
            buf_printf(&op->block.text, "paginate = %s\n", own);
    } else if (draft->paginate && op->lists && get) {
        buf_puts(&op->block.text, "paginate = none\n");
    }
}

void paging_import(Draft *draft)
{
    for (size_t i = 0; i < draft->op_count; i++)
        op_page(draft, &draft->ops[i]);
}
