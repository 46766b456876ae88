/* types.c - type nodes to types: names, generics, aliases. */
#include "check/types.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "front/words.h"

/* What a source may make of its generics, whose number could grow
 * exponentially: length of a name, and in all (max_expansion), bytes of names
 * and 64 for each field of an instance. */
enum { MAX_ALIASES = 64, MAX_NAME = 1000 };

static const Type *poison(Checker *ck)
{
    return type_of_kind(ck, TYPE_ERROR);
}

/* ---- identifiers ---- */

/* "Page<Customer>" -> "PageOfCustomer", "Page.paging" -> "PagePaging". */
static const char *id_of_name(Arena *arena, const char *name)
{
    Buf out = {0};
    bool capital = true;
    for (; *name; name++) {
        if (*name == '<')
            buf_puts(&out, "Of");
        else if (*name == '[')
            buf_puts(&out, "List");
        else if (*name == '?')
            buf_puts(&out, "Optional");
        else if (*name == '|')
            buf_puts(&out, "Or");
        if (!isalnum((unsigned char)*name) && *name != '_') {
            capital = true;
            continue;
        }
        buf_putc(&out, (char)(capital ? toupper((unsigned char)*name) : *name));
        capital = false;
    }
    const char *id = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return id;
}

const char *unique_id(Checker *ck, const char *wanted)
{
    const char *id = id_of_name(ck->arena, wanted);
    const char *tried = id;
    /* An identifier that is taken holds the number to go on with. */
    uintptr_t next = (uintptr_t)map_get(&ck->ids, id);
    for (uintptr_t i = next; next && map_get(&ck->ids, tried); next = ++i)
        tried = arena_format(ck->arena, "%s%zu", id, (size_t)i);
    if (next)
        map_set(ck->arena, &ck->ids, id, (void *)next);
    map_set(ck->arena, &ck->ids, tried, (void *)(uintptr_t)2);
    return tried;
}

/* ---- builtins ---- */

static const Type *resolve_builtin(Checker *ck, const char *name)
{
#define TYPE(constant, type_name, json, format)                                \
    if (strcmp(name, type_name) == 0)                                          \
        return type_of_kind(ck, TYPE_##constant);
#include "grammar/types.def"
#undef TYPE
    return NULL;
}

static const char *text_at(Checker *ck, Span span)
{
    return arena_text(ck->arena,
                      source_of(&ck->program->sources, span.file)->text +
                          span.start,
                      span.end - span.start);
}

static void report_arguments(Checker *ck, const Node *node, size_t want)
{
    static const char *const texts[] = {"no type in `<>`", "one type in `<>`",
                                        "two types in `<>`"};
    Word name = node->as.type_name.name;
    NodeList arguments = node->as.type_name.arguments;
    const GenericWord *generic = word_generic(name.text);
    Diag *d = diag_report(
        ck->diags, D_TYPE_ARGUMENTS, node->span, name.text,
        want < 3 ? texts[want]
                 : arena_format(ck->arena, "%zu types in `<>`", want));
    if (generic && want == 1 && arguments.count == 2)
        word_explain_generic(ck->diags, d, generic, node->span,
                             text_at(ck, arguments.items[1]->span));
}

static const Type *resolve_container(Checker *ck, const Node *node,
                                     TypeKind kind, const TypeBinding *bindings,
                                     const char *hint)
{
    NodeList arguments = node->as.type_name.arguments;
    if (arguments.count != 1) {
        report_arguments(ck, node, 1);
        return poison(ck);
    }
    return type_make(
        ck, kind,
        type_resolve_value(ck, arguments.items[0], bindings, hint,
                           kind == TYPE_MAP ? "a map" : "a stream"));
}

/* ---- records ---- */

static Record *make_record(Checker *ck, const char *name, Span span)
{
    Record *record = arena_new(ck->arena, Record);
    *record = (Record){.name = name, .id = unique_id(ck, name), .span = span};
    return record;
}

static Type *record_type(Checker *ck, Record *record)
{
    Type *type = arena_new(ck->arena, Type);
    *type = (Type){.kind = TYPE_RECORD, .record = record};
    return type;
}

/* ---- declared types ---- */

static const TypeBinding *bind_parameters(Checker *ck, NodeList parameters,
                                          const Type **args)
{
    const TypeBinding *bindings = NULL;
    for (size_t i = 0; i < parameters.count; i++) {
        TypeBinding *binding = arena_new(ck->arena, TypeBinding);
        *binding = (TypeBinding){parameters.items[i]->as.name.name.text,
                                 args[i], bindings};
        bindings = binding;
    }
    return bindings;
}

static void refuse_annotation(Checker *ck, NodeList list, const char *name,
                              const char *what)
{
    const Node *node = annotation_find(list, name);
    if (node)
        diag_report(ck->diags, D_ANNOTATION_PLACE, node->span, name, what);
}

static const Type *report_aliases(Checker *ck, const Symbol *symbol)
{
    Span span = symbol->node->as.type.name.span;
    if (symbol->busy)
        diag_report(ck->diags, D_INFINITE_TYPE, span, symbol->name);
    else
        diag_report(ck->diags, D_TYPE_TOO_COMPLEX, span);
    return poison(ck);
}

/* With `@model`, what it stands for is a model under this name. A record has a
 * name of its own. */
static const Type *alias_of(Checker *ck, const Node *node, const char *name,
                            const Type *type)
{
    static const char *const only[] = {"model", "key",   "vendor",
                                       "style", "label", "extension"};
    NodeList list = node->as.type.annotations;
    bool named = type->kind == TYPE_RECORD || type->kind == TYPE_UNION ||
                 type->kind == TYPE_ENUM;
    bool model = annotation_find(list, "model") && !named;
    for (size_t i = 0; i < sizeof only / sizeof *only && !model; i++)
        refuse_annotation(ck, list, only[i],
                          named ? "a type that is another one's name"
                                : "a type without fields and `@model`");
    if (!model || type_is_error(type))
        return type;
    Type *made = arena_new(ck->arena, Type);
    *made = *type;
    made->alias = schema_of_type(ck, node, name);
    return made;
}

static const Type *resolve_alias(Checker *ck, Symbol *symbol, const char *name,
                                 const TypeBinding *bindings)
{
    const Node *node = symbol->node;
    const Node *alias = node->as.type.alias;
    NodeList list = node->as.type.annotations;
    if (symbol->busy || ck->depth > MAX_ALIASES)
        return report_aliases(ck, symbol);
    refuse_annotation(ck, list, "open", "a type that is no record");
    refuse_annotation(ck, list, "tag", "a type that is no record");
    if (alias->kind != NODE_TYPE_UNION)
        refuse_annotation(ck, list, "discriminator", "a type that is no union");
    symbol->busy = true;
    ck->depth++;
    const Node *told = annotation_find(list, "discriminator");
    const char *discriminator = annotation_text(told);
    if (told && !discriminator)
        discriminator = ""; /* which was reported */
    const Type *type =
        alias->kind == NODE_TYPE_UNION
            ? union_resolve(ck, alias, bindings, name, discriminator)
            : type_resolve(ck, alias, bindings, name);
    if (type->kind == TYPE_UNION && !type->alternatives->doc)
        type->alternatives->doc = node->doc;
    else
        type = alias_of(ck, node, name, type);
    ck->depth--;
    symbol->busy = false;
    return type;
}

static const Type *resolve_record(Checker *ck, Symbol *symbol, const char *name,
                                  const Type **slot_key,
                                  const TypeBinding *bindings)
{
    const Node *node = symbol->node;
    Record *record = make_record(ck, name, node->as.type.name.span);
    record->doc = node->doc;
    NodeList list = node->as.type.annotations;
    record->open = annotation_find(list, "open") != NULL;
    record->tag = annotation_text(annotation_find(list, "tag"));
    record->schema = schema_of_type(ck, node, name);
    refuse_annotation(ck, list, "discriminator", "a record");
    Type *type = record_type(ck, record);
    *slot_key = type; /* before the fields: they may lead back here */
    record->partly = diag_is_damaged(ck->diags, node->span);
    record_later(ck, record, node->as.type.items, bindings);
    return type;
}

static const Type *resolve_body(Checker *ck, Symbol *symbol, const char *name,
                                const Type **args, const Type **slot)
{
    const Node *node = symbol->node;
    const TypeBinding *bindings =
        bind_parameters(ck, node->as.type.parameters, args);
    Unit *unit = ck->unit;
    ck->unit = symbol->unit;
    annotations_check(ck, node->as.type.annotations, "type");
    *slot = node->as.type.alias
                ? resolve_alias(ck, symbol, name, bindings)
                : resolve_record(ck, symbol, name, slot, bindings);
    ck->unit = unit;
    return *slot;
}

static const char *instance_name(Checker *ck, const Symbol *symbol,
                                 const Type **args, size_t count)
{
    Buf out = {0};
    buf_puts(&out, symbol->name);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s", i ? ", " : "<", type_name(ck->arena, args[i]));
    if (count)
        buf_puts(&out, ">");
    const char *name = arena_text(ck->arena, buf_text(&out), out.length);
    buf_free(&out);
    return name;
}

/* Reported once for each type, and once for all when they take too much. The
 * place is the use that led to one more: in a type that grows, it is inside. */
static void report_growth(Checker *ck, Symbol *symbol, Span use)
{
    if (ck->exploded || symbol->faulty)
        return;
    ck->exploded = ck->expansion > ck->max_expansion;
    symbol->faulty = true;
    Diag *d = diag_report(ck->diags, D_TYPE_TOO_COMPLEX, use);
    diag_label(ck->diags, d, "each `%s` needs another, larger one",
               symbol->name);
    diag_also(ck->diags, d, symbol->node->as.type.name.span, "declared here");
    diag_help(
        ck->diags, d,
        "where a type leads back to itself, it has the same type in `<>`");
}

/* Where the instance of that name stands, NULL if it is one too many. */
static const Type **instance_slot(Checker *ck, Symbol *symbol, const char *name,
                                  Span use)
{
    size_t length = strlen(name);
    if (length > MAX_NAME || ck->expansion > ck->max_expansion) {
        report_growth(ck, symbol, use);
        return NULL;
    }
    const Type **slot = map_get(&symbol->instances, name);
    if (slot)
        return slot;
    slot = arena_array(ck->arena, const Type *, 1);
    map_set(ck->arena, &symbol->instances, name, slot);
    ck->expansion += length;
    return slot;
}

const Type *type_resolve_symbol(Checker *ck, Symbol *symbol, const Type **args,
                                size_t count, Span use)
{
    if (symbol->node->kind == NODE_ENUM)
        return enum_resolve(ck, symbol);
    if (count == 0)
        return symbol->type ? symbol->type
                            : resolve_body(ck, symbol, symbol->name, args,
                                           &symbol->type);
    const char *name =
        ck->exploded ? "" : instance_name(ck, symbol, args, count);
    size_t before = ck->expansion;
    const Type **slot = instance_slot(ck, symbol, name, use);
    if (!slot)
        return poison(ck);
    if (ck->expansion > before)
        return resolve_body(ck, symbol, name, args, slot);
    return *slot ? *slot : poison(ck);
}

/* ---- names ---- */

/* `List<T>` is at least a list. */
static const Type *generic_meant(Checker *ck, const GenericWord *generic)
{
    if (*generic->behind == '[')
        return type_make(ck, TYPE_LIST, poison(ck));
    return *generic->before ? type_make(ck, TYPE_MAP, poison(ck)) : poison(ck);
}

/* A type that the standard library has. */
static bool explain_import(Checker *ck, Diag *d, const char *name)
{
    const char *module = program_library_of(name);
    if (module)
        diag_help(ck->diags, d,
                  "`import %s { %s }` at the top of the file does", module,
                  name);
    return module != NULL;
}

static const Type *report_unknown(Checker *ck, const Node *node)
{
    Word name = node->as.type_name.name;
    if (scope_lost(ck, "type ", name.text, "") ||
        scope_lost(ck, "enum ", name.text, ""))
        return poison(ck);
    Diag *d = diag_report(ck->diags, D_UNKNOWN_TYPE, name.span, name.text);
    const GenericWord *generic = word_generic(name.text);
    NodeList arguments = node->as.type_name.arguments;
    if (generic && arguments.count) {
        const Node *last = arguments.items[arguments.count - 1];
        word_explain_generic(ck->diags, d, generic, node->span,
                             text_at(ck, last->span));
        return generic_meant(ck, generic);
    }
    if (explain_import(ck, d, name.text))
        return poison(ck);
    if (word_explain(ck->diags, d, WORD_TYPE, name))
        return poison(ck);
    const char *near = scope_nearest(ck, name.text, NODE_TYPE);
    diag_suggest(ck->diags, d, name.span, near);
    return poison(ck);
}

static size_t parameter_count(const Symbol *symbol)
{
    return symbol->node->kind == NODE_TYPE
               ? symbol->node->as.type.parameters.count
               : 0;
}

static const Type *resolve_name(Checker *ck, const Node *node,
                                const TypeBinding *bindings, const char *hint)
{
    const char *name = node->as.type_name.name.text;
    NodeList arguments = node->as.type_name.arguments;
    for (const TypeBinding *b = bindings; b; b = b->next)
        if (strcmp(b->name, name) == 0) {
            if (arguments.count)
                report_arguments(ck, node, 0);
            return b->type;
        }
    if (strcmp(name, "map") == 0)
        return resolve_container(ck, node, TYPE_MAP, bindings, hint);
    if (strcmp(name, "stream") == 0)
        return resolve_container(ck, node, TYPE_STREAM, bindings, hint);
    const Type *builtin = resolve_builtin(ck, name);
    Symbol *symbol = builtin ? NULL : scope_find(ck, name);
    if (!builtin &&
        (!symbol || !symbol->node ||
         (symbol->node->kind != NODE_TYPE && symbol->node->kind != NODE_ENUM)))
        return report_unknown(ck, node);
    size_t want = symbol ? parameter_count(symbol) : 0;
    if (arguments.count != want) {
        report_arguments(ck, node, want);
        return poison(ck);
    }
    if (builtin)
        return builtin;
    const Type **args = arena_array(ck->arena, const Type *, want + 1);
    for (size_t i = 0; i < want; i++)
        args[i] = type_resolve_value(ck, arguments.items[i], bindings, hint,
                                     "a type argument");
    return type_resolve_symbol(ck, symbol, args, want, node->span);
}

const Type *type_resolve(Checker *ck, const Node *node,
                         const TypeBinding *bindings, const char *hint)
{
    if (!node)
        return poison(ck);
    switch (node->kind) {
    case NODE_TYPE_NAME:
        return resolve_name(ck, node, bindings, hint);
    case NODE_TYPE_LIST:
        return type_make(ck, TYPE_LIST,
                         type_resolve_value(ck, node->as.type_list.element,
                                            bindings, hint, "a list"));
    case NODE_TYPE_OPTIONAL:
        return type_optional(
            ck, type_resolve_value(ck, node->as.type_optional.element, bindings,
                                   hint, "an optional type"));
    case NODE_TYPE_UNION:
        return union_resolve(ck, node, bindings, union_name(ck, node), NULL);
    case NODE_TYPE_RECORD: {
        Record *record = make_record(ck, hint ? hint : "Value", node->span);
        record->partly = diag_is_damaged(ck->diags, node->span);
        record->nested = true;
        record_later(ck, record, node->as.type_record.items, bindings);
        return record_type(ck, record);
    }
    default: /* no type: already reported */
        return poison(ck);
    }
}

const Type *type_named(Checker *ck, Word name)
{
    Node node = {.kind = NODE_TYPE_NAME, .span = name.span};
    node.as.type_name.name = name;
    const Type *type = type_resolve(ck, &node, NULL, NULL);
    records_settle(ck);
    return type;
}

const Type *type_resolve_value(Checker *ck, const Node *node,
                               const TypeBinding *bindings, const char *hint,
                               const char *where)
{
    const Type *type = type_resolve(ck, node, bindings, hint);
    if (type->kind != TYPE_NONE && type->kind != TYPE_STREAM)
        return type;
    diag_report(ck->diags, D_PARAMETER_TYPE, node->span, quoted_type(ck, type),
                where);
    return poison(ck);
}
