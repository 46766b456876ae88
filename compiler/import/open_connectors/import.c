/* import.c - from a definition to a source: read, draft, find what the draft
 * doesn't say, put it together, lay it out. */
#include "import/import.h"

#include <string.h>

#include "front/fmt.h"
#include "import/open_connectors/paging.h"

/* ---- order ---- */

/* Which of `order` are the longest run of rising numbers: patience sorting.
 * Those need no word about their place, which the others leave free. */
static bool *longest_run(Arena *arena, const size_t *order, size_t count)
{
    size_t *tails = arena_array(arena, size_t, count + 1);
    size_t *before = arena_array(arena, size_t, count + 1);
    bool *stays = arena_array(arena, bool, count + 1);
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (order[tails[middle]] < order[i])
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low ? tails[low - 1] : SIZE_MAX;
        tails[low] = i;
        length += low == length;
    }
    for (size_t i = length ? tails[length - 1] : SIZE_MAX; i != SIZE_MAX;
         i = before[i])
        stays[i] = true;
    return stays;
}

/* Operations are written group by group, steps last: where that is not the
 * order of the definition, they say their place. */
static void draft_positions(Draft *draft)
{
    size_t *order = arena_array(draft->arena, size_t, draft->op_count + 1);
    size_t count = 0;
    for (size_t g = 0; g < draft->group_count; g++)
        for (size_t i = 0; i < draft->op_count; i++)
            if (draft->ops[i].group == g)
                order[count++] = i;
    for (size_t step = 0; step < AUTH_STEP_COUNT; step++)
        for (size_t i = 0; i < draft->op_count; i++)
            if (draft->ops[i].group == SIZE_MAX && draft->ops[i].step == step)
                order[count++] = i;
    bool *stays = longest_run(draft->arena, order, count);
    for (size_t i = 0; i < count; i++) {
        if (stays[i])
            continue;
        DraftPatch patch = {.name = "position", .pointer = ""};
        Json *value = json_new(draft->arena, JSON_NUMBER);
        value->text = arena_format(draft->arena, "%zu", order[i]);
        patch.value = value;
        DraftPatches *patches = &draft->ops[order[i]].block.patches;
        vec_push(draft->arena, patches->items, patches->count, patch);
    }
}

/* ---- what is left out of the platform ---- */

/* Leaves that mean something; those of hooks' bodies are counted apart. */
static size_t meant_leaves(const char *name, const Json *json, size_t *script)
{
    if (json_is_nothing(name, json))
        return 0;
    if (json->kind != JSON_OBJECT && json->kind != JSON_ARRAY)
        return 1;
    size_t leaves = 0;
    const char *type = json_get_text(json, "type");
    bool hook =
        type && (*type == 'p' || *type == 'e') && json_get(json, "body") &&
        (strcmp(type, "preRequest") == 0 || strcmp(type, "postRequest") == 0 ||
         strcmp(type, "event") == 0);
    for (size_t i = 0; i < json->count; i++) {
        const char *member = json->names ? json->names[i] : NULL;
        if (hook && strcmp(member, "body") == 0)
            *script += 1;
        else
            leaves += meant_leaves(member, json->items[i], script);
    }
    return leaves;
}

static size_t patches_leaves(const DraftPatches *patches, size_t *script)
{
    size_t leaves = 0;
    for (size_t i = 0; i < patches->count; i++)
        if (patches->items[i].value && *patches->items[i].pointer)
            leaves += meant_leaves(NULL, patches->items[i].value, script);
    return leaves;
}

static void count_leaves(const Draft *draft, ImportStats *stats)
{
    size_t all = meant_leaves(NULL, draft->root, &stats->script);
    size_t apart = 0; /* scripts in `platform` */
    stats->platform = patches_leaves(&draft->patches, &apart);
    for (size_t i = 0; i < draft->op_count; i++)
        stats->platform += patches_leaves(&draft->ops[i].block.patches, &apart);
    stats->typed = draft->typed_hooks;
    stats->script -= stats->typed;
    stats->language = all > stats->platform ? all - stats->platform : 0;
}

/* ---- the import ---- */

static bool shape_fault(Diags *diags, const Json *json, const char *what)
{
    diag_report(diags, D_IMPORT_SHAPE, json->span, what);
    return false;
}

static bool check_texts(Diags *diags, const Json *array,
                        const char *const *names)
{
    if (array && array->kind != JSON_ARRAY && !json_is_nothing(NULL, array))
        return shape_fault(diags, array, "this must be a list");
    for (size_t i = 0; i < json_count(array); i++)
        for (const char *const *name = names; *name; name++)
            if (json_is_nothing(NULL, json_get(array->items[i], *name)) ||
                !json_get_text(array->items[i], *name))
                return shape_fault(diags, array->items[i],
                                   "an entry without a text where one must be");
    return true;
}

static bool check_shape(const Json *root, Diags *diags)
{
    static const char *const config[] = {"key", NULL};
    static const char *const resource[] = {"path", "method", NULL};
    if (root->kind != JSON_OBJECT)
        return shape_fault(diags, root, "it must be an object");
    const char *key = json_get_text(root, "key");
    if (!key || json_is_nothing(NULL, json_get(root, "key")))
        return shape_fault(diags, root, "it has no `key`");
    return check_texts(diags, json_get(root, "configuration"), config) &&
           check_texts(diags, json_get(root, "resources"), resource);
}

static void draft_free(Draft *draft)
{
    Buf *const bufs[] = {
        &draft->imports,        &draft->information,   &draft->properties,
        &draft->authentication, &draft->configuration, &draft->parameters,
        &draft->events,         &draft->setup,         &draft->hooks,
        &draft->objects,        &draft->types};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_free(bufs[i]);
    for (size_t i = 0; i < draft->group_count; i++)
        buf_free(&draft->groups[i].text);
    for (size_t i = 0; i < draft->op_count; i++)
        buf_free(&draft->ops[i].block.text);
}

static bool lay_out(Arena *arena, Diags *diags, const Json *root,
                    const Buf *text, Buf *out)
{
    Sources sources = {.arena = arena};
    Diags faults = {.arena = arena};
    uint32_t file =
        source_add(&sources, "draft.conn", buf_text(text), text->length);
    if (fmt_source(arena, &sources, file, &faults, out) == FMT_DONE)
        return true;
    diag_report(diags, D_IMPORT_DRAFT, root->span,
                faults.count ? faults.items[0]->message
                             : "what it became can't be laid out");
    return false;
}

static bool draft_finish(Draft *draft, Buf *out, ImportStats *stats)
{
    Buf source = {0};
    const char *why = "";
    draft_positions(draft);
    draft_render(draft, &source);
    bool good = draft_residue(draft, &source, &why);
    if (!good) {
        diag_report(draft->diags, D_IMPORT_DRAFT, draft->root->span, why);
    } else {
        source.length = 0;
        draft_render(draft, &source);
        draft_join_lines(draft->arena, &source);
        good = lay_out(draft->arena, draft->diags, draft->root, &source, out);
        if (stats)
            count_leaves(draft, stats);
    }
    buf_free(&source);
    return good;
}

/* The hub is a segment of each path. One that can't be stays in the residue. */
static const char *draft_hub(const Json *root)
{
    const char *hub = json_get_text(root, "hub");
    for (const char *c = hub ? hub : ""; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
              (*c >= '0' && *c <= '9') || *c == '-' || *c == '_'))
            return "";
    return hub ? hub : "";
}

bool import_open_connectors(Arena *arena, Sources *sources, uint32_t file,
                            Diags *diags, const ImportOptions *options,
                            Buf *out, ImportStats *stats)
{
    Json *root = json_tree_read(arena, sources, file, diags);
    if (!root || !check_shape(root, diags))
        return false;
    Draft draft = {.arena = arena,
                   .scripts = options->scripts,
                   .diags = diags,
                   .root = definition_normalize(arena, root, diags)};
    draft.hub = draft_hub(draft.root);
    fields_check(draft.root, diags);
    element_import(&draft);
    events_plan(&draft);
    paging_plan_import(&draft);
    configuration_import(&draft);
    paging_import_properties(&draft);
    parameters_import(&draft);
    endpoints_import(&draft);
    models_import(&draft);
    objects_import(&draft);
    paging_import(&draft);
    arguments_fold(&draft);
    hooks_import(&draft);
    events_import(&draft);
    bool good = draft_finish(&draft, out, stats);
    draft_free(&draft);
    return good;
}
