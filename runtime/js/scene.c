/* scene.c - the platform's variables, made of what a hook sees, and what `done`
 * says, put back there. */
#include <string.h>

#include "conn/functions.h"
#include "js/js.h"

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static void put(conn_run *run, conn_any map, const char *name, conn_any value)
{
    conn_any_map_put(run, map, conn_key(name, strlen(name)), value);
}

/* ---- variables ---- */

typedef enum Side { OF_REQUEST, OF_RESPONSE } Side;

/* How a member of the scene becomes a variable. */
typedef enum Form {
    AS_IS,
    AS_TEXT, /* bytes as a text */
    AS_JSON, /* a value as its JSON text; a text as it is */
    AS_MAP   /* none is an empty one */
} Form;

static const struct {
    const char *variable;
    Side side;
    const char *member;
    Form form;
} rows[] = {
    {"request_method", OF_REQUEST, "method", AS_IS},
    {"request_parameters", OF_REQUEST, "caller_query", AS_MAP},
    {"request_headers", OF_REQUEST, "caller_headers", AS_MAP},
    {"request_body", OF_REQUEST, "caller_body", AS_JSON},
    {"request_body_raw", OF_REQUEST, "caller_body", AS_JSON},
    {"request_body_map", OF_REQUEST, "caller_body", AS_IS},
    {"request_path_variables", OF_REQUEST, "path_variables", AS_MAP},
    {"request_vendor_method", OF_REQUEST, "method", AS_IS},
    {"request_vendor_url", OF_REQUEST, "url", AS_IS},
    {"request_vendor_path", OF_REQUEST, "path", AS_IS},
    {"request_vendor_parameters", OF_REQUEST, "query", AS_MAP},
    {"request_vendor_headers", OF_REQUEST, "headers", AS_MAP},
    {"request_vendor_body", OF_REQUEST, "body", AS_IS},
    {"request_vendor_body_map", OF_REQUEST, "body", AS_IS},
    {"response_body", OF_RESPONSE, "body", AS_IS},
    {"response_body_map", OF_RESPONSE, "body", AS_IS},
    {"response_body_raw", OF_RESPONSE, "raw_body", AS_TEXT},
    {"response_body_raw_map", OF_RESPONSE, "body", AS_IS},
    {"response_headers", OF_RESPONSE, "headers", AS_MAP},
    {"response_status_code", OF_RESPONSE, "status", AS_IS},
    {"response_iserror", OF_RESPONSE, "failed", AS_IS},
    {"response_error", OF_RESPONSE, "error", AS_IS},
};

/* What the platform has and a client has not. */
#define EVERYWHERE(name)
#define PLATFORM(name) name,
#define EVENTS(name) name,
#define SCRIPT_VARIABLE(name, home) home(#name)
static const char *const absent[] = {
#include "grammar/script_variables.def"
    NULL,
};

static conn_any formed(conn_run *run, conn_any value, Form form)
{
    switch (form) {
    case AS_MAP:
        return value.kind == CONN_ANY_MAP ? value : conn_any_map_new(run);
    case AS_TEXT:
        if (value.kind == CONN_ANY_BYTES)
            value =
                conn_any_received(run, value.as.text.data, value.as.text.len);
        break;
    case AS_JSON:
        if (value.kind != CONN_ANY_NULL && value.kind != CONN_ANY_TEXT)
            value = conn_any_write(run, value);
        break;
    case AS_IS:
        break;
    }
    if (value.kind == CONN_ANY_BYTES)
        value = conn_fn_bytes_to_base64(run, value);
    return value;
}

/* The platform keeps texts. */
static conn_any configuration_of(conn_run *run, const conn_scene *at,
                                 const conn_script *script)
{
    conn_any map = conn_any_map_new(run);
    for (size_t i = 0; i < script->key_count; i++) {
        const conn_script_key *key = &script->keys[i];
        conn_any value = conn_any_null();
        if (!key->stored)
            value = at->config[key->at];
        else
            value =
                at->keeps[key->at] ? at->kept[key->at] : at->account[key->at];
        if (value.kind != CONN_ANY_NULL)
            put(run, map, key->key, conn_any_to_text(run, value));
    }
    return map;
}

static conn_any variables_of(conn_run *run, const conn_scene *at,
                             const conn_script *script)
{
    conn_any map = conn_any_map_new(run);
    put(run, map, "configuration", configuration_of(run, at, script));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool request = rows[i].side == OF_REQUEST;
        if (!request && !script->answers)
            continue;
        conn_any side = request ? at->request : at->response;
        conn_any value = formed(run, get(side, rows[i].member), rows[i].form);
        if (value.kind != CONN_ANY_NULL)
            put(run, map, rows[i].variable, value);
    }
    return map;
}

/* ---- what `done` says ---- */

typedef struct Result {
    conn_run *run;
    conn_scene *at;
    const conn_script *script;
    conn_any skip; /* the answer that a hook before the request gives */
} Result;

conn_any conn_js_complain(conn_run *run, const conn_script *script,
                          const char *what)
{
    const conn_any parts[] = {
        conn_any_text(script->file, strlen(script->file)),
        CONN_ANY_LITERAL(":"),
        conn_any_to_text(run, conn_any_int(script->line)),
        CONN_ANY_LITERAL(": done() "),
        conn_any_text(what, strlen(what)),
        CONN_ANY_LITERAL("\0"),
    };
    conn_any text = conn_any_concat(run, parts, 6);
    return text.kind == CONN_ANY_TEXT ? conn_end(run, text.as.text.data) : text;
}

static void complain(Result *result, const char *what)
{
    conn_js_complain(result->run, result->script, what);
}

/* The map that is a member of a side; made where there is none. */
static conn_any map_of(Result *result, conn_any side, const char *name)
{
    conn_any map = get(side, name);
    if (map.kind != CONN_ANY_MAP) {
        map = conn_any_map_new(result->run);
        put(result->run, side, name, map);
    }
    return map;
}

/* Null takes a member away; what is not named stays. */
static void merge(Result *result, conn_any side, const char *name,
                  conn_any given, bool headers)
{
    conn_run *run = result->run;
    conn_any map = map_of(result, side, name), value;
    conn_str key;
    if (given.kind == CONN_ANY_NULL)
        return;
    if (given.kind != CONN_ANY_MAP) {
        complain(result, "gives headers or parameters that are no object");
        return;
    }
    for (size_t at = 0; conn_any_map_next(given, &at, &key, &value);) {
        conn_any label = conn_any_text(key.data, key.len);
        if (headers && value.kind == CONN_ANY_NULL)
            conn_fn_headers_remove(run, map, label);
        else if (headers)
            conn_fn_headers_set(run, map, label, conn_any_to_text(run, value));
        else if (value.kind == CONN_ANY_NULL)
            conn_any_map_remove(run, map, key);
        else
            conn_any_map_put(run, map, key, value);
    }
}

static bool begins_with(conn_str text, conn_str start)
{
    return text.len >= start.len && start.len > 0 &&
           memcmp(text.data, start.data, start.len) == 0;
}

/* The base URL: what stands before the path. */
static conn_str base_of(const Result *result)
{
    conn_str url = {"", 0}, path = {"", 0};
    conn_any whole = get(result->at->request, "url");
    conn_any part = get(result->at->request, "path");
    if (whole.kind == CONN_ANY_TEXT && part.kind == CONN_ANY_TEXT) {
        url = whole.as.text;
        path = part.as.text;
    }
    return path.len < url.len ? conn_key(url.data, url.len - path.len)
                              : conn_key("", 0);
}

/* A path may bring parameters; one that is a URL is to be of the same server.
 */
static void set_path(Result *result, conn_any given)
{
    conn_run *run = result->run;
    conn_str text = given.as.text, base = base_of(result);
    if (given.kind != CONN_ANY_TEXT) {
        complain(result, "gives a path that is no text");
        return;
    }
    if (begins_with(text, base) && text.len > base.len &&
        strchr("/?", text.data[base.len]) != NULL)
        text = conn_key(text.data + base.len, text.len - base.len);
    else if (begins_with(text, conn_key("http", 4))) {
        complain(result, "leads the request to another server");
        return;
    }
    const char *mark = text.len > 0 ? memchr(text.data, '?', text.len) : NULL;
    if (mark != NULL) {
        size_t len = (size_t)(mark - text.data);
        conn_any query = conn_fn_string_parse_query(
            run, conn_any_text(mark + 1, text.len - len - 1));
        merge(result, result->at->request, "query", query, false);
        result->at->set |= CONN_PART_QUERY;
        text.len = len;
    }
    conn_any before = get(result->at->request, "path");
    conn_any path = conn_any_text(text.data, text.len);
    if (conn_equal(before, path))
        return;
    put(run, result->at->request, "path", path);
    result->at->set |= CONN_PART_PATH;
}

static void set_url(Result *result, conn_any given)
{
    if (!conn_equal(given, get(result->at->request, "url")))
        set_path(result, given);
}

static void set_method(Result *result, conn_any given)
{
    if (!conn_equal(given, get(result->at->request, "method")))
        complain(result, "changes the method, which a client's calls keep");
}

static void set_parameters(Result *result, conn_any given)
{
    merge(result, result->at->request, "query", given, false);
    result->at->set |= CONN_PART_QUERY;
}

static void set_headers(Result *result, conn_any given)
{
    merge(result, result->at->request, "headers", given, true);
    result->at->set |= CONN_PART_HEADERS;
}

static void set_body(Result *result, conn_any given)
{
    put(result->run, result->at->request, "body", given);
    result->at->set |= CONN_PART_BODY;
}

/* The side that answers: of a hook before the request, the answer itself. */
static conn_any answer_of(Result *result)
{
    return result->script->answers ? result->at->response : result->skip;
}

static void set_answer_body(Result *result, conn_any given)
{
    put(result->run, answer_of(result), "body", given);
    result->at->set |= CONN_PART_ANSWER_BODY;
}

static void set_raw_answer(Result *result, conn_any given)
{
    if (given.kind == CONN_ANY_TEXT)
        given.kind = CONN_ANY_BYTES;
    set_answer_body(result, given);
}

static void set_answer_headers(Result *result, conn_any given)
{
    merge(result, answer_of(result), "headers", given, true);
    result->at->set |= CONN_PART_ANSWER_HEADERS;
}

static void set_status(Result *result, conn_any given)
{
    if (given.kind == CONN_ANY_TEXT)
        given =
            conn_any_read(result->run, given.as.text.data, given.as.text.len);
    conn_caught(result->run);
    if (given.kind != CONN_ANY_INT || given.as.integer < 100 ||
        given.as.integer > 999) {
        complain(result, "gives a status that is none");
        return;
    }
    put(result->run, answer_of(result), "status", given);
    result->at->set |= CONN_PART_STATUS;
}

static void set_error(Result *result, conn_any given)
{
    if (given.kind == CONN_ANY_NULL)
        return;
    put(result->run, answer_of(result), "error",
        given.kind == CONN_ANY_TEXT ? given
                                    : conn_any_write(result->run, given));
    result->at->set |= CONN_PART_ERROR;
}

static const conn_script_key *key_of(const conn_script *script, conn_str name)
{
    for (size_t i = 0; i < script->key_count; i++)
        if (strlen(script->keys[i].key) == name.len &&
            memcmp(script->keys[i].key, name.data, name.len) == 0)
            return &script->keys[i];
    return NULL;
}

/* Handed back as it was it stays as it is. */
static void store(Result *result, conn_any given)
{
    conn_any before = configuration_of(result->run, result->at, result->script);
    conn_any value;
    conn_str name;
    for (size_t at = 0; conn_any_map_next(given, &at, &name, &value);) {
        const conn_script_key *key = key_of(result->script, name);
        if (conn_equal(conn_any_map_get(before, name), value))
            continue;
        if (key == NULL || !key->stored)
            complain(result, "stores what no step of the connector stores");
        else if (value.kind != CONN_ANY_NULL)
            value = value.kind == CONN_ANY_MAP || value.kind == CONN_ANY_LIST
                        ? conn_any_write(result->run, value)
                        : conn_any_to_text(result->run, value);
        if (key != NULL && key->stored)
            conn_keep(result->run, result->at, (int)key->at, value);
    }
}

static void take_nothing(Result *result, conn_any given)
{
    (void)result;
    (void)given;
}

static const struct {
    const char *name;
    void (*take)(Result *, conn_any);
} members[] = {
    {"continue", take_nothing},
    {"request_vendor_body", set_body},
    {"request_vendor_body_map", set_body},
    {"request_vendor_headers", set_headers},
    {"request_vendor_parameters", set_parameters},
    {"request_vendor_path", set_path},
    {"request_vendor_url", set_url},
    {"request_vendor_method", set_method},
    {"response_body", set_answer_body},
    {"response_body_map", set_answer_body},
    {"response_body_raw", set_raw_answer},
    {"response_headers", set_answer_headers},
    {"response_status_code", set_status},
    {"response_error", set_error},
    {"response_error_message", set_error},
    {"configuration", store},
};

/* What no table knows does nothing on the platform; here the log says so. */
static void take(Result *result, conn_str name, conn_any value)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (strlen(members[i].name) == name.len &&
            memcmp(members[i].name, name.data, name.len) == 0) {
            members[i].take(result, value);
            return;
        }
    conn_fn_log_warn(result->run,
                     conn_join_2(result->run,
                                 CONN_ANY_LITERAL("nothing takes from done() "),
                                 conn_any_text(name.data, name.len)));
}

/* An answer instead of a request; with an error and no status it is one. */
static void answer(Result *result)
{
    conn_any error = get(result->skip, "error");
    if (error.kind != CONN_ANY_NULL &&
        get(result->skip, "status").kind == CONN_ANY_NULL)
        conn_raise(result->run, CONN_INVALID, error, conn_any_null());
    else
        conn_skip(result->run, result->skip);
}

static void take_all(Result *result, conn_any given)
{
    conn_str name;
    conn_any value;
    if (given.kind != CONN_ANY_MAP && given.kind != CONN_ANY_NULL)
        complain(result, "is given what is no object");
    for (size_t at = 0; !conn_stopped(result->run) &&
                        conn_any_map_next(given, &at, &name, &value);)
        take(result, name, value);
    conn_any goes_on = get(given, "continue");
    if (!result->script->answers && goes_on.kind == CONN_ANY_BOOL &&
        !goes_on.as.boolean)
        answer(result);
}

void conn_script_run(conn_run *run, conn_scene *at, const conn_script *script)
{
    Result result = {.run = run, .at = at, .script = script};
    if (script->receives) {
        conn_js_receive(run, at, script, configuration_of(run, at, script));
        return;
    }
    conn_any given =
        conn_js_play(run, script, variables_of(run, at, script), absent);
    result.skip = conn_any_map_new(run);
    if (!conn_stopped(run))
        take_all(&result, given);
}
