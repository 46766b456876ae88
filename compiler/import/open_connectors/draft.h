/* draft.h - the source that is being made of a definition.
 *
 * Owns: the pieces of the text until they are put together (render.c). An
 * importer of one part of the definition (NAME.c below) adds lines to the
 * pieces it owns; layout is the formatter's. What it leaves out needs no care:
 * the draft is built, and where the result differs from the definition, the
 * difference goes to `platform` blocks (residue.c). So nothing is lost, and an
 * importer that learns to say more makes those blocks shorter.
 */
#ifndef IMPORT_OPEN_CONNECTORS_DRAFT_H
#define IMPORT_OPEN_CONNECTORS_DRAFT_H

#include "base/json_tree.h"
#include "model/model.h"

/* A line of a `platform` block. */
typedef struct DraftPatch {
    const char *name; /* of the setting, NULL: the pointer says it */
    const char *pointer;
    const Json *value; /* NULL: `null`, what is there goes away */
} DraftPatch;

typedef struct DraftPatches {
    DraftPatch *items;
    size_t count;
} DraftPatches;

/* A part of the source with a `platform` block of its own. */
typedef struct DraftBlock {
    Buf text;             /* lines inside of the braces */
    DraftPatches patches; /* of its `platform` block */
} DraftBlock;

/* One argument of an operation, as it is declared, with its `///` lines. */
typedef struct DraftArgument {
    const char *block; /* "path", "query" */
    const char *name;
    const char *text; /* "": a variable of the path that needs no line */
} DraftArgument;

/* What becomes `op` or a step of an authentication ("provision"). */
typedef struct DraftOp {
    const Json *resource; /* entry of `resources` */
    size_t index;         /* its place there */
    size_t group;         /* number of the DraftGroup, SIZE_MAX: a step */
    size_t step;          /* of an authentication: its AuthStep */
    const char *doc;      /* or NULL */
    const char *keyword;  /* "op", "provision" */
    const char *name;     /* of an op */
    const char *method;   /* "GET" */
    const char *path;     /* the text of the path, not yet quoted */
    const char *result;   /* the type after `->`, as written */
    const char *behind;   /* annotations behind it, or NULL */
    DraftArgument *arguments;
    size_t argument_count;
    bool lists;    /* its result is a list */
    bool typed[2]; /* its `before`, its `after` became statements */
    DraftBlock block;
} DraftOp;

/* A `resource` of the source. */
typedef struct DraftGroup {
    const char *name;
    const char *doc; /* or NULL */
    Buf text;        /* settings before the operations */
} DraftGroup;

typedef struct Draft {
    Arena *arena;
    Diags *diags;
    const Json *root; /* the definition, after normalize.c */
    const char *hub;  /* "": none that a path can hold */
    /* Pieces, in the order of the source. */
    const char *doc; /* above `connector`, or NULL */
    Buf imports;     /* whole lines */
    Buf information;
    Buf properties;
    const char *auth_kind; /* "oauth2"; NULL: nothing that the source says */
    bool auth_password;    /* OAuth 2.0 with user name and password */
    Buf authentication;    /* settings of that kind */
    Buf configuration;
    Buf parameters;                     /* blocks in it */
    Buf events;                         /* whole blocks */
    Buf setup;                          /* other blocks in `setup` */
    Buf hooks;                          /* blocks in `hooks` */
    const Json *steps[AUTH_STEP_COUNT]; /* their resources, or NULL */
    DraftGroup *groups;
    size_t group_count;
    DraftOp *ops; /* one for each entry of `resources`, in their order */
    size_t op_count;
    Buf objects; /* whole blocks */
    Buf types;   /* whole declarations */
    DraftPatches patches;
    const char *paging_kind; /* "offset"; NULL: not known or not used */
    const char *paginate;    /* of `properties`, or NULL */
    const char **paginates;  /* of each resource; NULL: it isn't paged so */
    bool webhook;            /* an `events webhook` */
    bool scripts;            /* leave every script as it is */
    bool typed[2];           /* as of an operation */
    size_t typed_hooks;      /* how many there are */
    bool uses_now;           /* in statements: imported */
    Map names;               /* of types that are taken */
    /* Of the configuration: key to name of its field; what the standard
     * descriptions call the connector. */
    Map config_names;
    const char *keys_title;
    Map offers; /* "GET /contacts/{}" of operations that say it */
} Draft;

/* ---- words: names.c ---- */

/* `text` as a name of the language ("Created Date" is created_date, "userId"
 * stays); "unnamed" where nothing is left. A word the language reserves gets an
 * underscore. */
const char *name_of(Arena *arena, const char *text);
/* The same as a type's name: "contact-list" is ContactList. */
const char *name_of_type(Arena *arena, const char *text);
/* Whether a word seems to stand for several things, and the word for one. */
bool name_is_plural(const char *word);
const char *name_singular(Arena *arena, const char *word);
/* `wanted`, or with 2, 3 ... behind it; taken in `names` from now on. */
const char *name_unique(Arena *arena, Map *names, const char *wanted);
/* Whether `text` can stand as a name without quotes. */
bool name_is_plain(const char *text);
/* Puts `name`, in quotes if it is no plain name. */
void draft_name(Buf *out, const char *name);
/* Whether it can be the name of a path's variable. */
bool name_is_word(const char *text);
/* Puts `text` as a string literal. */
void draft_string(Buf *out, const char *text);
/* The same without its quotes, and of a part of a text. */
void draft_text(Buf *out, const char *text, size_t length);
/* Whether it can stand as a block text, as it is but for its line ends. */
bool draft_is_block(const char *text);
/* Puts it so, its closing quotes behind `column` blanks. */
void draft_block(Buf *out, const char *text, int column);
/* Puts `doc` as `///` lines. Nothing for NULL or "". */
void draft_doc(Buf *out, const char *doc);
/* Puts a text with ${configuration.key} in it as a string literal; false, and
 * nothing, where it names what the draft doesn't have. */
bool draft_value(const Draft *draft, Buf *out, const char *text);
/* Whether it can be the name of a header. */
bool name_is_header(const char *text);
/* Puts a JSON value as the language writes it. */
void draft_json(Buf *out, const Json *json);
/* The same of a text with many quotes or lines, which then stands as it is; the
 * closing quotes of a block text behind `column` blanks. */
void draft_long(Buf *out, const char *text, int column);
/* Like draft_json, but a text like draft_long, and a long list of texts on
 * several lines. */
void draft_value_lines(Buf *out, const Json *json, int column);

/* Adds a setting of the file's `platform` block that has a name. */
void draft_setting(Draft *draft, const char *name, const Json *value);

/* ---- parts, each in the file of its name ---- */

void element_import(Draft *draft);
void parameters_import(Draft *draft);
void configuration_import(Draft *draft);
void endpoints_import(Draft *draft);
void hooks_import(Draft *draft);
/* Finds whether there is an `events webhook`, before all else; writes it, when
 * operations have names. */
void events_plan(Draft *draft);
void events_import(Draft *draft);
/* Whether the platform calls the resource to register at the vendor, or to take
 * that back. */
bool events_register(const Json *resource);
/* Puts the arguments of all operations into their blocks: those that many share
 * are declared once, of the path in the resource, others in a type. */
void arguments_fold(Draft *draft);
/* Makes steps of the resources that the platform calls by itself while it logs
 * in. Before endpoints_import. */
void steps_plan(Draft *draft);
/* The AuthStep that the resource is, or AUTH_STEP_COUNT. */
size_t step_of(const Draft *draft, const Json *resource);
/* Its keyword, and the path under which the platform offers it. */
const char *step_keyword(size_t step);
const char *step_path(size_t step);
/* Puts the `save` block of what the platform calls by itself. */
void step_saves(Draft *draft, DraftOp *op);
/* Fills in path and arguments of `op`, which the platform offers as `path`
 * below the hub. */
void arguments_import(Draft *draft, DraftOp *op, const char *path);
/* The parameter that is the whole body, where the request can have one, or
 * NULL: models_import writes it. */
const Json *arguments_body(const DraftOp *op);
/* Name in `config.NAME` of a configuration key; NULL: the draft has none. */
const char *configuration_name(const Draft *draft, const char *key);
/* Types, and what operations give and take. After endpoints_import. */
void models_import(Draft *draft);
/* `object` blocks, and the records of their fields. After models_import. */
void objects_import(Draft *draft);

/* ---- putting it together ---- */

/* Appends the source to `out`, not yet laid out. */
void draft_render(const Draft *draft, Buf *out); /* render.c */
/* Puts short blocks of a source that is not yet laid out on one line. */
void draft_join_lines(Arena *arena, Buf *source); /* lines.c */
/* Builds `source`, the draft as it was rendered without patches, and fills in
 * the patches that make the result the definition. False if the source has
 * errors, which is a fault of connc: then `*why` says the first. */
bool draft_residue(Draft *draft, const Buf *source, const char **why);
/* Says once what most operations say in their patches; `made` is what the draft
 * makes without any (shared.c). */
void residue_share(Draft *draft, const Json *made);
/* Warns of what the platform's definitions don't have (fields.c). */
void fields_check(const Json *root, Diags *diags);
/* The value of a leaf that means nothing: see normalize.c. */
bool json_is_nothing(const char *name, const Json *json);
/* The value at `pointer` of a resource or of the definition, without all that
 * means nothing: ids of the server, nulls, defaults. */
Json *json_meaning(Arena *arena, const char *pointer, const Json *json);
/* The definition in one dialect, without what the server assigns. */
Json *definition_normalize(Arena *arena, Json *root, Diags *diags);

#endif
