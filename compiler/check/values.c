/* values.c - values written in place: numbers, texts, lists, objects. */
#include "check/expressions.h"

#include <inttypes.h>
#include <string.h>

static Expr *expr_text(Checker *ck, Span span, const char *text)
{
    Expr *expr = expr_new(ck, EXPR_TEXT, span, type_of_kind(ck, TYPE_STRING));
    expr->text = text;
    return expr;
}

void expr_add_item(Checker *ck, Expr *expr, const char *name, Expr *item)
{
    size_t count = expr->item_count;
    vec_push(ck->arena, expr->names, count, name);
    vec_push(ck->arena, expr->items, expr->item_count, item);
}

/* ---- literals ---- */

Expr *literal_int(Checker *ck, const Node *node, const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    int64_t value = node->as.integer.value;
    if (want && (want->kind == TYPE_FLOAT || want->kind == TYPE_DECIMAL)) {
        Expr *expr = expr_new(ck, EXPR_FLOAT, node->span, want);
        expr->text = arena_format(ck->arena, "%" PRId64, value);
        return expr;
    }
    bool json = want && want->kind == TYPE_JSON;
    bool integer = want && type_is_integer(want);
    const int64_t exact = INT64_C(9007199254740991);
    if (json && (value > exact || value < -exact)) {
        integer = true; /* JSON has no largest number */
        want = type_of_kind(ck, TYPE_INT64);
    }
    Expr *expr = expr_new(ck, EXPR_INT, node->span,
                          integer ? want : type_of_kind(ck, TYPE_INT));
    expr->integer = value;
    TypeKind kind = expr->type->kind;
    int64_t most = kind == TYPE_INT32   ? INT32_MAX
                   : kind == TYPE_INT64 ? INT64_MAX
                                        : exact;
    int64_t least = kind == TYPE_INT ? -exact : -most - 1;
    if (value > most || value < least)
        diag_report(ck->diags, D_OUT_OF_RANGE, node->span,
                    arena_format(ck->arena, "%" PRId64, value),
                    quoted_type(ck, expr->type));
    return expr;
}

Expr *literal_string(Checker *ck, const Node *node, const Type *expected)
{
    Expr *expr = expr_text(ck, node->span, node->as.string.text);
    const Type *want = expected ? type_strip(expected) : NULL;
    if (want && (want->kind == TYPE_TIMESTAMP || want->kind == TYPE_DATE ||
                 want->kind == TYPE_DECIMAL || want->kind == TYPE_BYTES ||
                 type_is_text(want))) {
        expr->type = want;
        literal_check(ck, expr);
    }
    return expr;
}

Expr *literal_number(Checker *ck, const Node *node, ExprKind kind,
                     TypeKind type, int64_t value)
{
    Expr *expr = expr_new(ck, kind, node->span, type_of_kind(ck, type));
    expr->integer = value;
    return expr;
}

Expr *literal_float(Checker *ck, const Node *node, const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    bool decimal = want && want->kind == TYPE_DECIMAL;
    Expr *expr =
        expr_new(ck, EXPR_FLOAT, node->span,
                 type_of_kind(ck, decimal ? TYPE_DECIMAL : TYPE_FLOAT));
    expr->text = node->as.floating.text;
    return expr;
}

Expr *literal_list(Checker *ck, const Env *env, const Node *node,
                   const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    const Type *element = want && want->kind == TYPE_LIST   ? want->element
                          : want && want->kind == TYPE_JSON ? want
                                                            : NULL;
    Expr *expr = expr_new(ck, EXPR_LIST, node->span, NULL);
    const Type *joined = element ? element : type_of_kind(ck, TYPE_NEVER);
    bool poisoned = false;
    for (size_t i = 0; i < node->as.list.items.count; i++) {
        Expr *item = expr_check(ck, env, node->as.list.items.items[i], element);
        poisoned = poisoned || type_is_error(item->type);
        const Type *both = type_join(ck, joined, item->type);
        joined = both ? both : element ? element : type_of_kind(ck, TYPE_JSON);
        expr_add_item(ck, expr, NULL, item);
    }
    if (joined->kind == TYPE_NEVER)
        joined = type_of_kind(ck, TYPE_JSON);
    bool json = want && want->kind == TYPE_JSON;
    if (poisoned && !element)
        joined = type_of_kind(ck, TYPE_ERROR);
    expr->type = json ? want : type_make(ck, TYPE_LIST, joined);
    return expr;
}

static void check_missing(Checker *ck, const Expr *object, const Map *entries,
                          const Record *record)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (!field->optional && !field->fallback && !field->readonly &&
            !map_get(entries, field->name))
            diag_report(ck->diags, D_MISSING_FIELD, object->span, record->name,
                        field->name);
    }
}

static Map fields_by_name(Checker *ck, const Type *want)
{
    Map map = {0};
    for (size_t i = 0;
         want && want->kind == TYPE_RECORD && i < want->record->field_count;
         i++)
        map_set(ck->arena, &map, want->record->fields[i]->name,
                want->record->fields[i]);
    return map;
}

static void report_entry(Checker *ck, const Record *record, Word name)
{
    const char **names =
        arena_array(ck->arena, const char *, record->field_count + 1);
    for (size_t i = 0; i < record->field_count; i++)
        names[i] = record->fields[i]->name;
    Diag *d = diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, record->name,
                          name.text);
    diag_suggest(ck->diags, d, name.span,
                 diag_nearest(name.text, names, record->field_count));
}

static const Type *entry_type(Checker *ck, const Type *want, const Map *fields,
                              Word name)
{
    if (!want || want->kind == TYPE_JSON)
        return want;
    if (want->kind == TYPE_MAP)
        return want->element;
    if (want->kind != TYPE_RECORD)
        return NULL;
    const Field *field = map_get(fields, name.text);
    if (field)
        return field->optional ? type_optional(ck, field->type) : field->type;
    if (!want->record->open && !want->record->partly)
        report_entry(ck, want->record, name);
    return type_of_kind(ck, want->record->open ? TYPE_JSON : TYPE_ERROR);
}

Expr *literal_object(Checker *ck, const Env *env, const Node *node,
                     const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    bool record = want && want->kind == TYPE_RECORD;
    if (record)
        record_settle(ck, want->record);
    Expr *expr = expr_new(ck, EXPR_OBJECT, node->span,
                          record || (want && want->kind == TYPE_MAP)
                              ? want
                              : type_of_kind(ck, TYPE_JSON));
    NodeList entries = node->as.object.entries;
    Map fields = fields_by_name(ck, want), given = {0};
    for (size_t i = 0; i < entries.count; i++) {
        Word name = entries.items[i]->as.entry.name;
        const Node *first = map_get(&given, name.text);
        if (first)
            diag_also(ck->diags,
                      diag_report(ck->diags, D_DUPLICATE_SETTING, name.span,
                                  name.text),
                      first->as.entry.name.span, "first here");
        else
            map_set(ck->arena, &given, name.text, entries.items[i]);
        const Type *type = entry_type(ck, want, &fields, name);
        expr_add_item(
            ck, expr, name.text,
            expr_check(ck, env, entries.items[i]->as.entry.value, type));
    }
    if (diag_is_damaged(ck->diags, node->span))
        return expr_poison(ck, node->span);
    if (record)
        check_missing(ck, expr, &given, want->record);
    return expr;
}

/* ---- text ---- */

/* Templates could double a text again and again. */
enum { MAX_PARTS = 4096, MAX_TEXT = 1 << 20 };

static bool fits_text(const Type *type)
{
    return type_is_scalar(type) || type_is_error(type);
}

void text_add(Checker *ck, Expr *concat, Expr *part)
{
    if (part->kind == EXPR_TEXT && !*part->text)
        return;
    if (type_is_optional(part->type) && fits_text(type_strip(part->type))) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, part->span);
        diag_help(ck->diags, d, "`value ?? \"\"` says what to write then");
    } else if (!fits_text(part->type)) {
        diag_report(ck->diags, D_NOT_TEXT, part->span,
                    quoted_type(ck, part->type));
    }
    if (concat->item_count > MAX_PARTS)
        return; /* see text_fold */
    if (part->kind != EXPR_CONCAT) {
        expr_add_item(ck, concat, NULL, part);
        return;
    }
    for (size_t i = 0; i < part->item_count; i++)
        expr_add_item(ck, concat, NULL, part->items[i]);
}

/* Text whose parts are all constant is one constant. */
Expr *text_fold(Checker *ck, Expr *concat)
{
    size_t length = 0;
    for (size_t i = 0; i < concat->item_count; i++)
        if (concat->items[i]->kind == EXPR_TEXT)
            length += strlen(concat->items[i]->text);
    if (concat->item_count > MAX_PARTS || length > MAX_TEXT) {
        diag_report(ck->diags, D_TEXT_TOO_COMPLEX, concat->span);
        return expr_poison(ck, concat->span);
    }
    const char *text = expr_constant_text(ck->arena, concat);
    return text ? expr_text(ck, concat->span, text) : concat;
}

Expr *literal_interpolation(Checker *ck, const Env *env, const Node *node)
{
    Expr *expr =
        expr_new(ck, EXPR_CONCAT, node->span, type_of_kind(ck, TYPE_STRING));
    NodeList parts = node->as.interpolation.parts;
    for (size_t i = 0; i < parts.count; i++)
        text_add(ck, expr, expr_check(ck, env, parts.items[i], NULL));
    return text_fold(ck, expr);
}
