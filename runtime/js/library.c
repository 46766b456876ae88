/* library.c - what a script may call beside `done`: console, print, and the
 * platform's library CE on the runtime's own digests. */
#include <string.h>

#include "conn/functions.h"
#include "js/js.h"

/* ---- the log ---- */

/* Texts as they are, all else as JSON, blanks between. */
static duk_ret_t call_log(duk_context *duk)
{
    conn_js *js = conn_js_of(duk);
    duk_idx_t count = duk_get_top(duk);
    conn_any line = CONN_ANY_LITERAL("");
    for (duk_idx_t i = 0; i < count; i++) {
        conn_any part = duk_is_string(duk, i)
                            ? conn_js_text(js, i)
                            : conn_any_write(js->run, conn_js_value(js, i));
        line = conn_join_3(js->run, line,
                           i > 0 ? CONN_ANY_LITERAL(" ") : CONN_ANY_LITERAL(""),
                           part);
    }
    conn_fn_log_info(js->run, line);
    conn_js_check(js);
    return 0;
}

static duk_ret_t call_require(duk_context *duk)
{
    return duk_error(duk, DUK_ERR_ERROR, "a client has no module %s",
                     duk_safe_to_string(duk, 0));
}

static duk_ret_t call_email(duk_context *duk)
{
    return duk_error(duk, DUK_ERR_ERROR, "a client sends no email");
}

/* ---- digests ---- */

static conn_any bytes_at(conn_js *js, duk_idx_t index)
{
    return conn_fn_string_to_bytes(js->run, conn_js_text(js, index));
}

static duk_ret_t give_text(conn_js *js, conn_any text)
{
    if (conn_caught(js->run))
        return duk_error(js->duk, DUK_ERR_TYPE_ERROR, "that is no base64");
    conn_js_check(js);
    conn_js_push_text(js->duk, text.as.text);
    return 1;
}

static conn_any written(conn_run *run, conn_any bytes, const char *encoding)
{
    return strcmp(encoding, "hex") == 0 ? conn_fn_bytes_to_hex(run, bytes)
                                        : conn_fn_bytes_to_base64(run, bytes);
}

/* hmac(algorithm, encoding, secret, text) */
static duk_ret_t call_hmac(duk_context *duk)
{
    static const struct {
        const char *name;
        conn_any (*make)(conn_run *, conn_any, conn_any);
    } rows[] = {{"md5", conn_fn_hmac_md5},
                {"sha1", conn_fn_hmac_sha1},
                {"sha256", conn_fn_hmac_sha256},
                {"sha512", conn_fn_hmac_sha512}};
    conn_js *js = conn_js_of(duk);
    const char *name = duk_require_string(duk, 0);
    const char *encoding = duk_require_string(duk, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) {
            conn_any key = bytes_at(js, 2), text = bytes_at(js, 3);
            return give_text(
                js,
                written(js->run, rows[i].make(js->run, key, text), encoding));
        }
    return duk_error(duk, DUK_ERR_TYPE_ERROR, "no digest is called %s", name);
}

static duk_ret_t call_md5(duk_context *duk)
{
    conn_js *js = conn_js_of(duk);
    conn_any bytes = bytes_at(js, 0);
    return give_text(
        js, conn_fn_bytes_to_hex(js->run, conn_fn_md5(js->run, bytes)));
}

static duk_ret_t call_b64(duk_context *duk)
{
    conn_js *js = conn_js_of(duk);
    conn_any bytes = bytes_at(js, 0);
    return give_text(js, conn_fn_bytes_to_base64(js->run, bytes));
}

static duk_ret_t call_decode64(duk_context *duk)
{
    conn_js *js = conn_js_of(duk);
    conn_any text = conn_js_text(js, 0);
    return give_text(
        js, conn_fn_bytes_to_text(js->run,
                                  conn_fn_string_from_base64(js->run, text)));
}

/* What is easier to say in JavaScript. */
static const char ce_text[] =
    "function(hmac, ce) {\n"
    "  'use strict';\n"
    "  ce.randomString = function (length) {\n"
    "    var letters = 'abcdefghijklmnopqrstuvwxyz', text = '';\n"
    "    while (text.length < (length || 10)) {\n"
    "      text += letters.charAt(Math.floor(Math.random() * 26));\n"
    "    }\n"
    "    return text;\n"
    "  };\n"
    "  ce.randomEmail = function () {\n"
    "    return ce.randomString(10) + '@' + ce.randomString(8) + '.com';\n"
    "  };\n"
    "  ce.hmac = function (algorithm) {\n"
    "    return function (encoding) {\n"
    "      return function (secret, text) {\n"
    "        return hmac(algorithm, encoding, secret, text);\n"
    "      };\n"
    "    };\n"
    "  };\n"
    "  ['Sha1', 'Sha256', 'Md5'].forEach(function (name) {\n"
    "    ce['hmac' + name + 'Hex'] = ce.hmac(name.toLowerCase())('hex');\n"
    "    ce['hmac' + name + 'Base64'] = "
    "ce.hmac(name.toLowerCase())('base64');\n"
    "  });\n"
    "  return ce;\n"
    "}";

static void put_ce(duk_context *duk)
{
    static const duk_function_list_entry functions[] = {
        {"md5", call_md5, 1},
        {"b64", call_b64, 1},
        {"decode64", call_decode64, 1},
        {NULL, NULL, 0},
    };
    duk_push_string(duk, ce_text);
    duk_push_string(duk, "CE");
    duk_compile(duk, DUK_COMPILE_FUNCTION);
    duk_push_c_function(duk, call_hmac, 4);
    duk_push_object(duk);
    duk_put_function_list(duk, -1, functions);
    duk_call(duk, 2);
    duk_put_prop_string(duk, -2, "CE");
}

void conn_js_put_library(conn_js *js)
{
    static const duk_function_list_entry globals[] = {
        {"print", call_log, DUK_VARARGS},
        {"require", call_require, 1},
        {NULL, NULL, 0},
    };
    static const duk_function_list_entry console[] = {
        {"log", call_log, DUK_VARARGS},
        {"info", call_log, DUK_VARARGS},
        {"warn", call_log, DUK_VARARGS},
        {"error", call_log, DUK_VARARGS},
        {NULL, NULL, 0},
    };
    duk_context *duk = js->duk;
    duk_put_function_list(duk, -1, globals);
    duk_push_object(duk);
    duk_put_function_list(duk, -1, console);
    duk_put_prop_string(duk, -2, "console");
    duk_push_object(duk);
    duk_push_c_function(duk, call_email, DUK_VARARGS);
    duk_put_prop_string(duk, -2, "email");
    duk_put_prop_string(duk, -2, "notify");
    if (conn_js_says(js->source, "CE"))
        put_ce(duk);
}
