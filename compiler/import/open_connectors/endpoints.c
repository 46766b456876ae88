/* endpoints.c - entries of `resources` as operations: names, methods, paths.
 *
 * Operations are grouped by the first segment of their path. Their names follow
 * method and path: list, get, create, replace, update, delete, and behind a
 * second segment list_notes, create_note; the path of an action is its name. */
#include <stdint.h>
#include <string.h>

#include "import/open_connectors/draft.h"

/* ---- paths ---- */

/* "/hubs/general/contacts/{id}" without "/hubs/general". */
static const char *path_below_hub(const Draft *draft, const char *path)
{
    size_t length = strlen(draft->hub);
    if (strncmp(path, "/hubs/", 6) != 0 ||
        strncmp(path + 6, draft->hub, length) != 0 || path[6 + length] != '/')
        return path;
    return path + 6 + length;
}

const char *path_segment(Arena *arena, const char **path)
{
    *path += **path == '/';
    size_t length = strcspn(*path, "/?");
    const char *segment = arena_text(arena, *path, length);
    *path += length;
    return segment;
}

/* ---- groups ---- */

static size_t group_find(Draft *draft, const char *path)
{
    const char *segment = "";
    while (*path == '/' && (!*segment || *segment == '{'))
        segment = path_segment(draft->arena, &path);
    const char *name =
        *segment && *segment != '{' ? name_of(draft->arena, segment) : "any";
    for (size_t i = 0; i < draft->group_count; i++)
        if (strcmp(draft->groups[i].name, name) == 0)
            return i;
    DraftGroup group = {.name = name};
    vec_push(draft->arena, draft->groups, draft->group_count, group);
    return draft->group_count - 1;
}

/* ---- names ---- */

typedef struct Shape {
    const char *words; /* segments behind the first that say more, joined; or
                          NULL */
    const char *last;  /* the last of them, or the first segment */
    bool by_id;        /* a variable is the last segment */
    bool any;          /* it names a collection, as {objectName} does */
} Shape;

/* "child" of "{childObjectName}"; NULL: the segment is something else. */
static const char *child_of(Arena *arena, const char *segment)
{
    static const char ending[] = "ObjectName}";
    size_t length = strlen(segment), rest = length - (sizeof ending - 1);
    if (*segment != '{' || length < sizeof ending + 1 ||
        strcmp(segment + rest, ending) != 0)
        return NULL;
    return name_of(arena, arena_text(arena, segment + 1, rest - 1));
}

static void shape_add(Arena *arena, Shape *shape, const char *word)
{
    shape->last = word;
    shape->words =
        shape->words ? arena_format(arena, "%s_%s", shape->words, word) : word;
}

static Shape shape_of(Arena *arena, const char *path)
{
    Shape shape = {.last = ""};
    bool first = true;
    while (*path == '/') {
        const char *segment = path_segment(arena, &path);
        const char *child = child_of(arena, segment);
        shape.any = child || strcmp(segment, "{objectName}") == 0;
        shape.by_id = *segment == '{' && !shape.any;
        if (child && strcmp(shape.last, child) != 0)
            shape_add(arena, &shape, child);
        if (*segment && *segment != '{' && !first)
            shape_add(arena, &shape, name_of(arena, segment));
        else if (*segment && *segment != '{')
            shape.last = name_of(arena, segment);
        first = first && (!*segment || *segment == '{') && !shape.any;
    }
    return shape;
}

static const char *verb_of(const char *method, const Shape *shape)
{
    static const struct {
        const char *method, *verb;
    } verbs[] = {{"POST", "create"},
                 {"PUT", "replace"},
                 {"PATCH", "update"},
                 {"DELETE", "delete"}};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].method, method) == 0)
            return verbs[i].verb;
    bool many = shape->any || name_is_plural(shape->last);
    return !shape->by_id && many ? "list" : "get";
}

static const char *op_name(Arena *arena, const char *method, const char *path)
{
    Shape shape = shape_of(arena, path);
    const char *verb = verb_of(method, &shape);
    if (!shape.words)
        return verb;
    bool many = strcmp(verb, "list") == 0;
    if (strcmp(method, "POST") == 0 && !shape.by_id && !shape.any &&
        !name_is_plural(shape.last))
        return shape.words; /* an action: "pay" */
    return arena_format(arena, "%s_%s", verb,
                        many ? shape.words : name_singular(arena, shape.words));
}

/* ---- operations ---- */

static const char *text_of(const Json *resource, const char *member,
                           const char *otherwise)
{
    const char *text = json_get_text(resource, member);
    return text && *text ? text : otherwise;
}

static bool is_method(const char *method)
{
    static const char *const methods[] = {"GET",    "POST", "PUT",    "PATCH",
                                          "DELETE", "HEAD", "OPTIONS"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i], method) == 0)
            return true;
    return false;
}

/* A dotted path that the language can say as well. */
static bool is_key(const char *key, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "0123456789_.:$-[]",
                    key[i]))
            return false;
    return length > 0;
}

/* "in|out": where the content of the body and of the answer stand. */
static void root_key(Draft *draft, DraftOp *op)
{
    const char *key = text_of(op->resource, "rootKey", NULL);
    if (!key)
        return;
    size_t in = strcspn(key, "|");
    const char *out = key[in] ? key + in + 1 : "";
    Buf *text = &op->block.text;
    if (!key[in] && is_key(key, in)) {
        buf_printf(text, "envelope = \"%s\"\n", key);
    } else if (is_key(key, in) && key[in]) {
        buf_printf(text, "wrap = \"%.*s\"\n", (int)in, key);
    }
    if (is_key(out, strlen(out)))
        op->behind = arena_format(draft->arena, "@at(\"%s\")", out);
}

static void documented(DraftOp *op)
{
    if (strcmp(text_of(op->resource, "type", "api"), "apiNoDocumentation") == 0)
        buf_puts(&op->block.text, "documented = false\n");
}

/* A step has its keyword as a name, and no group. */
static void op_make_step(DraftOp *op, size_t step)
{
    op->step = step;
    op->group = SIZE_MAX;
    op->keyword = step_keyword(step);
    op->name = NULL;
}

static DraftOp op_of(Draft *draft, const Json *resource, size_t index,
                     Map *names)
{
    Arena *arena = draft->arena;
    const char *path = path_below_hub(draft, text_of(resource, "path", "/"));
    const char *method = text_of(resource, "method", "GET");
    const char *vendor = text_of(resource, "vendorMethod", method);
    size_t step = step_of(draft, resource);
    size_t group = step < AUTH_STEP_COUNT ? 0 : group_find(draft, path);
    DraftOp op = {
        .resource = resource,
        .index = index,
        .group = group,
        .doc = json_get_text(resource, "description"),
        .keyword = "op",
        .method = is_method(vendor) ? vendor : "GET",
        .result = "json",
    };
    if (step < AUTH_STEP_COUNT) {
        op_make_step(&op, step);
        return op;
    }
    const char *wanted = arena_format(arena, "%s.%s", draft->groups[group].name,
                                      op_name(arena, method, path));
    op.name = strchr(name_unique(arena, names, wanted), '.') + 1;
    return op;
}

void endpoints_import(Draft *draft)
{
    const Json *resources = json_get(draft->root, "resources");
    Map names = {0};
    steps_plan(draft);
    draft->op_count = json_count(resources);
    draft->ops = arena_array(draft->arena, DraftOp, draft->op_count + 1);
    for (size_t i = 0; i < draft->op_count; i++) {
        DraftOp *op = &draft->ops[i];
        *op = op_of(draft, resources->items[i], i, &names);
        const char *path =
            path_below_hub(draft, text_of(op->resource, "path", "/"));
        documented(op);
        arguments_import(draft, op, path);
        root_key(draft, op);
        if (op->group == SIZE_MAX || events_register(op->resource))
            step_saves(draft, op);
    }
}
