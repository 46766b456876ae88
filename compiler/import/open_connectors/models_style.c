/* models_style.c - how a definition writes its models: what most of them have
 * in common is said once, in `platform`. */
#include <ctype.h>
#include <string.h>

#include "import/open_connectors/models.h"

/* ---- of one class ---- */

typedef struct ReferenceCounts {
    size_t fields[REFERENCE_TYPE + 1], items[REFERENCE_TYPE + 1];
    size_t titles, labels;
} ReferenceCounts;

static void count_value(const Models *models, const ModelSet *set,
                        const Json *json, bool item, ReferenceCounts *counts)
{
    size_t node;
    for (; json; json = json_get(json, "items"), item = true)
        (item ? counts->items
              : counts->fields)[model_reference(models, set, json, &node)]++;
}

static void count_references(const Models *models, const ModelNode *node,
                             ReferenceCounts *counts)
{
    const ModelSet *set = &models->sets[node->set];
    const Json *properties = json_get(node->json, "properties");
    bool any = properties && properties->kind == JSON_OBJECT;
    count_value(models, set, json_get(node->json, "items"), true, counts);
    for (size_t i = 0; any && i < properties->count; i++) {
        count_value(models, set, properties->items[i], false, counts);
        counts->titles += json_get(properties->items[i], "title") != NULL;
        counts->labels +=
            json_get(properties->items[i], "x-displayName") != NULL;
    }
}

static void style_references(ModelClass *class, const size_t *counts,
                             unsigned by_type, unsigned by_name)
{
    size_t type = counts[REFERENCE_TYPE], name = counts[REFERENCE_NAME],
           pointer = counts[REFERENCE_POINTER];
    if (type + name + pointer == 0)
        return;
    class->asked |= by_type | by_name;
    if (type > 0 && type >= name && type >= pointer)
        class->style |= by_type;
    else if (name > 0 && name >= pointer)
        class->style |= by_name;
}

static bool is_called(const ModelNode *node, const char *member)
{
    const char *text = json_get_text(node->json, member);
    return text && strcmp(text, node->name) == 0;
}

static void class_style(const Models *models, ModelClass *class)
{
    const ModelNode *node = &models->nodes[class->node];
    const Json *custom = json_get(node->json, "x-has-customfields");
    ReferenceCounts counts = {0};
    count_references(models, node, &counts);
    class->asked = STYLE_ID;
    /* Another title is a label, and lists have none. */
    if ((!json_get(node->json, "title") && !class->alias) ||
        is_called(node, "title"))
        class->asked |= STYLE_TITLED;
    if (is_called(node, "title"))
        class->style |= STYLE_TITLED;
    if (is_called(node, "id"))
        class->style |= STYLE_ID;
    style_references(class, counts.fields, STYLE_REFS_BY_TYPE,
                     STYLE_REFS_BY_NAME);
    style_references(class, counts.items, STYLE_ITEMS_BY_TYPE,
                     STYLE_ITEMS_BY_NAME);
    if (class->alias)
        return;
    class->asked |= STYLE_UNTYPED;
    if (!json_get(node->json, "type"))
        class->style |= STYLE_UNTYPED;
    if (!custom || custom->kind != JSON_TRUE)
        class->asked |= STYLE_CLOSED;
    if (custom && custom->kind == JSON_FALSE)
        class->style |= STYLE_CLOSED;
    if (counts.titles + counts.labels)
        class->asked |= STYLE_TITLES;
    if (counts.titles > counts.labels)
        class->style |= STYLE_TITLES;
}

/* ---- of all ---- */

static size_t count_like(const Models *models, unsigned style)
{
    size_t count = 0;
    for (size_t i = 0; i < models->class_count; i++) {
        const ModelClass *class = &models->classes[i];
        count += (class->style & class->asked) == (style & class->asked);
    }
    return count;
}

static unsigned style_of_most(const Models *models)
{
    unsigned style = 0;
    for (unsigned bit = 0; bit < STYLE_COUNT; bit++) {
        size_t yes = 0, no = 0;
        for (size_t i = 0; i < models->class_count; i++)
            if (models->classes[i].asked & 1u << bit)
                (models->classes[i].style & 1u << bit ? &yes : &no)[0]++;
        if (yes > no)
            style |= 1u << bit;
    }
    return style;
}

static bool starts_small(const char *name)
{
    return islower((unsigned char)*name);
}

static bool most_are_capital(const Models *models)
{
    size_t capital = 0, small = 0;
    for (size_t i = 0; i < models->class_count; i++) {
        const ModelClass *class = &models->classes[i];
        const char *name = models->nodes[class->node].name;
        if (!class->type || !class->type[0])
            continue;
        if (strcmp(name + 1, class->type + 1) == 0)
            (starts_small(name) ? &small : &capital)[0]++;
    }
    return capital > small;
}

void models_find_style(Models *models)
{
    enum { MAX_TRIED = 32 };
    for (size_t i = 0; i < models->class_count; i++)
        class_style(models, &models->classes[i]);
    unsigned common = style_of_most(models), best = common;
    unsigned tried[MAX_TRIED];
    size_t tried_count = 0, most = count_like(models, common);
    for (size_t i = 0; i < models->class_count && tried_count < MAX_TRIED;
         i++) {
        const ModelClass *class = &models->classes[i];
        unsigned style = (common & ~class->asked) | class->style;
        bool known = false;
        for (size_t k = 0; k < tried_count; k++)
            known = known || tried[k] == style;
        if (known)
            continue;
        tried[tried_count++] = style;
        size_t count = count_like(models, style);
        if (count > most) {
            most = count;
            best = style;
        }
    }
    models->style = best | (most_are_capital(models) ? STYLE_CAPITAL : 0u);
}

const char *model_spell(const Models *models, const char *type)
{
    if (models->style & STYLE_CAPITAL)
        return type;
    Arena *arena = models->draft->arena;
    char *name = arena_text(arena, type, strlen(type));
    *name = (char)tolower((unsigned char)*name);
    return name;
}
