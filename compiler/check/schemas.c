/* schemas.c - what types and fields say of themselves for schemas: samples,
 * search, extensions, and how the platform's definition writes a model. */
#include "check/checker.h"

#include <string.h>

static void read_texts(Checker *ck, const Node *annotation, const char ***texts,
                       size_t *count)
{
    NodeList arguments = {0};
    if (annotation)
        arguments = annotation->as.annotation.arguments;
    for (size_t i = 0; i < arguments.count; i++) {
        const Node *value = arguments.items[i]->as.argument.value;
        if (value->kind == NODE_STRING)
            vec_push(ck->arena, *texts, *count, value->as.string.text);
    }
}

static void read_extension(Checker *ck, const Node *node, Extensions *out)
{
    const char *name = annotation_text(node);
    const Node *value = annotation_argument(node, 1);
    if (!name || !value)
        return; /* reported by its shape */
    if (strncmp(name, "x-", 2) != 0) {
        Diag *d = diag_report(ck->diags, D_ANNOTATION_ARGUMENT, node->span,
                              "extension", "a name that begins with `x-`");
        diag_help(ck->diags, d, "other members have annotations of their own");
        return;
    }
    Extension made = {name, json_constant(ck, value)};
    if (made.json)
        vec_push(ck->arena, out->items, out->count, made);
}

static Extensions read_extensions(Checker *ck, NodeList list)
{
    Extensions made = {0};
    Map seen = {0};
    for (size_t i = 0; i < list.count; i++) {
        const Node *node = list.items[i];
        if (strcmp(node->as.annotation.name.text, "extension") != 0)
            continue;
        const char *name = annotation_text(node);
        const Node *first = name ? map_get(&seen, name) : NULL;
        if (first) {
            Diag *d =
                diag_report(ck->diags, D_DUPLICATE_SETTING, node->span, name);
            diag_also(ck->diags, d, first->span, "first here");
            continue;
        }
        if (name)
            map_set(ck->arena, &seen, name, (void *)(uintptr_t)node);
        read_extension(ck, node, &made);
    }
    return made;
}

static unsigned style_of(Checker *ck, const Node *word)
{
    const char *text = word->kind == NODE_STRING ? word->as.string.text : NULL;
    unsigned bit = text ? model_style_bit(text) : 0;
    if (bit)
        return bit;
    Buf names = {0};
    for (size_t i = 0; i < STYLE_COUNT; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", model_style_name(i));
    diag_report(ck->diags, D_BAD_WORD, word->span,
                text ? text : SOURCE_AT(ck, word->span),
                arena_text(ck->arena, buf_text(&names), names.length));
    buf_free(&names);
    return 0;
}

unsigned schema_styles(Checker *ck, NodeList words)
{
    unsigned style = 0;
    for (size_t i = 0; i < words.count; i++)
        style |= style_of(ck, words.items[i]->kind == NODE_ARGUMENT
                                  ? words.items[i]->as.argument.value
                                  : words.items[i]);
    return style;
}

const Schema *schema_of_type(Checker *ck, const Node *node, const char *name)
{
    NodeList list = node->as.type.annotations;
    Schema *made = arena_new(ck->arena, Schema);
    *made = (Schema){
        .name = name,
        .doc = node->doc,
        .span = node->as.type.name.span,
        .model = annotation_text(annotation_find(list, "model")),
        .label = annotation_text(annotation_find(list, "label")),
        .vendor = annotation_text(annotation_find(list, "vendor")),
        .extensions = read_extensions(ck, list),
    };
    read_texts(ck, annotation_find(list, "key"), &made->keys, &made->key_count);
    const Node *style = annotation_find(list, "style");
    made->styled = style != NULL;
    if (style)
        made->style = schema_styles(ck, style->as.annotation.arguments);
    return made;
}

void schema_apply(Checker *ck, NodeList list, Field *field)
{
    const Node *sample =
        annotation_argument(annotation_find(list, "sample"), 0);
    if (sample)
        field->example = json_constant(ck, sample);
    const Node *searchable = annotation_find(list, "searchable");
    field->searchable = searchable != NULL;
    read_texts(ck, searchable, &field->operators, &field->operator_count);
    field->extensions = read_extensions(ck, list);
    field->model = annotation_text(annotation_find(list, "model"));
}
