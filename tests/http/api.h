/* api.h - a small API as connc would generate it, for tests of the runtime.
 *
 * Owns: types, an arguments struct that all operations share, the connector
 * with one row for each way in, and a fixture of client and server.
 */
#ifndef TESTS_HTTP_API_H
#define TESTS_HTTP_API_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client_state.h"
#include "conn/desc.h"
#include "server.h"

/* ---- types ---- */

typedef struct item {
    int64_t id;
    conn_str name;
    conn_opt_str note;
} item;

typedef struct item_list {
    const item *items;
    size_t count;
} item_list;

typedef struct item_page {
    item_list items;
} item_page;

/* A result with fields from headers. */
typedef struct upload {
    conn_str location;
    conn_opt_int64 size;
    conn_opt_str etag;
} upload;

typedef struct tagged_item {
    int64_t id;
    conn_opt_str etag;
} tagged_item;

typedef struct api_error {
    conn_str message;
    conn_opt_int64 code;
} api_error;

typedef struct string_list {
    const conn_str *items;
    size_t count;
} string_list;

extern const conn_type type_cstr, type_string, type_bytes, type_int64,
    type_bool, type_secret, type_item, type_items, type_page, type_upload,
    type_tagged, type_error, type_strings;
extern const conn_record record_item;

/* What every operation of the tests takes; each one's table names its own. */
typedef struct api_args {
    const char *id;
    const char *other;
    conn_opt_int64 number;
    conn_opt_bool flag;
    string_list list;
    conn_bytes raw;
    item body;
    const conn_call_options *call;
} api_args;

/* Rows of an operation's table: ARG(member, wire name, type, place, required).
 */
#define ARG(member, wire, type, flags, value, place, required)                 \
    {                                                                          \
        {wire,  sizeof(wire) - 1,                                              \
         &type, offsetof(api_args, member),                                    \
         value, flags,                                                         \
         NULL},                                                                \
            #member, place, CONN_L_REPEAT, NULL, required                      \
    }
#define ARG_ID(wire, place) ARG(id, wire, type_cstr, 0, 0, place, true)
#define ARG_OTHER(wire, place) ARG(other, wire, type_cstr, 0, 0, place, false)
#define ARG_NUMBER(wire, place)                                                \
    ARG(number, wire, type_int64, CONN_F_OPTIONAL,                             \
        offsetof(conn_opt_int64, value), place, false)
#define ARG_FLAG(wire, place)                                                  \
    ARG(flag, wire, type_bool, CONN_F_OPTIONAL,                                \
        offsetof(conn_opt_bool, value), place, false)
#define ARG_BODY() ARG(body, "", type_item, 0, 0, CONN_IN_CALL, true)
#define ARG_RAW() ARG(raw, "", type_bytes, 0, 0, CONN_IN_CALL, true)

#define TEXT(string)                                                           \
    {                                                                          \
        CONN_E_TEXT, string, 0, NULL, NULL                                     \
    }
#define CONFIG(index)                                                          \
    {                                                                          \
        CONN_E_CONFIG, NULL, index, NULL, NULL                                 \
    }
#define ACCOUNT(index)                                                         \
    {                                                                          \
        CONN_E_ACCOUNT, NULL, index, NULL, NULL                                \
    }
#define BODY(pointer)                                                          \
    {                                                                          \
        CONN_E_BODY, pointer, 0, NULL, NULL                                    \
    }
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CALL_OFFSET offsetof(api_args, call)

/* ---- the connector ---- */

typedef struct api_config {
    const char *base_url;
    const char *user;
    const char *password;
    const char *key;
    int auth;
} api_config;

enum { /* indexes of the configuration */
       CONFIG_BASE_URL,
       CONFIG_USER,
       CONFIG_PASSWORD,
       CONFIG_KEY
};

enum { /* ways in, counted from 1 as a configuration does */
       AUTH_NONE = 1,
       AUTH_BASIC,
       AUTH_BEARER,
       AUTH_KEY_HEADER,
       AUTH_KEY_QUERY,
       AUTH_KEY_COOKIE,
       AUTH_LOGIN,
       AUTH_LOGIN_REFRESH
};

enum { SLOT_TOKEN, SLOT_REFRESH };

extern const conn_connector api;

/* GET /items/{id} -> item: 404 and the like by the default errors. */
extern const conn_op op_get;
/* The errors table of most operations: 404 and 5xx by name, `/message`. */
extern const conn_errors api_errors;

/* ---- fixture ---- */

typedef struct fixture {
    server *srv;
    conn_client *client;
    conn_error err;
    char base_url[64];
} fixture;

/* Starts a server with `steps` in order and opens a client on it; `auth` 0 is
 * none. `options` may be NULL. */
void fixture_open(fixture *f, const step *steps, size_t count, int auth,
                  const conn_options *options);
/* The same where requests may come in any order. */
void fixture_open_unordered(fixture *f, const step *steps, size_t count,
                            int auth, const conn_options *options);
/* Stops it; fails the test if it saw anything unexpected. */
void server_finish(server *srv);
/* Ends both, the server by server_finish. */
void fixture_close(fixture *f);

/* Asserts that a call failed with this status and message. */
void assert_error(const conn_error *err, conn_status status,
                  const char *message);

#endif
