/* maps.c - `map COMMON from VENDOR`: rows that read, and those that write. */
#include "check/steps.h"

#include <string.h>

#include "check/expressions.h"

static const Type *label_type(Checker *ck, const Node *label)
{
    const Type *type = type_named(ck, label->as.name.name);
    if (type->kind != TYPE_RECORD && !type_is_error(type)) {
        diag_report(ck->diags, D_TYPE_MISMATCH, label->span, "a record",
                    quoted_type(ck, type));
        return type_of_kind(ck, TYPE_ERROR);
    }
    return type;
}

/* The target, and the vendor's value beside its fields. */
static const Type *map_result(Checker *ck, const MapRule *rule)
{
    if (type_is_error(rule->target))
        return rule->target;
    record_settle(ck, rule->target->record);
    const Type *type = root_record(ck, rule->target->record->name);
    *type->record = *rule->target->record;
    type->record->mapped_of = rule->target->record;
    type->record->fields = NULL;
    type->record->field_count = 0;
    for (size_t i = 0; i < rule->target->record->field_count; i++)
        vec_push(ck->arena, type->record->fields, type->record->field_count,
                 rule->target->record->fields[i]);
    root_field(ck, type, "vendor", rule->source, true);
    return type;
}

/* Two maps between the same types: which of them would be meant? */
static void report_twice(Checker *ck, const MapRule *rule)
{
    for (size_t i = 0; i < ck->map_count; i++) {
        const MapRule *other = &ck->maps[i];
        if (type_is_error(rule->target) || type_is_error(rule->source) ||
            !type_equal(other->target, rule->target) ||
            !type_equal(other->source, rule->source))
            continue;
        const char *names = arena_format(ck->arena, "%s from %s",
                                         type_name(ck->arena, rule->target),
                                         type_name(ck->arena, rule->source));
        Diag *d =
            diag_report(ck->diags, D_DUPLICATE_NAME,
                        rule->node->as.block.keyword.span, "the map", names);
        diag_also(ck->diags, d, other->node->as.block.keyword.span,
                  "first declared here");
        return;
    }
}

static void declare_map(Checker *ck, const Node *block)
{
    NodeList labels = block->as.block.labels;
    if (labels.count != 3 || labels.items[0]->kind != NODE_NAME ||
        labels.items[2]->kind != NODE_NAME)
        return;
    Word from = labels.items[1]->kind == NODE_NAME
                    ? labels.items[1]->as.name.name
                    : (Word){"", labels.items[1]->span};
    if (strcmp(from.text, "from") != 0) {
        diag_report(ck->diags, D_BAD_LABELS, from.span, "map",
                    "`map COMMON from VENDOR`");
        diag_damage(ck->diags, block->span);
        return;
    }
    MapRule rule = {.target = label_type(ck, labels.items[0]),
                    .source = label_type(ck, labels.items[2]),
                    .node = block};
    rule.result = map_result(ck, &rule);
    rule.mapping = arena_new(ck->arena, Mapping);
    *rule.mapping = (Mapping){.common = rule.target,
                              .vendor = rule.source,
                              .result = rule.result,
                              .span = block->as.block.keyword.span};
    rule.symbol = arena_new(ck->arena, Symbol);
    *rule.symbol =
        (Symbol){.name = arena_format(ck->arena, "map.%s",
                                      type_name(ck->arena, rule.target))};
    report_twice(ck, &rule);
    vec_push(ck->arena, ck->maps, ck->map_count, rule);
    Connector *connector = ck->connector;
    vec_push(ck->arena, connector->mappings, connector->mapping_count,
             rule.mapping);
}

void maps_declare(Checker *ck, NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK &&
            strcmp(items.items[i]->as.block.keyword.text, "map") == 0)
            declare_map(ck, items.items[i]);
}

/* ---- rows ---- */

/* Whether a row can be read backwards: a path into `vendor`, with a cast or
 * `others()` around it. */
static bool is_two_way(const Node *node)
{
    if (node->kind == NODE_CAST)
        node = node->as.cast.value;
    if (node->kind == NODE_CALL && node->as.call.arguments.count == 0 &&
        node->as.call.callee->kind == NODE_MEMBER &&
        strcmp(node->as.call.callee->as.access.name.text, "others") == 0)
        node = node->as.call.callee->as.access.object;
    const char *base = node_base(node);
    return base && strcmp(base, "vendor") == 0;
}

static const Field *target_field(Checker *ck, const Record *record, Word name)
{
    const Field *field = record_field(record, name.text);
    if (field)
        return field;
    const char **names =
        arena_array(ck->arena, const char *, record->field_count + 1);
    for (size_t i = 0; i < record->field_count; i++)
        names[i] = record->fields[i]->name;
    Diag *d = diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, record->name,
                          name.text);
    diag_suggest(ck->diags, d, name.span,
                 diag_nearest(name.text, names, record->field_count));
    diag_also(ck->diags, d, record->span, "it is declared here");
    return NULL;
}

static void report_back(Checker *ck, const Field *field, const Expr *value,
                        const Field *into, const char *why)
{
    const Type *from = type_nullable(ck, field->type, field->optional);
    Diag *d = diag_report(ck->diags, D_WRITE_BACK, value->span,
                          quoted_type(ck, from), why);
    diag_also(ck->diags, d, field->span, "what is written back");
    if (into && into->span.file)
        diag_also(ck->diags, d, into->span, "where it goes");
    diag_help(ck->diags, d, "`%s <- …` only reads", field->name);
}

/* Items of lists have no place of their own to be written to. */
static bool leads_through_item(const Expr *path)
{
    for (; path; path = path->a)
        if (path->kind == EXPR_INDEX &&
            type_strip(path->a->type)->kind == TYPE_LIST)
            return true;
    return false;
}

/* The other direction of `<->`: what the common field holds must fit where the
 * value came from, through the cast if there is one. */
static void check_back(Checker *ck, const Field *field, const Expr *value)
{
    const Expr *into = value;
    bool cast = false, fails = false;
    for (; into->kind == EXPR_CAST || into->kind == EXPR_TRY; into = into->a)
        cast = cast || into->kind == EXPR_CAST;
    const Type *from = type_nullable(ck, field->type, field->optional);
    if (type_is_error(into->type))
        return;
    if (into->kind == EXPR_CALL)
        from = type_strip(from); /* no others(): nothing is written */
    bool fits = cast ? cast_fits(into->type, from, &fails)
                     : type_accepts(into->type, from);
    if (into->kind == EXPR_MEMBER && into->field && into->field->readonly)
        report_back(ck, field, into, into->field, "that field is read-only");
    else if (!fits)
        report_back(ck, field, into, into->field,
                    arena_format(ck->arena, "that field is %s",
                                 quoted_type(ck, into->type)));
}

/* What is written back, and where. */
static void add_back(Checker *ck, const MapRule *rule, MapRow *row)
{
    Expr *into = row->value;
    while (into->kind == EXPR_CAST || into->kind == EXPR_TRY)
        into = into->a;
    Expr *common = expr_new(ck, EXPR_LOCAL, into->span, rule->target);
    common->text = "common";
    Expr *back =
        expr_new(ck, EXPR_MEMBER, into->span,
                 type_nullable(ck, row->field->type, row->field->optional));
    back->a = common;
    back->text = row->field->name;
    back->field = row->field;
    row->into = into;
    row->back = back;
    if (into == row->value || into->kind == EXPR_CALL)
        return;
    row->back = expr_new(
        ck, EXPR_CAST, into->span,
        type_nullable(ck, type_strip(into->type), row->field->optional));
    row->back->a = back;
}

static void add_row(Checker *ck, const MapRule *rule, MapRow row, bool both)
{
    if (both)
        add_back(ck, rule, &row);
    Mapping *mapping = rule->mapping;
    vec_push(ck->arena, mapping->rows, mapping->row_count, row);
}

static void report_one_way(Checker *ck, Span span, const char *name)
{
    Diag *d = diag_report(ck->diags, D_ONE_WAY, span);
    diag_help(ck->diags, d, "`%s <- …` only reads", name);
}

static void check_row(Checker *ck, const Env *env, const MapRule *rule,
                      const Node *node, Map *seen)
{
    const Record *record = rule->target->record;
    const Node *target = node->as.map_row.target;
    const Node *value = node->as.map_row.value;
    if (target->kind != NODE_NAME) {
        diag_report(ck->diags, D_BAD_ASSIGNMENT, target->span,
                    SOURCE_AT(ck, target->span));
        return;
    }
    Word name = target->as.name.name;
    const Field *field = target_field(ck, record, name);
    const Node *first = map_get(seen, name.text);
    if (first)
        diag_also(
            ck->diags,
            diag_report(ck->diags, D_DUPLICATE_SETTING, name.span, name.text),
            first->span, "first here");
    map_set(ck->arena, seen, name.text, (void *)(uintptr_t)target);
    Env inner = *env;
    inner.because = field ? field->span : (Span){0};
    bool both = node->as.map_row.both, failure = false;
    inner.failure = &failure; /* the call of a map can fail */
    size_t said = ck->diags->count;
    Expr *read =
        expr_check(ck, &inner, value,
                   field ? type_nullable(ck, field->type,
                                         field->optional || field->fallback)
                         : NULL);
    bool back = is_two_way(value) && !leads_through_item(read);
    if (both && field && back && ck->diags->count == said)
        check_back(ck, field, read);
    if (both && !back)
        report_one_way(ck, value->span, name.text);
    if (field && ck->diags->count == said)
        add_row(ck, rule, (MapRow){field, read, failure, NULL, NULL}, both);
}

static void check_map(Checker *ck, const MapRule *rule)
{
    if (type_is_error(rule->target))
        return;
    const Record *record = rule->target->record;
    NodeList items = rule->node->as.block.items;
    Scene scene = {.fn = rule->symbol};
    Env env = hook_env(&scene);
    Map seen = {0};
    Expr *vendor = expr_new(ck, EXPR_LOCAL, rule->node->span, rule->source);
    vendor->text = "vendor";
    env_bind(ck, &env, "vendor", vendor);
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_MAP_ROW)
            check_row(ck, &env, rule, items.items[i], &seen);
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (field->optional || field->fallback || map_get(&seen, field->name))
            continue;
        Diag *d = diag_report(ck->diags, D_MISSING_FIELD,
                              rule->node->as.block.keyword.span, record->name,
                              field->name);
        diag_also(ck->diags, d, field->span, "it is declared here");
    }
}

void maps_check(Checker *ck)
{
    for (size_t i = 0; i < ck->map_count; i++)
        check_map(ck, &ck->maps[i]);
}
