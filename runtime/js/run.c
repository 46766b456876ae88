/* run.c - one run of a script: its engine, its variables, `done`, and how it
 * ends. */
#include <stdio.h>
#include <string.h>

#include "conn/functions.h"
#include "js/js.h"

#define SCRIPT_VARIABLE(name, home) #name,
static const char *const variables[] = {
#include "grammar/script_variables.def"
    NULL,
};

/* ---- the text ---- */

conn_str conn_js_source(conn_run *run, const conn_script *script)
{
    size_t len = 0;
    for (size_t i = 0; script->text[i] != NULL; i++)
        len += strlen(script->text[i]);
    char *text = conn_run_alloc(run, len + 1);
    char *at = text;
    for (size_t i = 0; text != NULL && script->text[i] != NULL; i++) {
        size_t piece = strlen(script->text[i]);
        memcpy(at, script->text[i], piece);
        at += piece;
    }
    return conn_key(text, text != NULL ? len : 0);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '$';
}

bool conn_js_says(conn_str text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        if (text.data[i] == *word && memcmp(text.data + i, word, len) == 0 &&
            (i == 0 || !is_word(text.data[i - 1])) &&
            (i + len == text.len || !is_word(text.data[i + len])))
            return true;
    return false;
}

/* ---- what a script sees ---- */

static duk_ret_t call_done(duk_context *duk)
{
    conn_js *js = conn_js_of(duk);
    if (js->called)
        return 0;
    js->given = conn_js_value(js, 0);
    js->called = true;
    return 0;
}

static duk_ret_t throw_absent(duk_context *duk)
{
    return duk_error(duk, DUK_ERR_REFERENCE_ERROR,
                     "a client has nothing that the platform calls %s",
                     duk_require_string(duk, 0));
}

/* A getter is called with the name that is read. */
static void put_absent(duk_context *duk, const char *name)
{
    duk_push_string(duk, name);
    duk_push_c_function(duk, throw_absent, 1);
    duk_def_prop(duk, -3,
                 DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_SET_CONFIGURABLE);
}

/* The headers of what was received stand among its members. */
static void put_headers(conn_js *js)
{
    conn_any headers =
        conn_any_map_get(js->variables, CONN_KEY(CONN_JS_HEADERS));
    if (!js->script->receives)
        return;
    duk_get_prop_string(js->duk, -1, "events");
    if (duk_is_object(js->duk, -1)) {
        conn_js_push(js, headers);
        duk_put_prop_string(js->duk, -2, CONN_JS_HEADERS);
    }
    duk_pop(js->duk);
    duk_del_prop_string(js->duk, -1, CONN_JS_HEADERS);
}

/* The global object is at the top, before and after. */
static void put_variables(conn_js *js)
{
    duk_context *duk = js->duk;
    conn_str name;
    conn_any value;
    for (size_t i = 0; variables[i] != NULL; i++) {
        duk_push_undefined(duk);
        duk_put_prop_string(duk, -2, variables[i]);
    }
    for (size_t at = 0; conn_any_map_next(js->variables, &at, &name, &value);) {
        conn_js_push(js, value);
        duk_put_prop_lstring(duk, -2, name.data, name.len);
    }
    put_headers(js);
    for (size_t i = 0; js->absent != NULL && js->absent[i] != NULL; i++)
        put_absent(duk, js->absent[i]);
}

/* ---- running ---- */

static void push_function(conn_js *js)
{
    duk_context *duk = js->duk;
    duk_push_string(duk, "function(){\"use strict\";");
    conn_js_push_text(duk, js->source);
    duk_push_string(duk, "\n}");
    duk_concat(duk, 3);
    duk_push_string(duk, js->script->file);
    duk_compile(duk, DUK_COMPILE_FUNCTION);
}

static duk_ret_t play(duk_context *duk, void *udata)
{
    conn_js *js = udata;
    duk_push_global_object(duk);
    duk_del_prop_string(duk, -1, "Duktape");
    put_variables(js);
    conn_js_put_library(js);
    duk_push_c_function(duk, call_done, 1);
    duk_put_prop_string(duk, -2, "done");
    duk_pop(duk);
    push_function(js);
    duk_call(duk, 0);
    return 0;
}

/* ---- how it ends ---- */

enum { MOST_MESSAGE = 200 };

/* Written to be read in a line of a log. */
static void clean(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            *text = ' ';
}

/* "crm.conn:14: TypeError: …", in the run. `line` is of the script; 0: none. */
static const char *told(conn_js *js, unsigned line, const char *message)
{
    size_t size = strlen(js->script->file) + MOST_MESSAGE + 32;
    char *text = conn_run_alloc(js->run, size);
    if (text == NULL)
        return NULL;
    snprintf(text, size, "%s:%u: %.*s", js->script->file,
             js->script->line + (line > 0 ? line - 1 : 0), MOST_MESSAGE,
             message);
    clean(text);
    conn_any valid = conn_any_received(js->run, text, strlen(text));
    return valid.kind == CONN_ANY_TEXT ? valid.as.text.data : NULL;
}

/* The line that stands in the stack's text behind the name of the file: that of
 * the innermost function of the script. */
static unsigned line_in(const char *stack, const char *file)
{
    size_t len = strlen(file);
    unsigned line = 0;
    for (const char *at = stack; (at = strstr(at, file)) != NULL; at += len)
        if (at[len] == ':' && sscanf(at + len, ":%5u", &line) == 1)
            return line;
    return 0;
}

static unsigned line_of(conn_js *js, duk_idx_t error)
{
    duk_context *duk = js->duk;
    duk_get_prop_string(duk, error, "stack");
    const char *stack = duk_get_string(duk, -1);
    unsigned line = stack != NULL ? line_in(stack, js->script->file) : 0;
    duk_get_prop_string(duk, error, "lineNumber");
    if (line == 0)
        line = duk_get_uint(duk, -1);
    duk_pop_2(duk);
    return line;
}

/* What was thrown, as a reason. Reading it may throw again. */
static duk_ret_t describe(duk_context *duk, void *udata)
{
    conn_js *js = udata;
    if (duk_is_error(duk, -1)) {
        unsigned line = line_of(js, -1);
        js->reason = told(js, line, duk_to_string(duk, -1));
        return 0;
    }
    duk_push_string(duk, "thrown: ");
    duk_dup(duk, -2);
    duk_json_encode(duk, -1);
    duk_safe_to_string(duk, -1);
    duk_concat(duk, 2);
    js->reason = told(js, 0, duk_get_string(duk, -1));
    return 0;
}

/* Whether memory was refused, and the script did not get over it. */
static bool is_shortage(const conn_js *js)
{
    return js->engine.refusals > 0 && js->reason != NULL &&
           strstr(js->reason, "alloc failed") != NULL;
}

/* Behind `done` what a script throws changes nothing, as on the platform. */
static void ended(conn_js *js, bool threw)
{
    if (js->called || conn_stopped(js->run))
        return;
    if (threw && duk_safe_call(js->duk, describe, js, 1, 0) != 0)
        js->reason = told(js, 0, "what was thrown can't be told");
    else if (!threw)
        js->reason = told(js, 0, "done was not called");
    if (is_shortage(js))
        conn_js_stop(&js->engine, "too much memory");
    if (js->reason != NULL)
        conn_end(js->run, js->reason);
}

static void run_engine(conn_js *js)
{
    js->duk = duk_create_heap(conn_js_alloc, conn_js_realloc, conn_js_free, js,
                              conn_js_fatal);
    if (js->duk == NULL)
        conn_js_stop(&js->engine, "out of memory");
    ended(js, duk_safe_call(js->duk, play, js, 0, 1) != 0);
}

static void at_limit(conn_js *js)
{
    if (strcmp(js->engine.reason, "out of memory") == 0) {
        conn_end(js->run, "out of memory");
        return;
    }
    const char *reason = told(js, 0, js->engine.reason);
    if (reason != NULL)
        conn_end_at_limit(js->run, reason);
}

/* Of the run's own chance. */
static uint32_t chance_of(conn_run *run)
{
    uint32_t chance = 2166136261U;
    conn_any text = conn_fn_nonce(run, conn_any_int(16));
    for (size_t i = 0; text.kind == CONN_ANY_TEXT && i < text.as.text.len; i++)
        chance = (chance ^ (unsigned char)text.as.text.data[i]) * 16777619U;
    return chance;
}

conn_any conn_js_play(conn_run *run, const conn_script *script, conn_any given,
                      const char *const *absent)
{
    double now = (double)(conn_whole(conn_fn_now(run)) / 1000);
    uint32_t chance = chance_of(run);
    conn_js *js = conn_run_alloc(run, sizeof *js);
    if (js == NULL)
        return conn_any_null();
    js->run = run;
    js->script = script;
    js->source = conn_js_source(run, script);
    js->variables = given;
    js->absent = absent;
    if (conn_stopped(run))
        return conn_any_null();
    conn_js_enter(&js->engine, now, chance);
    if (setjmp(js->engine.out) == 0)
        run_engine(js);
    else
        at_limit(js);
    conn_js_leave(&js->engine);
    return conn_stopped(run) ? conn_any_null() : js->given;
}

conn_any conn_script_call(conn_run *run, const conn_script *script,
                          conn_any given)
{
    return conn_js_play(run, script, given, NULL);
}
