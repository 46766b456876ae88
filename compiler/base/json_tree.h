/* json_tree.h - JSON texts as trees, with the place of each value.
 *
 * Owns: the compiler's strict reader of RFC 8259 and what is done with a tree:
 * looking up, comparing, changing, writing. Numbers stay the digits that were
 * written: nothing goes through a double. Trees live in the arena.
 */
#ifndef BASE_JSON_TREE_H
#define BASE_JSON_TREE_H

#include "base/diag.h"
#include "base/json_writer.h"

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} JsonKind;

typedef struct Json Json;
struct Json {
    JsonKind kind;
    Span span;
    const char *text;   /* of a string: UTF-8 without U+0000; of a number: its
                           digits */
    const char **names; /* of an object's members, in order; no two alike */
    Json **items;       /* values of members, or items of an array */
    size_t count;
    Map *index; /* of an object with many members: name to number + 1 */
};

/* Reads the whole file `file`, a byte order mark in front allowed. Whatever is
 * not JSON, a name that stands twice in an object, U+0000 and lone surrogates
 * are reported as errors with their place; then NULL is returned. Objects and
 * arrays nest at most 200 deep. */
Json *json_tree_read(Arena *arena, const Sources *sources, uint32_t file,
                     Diags *diags);
/* The same for a text of connc's own; NULL if it is no JSON. */
Json *json_tree_parse(Arena *arena, const char *text, size_t length);

/* The member of that name; NULL if there is none or `object` is no object (or
 * NULL). */
Json *json_get(const Json *object, const char *name);
/* Its text, if it is a string; else NULL. */
const char *json_get_text(const Json *object, const char *name);
/* Whether it is there and true. */
bool json_get_true(const Json *object, const char *name);
/* Number of items of an array; 0 for all else. */
size_t json_count(const Json *array);
/* Whether one of its items is that text. */
bool json_has_text(const Json *array, const char *text);

Json *json_new(Arena *arena, JsonKind kind);
Json *json_new_text(Arena *arena, const char *text);
/* Adds a member of a name that the object doesn't have. */
void json_add(Arena *arena, Json *object, const char *name, Json *value);
/* Sets or, with a NULL value, removes a member. */
void json_set(Arena *arena, Json *object, const char *name, Json *value);
/* Puts `value` before item `at` (at most count) of an array. */
void json_insert(Arena *arena, Json *array, size_t at, Json *value);
/* Removes item or member number `at`. */
void json_remove(Json *from, size_t at);

/* Same kind and content; members in any order. Numbers by their digits. */
bool json_equal(const Json *a, const Json *b);
/* Number of values in it that are neither objects nor arrays. */
size_t json_leaves(const Json *json);
void json_tree_write(JsonWriter *writer, const char *key, const Json *json);

/* What `(JsonWriter){.tree = &tree}` writes: the values' texts are copied to
 * the arena. A name that is written twice has its last value. */
typedef struct JsonTree {
    Arena *arena;
    Json *root;  /* NULL before the first value */
    Json **open; /* containers that aren't closed, outermost first */
    size_t depth;
} JsonTree;

/* For the writer alone. Adds a value of that kind; `text` is a string's, or
 * the digits of a number. */
void json_tree_put(JsonTree *tree, const char *key, JsonKind kind,
                   const char *text);
void json_tree_close(JsonTree *tree);

#endif
