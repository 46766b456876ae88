/* op_paths.c - the method and the path of an operation, and its variables. */
#include "check/operations.h"

#include <string.h>

const char *method_check(Checker *ck, const Node *label)
{
    static const char *const methods[] = {"GET",    "POST", "PUT",    "PATCH",
                                          "DELETE", "HEAD", "OPTIONS"};
    enum { COUNT = sizeof methods / sizeof *methods };
    Word name = label->as.name.name;
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(methods[i], name.text) == 0)
            return methods[i];
    Diag *d = diag_report(ck->diags, D_UNKNOWN_METHOD, name.span, name.text);
    const char *near = diag_nearest(name.text, methods, COUNT);
    diag_suggest(ck->diags, d, name.span, near);
    diag_help(ck->diags, d,
              "methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS");
    return "GET";
}

/* Once for each path: what is said next follows from it. */
static void report_path(Checker *ck, Operation *op, Span span, const char *text)
{
    if (!op->broken)
        diag_report(ck->diags, D_BAD_PATH, span, text);
    op->broken = true;
}

static void add_literal(Checker *ck, Operation *op, const char *text,
                        size_t length)
{
    if (length == 0)
        return;
    PathPart part = {arena_text(ck->arena, text, length), 0};
    vec_push(ck->arena, op->parts, op->part_count, part);
}

/* Vendors call variables `{channel.id}` and `{user-id}`, too. */
static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!(text[i] >= 'a' && text[i] <= 'z') &&
            !(text[i] >= 'A' && text[i] <= 'Z') && text[i] != '_' &&
            !(i > 0 && ((text[i] >= '0' && text[i] <= '9') || text[i] == '.' ||
                        text[i] == '-')))
            return false;
    return length > 0;
}

static const Node *find_variable(const Node *block, const char *name)
{
    NodeList items = {0};
    if (block)
        items = block->as.block.items;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_FIELD &&
            strcmp(items.items[i]->as.field.name.text, name) == 0)
            return items.items[i];
    return NULL;
}

/* The field of `path { }` for a variable, of the operation or else of its
 * resource; or a string. */
static void fill_variable(Checker *ck, const Node *fields, const char *name,
                          Span span, Param *param)
{
    const Node *field = find_variable(fields, name);
    param->place = PLACE_PATH;
    if (!field)
        field = find_variable(ck->path, name);
    if (field) {
        field_fill(ck, field, NULL, name, "parameter", &param->field);
        return;
    }
    param->field = (Field){.name = name,
                           .wire = name,
                           .span = span,
                           .type = type_of_kind(ck, TYPE_STRING),
                           .length_min = -1,
                           .length_max = -1};
}

static void check_variable(Checker *ck, const Param *param)
{
    const Field *field = &param->field;
    if (!type_is_scalar(field->type) && !type_is_error(field->type))
        diag_report(ck->diags, D_PATH_TYPE, field->span,
                    quoted_type(ck, field->type));
    if (field->optional)
        diag_report(ck->diags, D_PATH_TYPE, field->span, "optional");
}

void argument_note(Checker *ck, const Field *field)
{
    Field *kept = arena_new(ck->arena, Field);
    *kept = *field;
    map_set(ck->arena, &ck->arguments, field->name, kept);
}

static void add_variable(Checker *ck, Operation *op, const Node *fields,
                         const char *text, size_t length, Span span)
{
    Param param = {.required = true};
    if (length && *text == '+') {
        param.reserved = true;
        text++, length--;
    }
    if (!is_name(text, length)) {
        report_path(ck, op, span,
                    "a variable is written `{name}` or `{+name}`");
        return;
    }
    if (op->param_count == MAX_MEMBERS) {
        report_path(ck, op, span, "it has too many variables");
        return;
    }
    const char *name = arena_text(ck->arena, text, length);
    if (map_get(&ck->arguments, name)) {
        diag_report(ck->diags, D_DUPLICATE_PATH_VARIABLE, span, name);
        return;
    }
    fill_variable(ck, fields, name, span, &param);
    check_variable(ck, &param);
    argument_note(ck, &param.field);
    PathPart part = {NULL, op->param_count};
    vec_push(ck->arena, op->parts, op->part_count, part);
    vec_push(ck->arena, op->params, op->param_count, param);
}

/* Whether the path stands in the source letter by letter, without escapes. */
static bool is_plain(Checker *ck, const Node *label)
{
    const char *path = label->as.string.text;
    Span span = label->span;
    size_t length = strlen(path);
    const Source *source = source_of(&ck->program->sources, span.file);
    return span.end - span.start == length + 2 &&
           memcmp(source->text + span.start + 1, path, length) == 0;
}

/* `/widgets/:id`, as routers write it. `/widgets:search` is no variable. */
static bool has_colon_variable(const char *path)
{
    for (const char *at = path; (at = strstr(at, "/:")); at++)
        if (is_name(at + 2, 1))
            return true;
    return false;
}

void path_read(Checker *ck, Operation *op, const Node *label,
               const Node *fields)
{
    const char *at = label->as.string.text;
    bool plain = is_plain(ck, label);
    op->path = at;
    if (*at != '/' && *at != '{')
        report_path(ck, op, label->span, "a path starts with `/`");
    if (strpbrk(at, "?#"))
        report_path(ck, op, label->span,
                    "parameters stand in `query { }`, not in the path");
    if (has_colon_variable(at))
        report_path(ck, op, label->span,
                    "a variable of a path is written `{name}`, not `:name`");
    while (*at) {
        size_t length = strcspn(at, "{}");
        if (at[length] == '}') {
            report_path(ck, op, label->span,
                        "a `}` of the path closes nothing");
            return;
        }
        add_literal(ck, op, at, length);
        at += length;
        if (!*at)
            break;
        size_t name = strcspn(at + 1, "}");
        if (at[1 + name] != '}') {
            report_path(ck, op, label->span, "a `{` of the path is not closed");
            return;
        }
        Span span = label->span;
        if (plain) {
            span.start += 1 + (uint32_t)(at - op->path);
            span.end = span.start + (uint32_t)name + 2;
        }
        add_variable(ck, op, fields, at + 1, name, span);
        at += name + 2;
    }
    if (op->part_count == 1 && !op->parts[0].text && op->param_count == 1)
        op->params[0].whole = op->params[0].field.type->kind == TYPE_URL;
}

void path_check_unused(Checker *ck, const Operation *op, const Node *fields)
{
    NodeList items = fields->as.block.items;
    for (size_t i = 0; i < items.count && !op->broken; i++) {
        if (items.items[i]->kind != NODE_FIELD)
            continue;
        Word name = items.items[i]->as.field.name;
        if (map_get(&ck->arguments, name.text))
            continue;
        Nearest nearest = nearest_to(name.text);
        for (size_t j = 0; j < op->param_count; j++)
            nearest_try(&nearest, op->params[j].field.name);
        diag_suggest(
            ck->diags,
            diag_report(ck->diags, D_UNUSED_PATH_FIELD, name.span, name.text),
            name.span, nearest.found);
    }
}
