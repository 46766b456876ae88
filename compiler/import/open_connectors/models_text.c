/* models_text.c - a model as the declaration of a type. */
#include <stdint.h>
#include <stdlib.h>
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
    unsigned apart = STYLE_CAPITAL | (class->alias ? STYLE_TITLED : 0u);
    unsigned all = models->style & ~apart;
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

/* The fields of a record, each as it is written. */
static const char **record_fields(Models *models, const ModelClass *class,
                                  Buf *enums, size_t *count)
{
    Arena *arena = models->draft->arena;
    const Json *json = models->nodes[class->node].json;
    const Json *properties = json_get(json, "properties");
    bool any = properties && properties->kind == JSON_OBJECT;
    size_t most = any ? properties->count : 0;
    const char **fields = arena_array(arena, const char *, most + 1);
    for (size_t i = *count = 0; i < most; i++) {
        const char *name = properties->names[i];
        Buf line = {0};
        if (*name && properties->items[i]->kind == JSON_OBJECT)
            model_put_field(models, class, name, properties->items[i],
                            model_is_required(json, name), &line, enums);
        if (line.length)
            fields[(*count)++] =
                arena_text(arena, buf_text(&line), line.length);
        buf_free(&line);
    }
    return fields;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The type that has the same fields in some order; else `type` has them from
 * now on, and the result is NULL. Few fields are as short as a spread. */
static const char *same_record(Models *models, const char *type,
                               const char *const *fields, size_t count)
{
    enum { FEW = 3 };
    Arena *arena = models->draft->arena;
    if (count < FEW)
        return NULL;
    const char **sorted = arena_array(arena, const char *, count);
    memcpy(sorted, fields, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_text);
    Buf key = {0};
    for (size_t i = 0; i < count; i++)
        buf_puts(&key, sorted[i]);
    const char *same = map_get(&models->records, buf_text(&key));
    if (!same)
        map_set(arena, &models->records,
                arena_text(arena, buf_text(&key), key.length),
                (void *)(uintptr_t)type);
    buf_free(&key);
    return same;
}

static void put_record(Models *models, const ModelClass *class, Buf *out,
                       Buf *enums)
{
    size_t count;
    const char **fields = record_fields(models, class, enums, &count);
    const char *same = same_record(models, class->type, fields, count);
    buf_printf(out, "type %s", class->type);
    put_annotations(models, class, out);
    buf_puts(out, " {\n");
    if (same)
        buf_printf(out, "...%s\n", same);
    for (size_t i = 0; !same && i < count; i++)
        buf_puts(out, fields[i]);
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
