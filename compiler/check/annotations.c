/* annotations.c - what stands behind a declaration, against annotations.def. */
#include "check/checker.h"

#include <string.h>

typedef struct AnnotationRow {
    const char *name, *places, *arguments, *doc;
} AnnotationRow;

#define ANNOTATION(name, places, arguments, doc)                               \
    {#name, places, arguments, doc},
static const AnnotationRow annotations[] = {
#include "grammar/annotations.def"
};
#undef ANNOTATION

enum { ANNOTATION_COUNT = sizeof annotations / sizeof *annotations };

static const AnnotationRow *annotation_row(const char *name)
{
    for (size_t i = 0; i < ANNOTATION_COUNT; i++)
        if (*annotations[i].name == *name &&
            strcmp(annotations[i].name, name) == 0)
            return &annotations[i];
    return NULL;
}

/* ---- checks ---- */

typedef struct Shape {
    const char *arguments; /* column of annotations.def */
    size_t least, most;
    const char *text;
} Shape;

static const Shape shapes[] = {
    {"", 0, 0, "no argument"},
    {"string", 1, 1, "a string"},
    {"string?", 0, 1, "a string, or nothing"},
    {"string string?", 1, 2, "one or two strings"},
    {"int", 1, 1, "a number"},
    {"bool?", 0, 1, "`true`, `false`, or nothing"},
    {"int int?", 1, 2, "one or two numbers"},
    {"bound", 1, 1, "a number, a duration or a size"},
    {"statuses", 1, 16, "statuses: `201`, `2xx`"},
    {"strings", 0, 64, "strings"},
    {"json", 1, 1, "a value"},
    {"string json", 2, 2, "a name and a value"},
};

static bool argument_fits(const char *arguments, size_t i, const Node *value)
{
    NodeKind kind = value->kind;
    if (strcmp(arguments, "json") == 0 ||
        (i == 1 && strcmp(arguments, "string json") == 0))
        return true; /* json_constant looks at it */
    if (strncmp(arguments, "string", 6) == 0)
        return kind == NODE_STRING;
    if (strncmp(arguments, "int", 3) == 0)
        return kind == NODE_INT;
    if (strcmp(arguments, "bool?") == 0)
        return kind == NODE_BOOL;
    if (strcmp(arguments, "statuses") == 0)
        return kind == NODE_INT || kind == NODE_STATUS;
    if (kind == NODE_UNARY)
        value = value->as.unary.operand, kind = value->kind;
    return kind == NODE_INT || kind == NODE_FLOAT || kind == NODE_DURATION ||
           kind == NODE_SIZE || kind == NODE_STRING;
}

static void check_arguments(Checker *ck, const AnnotationRow *row,
                            const Node *node)
{
    NodeList arguments = node->as.annotation.arguments;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const Shape *shape = &shapes[i];
        if (strcmp(shape->arguments, row->arguments) != 0)
            continue;
        bool fits =
            arguments.count >= shape->least && arguments.count <= shape->most;
        for (size_t j = 0; fits && j < arguments.count; j++)
            fits = !arguments.items[j]->as.argument.name.text &&
                   argument_fits(row->arguments, j,
                                 arguments.items[j]->as.argument.value);
        if (!fits)
            diag_report(ck->diags, D_ANNOTATION_ARGUMENT, node->span, row->name,
                        shape->text);
    }
}

static const char *place_text(const char *place)
{
    static const struct {
        const char *place, *text;
    } rows[] = {{"field", "a field"},
                {"parameter", "a parameter"},
                {"config", "a configuration entry"},
                {"member", "an enum's value"},
                {"type", "a type"},
                {"enum", "an enum"},
                {"op", "an operation"},
                {"body", "a body"},
                {"setting", "a setting"},
                {"block", "this block"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].place, place) == 0)
            return rows[i].text;
    return place;
}

static void report_unknown(Checker *ck, Word name)
{
    const char *names[ANNOTATION_COUNT];
    for (size_t i = 0; i < ANNOTATION_COUNT; i++)
        names[i] = annotations[i].name;
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_ANNOTATION, name.span, name.text);
    const char *near = diag_nearest(name.text, names, ANNOTATION_COUNT);
    if (!near)
        return;
    diag_label(ck->diags, d, "did you mean `@%s`?", near);
    diag_fix(ck->diags, d, name.span, near, false);
}

static void check_again(Checker *ck, NodeList list, size_t i)
{
    Word name = list.items[i]->as.annotation.name;
    const Node *first = annotation_find(list, name.text);
    if (first == list.items[i] || strcmp(name.text, "extension") == 0)
        return;
    Diag *d = diag_report(ck->diags, D_DUPLICATE_SETTING, list.items[i]->span,
                          arena_format(ck->arena, "@%s", name.text));
    diag_also(ck->diags, d, first->span, "first here");
}

/* What is written instead of an annotation that stands in a wrong place. */
static void report_place(Checker *ck, const Node *node, const char *place)
{
    static const struct {
        const char *name, *place, *help;
    } rows[] = {
        {"wire", "member",
         "the text on the wire stands behind `=`: `a = \"A\"`"},
        {"label", "member", "the `///` above it is what people read"},
        {"open", "enum", "every enum is open: a value that it lacks is kept"},
        {"open", "field", "it stands behind the name of the field's type"},
        {"fallback", "enum", "it stands behind the value for unknown ones"},
        {"tag", "field", "it stands behind the name of the record"},
        {"partial", "field", "it stands behind the type of a `body`"},
        {"join", "field", "only the parameters of requests are joined"},
        {"at", "field", "it stands behind the result of an operation"},
        {"status", "type", "it stands behind the result of an operation"},
    };
    const char *name = node->as.annotation.name.text;
    Diag *d = diag_report(ck->diags, D_ANNOTATION_PLACE, node->span, name,
                          place_text(place));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0 &&
            strcmp(rows[i].place, place) == 0)
            diag_help(ck->diags, d, "%s", rows[i].help);
}

void annotations_check(Checker *ck, NodeList list, const char *place)
{
    for (size_t i = 0; i < list.count; i++) {
        check_again(ck, list, i);
        Word name = list.items[i]->as.annotation.name;
        const AnnotationRow *row = annotation_row(name.text);
        if (!row)
            report_unknown(ck, name);
        else if (!schema_has_word(row->places, place))
            report_place(ck, list.items[i], place);
        else
            check_arguments(ck, row, list.items[i]);
    }
}

/* ---- reading ---- */

const Node *annotation_find(NodeList list, const char *name)
{
    for (size_t i = 0; i < list.count; i++) {
        const char *other = list.items[i]->as.annotation.name.text;
        if (*other == *name && strcmp(other, name) == 0)
            return list.items[i];
    }
    return NULL;
}

const Node *annotation_argument(const Node *annotation, size_t i)
{
    if (!annotation || i >= annotation->as.annotation.arguments.count)
        return NULL;
    return annotation->as.annotation.arguments.items[i]->as.argument.value;
}

const char *annotation_text(const Node *annotation)
{
    const Node *value = annotation_argument(annotation, 0);
    return value && value->kind == NODE_STRING ? value->as.string.text : NULL;
}

static bool has_order(const Type *type)
{
    return type_is_number(type) || type->kind == TYPE_DURATION ||
           type->kind == TYPE_TIMESTAMP || type->kind == TYPE_DATE;
}

static Expr *annotation_bound(Checker *ck, NodeList list, const char *name,
                              const Type *type)
{
    const Node *value = annotation_argument(annotation_find(list, name), 0);
    Env env = {.constant = true};
    return value ? expr_check(ck, &env, value, has_order(type) ? type : NULL)
                 : NULL;
}

static int64_t annotation_int(const Node *annotation, size_t i,
                              int64_t otherwise)
{
    const Node *value = annotation_argument(annotation, i);
    return value && value->kind == NODE_INT ? value->as.integer.value
                                            : otherwise;
}

static void wire_form_apply(Checker *ck, NodeList list, Field *field)
{
    static const struct {
        const char *name;
        WireForm form;
    } forms[] = {
        {"quoted", WIRE_QUOTED}, {"unix", WIRE_UNIX}, {"millis", WIRE_MILLIS}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const Node *node = annotation_find(list, forms[i].name);
        if (!node)
            continue;
        TypeKind kind = field->type->kind;
        bool fits = forms[i].form == WIRE_QUOTED
                        ? type_is_number(field->type) || kind == TYPE_BOOL
                    : forms[i].form == WIRE_UNIX
                        ? kind == TYPE_TIMESTAMP
                        : kind == TYPE_TIMESTAMP || kind == TYPE_DURATION;
        if (!fits && kind != TYPE_ERROR)
            diag_report(ck->diags, D_ANNOTATION_PLACE, node->span,
                        forms[i].name, quoted_type(ck, field->type));
        field->form = forms[i].form;
    }
}

static void list_style_apply(Checker *ck, NodeList list, const char *place,
                             Field *field)
{
    const Node *join = annotation_find(list, "join");
    const Node *brackets = annotation_find(list, "brackets");
    const Node *node = join ? join : brackets;
    if (node && strcmp(place, "parameter") == 0 &&
        field->type->kind != TYPE_LIST && field->type->kind != TYPE_ERROR)
        diag_report(ck->diags, D_ANNOTATION_PLACE, node->span,
                    node->as.annotation.name.text,
                    quoted_type(ck, field->type));
    field->list_style = join       ? LIST_JOIN
                        : brackets ? LIST_BRACKETS
                                   : LIST_REPEAT;
    field->join = annotation_text(join);
}

static bool has_length(const Type *type)
{
    return type_is_text(type) || type->kind == TYPE_LIST ||
           type->kind == TYPE_MAP || type->kind == TYPE_BYTES;
}

static void check_pairs(Checker *ck, NodeList list)
{
    static const char *const pairs[][2] = {
        {"join", "brackets"}, {"unix", "millis"}, {"readonly", "writeonly"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const Node *one = annotation_find(list, pairs[i][0]);
        const Node *other = annotation_find(list, pairs[i][1]);
        if (one && other)
            diag_also(ck->diags,
                      diag_report(ck->diags, D_EXCLUSIVE_SETTINGS, one->span,
                                  arena_format(ck->arena,
                                               "`@%s` and `@%s` exclude each "
                                               "other",
                                               pairs[i][0], pairs[i][1])),
                      other->span, "the other one");
    }
}

/* Annotations that mean something for some types only. */
static void check_types(Checker *ck, NodeList list, const Type *type)
{
    static const struct {
        const char *name;
        bool (*fits)(const Type *type);
    } rows[] = {{"min", has_order},
                {"max", has_order},
                {"length", has_length},
                {"pattern", type_is_text}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Node *node = annotation_find(list, rows[i].name);
        const Type *one =
            type->kind == TYPE_LIST && i != 2 ? type->element : type;
        if (node && !rows[i].fits(one) && !type_is_error(one) &&
            one->kind != TYPE_VARIABLE)
            diag_report(ck->diags, D_ANNOTATION_PLACE, node->span, rows[i].name,
                        quoted_type(ck, type));
    }
    check_pairs(ck, list);
}

/* Bounds that no value is within. */
static void check_bounds(Checker *ck, NodeList list, const Field *field)
{
    const Expr *min = field->min, *max = field->max;
    if (min && max && min->kind == max->kind &&
        (min->kind == EXPR_INT || min->kind == EXPR_DURATION) &&
        min->integer > max->integer)
        diag_also(ck->diags,
                  diag_report(ck->diags, D_EXCLUSIVE_SETTINGS, max->span,
                              "no value is at least `@min` and at most `@max`"),
                  min->span, "`@min` is larger");
    if (field->length_min > field->length_max)
        diag_report(ck->diags, D_ANNOTATION_ARGUMENT,
                    annotation_find(list, "length")->span, "length",
                    "the smaller number first");
}

void annotation_data(const Node *data, const char **type, const char **vendor)
{
    NodeList arguments = {0};
    *type = *vendor = annotation_text(data);
    if (data)
        arguments = data->as.annotation.arguments;
    if (arguments.count < 2)
        return;
    const Node *second = arguments.items[1]->as.argument.value;
    if (second->kind == NODE_STRING)
        *vendor = second->as.string.text;
}

Said annotation_said(NodeList list, const char *name)
{
    const Node *node = annotation_find(list, name);
    const Node *value = annotation_argument(node, 0);
    if (!node)
        return SAID_NOTHING;
    bool no = value && value->kind == NODE_BOOL && !value->as.boolean.value;
    return no ? SAID_NO : SAID_YES;
}

/* How the platform shows a configuration entry. */
static void entry_apply(NodeList list, Field *field)
{
    field->screen = annotation_text(annotation_find(list, "screen"));
    field->required = annotation_said(list, "required");
    field->hidden = annotation_said(list, "hidden");
    field->internal = annotation_said(list, "internal");
    field->order = annotation_int(annotation_find(list, "order"), 0, -1);
}

void annotations_apply(Checker *ck, NodeList list, const char *place,
                       Field *field)
{
    annotations_check(ck, list, place);
    check_types(ck, list, field->type);
    const char *wire = annotation_text(annotation_find(list, "wire"));
    field->wire = wire ? wire : field->name;
    field->label = annotation_text(annotation_find(list, "label"));
    field->since = annotation_text(annotation_find(list, "since"));
    const Node *pattern = annotation_find(list, "pattern");
    field->pattern = annotation_text(pattern);
    if (field->pattern)
        pattern_check_text(ck, field->pattern, pattern->span);
    field->format = annotation_text(annotation_find(list, "format"));
    field->header = annotation_text(annotation_find(list, "header"));
    const Node *deprecated = annotation_find(list, "deprecated");
    const char *instead = annotation_text(deprecated);
    field->deprecated = deprecated ? (instead ? instead : "") : NULL;
    field->secret = annotation_find(list, "secret") != NULL;
    field->readonly = annotation_find(list, "readonly") != NULL;
    field->writeonly = annotation_find(list, "writeonly") != NULL;
    field->nullable = annotation_find(list, "nullable") != NULL;
    field->min = annotation_bound(ck, list, "min", field->type);
    field->max = annotation_bound(ck, list, "max", field->type);
    const Node *length = annotation_find(list, "length");
    field->length_min = annotation_int(length, 0, -1);
    field->length_max = annotation_int(length, 1, field->length_min);
    check_bounds(ck, list, field);
    field->from = annotation_text(annotation_find(list, "from"));
    field->to = annotation_text(annotation_find(list, "to"));
    field->converter = annotation_text(annotation_find(list, "converter"));
    field->sample = annotation_text(annotation_find(list, "sample"));
    field->unbound = annotation_find(list, "unbound") != NULL;
    annotation_data(annotation_find(list, "data"), &field->data_type,
                    &field->vendor_data_type);
    entry_apply(list, field);
    wire_form_apply(ck, list, field);
    list_style_apply(ck, list, place, field);
    schema_apply(ck, list, field);
}

/* What a parameter or a body can be is up to its place. */
static const Type *field_type(Checker *ck, const Node *node,
                              const TypeBinding *bindings, const char *hint,
                              const char *place)
{
    const Node *type = node->as.field.type;
    bool whole = strcmp(place, "body") == 0 || strcmp(place, "parameter") == 0;
    return whole ? type_resolve(ck, type, bindings, hint)
                 : type_resolve_value(ck, type, bindings, hint,
                                      place_text(place));
}

void field_fill(Checker *ck, const Node *node, const TypeBinding *bindings,
                const char *hint, const char *place, Field *out)
{
    Word name = node->as.field.name;
    *out = (Field){.name = name.text,
                   .wire = name.text,
                   .doc = node->doc,
                   .span = name.span};
    const Type *type = field_type(ck, node, bindings, hint, place);
    out->optional = type_is_optional(type);
    out->type = type_strip(type);
    annotations_apply(ck, node->as.field.annotations, place, out);
    if (node->as.field.value) {
        Env env = {.constant = true,
                   .roots = ck->custom ? (unsigned)ROOT_CUSTOM : 0,
                   .because = node->as.field.type->span};
        out->fallback = expr_check(ck, &env, node->as.field.value, type);
        bounds_check(ck, out);
    }
}
