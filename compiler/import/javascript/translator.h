/* translator.h - between the files that translate JavaScript hooks.
 *
 * A value is the text of an expression with its type. A variable of the hook
 * is a value, or it stands for the place that `done` puts it into: what is
 * written to it is then written there at once.
 */
#ifndef IMPORT_JAVASCRIPT_TRANSLATOR_H
#define IMPORT_JAVASCRIPT_TRANSLATOR_H

#include "base/buf.h"
#include "import/javascript/syntax.h"
#include "import/javascript/translate.h"

enum { JS_MAX_WORK = 20000 };

/* How tightly an expression binds, loosest first. */
typedef enum Binding {
    BIND_PREFIX, /* try, if … then … else */
    BIND_CATCH,
    BIND_COALESCE,
    BIND_OR,
    BIND_AND,
    BIND_NOT,
    BIND_COMPARE,
    BIND_SUM,
    BIND_POSTFIX
} Binding;

typedef enum ValueType {
    VALUE_JSON,
    VALUE_TEXT,
    VALUE_MAYBE_TEXT, /* string? */
    VALUE_INT,
    VALUE_BOOL,
    VALUE_TEXTS, /* a list of texts */
    VALUE_MAP    /* of texts: headers, path variables, what is kept */
} ValueType;

/* Places of the platform that hooks read and answer. */
typedef enum RootId {
#define ROOT(id, variable, path, type, key, whole) ROOT_##id,
#include "import/javascript/roots.def"
#undef ROOT
    ROOT_COUNT,
    ROOT_NONE = ROOT_COUNT
} RootId;

typedef struct Root {
    const char *variable; /* in JavaScript */
    const char *path;     /* in the language */
    ValueType type;
    unsigned keys; /* in which hooks done takes it: bits by JsHookKind */
    bool whole;    /* done replaces it; else what done has is added to it */
} Root;

extern const Root js_roots[ROOT_COUNT];

typedef struct Value {
    const char *text;
    ValueType type;
    Binding binding;
    bool path;   /* names and members only: reading it again gives the same */
    bool fresh;  /* made here: nobody else sees it */
    RootId root; /* where the path begins */
    bool is_root;
    const char *constant; /* of a literal text: the text */
} Value;

/* What the hook does with one of its variables. */
typedef struct Variable {
    const char *name;
    const char *local; /* its name in the language */
    int declared, assigned, written, read, passed;
    RootId destination; /* where done puts it, ROOT_NONE: nowhere */
    bool scattered;     /* in more than one place */
    bool bound, stands; /* value is known; it stands for its destination */
    bool literal;       /* it began as `{}` or `[]` */
    const JsNode *made; /* an object that only done gets, right behind */
    Value value;
} Variable;

/* A path that is known to be there: not null, or even true. */
typedef struct Fact {
    const char *path;
    bool truthy;
    const struct Fact *next;
} Fact;

/* A caller's parameter that the hook sets for itself. */
typedef struct Override {
    const char *path;
    Value value; /* without text: set on one way only, so not to be read */
    const struct Override *next;
} Override;

typedef struct Translator {
    Arena *arena;
    JsHookKind kind;
    const JsNode *hook;
    JsTranslation *out;
    Buf *statements;
    int indent;
    Variable *variables;
    size_t variable_count;
    const Fact *facts;
    const Override *overrides;
    int override_count;
    bool unsure;          /* what is read now may not be evaluated */
    unsigned changed;     /* roots written so far, bits by RootId */
    unsigned replaced;    /* by a variable: their own names mean the old */
    unsigned overwritten; /* roots of which another value is known by name */
    Value originals[ROOT_COUNT];
    bool in_loop;
    bool ending; /* in a done: what follows is never reached */
    const char *loop_index, *loop_list; /* `list[i]` is the loop's item */
    Value loop_item;
    unsigned done_set; /* roots that the present done has set */
    int work; /* expressions so far; some are translated more than once */
    const char *comment;
    const JsNode *next; /* the statement behind the present one, or NULL */
} Translator;

/* ---- words.c ---- */

/* Gives up with a reason. */
void js_refuse(Translator *tr, const char *why);
bool js_stopped(const Translator *tr);
const char *js_quoted(Translator *tr, const char *text);
/* A name of the language, made of one of JavaScript. */
const char *js_local_name(Translator *tr, const char *name);
/* Refuses a name that something else has already, of the variable `name`. */
void js_take_name(Translator *tr, const char *local, const char *name);
void js_line(Translator *tr, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The text of a value where at least `least` must bind. */
const char *js_bound(Translator *tr, const Value *value, Binding least);
Value js_value(const char *text, ValueType type, Binding binding);
/* `path.name`, or `path["name"]` where it is no name. */
const char *js_member_text(Translator *tr, const char *path, const char *name);
RootId js_root_of(const char *variable);
Variable *js_variable(Translator *tr, const char *name);
/* From here on, in this branch, what is read at `path` is `value`, as a let. */
void js_override(Translator *tr, const char *path, const char *name,
                 const Value *value);
const Value *js_overridden(const Translator *tr, const char *path);
/* Facts about paths. */
bool js_knows(const Translator *tr, const char *path, bool truthy);
void js_learn(Translator *tr, const char *path, bool truthy);
void js_forget(Translator *tr, const char *path);

/* ---- uses.c ---- */

/* Brings `x = {}; x.a = 1` together, and counts what is done with variables. */
void js_prepare(Translator *tr, JsNode *hook);
bool js_mentions(const JsNode *node, const char *name);

/* ---- paths.c ---- */

/* Gives up with a reason, and gives some value all the same. */
Value js_refused(Translator *tr, const char *why);
Value js_root_value(Translator *tr, RootId root);
Value js_name_value(Translator *tr, const JsNode *node);
Value js_member_value(Translator *tr, const JsNode *node, const char *name);
Value js_index_value(Translator *tr, const JsNode *node);
/* `x.length`, where only a length above 0 matters. */
Value js_length_value(Translator *tr, const JsNode *node);
/* The object of a member: says so first where it may be null. */
void js_need(Translator *tr, Value *value);
/* As a text; fails where JavaScript would write `undefined` and the like. */
const char *js_text_of(Translator *tr, const Value *value, Binding least);
/* The name in `x.name` and `x["name"]`, NULL of all others. */
const char *js_constant_name(Translator *tr, const JsNode *node);
bool js_is_whole_number(const JsNode *node);

/* ---- calls.c ---- */

Value js_translate_call(Translator *tr, const JsNode *node);
/* `x.indexOf(y)`, as a test whether y is in x. */
const char *js_contains_text(Translator *tr, const JsNode *node);

/* ---- values.c, conditions.c ---- */

Value js_translate_value(Translator *tr, const JsNode *node);
/* A condition, as a bool. */
const char *js_condition(Translator *tr, const JsNode *node, Binding least);
/* Whether a condition is false on every platform. */
bool js_is_never(Translator *tr, const JsNode *node);
/* Notes what is known where the condition is (or is not) true. */
void js_learn_condition(Translator *tr, const JsNode *node, bool when);

/* ---- steps.c, loops.c ---- */

void js_translate_block(Translator *tr, const JsNode *block, bool last);
/* Returns whether the statement always leaves the hook. */
bool js_leaves(const JsNode *node);
bool js_is_done(const JsNode *node);
void js_translate_step(Translator *tr, const JsNode *node, bool last);
/* forEach, for-of, for with an index. False: `node` is none of them. */
bool js_translate_loop(Translator *tr, const JsNode *node);

/* ---- outcomes.c ---- */

void js_translate_done(Translator *tr, const JsNode *call, bool last);
unsigned js_bit(RootId root);
/* Whether done takes it in such a hook. */
bool js_is_open(const Translator *tr, RootId root);
/* Whether done gets, by that name, what stands at the root already. */
bool js_is_passed(Translator *tr, const JsNode *node, RootId root);
void js_note_change(Translator *tr, RootId root, const char *path);
bool js_may_be_null(const Translator *tr, const Value *value);
void js_set_root(Translator *tr, RootId root, const JsNode *node);
void js_set_entry(Translator *tr, RootId root, const char *name,
                  const Value *value);
void js_set_entries(Translator *tr, RootId root, const JsNode *object);

/* ---- variables.c ---- */

void js_declare(Translator *tr, const JsNode *node);
void js_translate_assign(Translator *tr, const JsNode *node);
void js_translate_delete(Translator *tr, const JsNode *node);
void js_translate_push(Translator *tr, const JsNode *node);

#endif
