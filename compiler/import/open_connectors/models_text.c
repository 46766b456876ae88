/* models_text.c - a model as the declaration of a type. */
#include <string.h>

#include "import/open_connectors/models.h"

/* ---- literals ---- */

bool json_is_literal(const Json *json, int depth)
{
    if (json->kind != JSON_OBJECT && json->kind != JSON_ARRAY)
        return true;
    for (size_t i = 0; i < json->count; i++)
        if (depth == 0 || (json->names && !*json->names[i]) ||
            !json_is_literal(json->items[i], depth - 1))
            return false;
    return true;
}

static void put_text_annotation(Buf *out, const char *name, const char *text)
{
    buf_printf(out, " @%s(", name);
    draft_string(out, text);
    buf_putc(out, ')');
}

void model_put_extensions(Buf *out, const Json *json, const char *const *known)
{
    for (size_t i = 0; i < json->count; i++) {
        const char *name = json->names[i];
        const char *const *k = known;
        while (*k && strcmp(*k, name) != 0)
            k++;
        if (*k || strncmp(name, "x-", 2) != 0 ||
            !json_is_literal(json->items[i], 8))
            continue;
        buf_puts(out, " @extension(");
        draft_string(out, name);
        buf_puts(out, ", ");
        draft_json(out, json->items[i]);
        buf_putc(out, ')');
    }
}

/* ---- annotations of a type ---- */

static bool is_texts(const Json *json, size_t most)
{
    if (!json || json->kind != JSON_ARRAY || !json->count || json->count > most)
        return false;
    for (size_t i = 0; i < json->count; i++)
        if (json->items[i]->kind != JSON_STRING)
            return false;
    return true;
}

static void put_style(const Models *models, const ModelClass *class, Buf *out)
{
    unsigned all = models->style & ~(unsigned)STYLE_CAPITAL;
    if ((class->style & class->asked) == (all & class->asked))
        return;
    const char *comma = "";
    buf_puts(out, " @style(");
    for (size_t i = 0; i < STYLE_COUNT; i++)
        if (class->style & 1u << i) {
            buf_printf(out, "%s\"%s\"", comma, model_style_name(i));
            comma = ", ";
        }
    buf_putc(out, ')');
}

static void put_model(Models *models, const ModelClass *class, Buf *out)
{
    const char *name = models->nodes[class->node].name;
    bool derived = strcmp(model_spell(models, class->type), name) == 0;
    if (!derived)
        put_text_annotation(out, "model", name);
    else if (class->alias)
        buf_puts(out, " @model");
}

static void put_annotations(Models *models, const ModelClass *class, Buf *out)
{
    static const char *const known[] = {"x-primary-key", "x-vendor-objectname",
                                        "x-has-customfields", NULL};
    const ModelNode *node = &models->nodes[class->node];
    const Json *key = json_get(node->json, "x-primary-key");
    const Json *custom = json_get(node->json, "x-has-customfields");
    const char *title = json_get_text(node->json, "title");
    const char *vendor = json_get_text(node->json, "x-vendor-objectname");
    put_model(models, class, out);
    if (title && *title && strcmp(title, node->name) != 0)
        put_text_annotation(out, "label", title);
    if (is_texts(key, 64)) {
        buf_puts(out, " @key(");
        for (size_t i = 0; i < key->count; i++) {
            buf_puts(out, i ? ", " : "");
            draft_string(out, key->items[i]->text);
        }
        buf_putc(out, ')');
    }
    if (vendor && *vendor)
        put_text_annotation(out, "vendor", vendor);
    if (!class->alias && custom && custom->kind == JSON_TRUE)
        buf_puts(out, " @open");
    put_style(models, class, out);
    model_put_extensions(out, node->json, known);
}

/* ---- declarations ---- */

/* A chain of types that stand for others has an end here, and never leads back
 * to its start. */
static void put_alias(Models *models, const ModelClass *class, Buf *out)
{
    const ModelNode *node = &models->nodes[class->node];
    const ModelSet *set = &models->sets[node->set];
    const Json *items = json_get(node->json, "items");
    size_t target;
    buf_printf(out, "type %s", class->type);
    put_annotations(models, class, out);
    buf_puts(out, " = ");
    if (items && model_reference(models, set, items, &target) &&
        models->classes[models->nodes[target].class].alias)
        buf_puts(out, "json[]");
    else
        model_put_type(models, set, node->json, out, NULL);
    buf_putc(out, '\n');
}

static void put_record(Models *models, const ModelClass *class, Buf *out,
                       Buf *enums)
{
    const ModelNode *node = &models->nodes[class->node];
    const Json *properties = json_get(node->json, "properties");
    bool any = properties && properties->kind == JSON_OBJECT;
    buf_printf(out, "type %s", class->type);
    put_annotations(models, class, out);
    buf_puts(out, " {\n");
    for (size_t i = 0; any && i < properties->count; i++)
        if (*properties->names[i] && properties->items[i]->kind == JSON_OBJECT)
            model_put_field(models, class, properties->names[i],
                            properties->items[i],
                            model_is_required(node->json, properties->names[i]),
                            out, enums);
    buf_puts(out, "}\n");
}

void model_declare(Models *models, const ModelClass *class, Buf *out)
{
    Buf enums = {0};
    const char *doc =
        json_get_text(models->nodes[class->node].json, "description");
    buf_putc(out, '\n');
    if (doc && doc[strspn(doc, " \t\r\n")])
        draft_doc(out, doc);
    if (class->alias)
        put_alias(models, class, out);
    else
        put_record(models, class, out, &enums);
    buf_puts(out, buf_text(&enums));
    buf_free(&enums);
}
