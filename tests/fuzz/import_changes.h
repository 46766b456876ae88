/* import_changes.h - how fuzz_import.c changes a definition.
 *
 * Owns: the hostile texts, and changes of a tree: values move, change their
 * kind, grow, nest, or get texts that try to leave the place where they are
 * written. For one includer. */
#ifndef IMPORT_CHANGES_H
#define IMPORT_CHANGES_H

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_tree.h"

static const char *const hostile[] = {"",
                                      " ",
                                      "\n",
                                      "\r\n",
                                      "\t",
                                      "\x01",
                                      "\"",
                                      "\"\"\"",
                                      "'",
                                      "\\",
                                      "${",
                                      "${x}",
                                      "{x}",
                                      "{",
                                      "}",
                                      "{{",
                                      "]",
                                      "*/",
                                      "/*",
                                      "//",
                                      "///",
                                      "</script>",
                                      "<!--",
                                      "`",
                                      "|",
                                      "||",
                                      "a|b",
                                      ".",
                                      "..",
                                      "/",
                                      "~1",
                                      "?",
                                      "?a={b}",
                                      "#",
                                      "@wire",
                                      "=",
                                      "null",
                                      "true",
                                      "0",
                                      "-1",
                                      "1e999",
                                      "unnamed",
                                      "type",
                                      "op",
                                      "if",
                                      "connector",
                                      "list",
                                      "body",
                                      "config",
                                      "a.b",
                                      "a[0].b",
                                      "a[*]",
                                      "|[0]",
                                      "{config.x}",
                                      "${configuration.a}",
                                      "${configuration.a b}",
                                      "\xC3\xA4",
                                      "\xF0\x9F\x98\x80",
                                      "\xE2\x80\xA8",
                                      "\xEF\xBB\xBF",
                                      "https://",
                                      "GET /x",
                                      "POST:/hubs/crm/a",
                                      "header.x",
                                      "body.x?y",
                                      "3600",
                                      "{\"a\":1}",
                                      "9007199254740993",
                                      "preRequest",
                                      "PRE_REQUEST",
                                      "query",
                                      "path",
                                      "value",
                                      "configuration",
                                      "no-op",
                                      "bodyField",
                                      "array",
                                      "object",
                                      "string",
                                      "#/definitions/a",
                                      "done({});",
                                      "\n\"\"\"\n}\nplatform {",
                                      "\"\"\"",
                                      "\n  }\n}\nsetup {",
                                      "}\n    }\n  \"\"\"\n",
                                      "});\ndone({\"continue\": false});",
                                      "/* \"\"\" */",
                                      "// }",
                                      "'}'",
                                      "/}\"\"\"/",
                                      "`}`",
                                      "*/ } /*",
                                      "\\\"\"\"",
                                      "\"\"\"\"",
                                      "\xE2\x80\xAE",
                                      "\x7F",
                                      "\r",
                                      "__proto__"};
enum { HOSTILE_COUNT = sizeof hostile / sizeof *hostile };

typedef struct Mutator {
    Arena *arena;
    uint64_t state;
    Json **nodes; /* all but the root */
    Json **parents;
    size_t count;
    size_t capacity;
} Mutator;

static size_t pick(Mutator *mutator, size_t below)
{
    mutator->state =
        mutator->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(mutator->state >> 33) % below;
}

static void collect(Mutator *mutator, Json *json)
{
    for (size_t i = 0; i < json->count; i++) {
        mutator->parents[mutator->count] = json;
        mutator->nodes[mutator->count++] = json->items[i];
        collect(mutator, json->items[i]);
    }
}

static size_t count_nodes(const Json *json)
{
    size_t count = 1;
    for (size_t i = 0; i < json->count; i++)
        count += count_nodes(json->items[i]);
    return count;
}

static const char *hostile_text(Mutator *mutator)
{
    return hostile[pick(mutator, HOSTILE_COUNT)];
}

/* The text with something in it, in front of it or behind it. */
static void spoil_text(Mutator *mutator, Json *json)
{
    const char *old = json->kind == JSON_STRING ? json->text : "";
    size_t length = strlen(old), at = pick(mutator, length + 1);
    while (at < length && ((unsigned char)old[at] & 0xC0) == 0x80)
        at++;
    const char *more = hostile_text(mutator);
    size_t cut = pick(mutator, 3) ? at : length;
    *json = (Json){.kind = JSON_STRING,
                   .text = arena_format(mutator->arena, "%.*s%s%s", (int)at,
                                        old, more, old + cut)};
}

static void change_kind(Mutator *mutator, Json *json)
{
    static const JsonKind kinds[] = {JSON_NULL,   JSON_FALSE, JSON_TRUE,
                                     JSON_NUMBER, JSON_ARRAY, JSON_OBJECT,
                                     JSON_STRING};
    Json old = *json;
    *json = (Json){.kind = kinds[pick(mutator, 7)]};
    if (json->kind == JSON_NUMBER)
        json->text = pick(mutator, 2) ? "0" : "-1.50e+3";
    else if (json->kind == JSON_STRING)
        json->text = hostile_text(mutator);
    if (json->kind == JSON_ARRAY) {
        Json *item = json_new(mutator->arena, old.kind);
        *item = old;
        json_insert(mutator->arena, json, 0, item);
    }
}

static Json *copy(Arena *arena, const Json *json)
{
    Json *made = json_new(arena, json->kind);
    made->text = json->text;
    for (size_t i = 0; i < json->count; i++) {
        Json *item = copy(arena, json->items[i]);
        if (json->kind == JSON_OBJECT)
            json_set(arena, made, json->names[i], item);
        else
            json_insert(arena, made, made->count, item);
    }
    return made;
}

/* Puts a copy of another value here, or beside it. */
static void transplant(Mutator *mutator, Json *json, Json *parent)
{
    Json *other =
        copy(mutator->arena, mutator->nodes[pick(mutator, mutator->count)]);
    if (count_nodes(other) > 300)
        return;
    if (parent->kind == JSON_ARRAY && pick(mutator, 2))
        json_insert(mutator->arena, parent, pick(mutator, parent->count + 1),
                    pick(mutator, 2) ? copy(mutator->arena, json) : other);
    else
        *json = *other;
}

static void rename_member(Mutator *mutator, Json *parent)
{
    if (parent->kind != JSON_OBJECT || !parent->count)
        return;
    size_t at = pick(mutator, parent->count);
    Json *value = parent->items[at];
    const char *name = hostile_text(mutator);
    for (size_t tries = 0; pick(mutator, 2) && tries < 8; tries++) {
        Json *other = mutator->parents[pick(mutator, mutator->count)];
        if (other->kind == JSON_OBJECT && other->count)
            name = other->names[pick(mutator, other->count)];
    }
    if (pick(mutator, 2))
        json_set(mutator->arena, parent, parent->names[at], NULL);
    json_set(mutator->arena, parent, name, copy(mutator->arena, value));
}

/* A text or a number of items that is long, and more than any buffer has. */
static void make_huge(Mutator *mutator, Json *json)
{
    size_t times = (size_t)1 << pick(mutator, 11);
    if (json->kind == JSON_ARRAY && json->count) {
        Json *item = json->items[pick(mutator, json->count)];
        for (size_t i = 0; i < times && count_nodes(item) * i < 2000; i++)
            json_insert(mutator->arena, json, json->count,
                        copy(mutator->arena, item));
    } else if (json->kind == JSON_OBJECT) {
        for (size_t i = 0; i < times && i < 200; i++)
            json_set(mutator->arena, json,
                     arena_format(mutator->arena, "m%zu", i),
                     json_new_text(mutator->arena, hostile_text(mutator)));
    } else {
        Buf text = {0};
        const char *part = hostile_text(mutator);
        for (size_t i = 0; i < times; i++)
            buf_puts(&text, part);
        *json = (Json){
            .kind = JSON_STRING,
            .text = arena_text(mutator->arena, buf_text(&text), text.length)};
        buf_free(&text);
    }
}

/* Around the value there are lists or objects, up to more than are allowed. */
static void make_deep(Mutator *mutator, Json *json)
{
    size_t levels = pick(mutator, pick(mutator, 2) ? 8 : 210);
    const char *name = pick(mutator, 2) ? "properties" : hostile_text(mutator);
    bool list = pick(mutator, 2);
    for (size_t i = 0; i < levels; i++) {
        Json *inner = json_new(mutator->arena, json->kind);
        *inner = *json;
        *json = (Json){.kind = list ? JSON_ARRAY : JSON_OBJECT};
        if (list)
            json_insert(mutator->arena, json, 0, inner);
        else
            json_set(mutator->arena, json, name, inner);
    }
}

static void mutate(Mutator *mutator)
{
    size_t at = pick(mutator, mutator->count);
    Json *json = mutator->nodes[at], *parent = mutator->parents[at];
    switch (pick(mutator, 20) ? pick(mutator, 8) : 8 + pick(mutator, 2)) {
    case 0:
    case 1:
    case 2:
        spoil_text(mutator, json);
        break;
    case 3:
        change_kind(mutator, json);
        break;
    case 4:
    case 5:
        transplant(mutator, json, parent);
        break;
    case 6:
        rename_member(mutator, parent);
        break;
    case 8:
        make_huge(mutator, json);
        break;
    case 9:
        make_deep(mutator, json);
        break;
    default:
        if (parent->count)
            json_remove(parent, pick(mutator, parent->count));
        break;
    }
}

static const char start[] =
    "{\"key\": \"a\", \"name\": \"A\", \"hub\": \"crm\", \"configuration\": "
    "[{\"key\": \"base.url\", \"defaultValue\": \"https://a.example\"}], "
    "\"resources\": [{\"path\": \"/hubs/crm/a\", \"method\": \"GET\"}]}";

static Json *change(Mutator *mutator, Json *root)
{
    size_t changes = 1 + pick(mutator, 3);
    for (size_t i = 0; i < changes; i++) {
        size_t all = count_nodes(root);
        mutator->nodes = arena_array(mutator->arena, Json *, all);
        mutator->parents = arena_array(mutator->arena, Json *, all);
        mutator->count = 0;
        collect(mutator, root);
        if (mutator->count)
            mutate(mutator);
    }
    return root;
}

/* A tree has no name twice: one text in a hundred gets the first name of some
 * object again, with another value. It must be refused. */
static void put_twice(Mutator *mutator, Buf *out)
{
    size_t starts = 0;
    for (size_t i = 0; i + 1 < out->length; i++)
        starts += out->text[i] == '{' && out->text[i + 1] == '\n';
    size_t chosen = starts ? pick(mutator, starts) : 0, at = 0;
    for (size_t left = chosen + 1; left && at + 1 < out->length; at++)
        left -= out->text[at] == '{' && out->text[at + 1] == '\n';
    size_t name = at;
    while (name < out->length && out->text[name] != '"')
        name++;
    const char *end = strstr(buf_text(out) + name, "\": ");
    if (!starts || !end)
        return;
    Arena *arena = mutator->arena;
    const char *rest = arena_text(arena, out->text + at, out->length - at);
    const char *twice = arena_text(arena, out->text + name,
                                   (size_t)(end - out->text) + 3 - name);
    out->length = at;
    buf_printf(out, "%s%s,%s", twice, pick(mutator, 2) ? "null" : "\"x\"",
               rest);
}

#endif
