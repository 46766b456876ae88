/* models.h - models of a definition while they become types.
 *
 * Each resource carries all definitions that its model needs, under names that
 * mean something in that resource only. So every definition is a node, and
 * nodes that say the same all the way down are one class, which becomes one
 * type. */
#ifndef IMPORT_OPEN_CONNECTORS_MODELS_H
#define IMPORT_OPEN_CONNECTORS_MODELS_H

#include "import/open_connectors/draft.h"
#include "model/model.h"

/* A definition of one model. */
typedef struct ModelNode {
    const char *name;
    const Json *json;
    size_t set;
    size_t class;
} ModelNode;

/* The definitions of one side of a resource's model. */
typedef struct ModelSet {
    DraftOp *op;
    bool request;
    const char *name; /* of the model, or NULL */
    size_t first, count;
    Map nodes;   /* name -> number of the node + 1 */
    bool rooted; /* `root` is what the model is about */
    bool list;   /* a list of that */
    size_t root; /* a node */
} ModelSet;

/* What becomes a type. */
typedef struct ModelClass {
    size_t node;           /* one of its nodes */
    const char *type;      /* NULL: not yet named */
    size_t place;          /* among the types as they are declared */
    bool request;          /* in a model of a request */
    bool alias;            /* no record: `type Names @model = string[]` */
    unsigned style, asked; /* bits of ModelStyle, and which of them matter */
} ModelClass;

typedef struct Models {
    Draft *draft;
    ModelNode *nodes;
    size_t node_count;
    ModelSet *sets;
    size_t set_count;
    ModelClass *classes;
    size_t class_count;
    size_t *order; /* classes as they are declared */
    size_t order_count;
    unsigned style; /* of the file */
    Map enums;      /* what an enum says -> its name */
    Map records;    /* what the fields of a record say -> its name */
} Models;

/* How another model is named. */
typedef enum ModelReference {
    REFERENCE_NONE,
    REFERENCE_POINTER, /* "$ref": "#/definitions/x" */
    REFERENCE_NAME,    /* "$ref": "x" */
    REFERENCE_TYPE     /* "type": "x" */
} ModelReference;

/* ---- models.c ---- */

/* The node that `json`, a property or the items of a list, refers to. */
ModelReference model_reference(const Models *models, const ModelSet *set,
                               const Json *json, size_t *node);

/* The node of that name. */
bool model_find(const ModelSet *set, const char *name, size_t *node);
/* Calls `visit` with each node that `node` refers to. */
typedef void ModelVisitor(Models *models, size_t node, void *context);
void model_visit(Models *models, const ModelNode *node, ModelVisitor *visit,
                 void *context);

/* ---- models_roots.c, models_sides.c ---- */

/* Finds what each model is about; orders and names the types. */
void models_order(Models *models);
/* Puts the `models` of an operation: those that its result doesn't lead to. */
void model_put_others(Models *models, const ModelSet *set);
/* Puts results and bodies of all operations. After models_find_style. */
void models_put_sides(Models *models);

/* ---- models_style.c ---- */

/* Finds how classes are written, and what most of them have in common. */
void models_find_style(Models *models);
/* The model's name as the emitter makes it of a type's. */
const char *model_spell(const Models *models, const char *type);

/* ---- models_text.c, models_fields.c ---- */

/* Adds the declaration of a class. */
void model_declare(Models *models, const ModelClass *class, Buf *out);
/* Adds the line of one field. */
void model_put_field(Models *models, const ModelClass *class, const char *name,
                     const Json *json, bool required, Buf *out, Buf *enums);
bool model_is_list(const Json *json);
/* The properties of an object that becomes a record where it stands, inside of
 * `depth` others; NULL: it doesn't. */
const Json *model_nested(const Json *json, size_t depth);
bool model_is_required(const Json *json, const char *name);
/* Puts the type of a value. Sets `*format` (which may be NULL) to what
 * `@format` must say, NULL: nothing. */
void model_put_type(Models *models, const ModelSet *set, const Json *json,
                    Buf *out, const char **format);
/* Puts the scalar type that `type` and `format` of a schema mean; false, and
 * nothing, for what is none. Sets `*format` as model_put_type does. */
bool model_put_scalar(const Json *json, Buf *out, const char **format);
/* ` @extension("x-…", …)` for each member beginning with `x-` that is not
 * among `known`, which NULL ends. */
void model_put_extensions(Buf *out, const Json *json, const char *const *known);
/* Whether it can stand in an annotation: nested at most `depth` deep. */
bool json_is_literal(const Json *json, int depth);

#endif
