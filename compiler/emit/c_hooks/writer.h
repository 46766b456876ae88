/* writer.h - what the files that write hooks in C share.
 *
 * Owns: the state of one function being written. An expression becomes the
 * text of a C expression, and as many statements before it as it needs; these
 * go into `out` at once. C does not say in which order arguments are computed:
 * where it could matter they get names first, so that everything happens in
 * the order of the source, as in JavaScript.
 *
 * While a run is stopped all functions do nothing and give null, so that a
 * function looks once after each statement; nothing leaves in the middle of
 * one. Values are those of conn/hook.h: records and json as on the wire.
 */
#ifndef EMIT_C_HOOKS_WRITER_H
#define EMIT_C_HOOKS_WRITER_H

#include "emit/c_hooks/c_hooks.h"
#include "model/hook_uses.h"

/* What computing a value can do beside giving it. */
typedef enum Effect {
    EFFECT_NONE,
    EFFECT_DATA, /* end the run: unexpected data */
    EFFECT_ANY   /* stop the run for one of several reasons */
} Effect;

/* A value as a C expression. */
typedef struct CValue {
    const char *text;
    Effect effect;
} CValue;

/* The function that makes another of a value, for each item `depth` lists or
 * maps below it; NULL: nothing is to do. */
typedef struct CWrap {
    const char *function;
    int depth;
} CWrap;

/* One of several values that are computed in the order of the source. */
typedef struct CItem {
    const Expr *expr;
    const Type *type;                       /* c_value_as that, or NULL */
    CValue (*make)(CHooks *, const Expr *); /* instead of c_value, or NULL */
    CWrap wrap;
    CValue value; /* filled in; beforehand where `expr` is NULL */
} CItem;

/* A variable of a function around a lambda, which the lambda uses. */
typedef struct Capture {
    const HookLocal *local;
    const char *outer; /* what it is there */
    struct Capture *next;
} Capture;

/* A function being written; of a lambda, inside of another. */
typedef struct Frame {
    const HookLocal *locals; /* those before it */
    Capture *captures;       /* newest first */
    bool uses_scene;
    struct Frame *outer; /* NULL: no lambda */
} Frame;

struct CHooks {
    const Connector *connector;
    Arena *arena;
    Diags *diags;
    Names *client; /* names that NAME.c sees */
    const char *prefix;
    Buf *out;
    int indent;
    HookUses uses;
    Frame *frame;
    Names names;        /* of the function being written */
    Names file_names;   /* of the whole file */
    Map known;          /* what was written, by what it is */
    const char *end;    /* `return;` or the like: where a run is stopped */
    const Type *result; /* of the fn being written */
    unsigned line;      /* of the source, that was said last */
    struct Costs *costs;
    bool any_counted;  /* a hook is that counts its steps */
    const char *table; /* name of the table of hooks */
    const Hook *hook;  /* being written, or NULL */
    GivenNames *given; /* of that hook */
    bool valued;       /* a value is being written: it calls nothing */
    CalledOperation *called;
    size_t called_count;
    const char *called_table; /* name of their table, or NULL */

    Buf tables;    /* shapes and names of fields */
    Buf heads;     /* declarations of functions */
    Buf functions; /* fns, maps, lambdas */
    Buf hooks;     /* the functions of hooks and values */
    Buf rows;      /* of the table of hooks */
    size_t row_count;
    bool has_scripts; /* of a hook in JavaScript */
    bool script_keys; /* the table is written, with */
    size_t script_key_count;
    Buf webhooks; /* tables of them */
    Buf values;   /* declarations for NAME.c */

    const char **fns; /* names of connector->functions */
    bool *fn_used, *fn_written;
    bool *map_used, *map_written; /* two of each: reading, writing */
};

/* ---- text.c ---- */

void c_indent(CHooks *c);
void c_line(CHooks *c, const char *text);
/* A line of what the format says. */
void c_put(CHooks *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *c_format(CHooks *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* `#line` of the source, where it is another than was said last. */
void c_mark(CHooks *c, Span span);
/* `text` as a literal. */
const char *c_quoted(CHooks *c, const char *text);
/* CONN_KEY("name") */
const char *c_key(CHooks *c, const char *name);
/* "github.conn": the name of the file, without folders. */
const char *c_file(CHooks *c, Span span);
/* "github.conn:112", the name of the file without folders. */
const char *c_place(CHooks *c, Span span);
/* Reports that the client can't do this; a value to go on with. */
CValue c_refuse(CHooks *c, Span span, const char *what);
/* A name like that which stands for nothing else in the function, or file. */
const char *c_fresh(CHooks *c, const char *like);
const char *c_fresh_in_file(CHooks *c, const char *like);

/* ---- scope.c ---- */

/* Binds a name of the source to a variable: a fresh one, or `text`. */
HookLocal *c_bind(CHooks *c, const char *name, unsigned parts);
HookLocal *c_bind_as(CHooks *c, const char *name, const char *text,
                     unsigned parts);
/* What a name of the source is here; NULL: nothing. */
const char *c_local(CHooks *c, const char *name);
/* `conn_scene *`, which the function then needs. */
const char *c_scene(CHooks *c);
/* A variable that was declared just now, which may turn out to be unused. */
typedef struct Declared {
    HookLocal *local;
    size_t at; /* behind its declaration, in `out` */
    struct Declared *next;
} Declared;
void c_declared(CHooks *c, Declared **list, HookLocal *local);
/* Says of those that are not used that this is on purpose. */
void c_mark_unused(CHooks *c, const Declared *list);

/* A variable that holds the value: its name. A name is left as it is. */
const char *c_hold(CHooks *c, CValue value, const char *like);
/* The statements that `write` makes, apart; they are not in `out`. */
typedef struct Aside {
    Buf text, *outer;
    unsigned line; /* of the source, before */
} Aside;
void c_aside_begin(CHooks *c, Aside *aside);
void c_aside_end(CHooks *c, Aside *aside);
/* Appends them to `out`. */
void c_aside_put(CHooks *c, Aside *aside);

/* ---- values.c ---- */

CValue c_value(CHooks *c, const Expr *expr);
/* As one of that type; NULL: as it is. */
CValue c_value_as(CHooks *c, const Expr *expr, const Type *type);
/* Assigns it to the variable, by statements of its own. What that does. */
Effect c_into(CHooks *c, const char *name, const Expr *expr, const Type *type);
/* Whether c_into does better than c_value. */
bool c_is_block(const Expr *expr);
/* A C condition; c_condition is one without parentheses around it. */
CValue c_test(CHooks *c, const Expr *expr);
const char *c_condition(CHooks *c, const char *test);
/* Whether it is null, or not. */
CValue c_null_test(CHooks *c, const Expr *expr, bool null);
/* A call of `function` with the run and the values; `effect`: its own. */
CValue c_call(CHooks *c, const char *function, CItem *items, size_t count,
              Effect effect);
/* Fills in the values; each is under a name where their order could be seen.
 * What all of them do. */
Effect c_in_order(CHooks *c, CItem *items, size_t count);
bool c_is_thrown(const Expr *expr);
Effect c_worse(Effect a, Effect b);

/* ---- operators.c ---- */

CValue c_binary(CHooks *c, const Expr *expr);
CValue c_unary(CHooks *c, const Expr *expr);
CValue c_concat(CHooks *c, const Expr *expr);
/* The value as a text, or what is made one. */
CValue c_text(CHooks *c, const Expr *expr);
/* Whether `subject`, a variable, is one of the patterns. */
CValue c_patterns(CHooks *c, const char *subject, const Type *type,
                  Expr **patterns, size_t count);
bool c_is_test(const Expr *expr);

/* ---- paths.c ---- */

CValue c_path(CHooks *c, const Expr *expr);
CValue c_member(CHooks *c, const Expr *expr);
CValue c_index(CHooks *c, const Expr *expr);
CValue c_config(CHooks *c, const Expr *expr);
CValue c_account(CHooks *c, const Expr *expr);
CValue c_argument(CHooks *c, const Expr *expr);
CValue c_header(CHooks *c, const Expr *expr);
CValue c_root(CHooks *c, const Expr *expr);
void c_assign(CHooks *c, const Expr *target, const Expr *value);

/* ---- wire.c ---- */

CWrap c_reader(const Type *type, WireForm form);
CWrap c_writer(const Type *type, WireForm form);
CWrap c_converter(const Type *from, const Type *to);
CValue c_wrapped(CHooks *c, CWrap wrap, CValue value);
/* Of an argument or setting, which is a text or what it stands for. */
CValue c_read_text(CHooks *c, CValue value, const Type *type,
                   const Field *field);
CValue c_cast(CHooks *c, const Expr *expr);
/* "names, count" of a table of names on the wire. */
const char *c_names(CHooks *c, const Record *record, bool nullable);

/* ---- calls.c ---- */

CValue c_any_call(CHooks *c, const Expr *expr);

/* ---- operations.c ---- */

/* A call of an operation. */
CValue c_operation(CHooks *c, const Expr *call);
/* The arguments but for `skip` by their names: the variable with that map. */
const char *c_arguments(CHooks *c, const Expr *call, const char *skip);
/* What the table of the operations that are called is called. */
const char *c_called_name(CHooks *c);

/* ---- steps.c ---- */

/* The steps, counting `extra` before them. */
void c_steps(CHooks *c, const StepList *steps, size_t extra);
/* What is done where a run may be stopped. */
void c_check(CHooks *c, Effect effect);

/* ---- functions.c ---- */

void c_plan_functions(CHooks *c);
const char *c_function(CHooks *c, const Function *function);
const char *c_mapping(CHooks *c, const Mapping *mapping, bool back);
/* Writes those that are used, and those that they use. */
void c_write_functions(CHooks *c);

/* A function that is begun: what was being written goes on behind it. */
typedef struct Begun {
    Buf body, *out;
    int indent;
    Names names;
    Frame frame, *outer;
    HookLocal *locals;
    const char *end;
    const Type *result;
    unsigned line;
} Begun;
/* `lambda`: the frame stands inside of the present one. */
void c_begin(CHooks *c, Begun *begun, const char *end, bool lambda);
/* Writes the function to `out`: `head`, what makes the scene known or unused,
 * and the body. */
void c_finish(CHooks *c, Begun *begun, Buf *out, const char *head,
              const char *first);

/* ---- scripts.c ---- */

/* Writes the function of that name, and the row, of a hook in JavaScript. */
void c_write_script(CHooks *c, const Hook *hook, const char *name);

#endif
