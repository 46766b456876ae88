/* op_params.c - the arguments of an operation beside those of its path. */
#include "check/operations.h"

#include <string.h>

typedef struct ParamPlace {
    const char *block;
    Place place;
    const char *text;
} ParamPlace;

static const ParamPlace places[] = {
    {"query", PLACE_QUERY, "a query"},
    {"header", PLACE_HEADER, "a header"},
    {"cookie", PLACE_COOKIE, "a cookie"},
    {"form", PLACE_FORM, "a form"},
    {"multipart", PLACE_MULTIPART, "a multipart body"},
    {"members", PLACE_BODY, "a member of the body"},
    {"tokens", PLACE_TOKEN, "a template"},
    {"args", PLACE_NONE, "an argument"},
};

static bool fits_place(const Type *type, Place place)
{
    if (type->kind == TYPE_NONE || type->kind == TYPE_STREAM)
        return false;
    if (type_is_error(type) || type_is_scalar(type) ||
        place == PLACE_MULTIPART || place == PLACE_FORM ||
        place == PLACE_BODY || place == PLACE_NONE)
        return true;
    if (type->kind == TYPE_LIST)
        return type_is_scalar(type->element);
    /* created[gt]=…: a record of scalars, as forms have it. */
    return place == PLACE_QUERY &&
           (type->kind == TYPE_RECORD || type->kind == TYPE_MAP);
}

static void check_clash(Checker *ck, const Operation *op, const Field *field)
{
    const Field *other = map_get(&ck->arguments, field->name);
    if (other) {
        Diag *d = diag_report(ck->diags, D_NAME_CLASH, field->span,
                              op->full_name, field->name);
        diag_also(ck->diags, d, other->span, "the first one");
        diag_help(ck->diags, d,
                  "give one of them another name, and say "
                  "`@wire(\"%s\")` behind it",
                  field->wire);
        return;
    }
    argument_note(ck, field);
}

static void add_param(Checker *ck, Operation *op, const Field *field,
                      const ParamPlace *place)
{
    Param param = {.field = *field, .place = place->place};
    param.required = !param.field.optional && !param.field.fallback;
    if (!fits_place(param.field.type, place->place))
        diag_report(ck->diags, D_PARAMETER_TYPE, param.field.span,
                    quoted_type(ck, param.field.type), place->text);
    check_clash(ck, op, &param.field);
    vec_push(ck->arena, op->params, op->param_count, param);
}

static void read_params(Checker *ck, Operation *op, const Node *block,
                        const ParamPlace *place)
{
    NodeList items = block->as.block.items;
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        Field field;
        if (node->kind == NODE_FIELD) {
            field_fill(ck, node, NULL, node->as.field.name.text, "parameter",
                       &field);
            records_settle(ck);
            add_param(ck, op, &field, place);
        } else if (node->kind == NODE_SPREAD) {
            const Record *record = spread_record(ck, node, NULL);
            for (size_t j = 0; record && j < record->field_count; j++)
                add_param(ck, op, record->fields[j], place);
        }
    }
}

/* Required ones first, as callers read them; path parts follow their
 * parameters to the new numbers. */
static void sort_params(Checker *ck, Operation *op)
{
    Param *sorted = arena_array(ck->arena, Param, op->param_count + 1);
    size_t *moved = arena_array(ck->arena, size_t, op->param_count + 1);
    size_t count = 0;
    for (int required = 1; required >= 0; required--)
        for (size_t i = 0; i < op->param_count; i++)
            if (op->params[i].required == (required == 1)) {
                moved[i] = count;
                sorted[count++] = op->params[i];
            }
    for (size_t i = 0; i < op->part_count; i++)
        op->parts[i].param = moved[op->parts[i].param];
    op->params = sorted;
}

void params_read(Checker *ck, Operation *op, NodeList items)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const Node *block = find_block(items, places[i].block);
        if (!block)
            continue;
        read_params(ck, op, block, &places[i]);
        if (places[i].place == PLACE_MULTIPART)
            feature_note(ck, FEATURE_MULTIPART, block->span);
    }
    sort_params(ck, op);
}
