/* build.h - models of connectors built by hand, for tests of emitters.
 *
 * Owns: one function for each kind of node; each puts the node where it belongs
 * in the connector. Everything lives in the arena of the Build.
 */
#ifndef TEST_EMIT_C_BUILD_H
#define TEST_EMIT_C_BUILD_H

#include <string.h>

#include "emit/emit.h"

typedef struct Build {
    Arena arena;
    Sources sources;
    Diags diags;
    Outputs outputs;
    Connector *connector;
    Properties *properties;
} Build;

static uint32_t next_offset; /* each span is another place */

static inline Span place(void)
{
    next_offset += 2;
    return (Span){1, next_offset, next_offset + 1};
}

static inline Setting setting(const char *name, Expr *value)
{
    return (Setting){name, value, place(), true};
}

static inline Choice *choice(Build *b, const char *kind, size_t count,
                             const Setting *settings)
{
    Choice *c = arena_new(&b->arena, Choice);
    c->kind = kind;
    c->span = place();
    c->count = count;
    c->settings = arena_array(&b->arena, Setting, count + 1);
    if (count)
        memcpy(c->settings, settings, count * sizeof *settings);
    return c;
}

static inline Expr *expr(Build *b, ExprKind kind)
{
    Expr *e = arena_new(&b->arena, Expr);
    e->kind = kind;
    e->span = place();
    return e;
}

static inline Expr *text(Build *b, const char *value)
{
    Expr *e = expr(b, EXPR_TEXT);
    e->text = value;
    return e;
}

static inline Expr *number(Build *b, int64_t value)
{
    Expr *e = expr(b, EXPR_INT);
    e->integer = value;
    return e;
}

static inline Expr *duration(Build *b, int64_t microseconds)
{
    Expr *e = expr(b, EXPR_DURATION);
    e->integer = microseconds;
    return e;
}

static inline Expr *config(Build *b, const Field *field)
{
    Expr *e = expr(b, EXPR_CONFIG);
    e->field = field;
    return e;
}

static inline Expr *pair(Build *b, ExprKind kind, Expr *left, Expr *right)
{
    Expr *e = expr(b, kind);
    e->a = left;
    e->b = right;
    return e;
}

static inline Expr *items(Build *b, ExprKind kind, size_t count, Expr **of)
{
    Expr *e = expr(b, kind);
    e->items = arena_array(&b->arena, Expr *, count + 1);
    if (count)
        memcpy(e->items, of, count * sizeof *of);
    e->item_count = count;
    return e;
}

static inline Expr *body_member(Build *b, const char *name)
{
    Expr *e = expr(b, EXPR_MEMBER);
    e->a = expr(b, EXPR_BODY);
    e->text = name;
    return e;
}

static inline Type *type(Build *b, TypeKind kind)
{
    Type *t = arena_new(&b->arena, Type);
    t->kind = kind;
    return t;
}

static inline Type *of(Build *b, TypeKind kind, const Type *element)
{
    Type *t = type(b, kind);
    t->element = element;
    return t;
}

static inline Type *record_type(Build *b, Record *record)
{
    Type *t = type(b, TYPE_RECORD);
    t->record = record;
    return t;
}

static inline Type *enum_type(Build *b, Enum *enumeration)
{
    Type *t = type(b, TYPE_ENUM);
    t->enumeration = enumeration;
    return t;
}

static inline Record *record(Build *b, const char *id)
{
    Record *r = arena_new(&b->arena, Record);
    r->name = r->id = id;
    r->span = place();
    vec_push(&b->arena, b->connector->records, b->connector->record_count, r);
    return r;
}

static inline Field make_field(const char *name, const Type *t)
{
    Field f = {.name = name, .wire = name, .type = t, .span = place()};
    f.length_min = f.length_max = f.order = -1;
    return f;
}

static inline Field *field(Build *b, Record *to, const char *name,
                           const Type *t)
{
    Field *f = arena_new(&b->arena, Field);
    *f = make_field(name, t);
    vec_push(&b->arena, to->fields, to->field_count, f);
    return f;
}

static inline Field *optional(Build *b, Record *to, const char *name,
                              const Type *t)
{
    Field *f = field(b, to, name, t);
    f->optional = true;
    return f;
}

static inline Enum *enumeration(Build *b, const char *name, size_t count,
                                const char *const *members)
{
    Enum *e = arena_new(&b->arena, Enum);
    e->name = name;
    e->span = place();
    e->member_count = count;
    e->members = arena_array(&b->arena, EnumMember, count);
    for (size_t i = 0; i < count; i++)
        e->members[i] =
            (EnumMember){members[i], members[i], NULL, place(), false};
    vec_push(&b->arena, b->connector->enums, b->connector->enum_count, e);
    return e;
}

static inline Field *config_field(Build *b, const char *name, TypeKind kind)
{
    Field *f = arena_new(&b->arena, Field);
    *f = make_field(name, type(b, kind));
    vec_push(&b->arena, b->connector->configuration,
             b->connector->configuration_count, f);
    return f;
}

static inline Resource *resource(Build *b, const char *name)
{
    Resource *r = arena_new(&b->arena, Resource);
    r->name = name;
    r->span = place();
    vec_push(&b->arena, b->connector->resources, b->connector->resource_count,
             r);
    return r;
}

static inline Operation *operation(Build *b, Resource *to, const char *name,
                                   const char *method, const char *path,
                                   const Type *result)
{
    Operation *op = arena_new(&b->arena, Operation);
    op->name = name;
    op->full_name =
        arena_format(&b->arena, "%s.%s", to ? to->name : "login", name);
    op->method = method;
    op->path = path;
    op->span = place();
    op->resource = to;
    op->result = result ? result : type(b, TYPE_NONE);
    op->properties = b->properties;
    if (path[0]) {
        PathPart part = {path, 0};
        vec_push(&b->arena, op->parts, op->part_count, part);
    }
    if (to)
        vec_push(&b->arena, to->operations, to->operation_count, op);
    return op;
}

static inline Param *param(Build *b, Operation *op, const char *name,
                           const Type *t, Place where, bool required)
{
    /* Room for all at once: parameters must stay where they are. */
    enum { ROOM = 32 };
    if (!op->params)
        op->params = arena_array(&b->arena, Param, ROOM);
    assert_true(op->param_count < ROOM);
    Param *p = &op->params[op->param_count++];
    p->field = make_field(name, t);
    p->field.optional = !required;
    p->place = where;
    p->required = required;
    if (where == PLACE_PATH) {
        PathPart part = {NULL, op->param_count - 1};
        vec_push(&b->arena, op->parts, op->part_count, part);
    }
    return p;
}

static inline Field *body(Build *b, Operation *op, const Type *t)
{
    Field *f = arena_new(&b->arena, Field);
    *f = make_field("body", t);
    op->body = f;
    return f;
}

static inline void pages(Build *b, Operation *op, const Choice *kind,
                         const Type *item, size_t count, const Field **steps)
{
    Pagination *p = arena_new(&b->arena, Pagination);
    p->choice = kind;
    p->item = item;
    p->items = steps;
    p->items_count = count;
    op->pagination = p;
}

static inline void add_auth(Build *b, Auth auth)
{
    vec_push(&b->arena, b->connector->auths, b->connector->auth_count, auth);
}

static inline void build_begin(Build *b, const char *id)
{
    memset(b, 0, sizeof *b);
    b->sources.arena = &b->arena;
    b->diags.arena = &b->arena;
    b->outputs.arena = &b->arena;
    b->connector = arena_new(&b->arena, Connector);
    b->connector->key = b->connector->id = id;
    b->connector->span = place();
    b->connector->information = choice(b, "information", 0, NULL);
    b->properties = arena_new(&b->arena, Properties);
    b->properties->base_url = text(b, "http://127.0.0.1:1/api");
    b->connector->properties = b->properties;
}

static inline void add_no_auth(Build *b)
{
    Auth none = {.kind = "none", .label = "none", .id = "none"};
    none.settings = choice(b, "none", 0, NULL);
    add_auth(b, none);
}

/* A model with one operation, things.get, and no settings. */
static inline Operation *small_model(Build *b)
{
    build_begin(b, "small");
    add_no_auth(b);
    Record *r = record(b, "Thing");
    field(b, r, "id", type(b, TYPE_INT64));
    return operation(b, resource(b, "things"), "get", "GET", "/x",
                     record_type(b, r));
}

#endif
