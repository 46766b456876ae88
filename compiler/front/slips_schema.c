/* slips_schema.c - fields and types as JSON writers and HCL writers write them:
 * `"id": "string"`, `id = string`, and JSON Schemas (draft 2020-12: type,
 * properties, required, items, $ref). */
#include "front/slips.h"

#include <string.h>

#include "front/words.h"

/* ---- JSON Schema ---- */

typedef struct SchemaType {
    const char *type, *format, *ours;
} SchemaType;

/* The first row that fits. */
static const SchemaType schema_types[] = {{"string", "date-time", "timestamp"},
                                          {"string", "date", "date"},
                                          {"string", "uri", "url"},
                                          {"string", "uuid", "uuid"},
                                          {"string", "byte", "bytes"},
                                          {"string", NULL, "string"},
                                          {"integer", "int32", "int32"},
                                          {"integer", "int64", "int64"},
                                          {"integer", NULL, "int"},
                                          {"number", NULL, "float"},
                                          {"boolean", NULL, "bool"},
                                          {"object", NULL, "json"}};

static const char schema_words[] =
    " type format items properties required description title nullable enum "
    "$ref example default minimum maximum minLength maxLength pattern "
    "additionalProperties readOnly writeOnly deprecated ";

static bool is_schema_word(const char *word)
{
    const char *at = strstr(schema_words, word);
    return *word && at && at[-1] == ' ' && at[strlen(word)] == ' ';
}

/* The setting or field of that name, or NULL. */
static const Node *find_member(NodeList items, const char *name)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        Word word = node->kind == NODE_SETTING ? node->as.setting.name
                    : node->kind == NODE_FIELD ? node->as.field.name
                                               : (Word){"", {0}};
        if (strcmp(word.text, name) == 0)
            return node;
    }
    return NULL;
}

static const char *text_of(NodeList items, const char *name)
{
    const Node *node = find_member(items, name);
    return node && node->kind == NODE_SETTING &&
                   node->as.setting.value->kind == NODE_STRING
               ? node->as.setting.value->as.string.text
               : NULL;
}

/* Members of the record that is the type of a field, or none. */
static NodeList record_of(NodeList items, const char *name)
{
    const Node *node = find_member(items, name);
    if (!node || node->kind != NODE_FIELD ||
        node->as.field.type->kind != NODE_TYPE_RECORD)
        return (NodeList){0};
    return node->as.field.type->as.type_record.items;
}

/* Whether no member but those of a schema is there. */
static bool is_plain(NodeList items)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if ((node->kind != NODE_SETTING && node->kind != NODE_FIELD) ||
            !is_schema_word(node->kind == NODE_SETTING
                                ? node->as.setting.name.text
                                : node->as.field.name.text))
            return false;
    }
    return true;
}

static bool is_schema(NodeList items)
{
    const char *type = text_of(items, "type");
    if (text_of(items, "$ref") || (type && strcmp(type, "array") == 0))
        return true;
    for (size_t i = 0; i < sizeof schema_types / sizeof *schema_types; i++)
        if (type && strcmp(schema_types[i].type, type) == 0)
            return true;
    return false;
}

static bool is_required(NodeList schema, const char *name)
{
    const Node *node = find_member(schema, "required");
    if (!node || node->kind != NODE_SETTING ||
        node->as.setting.value->kind != NODE_LIST)
        return false;
    NodeList names = node->as.setting.value->as.list.items;
    for (size_t i = 0; i < names.count; i++)
        if (names.items[i]->kind == NODE_STRING &&
            strcmp(names.items[i]->as.string.text, name) == 0)
            return true;
    return false;
}

static bool put_schema(Buf *out, NodeList schema);

/* `id: string, size: int?` */
static bool put_fields(Buf *out, NodeList schema)
{
    NodeList fields = record_of(schema, "properties");
    for (size_t i = 0; i < fields.count; i++) {
        const Node *field = fields.items[i];
        if (field->kind != NODE_FIELD ||
            field->as.field.type->kind != NODE_TYPE_RECORD)
            return false;
        const char *name = field->as.field.name.text;
        bool bare = parse_is_name(name) && !parse_is_reserved(name);
        buf_printf(out, bare ? "%s%s: " : "%s\"%s\": ", i ? ", " : "", name);
        if (!put_schema(out, field->as.field.type->as.type_record.items))
            return false;
        if (!is_required(schema, name))
            buf_putc(out, '?');
    }
    return fields.count > 0;
}

static bool put_named(Buf *out, const char *type, const char *format)
{
    for (size_t i = 0; i < sizeof schema_types / sizeof *schema_types; i++) {
        const SchemaType *row = &schema_types[i];
        if (strcmp(row->type, type) == 0 &&
            (!row->format || (format && strcmp(row->format, format) == 0))) {
            buf_puts(out, row->ours);
            return true;
        }
    }
    return false;
}

/* Writes the type that the schema means; false where it means none for sure.
 * Trees are at most MAX_DEPTH deep, so this may recurse. */
static bool put_schema(Buf *out, NodeList schema)
{
    const char *type = text_of(schema, "type");
    const char *target = text_of(schema, "$ref");
    if (!is_plain(schema))
        return false;
    if (target && strrchr(target, '/') &&
        parse_is_name(strrchr(target, '/') + 1)) {
        buf_puts(out, strrchr(target, '/') + 1);
        return true;
    }
    if (!type || find_member(schema, "enum"))
        return false;
    if (strcmp(type, "array") == 0) {
        bool known = put_schema(out, record_of(schema, "items"));
        buf_puts(out, "[]");
        return known;
    }
    if (strcmp(type, "object") == 0 && find_member(schema, "properties")) {
        buf_puts(out, "{ ");
        bool known = put_fields(out, schema);
        buf_puts(out, " }");
        return known;
    }
    return put_named(out, type, text_of(schema, "format"));
}

/* Reports the schema whose members are `items`. In the place of `span` goes the
 * type, or its fields alone. */
static void report_schema(ParseContext *cx, Span span, NodeList items,
                          bool fields)
{
    Buf text = {0};
    bool known = fields ? put_fields(&text, items) : put_schema(&text, items);
    parse_withdraw(cx, span);
    Diag *d = parse_report(cx, D_SYNTAX, items.items[0]->span,
                           "a type is no JSON Schema");
    if (known) {
        diag_label(cx->diags, d, "written `%s`", buf_text(&text));
        diag_fix(cx->diags, d, span, buf_text(&text), true);
    } else {
        diag_help(cx->diags, d,
                  "`{ id: string, size: int? }` is a record, `T[]` a list, "
                  "`map<T>` any names, `enum NAME { a, b }` a choice");
    }
    buf_free(&text);
}

/* ---- types in quotes, and behind `=` ---- */

static void make_field(Node *node, Node *type, Node *value)
{
    *node = (Node){.kind = NODE_FIELD,
                   .depth = node->depth,
                   .span = node->span,
                   .doc = node->doc,
                   .as.field = {.name = node->as.setting.name,
                                .quoted = node->as.setting.quoted,
                                .type = type,
                                .value = value,
                                .annotations = node->as.setting.annotations}};
}

/* `tags: [string]` */
static bool mend_bracketed(ParseContext *cx, Node *node)
{
    Word name = node->as.setting.name;
    Node *value = node->as.setting.value;
    if (value->kind != NODE_LIST || value->as.list.items.count != 1 ||
        value->as.list.items.items[0]->kind != NODE_NAME)
        return false;
    Word word = value->as.list.items.items[0]->as.name.name;
    Span sign = {cx->file, name.span.end, value->span.end};
    parse_withdraw(cx, sign);
    parse_form(cx, sign,
               arena_format(cx->arena, "a list is written `%s: %s[]`",
                            name.text, word.text),
               arena_format(cx->arena, ": %s[]", word.text));
    Node *element = NODE_NEW(TYPE_NAME, type_name, word.span, .name = word);
    Node *type =
        NODE_NEW(TYPE_LIST, type_list, value->span, .element = element);
    make_field(node, type, NULL);
    return true;
}

/* `tags = list(string)` */
static bool mend_called(ParseContext *cx, Node *node)
{
    Word name = node->as.setting.name;
    Node *value = node->as.setting.value;
    NodeList arguments = value->as.call.arguments;
    if (value->kind != NODE_CALL || value->as.call.callee->kind != NODE_NAME ||
        arguments.count != 1 ||
        arguments.items[0]->as.argument.value->kind != NODE_NAME)
        return false;
    const GenericWord *generic =
        word_generic(value->as.call.callee->as.name.name.text);
    if (!generic)
        return false;
    Word word = arguments.items[0]->as.argument.value->as.name.name;
    const char *right = arena_format(cx->arena, ": %s%s%s", generic->before,
                                     word.text, generic->behind);
    Span sign = {cx->file, name.span.end, value->span.end};
    parse_withdraw(cx, sign);
    parse_form(
        cx, sign,
        arena_format(cx->arena, "a field is written `%s%s`", name.text, right),
        right);
    make_field(node, parse_node(cx, value->span, (Node){.kind = NODE_ERROR}),
               NULL);
    return true;
}

static const char *type_of_value(const Node *value)
{
    switch (value->kind) {
    case NODE_INT:
        return "int";
    case NODE_FLOAT:
        return "float";
    case NODE_BOOL:
        return "bool";
    case NODE_DURATION:
        return "duration";
    default: /* a text may be meant for a type */
        return NULL;
    }
}

/* `limit: 10`: a value where a type stands. */
static bool mend_untyped(ParseContext *cx, Node *node, const char *type)
{
    Word name = node->as.setting.name;
    Node *value = node->as.setting.value;
    const char *text = source_of(cx->sources, cx->file)->text;
    Span sign = {cx->file, name.span.end, value->span.start};
    if (!type || !memchr(text + sign.start, ':', sign.end - sign.start) ||
        word_is_setting(name.text))
        return false;
    parse_withdraw(cx, sign);
    parse_form(cx, sign,
               arena_format(cx->arena, "a field has a type: `%s: %s = %s`",
                            name.text, type, parse_text_at(cx, value->span)),
               arena_format(cx->arena, ": %s = ", type));
    Word word = {type, value->span};
    make_field(node, NODE_NEW(TYPE_NAME, type_name, value->span, .name = word),
               value);
    return true;
}

/* `"id": "string"` and `id = string`. */
static void mend_setting(ParseContext *cx, Node *node)
{
    Word name = node->as.setting.name;
    Node *value = node->as.setting.value;
    Word type = {NULL, value->span};
    if (mend_bracketed(cx, node) || mend_called(cx, node) ||
        mend_untyped(cx, node, type_of_value(value)))
        return;
    if (value->kind == NODE_STRING && !value->as.string.raw)
        type.text = value->as.string.text;
    else if (value->kind == NODE_NAME)
        type = value->as.name.name;
    type.text = type.text ? parse_type_word(type.text) : NULL;
    if (!type.text && value->kind == NODE_STRING)
        mend_untyped(cx, node, "string");
    if (!type.text)
        return;
    Span sign = {cx->file, name.span.end, value->span.end};
    parse_withdraw(cx, sign);
    parse_form(cx, sign,
               arena_format(cx->arena, "a field is written `%s: %s`", name.text,
                            type.text),
               arena_format(cx->arena, ": %s", type.text));
    Node *made = NODE_NEW(TYPE_NAME, type_name, value->span, .name = type);
    make_field(node, made, NULL);
}

static void mend_record(ParseContext *cx, Node *type)
{
    NodeList items = type->as.type_record.items;
    if (!is_schema(items)) {
        parse_mend_fields(cx, items);
        return;
    }
    report_schema(cx, type->span, items, false);
    *type =
        (Node){.kind = NODE_ERROR, .depth = type->depth, .span = type->span};
}

/* Trees are at most MAX_DEPTH deep, so this may recurse. */
static void mend_field_type(ParseContext *cx, Node *type)
{
    if (!type)
        return;
    if (type->kind == NODE_TYPE_RECORD)
        mend_record(cx, type);
    else if (type->kind == NODE_TYPE_LIST)
        mend_field_type(cx, type->as.type_list.element);
    else if (type->kind == NODE_TYPE_OPTIONAL)
        mend_field_type(cx, type->as.type_optional.element);
}

void parse_mend_fields(ParseContext *cx, NodeList items)
{
    for (size_t i = 0; i < items.count; i++) {
        Node *node = items.items[i];
        if (node->kind == NODE_SETTING && node->as.setting.value)
            mend_setting(cx, node);
        if (node->kind == NODE_FIELD)
            mend_field_type(cx, node->as.field.type);
    }
}

void parse_mend_type(ParseContext *cx, Node *type)
{
    NodeList items = type->as.type.items;
    if (type->as.type.alias) {
        mend_field_type(cx, type->as.type.alias);
        return;
    }
    if (!items.count || !is_schema(items)) {
        parse_mend_fields(cx, items);
        return;
    }
    Span all =
        span_join(items.items[0]->span, items.items[items.count - 1]->span);
    bool fields = find_member(items, "properties") != NULL;
    report_schema(cx, all, items, fields);
    type->as.type.items = (NodeList){0};
    type->as.type.alias = parse_node(cx, all, (Node){.kind = NODE_ERROR});
}
