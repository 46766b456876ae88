/* records.c - fields of records, partial records, records without end. */
#include "check/checker.h"

#include <string.h>

enum { MAX_SPREADS = 128 }; /* of records that spread records */

Field *record_field(const Record *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (strcmp(record->fields[i]->name, name) == 0)
            return record->fields[i];
    return NULL;
}

/* ---- fields ---- */

/* Fields of one record by name, and by what they are called on the wire: in the
 * body, and among the headers. */
typedef struct Fields {
    Map names, wires, headers;
} Fields;

/* `span`: what brings it, the field itself or a spread. */
static void add_field(Checker *ck, Record *record, Fields *known, Field *field,
                      Span span)
{
    Map *wires = field->header ? &known->headers : &known->wires;
    const Field *other = map_get(&known->names, field->name);
    Diag *d = NULL;
    if (other)
        d = diag_report(ck->diags, D_DUPLICATE_NAME, span, "the field",
                        field->name);
    else if ((other = map_get(wires, field->wire)))
        d = diag_report(ck->diags, D_DUPLICATE_WIRE, span, other->name,
                        field->name, field->wire);
    if (d) {
        diag_also(ck->diags, d, other->span, "the first one");
        return;
    }
    map_set(ck->arena, &known->names, field->name, field);
    map_set(ck->arena, wires, field->wire, field);
    vec_push(ck->arena, record->fields, record->field_count, field);
}

/* What a record is to be filled with. */
typedef struct PendingRecord {
    Record *record;
    NodeList items;
    const TypeBinding *bindings;
    Unit *unit;
    enum { WAITING, BUSY, SETTLED } state;
} PendingRecord;

static bool record_is_busy(Checker *ck, const Record *record)
{
    const PendingRecord *pending = map_get(&ck->pending_of, record->id);
    return pending && pending->state == BUSY;
}

const Record *spread_record(Checker *ck, const Node *node,
                            const TypeBinding *bindings)
{
    const Type *type = type_resolve(ck, node->as.spread.type, bindings, NULL);
    if (type_is_error(type) || type->kind == TYPE_VARIABLE)
        return NULL; /* a parameter is looked at where it is filled in */
    const char *name = type_name(ck->arena, type);
    if (type->kind != TYPE_RECORD) {
        diag_report(ck->diags, D_SPREAD_NOT_RECORD, node->span, name,
                    "not one");
        return NULL;
    }
    if (record_is_busy(ck, type->record)) {
        diag_report(ck->diags, D_INFINITE_TYPE, node->span, name);
        return NULL;
    }
    if (ck->settling == MAX_SPREADS) {
        diag_report(ck->diags, D_TYPE_TOO_COMPLEX, node->span);
        return NULL;
    }
    ck->settling++;
    record_settle(ck, type->record);
    ck->settling--;
    return type->record;
}

static void add_spread(Checker *ck, Record *record, Fields *known,
                       const Node *node, const TypeBinding *bindings)
{
    const Record *spread = spread_record(ck, node, bindings);
    record->partly = record->partly || !spread || spread->partly;
    for (size_t i = 0; spread && i < spread->field_count; i++)
        add_field(ck, record, known, spread->fields[i], node->span);
}

static void fill(Checker *ck, const PendingRecord *pending)
{
    Record *record = pending->record;
    Fields known = {0};
    if (pending->bindings && ck->exploded)
        return; /* which was reported */
    if (pending->bindings)
        ck->expansion += 64 * pending->items.count;
    for (size_t i = 0; i < pending->items.count; i++) {
        const Node *node = pending->items.items[i];
        if (node->kind == NODE_SPREAD) {
            add_spread(ck, record, &known, node, pending->bindings);
        } else if (node->kind == NODE_FIELD) {
            const char *hint = arena_format(ck->arena, "%s.%s", record->name,
                                            node->as.field.name.text);
            Field *field = arena_new(ck->arena, Field);
            field_fill(ck, node, pending->bindings, hint, "field", field);
            add_field(ck, record, &known, field, field->span);
        }
    }
}

static void settle(Checker *ck, PendingRecord *pending)
{
    if (pending->state != WAITING)
        return;
    Unit *unit = ck->unit;
    ck->unit = pending->unit;
    pending->state = BUSY;
    fill(ck, pending);
    pending->state = SETTLED;
    ck->unit = unit;
}

void record_later(Checker *ck, Record *record, NodeList items,
                  const TypeBinding *bindings)
{
    PendingRecord *pending = arena_new(ck->arena, PendingRecord);
    *pending = (PendingRecord){record, items, bindings, ck->unit, WAITING};
    vec_push(ck->arena, ck->pending, ck->pending_count, pending);
    map_set(ck->arena, &ck->pending_of, record->id, pending);
}

void record_settle(Checker *ck, const Record *record)
{
    PendingRecord *pending = map_get(&ck->pending_of, record->id);
    if (pending)
        settle(ck, pending);
}

void records_settle(Checker *ck)
{
    if (ck->filling)
        return;
    ck->filling = true;
    /* Filling one may note others behind it. */
    for (size_t i = 0; i < ck->pending_count; i++)
        settle(ck, ck->pending[i]);
    ck->pending_count = 0;
    ck->filling = false;
}

/* ---- partial ---- */

const Type *type_partial(Checker *ck, const Type *type)
{
    if (type->kind != TYPE_RECORD)
        return type;
    record_settle(ck, type->record);
    const char *key = arena_format(ck->arena, "%s.patch", type->record->name);
    Symbol *symbol = map_get(&ck->ids, key);
    if (symbol)
        return symbol->type;
    Record *record = arena_new(ck->arena, Record);
    *record = *type->record;
    record->name = key;
    record->id = unique_id(ck, key);
    record->partial_of = type->record;
    record->fields = NULL;
    record->field_count = 0;
    for (size_t i = 0; i < type->record->field_count; i++) {
        Field *field = arena_new(ck->arena, Field);
        *field = *type->record->fields[i];
        field->optional = true;
        field->fallback = NULL;
        vec_push(ck->arena, record->fields, record->field_count, field);
    }
    Type *made = arena_new(ck->arena, Type);
    *made = (Type){.kind = TYPE_RECORD, .record = record};
    symbol = arena_new(ck->arena, Symbol);
    symbol->type = made;
    map_set(ck->arena, &ck->ids, key, symbol);
    return made;
}

/* ---- records without end ---- */

/* A record on the way down, and its field that is followed next. */
typedef struct WalkStep {
    const Record *record;
    size_t next;
} WalkStep;

typedef struct Walk {
    WalkStep *steps;
    size_t count;
    Map *state; /* id of a record: on_way or done */
} Walk;

static const char on_way[] = "on the way", done[] = "done";

static void walk_into(Checker *ck, Walk *walk, const Record *record)
{
    WalkStep step = {record, 0};
    map_set(ck->arena, walk->state, record->id, (void *)(uintptr_t)on_way);
    vec_push(ck->arena, walk->steps, walk->count, step);
}

static void report_endless(Checker *ck, const Record *record,
                           const Field *through)
{
    Diag *d =
        diag_report(ck->diags, D_INFINITE_TYPE, record->span, record->name);
    diag_also(ck->diags, d, through->span, "this field needs another `%s`",
              record->name);
    diag_help(ck->diags, d, "an optional field (`%s?`) or a list can end it",
              type_name(ck->arena, through->type));
}

/* Follows the fields that must be there, without recursion: a chain of records
 * may be as long as the source. */
static void find_endless(Checker *ck, const Record *record, Map *state)
{
    Walk walk = {.state = state};
    if (!map_get(state, record->id))
        walk_into(ck, &walk, record);
    while (walk.count) {
        WalkStep *top = &walk.steps[walk.count - 1];
        if (top->next == top->record->field_count) {
            map_set(ck->arena, state, top->record->id, (void *)(uintptr_t)done);
            walk.count--;
            continue;
        }
        const Field *field = top->record->fields[top->next++];
        if (field->optional || field->type->kind != TYPE_RECORD)
            continue;
        const void *met = map_get(state, field->type->record->id);
        if (met == on_way)
            report_endless(ck, field->type->record, field);
        else if (!met)
            walk_into(ck, &walk, field->type->record);
    }
}

static void check_parameter(Checker *ck, NodeList parameters, size_t i)
{
    Word name = parameters.items[i]->as.name.name;
    if (is_builtin_type(name.text))
        diag_report(ck->diags, D_BUILTIN_TYPE, name.span, name.text);
    for (size_t j = 0; j < i; j++) {
        Word first = parameters.items[j]->as.name.name;
        if (strcmp(first.text, name.text) != 0)
            continue;
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, name.span,
                              "the parameter", name.text);
        diag_also(ck->diags, d, first.span, "first declared here");
        return;
    }
}

static void check_declaration(Checker *ck, Symbol *symbol, Map *state)
{
    if (!symbol->node ||
        (symbol->node->kind != NODE_TYPE && symbol->node->kind != NODE_ENUM))
        return;
    size_t count = symbol->node->kind == NODE_TYPE
                       ? symbol->node->as.type.parameters.count
                       : 0;
    for (size_t i = 0; i < count; i++)
        check_parameter(ck, symbol->node->as.type.parameters, i);
    /* A generic one is checked with its parameters standing for themselves. */
    const Type **args = arena_array(ck->arena, const Type *, count + 1);
    for (size_t i = 0; i < count; i++) {
        Type *variable = arena_new(ck->arena, Type);
        variable->kind = TYPE_VARIABLE;
        variable->name =
            symbol->node->as.type.parameters.items[i]->as.name.name.text;
        args[i] = variable;
    }
    const Type *type = type_resolve_symbol(ck, symbol, args, count,
                                           symbol->node->as.type.name.span);
    records_settle(ck);
    if (type->kind == TYPE_RECORD)
        find_endless(ck, type->record, state);
}

/* The types of a function's parameters and result. */
static void check_function(Checker *ck, const Node *node)
{
    NodeList parameters = node->as.fn.parameters;
    for (size_t i = 0; i < parameters.count; i++)
        type_resolve_value(ck, parameters.items[i]->as.field.type, NULL,
                           node->as.fn.name.text, "a parameter");
    if (node->as.fn.result)
        type_resolve(ck, node->as.fn.result, NULL, node->as.fn.name.text);
    records_settle(ck);
}

void types_check(Checker *ck)
{
    Map state = {0};
    for (size_t i = 0; i < ck->program->unit_count; i++) {
        ck->unit = ck->program->units[i];
        NodeList items = ck->unit->tree->as.file.items;
        for (size_t j = 0; j < items.count; j++) {
            Node *node = items.items[j];
            if (node->kind == NODE_FN)
                check_function(ck, node);
            const char *name = node->kind == NODE_TYPE ? node->as.type.name.text
                               : node->kind == NODE_ENUM
                                   ? node->as.enumeration.name.text
                                   : NULL;
            Symbol *symbol = name ? scope_find(ck, name) : NULL;
            if (symbol && symbol->node == node)
                check_declaration(ck, symbol, &state);
        }
        templates_check(ck, ck->unit);
    }
    ck->unit = ck->program->units[0];
}
