/* records.c - fields of records, partial records, records without end. */
#include "check/checker.h"

#include <string.h>

Field *record_field(const Record *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (strcmp(record->fields[i]->name, name) == 0)
            return record->fields[i];
    return NULL;
}

/* ---- fields ---- */

static bool same_wire(const Field *a, const Field *b)
{
    return !a->header == !b->header && strcmp(a->wire, b->wire) == 0;
}

static void add_field(Checker *ck, Record *record, Field *field)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *other = record->fields[i];
        Diag *d = NULL;
        if (strcmp(other->name, field->name) == 0)
            d = diag_report(ck->diags, D_DUPLICATE_NAME, field->span,
                            "the field", field->name);
        else if (same_wire(other, field))
            d = diag_report(ck->diags, D_DUPLICATE_WIRE, field->span,
                            other->name, field->name, field->wire);
        if (!d)
            continue;
        diag_also(ck->diags, d, other->span, "the first one");
        return;
    }
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

static void add_spread(Checker *ck, Record *record, const Node *node,
                       const TypeBinding *bindings)
{
    const Type *type = type_resolve(ck, node->as.spread.type, bindings, NULL);
    if (type_is_error(type))
        return;
    const char *name = type_name(ck->arena, type);
    if (type->kind != TYPE_RECORD) {
        diag_report(ck->diags, D_SPREAD_NOT_RECORD, node->span, name,
                    "not one");
        return;
    }
    if (record_is_busy(ck, type->record)) {
        diag_report(ck->diags, D_INFINITE_TYPE, node->span, name);
        return;
    }
    record_settle(ck, type->record);
    for (size_t i = 0; i < type->record->field_count; i++)
        add_field(ck, record, type->record->fields[i]);
}

static void fill(Checker *ck, const PendingRecord *pending)
{
    Record *record = pending->record;
    for (size_t i = 0; i < pending->items.count; i++) {
        const Node *node = pending->items.items[i];
        if (node->kind == NODE_SPREAD) {
            add_spread(ck, record, node, pending->bindings);
        } else if (node->kind == NODE_FIELD) {
            const char *hint = arena_format(ck->arena, "%s.%s", record->name,
                                            node->as.field.name.text);
            Field *field = arena_new(ck->arena, Field);
            field_fill(ck, node, pending->bindings, hint, "field", field);
            add_field(ck, record, field);
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

typedef struct Path {
    const Record *record;
    const struct Path *outer;
} Path;

static void find_endless(Checker *ck, const Record *record, const Path *outer,
                         Map *done)
{
    for (const Path *p = outer; p; p = p->outer) {
        if (p->record != record)
            continue;
        diag_report(ck->diags, D_INFINITE_TYPE, record->span, record->name);
        return;
    }
    if (map_get(done, record->name))
        return;
    Path path = {record, outer};
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (!field->optional && field->type->kind == TYPE_RECORD)
            find_endless(ck, field->type->record, &path, done);
    }
    map_set(ck->arena, done, record->name, (void *)(uintptr_t)record);
}

static void check_declaration(Checker *ck, Symbol *symbol, Map *done)
{
    if (!symbol->node ||
        (symbol->node->kind != NODE_TYPE && symbol->node->kind != NODE_ENUM))
        return;
    size_t count = symbol->node->kind == NODE_TYPE
                       ? symbol->node->as.type.parameters.count
                       : 0;
    /* A generic one is checked with its parameters standing for themselves. */
    const Type **args = arena_array(ck->arena, const Type *, count + 1);
    for (size_t i = 0; i < count; i++) {
        Type *variable = arena_new(ck->arena, Type);
        variable->kind = TYPE_VARIABLE;
        variable->name =
            symbol->node->as.type.parameters.items[i]->as.name.name.text;
        args[i] = variable;
    }
    const Type *type = type_resolve_symbol(ck, symbol, args, count);
    records_settle(ck);
    if (type->kind == TYPE_RECORD)
        find_endless(ck, type->record, NULL, done);
}

void types_check(Checker *ck)
{
    Map done = {0};
    for (size_t i = 0; i < ck->program->unit_count; i++) {
        ck->unit = ck->program->units[i];
        NodeList items = ck->unit->tree->as.file.items;
        for (size_t j = 0; j < items.count; j++) {
            Node *node = items.items[j];
            const char *name = node->kind == NODE_TYPE ? node->as.type.name.text
                               : node->kind == NODE_ENUM
                                   ? node->as.enumeration.name.text
                                   : NULL;
            Symbol *symbol = name ? scope_find(ck, name) : NULL;
            if (symbol && symbol->node == node)
                check_declaration(ck, symbol, &done);
        }
    }
    ck->unit = ck->program->units[0];
}
