/* scope.c - which name means what in which file. */
#include "check/checker.h"

#include <string.h>

#define FUNCTION(module, receiver, name, parameters, result, example, value,   \
                 doc)                                                          \
    {module, receiver, #name, parameters, result, example, value, doc},
static const FunctionRow functions[] = {
#include "grammar/functions.def"
};
#undef FUNCTION

enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

const FunctionRow *function_row(size_t number)
{
    return number < FUNCTION_COUNT ? &functions[number] : NULL;
}

const FunctionRow *function_find(const char *receiver, const char *name)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (strcmp(functions[i].receiver, receiver) == 0 &&
            strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

const FunctionRow *function_of_module(const char *module, const char *name)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (strcmp(functions[i].module, module) == 0 &&
            !*functions[i].receiver && strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

const char *function_module(const char *name)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (*functions[i].module && !*functions[i].receiver &&
            strcmp(functions[i].name, name) == 0)
            return functions[i].module;
    return NULL;
}

const char *function_nearest(const char *receiver, const char *name)
{
    const char *names[FUNCTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (strcmp(functions[i].receiver, receiver) == 0)
            names[count++] = functions[i].name;
    return diag_nearest(name, names, count);
}

/* ---- declarations ---- */

static const Word *declared_name(const Node *node, const char **what)
{
    switch (node->kind) {
    case NODE_TYPE:
        *what = "the type";
        return &node->as.type.name;
    case NODE_ENUM:
        *what = "the enum";
        return &node->as.enumeration.name;
    case NODE_FN:
        *what = "the function";
        return &node->as.fn.name;
    case NODE_TEMPLATE:
        *what = "the template";
        return &node->as.template.name;
    default: /* nothing else declares a name */
        return NULL;
    }
}

bool is_builtin_type(const char *name)
{
    static const char *const names[] = {
#define TYPE(constant, type_name, json, format) type_name,
#include "grammar/types.def"
#undef TYPE
        "map", "stream"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static Map *scope_of(Checker *ck, const Unit *unit)
{
    return &ck->scopes[unit->file - 1];
}

static void declare(Checker *ck, Unit *unit, Node *node)
{
    const char *what;
    const Word *name = declared_name(node, &what);
    if (!name)
        return;
    if (is_builtin_type(name->text)) {
        diag_report(ck->diags, D_BUILTIN_TYPE, name->span, name->text);
        return;
    }
    Symbol *first = map_get(scope_of(ck, unit), name->text);
    if (first) {
        const char *ignored;
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, name->span, what,
                              name->text);
        diag_also(ck->diags, d, declared_name(first->node, &ignored)->span,
                  "first declared here");
        return;
    }
    Symbol *symbol = arena_new(ck->arena, Symbol);
    *symbol = (Symbol){.name = name->text, .node = node, .unit = unit};
    map_set(ck->arena, scope_of(ck, unit), name->text, symbol);
}

/* ---- imports ---- */

/* What ck->imported says of a name. */
static const char idle[] = "idle", used[] = "used";

static Symbol *exported(Checker *ck, Unit *unit, const char *name)
{
    Symbol *symbol = map_get(scope_of(ck, unit), name);
    if (symbol && symbol->unit == unit)
        return symbol;
    const FunctionRow *row = function_of_module(unit->name, name);
    if (!row)
        return NULL;
    symbol = arena_new(ck->arena, Symbol);
    *symbol = (Symbol){.name = name, .unit = unit, .function = row};
    return symbol;
}

static const char *nearest_export(Checker *ck, Unit *unit, const char *name)
{
    Map *scope = scope_of(ck, unit);
    const char **names =
        arena_array(ck->arena, const char *, scope->capacity + FUNCTION_COUNT);
    size_t count = 0;
    for (size_t i = 0; i < scope->capacity; i++)
        if (scope->entries[i].key)
            names[count++] = scope->entries[i].key;
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (strcmp(functions[i].module, unit->name) == 0)
            names[count++] = functions[i].name;
    return diag_nearest(name, names, count);
}

/* Whether the uses are misspelt too or not, there is one mistake. */
static void import_meant(Checker *ck, Unit *unit, Symbol *symbol,
                         const char *misspelt)
{
    Map *scope = scope_of(ck, unit);
    if (!map_get(scope, misspelt))
        map_set(ck->arena, scope, misspelt, symbol);
    if (!map_get(scope, symbol->name))
        map_set(ck->arena, scope, symbol->name, symbol);
}

static void import_name(Checker *ck, Unit *unit, Unit *from, Word name)
{
    Symbol *symbol = exported(ck, from, name.text);
    if (!symbol) {
        Diag *d = diag_report(ck->diags, D_IMPORT_NAME, name.span, from->name,
                              name.text);
        const char *near = nearest_export(ck, from, name.text);
        diag_suggest(ck->diags, d, name.span, near);
        Symbol *meant = near ? exported(ck, from, near) : NULL;
        if (meant)
            import_meant(ck, unit, meant, name.text);
        return;
    }
    Symbol *first = map_get(scope_of(ck, unit), name.text);
    if (first && first != symbol && first->unit != ck->program->prelude) {
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, name.span,
                              "the name", name.text);
        if (first->node)
            diag_also(ck->diags, d, first->node->span, "first declared here");
        return;
    }
    map_set(ck->arena, scope_of(ck, unit), name.text, symbol);
    if (unit == ck->program->units[0])
        map_set(ck->arena, &ck->imported, name.text, (void *)(uintptr_t)idle);
}

static void check_imported_file(Checker *ck, const UnitImport *import)
{
    NodeList items = import->unit->tree->as.file.items;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_CONNECTOR)
            diag_report(ck->diags, D_IMPORT_CONNECTOR,
                        import->node->as.import.path.span, import->unit->name);
}

static void import_unit(Checker *ck, Unit *unit, const UnitImport *import)
{
    if (!import->unit)
        return;
    check_imported_file(ck, import);
    NodeList names = import->node->as.import.names;
    for (size_t i = 0; i < names.count; i++)
        import_name(ck, unit, import->unit, names.items[i]->as.name.name);
}

static void import_prelude(Checker *ck, Unit *unit)
{
    Unit *prelude = ck->program->prelude;
    if (!prelude || prelude == unit)
        return;
    Map *scope = scope_of(ck, prelude);
    for (size_t i = 0; i < scope->capacity; i++)
        if (scope->entries[i].key &&
            !map_get(scope_of(ck, unit), scope->entries[i].key))
            map_set(ck->arena, scope_of(ck, unit), scope->entries[i].key,
                    scope->entries[i].value);
}

void scope_collect(Checker *ck)
{
    Program *program = ck->program;
    ck->scopes = arena_array(ck->arena, Map, program->sources.count + 1);
    for (size_t i = 0; i < program->unit_count; i++) {
        NodeList items = program->units[i]->tree->as.file.items;
        for (size_t j = 0; j < items.count; j++)
            declare(ck, program->units[i], items.items[j]);
    }
    for (size_t i = 0; i < program->unit_count; i++) {
        Unit *unit = program->units[i];
        for (size_t j = 0; j < unit->import_count; j++)
            import_unit(ck, unit, &unit->imports[j]);
    }
    for (size_t i = 0; i < program->unit_count; i++)
        import_prelude(ck, program->units[i]);
}

/* ---- looking up ---- */

/* What searches through all names and the whole text may cost in one
 * compilation, in names: a source of a hundred thousand unknown names is not
 * worth more. */
enum { MOST_SEARCHES = 4 << 20, BYTES_OF_NAME = 64 };

static bool may_search(Checker *ck, size_t names)
{
    ck->searches += names;
    return ck->searches <= MOST_SEARCHES;
}

Symbol *scope_find(Checker *ck, const char *name)
{
    Symbol *symbol = map_get(scope_of(ck, ck->unit), name);
    if (symbol && ck->unit == ck->program->units[0] &&
        map_get(&ck->imported, name) == idle)
        map_set(ck->arena, &ck->imported, name, (void *)(uintptr_t)used);
    return symbol;
}

/* ---- imports without use ---- */

static bool is_idle(const Checker *ck, const Node *name)
{
    return map_get(&ck->imported, name->as.name.name.text) == idle;
}

/* The fix takes the name away with its comma; of the last one that is used,
 * what stands before it. */
static void report_idle(Checker *ck, NodeList names, size_t i)
{
    Word name = names.items[i]->as.name.name;
    Span gone = name.span;
    if (i + 1 < names.count)
        gone.end = names.items[i + 1]->span.start;
    else if (i > 0)
        gone.start = names.items[i - 1]->span.end;
    diag_fix(ck->diags,
             diag_report(ck->diags, D_UNUSED_IMPORT, name.span, name.text),
             gone, "", true);
}

static void report_import(Checker *ck, const Node *import)
{
    NodeList names = import->as.import.names;
    size_t count = 0;
    for (size_t i = 0; i < names.count; i++)
        count += is_idle(ck, names.items[i]);
    if (count && count == names.count) {
        const char *path = import->as.import.path.text;
        Diag *d =
            diag_report(ck->diags, D_UNUSED_IMPORT, import->span,
                        count == 1 ? names.items[0]->as.name.name.text : path);
        diag_fix(ck->diags, d, import->span, "", true);
        return;
    }
    for (size_t i = 0; i < names.count; i++)
        if (is_idle(ck, names.items[i]))
            report_idle(ck, names, i);
}

/* A mistake may hide a use, so nothing is said beside one. */
void scope_report_unused(Checker *ck)
{
    NodeList items = ck->program->units[0]->tree->as.file.items;
    for (size_t i = 0; i < ck->diags->count; i++)
        if (diag_row(ck->diags->items[i]->code)->severity == SEVERITY_ERROR)
            return;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_IMPORT)
            report_import(ck, items.items[i]);
}

bool scope_lost(Checker *ck, const char *before, const char *word,
                const char *behind)
{
    const Source *source = source_of(&ck->program->sources, ck->unit->file);
    if (!ck->unit->broken || !may_search(ck, source->length / BYTES_OF_NAME))
        return false;
    const char *wanted =
        arena_format(ck->arena, "%s%s%s", before, word, behind);
    return strstr(source->text, wanted) != NULL;
}

bool scope_guessed(const Checker *ck, const char *word)
{
    const Diags *diags = ck->diags;
    size_t length = strlen(word);
    for (size_t i = 0; i < diags->muted_count; i++) {
        Span span = diags->muted[i];
        const char *text = source_of(&ck->program->sources, span.file)->text;
        for (uint32_t at = span.start; at + length <= span.end; at++)
            if (memcmp(text + at, word, length) == 0)
                return true;
    }
    return false;
}

const char *scope_nearest(Checker *ck, const char *name, NodeKind kind)
{
    const Map *scope = scope_of(ck, ck->unit);
    Nearest nearest = nearest_to(name);
    if (!may_search(ck, scope->capacity))
        return NULL;
    for (size_t i = 0; i < scope->capacity; i++) {
        const Symbol *symbol = scope->entries[i].value;
        if (symbol && symbol->node &&
            (symbol->node->kind == kind ||
             (kind == NODE_TYPE && symbol->node->kind == NODE_ENUM)))
            nearest_try(&nearest, symbol->name);
    }
#define TYPE(constant, type_name, json, format)                                \
    nearest_try(&nearest, type_name);
    if (kind == NODE_TYPE) {
#include "grammar/types.def"
    }
#undef TYPE
    return nearest.found;
}
