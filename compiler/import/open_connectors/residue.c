/* residue.c - what the draft doesn't say, as `platform` blocks.
 *
 * The draft is checked and built like any source. Where the definition that
 * comes out differs from the one that was read, a line of `platform` mends it,
 * so whatever an importer can't say yet is kept. */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "emit/open_connectors/patches.h"
#include "import/open_connectors/draft.h"

typedef struct Residue {
    Draft *draft;
    DraftPatches *patches; /* of the block that is being filled */
} Residue;

static bool setting_takes(const char *type, const Json *value)
{
    static const struct {
        const char *type;
        JsonKind kind, other;
    } types[] = {{"bool", JSON_TRUE, JSON_FALSE},
                 {"int", JSON_NUMBER, JSON_NUMBER},
                 {"string", JSON_STRING, JSON_STRING}};
    for (size_t i = 0; value && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].type, type) == 0)
            return value->kind == types[i].kind ||
                   value->kind == types[i].other;
    return !value;
}

/* The name of the setting that has this pointer and takes `value`, or NULL. */
static const char *setting_name(const char *place, const char *pointer,
                                const Json *value)
{
    static const struct {
        const char *place, *name, *pointer, *type;
    } rows[] = {
#define PLATFORM(place, name, pointer, type, doc)                              \
    {#place, #name, pointer, #type},
#include "grammar/platform.def"
#undef PLATFORM
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (*pointer && strcmp(rows[i].place, place) == 0 &&
            strcmp(rows[i].pointer, pointer) == 0 &&
            setting_takes(rows[i].type, value))
            return rows[i].name;
    return NULL;
}

static void residue_add(Residue *residue, const char *pointer,
                        const Json *value)
{
    if (value)
        value = json_meaning(residue->draft->arena, pointer, value);
    const char *place =
        residue->patches == &residue->draft->patches ? "file" : "op";
    DraftPatch patch = {.name = setting_name(place, pointer, value),
                        .pointer = pointer,
                        .value = value};
    vec_push(residue->draft->arena, residue->patches->items,
             residue->patches->count, patch);
}

/* ---- comparing ---- */

static void compare(Residue *residue, const char *pointer, const char *name,
                    const Json *wanted, const Json *made);

static const char *pointer_join(Arena *arena, const char *pointer,
                                const char *part)
{
    Buf out = {0};
    buf_printf(&out, "%s/", pointer);
    for (const char *c = part; *c; c++) {
        if (*c == '~' || *c == '/')
            buf_puts(&out, *c == '~' ? "~0" : "~1");
        else
            buf_putc(&out, *c);
    }
    const char *text = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the members of both, sorted, so that the order of members changes
 * nothing. */
static const char **member_names(Arena *arena, const Json *a, const Json *b,
                                 size_t *count)
{
    const char **names =
        arena_array(arena, const char *, a->count + b->count + 1);
    *count = 0;
    for (size_t i = 0; i < a->count; i++)
        names[(*count)++] = a->names[i];
    for (size_t i = 0; i < b->count; i++)
        if (!json_get(a, b->names[i]))
            names[(*count)++] = b->names[i];
    if (*count > 1)
        qsort(names, *count, sizeof *names, by_text);
    return names;
}

static void compare_objects(Residue *residue, const char *pointer,
                            const Json *wanted, const Json *made)
{
    Arena *arena = residue->draft->arena;
    size_t count;
    const char **names = member_names(arena, wanted, made, &count);
    for (size_t i = 0; i < count; i++) {
        const Json *a = json_get(wanted, names[i]);
        const Json *b = json_get(made, names[i]);
        bool apart = wanted == residue->draft->root &&
                     strcmp(names[i], "resources") == 0;
        if (!apart && !(a && b && json_equal(a, b)))
            compare(residue, pointer_join(arena, pointer, names[i]), names[i],
                    a, b);
    }
}

/* What makes an item of an array the same as another one: lists of named
 * things are compared name by name. */
static const char *const *identity_of(const char *name)
{
    static const char *const configuration[] = {"key", NULL};
    static const char *const parameters[] = {"name",       "vendorName", "type",
                                             "vendorType", "source",     NULL};
    static const char *const hooks[] = {"type", NULL};
    static const char *const objects[] = {"name", NULL};
    static const struct {
        const char *name;
        const char *const *members;
    } lists[] = {{"configuration", configuration},
                 {"parameters", parameters},
                 {"hooks", hooks},
                 {"objects", objects}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].name, name) == 0)
            return lists[i].members;
    return NULL;
}

static bool is_same_item(const char *const *identity, const Json *a,
                         const Json *b)
{
    for (; *identity; identity++) {
        const Json *x = json_get(a, *identity), *y = json_get(b, *identity);
        if ((x != NULL) != (y != NULL) || (x && !json_equal(x, y)))
            return false;
    }
    return true;
}

static size_t find_item(const Json *array, const char *const *identity,
                        const Json *item, const bool *taken)
{
    for (size_t i = 0; i < json_count(array); i++)
        if (!taken[i] && is_same_item(identity, array->items[i], item))
            return i;
    return SIZE_MAX;
}

/* Changes of items that stay come first, in the order in which they were made,
 * then removals from the back, then new items: so each index means what it says
 * at its turn. */
static void compare_sets(Residue *residue, const char *pointer,
                         const char *const *identity, const Json *wanted,
                         const Json *made)
{
    Arena *arena = residue->draft->arena;
    bool *taken = arena_array(arena, bool, made->count + 1);
    bool *found = arena_array(arena, bool, wanted->count + 1);
    const Json **same = arena_array(arena, const Json *, made->count + 1);
    for (size_t i = 0; i < wanted->count; i++) {
        size_t at = find_item(made, identity, wanted->items[i], taken);
        found[i] = at != SIZE_MAX;
        if (!found[i])
            continue;
        taken[at] = true;
        same[at] = wanted->items[i];
    }
    for (size_t i = 0; i < made->count; i++)
        if (taken[i] && !json_equal(same[i], made->items[i]))
            compare(residue, arena_format(arena, "%s/%zu", pointer, i), NULL,
                    same[i], made->items[i]);
    for (size_t i = made->count; i-- > 0;)
        if (!taken[i])
            residue_add(residue, arena_format(arena, "%s/%zu", pointer, i),
                        NULL);
    for (size_t i = 0; i < wanted->count; i++)
        if (!found[i])
            residue_add(residue, arena_format(arena, "%s/-", pointer),
                        wanted->items[i]);
}

static void compare_arrays(Residue *residue, const char *pointer,
                           const Json *wanted, const Json *made)
{
    Arena *arena = residue->draft->arena;
    for (size_t i = 0; i < wanted->count; i++)
        if (!json_equal(wanted->items[i], made->items[i]))
            compare(residue, arena_format(arena, "%s/%zu", pointer, i), NULL,
                    wanted->items[i], made->items[i]);
}

/* Names in `required` have no order. */
static bool same_names(const char *name, const Json *wanted, const Json *made)
{
    if (!name || strcmp(name, "required") != 0 || wanted->kind != JSON_ARRAY ||
        made->kind != JSON_ARRAY || wanted->count != made->count)
        return false;
    bool same = true;
    for (size_t i = 0; same && i < wanted->count; i++) {
        same = false;
        for (size_t k = 0; !same && k < made->count; k++)
            same = json_equal(wanted->items[i], made->items[k]);
        for (size_t k = 0; same && k < i; k++)
            same = !json_equal(wanted->items[i], wanted->items[k]);
    }
    return same;
}

/* Line ends and blanks at the end of a text mean nothing. */
static bool same_text(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b);
    while (m > 0 && strchr(" \t\r\n", a[m - 1]))
        m--;
    while (n > 0 && strchr(" \t\r\n", b[n - 1]))
        n--;
    size_t i = 0, k = 0;
    while (i < m && k < n) {
        if (a[i] == '\r' && a[i + 1] == '\n')
            i++;
        if (b[k] == '\r' && b[k + 1] == '\n')
            k++;
        if (a[i++] != b[k++])
            return false;
    }
    return i == m && k == n;
}

static void compare(Residue *residue, const char *pointer, const char *name,
                    const Json *wanted, const Json *made)
{
    bool nothing = json_is_nothing(name, wanted);
    if (nothing || json_is_nothing(name, made)) {
        if (nothing != json_is_nothing(name, made))
            residue_add(residue, pointer, nothing ? NULL : wanted);
        return;
    }
    if (same_names(name, wanted, made))
        return;
    const char *const *identity = name ? identity_of(name) : NULL;
    if (wanted->kind == JSON_OBJECT && made->kind == JSON_OBJECT)
        compare_objects(residue, pointer, wanted, made);
    else if (wanted->kind == JSON_ARRAY && made->kind == JSON_ARRAY && identity)
        compare_sets(residue, pointer, identity, wanted, made);
    else if (wanted->kind == JSON_ARRAY && made->kind == JSON_ARRAY &&
             wanted->count == made->count)
        compare_arrays(residue, pointer, wanted, made);
    else if (!(wanted->kind == JSON_STRING && made->kind == JSON_STRING
                   ? same_text(wanted->text, made->text)
                   : json_equal(wanted, made)))
        residue_add(residue, pointer, wanted);
}

/* ---- hooks ---- */

static const Json *hook_of_type(const Json *hooks, const char *type)
{
    for (size_t i = 0; i < json_count(hooks); i++) {
        const char *other = json_get_text(hooks->items[i], "type");
        if (other && strcmp(other, type) == 0)
            return hooks->items[i];
    }
    return NULL;
}

/* A hook that became statements does the same in other words. */
static void accept_typed(Arena *arena, const Json *wanted, const Json *made,
                         const bool *typed)
{
    static const char *const types[] = {"preRequest", "postRequest"};
    static const char *const members[] = {"body", "contextParams"};
    for (size_t i = 0; i < 2; i++) {
        Json *hook = (Json *)(uintptr_t)hook_of_type(json_get(wanted, "hooks"),
                                                     types[i]);
        const Json *other = hook_of_type(json_get(made, "hooks"), types[i]);
        for (size_t k = 0; typed[i] && hook && other && k < 2; k++)
            json_set(arena, hook, members[k], json_get(other, members[k]));
    }
}

/* ---- the definition ---- */

/* Each resource has a block of its own, the rest is the file's. */
static void compare_definitions(Residue *residue, const Json *made)
{
    Draft *draft = residue->draft;
    const Json *resources = json_get(made, "resources");
    for (size_t i = 0; i < draft->op_count; i++) {
        residue->patches = &draft->ops[i].block.patches;
        accept_typed(draft->arena, draft->ops[i].resource, resources->items[i],
                     draft->ops[i].typed);
        compare_objects(residue, "", draft->ops[i].resource,
                        resources->items[i]);
    }
    residue->patches = &draft->patches;
    accept_typed(draft->arena, draft->root, made, draft->typed);
    compare_objects(residue, "", draft->root, made);
}

/* ---- order of the configuration ---- */

/* Of two entries with one key, each has its own place. */
static bool same_order(const Json *a, const Json *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (a->items[i] != b->items[i])
            return false;
    return true;
}

/* A list of all keys says which standard entries there are. */
static void drop_keys(DraftPatches *patches)
{
    size_t kept = 0;
    for (size_t i = 0; i < patches->count; i++)
        if (!patches->items[i].name ||
            strcmp(patches->items[i].name, "keys") != 0)
            patches->items[kept++] = patches->items[i];
    patches->count = kept;
}

/* Entries that are made come in the order of `made`, new ones behind; sorted as
 * the emitter sorts them they must stand as in the definition. */
static void order_configuration(Residue *residue, const Json *made)
{
    Draft *draft = residue->draft;
    const Json *wanted = json_get(draft->root, "configuration");
    const Json *entries = json_get(made, "configuration");
    Json *sorted = json_new(draft->arena, JSON_ARRAY);
    Json *keys = json_new(draft->arena, JSON_ARRAY);
    static const char *const identity[] = {"key", NULL};
    bool *taken = arena_array(draft->arena, bool, json_count(wanted) + 1);
    for (size_t i = 0; i < json_count(entries); i++) {
        size_t at = find_item(wanted, identity, entries->items[i], taken);
        if (at == SIZE_MAX)
            continue;
        taken[at] = true;
        json_insert(draft->arena, sorted, sorted->count, wanted->items[at]);
    }
    for (size_t i = 0; i < json_count(wanted); i++) {
        if (!taken[i])
            json_insert(draft->arena, sorted, sorted->count, wanted->items[i]);
        json_insert(draft->arena, keys, i, json_get(wanted->items[i], "key"));
    }
    configuration_sort(draft->arena, sorted, NULL);
    if (!wanted || same_order(sorted, wanted))
        return;
    drop_keys(&draft->patches);
    DraftPatch patch = {
        .name = "configuration_order", .pointer = "", .value = keys};
    vec_push(draft->arena, draft->patches.items, draft->patches.count, patch);
}

/* ---- members that older definitions lack ---- */

static bool is_lacking(const DraftPatch *patch)
{
    return !patch->value && patch->pointer[0] == '/' &&
           !strpbrk(patch->pointer + 1, "/~");
}

static int by_item(const void *a, const void *b)
{
    return strcmp((*(Json *const *)a)->text, (*(Json *const *)b)->text);
}

static void gather_lacking(Draft *draft)
{
    DraftPatches *patches = &draft->patches;
    Json *names = json_new(draft->arena, JSON_ARRAY);
    size_t kept = 0;
    for (size_t i = 0; i < patches->count; i++) {
        if (is_lacking(&patches->items[i]))
            json_insert(
                draft->arena, names, names->count,
                json_new_text(draft->arena, patches->items[i].pointer + 1));
        else
            patches->items[kept++] = patches->items[i];
    }
    patches->count = kept;
    if (names->count > 1)
        qsort(names->items, names->count, sizeof *names->items, by_item);
    DraftPatch without = {.name = "without", .pointer = "", .value = names};
    if (names->count)
        vec_push(draft->arena, patches->items, patches->count, without);
}

static const char *first_error(Arena *arena, const Program *program)
{
    for (size_t i = 0; i < program->diags.count; i++) {
        const Diag *diag = program->diags.items[i];
        if (diag->severity != SEVERITY_ERROR)
            continue;
        Position at = source_position(&program->sources, diag->span.file,
                                      diag->span.start);
        return arena_format(arena, "line %zu: %s", at.line, diag->message);
    }
    return "it builds another number of resources";
}

/* What is made lives as long as the draft: hooks of it may become the
 * draft's. */
static bool residue_build(Draft *draft, Program *program)
{
    const Connector *connector = check_program(program);
    if (!connector || program->diags.errors)
        return false;
    const Json *made = element_tree(connector, draft->arena, &program->diags);
    if (!made || json_count(json_get(made, "resources")) != draft->op_count)
        return false;
    Residue residue = {.draft = draft};
    compare_definitions(&residue, made);
    residue_share(draft, made);
    order_configuration(&residue, made);
    gather_lacking(draft);
    return true;
}

bool draft_residue(Draft *draft, const Buf *source, const char **why)
{
    Program program;
    program_start(&program);
    program.undoubted = true;
    bool built = program_load_text(&program, "draft.conn", buf_text(source),
                                   source->length) &&
                 residue_build(draft, &program);
    if (!built)
        *why = first_error(draft->arena, &program);
    program_free(&program);
    return built;
}
