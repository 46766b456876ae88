/* platform.c - `platform` blocks: settings of grammar/platform.def, and JSON
 * Pointers (RFC 6901) into the definition where a name is quoted. Values are
 * JSON that is known when the source is compiled. */
#include "check/checker.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_tree.h"

static const struct PlatformRow {
    const char *place, *name, *pointer, *type;
} rows[] = {
#define PLATFORM(place, name, pointer, type, doc)                              \
    {#place, #name, pointer, #type},
#include "grammar/platform.def"
#undef PLATFORM
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

/* ---- values ---- */

static bool value_write(Checker *ck, JsonWriter *json, const char *name,
                        const Node *node);

static bool not_constant(Checker *ck, const Node *node)
{
    Diag *d = diag_report(ck->diags, D_NOT_CONSTANT, node->span);
    diag_help(ck->diags, d,
              "a value for JSON is plain: no names, no arithmetic; "
              "`json(\"…\")` holds any JSON as a text");
    return false;
}

static bool value_write_items(Checker *ck, JsonWriter *json, const char *name,
                              NodeList items)
{
    bool good = true;
    json_array(json, name);
    for (size_t i = 0; i < items.count; i++)
        good = value_write(ck, json, NULL, items.items[i]) && good;
    json_array_end(json);
    return good;
}

static bool value_write_entries(Checker *ck, JsonWriter *json, const char *name,
                                NodeList entries)
{
    bool good = true;
    json_object(json, name);
    for (size_t i = 0; i < entries.count; i++) {
        const Node *entry = entries.items[i];
        good = entry->kind == NODE_ENTRY
                   ? value_write(ck, json, entry->as.entry.name.text,
                                 entry->as.entry.value) &&
                         good
                   : not_constant(ck, entry);
    }
    json_object_end(json);
    return good;
}

/* `-` in front of a number. */
static bool value_write_negative(Checker *ck, JsonWriter *json,
                                 const char *name, const Node *node)
{
    const Node *number = node->as.unary.operand;
    if (strcmp(node->as.unary.operator_text, "-") != 0)
        return not_constant(ck, node);
    if (number->kind == NODE_INT)
        json_int(json, name, -number->as.integer.value);
    else if (number->kind == NODE_FLOAT)
        json_number(json, name,
                    arena_format(ck->arena, "-%s", number->as.floating.text));
    else
        return not_constant(ck, node);
    return true;
}

/* `json("…")`: a text of JSON, for a number that no literal can be. */
static bool value_write_text(Checker *ck, JsonWriter *json, const char *name,
                             const Node *node)
{
    const Node *callee = node->as.call.callee;
    NodeList arguments = node->as.call.arguments;
    if (callee->kind != NODE_NAME ||
        strcmp(callee->as.name.name.text, "json") != 0 || arguments.count != 1)
        return not_constant(ck, node);
    const Node *text = arguments.items[0]->as.argument.value;
    if (text->kind != NODE_STRING)
        return not_constant(ck, text);
    const char *said = text->as.string.text;
    const Json *value = json_tree_parse(ck->arena, said, strlen(said));
    if (!value)
        return not_constant(ck, text);
    json_tree_write(json, name, value);
    return true;
}

static bool value_write(Checker *ck, JsonWriter *json, const char *name,
                        const Node *node)
{
    switch (node->kind) {
    case NODE_STRING:
        json_text(json, name, node->as.string.text);
        return true;
    case NODE_INT:
        json_int(json, name, node->as.integer.value);
        return true;
    case NODE_FLOAT:
        json_number(json, name, node->as.floating.text);
        return true;
    case NODE_BOOL:
        json_bool(json, name, node->as.boolean.value);
        return true;
    case NODE_NIL:
        json_null(json, name);
        return true;
    case NODE_UNARY:
        return value_write_negative(ck, json, name, node);
    case NODE_CALL:
        return value_write_text(ck, json, name, node);
    case NODE_LIST:
        return value_write_items(ck, json, name, node->as.list.items);
    case NODE_OBJECT:
        return value_write_entries(ck, json, name, node->as.object.entries);
    default: /* nothing else is JSON */
        return not_constant(ck, node);
    }
}

/* ---- settings ---- */

static const struct PlatformRow *row_find(const char *place, const char *name)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].place, place) == 0 &&
            strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

static void report_unknown(Checker *ck, const char *place, const Node *setting)
{
    const char *names[ROW_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].place, place) == 0)
            names[count++] = rows[i].name;
    const Word *name = &setting->as.setting.name;
    Diag *d = diag_report(ck->diags, D_UNKNOWN_SETTING, name->span, name->text,
                          "platform");
    diag_suggest(ck->diags, d, name->span,
                 diag_nearest(name->text, names, count));
    diag_help(ck->diags, d,
              "a name in quotes is a JSON Pointer into the definition: "
              "\"/elementMetadata/notes\" = \"…\"");
}

static bool type_fits(const char *type, const Node *value)
{
    static const struct {
        const char *type;
        NodeKind kind;
    } kinds[] = {{"bool", NODE_BOOL},
                 {"int", NODE_INT},
                 {"string", NODE_STRING},
                 {"strings", NODE_LIST},
                 {"styles", NODE_LIST}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return value->kind == kinds[i].kind || value->kind == NODE_NIL;
    return true;
}

static bool type_check(Checker *ck, const struct PlatformRow *row,
                       const Node *value)
{
    if (type_fits(row->type, value))
        return true;
    const char *wanted =
        strcmp(row->type, "strings") == 0 || strcmp(row->type, "styles") == 0
            ? "a list of strings"
            : arena_format(ck->arena, "`%s`", row->type);
    diag_report(ck->diags, D_PLATFORM_TYPE, value->span, row->name, wanted,
                SOURCE_AT(ck, value->span));
    return false;
}

const char *json_constant(Checker *ck, const Node *node)
{
    Buf text = {0};
    JsonWriter json = {.out = &text, .first = true, .compact = true};
    const char *made = value_write(ck, &json, NULL, node)
                           ? arena_text(ck->arena, buf_text(&text), text.length)
                           : NULL;
    buf_free(&text);
    return made;
}

/* What the model holds as a value of its own; false: it becomes a patch. */
static bool read_own(Checker *ck, const struct PlatformRow *row,
                     const Node *value)
{
    if (strcmp(row->type, "styles") != 0)
        return false;
    if (value->kind == NODE_LIST)
        ck->connector->model_style = schema_styles(ck, value->as.list.items);
    return true;
}

static void read_setting(Checker *ck, const char *place, const Node *setting,
                         Patches *patches)
{
    const Word *name = &setting->as.setting.name;
    const Node *value = setting->as.setting.value;
    Patch patch = {.pointer = name->text, .span = setting->span};
    if (!setting->as.setting.quoted) {
        const struct PlatformRow *row = row_find(place, name->text);
        if (!row)
            report_unknown(ck, place, setting);
        if (!row || !type_check(ck, row, value) || read_own(ck, row, value))
            return;
        patch.pointer = row->pointer;
        patch.name = row->name;
    } else if (name->text[0] != '/') {
        Diag *d =
            diag_report(ck->diags, D_PLATFORM_POINTER, name->span, name->text);
        diag_help(ck->diags, d, "a JSON Pointer begins with `/`");
        return;
    }
    patch.json = json_constant(ck, value);
    if (patch.json)
        vec_push(ck->arena, patches->items, patches->count, patch);
}

void platform_read(Checker *ck, const char *place, NodeList items,
                   Patches *patches)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *block = items.items[i];
        if (block->kind != NODE_BLOCK ||
            strcmp(block->as.block.keyword.text, "platform") != 0)
            continue;
        NodeList settings = block->as.block.items;
        for (size_t k = 0; k < settings.count; k++)
            if (settings.items[k]->kind == NODE_SETTING)
                read_setting(ck, place, settings.items[k], patches);
    }
}
