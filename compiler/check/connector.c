/* connector.c - the whole: from the file's blocks to the connector. */
#include "check/check.h"
#include "check/doubts.h"
#include "check/echoes.h"

#include <string.h>

#include "check/steps.h"

void feature_note(Checker *ck, FeatureKind kind, Span span)
{
    Feature feature = {kind, span};
    Connector *connector = ck->connector;
    vec_push(ck->arena, connector->features, connector->feature_count, feature);
}

void hooks_note(Checker *ck, NodeList items)
{
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i]->kind != NODE_BLOCK)
            continue;
        Word keyword = items.items[i]->as.block.keyword;
        if (strcmp(keyword.text, "before") == 0 ||
            strcmp(keyword.text, "after") == 0)
            feature_note(ck,
                         items.items[i]->as.block.raw ? FEATURE_JS_HOOK
                                                      : FEATURE_HOOK,
                         keyword.span);
    }
}

/* ---- the head of the file ---- */

static void check_edition(Checker *ck, NodeList items)
{
    const Node *node = find_setting(items, "edition");
    if (!node)
        return;
    const Node *value = node->as.setting.value;
    if (value->kind == NODE_INT && value->as.integer.value == 2026)
        return;
    Diag *d = diag_report(ck->diags, D_BAD_EDITION, value->span,
                          value->kind == NODE_INT
                              ? arena_format(ck->arena, "%lld",
                                             (long long)value->as.integer.value)
                              : "of this kind");
    diag_help(ck->diags, d, "the only edition so far is 2026");
}

static const Node *find_connector(Checker *ck, NodeList items)
{
    const Node *found = NULL;
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i]->kind != NODE_CONNECTOR)
            continue;
        if (!found) {
            found = items.items[i];
            continue;
        }
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, items.items[i]->span,
                              "the connector",
                              items.items[i]->as.connector.name.text);
        diag_also(ck->diags, d, found->span, "this file is already one");
    }
    return found;
}

/* ---- information and configuration ---- */

static Expr *text_value(Checker *ck, Span span, const char *text)
{
    Expr *value = expr_new(ck, EXPR_TEXT, span, type_of_kind(ck, TYPE_STRING));
    value->text = text;
    return value;
}

static void default_text(Checker *ck, Choice *choice, const char *name,
                         const char *text)
{
    for (size_t i = 0; i < choice->count; i++) {
        Setting *setting = &choice->settings[i];
        if (strcmp(setting->name, name) == 0 && !setting->value && text)
            setting->value = text_value(ck, choice->span, text);
    }
}

static void read_information(Checker *ck, NodeList items)
{
    Connector *connector = ck->connector;
    const Node *block = find_block(items, "information");
    Env env = {.constant = true};
    NodeList none = {0};
    Choice *choice =
        settings_read(ck, &env, "information", NULL,
                      block ? block->as.block.keyword.span : connector->span,
                      block ? block->as.block.items : none);
    default_text(ck, choice, "name", connector->key);
    default_text(ck, choice, "description", connector->doc);
    connector->information = choice;
}

static void add_entry(Checker *ck, Map *names, Field *field)
{
    Connector *connector = ck->connector;
    const Field *other = map_get(names, field->name);
    if (other) {
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, field->span,
                              "the entry", field->name);
        diag_also(ck->diags, d, other->span, "the first one");
        return;
    }
    map_set(ck->arena, names, field->name, field);
    if (strchr(field->name, '.'))
        vec_push(ck->arena, connector->entries, connector->entry_count, field);
    else
        vec_push(ck->arena, connector->configuration,
                 connector->configuration_count, field);
}

static void read_configuration(Checker *ck, NodeList setup)
{
    const Node *block = find_block(setup, "configuration");
    NodeList items = {0};
    Map names = {0};
    if (block)
        items = block->as.block.items;
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind == NODE_FIELD) {
            Field *field = arena_new(ck->arena, Field);
            field_fill(ck, node, NULL, node->as.field.name.text, "config",
                       field);
            add_entry(ck, &names, field);
        } else if (node->kind == NODE_SPREAD) {
            const Record *record = spread_record(ck, node, NULL);
            for (size_t j = 0; record && j < record->field_count; j++)
                add_entry(ck, &names, record->fields[j]);
        }
    }
    records_settle(ck);
}

/* ---- setup ---- */

static void read_parameters(Checker *ck, NodeList setup)
{
    Env env = {.roots = ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION};
    parameters_read(ck, &env, setup, &ck->connector->parameters,
                    &ck->connector->parameter_count);
}

static void note_blocks(Checker *ck, NodeList items, const char *keyword,
                        FeatureKind kind)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK &&
            strcmp(items.items[i]->as.block.keyword.text, keyword) == 0)
            feature_note(ck, kind, items.items[i]->as.block.keyword.span);
}

static void note_events(Checker *ck, NodeList items)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind != NODE_BLOCK ||
            strcmp(node->as.block.keyword.text, "events") != 0)
            continue;
        NodeList labels = node->as.block.labels;
        bool webhook =
            labels.count && labels.items[0]->kind == NODE_NAME &&
            strcmp(labels.items[0]->as.name.name.text, "webhook") == 0;
        feature_note(ck, webhook ? FEATURE_WEBHOOK : FEATURE_EVENTS,
                     node->as.block.keyword.span);
    }
}

static void note_hooks(Checker *ck, NodeList items)
{
    const Node *hooks = find_block(items, "hooks");
    if (hooks)
        hooks_note(ck, hooks->as.block.items);
}

static void read_setup(Checker *ck, NodeList items)
{
    const Node *block = find_block(items, "setup");
    NodeList setup = {0};
    if (block)
        setup = block->as.block.items;
    account_collect(ck, items);
    read_configuration(ck, setup);
    ck->connector->properties = properties_read(ck, NULL, setup, "setup");
    auths_read(ck, setup);
    read_parameters(ck, setup);
    note_events(ck, setup);
    platform_read(ck, "file", setup, &ck->connector->platform);
    note_hooks(ck, setup);
    note_hooks(ck, items);
}

/* ---- resources ---- */

static void add_operation(Checker *ck, Resource *resource, Map *names,
                          Operation *op)
{
    const Operation *other = map_get(names, op->name);
    if (other) {
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, op->span,
                              "the operation", op->name);
        diag_also(ck->diags, d, other->span, "first declared here");
        return;
    }
    map_set(ck->arena, names, op->name, op);
    vec_push(ck->arena, resource->operations, resource->operation_count, op);
}

static void read_operations(Checker *ck, Resource *resource, NodeList items,
                            const Properties *base)
{
    Map names = {0};
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind != NODE_BLOCK ||
            strcmp(node->as.block.keyword.text, "op") != 0 ||
            !node->as.block.labels.count ||
            node->as.block.labels.items[0]->kind != NODE_NAME)
            continue;
        Operation *op = operation_read(ck, node, resource, NULL, base);
        if (op)
            add_operation(ck, resource, &names, op);
    }
}

static void note_resource(Checker *ck, NodeList items)
{
    const Node *custom = find_setting(items, "custom");
    if (custom)
        feature_note(ck, FEATURE_CUSTOM_FIELDS, custom->span);
    note_blocks(ck, items, "bulk", FEATURE_BULK);
    hooks_note(ck, items);
    ck->custom = custom != NULL;
    ck->path = find_block(items, "path");
}

static void read_resource(Checker *ck, const Node *block)
{
    NodeList labels = block->as.block.labels;
    NodeList items = block->as.block.items;
    if (labels.count != 1 || labels.items[0]->kind != NODE_NAME)
        return;
    Connector *connector = ck->connector;
    Resource *resource = arena_new(ck->arena, Resource);
    resource->name = labels.items[0]->as.name.name.text;
    resource->doc = block->doc;
    resource->span = labels.items[0]->span;
    const Node *key = find_setting(items, "key");
    if (key && key->as.setting.value->kind == NODE_NAME)
        resource->key = key->as.setting.value->as.name.name.text;
    const Resource *other = map_get(&ck->resources, resource->name);
    if (other)
        diag_also(ck->diags,
                  diag_report(ck->diags, D_DUPLICATE_NAME, resource->span,
                              "the resource", resource->name),
                  other->span, "first declared here");
    note_resource(ck, items);
    const Properties *base =
        properties_read(ck, connector->properties, items, "resource");
    read_operations(ck, resource, items, base);
    ck->custom = false;
    ck->path = NULL;
    vec_push(ck->arena, connector->resources, connector->resource_count,
             resource);
    if (!other)
        map_set(ck->arena, &ck->resources, resource->name, resource);
}

static void read_resources(Checker *ck, NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK &&
            strcmp(items.items[i]->as.block.keyword.text, "resource") == 0)
            read_resource(ck, items.items[i]);
}

/* ---- all ---- */

/* "httppalette.se" -> "httppalette_se"; a leading digit gets an underscore. */
static const char *connector_id(Arena *arena, const char *key)
{
    char *id =
        arena_format(arena, "%s%s", *key >= '0' && *key <= '9' ? "_" : "", key);
    for (char *p = id; *p; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') &&
            !(*p >= '0' && *p <= '9'))
            *p = '_';
    return id;
}

static void read_connector(Checker *ck, const Node *node, NodeList items)
{
    Connector *connector = ck->connector;
    connector->key = node->as.connector.name.text;
    connector->id = connector_id(ck->arena, connector->key);
    connector->doc = node->doc;
    connector->span = node->as.connector.name.span;
    account_collect(ck, items);
    read_information(ck, items);
    read_setup(ck, items);
    read_resources(ck, items);
    templates_check_uses(ck);
    objects_read(ck, items);
    note_blocks(ck, items, "map", FEATURE_MAP);
    note_blocks(ck, items, "test", FEATURE_TEST);
    platform_read(ck, "file", items, &connector->platform);
    hooks_check(ck);
    collect_types(ck);
    if (!ck->program->undoubted)
        doubts_check(ck);
}

/* The first file: NULL where it is a library. */
static const Connector *check_file(Checker *ck)
{
    NodeList items = ck->unit->tree->as.file.items;
    const Node *node = find_connector(ck, items);
    if (!node) {
        hooks_check(ck); /* a library: its functions and tests */
        return NULL;
    }
    ck->connector->sources = &ck->program->sources;
    read_connector(ck, node, items);
    return ck->connector;
}

static size_t expansion_of(const Sources *sources)
{
    size_t bytes = 0;
    for (size_t i = 0; i < sources->count; i++)
        bytes += sources->files[i]->length;
    size_t most = FIRST_EXPANSION + EXPANSION_PER_BYTE * bytes;
    return most < MAX_EXPANSION ? most : MAX_EXPANSION;
}

const Connector *check_program(Program *program)
{
    Checker *ck = arena_new(&program->arena, Checker);
    *ck = (Checker){.program = program,
                    .arena = &program->arena,
                    .diags = &program->diags,
                    .unit = program->units[0],
                    .max_expansion = expansion_of(&program->sources),
                    .connector = arena_new(&program->arena, Connector)};
    for (size_t i = 0; i < program->unit_count; i++)
        member_count_check(ck, program->units[i]->tree);
    scope_collect(ck);
    for (size_t i = 0; i < program->unit_count; i++)
        shape_check(ck, program->units[i]->tree);
    defaults_parse(ck);
    fns_declare(ck);
    types_check(ck);
    for (size_t i = 0; i < program->unit_count; i++)
        check_edition(ck, program->units[i]->tree->as.file.items);
    const Connector *connector = check_file(ck);
    echoes_withdraw(ck);
    scope_report_unused(ck);
    return connector;
}
