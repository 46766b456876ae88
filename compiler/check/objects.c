/* objects.c - `object` blocks: kinds of things as the platform lists them. */
#include "check/checker.h"

#include <string.h>

/* The record that `fields` names, or NULL. */
static const Record *read_fields(Checker *ck, NodeList items)
{
    const Node *setting = find_setting(items, "fields");
    if (!setting || setting->as.setting.value->kind != NODE_NAME)
        return NULL;
    const Node *value = setting->as.setting.value;
    const Type *type = type_named(ck, value->as.name.name);
    if (type->kind == TYPE_RECORD)
        return type->record;
    if (!type_is_error(type))
        diag_report(ck->diags, D_TYPE_MISMATCH, value->span, "a record",
                    quoted_type(ck, type));
    return NULL;
}

static Word object_name(const Node *label)
{
    Word text = {label->kind == NODE_STRING ? label->as.string.text : NULL,
                 label->span};
    return label->kind == NODE_NAME ? label->as.name.name : text;
}

static void read_object(Checker *ck, Map *names, const Node *block)
{
    NodeList labels = block->as.block.labels;
    Word name = object_name(labels.items[0]);
    const Node *other = name.text ? map_get(names, name.text) : NULL;
    if (!name.text)
        return;
    if (other) {
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, name.span,
                              "the object", name.text);
        diag_also(ck->diags, d, other->span, "first declared here");
        return;
    }
    map_set(ck->arena, names, name.text, labels.items[0]);
    Env env = {.constant = true};
    NodeList items = block->as.block.items;
    Object object = {.name = name.text, .doc = block->doc, .span = name.span};
    object.settings = settings_read(ck, &env, "object", NULL,
                                    block->as.block.keyword.span, items);
    object.fields = read_fields(ck, items);
    Connector *connector = ck->connector;
    vec_push(ck->arena, connector->objects, connector->object_count, object);
}

void objects_read(Checker *ck, NodeList items)
{
    Map names = {0};
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK &&
            strcmp(items.items[i]->as.block.keyword.text, "object") == 0 &&
            items.items[i]->as.block.labels.count == 1)
            read_object(ck, &names, items.items[i]);
}
