/* operations.c - `op` blocks and the requests of authentications. */
#include "check/checker.h"

#include <string.h>

#include "check/steps.h"

/* ---- methods and paths ---- */

static const char *check_method(Checker *ck, const Node *label)
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

static void report_path(Checker *ck, Span span, const char *text)
{
    diag_report(ck->diags, D_BAD_PATH, span, text);
}

static void add_literal(Checker *ck, Operation *op, const char *text,
                        size_t length)
{
    if (length == 0)
        return;
    PathPart part = {arena_text(ck->arena, text, length), 0};
    vec_push(ck->arena, op->parts, op->part_count, part);
}

static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!(text[i] >= 'a' && text[i] <= 'z') &&
            !(text[i] >= 'A' && text[i] <= 'Z') && text[i] != '_' &&
            !(i > 0 && text[i] >= '0' && text[i] <= '9'))
            return false;
    return length > 0;
}

/* The field of `path { }` for a variable, or a string. */
static void fill_variable(Checker *ck, const Node *fields, const char *name,
                          Span span, Param *param)
{
    NodeList items = {0};
    if (fields)
        items = fields->as.block.items;
    param->place = PLACE_PATH;
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i]->kind != NODE_FIELD ||
            strcmp(items.items[i]->as.field.name.text, name) != 0)
            continue;
        field_fill(ck, items.items[i], NULL, name, "parameter", &param->field);
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

static void note_argument(Checker *ck, const Field *field)
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
        report_path(ck, span, "a variable is written `{name}` or `{+name}`");
        return;
    }
    const char *name = arena_text(ck->arena, text, length);
    if (map_get(&ck->arguments, name)) {
        diag_report(ck->diags, D_DUPLICATE_PATH_VARIABLE, span, name);
        return;
    }
    fill_variable(ck, fields, name, span, &param);
    check_variable(ck, &param);
    note_argument(ck, &param.field);
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

static void read_path(Checker *ck, Operation *op, const Node *label,
                      const Node *fields)
{
    const char *at = label->as.string.text;
    bool plain = is_plain(ck, label);
    op->path = at;
    if (*at != '/' && *at != '{')
        report_path(ck, label->span, "a path starts with `/`");
    if (strpbrk(at, "?#"))
        report_path(ck, label->span,
                    "parameters stand in `query { }`, not in the path");
    while (*at) {
        size_t length = strcspn(at, "{}");
        if (at[length] == '}') {
            report_path(ck, label->span, "a `}` of the path closes nothing");
            return;
        }
        add_literal(ck, op, at, length);
        at += length;
        if (!*at)
            break;
        size_t name = strcspn(at + 1, "}");
        if (at[1 + name] != '}') {
            report_path(ck, label->span, "a `{` of the path is not closed");
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

static void check_unused_path(Checker *ck, const Operation *op,
                              const Node *fields)
{
    NodeList items = fields->as.block.items;
    for (size_t i = 0; i < items.count; i++) {
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

/* ---- parameters ---- */

typedef struct ParamPlace {
    const char *block;
    Place place;
    const char *text;
} ParamPlace;

static const ParamPlace places[] = {
    {"query", PLACE_QUERY, "a query"},
    {"header", PLACE_HEADER, "a header"},
    {"cookie", PLACE_COOKIE, "a cookie"},
    {"form", PLACE_FORM, "a form"},
    {"multipart", PLACE_MULTIPART, "a multipart body"},
};

static bool fits_place(const Type *type, Place place)
{
    if (type_is_error(type) || type_is_scalar(type) ||
        place == PLACE_MULTIPART || place == PLACE_FORM)
        return true;
    if (type->kind == TYPE_LIST)
        return type_is_scalar(type->element);
    /* created[gt]=…: a record of scalars, as forms have it. */
    return place == PLACE_QUERY &&
           (type->kind == TYPE_RECORD || type->kind == TYPE_MAP);
}

static void check_clash(Checker *ck, const Operation *op, const Field *field)
{
    const Field *other = map_get(&ck->arguments, field->name);
    if (other) {
        Diag *d = diag_report(ck->diags, D_NAME_CLASH, field->span,
                              op->full_name, field->name);
        diag_also(ck->diags, d, other->span, "the first one");
        diag_help(ck->diags, d,
                  "give one of them another name, and say "
                  "`@wire(\"%s\")` behind it",
                  field->wire);
        return;
    }
    note_argument(ck, field);
}

static void add_param(Checker *ck, Operation *op, const Field *field,
                      const ParamPlace *place)
{
    Param param = {.field = *field, .place = place->place};
    param.required = !param.field.optional && !param.field.fallback;
    if (!fits_place(param.field.type, place->place))
        diag_report(ck->diags, D_PARAMETER_TYPE, param.field.span,
                    quoted_type(ck, param.field.type), place->text);
    check_clash(ck, op, &param.field);
    vec_push(ck->arena, op->params, op->param_count, param);
}

static void read_params(Checker *ck, Operation *op, const Node *block,
                        const ParamPlace *place)
{
    NodeList items = block->as.block.items;
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        Field field;
        if (node->kind == NODE_FIELD) {
            field_fill(ck, node, NULL, node->as.field.name.text, "parameter",
                       &field);
            records_settle(ck);
            add_param(ck, op, &field, place);
        } else if (node->kind == NODE_SPREAD) {
            const Record *record = spread_record(ck, node, NULL);
            for (size_t j = 0; record && j < record->field_count; j++)
                add_param(ck, op, record->fields[j], place);
        }
    }
}

/* Required ones first, as callers read them; path parts follow their
 * parameters to the new numbers. */
static void sort_params(Checker *ck, Operation *op)
{
    Param *sorted = arena_array(ck->arena, Param, op->param_count + 1);
    size_t *moved = arena_array(ck->arena, size_t, op->param_count + 1);
    size_t count = 0;
    for (int required = 1; required >= 0; required--)
        for (size_t i = 0; i < op->param_count; i++)
            if (op->params[i].required == (required == 1)) {
                moved[i] = count;
                sorted[count++] = op->params[i];
            }
    for (size_t i = 0; i < op->part_count; i++)
        op->parts[i].param = moved[op->parts[i].param];
    op->params = sorted;
}

static void read_all_params(Checker *ck, Operation *op, NodeList items)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const Node *block = find_block(items, places[i].block);
        if (!block)
            continue;
        read_params(ck, op, block, &places[i]);
        if (places[i].place == PLACE_MULTIPART)
            feature_note(ck, FEATURE_MULTIPART, block->span);
    }
    sort_params(ck, op);
}

/* ---- body and result ---- */

static const Node *find_body(NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_FIELD &&
            strcmp(items.items[i]->as.field.name.text, "body") == 0)
            return items.items[i];
    return NULL;
}

static void read_body(Checker *ck, Operation *op, NodeList items)
{
    const Node *node = find_body(items);
    if (!node)
        return;
    Field *field = arena_new(ck->arena, Field);
    const char *hint = arena_format(ck->arena, "%s.body", op->full_name);
    field_fill(ck, node, NULL, hint, "body", field);
    records_settle(ck);
    if (annotation_find(node->as.field.annotations, "partial")) {
        if (field->type->kind != TYPE_RECORD && !type_is_error(field->type))
            diag_report(ck->diags, D_ANNOTATION_PLACE, node->span, "partial",
                        quoted_type(ck, field->type));
        field->type = type_partial(ck, field->type);
    }
    op->body = field;
}

/* The request has one body at most, and only where the method allows one. */
static void check_bodies(Checker *ck, const Operation *op, NodeList items)
{
    static const char *const words[] = {"body", "form", "multipart"};
    const Node *nodes[] = {find_body(items), find_block(items, "form"),
                           find_block(items, "multipart")};
    const Node *first = NULL;
    bool bodiless =
        strcmp(op->method, "GET") == 0 || strcmp(op->method, "HEAD") == 0;
    for (size_t i = 0; i < 3; i++) {
        if (!nodes[i])
            continue;
        Span span = nodes[i]->kind == NODE_FIELD
                        ? nodes[i]->as.field.name.span
                        : nodes[i]->as.block.keyword.span;
        if (bodiless)
            diag_report(ck->diags, D_BODY_ON_METHOD, span, op->method);
        else if (first)
            diag_also(ck->diags,
                      diag_report(ck->diags, D_TWO_BODIES, span, words[i]),
                      first->span, "the first one");
        else
            first = nodes[i];
    }
}

static void read_result(Checker *ck, Operation *op, const Node *node)
{
    if (!node || node->kind == NODE_INT) {
        op->result = type_of_kind(ck, TYPE_NONE);
        return;
    }
    const char *hint = arena_format(ck->arena, "%s.result", op->full_name);
    const Type *type = type_resolve(ck, node, NULL, hint);
    records_settle(ck);
    op->result_optional = type_is_optional(type);
    op->result = type_strip(type);
    if (op->result->kind == TYPE_STREAM)
        feature_note(ck, FEATURE_STREAM, node->span);
}

static void add_status(Checker *ck, Operation *op, const Node *value)
{
    int low = value->kind == NODE_STATUS ? (int)value->as.status.hundreds * 100
                                         : (int)value->as.integer.value;
    int high = value->kind == NODE_STATUS ? low + 99 : low;
    if (low < 100 || high > 599)
        diag_report(ck->diags, D_BAD_STATUS, value->span,
                    SOURCE_AT(ck, value->span));
    for (int status = low; status <= high && low >= 100 && high <= 599;
         status++)
        vec_push(ck->arena, op->statuses, op->status_count, status);
}

static bool is_repeatable(const char *method)
{
    return strcmp(method, "POST") != 0 && strcmp(method, "PATCH") != 0;
}

static bool is_path_text(const char *text)
{
    return text && *text && !strpbrk(text, " \t\n");
}

static void read_annotations(Checker *ck, Operation *op, NodeList list)
{
    annotations_check(ck, list, "op");
    const Node *status = annotation_find(list, "status");
    NodeList values = {0};
    if (status)
        values = status->as.annotation.arguments;
    for (size_t i = 0; i < values.count; i++) {
        const Node *value = values.items[i]->as.argument.value;
        if (value->kind == NODE_INT || value->kind == NODE_STATUS)
            add_status(ck, op, value);
    }
    op->idempotent = is_repeatable(op->method) ||
                     annotation_find(list, "idempotent") != NULL;
    op->deprecated = annotation_find(list, "deprecated") != NULL;
    const Node *at = annotation_find(list, "at");
    if (at && !is_path_text(annotation_text(at)))
        diag_report(ck->diags, D_RESULT_PATH, at->span);
    else if (at)
        op->result_at = pointer_of_path(ck->arena, annotation_text(at));
}

/* ---- send and save ---- */

/* `headers`, `request.headers`: the part of the request that it names. */
static bool read_target_root(const Node *node, Place *place)
{
    static const struct {
        const char *name;
        Place place;
    } roots[] = {{"headers", PLACE_HEADER},
                 {"query", PLACE_QUERY},
                 {"cookies", PLACE_COOKIE},
                 {"body", PLACE_BODY}};
    const char *name = NULL;
    if (node->kind == NODE_NAME)
        name = node->as.name.name.text;
    else if (node->kind == NODE_MEMBER &&
             is_root(node->as.access.object, "request"))
        name = node->as.access.name.text;
    for (size_t i = 0; name && i < sizeof roots / sizeof *roots; i++) {
        if (strcmp(roots[i].name, name) != 0)
            continue;
        *place = roots[i].place;
        return true;
    }
    return false;
}

/* Reads `request.headers["X"]`, `query.x`, `body.a.b` into a place and a name;
 * false if it is none of them. */
static bool read_target(Checker *ck, const Node *node, Assign *out)
{
    const char *step = NULL;
    if (node->kind == NODE_NAME)
        return false;
    const Node *object = node->kind == NODE_MEMBER  ? node->as.access.object
                         : node->kind == NODE_INDEX ? node->as.index.object
                                                    : NULL;
    if (node->kind == NODE_MEMBER)
        step = node->as.access.name.text;
    else if (node->kind == NODE_INDEX &&
             node->as.index.index->kind == NODE_STRING)
        step = node->as.index.index->as.string.text;
    if (!object || !step)
        return false;
    if (read_target_root(object, &out->place)) {
        out->name = step;
        return true;
    }
    if (!read_target(ck, object, out) || out->place != PLACE_BODY)
        return false;
    out->name = arena_format(ck->arena, "%s.%s", out->name, step);
    return true;
}

static void add_send(Checker *ck, const Env *env, const Node *node,
                     Assign **out, size_t *count)
{
    const Node *target = node->as.assign.target;
    Assign assign = {.span = node->span};
    if (!read_target(ck, target, &assign)) {
        Diag *d = diag_report(ck->diags, D_BAD_ASSIGNMENT, target->span,
                              SOURCE_AT(ck, target->span));
        diag_help(ck->diags, d,
                  "what can be set is `request.headers[\"Name\"]`, "
                  "`request.query.name`, `request.cookies[\"name\"]` and "
                  "`request.body.name`");
        return;
    }
    assign.value = expr_check(ck, env, node->as.assign.value, NULL);
    vec_push(ck->arena, *out, *count, assign);
}

void sends_read(Checker *ck, const Env *env, NodeList items, Assign **out,
                size_t *count)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind == NODE_ASSIGN)
            add_send(ck, env, node, out, count);
        else if (node->kind != NODE_SETTING) /* which hooks.c reports */
            feature_note(ck, FEATURE_HOOK, node->span);
    }
}

static bool account_target(const Node *target, Word *name)
{
    if (target->kind != NODE_MEMBER ||
        !is_root(target->as.access.object, "account"))
        return false;
    *name = target->as.access.name;
    return true;
}

void saves_read(Checker *ck, const Env *env, NodeList items, Save **out,
                size_t *count)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        Word name;
        if (node->kind != NODE_ASSIGN) {
            feature_note(ck, FEATURE_HOOK, node->span);
            continue;
        }
        if (!account_target(node->as.assign.target, &name)) {
            Span span = node->as.assign.target->span;
            Diag *d = diag_report(ck->diags, D_BAD_ASSIGNMENT, span,
                                  SOURCE_AT(ck, span));
            diag_help(ck->diags, d, "what can be kept is `account.name = …`");
            continue;
        }
        Save save = {.name = name.text,
                     .slot = (size_t)account_slot(ck, name.text),
                     .value = expr_check(ck, env, node->as.assign.value, NULL),
                     .span = node->span};
        vec_push(ck->arena, *out, *count, save);
    }
}

static void read_steps(Checker *ck, Operation *op, NodeList items)
{
    const Node *send = find_block(items, "send");
    const Node *save = find_block(items, "save");
    Env env = {.roots =
                   ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION | ROOT_ARGS,
               .operation = op};
    if (send)
        sends_read(ck, &env, send->as.block.items, &op->sends, &op->send_count);
    env.roots |= ROOT_RESPONSE;
    env.body = op->result->kind == TYPE_NONE ? NULL : op->result;
    if (save)
        saves_read(ck, &env, save->as.block.items, &op->saves, &op->save_count);
}

/* ---- the operation ---- */

static const char *text_setting(Checker *ck, NodeList items, const char *name)
{
    const Node *node = find_setting(items, name);
    const SettingRow *row = schema_setting("op", NULL, name);
    Env env = {.constant = true};
    if (!node)
        return NULL;
    Expr *value = setting_check(ck, &env, row, node->as.setting.value);
    return value->kind == EXPR_TEXT ? value->text : NULL;
}

static void note_feature(Checker *ck, NodeList items, const char *setting,
                         FeatureKind kind)
{
    const Node *node = find_setting(items, setting);
    if (node)
        feature_note(ck, kind, node->span);
}

static void read_rest(Checker *ck, Operation *op, NodeList items)
{
    op->accept = text_setting(ck, items, "accept");
    op->content_type = text_setting(ck, items, "content_type");
    op->expose = text_setting(ck, items, "expose");
    note_feature(ck, items, "expand", FEATURE_EXPAND);
    note_feature(ck, items, "next", FEATURE_NEXT);
    const Node *decode = find_setting(items, "decode");
    Env env = {.constant = true};
    if (decode) {
        const Choice *choice =
            kind_read(ck, &env, "decode", decode->as.setting.value);
        if (choice && strcmp(choice->kind, "json") != 0)
            feature_note(ck, FEATURE_DECODE, decode->span);
    }
    hooks_note(ck, items);
}

/* Said once: one line in the setup mends it for all operations. */
static void report_no_base(Checker *ck, const Operation *op)
{
    if (ck->no_base || scope_lost(ck, "", "base_url", ""))
        return;
    ck->no_base = true;
    Diag *d = diag_report(ck->diags, D_NO_BASE_URL, op->span, op->full_name);
    diag_help(ck->diags, d,
              "`setup { properties { base_url = … } }` sets it for all");
}

Operation *operation_read(Checker *ck, const Node *block,
                          const Resource *resource, const char *name,
                          const Properties *base)
{
    NodeList labels = block->as.block.labels;
    NodeList items = block->as.block.items;
    size_t first = name ? 0 : 1;
    if (labels.count != first + 2 || labels.items[first]->kind != NODE_NAME ||
        labels.items[first + 1]->kind != NODE_STRING)
        return NULL; /* reported by its shape */
    Operation *op = arena_new(ck->arena, Operation);
    ck->arguments = (Map){0};
    op->name = name ? name : labels.items[0]->as.name.name.text;
    op->full_name = arena_format(ck->arena, "%s.%s",
                                 resource ? resource->name : "login", op->name);
    op->doc = block->doc;
    op->span = name ? block->as.block.keyword.span : labels.items[0]->span;
    op->resource = resource;
    op->method = check_method(ck, labels.items[first]);
    const Node *fields = find_block(items, "path");
    read_path(ck, op, labels.items[first + 1], fields);
    if (fields)
        check_unused_path(ck, op, fields);
    read_all_params(ck, op, items);
    read_annotations(ck, op, block->as.block.annotations);
    read_body(ck, op, items);
    check_bodies(ck, op, items);
    read_result(ck, op, block->as.block.result);
    op->properties = properties_read(ck, base, items, "op");
    if (!op->properties->base_url)
        report_no_base(ck, op);
    read_steps(ck, op, items);
    read_rest(ck, op, items);
    bool own = find_setting(items, "paginate") != NULL;
    op->pagination = name ? NULL : pagination_read(ck, op, own);
    const Choice *paginate = op->properties->paginate;
    if (op->pagination)
        op->item = op->pagination->item;
    else if (!name && paginate && strcmp(paginate->kind, "template") == 0)
        op->item = template_items(ck, op, own);
    return op;
}
