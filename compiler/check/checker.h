/* checker.h - what the files of the checker share.
 *
 * Owns: the state of one check. The checker goes through the tree once and
 * makes the model of it: each expression and type node becomes a resolved one
 * (elaboration), so there is no second, typed syntax tree. A fault is reported
 * and stands as a poisoned value, about which nothing is said again.
 */
#ifndef CHECK_CHECKER_H
#define CHECK_CHECKER_H

#include "base/map.h"
#include "front/program.h"
#include "model/model.h"

/* ---- names of files ---- */

typedef struct FunctionRow {
    const char *module;
    const char *receiver;
    const char *name;
    const char *parameters;
    const char *result;
    const char *example;
    const char *value;
    const char *doc;
} FunctionRow;

/* What a name of a file stands for. */
typedef struct Symbol {
    const char *name;
    Node *node; /* NODE_TYPE, NODE_ENUM, NODE_FN, NODE_TEMPLATE, or NULL */
    Unit *unit; /* where it is declared */
    const FunctionRow *function; /* a standard function, or NULL */
    bool busy;   /* being resolved: meeting it again is a cycle */
    bool faulty; /* of a template: a message about its steps was given; of a
                    type: one about its growth */
    const Type *type;     /* of a type without parameters, once resolved */
    Map instances;        /* of a type with parameters: "Page<Issue>" -> Type */
    Function *made;       /* of a fn: itself in the model */
    struct FnCall *calls; /* of a fn: the fns that its body calls */
    size_t call_count;
} Symbol;

/* A call of one fn by another. */
typedef struct FnCall {
    Symbol *to;
    Span span;
} FnCall;

/* Members of one block, type, call and so on; see member_count.c. */
enum { MAX_MEMBERS = 25000 };

/* What all instances of generics may take, in bytes of their names and so on:
 * at first, more for each byte of the sources, and at most. An honest use takes
 * a few hundred bytes and is itself tens of bytes long. */
enum {
    FIRST_EXPANSION = 256 << 10,
    EXPANSION_PER_BYTE = 64,
    MAX_EXPANSION = 64 << 20
};

typedef struct Checker {
    Program *program;
    Arena *arena;
    Diags *diags;
    Unit *unit;   /* whose names are looked up */
    Map *scopes;  /* one for each unit, by file number - 1 */
    Map imported; /* names that the first unit imports -> used_name or not */
    const Node **defaults; /* of each row of settings.def; NULL: none */
    Connector *connector;
    Type kinds[TYPE_UNION + 5]; /* one Type for each kind without parts */
    Map ids;                    /* identifiers of records and unions in use */
    Map resources;              /* those read so far, by name */
    Map arguments;              /* of the operation being read -> Field */
    Map slots;                  /* name of a stored value -> slot + 1 */
    Map auth_ids;               /* identifiers of authentications in use */
    struct PendingRecord **pending; /* records made, not yet filled */
    size_t pending_count;
    Map pending_of;  /* id of a record -> PendingRecord */
    bool filling;    /* the pending ones are being filled */
    size_t searches; /* for what an unknown name may mean, see scope.c */
    Span *anew;      /* what has to be written anew, whatever it says */
    size_t anew_count;
    int depth;            /* of templates and aliases being expanded */
    size_t expansion;     /* what generics have grown to, see types.c */
    size_t max_expansion; /* and may grow to */
    bool exploded;        /* they would have grown beyond it; reported */
    int settling;         /* records being filled for others that spread them */
    const Node *path;     /* the `path` block of the resource being read */
    bool custom;          /* in a resource with `custom` fields */
    bool no_base;         /* a missing base_url was reported */
    Map xml_said;         /* what was reported of fields in XML, by place */
    struct MapRule *maps; /* the `map`s, and what each translates */
    size_t map_count;
    struct EventRule *events; /* the `events`, once checked */
    size_t event_count;
    const Type *event;                 /* the record `event`, once made */
    struct TemplateUse *template_uses; /* of those with steps, last first */
} Checker;

/* What the source says at `span`, for a message. */
#define SOURCE_AT(ck, span) source_excerpt(&(ck)->program->sources, (span))

/* ---- member_count.c ---- */

/* Cuts lists of members in `tree` that are too long, and reports them. */
void member_count_check(Checker *ck, Node *tree);

/* ---- scope.c ---- */

/* Whether the language has a type of that name. */
bool is_builtin_type(const char *name);

/* Collects the declarations and imports of all units; reports duplicates. */
void scope_collect(Checker *ck);
/* Warns of names that the first file imports and doesn't use. */
void scope_report_unused(Checker *ck);
/* What `name` means in the present unit, or NULL. */
Symbol *scope_find(Checker *ck, const char *name);
/* Whether the present file says `word` with `before` in front of it or `behind`
 * after it ("" for none), and could not be read whole: then that may be the
 * declaration that is missed, and there is nothing to say about it again. */
bool scope_lost(Checker *ck, const char *before, const char *word,
                const char *behind);
/* Whether `word` stands on a line that could only be guessed at, so that
 * something may be known or used by that name. */
bool scope_guessed(const Checker *ck, const char *word);
/* Nearest name of the present unit whose node has that kind, or NULL. */
const char *scope_nearest(Checker *ck, const char *name, NodeKind kind);

/* ---- schema.c: settings.def as data ---- */

typedef struct BlockRow {
    const char *name, *parents, *content, *labels, *doc;
} BlockRow;
/* A setting of a block (`kind` NULL) or a parameter of a kind. */
typedef struct SettingRow {
    const char *owner; /* block or setting */
    const char *kind;
    const char *name, *type, *fallback, *doc;
} SettingRow;
typedef struct KindRow {
    const char *setting, *kind, *doc;
} KindRow;

const BlockRow *schema_block(const char *name, const char *parent);
const KindRow *schema_kind(const char *setting, const char *kind);
/* Rows of a block (kind NULL) or kind, which are adjacent; *count is set. */
const SettingRow *schema_settings(const char *owner, const char *kind,
                                  size_t *count);
const SettingRow *schema_setting(const char *owner, const char *kind,
                                 const char *name);
/* All kinds of a setting as "a, b, c"; in the arena. */
const char *schema_kinds_text(Arena *arena, const char *setting);
const char *schema_nearest_kind(Arena *arena, const char *setting,
                                const char *word);
/* Names of the settings and blocks that may stand in a block. */
const char **schema_members(Arena *arena, const char *block, const char *kind,
                            size_t *count);
bool schema_has_word(const char *list, const char *word);
/* Number of rows of settings, and the row of a number. */
size_t schema_row_count(void);
const SettingRow *schema_row(size_t number);

/* ---- shape.c, labels.c, libraries.c ---- */

/* Checks every block of the file against settings.def: keywords, labels,
 * settings, what may stand where, repetition. */
void shape_check(Checker *ck, const Node *file);
/* Refuses what describes a connector among the items of a library. */
void library_check(Checker *ck, NodeList items);
/* Checks the labels of a block, and whether it has a body where it needs one.
 */
void labels_check(Checker *ck, const BlockRow *row, const Node *block);
/* The first block of that keyword among `items`, or NULL. */
const Node *find_block(NodeList items, const char *keyword);
/* The first setting of that name, or NULL. */
const Node *find_setting(NodeList items, const char *name);

/* ---- types.c, type_rules.c, records.c ---- */

typedef struct TypeBinding {
    const char *name;
    const Type *type;
    const struct TypeBinding *next;
} TypeBinding;

/* The type that a node names. `hint` names records written in place:
 * "Page.paging". Never NULL. */
const Type *type_resolve(Checker *ck, const Node *node,
                         const TypeBinding *bindings, const char *hint);
/* The type that a bare name means, its fields filled. Never NULL. */
const Type *type_named(Checker *ck, Word name);
/* As type_resolve where a value is held: `none` and streams, which only whole
 * bodies and results can be, are reported. `where`: "a list". */
const Type *type_resolve_value(Checker *ck, const Node *node,
                               const TypeBinding *bindings, const char *hint,
                               const char *where);
/* A declared type or enum with `count` arguments, used at `span`. */
const Type *type_resolve_symbol(Checker *ck, Symbol *symbol, const Type **args,
                                size_t count, Span span);
const Type *type_of_kind(Checker *ck, TypeKind kind);
const Type *type_make(Checker *ck, TypeKind kind, const Type *element);
const Type *type_optional(Checker *ck, const Type *type);
bool type_is_optional(const Type *type);
bool type_is_error(const Type *type);
/* Whether a value of `from` may stand where `to` is wanted. */
bool type_accepts(const Type *to, const Type *from);
bool type_equal(const Type *a, const Type *b);
/* "`Page<Issue>`": its name as messages show it. */
const char *quoted_type(Checker *ck, const Type *type);
/* The type of a value that is one of two, or NULL if there is none. */
const Type *type_join(Checker *ck, const Type *a, const Type *b);
bool type_is_text(const Type *type);   /* string, url, uuid, enum */
bool type_is_number(const Type *type); /* the integers, float, decimal */
bool type_is_integer(const Type *type);
bool type_is_scalar(const Type *type);
const Type *type_partial(Checker *ck, const Type *record);
/* An identifier that no other record or union has: `wanted`, or with 2, 3 … */
const char *unique_id(Checker *ck, const char *wanted);
/* The fields of a record are filled later than it is made, so that a long
 * chain of records is no deep recursion. record_later notes what to fill it
 * with, records_settle fills all that are noted, record_settle this one, for
 * who needs its fields now. */
void record_later(Checker *ck, Record *record, NodeList items,
                  const TypeBinding *bindings);
void records_settle(Checker *ck);
void record_settle(Checker *ck, const Record *record);
/* The record that a NODE_SPREAD names, filled; NULL if that was reported. */
const Record *spread_record(Checker *ck, const Node *node,
                            const TypeBinding *bindings);
/* Resolves everything that is declared, so that faults in unused types are
 * found; then looks for records that contain themselves without end. */
void types_check(Checker *ck);
Field *record_field(const Record *record, const char *name);

/* ---- annotations.c ---- */

/* Reads the annotations of a field, parameter or configuration entry into it.
 * `place` is a word of annotations.def. */
void annotations_apply(Checker *ck, NodeList list, const char *place,
                       Field *field);
/* The texts of a `@data`: both NULL without one, both the first where there is
 * no second. */
void annotation_data(const Node *data, const char **type, const char **vendor);
/* What the annotation of that name, whose argument is a bool?, says. */
Said annotation_said(NodeList list, const char *name);
/* The annotation of that name, or NULL. */
const Node *annotation_find(NodeList list, const char *name);
/* Checks names, places and arguments of a list. */
void annotations_check(Checker *ck, NodeList list, const char *place);
/* The constant text argument of an annotation, or NULL. */
const char *annotation_text(const Node *annotation);

/* Argument number `i` of an annotation (NULL: of none), or NULL. */
const Node *annotation_argument(const Node *annotation, size_t i);

/* ---- schemas.c ---- */

/* What a declared type says of itself as a model; in the arena. */
const Schema *schema_of_type(Checker *ck, const Node *node, const char *name);
/* Reads into a field what is there for schemas only. */
void schema_apply(Checker *ck, NodeList list, Field *field);
/* The styles among words, which are strings; reports others. */
unsigned schema_styles(Checker *ck, NodeList words);

/* Makes a field of a NODE_FIELD. */
void field_fill(Checker *ck, const Node *node, const TypeBinding *bindings,
                const char *hint, const char *place, Field *out);

/* ---- expressions.c, calls.c ---- */

/* A name that an expression sees. A dotted one ("input.properties") says more
 * about a path than its type does. */
typedef struct Binding {
    const char *name;
    Expr *value;
    const struct Binding *next;
    bool writable; /* what it holds may be assigned to */
    bool *used;    /* set where it is read, or NULL */
} Binding;

/* A template with steps, where a setting uses it. */
typedef struct TemplateUse {
    const Choice *choice;
    Symbol *symbol;
    const Binding *locals; /* its parameters */
    bool fits;             /* it found the items of some operation */
    /* The first that may be a list, where it found none; or NULL. */
    const struct Operation *listing;
    struct TemplateUse *next;
} TemplateUse;

/* The steps around an expression. */
typedef struct Scene {
    Symbol *fn;         /* whose body this is, or NULL */
    const Type *result; /* what `return` gives; NULL: nothing */
    bool infallible;    /* a fn without `!`: no error leaves it */
    bool test;          /* what fails, fails the test */
    bool skips;         /* skip(…) may answer for the vendor */
    bool free_args;     /* args.NAME is whatever a subscriber gives */
    bool stores;        /* account.x = …, config.x = … */
} Scene;

enum {
    ROOT_CONFIG = 1,
    ROOT_ACCOUNT = 2,
    ROOT_INFORMATION = 4,
    ROOT_ARGS = 8,
    ROOT_RESPONSE = 16, /* response.body, response.headers, response.status */
    ROOT_ERROR = 32,    /* body, headers, status: in an errors table */
    ROOT_CUSTOM = 64    /* custom.names() */
};

/* What an expression may see. */
typedef struct Env {
    unsigned roots;
    const Type *body; /* of the response or error */
    const Operation *operation;
    const Binding *locals;
    bool constant; /* nothing but literals and locals */
    bool *failure; /* under `try` or `catch`: set where something can fail */
    Span because;  /* what says which type is expected; no file: nothing */
    const Scene *scene; /* NULL: no steps, a declaration */
} Env;

/* Resolves an expression; `expected` (or NULL) guides enum members, words and
 * literals and is checked. Never NULL. */
Expr *expr_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected);
Expr *expr_new(Checker *ck, ExprKind kind, Span span, const Type *type);
Expr *expr_poison(Checker *ck, Span span);
Expr *call_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected);
/* A call, or a property (`node` is no call), of a standard function. */
Expr *function_apply(Checker *ck, const Env *env, const Node *node,
                     const FunctionRow *row, Expr *receiver);
/* `name` can fail at `span`: an error unless `try` or `catch` is around. */
void failure_note(Checker *ck, const Env *env, Span span, const char *name);
/* Adds a name that `env` sees. */
Binding *env_bind(Checker *ck, Env *env, const char *name, Expr *value);
/* The nearest binding of that name, or NULL. */
const Binding *env_find(const Env *env, const char *name);
/* "response.body.items": the path of a node that is one, else NULL. */
const char *node_path(Checker *ck, const Node *node);
/* The name of the one that starts the path of a node, or NULL. */
const char *node_base(const Node *node);
/* One of errors.def; reports another. */
const char *error_kind(Checker *ck, Word name);
/* Whether an error may have a value of that type as message, code or after;
 * reports it if not. */
void error_value_check(Checker *ck, const Expr *value, const char *what);
/* ---- placeholders.c ---- */

/* Warns of `{config.x}` and `$config.x` in a text, where `x` is there. */
void placeholders_check(Checker *ck, const Env *env, const Node *text);

/* ---- mistyped.c ---- */

/* What a value is, to a reader: "a text", "a number". */
const char *mistyped_text(const Node *node);
/* Says at `d`, the report of a value of type `found`, how what is meant is
 * written: without quotes, with a unit, converted. */
void mistyped_explain(Checker *ck, Diag *d, const Node *value,
                      const Type *expected, const Type *found);
/* Says at `d` how the value of the enum is written for which a text stands. */
void enum_explain(Checker *ck, Diag *d, const Type *type, const char *text,
                  Span span);
/* Reports `5xx` where a value stands. */
void status_report(Checker *ck, const Node *node, const Type *expected);
/* Says at `d` what is meant most often by an operator on such values. */
void operand_explain(Checker *ck, const char *operator_, const Expr *a,
                     const Expr *b, Diag *d);

/* ---- literals.c ---- */

/* Checks a constant text against the type it stands for: a URL, a time … */
void literal_check(Checker *ck, const Expr *value);
/* Checks a field's default against its @min, @max, @length and @pattern. */
void bounds_check(Checker *ck, const Field *field);

/* ---- patterns.c ---- */

/* Checks that the value is a constant regular expression of the subset that
 * means the same everywhere. */
void pattern_check(Checker *ck, const Expr *value);
/* The same for a text that is known; `span` is where it stands. */
void pattern_check_text(Checker *ck, const char *text, Span span);

/* ---- pattern_match.c ---- */

/* Whether the regular expression is found nowhere in `text`. One that can't be
 * read (which pattern_check reports) or takes too long excludes nothing. */
bool pattern_excludes(const char *pattern, const char *text);
/* The rows of functions.def; NULL behind the last. */
const FunctionRow *function_row(size_t number);
/* The row of a standard function, or NULL. */
const FunctionRow *function_find(const char *receiver, const char *name);
/* The module that has a plain function of that name, or NULL. */
const char *function_module(const char *name);
/* Nearest function of a receiver, or NULL. */
const char *function_nearest(const char *receiver, const char *name);
const FunctionRow *function_of_module(const char *module, const char *name);
/* Reports `found` where `expected` is wanted, unless either is poison; NULL
 * where there is nothing to say. */
Diag *report_mismatch(Checker *ck, Span span, const Type *expected,
                      const Type *found);
/* Number of a stored account value, or -1 if nothing stores it. */
int account_slot(Checker *ck, const char *name);
/* Notes all `account.NAME = …` of a tree as stored values. */
void account_collect(Checker *ck, NodeList items);
/* `a.b` or `a["b"]` where `a` is the root `name` of steps. */
bool is_root(const Node *node, const char *name);

/* ---- settings.c, setting_values.c, expand.c ---- */

/* Reads the settings of a block or kind into a Choice: every row of the table,
 * given or default. Reports unknown, doubled, missing and mistyped ones. */
Choice *settings_read(Checker *ck, const Env *env, const char *owner,
                      const char *kind, Span span, NodeList items);
/* The value of a setting whose type is kind: `cursor(…)`, `none` (NULL), or a
 * template's. */
Choice *kind_read(Checker *ck, const Env *env, const char *setting,
                  const Node *value);
/* The value of one setting, checked against its row. */
Expr *setting_check(Checker *ck, const Env *env, const SettingRow *row,
                    const Node *node);
/* Checks the templates of a unit, used or not, as far as that can be done
 * without their arguments. */
void templates_check(Checker *ck, const Unit *unit);
/* The value given for each of the named parameters, NULL where none is: by
 * position, then by name. Reports what has no place. */
const Node *const *arguments_place(Checker *ck, NodeList arguments,
                                   const char *const *names, size_t count,
                                   const char *callee);
/* Parses the defaults of settings.def. */
void defaults_parse(Checker *ck);

/* ---- properties.c ---- */

/* `base` with what `items` override, from a block named `block`. */
const Properties *properties_read(Checker *ck, const Properties *base,
                                  NodeList items, const char *block);
/* The pagination of an operation, or NULL where it lists nothing. `own`: the
 * operation says so itself, so that a list must be there. */
const Pagination *pagination_read(Checker *ck, const Operation *op, bool own);
/* The one field of a record that is a list, or NULL. */
const Field *pagination_only_list(Checker *ck, const Type *type);
/* Reports the templates with steps that find items in no operation, though
 * there is one that may be a list. */
void templates_check_uses(Checker *ck);
/* `"X" = value` members of a block. */
void assigns_read(Checker *ck, const Env *env, NodeList items, Place place,
                  Assign **out, size_t *count);
/* Appends the assignments of the `parameters` block among `items`. */
void parameters_read(Checker *ck, const Env *env, NodeList items, Assign **out,
                     size_t *count);

/* ---- operations.c, op_steps.c ---- */

/* Reads an `op`, or a step of an authentication (`name` given). */
Operation *operation_read(Checker *ck, const Node *block,
                          const Resource *resource, const char *name,
                          const Properties *base);
/* `request.headers["X"] = value` and the like. */
void sends_read(Checker *ck, const Env *env, NodeList items, Assign **out,
                size_t *count);

/* ---- auth.c, connector.c ---- */

void auths_read(Checker *ck, NodeList setup);
/* `save { account.x = … }`. */
void saves_read(Checker *ck, const Env *env, NodeList items, Save **out,
                size_t *count);
/* Notes the hooks of a block as features. */
void hooks_note(Checker *ck, NodeList items);
/* "API key (header)" -> "api_key_header". */
const char *id_of_label(Arena *arena, const char *label);
void feature_note(Checker *ck, FeatureKind kind, Span span);
void collect_types(Checker *ck);

/* ---- objects.c ---- */

/* Reads the `object` blocks of the file. */
void objects_read(Checker *ck, NodeList items);

/* ---- platform.c ---- */

/* Adds what the `platform` blocks among `items` say. `place` is a word of
 * platform.def. */
void platform_read(Checker *ck, const char *place, NodeList items,
                   Patches *patches);
/* A value that is known when the source is compiled as a JSON text in the
 * arena; NULL, reported, if it is none. */
const char *json_constant(Checker *ck, const Node *node);

#endif
