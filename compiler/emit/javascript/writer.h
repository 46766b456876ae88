/* writer.h - what the files that write JavaScript share.
 *
 * Owns: the state of one hook being written. Text goes into `out`, one
 * function after the other; helpers, functions and variables of the platform
 * are noted as they are used and written when the rest is known.
 *
 * Values at run time: bool, int, float, string, duration and timestamp
 * (integer microseconds) are JavaScript's own; int64 and decimal are texts;
 * bytes are arrays of numbers. Records and json stay as they are on the wire,
 * so that what a hook doesn't touch is handed on unchanged; reading a field
 * makes a value of it, and setting one writes it back (wire.c).
 */
#ifndef EMIT_JAVASCRIPT_WRITER_H
#define EMIT_JAVASCRIPT_WRITER_H

#include "base/buf.h"
#include "base/map.h"
#include "emit/javascript/javascript.h"
#include "model/hook_uses.h"

/* How tightly an operator binds, loosest first. */
typedef enum JsBinding {
    BIND_ANY,
    BIND_CONDITION,
    BIND_OR,
    BIND_AND,
    BIND_EQUAL,
    BIND_LESS,
    BIND_ADD,
    BIND_MULTIPLY,
    BIND_UNARY,
    BIND_CALL
} JsBinding;

typedef struct Helper Helper; /* library.c */

typedef struct JsWriter {
    const Connector *connector;
    const JsNames *names;
    Arena *arena;
    Diags *diags;
    JsKind kind;
    Buf *out;
    int indent;
    HookUses uses;
    Map variables; /* of the platform that are read */
    Map library;   /* name of a helper -> Helper */
    Helper **library_order;
    size_t library_count;
    Map helpers;            /* that are used */
    const char **functions; /* names of connector->functions */
    bool *function_used, *function_written;
    const char **mappings; /* names, two of each: reading, writing */
    bool *mapping_used, *mapping_written;
    const char **temporary; /* of the function being written */
    size_t temporary_count;
    const Operation *operation;
    const Type *result; /* of the fn being written, NULL: a hook */
    bool failed;        /* something was reported */
} JsWriter;

/* ---- text.c ---- */

void script_indent(JsWriter *js);
/* `text` as a string literal: nothing in it ends the literal, the script or
 * the document around it. */
void script_quote(Buf *out, const char *text);
/* `.name` or `["name"]`. */
void script_property(JsWriter *js, const char *name);
/* The key of an object literal. */
void script_key(JsWriter *js, const char *name);
bool script_is_name(const char *text);
/* Whether the name means something already: a word of JavaScript, a variable
 * of the platform, a helper. */
bool script_is_taken(const JsWriter *js, const char *name);
/* An opening parenthesis where the context binds tighter; script_close ends it.
 */
bool script_open(JsWriter *js, JsBinding own, JsBinding least);
void script_close(JsWriter *js, bool open);
/* "github.conn:112", the name of the file without folders. */
const char *script_place(JsWriter *js, Span span);
/* Reports that the platform can't do this. */
void script_refuse(JsWriter *js, Span span, const char *what);

/* ---- library.c ---- */

/* A writer into `text` that knows the library. */
JsWriter script_make(const Connector *connector, const JsNames *names,
                     Arena *arena, Diags *diags, JsKind kind, Buf *text);
/* Notes the use of a helper, and returns its name. */
const char *script_helper(JsWriter *js, const char *name);
/* Whether a helper that is used, or one that it needs, can throw. */
bool script_throws(JsWriter *js);
/* Writes all that are used, in the order of the library. */
void script_write_helpers(JsWriter *js);
bool script_is_helper(const JsWriter *js, const char *name);
/* A variable of the platform; it is noted as read. */
const char *script_variable(JsWriter *js, const char *name);

/* ---- scope.c ---- */

/* Binds a name of the source to a fresh one like it. */
const char *script_bind(JsWriter *js, const char *name, unsigned parts);
/* A fresh name like that, which no source says. */
const char *script_fresh(JsWriter *js, const char *like);
/* A variable for a value in the middle of an expression. */
const char *script_temporary(JsWriter *js);

/* ---- expressions.c ---- */

/* The value; null is null and never undefined. */
void script_value(JsWriter *js, const Expr *expr, JsBinding least);
/* The same where undefined does as null. */
void script_nullish(JsWriter *js, const Expr *expr, JsBinding least);
/* The value as one of that type. */
void script_value_as(JsWriter *js, const Expr *expr, const Type *type,
                     JsBinding least);
/* Whether writing it twice costs nothing and means the same. */
bool script_is_simple(const Expr *expr);
/* `fail` or `skip`. */
bool script_is_thrown(const Expr *expr);
/* What it throws. */
void script_thrown(JsWriter *js, const Expr *expr);

/* ---- operators.c ---- */

void script_binary(JsWriter *js, const Expr *expr, JsBinding least);
void script_unary(JsWriter *js, const Expr *expr, JsBinding least);
void script_concat(JsWriter *js, const Expr *expr, JsBinding least);
/* The value as text. */
void script_text(JsWriter *js, const Expr *expr, JsBinding least);
/* `subject` (text) equals the pattern. */
void script_pattern(JsWriter *js, const char *subject, const Type *type,
                    const Expr *pattern);
/* All patterns of an arm, joined by ||; `first` is the subject where it is
 * written first. */
void script_patterns(JsWriter *js, const char *first, const char *subject,
                     const Type *type, Expr **patterns, size_t count);

/* ---- paths.c ---- */

/* A path as what it is on the wire: undefined and not converted. */
void script_path(JsWriter *js, const Expr *expr);
void script_member(JsWriter *js, const Expr *expr, JsBinding least);
void script_index(JsWriter *js, const Expr *expr, JsBinding least);
void script_config(JsWriter *js, const Expr *expr);
void script_account(JsWriter *js, const Expr *expr);
void script_argument(JsWriter *js, const Expr *expr);
void script_header(JsWriter *js, const char *name);
void script_root(JsWriter *js, const Expr *expr);
/* `target = value;` as a statement. */
void script_assign(JsWriter *js, const Expr *target, const Expr *value);

/* ---- wire.c ---- */

/* What stands around a value to make another of it: "each(" and ", time_of)".
 * Texts of length 0 where nothing is to do. Null stays null. */
typedef struct JsWrap {
    const char *before, *after;
} JsWrap;

/* What reads a value of that type from the wire, or writes it. */
JsWrap script_reader(JsWriter *js, const Type *type, WireForm form);
JsWrap script_writer(JsWriter *js, const Type *type, WireForm form);
/* What makes one of a text: an argument or setting. */
JsWrap script_text_reader(JsWriter *js, const Type *type, const Field *field);
/* What a value of `from` needs to be one of `to`. */
JsWrap script_converter(JsWriter *js, const Type *from, const Type *to);
/* `as`: a cast that may fail. */
void script_cast(JsWriter *js, const Expr *expr, JsBinding least);

/* ---- calls.c ---- */

void script_call(JsWriter *js, const Expr *expr, JsBinding least);
void script_lambda(JsWriter *js, const Expr *expr, JsBinding least);

/* ---- sinks.c ---- */

/* Where a value goes. */
typedef struct JsSink {
    const char *name; /* a variable; NULL: it is returned */
    bool declared;    /* it has its `var` */
    const Type *type;
} JsSink;

/* `var name = value;` and the like, as several statements where `value` can
 * leave in its middle. */
void script_sink(JsWriter *js, const JsSink *sink, const Expr *value);
/* The value under a name that can be written again and again. */
const char *script_subject(JsWriter *js, const Expr *value);
/* The head of arm number `i`; false where it takes all that is left, which the
 * last one does if `total`. */
bool script_arm(JsWriter *js, const char *subject, const Expr *value, size_t i,
                Expr **patterns, size_t count, bool last);
void script_throw(JsWriter *js, const Expr *expr);
const Expr *script_without_try(const Expr *expr);
/* A line of its own; script_begin: its beginning. */
void script_line(JsWriter *js, const char *text);
void script_begin(JsWriter *js, const char *text);

/* ---- steps.c ---- */

void script_steps(JsWriter *js, const StepList *steps);
/* The same, counting `extra` steps before them. */
void script_counted_steps(JsWriter *js, const StepList *steps, size_t extra);
/* The same as the body of a function: with its temporaries in front. */
void script_body(JsWriter *js, const StepList *steps, size_t extra);
bool script_leaves(const StepList *steps);

/* ---- functions.c ---- */

/* The name of a fn of the source, which is then written too. */
const char *script_function(JsWriter *js, const Function *function);
/* Writes the fns and maps that are used, and those that they use. */
void script_write_functions(JsWriter *js);
/* Gives each fn and map its name. */
void script_plan_functions(JsWriter *js);
/* The name of what reads by a map, or with `back` writes; it is then written
 * too. It takes what is read and what is filled in, and returns that. */
const char *script_mapping(JsWriter *js, const Mapping *mapping, bool back);
/* Such a function, of the rows that are wanted. */
void script_write_mapping(JsWriter *js, const Mapping *mapping, bool back,
                          const char *name, const StepList *steps);

#endif
