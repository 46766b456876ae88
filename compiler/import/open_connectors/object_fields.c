/* object_fields.c - flat lists of fields as records within records. */
#include "import/open_connectors/objects.h"

#include <string.h>

#include "import/open_connectors/models.h"

/* More is kept as it is. */
enum { MAX_DEPTH = 32, MAX_FIELDS = 20000 };

/* A field: a record where it has fields itself. */
typedef struct Node {
    const char *name; /* the last part of it */
    size_t lists;     /* lists around it */
    const Json *json; /* its entry; NULL: others tell that it is there */
    const char *type; /* JSON Schema's, of what is in the lists; NULL: a record
                         that is not told of */
    const char *format;
    const char *mask, *sample;
    size_t depth;
    struct Node *first, *last, *next; /* fields of it; the next beside it */
} Node;

typedef struct Tree {
    Draft *draft;
    Node root;
    Map nodes; /* dotted name -> Node */
    size_t count;
} Tree;

/* A node below `parent`, the only one of its name there; NULL where that may
 * not be. */
static Node *node_add(Tree *tree, Node *parent, const char *path,
                      const char *name)
{
    if (!*name || map_get(&tree->nodes, path) || parent->depth == MAX_DEPTH ||
        tree->count++ == MAX_FIELDS)
        return NULL;
    Node *node = arena_new(tree->draft->arena, Node);
    *node = (Node){.name = name, .depth = parent->depth + 1};
    map_set(tree->draft->arena, &tree->nodes, path, node);
    *(parent->last ? &parent->last->next : &parent->first) = node;
    parent->last = node;
    return node;
}

static const char *text_of(const Json *json, const char *member)
{
    const char *text = json_get_text(json, member);
    return text ? text : "";
}

/* ---- models ---- */

/* Every record is told of before its fields. */
static bool model_add(Tree *tree, const Json *field)
{
    const char *path = text_of(field, "vendorName");
    const char *dot = strrchr(path, '.');
    const Json *data = json_get(field, "dataType");
    Node *parent = &tree->root;
    if (dot)
        parent = map_get(&tree->nodes, arena_text(tree->draft->arena, path,
                                                  (size_t)(dot - path)));
    if (!parent || (parent->type && strcmp(parent->type, "object") != 0))
        return false;
    Node *node = node_add(tree, parent, path, dot ? dot + 1 : path);
    if (!node)
        return false;
    const char *type = text_of(data, "jsonType");
    const char *format = text_of(data, "format");
    node->json = field;
    node->lists = strcmp(type, "array") == 0;
    node->type = node->lists ? format : type;
    node->format = node->lists || strcmp(type, format) == 0 ? "" : format;
    node->mask = text_of(field, "mask");
    node->sample = json_get_text(field, "sampleValue");
    return true;
}

/* ---- metadata ---- */

/* The node of that path, in which each list is marked; made where it is
 * missing. */
static Node *metadata_node(Tree *tree, const char *path)
{
    static const char mark[] = "[*]";
    enum { MARK = sizeof mark - 1 };
    Node *node = &tree->root;
    for (const char *part = path; node && *part;) {
        size_t length = strcspn(part, "."), lists = 0;
        const char *end = part + length;
        const char *whole =
            arena_text(tree->draft->arena, path, (size_t)(end - path));
        for (; length >= MARK && strncmp(part + length - MARK, mark, MARK) == 0;
             length -= MARK)
            lists++;
        Node *next = map_get(&tree->nodes, whole);
        if (next && next->json)
            return NULL;
        if (!next)
            next = node_add(tree, node, whole,
                            arena_text(tree->draft->arena, part, length));
        if (next)
            next->lists = lists;
        node = next;
        part = end + (*end == '.');
    }
    return node == &tree->root ? NULL : node;
}

/* "array[number]": lists are marked in the path, too. */
static const char *metadata_type(Arena *arena, const char *type)
{
    size_t length = strlen(type);
    if (length > 7 && strncmp(type, "array[", 6) == 0)
        return arena_text(arena, type + 6, length - 7);
    return type;
}

static bool metadata_add(Tree *tree, const Json *field)
{
    Node *node = metadata_node(tree, text_of(field, "vendorPath"));
    if (!node || node->first || node->json)
        return false;
    node->json = field;
    node->type = metadata_type(tree->draft->arena, text_of(field, "type"));
    node->mask = text_of(field, "mask");
    node->format =
        *node->mask && strcmp(node->type, "string") == 0 ? "date-time" : "";
    return true;
}

/* ---- declaring ---- */

static void put_scalar(Tree *tree, const Node *node, Buf *out)
{
    Arena *arena = tree->draft->arena;
    const char *format = NULL;
    Json *json = json_new(arena, JSON_OBJECT);
    json_set(arena, json, "type", json_new_text(arena, node->type));
    json_set(arena, json, "format", json_new_text(arena, node->format));
    if (!model_put_scalar(json, out, &format))
        buf_puts(out, "json");
    for (size_t i = 0; i < node->lists; i++)
        buf_puts(out, "[]");
    (void)format; /* numbers of other formats stay in the residue */
}

static void put_annotations(const Node *node, Buf *out)
{
    bool date = strncmp(node->format ? node->format : "", "date", 4) == 0;
    if (date && *node->mask) {
        buf_puts(out, " @format(");
        draft_string(out, node->mask);
        buf_putc(out, ')');
    }
    if (json_get_true(node->json, "readOnly"))
        buf_puts(out, " @readonly");
    if (node->sample) {
        buf_puts(out, " @sample(");
        draft_string(out, node->sample);
        buf_putc(out, ')');
    }
}

static void put_fields(Tree *tree, const Node *parent, Buf *out)
{
    buf_puts(out, "{\n");
    for (const Node *node = parent->first; node; node = node->next) {
        draft_doc(out, json_get_text(node->json, "description"));
        draft_name(out, node->name);
        buf_puts(out, ": ");
        if (node->first) {
            put_fields(tree, node, out);
            for (size_t i = 0; i < node->lists; i++)
                buf_puts(out, "[]");
        } else {
            put_scalar(tree, node, out);
        }
        if (json_get_true(node->json, "nullable"))
            buf_putc(out, '?');
        put_annotations(node, out);
        buf_putc(out, '\n');
    }
    buf_putc(out, '}');
}

static bool declare(Draft *draft, const char *type, const Json *fields,
                    bool (*add)(Tree *tree, const Json *field))
{
    Tree tree = {.draft = draft};
    for (size_t i = 0; i < json_count(fields); i++)
        if (!add(&tree, fields->items[i]))
            return false;
    if (!tree.count)
        return false;
    buf_printf(&draft->types, "\ntype %s ", type);
    put_fields(&tree, &tree.root, &draft->types);
    buf_putc(&draft->types, '\n');
    return true;
}

bool object_fields_declare(Draft *draft, const char *type, const Json *fields)
{
    return declare(draft, type, fields, model_add);
}

bool object_metadata_declare(Draft *draft, const char *type, const Json *fields)
{
    return declare(draft, type, fields, metadata_add);
}
