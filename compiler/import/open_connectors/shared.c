/* shared.c - patches that most operations have become one of the file: how they
 * page; that they have no vendor's path; that hooks don't list their variables.
 */
#include <string.h>

#include "import/open_connectors/draft.h"

static DraftPatch *patch_at(DraftPatches *patches, const char *pointer)
{
    for (size_t i = 0; i < patches->count; i++)
        if (strcmp(patches->items[i].pointer, pointer) == 0)
            return &patches->items[i];
    return NULL;
}

static bool same_value(const Json *a, const Json *b)
{
    return a && b ? json_equal(a, b) : !a && !b;
}

/* Takes away the patch at `pointer` that says `value`. */
static void patch_drop(DraftPatches *patches, const char *pointer,
                       const Json *value)
{
    DraftPatch *patch = patch_at(patches, pointer);
    if (!patch || !same_value(patch->value, value))
        return;
    DraftPatch *end = patches->items + patches->count--;
    memmove(patch, patch + 1, (size_t)(end - patch - 1) * sizeof *patch);
}

/* A member of the definition that `without` names: see gather_lacking. */
static void share_lack(Draft *draft, const char *pointer)
{
    DraftPatch patch = {.pointer = pointer};
    vec_push(draft->arena, draft->patches.items, draft->patches.count, patch);
}

/* ---- members of resources ---- */

typedef struct Member {
    const char *setting, *pointer;
    const Json *resources; /* as they are made */
    const Json *value;     /* that most say, or NULL: none */
} Member;

static const Json *member_made(const Member *member, size_t op)
{
    const Json *made =
        json_get(member->resources->items[op], member->pointer + 1);
    return json_is_nothing(NULL, made) ? NULL : made;
}

/* Lines that are spared, if operations that say something else now, and must
 * have a line of their own then, are few; else 0. */
static size_t member_gain(Draft *draft, const Member *member)
{
    size_t spared = 0, others = 0;
    for (size_t i = 0; i < draft->op_count; i++) {
        const DraftPatch *patch =
            patch_at(&draft->ops[i].block.patches, member->pointer);
        if (patch)
            spared += same_value(patch->value, member->value);
        else
            others += !same_value(member_made(member, i), member->value);
    }
    return 3 * others <= spared ? spared - others : 0;
}

static void member_share(Draft *draft, const Member *member)
{
    for (size_t i = 0; i < draft->op_count; i++) {
        DraftPatches *patches = &draft->ops[i].block.patches;
        const Json *made = member_made(member, i);
        DraftPatch own = {
            .name = member->setting, .pointer = member->pointer, .value = made};
        if (patch_at(patches, member->pointer))
            patch_drop(patches, member->pointer, member->value);
        else if (!same_value(made, member->value))
            vec_push(draft->arena, patches->items, patches->count, own);
    }
}

static void share_pagination(Draft *draft, Member *member)
{
    const Json *best = NULL;
    size_t most = 1; /* a line of the file's own */
    for (size_t i = 0; i < draft->op_count; i++) {
        const DraftPatch *patch =
            patch_at(&draft->ops[i].block.patches, member->pointer);
        member->value = patch && patch->name ? patch->value : NULL;
        size_t gain = member->value ? member_gain(draft, member) : 0;
        if (gain > most) {
            most = gain;
            best = member->value;
        }
    }
    member->value = best;
    if (!best)
        return;
    member_share(draft, member);
    draft_setting(draft, member->setting, best);
}

static void share_vendor_path(Draft *draft, Member *member)
{
    member->value = NULL;
    if (member_gain(draft, member) == 0)
        return;
    member_share(draft, member);
    share_lack(draft, member->pointer);
}

/* ---- variables of hooks ---- */

static const char *context_pointer(Arena *arena, size_t hook)
{
    return arena_format(arena, "/hooks/%zu/contextParams", hook);
}

/* What became statements needs no list. */
static bool is_typed(const Json *hook, const bool *typed)
{
    const char *type = json_get_text(hook, "type");
    return type && ((typed[0] && strcmp(type, "preRequest") == 0) ||
                    (typed[1] && strcmp(type, "postRequest") == 0));
}

/* Visits each list of hooks with its patches; false: one says no. */
typedef bool ContextVisitor(Arena *arena, DraftPatches *patches,
                            const Json *made, const bool *typed);

static bool context_visit(Draft *draft, const Json *made, ContextVisitor *visit)
{
    const Json *resources = json_get(made, "resources");
    bool good = visit(draft->arena, &draft->patches, made, draft->typed);
    for (size_t i = 0; good && i < draft->op_count; i++)
        good = visit(draft->arena, &draft->ops[i].block.patches,
                     resources->items[i], draft->ops[i].typed);
    return good;
}

/* Whether all hooks do without, by a patch or because they are statements. */
static bool context_lacks(Arena *arena, DraftPatches *patches, const Json *made,
                          const bool *typed)
{
    const Json *hooks = json_get(made, "hooks");
    for (size_t i = 0; i < json_count(hooks); i++) {
        const DraftPatch *patch = patch_at(patches, context_pointer(arena, i));
        const char *listed = json_get_text(hooks->items[i], "contextParams");
        bool lacks = patch ? !patch->value : !listed || !*listed;
        if (!lacks && !is_typed(hooks->items[i], typed))
            return false;
    }
    return true;
}

static bool context_patched(Arena *arena, DraftPatches *patches,
                            const Json *made, const bool *typed)
{
    (void)typed;
    for (size_t i = 0; i < json_count(json_get(made, "hooks")); i++)
        if (patch_at(patches, context_pointer(arena, i)))
            return false;
    return true;
}

static bool context_drop(Arena *arena, DraftPatches *patches, const Json *made,
                         const bool *typed)
{
    (void)typed;
    for (size_t i = 0; i < json_count(json_get(made, "hooks")); i++)
        patch_drop(patches, context_pointer(arena, i), NULL);
    return true;
}

static void share_context(Draft *draft, const Json *made)
{
    if (context_visit(draft, made, context_patched) ||
        !context_visit(draft, made, context_lacks))
        return;
    context_visit(draft, made, context_drop);
    share_lack(draft, "/contextParams");
}

void residue_share(Draft *draft, const Json *made)
{
    const Json *resources = json_get(made, "resources");
    Member pagination = {"pagination", "/paginationType", resources, NULL};
    Member vendor_path = {"vendor_path", "/vendorPath", resources, NULL};
    share_pagination(draft, &pagination);
    share_vendor_path(draft, &vendor_path);
    share_context(draft, made);
}
