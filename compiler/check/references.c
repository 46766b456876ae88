/* references.c - settings that name what is declared elsewhere: the key of a
 * resource, fields that are expanded, the next operation, custom fields.
 *
 * They are looked at last, when all operations and their results are known.
 */
#include "check/steps.h"

#include <string.h>

/* ---- fields by name ---- */

/* The records that what is named may be a field of. */
typedef struct Owners {
    const Record **records;
    size_t count;
    bool anything; /* a value without declared fields is among them */
} Owners;

/* Whether values of a type that is no record may have fields. */
static bool has_any_field(const Type *type)
{
    return type->kind == TYPE_JSON || type->kind == TYPE_MAP ||
           type->kind == TYPE_UNION || type->kind == TYPE_VARIABLE ||
           type_is_error(type);
}

/* `depth`: how far to look into what may be an envelope. */
static void collect_owners(Checker *ck, Owners *owners, const Type *type,
                           int depth)
{
    type = type_strip(type);
    bool listed = type->kind == TYPE_LIST || type->kind == TYPE_STREAM;
    while (type->kind == TYPE_LIST || type->kind == TYPE_STREAM) {
        type = type_strip(type->element);
        depth = 0; /* a list is no envelope */
    }
    if (type->kind != TYPE_RECORD) {
        /* What a list of texts holds may be called anything. */
        owners->anything = owners->anything || listed || has_any_field(type);
        return;
    }
    record_settle(ck, type->record);
    owners->anything = owners->anything || type->record->open;
    vec_push(ck->arena, owners->records, owners->count, type->record);
    for (size_t i = 0; depth && i < type->record->field_count; i++) {
        const Type *inner = type->record->fields[i]->type;
        if (inner->kind == TYPE_LIST || inner->kind == TYPE_RECORD)
            collect_owners(ck, owners, inner, depth - 1);
    }
}

/* What one operation answers: its items first. */
static void collect_results(Checker *ck, Owners *owners, const Operation *op)
{
    if (op->item)
        collect_owners(ck, owners, op->item, 0);
    if (op->result->kind != TYPE_NONE)
        collect_owners(ck, owners, op->result, 1);
}

static bool has_field(const Owners *owners, const char *name)
{
    for (size_t i = 0; i < owners->count; i++)
        if (record_field(owners->records[i], name))
            return true;
    return false;
}

/* Names of the owners' fields; `fits` chooses among them, or NULL. */
static const char **field_names(Checker *ck, const Owners *owners,
                                bool (*fits)(const Type *), size_t *count)
{
    size_t room = 1;
    for (size_t i = 0; i < owners->count; i++)
        room += owners->records[i]->field_count;
    const char **names = arena_array(ck->arena, const char *, room);
    *count = 0;
    for (size_t i = 0; i < owners->count; i++)
        for (size_t j = 0; j < owners->records[i]->field_count; j++) {
            const Field *field = owners->records[i]->fields[j];
            if (!fits || fits(field->type))
                names[(*count)++] = field->name;
        }
    return names;
}

/* Beside a value without declared fields only what is nearly one of the others
 * is a mistake. */
static void check_field(Checker *ck, const Owners *owners, Word name)
{
    size_t count;
    if (!owners->count || has_field(owners, name.text))
        return;
    const char **names = field_names(ck, owners, NULL, &count);
    const char *near = diag_nearest(name.text, names, count);
    if (owners->anything && !near)
        return;
    const Record *first = owners->records[0];
    Diag *d = diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, first->name,
                          name.text);
    diag_suggest(ck->diags, d, name.span, near);
    diag_also(ck->diags, d, first->span, "it is declared here");
}

/* Whether a request names one of them so. */
static bool is_sent(const Operation *op, const char *name)
{
    for (size_t i = 0; i < op->param_count; i++)
        if (strcmp(op->params[i].field.name, name) == 0)
            return true;
    return op->body && op->body->type->kind == TYPE_RECORD &&
           record_field(op->body->type->record, name);
}

static void check_key(Checker *ck, const Resource *resource, const Node *node)
{
    Env env = {.constant = true};
    Owners owners = {0};
    const Node *value = node->as.setting.value;
    const Expr *word =
        setting_check(ck, &env, schema_setting("resource", NULL, "key"), value);
    bool sent = word->kind != EXPR_WORD;
    for (size_t i = 0; i < resource->operation_count; i++) {
        collect_results(ck, &owners, resource->operations[i]);
        sent = sent || is_sent(resource->operations[i], word->text);
    }
    if (!sent)
        check_field(ck, &owners, (Word){word->text, value->span});
}

/* Whether the vendor may answer a whole record in place of its id. */
static bool is_expandable(const Type *type)
{
    type = type_strip(type);
    while (type->kind == TYPE_LIST || type->kind == TYPE_STREAM)
        type = type_strip(type->element);
    return type->kind == TYPE_RECORD || has_any_field(type);
}

static void report_unexpandable(Checker *ck, const Owners *owners,
                                const Field *field, Span span)
{
    size_t count;
    const char **names = field_names(ck, owners, is_expandable, &count);
    const char *near = diag_nearest(field->name, names, count);
    Diag *d = diag_report(ck->diags, D_TYPE_MISMATCH, span,
                          "a field that may be a record",
                          quoted_type(ck, field->type));
    if (near || count == 1)
        diag_suggest(ck->diags, d, span, near ? near : names[0]);
    diag_also(ck->diags, d, field->span, "it is declared here");
    diag_help(ck->diags, d,
              "`string | T` is an id, or a record `T` in its place");
}

static void check_expandable(Checker *ck, const Owners *owners, Word name)
{
    const Field *found = NULL;
    for (size_t i = 0; i < owners->count; i++) {
        const Field *field = record_field(owners->records[i], name.text);
        if (field && is_expandable(field->type))
            return;
        found = found ? found : field;
    }
    if (found)
        report_unexpandable(ck, owners, found, name.span);
    else
        check_field(ck, owners, name);
}

/* The same name among those before number `at`. */
static void check_again(Checker *ck, const Expr *list, size_t at)
{
    const Expr *word = list->items[at];
    for (size_t i = 0; i < at; i++) {
        if (list->items[i]->kind != EXPR_WORD ||
            strcmp(list->items[i]->text, word->text) != 0)
            continue;
        Diag *d =
            diag_report(ck->diags, D_DUPLICATE_SETTING, word->span, word->text);
        diag_also(ck->diags, d, list->items[i]->span, "first here");
        return;
    }
}

static void check_expand(Checker *ck, const Operation *op, const Node *node)
{
    Env env = {.constant = true};
    Owners owners = {0};
    const Expr *list = setting_check(
        ck, &env, schema_setting("op", NULL, "expand"), node->as.setting.value);
    collect_results(ck, &owners, op);
    if (!owners.count && !owners.anything) {
        diag_report(ck->diags, D_TYPE_MISMATCH, node->as.setting.name.span,
                    "a result with fields that are expanded",
                    quoted_type(ck, op->result));
        return;
    }
    for (size_t i = 0; i < list->item_count; i++) {
        const Expr *word = list->items[i];
        if (word->kind != EXPR_WORD)
            continue;
        check_expandable(ck, &owners, (Word){word->text, word->span});
        check_again(ck, list, i);
    }
}

/* ---- operations by name ---- */

static void report_no_operation(Checker *ck, const Node *node)
{
    diag_report(ck->diags, D_TYPE_MISMATCH, node->span,
                "an operation, as in `contacts.list`", mistyped_text(node));
}

const Operation *reference_operation(Checker *ck, const Resource *resource,
                                     const Node *value)
{
    Word name;
    if (value->kind == NODE_NAME && resource) {
        name = value->as.name.name;
    } else if (value->kind == NODE_MEMBER &&
               value->as.access.object->kind == NODE_NAME) {
        Word owner = value->as.access.object->as.name.name;
        name = value->as.access.name;
        resource = resource_find(ck, owner.text);
        if (!resource) {
            resource_report(ck, owner);
            return NULL;
        }
    } else {
        report_no_operation(ck, value);
        return NULL;
    }
    return operation_find(ck, resource, name);
}

static void check_next(Checker *ck, Operation *op, const Node *node)
{
    const Node *value = node->as.setting.value;
    const Operation *next = reference_operation(ck, op->resource, value);
    if (!next)
        return;
    op->next = next;
    op->next_span = value->span;
}

/* ---- custom fields ---- */

static const Node *argument_value(NodeList arguments, const char *name)
{
    for (size_t i = 0; i < arguments.count; i++) {
        const char *given = arguments.items[i]->as.argument.name.text;
        if (given ? strcmp(given, name) == 0 : i == 0)
            return arguments.items[i]->as.argument.value;
    }
    return NULL;
}

/* `schema.describe("contacts")`: the platform asks for the fields. */
static bool is_describe(const Checker *ck, const Node *node)
{
    return node->kind == NODE_CALL &&
           node->as.call.callee->kind == NODE_MEMBER &&
           is_root(node->as.call.callee->as.access.object, "schema") &&
           !resource_find(ck, "schema");
}

static void check_describe(Checker *ck, const Node *node)
{
    static const char *const parameters[] = {"object"};
    Word name = node->as.call.callee->as.access.name;
    Env env = {.constant = true};
    if (strcmp(name.text, "describe") != 0) {
        Diag *d = diag_report(ck->diags, D_UNKNOWN_FUNCTION, name.span,
                              "`schema`", name.text);
        diag_suggest(ck->diags, d, name.span, "describe");
        return;
    }
    const Node *const *values = arguments_place(
        ck, node->as.call.arguments, parameters, 1, "schema.describe");
    if (values[0])
        expr_check(ck, &env, values[0], type_of_kind(ck, TYPE_STRING));
    else
        diag_report(ck->diags, D_MISSING_ARGUMENT, node->span,
                    "schema.describe", "object");
}

/* A list of names, or of records that have a `name`. */
static bool lists_names(Checker *ck, const Type *type)
{
    if (type_is_error(type))
        return true;
    if (type->kind != TYPE_LIST && type->kind != TYPE_STREAM)
        return false;
    const Type *item = type->element;
    if (item->kind != TYPE_RECORD)
        return type_is_text(item) || type_is_error(item);
    record_settle(ck, item->record);
    const Field *field = record_field(item->record, "name");
    return field && !field->optional && type_is_text(field->type);
}

static void check_custom(Checker *ck, const Node *node)
{
    Env env = {.constant = true};
    const Node *value = node->as.setting.value;
    const Choice *choice = kind_read(ck, &env, "custom", value);
    const Node *from = choice && value->kind == NODE_CALL
                           ? argument_value(value->as.call.arguments, "from")
                           : NULL;
    if (!from)
        return;
    if (is_describe(ck, from)) {
        check_describe(ck, from);
        return;
    }
    bool failure = false; /* of the request: the fields stay unknown */
    Scene scene = {.stores = false};
    Env steps = hook_env(&scene);
    steps.failure = &failure;
    const Type *type = expr_check(ck, &steps, from, NULL)->type;
    if (!lists_names(ck, type))
        diag_report(ck->diags, D_TYPE_MISMATCH, from->span,
                    "a list of names: texts, or records with a `name`",
                    quoted_type(ck, type));
}

/* ---- all of a resource ---- */

void references_check_resource(Checker *ck, const Resource *resource,
                               NodeList items)
{
    const Node *key = find_setting(items, "key");
    const Node *custom = find_setting(items, "custom");
    if (key)
        check_key(ck, resource, key);
    if (custom)
        check_custom(ck, custom);
}

void references_check_operation(Checker *ck, Operation *op, NodeList items)
{
    const Node *expand = find_setting(items, "expand");
    const Node *next = find_setting(items, "next");
    if (expand)
        check_expand(ck, op, expand);
    if (next)
        check_next(ck, op, next);
}
