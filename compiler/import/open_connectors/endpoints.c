/* endpoints.c - entries of `resources` as operations, grouped by the first
 * segment of their path. */
#include <stdlib.h>
#include <string.h>

#include "import/open_connectors/draft.h"

/* "/hubs/general/contacts/{id}" without "/hubs/general". */
static const char *path_below_hub(const char *path)
{
    if (strncmp(path, "/hubs/", 6) != 0)
        return path;
    const char *rest = strchr(path + 6, '/');
    return rest ? rest : path;
}

static const char *segment_of(Arena *arena, const char *path)
{
    path += *path == '/';
    return arena_text(arena, path, strcspn(path, "/?"));
}

static size_t group_find(Draft *draft, const char *segment)
{
    const char *name = name_of(draft->arena, segment);
    for (size_t i = 0; i < draft->group_count; i++)
        if (strcmp(draft->groups[i].name, name) == 0)
            return i;
    DraftGroup group = {.name = name};
    vec_push(draft->arena, draft->groups, draft->group_count, group);
    return draft->group_count - 1;
}

static const char *text_of(const Json *resource, const char *member,
                           const char *otherwise)
{
    const char *text = json_get_text(resource, member);
    return text && *text ? text : otherwise;
}

static DraftOp op_of(Draft *draft, const Json *resource, size_t index)
{
    Arena *arena = draft->arena;
    const char *path = text_of(resource, "path", "/");
    const char *method = text_of(resource, "method", "GET");
    DraftOp op = {
        .resource = resource,
        .index = index,
        .group = group_find(draft, segment_of(arena, path_below_hub(path))),
        .doc = json_get_text(resource, "description"),
        .keyword = "op",
        .name = arena_format(arena, "op%zu", index),
        .method = text_of(resource, "vendorMethod", method),
        .path = arena_format(arena, "/op%zu", index),
        .result = "json",
    };
    return op;
}

void endpoints_import(Draft *draft)
{
    const Json *resources = json_get(draft->root, "resources");
    draft->op_count = json_count(resources);
    draft->ops = arena_array(draft->arena, DraftOp, draft->op_count + 1);
    for (size_t i = 0; i < draft->op_count; i++)
        draft->ops[i] = op_of(draft, resources->items[i], i);
}
