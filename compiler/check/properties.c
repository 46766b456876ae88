/* properties.c - what operations inherit: settings, headers, errors, paging. */
#include "check/checker.h"

#include <string.h>

static Env dynamic_env(void)
{
    return (Env){.roots = ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION};
}

/* ---- headers ---- */

static void check_assign(Checker *ck, const Assign *assign, Span name)
{
    if (assign->place != PLACE_HEADER)
        return;
    const char *bad = assign->name;
    while (*bad > ' ' && *bad < 127 && !strchr("()<>@,;:\\\"/[]?={}", *bad))
        bad++;
    if (*bad || !*assign->name)
        diag_report(ck->diags, D_BAD_HEADER, name, assign->name);
    const char *text = expr_constant_text(ck->arena, assign->value);
    if (text && strpbrk(text, "\r\n"))
        diag_report(ck->diags, D_BAD_HEADER_VALUE, assign->value->span);
}

/* A header's name as it is compared: without the case of its letters. */
static const char *header_key(Checker *ck, const char *name)
{
    char *key = arena_text(ck->arena, name, strlen(name));
    for (char *p = key; *p; p++)
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
    return key;
}

/* "Accept" and "accept" are one header; the same spelling twice is found with
 * the settings that are set twice. */
static void check_again(Checker *ck, Map *seen, const Node *node)
{
    Word name = node->as.setting.name;
    const char *key = header_key(ck, name.text);
    const Node *first = map_get(seen, key);
    if (!first) {
        map_set(ck->arena, seen, key, (void *)(uintptr_t)node);
        return;
    }
    Word other = first->as.setting.name;
    if (strcmp(other.text, name.text) == 0)
        return;
    Diag *d = diag_report(ck->diags, D_DUPLICATE_SETTING, name.span, name.text);
    diag_also(ck->diags, d, other.span,
              "the same header, whatever the case of its letters");
}

static bool fits_assign(const Type *type)
{
    type = type_strip(type);
    return type_is_scalar(type) || type->kind == TYPE_ERROR ||
           type->kind == TYPE_NULL;
}

void assigns_read(Checker *ck, const Env *env, NodeList items, Place place,
                  Assign **out, size_t *count)
{
    Map seen = {0};
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind != NODE_SETTING)
            continue;
        Assign assign = {place,
                         node->as.setting.name.text,
                         expr_check(ck, env, node->as.setting.value, NULL),
                         node->span,
                         node->doc,
                         false,
                         NULL,
                         NULL};
        NodeList annotations = node->as.setting.annotations;
        assign.required = annotation_said(annotations, "required") == SAID_YES;
        annotation_data(annotation_find(annotations, "data"), &assign.data_type,
                        &assign.vendor_data_type);
        if (!fits_assign(assign.value->type) && place != PLACE_BODY)
            diag_report(ck->diags, D_NOT_TEXT, assign.value->span,
                        quoted_type(ck, assign.value->type));
        check_assign(ck, &assign, node->as.setting.name.span);
        if (place == PLACE_HEADER)
            check_again(ck, &seen, node);
        vec_push(ck->arena, *out, *count, assign);
    }
}

/* The inherited headers, less those that are said again. */
static void merge_headers(Checker *ck, Properties *made, const Node *block)
{
    Assign *own = NULL, *all = NULL;
    size_t own_count = 0, count = 0;
    Env env = dynamic_env();
    assigns_read(ck, &env, block->as.block.items, PLACE_HEADER, &own,
                 &own_count);
    Map again = {0};
    for (size_t i = 0; i < own_count; i++)
        map_set(ck->arena, &again, header_key(ck, own[i].name), &own[i]);
    for (size_t i = 0; i < made->header_count; i++) {
        if (!map_get(&again, header_key(ck, made->headers[i].name)))
            vec_push(ck->arena, all, count, made->headers[i]);
    }
    for (size_t i = 0; i < own_count; i++)
        vec_push(ck->arena, all, count, own[i]);
    made->headers = all;
    made->header_count = count;
}

/* ---- errors ---- */

static const char *const error_kinds[] = {
#define ERROR_KIND(name, doc) #name,
#include "grammar/errors.def"
#undef ERROR_KIND
};
enum { ERROR_KINDS = sizeof error_kinds / sizeof *error_kinds };

const char *error_kind(Checker *ck, Word name)
{
    for (size_t i = 0; i < ERROR_KINDS; i++)
        if (strcmp(error_kinds[i], name.text) == 0)
            return error_kinds[i];
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_ERROR_KIND, name.span, name.text);
    const char *near = diag_nearest(name.text, error_kinds, ERROR_KINDS);
    diag_suggest(ck->diags, d, name.span, near);
    diag_help(ck->diags, d,
              "kinds are: auth_expired, unauthorized, forbidden, not_found, "
              "conflict, invalid, rate_limited, unavailable, misconfigured, "
              "vendor");
    return NULL;
}

void error_value_check(Checker *ck, const Expr *value, const char *what)
{
    const Type *type = type_strip(value->type);
    bool fits = type_is_error(type) || type_is_text(type) ||
                type->kind == TYPE_JSON || type->kind == TYPE_ENUM ||
                type->kind == TYPE_NULL;
    if (strcmp(what, "code") == 0)
        fits = fits || type_is_number(type);
    if (strcmp(what, "after") == 0)
        fits = type_is_error(type) || type->kind == TYPE_DURATION ||
               type_is_integer(type);
    if (!fits)
        diag_report(ck->diags, D_TYPE_MISMATCH, value->span,
                    strcmp(what, "after") == 0
                        ? "a duration, or a number of seconds"
                        : "a text",
                    quoted_type(ck, type));
}

static void report_error_argument(Checker *ck, const char *kind, Word name)
{
    static const char *const names[] = {"message", "code", "after"};
    Diag *d = diag_report(ck->diags, D_UNKNOWN_ARGUMENT, name.span,
                          kind ? kind : "an error", name.text);
    diag_suggest(ck->diags, d, name.span, diag_nearest(name.text, names, 3));
    diag_help(ck->diags, d, "an error takes: message, code, after");
}

static void read_error_arguments(Checker *ck, const Env *env, const Node *call,
                                 ErrorRow *row)
{
    NodeList arguments = call->as.call.arguments;
    for (size_t i = 0; i < arguments.count; i++) {
        Word name = arguments.items[i]->as.argument.name;
        const char *what = name.text ? name.text : "message";
        Expr **slot = strcmp(what, "message") == 0 ? &row->message
                      : strcmp(what, "code") == 0  ? &row->code
                      : strcmp(what, "after") == 0 ? &row->after
                                                   : NULL;
        if (!slot) {
            report_error_argument(ck, row->kind, name);
            continue;
        }
        if (*slot)
            diag_report(ck->diags, D_DUPLICATE_ARGUMENT,
                        arguments.items[i]->span, what);
        *slot =
            expr_check(ck, env, arguments.items[i]->as.argument.value, NULL);
        error_value_check(ck, *slot, what);
    }
}

static bool read_error_range(Checker *ck, const Node *pattern, ErrorRow *row)
{
    if (pattern->kind == NODE_ELSE) {
        row->low = 100;
        row->high = 599;
        return true;
    }
    if (pattern->kind == NODE_STATUS) {
        row->low = (int)pattern->as.status.hundreds * 100;
        row->high = row->low + 99;
        return true;
    }
    if (pattern->kind == NODE_INT && pattern->as.integer.value >= 100 &&
        pattern->as.integer.value <= 599) {
        row->low = row->high = (int)pattern->as.integer.value;
        return true;
    }
    Diag *d = diag_report(ck->diags, D_BAD_STATUS, pattern->span,
                          SOURCE_AT(ck, pattern->span));
    diag_help(ck->diags, d,
              "statuses are numbers, `404`, and classes of them, `4xx`");
    return false;
}

static void add_error_row(Checker *ck, Errors *errors, ErrorRow row)
{
    for (size_t i = 0; i < errors->row_count; i++) {
        const ErrorRow *other = &errors->rows[i];
        if (other->low > row.low || other->high < row.high)
            continue;
        Diag *d = diag_report(ck->diags, D_UNREACHABLE_ROW, row.span);
        diag_also(ck->diags, d, other->span, "this row");
        return;
    }
    vec_push(ck->arena, errors->rows, errors->row_count, row);
}

static void read_error_row(Checker *ck, const Env *env, const Node *node,
                           Errors *errors)
{
    const Node *value = node->as.row.value;
    if (value->kind != NODE_CALL || value->as.call.callee->kind != NODE_NAME) {
        diag_report(ck->diags, D_TYPE_MISMATCH, value->span,
                    "a kind of error, as in `not_found(body.message)`",
                    mistyped_text(value));
        return;
    }
    ErrorRow row = {.span = node->span};
    row.kind = error_kind(ck, value->as.call.callee->as.name.name);
    read_error_arguments(ck, env, value, &row);
    NodeList patterns = node->as.row.patterns;
    for (size_t i = 0; i < patterns.count && row.kind; i++) {
        row.span = patterns.items[i]->span;
        if (read_error_range(ck, patterns.items[i], &row))
            add_error_row(ck, errors, row);
    }
}

static const Errors *read_errors(Checker *ck, const Node *block)
{
    Errors *errors = arena_new(ck->arena, Errors);
    errors->span = block->as.block.keyword.span;
    NodeList labels = block->as.block.labels;
    if (labels.count && labels.items[0]->kind == NODE_NAME) {
        errors->body = type_named(ck, labels.items[0]->as.name.name);
        if (errors->body->kind == TYPE_RECORD)
            errors->body->record->error = true;
    }
    Env env = {.roots = ROOT_ERROR | ROOT_CONFIG | ROOT_INFORMATION,
               .body = errors->body};
    NodeList items = block->as.block.items;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_ROW)
            read_error_row(ck, &env, items.items[i], errors);
    return errors;
}

/* ---- inheritance ---- */

static const Node *own_value(NodeList items, const char *name)
{
    const Node *setting = find_setting(items, name);
    return setting ? setting->as.setting.value : NULL;
}

static void read_kinds(Checker *ck, Properties *made, NodeList items)
{
    struct {
        const char *name;
        const Choice **slot;
    } kinds[SAID_COUNT] = {
        [SAID_PAGINATE] = {"paginate", &made->paginate},
        [SAID_RETRY] = {"retry", &made->retry},
        [SAID_THROTTLE] = {"throttle", &made->throttle},
        [SAID_ENCODE] = {"encode", &made->encode},
        [SAID_DECODE] = {"decode", &made->decode},
        [SAID_IDEMPOTENCY] = {"idempotency", &made->idempotency},
    };
    Env env = dynamic_env();
    for (size_t i = 0; i < SAID_COUNT; i++) {
        const Node *value = own_value(items, kinds[i].name);
        if (!value)
            continue;
        *kinds[i].slot = kind_read(ck, &env, kinds[i].name, value);
        made->said[i] = value->span;
    }
}

static void read_values(Checker *ck, Properties *made, NodeList items)
{
    Env env = dynamic_env();
    const Node *base_url = own_value(items, "base_url");
    if (base_url)
        made->base_url = setting_check(
            ck, &env, schema_setting("properties", NULL, "base_url"), base_url);
    const Node *timeout = own_value(items, "timeout");
    if (timeout) {
        Expr *value = setting_check(
            ck, &env, schema_setting("properties", NULL, "timeout"), timeout);
        made->timeout_span = timeout->span;
        if (value->kind == EXPR_DURATION)
            made->timeout = value->integer;
    }
}

static void read_level(Checker *ck, Properties *made, NodeList items)
{
    read_values(ck, made, items);
    read_kinds(ck, made, items);
    const Node *headers = find_block(items, "headers");
    if (headers)
        merge_headers(ck, made, headers);
    const Node *errors = find_block(items, "errors");
    if (errors)
        made->errors = read_errors(ck, errors);
}

void parameters_read(Checker *ck, const Env *env, NodeList items, Assign **out,
                     size_t *count)
{
    static const struct {
        const char *block;
        Place place;
    } rows[] = {{"header", PLACE_HEADER}, {"query", PLACE_QUERY},
                {"path", PLACE_PATH},     {"body", PLACE_BODY},
                {"form", PLACE_FORM},     {"tokens", PLACE_TOKEN},
                {"args", PLACE_NONE}};
    const Node *parameters = find_block(items, "parameters");
    for (size_t i = 0; parameters && i < sizeof rows / sizeof *rows; i++) {
        const Node *block =
            find_block(parameters->as.block.items, rows[i].block);
        if (block)
            assigns_read(ck, env, block->as.block.items, rows[i].place, out,
                         count);
    }
}

/* Behind what is inherited, which lives on in other operations. */
static void add_parameters(Checker *ck, Properties *made, NodeList items)
{
    Env env = dynamic_env();
    Assign *all = NULL;
    size_t count = 0;
    for (size_t i = 0; i < made->parameter_count; i++)
        vec_push(ck->arena, all, count, made->parameters[i]);
    parameters_read(ck, &env, items, &all, &count);
    made->parameters = all;
    made->parameter_count = count;
}

const Properties *properties_read(Checker *ck, const Properties *base,
                                  NodeList items, const char *block)
{
    Properties *made = arena_new(ck->arena, Properties);
    if (base)
        *made = *base;
    const Node *properties = find_block(items, "properties");
    if (properties)
        read_level(ck, made, properties->as.block.items);
    read_level(ck, made, items);
    if (strcmp(block, "setup") != 0)
        add_parameters(ck, made, items);
    return made;
}
