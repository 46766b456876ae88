/* collect.c - the types that a connector uses, in the order of the source. */
#include "check/checker.h"

#include <stdlib.h>

typedef struct Collector {
    Checker *ck;
    Map seen;
    const Type **waiting; /* types to look into */
    size_t waiting_count;
} Collector;

static bool first_time(Collector *c, const char *id, void *value)
{
    if (map_get(&c->seen, id))
        return false;
    map_set(c->ck->arena, &c->seen, id, value);
    return true;
}

static void add_fields(Collector *c, const Record *record)
{
    for (size_t i = 0; i < record->field_count; i++)
        vec_push(c->ck->arena, c->waiting, c->waiting_count,
                 record->fields[i]->type);
}

static void look_into(Collector *c, const Type *type)
{
    Connector *connector = c->ck->connector;
    Arena *arena = c->ck->arena;
    if (type->element)
        vec_push(arena, c->waiting, c->waiting_count, type->element);
    if (type->kind == TYPE_RECORD &&
        first_time(c, type->record->id, type->record)) {
        vec_push(arena, connector->records, connector->record_count,
                 type->record);
        add_fields(c, type->record);
    }
    if (type->kind == TYPE_ENUM &&
        first_time(c, type->enumeration->name, type->enumeration))
        vec_push(arena, connector->enums, connector->enum_count,
                 type->enumeration);
    if (type->kind == TYPE_UNION &&
        first_time(c, type->alternatives->id, type->alternatives)) {
        const Union *made = type->alternatives;
        vec_push(arena, connector->unions, connector->union_count,
                 type->alternatives);
        for (size_t i = 0; i < made->type_count; i++)
            vec_push(arena, c->waiting, c->waiting_count, made->types[i]);
    }
}

static void add_type(Collector *c, const Type *type)
{
    vec_push(c->ck->arena, c->waiting, c->waiting_count, type);
    for (size_t i = 0; i < c->waiting_count; i++)
        look_into(c, c->waiting[i]);
    c->waiting_count = 0;
    c->waiting = NULL;
}

static void add_operation(Collector *c, const Operation *op)
{
    if (!op)
        return;
    for (size_t i = 0; i < op->param_count; i++)
        add_type(c, op->params[i].field.type);
    if (op->body)
        add_type(c, op->body->type);
    add_type(c, op->result);
    if (op->properties->errors && op->properties->errors->body)
        add_type(c, op->properties->errors->body);
}

static int compare_spans(Span a, Span b)
{
    if (a.file != b.file)
        return a.file < b.file ? -1 : 1;
    return a.start < b.start ? -1 : a.start > b.start;
}

static int compare_records(const void *a, const void *b)
{
    const Record *x = *(Record *const *)a, *y = *(Record *const *)b;
    int order = compare_spans(x->span, y->span);
    /* Instances of one generic, and a record with its partial one. */
    for (const char *p = x->id, *q = y->id; order == 0 && (*p || *q); p++, q++)
        if ((order = (unsigned char)*p - (unsigned char)*q) != 0)
            break;
    return order;
}

static int compare_enums(const void *a, const void *b)
{
    return compare_spans((*(Enum *const *)a)->span, (*(Enum *const *)b)->span);
}

static int compare_unions(const void *a, const void *b)
{
    const Union *x = *(Union *const *)a, *y = *(Union *const *)b;
    int order = compare_spans(x->span, y->span);
    for (const char *p = x->id, *q = y->id; order == 0 && (*p || *q); p++, q++)
        if ((order = (unsigned char)*p - (unsigned char)*q) != 0)
            break;
    return order;
}

static void sort(void *items, size_t count, size_t size,
                 int (*compare)(const void *, const void *))
{
    if (count > 1)
        qsort(items, count, size, compare);
}

void collect_types(Checker *ck)
{
    Connector *connector = ck->connector;
    Collector c = {.ck = ck};
    for (size_t i = 0; i < connector->configuration_count; i++)
        add_type(&c, connector->configuration[i]->type);
    for (size_t i = 0; i < connector->auth_count; i++)
        for (size_t k = 0; k < AUTH_STEP_COUNT; k++)
            add_operation(&c, connector->auths[i].steps[k]);
    for (size_t i = 0; i < connector->resource_count; i++)
        for (size_t j = 0; j < connector->resources[i]->operation_count; j++)
            add_operation(&c, connector->resources[i]->operations[j]);
    if (connector->properties->errors && connector->properties->errors->body)
        add_type(&c, connector->properties->errors->body);
    sort(connector->records, connector->record_count, sizeof(Record *),
         compare_records);
    sort(connector->enums, connector->enum_count, sizeof(Enum *),
         compare_enums);
    sort(connector->unions, connector->union_count, sizeof(Union *),
         compare_unions);
}
