/* operations.c - `op` blocks and the requests of authentications. */
#include "check/operations.h"

#include <string.h>

#include "check/steps.h"

/* ---- body and result ---- */

static const Node *find_member(NodeList items, const char *name)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_FIELD &&
            strcmp(items.items[i]->as.field.name.text, name) == 0)
            return items.items[i];
    return NULL;
}

static const Node *find_body(NodeList items)
{
    return find_member(items, "body");
}

/* `request: T`: what the platform's caller sends where that is no body. */
static void read_request(Checker *ck, Operation *op, NodeList items)
{
    const Node *node = find_member(items, "request");
    if (!node)
        return;
    Field *field = arena_new(ck->arena, Field);
    const char *hint = arena_format(ck->arena, "%s.request", op->full_name);
    field_fill(ck, node, NULL, hint, "body", field);
    records_settle(ck);
    op->request = field;
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

/* `models = [A, B]` */
static void read_models(Checker *ck, Operation *op, NodeList items)
{
    const Node *setting = find_setting(items, "models");
    NodeList names = {0};
    if (setting && setting->as.setting.value->kind == NODE_LIST)
        names = setting->as.setting.value->as.list.items;
    for (size_t i = 0; i < names.count; i++) {
        const Node *item = names.items[i];
        if (item->kind != NODE_NAME) {
            diag_report(ck->diags, D_BAD_WORD, item->span,
                        SOURCE_AT(ck, item->span), "the types known here");
            continue;
        }
        const Type *model = type_named(ck, item->as.name.name);
        if (!type_is_error(model))
            vec_push(ck->arena, op->models, op->model_count, model);
    }
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
    op->model = annotation_text(annotation_find(list, "model"));
    const Node *at = annotation_find(list, "at");
    const char *path = annotation_text(at); /* NULL: which was reported */
    if (path && !is_path_text(path))
        diag_report(ck->diags, D_RESULT_PATH, at->span);
    else if (path)
        op->result_at = pointer_of_path(ck->arena, path);
}

/* ---- send and save ---- */

static void read_steps(Checker *ck, Operation *op, NodeList items)
{
    const Node *send = find_block(items, "send");
    const Node *save = find_block(items, "save");
    Env env = {.roots =
                   ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION | ROOT_ARGS,
               .operation = op};
    for (size_t i = 0; i < op->properties->parameter_count; i++)
        vec_push(ck->arena, op->sends, op->send_count,
                 op->properties->parameters[i]);
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
    op->template = text_setting(ck, items, "template");
    if (op->template)
        op->template_doc = find_setting(items, "template")->doc;
    op->wrap = text_setting(ck, items, "wrap");
    op->envelope = text_setting(ck, items, "envelope");
    if (op->envelope && !op->result_at)
        op->result_at = pointer_of_path(ck->arena, op->envelope);
    const Node *documented = find_setting(items, "documented");
    op->undocumented = documented &&
                       documented->as.setting.value->kind == NODE_BOOL &&
                       !documented->as.setting.value->as.boolean.value;
    note_feature(ck, items, "expand", FEATURE_EXPAND);
    note_feature(ck, items, "next", FEATURE_NEXT);
    const Node *decode = find_setting(items, "decode");
    op->decode = decode_read(ck, op, decode != NULL);
    if (op->decode && decode && !choice_is(op->decode, "json") &&
        !choice_is(op->decode, "xml"))
        feature_note(ck, FEATURE_DECODE, decode->span);
    op->root = xml_root_read(ck, op);
    hooks_note(ck, items);
    platform_read(ck, "op", items, &op->platform);
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
    op->method = method_check(ck, labels.items[first]);
    const Node *fields = find_block(items, "path");
    path_read(ck, op, labels.items[first + 1], fields);
    if (fields)
        path_check_unused(ck, op, fields);
    params_read(ck, op, items);
    read_annotations(ck, op, block->as.block.annotations);
    read_body(ck, op, items);
    read_request(ck, op, items);
    read_models(ck, op, items);
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
        op->template_pagination = template_read(ck, op, own);
    if (op->template_pagination)
        op->item = op->template_pagination->list.item;
    return op;
}
