/* open_connectors_case.h - models made by hand for the tests of the target
 * open-connectors, and a look at what becomes of them. */
#ifndef TESTS_OPEN_CONNECTORS_CASE_H
#define TESTS_OPEN_CONNECTORS_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <cjson/cJSON.h>

#include "emit/emit.h"

/* ---- a model in the making ---- */

typedef struct Case {
    Arena arena;
    Diags diags;
    Outputs outputs;
    Properties setup;
    Connector connector;
    uint32_t place; /* every span is another one */
    cJSON *json;
} Case;

static inline Span here(Case *t)
{
    t->place++;
    return (Span){1, t->place, t->place + 1};
}

static inline const Type *type_of(Case *t, TypeKind kind)
{
    Type *type = arena_new(&t->arena, Type);
    type->kind = kind;
    return type;
}

static inline const Type *list_of(Case *t, const Type *element)
{
    Type *type = arena_new(&t->arena, Type);
    type->kind = TYPE_LIST;
    type->element = element;
    return type;
}

static inline Expr *expr_new(Case *t, ExprKind kind, const char *text)
{
    Expr *expr = arena_new(&t->arena, Expr);
    expr->kind = kind;
    expr->text = text;
    expr->span = here(t);
    return expr;
}

static inline Expr *text(Case *t, const char *words)
{
    return expr_new(t, EXPR_TEXT, words);
}

static inline Expr *number(Case *t, int64_t value)
{
    Expr *expr = expr_new(t, EXPR_INT, NULL);
    expr->integer = value;
    return expr;
}

static inline Expr *join(Case *t, Expr *a, Expr *b)
{
    Expr *expr = expr_new(t, EXPR_CONCAT, NULL);
    vec_push(&t->arena, expr->items, expr->item_count, a);
    vec_push(&t->arena, expr->items, expr->item_count, b);
    return expr;
}

static inline Field *field_new(Case *t, const char *name, TypeKind kind)
{
    Field *field = arena_new(&t->arena, Field);
    *field = (Field){.name = name,
                     .wire = name,
                     .span = here(t),
                     .type = type_of(t, kind),
                     .length_min = -1,
                     .length_max = -1,
                     .order = -1};
    return field;
}

static inline Field *config(Case *t, const char *name, TypeKind kind)
{
    Field *field = field_new(t, name, kind);
    Connector *c = &t->connector;
    vec_push(&t->arena, c->configuration, c->configuration_count, field);
    return field;
}

static inline Expr *config_value(Case *t, const Field *field)
{
    Expr *expr = expr_new(t, EXPR_CONFIG, field->name);
    expr->field = field;
    return expr;
}

static inline Expr *account_value(Case *t, const char *name)
{
    Expr *expr = expr_new(t, EXPR_ACCOUNT, name);
    Connector *c = &t->connector;
    for (size_t i = 0; i < c->slot_count; i++)
        if (strcmp(c->slots[i], name) == 0) {
            expr->integer = (int64_t)i;
            return expr;
        }
    expr->integer = (int64_t)c->slot_count;
    vec_push(&t->arena, c->slots, c->slot_count, name);
    return expr;
}

static inline Choice *choice_new(Case *t, const char *kind)
{
    Choice *choice = arena_new(&t->arena, Choice);
    choice->kind = kind;
    choice->span = here(t);
    return choice;
}

static inline void choice_set(Case *t, Choice *choice, const char *name,
                              Expr *value)
{
    Setting setting = {name, value, here(t), value != NULL};
    vec_push(&t->arena, choice->settings, choice->count, setting);
}

static inline Auth *auth_new(Case *t, const char *kind)
{
    Connector *c = &t->connector;
    Auth auth = {.kind = kind, .label = kind, .id = kind, .span = here(t)};
    auth.settings = choice_new(t, kind);
    vec_push(&t->arena, c->auths, c->auth_count, auth);
    return &c->auths[c->auth_count - 1];
}

static inline Choice *auth_settings(Auth *auth)
{
    return (Choice *)(uintptr_t)auth->settings;
}

static inline Record *record_new(Case *t, const char *name)
{
    Record *record = arena_new(&t->arena, Record);
    record->name = record->id = name;
    record->span = here(t);
    return record;
}

static inline Field *member(Case *t, Record *record, const char *name,
                            TypeKind kind)
{
    Field *field = field_new(t, name, kind);
    vec_push(&t->arena, record->fields, record->field_count, field);
    return field;
}

static inline const Type *record_type(Case *t, Record *record)
{
    Type *type = arena_new(&t->arena, Type);
    type->kind = TYPE_RECORD;
    type->record = record;
    return type;
}

static inline Resource *resource_new(Case *t, const char *name)
{
    Resource *resource = arena_new(&t->arena, Resource);
    Connector *c = &t->connector;
    resource->name = name;
    resource->span = here(t);
    vec_push(&t->arena, c->resources, c->resource_count, resource);
    return resource;
}

/* An operation; the path has at most one variable. */
static inline Operation *op_new(Case *t, Resource *resource, const char *name,
                                const char *method, const char *path)
{
    Operation *op = arena_new(&t->arena, Operation);
    *op = (Operation){.name = name,
                      .full_name = name,
                      .span = here(t),
                      .resource = resource,
                      .method = method,
                      .path = path,
                      .result = type_of(t, TYPE_NONE),
                      .properties = &t->setup};
    size_t length = strcspn(path, "{");
    PathPart part = {arena_text(&t->arena, path, length), 0};
    vec_push(&t->arena, op->parts, op->part_count, part);
    if (path[length]) {
        size_t end = strcspn(path, "}");
        Param param = {.place = PLACE_PATH, .required = true};
        param.field = *field_new(
            t, arena_text(&t->arena, path + length + 1, end - length - 1),
            TYPE_STRING);
        vec_push(&t->arena, op->params, op->param_count, param);
        PathPart variable = {NULL, 0}, rest = {path + end + 1, 0};
        vec_push(&t->arena, op->parts, op->part_count, variable);
        vec_push(&t->arena, op->parts, op->part_count, rest);
    }
    if (resource)
        vec_push(&t->arena, resource->operations, resource->operation_count,
                 op);
    return op;
}

static inline Param *param_new(Case *t, Operation *op, Place place,
                               const char *name, TypeKind kind)
{
    Param param = {.field = *field_new(t, name, kind), .place = place};
    param.field.optional = true;
    vec_push(&t->arena, op->params, op->param_count, param);
    return &op->params[op->param_count - 1];
}

static inline Assign assign(Case *t, Place place, const char *name, Expr *value)
{
    return (Assign){place, name, value, here(t), NULL, false, NULL, NULL};
}

static inline int set_up(void **state)
{
    Case *t = calloc(1, sizeof *t);
    if (!t)
        return -1;
    t->diags.arena = &t->arena;
    t->outputs.arena = &t->arena;
    t->connector.key = t->connector.id = "acme";
    t->connector.span = here(t);
    t->connector.properties = &t->setup;
    t->setup.base_url = text(t, "https://api.acme.example/v1/");
    *state = t;
    return 0;
}

static inline int tear_down(void **state)
{
    Case *t = *state;
    cJSON_Delete(t->json);
    outputs_free(&t->outputs);
    arena_free(&t->arena);
    free(t);
    return 0;
}

/* ---- looking at the result ---- */

static inline bool emit(Case *t)
{
    if (t->connector.auth_count == 0)
        auth_new(t, "none");
    const Target *target = emit_target_find("open-connectors");
    bool good = emit_target_build(target, &t->connector, &t->arena, &t->diags,
                                  &t->outputs);
    const Output *file = output_find(&t->outputs, "acme.json");
    if (good) {
        assert_non_null(file);
        t->json = cJSON_Parse(file->text.text);
        assert_non_null(t->json);
    }
    return good;
}

static inline void emit_well(Case *t)
{
    bool good = emit(t);
    for (size_t i = 0; !good && i < t->diags.count; i++)
        print_error("%s\n", t->diags.items[i]->message);
    assert_true(good);
}

static inline size_t reports(const Case *t, DiagCode code)
{
    size_t count = 0;
    for (size_t i = 0; i < t->diags.count; i++)
        count += t->diags.items[i]->code == code;
    return count;
}

static inline const char *member_text(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsString(item) ? item->valuestring : "(none)";
}

/* The entry of an array in which `name` is `value`. */
static inline const cJSON *entry(const cJSON *array, const char *name,
                                 const char *value)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, array) if (strcmp(member_text(item, name),
                                               value) == 0) return item;
    return NULL;
}

static inline const cJSON *config_entry(const Case *t, const char *key)
{
    return entry(cJSON_GetObjectItem(t->json, "configuration"), "key", key);
}

static inline const cJSON *resource_entry(const Case *t, const char *path)
{
    return entry(cJSON_GetObjectItem(t->json, "resources"), "path", path);
}

static inline const cJSON *parameter_entry(const cJSON *owner,
                                           const char *vendor)
{
    return entry(cJSON_GetObjectItem(owner, "parameters"), "vendorName",
                 vendor);
}

/* "value application/json -> header" */
static inline void assert_parameter(const cJSON *owner, const char *vendor,
                                    const char *wanted)
{
    const cJSON *p = parameter_entry(owner, vendor);
    char found[512];
    snprintf(found, sizeof found, "%s %s -> %s", member_text(p, "type"),
             member_text(p, "name"), member_text(p, "vendorType"));
    assert_string_equal(found, wanted);
}

static inline void assert_member(const cJSON *object, const char *name,
                                 const char *wanted)
{
    assert_string_equal(member_text(object, name), wanted);
}

static inline void assert_flag(const cJSON *object, const char *name,
                               bool wanted)
{
    const cJSON *flag = cJSON_GetObjectItemCaseSensitive(object, name);
    assert_true(cJSON_IsBool(flag));
    assert_int_equal(cJSON_IsTrue(flag), wanted);
}

/* A test with a case of its own. */
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
