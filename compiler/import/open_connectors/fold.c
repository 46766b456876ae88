/* fold.c - arguments that many operations share are declared once: variables of
 * paths in the resource, others in a type that the operations spread. */
#include <stdlib.h>
#include <string.h>

#include "import/open_connectors/draft.h"

enum { FEW = 3 }; /* as many may say the same */

/* ---- paths ---- */

typedef struct Count {
    const char *name, *text;
    size_t uses;
    bool chosen;
} Count;

typedef struct Counts {
    Count *items;
    size_t count;
} Counts;

static void counts_add(Arena *arena, Counts *counts, const DraftArgument *a)
{
    for (size_t i = 0; i < counts->count; i++)
        if (strcmp(counts->items[i].name, a->name) == 0 &&
            strcmp(counts->items[i].text, a->text) == 0) {
            counts->items[i].uses++;
            return;
        }
    Count made = {a->name, a->text, 1, false};
    vec_push(arena, counts->items, counts->count, made);
}

/* The text that most operations have for the variable `name`. */
static Count *counts_most(Counts *counts, const char *name)
{
    Count *most = NULL;
    for (size_t i = 0; i < counts->count; i++)
        if (strcmp(counts->items[i].name, name) == 0 &&
            (!most || counts->items[i].uses > most->uses))
            most = &counts->items[i];
    return most;
}

static bool is_path(const DraftArgument *argument)
{
    return strcmp(argument->block, "path") == 0;
}

static void path_choose(Draft *draft, size_t group, Counts *counts)
{
    for (size_t i = 0; i < draft->op_count; i++) {
        const DraftOp *op = &draft->ops[i];
        for (size_t k = 0; op->group == group && k < op->argument_count; k++)
            if (is_path(&op->arguments[k]))
                counts_add(draft->arena, counts, &op->arguments[k]);
    }
    for (size_t i = 0; i < counts->count; i++) {
        Count *most = counts_most(counts, counts->items[i].name);
        most->chosen =
            most->uses > 1 && *most->text && !strstr(most->text, "@unbound");
    }
}

/* An operation that says nothing of the variable says so now. */
static void path_drop(Draft *draft, size_t group, Counts *counts)
{
    for (size_t i = 0; i < draft->op_count; i++) {
        DraftOp *op = &draft->ops[i];
        for (size_t k = 0; op->group == group && k < op->argument_count; k++) {
            DraftArgument *a = &op->arguments[k];
            const Count *most =
                is_path(a) ? counts_most(counts, a->name) : NULL;
            if (!most || !most->chosen)
                continue;
            if (strcmp(most->text, a->text) == 0) {
                a->text = "";
            } else if (!*a->text) {
                Buf line = {0};
                draft_name(&line, a->name);
                buf_puts(&line, ": string\n");
                a->text =
                    arena_text(draft->arena, buf_text(&line), line.length);
                buf_free(&line);
            }
        }
    }
}

static void fold_path(Draft *draft, size_t group)
{
    Counts counts = {0};
    Buf lines = {0};
    path_choose(draft, group, &counts);
    for (size_t i = 0; i < counts.count; i++)
        if (counts.items[i].chosen)
            buf_puts(&lines, counts.items[i].text);
    path_drop(draft, group, &counts);
    if (lines.length)
        buf_printf(&draft->groups[group].text, "path {\n%s}\n",
                   buf_text(&lines));
    buf_free(&lines);
}

/* ---- types ---- */

/* An argument's text, and the operations that have it. */
typedef struct Shared {
    const DraftArgument *argument;
    size_t *ops;
    size_t count;
    const char *type; /* that holds it, once there is one */
} Shared;

typedef struct Sharing {
    Draft *draft;
    Shared **items; /* in the order of the definition */
    size_t count;
    Map by_text;
} Sharing;

static void sharing_add(Sharing *all, const DraftArgument *a, size_t op)
{
    Arena *arena = all->draft->arena;
    const char *key = arena_format(arena, "%s %s", a->block, a->text);
    Shared *shared = map_get(&all->by_text, key);
    if (!shared) {
        shared = arena_new(arena, Shared);
        shared->argument = a;
        map_set(arena, &all->by_text, key, shared);
        vec_push(arena, all->items, all->count, shared);
    }
    vec_push(arena, shared->ops, shared->count, op);
}

static bool is_shared_alike(const Shared *a, const Shared *b)
{
    return a->count == b->count &&
           strcmp(a->argument->block, b->argument->block) == 0 &&
           memcmp(a->ops, b->ops, a->count * sizeof *a->ops) == 0;
}

/* How many arguments stand in the same operations. */
static size_t count_alike(const Sharing *all, size_t first)
{
    size_t count = 0;
    for (size_t i = first; i < all->count; i++)
        count += is_shared_alike(all->items[first], all->items[i]);
    return count;
}

/* "Paging" for page and pageSize, "Where" for it alone; NULL: unusual. */
static const char *usual_name_of(const Sharing *all, size_t first)
{
    static const struct {
        const char *argument, *type;
        bool alone;
    } usual[] = {{"pageSize", "Paging", false},
                 {"page", "Paging", false},
                 {"nextPage", "Paging", false},
                 {"where", "Where", true},
                 {"fields", "Fields", true}};
    bool alone = count_alike(all, first) == 1;
    for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
        for (size_t i = first; i < all->count && usual[k].alone == alone; i++)
            if (is_shared_alike(all->items[first], all->items[i]) &&
                strcmp(all->items[i]->argument->name, usual[k].argument) == 0)
                return usual[k].type;
    return NULL;
}

/* Else after its first argument: "ExpandArgument", "ExpandArguments". */
static const char *type_name_of(Draft *draft, const Sharing *all, size_t first)
{
    const char *name = usual_name_of(all, first);
    if (!name)
        name = arena_format(
            draft->arena, "%sArgument%s",
            name_of_type(draft->arena, all->items[first]->argument->name),
            count_alike(all, first) > 1 ? "s" : "");
    return name_unique(draft->arena, &draft->names, name);
}

static size_t lines_of(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* A type for what is said in the same operations, if that spares lines. */
static void sharing_fold(Sharing *all, size_t first)
{
    Draft *draft = all->draft;
    Shared *shared = all->items[first];
    size_t lines = 0;
    if (shared->type || shared->count < FEW)
        return;
    for (size_t i = first; i < all->count; i++)
        if (is_shared_alike(shared, all->items[i]))
            lines += lines_of(all->items[i]->argument->text);
    if (lines < 2)
        return;
    const char *name = type_name_of(draft, all, first);
    buf_printf(&draft->types, "\ntype %s {\n", name);
    for (size_t i = first; i < all->count; i++)
        if (!all->items[i]->type && is_shared_alike(shared, all->items[i])) {
            all->items[i]->type = name;
            buf_puts(&draft->types, all->items[i]->argument->text);
        }
    buf_puts(&draft->types, "}\n");
}

static void fold_types(Sharing *all)
{
    for (size_t i = 0; i < all->draft->op_count; i++) {
        const DraftOp *op = &all->draft->ops[i];
        for (size_t k = 0; k < op->argument_count; k++)
            if (!is_path(&op->arguments[k]))
                sharing_add(all, &op->arguments[k], i);
    }
    for (size_t i = 0; i < all->count; i++)
        sharing_fold(all, i);
}

/* ---- blocks ---- */

/* What stands for the argument: its text, or the spread of its type if that
 * does not stand in `out` yet. */
static void put_line(const Sharing *all, Buf *out, const DraftArgument *a)
{
    const char *key =
        arena_format(all->draft->arena, "%s %s", a->block, a->text);
    const Shared *shared = is_path(a) ? NULL : map_get(&all->by_text, key);
    if (!shared || !shared->type) {
        buf_puts(out, a->text);
        return;
    }
    const char *spread =
        arena_format(all->draft->arena, "...%s\n", shared->type);
    if (!strstr(buf_text(out), spread))
        buf_puts(out, spread);
}

static void put_blocks(const Sharing *all, DraftOp *op, Buf *out)
{
    static const char *const blocks[] = {"path",   "query",     "header",
                                         "form",   "multipart", "members",
                                         "tokens", "args"};
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
        Buf lines = {0};
        for (size_t k = 0; k < op->argument_count; k++)
            if (strcmp(op->arguments[k].block, blocks[b]) == 0)
                put_line(all, &lines, &op->arguments[k]);
        if (lines.length)
            buf_printf(out, "%s {\n%s}\n", blocks[b], buf_text(&lines));
        buf_free(&lines);
    }
}

void arguments_fold(Draft *draft)
{
    Sharing all = {.draft = draft};
    for (size_t i = 0; i < draft->group_count; i++)
        fold_path(draft, i);
    fold_types(&all);
    for (size_t i = 0; i < draft->op_count; i++) {
        DraftOp *op = &draft->ops[i];
        Buf text = {0};
        put_blocks(&all, op, &text);
        buf_puts(&text, buf_text(&op->block.text));
        buf_free(&op->block.text);
        op->block.text = text;
    }
}
