/* client.h - one C client under construction: what the files of this folder
 * share.
 *
 * Owns: the plan of a client (names, structs, calls), made once by plan.c and
 * shapes.c, and the tables, written on demand by the files below. All of it
 * lives in the arena; buffers are freed by emit_c. A table is written before
 * the one that needs it, so that asking for a table's name is all there is to
 * do.
 */
#ifndef EMIT_C_CLIENT_H
#define EMIT_C_CLIENT_H

#include "emit/c/names.h"
#include "emit/c/text.h"
#include "emit/c_hooks/c_hooks.h"
#include "emit/emit.h"

/* A struct that is made of other types: a list, a map, an optional value. */
typedef enum ShapeKind { SHAPE_LIST, SHAPE_MAP, SHAPE_OPTIONAL } ShapeKind;
typedef struct Shape {
    ShapeKind kind;
    const char *name;    /* "github_issue_list"; the entry of a map is called
                            the same with _entry */
    const char *element; /* C type of a value */
    bool pointer;        /* optional: `value` is a pointer to it */
} Shape;

/* A member of a struct. */
typedef struct Member {
    const Field *field;
    const char *name; /* in C */
    const char *type; /* in C */
    bool optional;    /* CONN_F_OPTIONAL: a struct with `state` and `value` */
    bool pointer;     /* CONN_F_POINTER */
    bool upload;      /* bytes from wherever the caller says: CONN_W_UPLOAD */
} Member;

typedef struct Struct {
    const Record *record;
    const char *name; /* "github_issue" */
    Member *members;
    size_t count;
    const char *others; /* member for unknown members, or NULL */
} Struct;

/* A union, or an enum: names of its alternatives or members. */
typedef struct Variant {
    const char *name;     /* in C: member of `as`; NULL for an enum */
    const char *constant; /* GITHUB_ISSUE_STATE_OPEN */
    const char *type;     /* in C: of the member of `as` */
    bool pointer;
} Variant;
typedef struct Variants {
    const char *name; /* "github_issue_state" */
    Variant *items;
    size_t count;
} Variants;

/* An argument of a call, or a field of the configuration. */
typedef struct Argument {
    Member member;
    const Param *param; /* NULL: the body, or a field of the configuration */
    bool body;          /* held as a member of a record is */
    bool required;
} Argument;

/* An operation as functions of the client. */
typedef struct Call {
    const Operation *op;
    const char *name; /* "github_issues_list" */
    Argument *args;
    size_t arg_count;
    bool pages;  /* an iterator, and a single request as NAME_once */
    bool stream; /* an iterator over what arrives */
} Call;

/* A way in that the client offers. */
typedef struct WayIn {
    const Auth *auth;
    const char *constant; /* GITHUB_AUTH_PERSONAL_ACCESS_TOKEN */
} WayIn;

/* A function that gives the typed body of an error. */
typedef struct ErrorBody {
    const Errors *errors;
    const char *name; /* "github_error_body" */
} ErrorBody;

/* A map, one way, as a function. */
typedef struct Mapper {
    const Mapping *mapping;
    bool back;
    const char *name;      /* "crm_map_contact" */
    const char *from, *to; /* C types */
    const char *table;     /* "&mapping" */
} Mapper;

/* A route of a webhook. */
typedef struct Topic {
    const EventRoute *route;
    const char *name;     /* "stripe_webhook_account_customer_created" */
    const char *constant; /* of its number */
    const char *type;     /* in C, of the body; NULL: it is not typed */
} Topic;

/* A text that steps which subscribe are given, or keep. */
typedef struct Given {
    const char *text;            /* in the source */
    const char *name;            /* in C */
    bool subscribe, unsubscribe; /* who needs it */
} Given;

/* A webhook, as a function that receives. */
typedef struct Receiver {
    const Webhook *webhook;
    const char *name;  /* "stripe_webhook_account" */
    const char *table; /* "&…", of its steps */
    const char *types; /* of the bodies of its topics */
    bool addressed;    /* its steps look at method or URL */
    Topic *topics;
    size_t topic_count;
    const char *subscribing; /* "&…", of its steps; NULL: there are none */
    Given *args;             /* of those steps */
    size_t arg_count;
    Given *kept; /* of a subscription */
    size_t kept_count;
} Receiver;

/* Events that are polled, as an iterator. */
typedef struct Poller {
    const Polling *polling;
    const Call *call;  /* that lists */
    const char *name;  /* "crm_poll_contact_changes" */
    const char *type;  /* in C, of an item */
    const char *table; /* the conn_poll_events */
} Poller;

/* A bulk job, as functions that start it and read its rows. */
typedef struct Bulk {
    const BulkJob *job;
    const Call *start, *poll, *rows;
    const char *name;        /* "crm_bulk_contacts_export" */
    const char *row, *state; /* in C, of a row and of what `poll` gives */
    const char *table;       /* the conn_job_how */
} Bulk;

/* A record or union with its table (records.c). */
typedef struct Nested Nested;

typedef struct Client {
    const Connector *connector;
    Arena *arena;
    Diags *diags;
    Span at;            /* what is being written, where no span is nearer */
    const char *prefix; /* "github" */
    const char *upper;  /* "GITHUB" */
    const char *handle; /* type of the client: "github" */
    Names names;        /* file scope of header and source */
    Map known;          /* what was planned or written, under a key whose first
                           letters say what it is */

    /* The plan, in the order in which it is printed. */
    const Enum **enums;
    size_t enum_count;
    const Union **unions;
    size_t union_count;
    const Record **records;
    size_t record_count;
    Shape **shapes;
    size_t shape_count;
    Call *calls;
    size_t call_count;
    WayIn *ways;
    size_t way_count;
    ErrorBody *error_bodies;
    size_t error_body_count;
    Mapper *mappers;
    size_t mapper_count;
    Receiver *receivers;
    size_t receiver_count;
    Poller *pollers;
    size_t poller_count;
    Bulk *bulks;
    size_t bulk_count;
    Argument *config;
    size_t config_count;
    const char *config_name; /* "github_config" */
    const char *auth_name;   /* member of it that picks the way in */
    const char *table_name;  /* of the conn_connector */

    CHooks *hooks; /* steps and values that are functions */

    /* The source's tables. */
    Buf forward; /* declarations of types that contain themselves */
    Buf types;
    Buf shared; /* expressions and settings that operations share */
    Buf operations;
    Nested **waiting; /* declared, and not begun yet */
    size_t waiting_count;
    size_t depth; /* of types within types, while their tables are written */
} Client;

/* ---- client.c: reporting, and tables of one kind ---- */

/* Reports that the client can't carry `what`. Returns NULL. */
const char *client_refuse(Client *client, Span span, const char *what);

/* Reports that `what` is left out. */
void client_lose(Client *client, Span span, const char *what);

/* Puts `value` under `key` in client->known. */
void client_remember(Client *client, const char *key, const void *value);

/* `text` as a literal; reports it if it is too long for C. */
const char *client_literal(Client *client, const char *text);

/* The name of the table `static const TYPE name = TEXT;`, written to `out` if
 * no table of that type says the same. `name` is what it would be called. */
const char *table_share(Client *client, Buf *out, const char *type,
                        const char *name, const char *text);
/* The same for an array. */
const char *table_share_array(Client *client, Buf *out, const char *type,
                              const char *name, const char *text);
/* The same for an array with a row on each line; "NULL" if there are none. */
const char *table_share_rows(Client *client, Buf *out, const char *type,
                             const char *name, const Buf *rows);

/* ---- plan.c ---- */

/* Names everything and decides how it is held. */
void plan_client(Client *client);
/* What a declared type is called in C; it is declared from then on. */
const char *plan_enum_name(Client *client, const Enum *enumeration);
const char *plan_union_name(Client *client, const Union *alternatives);
const char *plan_record_name(Client *client, const Record *record);
/* How it is held; made on first use. */
const Variants *plan_enum(Client *client, const Enum *enumeration);
const Variants *plan_union(Client *client, const Union *alternatives);
const Struct *plan_record(Client *client, const Record *record);
/* A field of the struct whose members are `names`. `optional`: it may be absent
 * whatever the field says. */
Member plan_member(Client *client, Names *names, const Field *field,
                   bool optional);

/* ---- plan_calls.c ---- */

/* Names the functions of every operation that the client offers. */
void plan_calls(Client *client);
/* The arguments of an operation, without those that are left out. */
void plan_arguments(Client *client, Call *call);
void plan_config(Client *client);
void plan_ways_in(Client *client);
void plan_error_bodies(Client *client);

/* ---- shapes.c ---- */

/* How a value of the type is spelled in C: "int64_t", "github_issue_list". A
 * type that C structs can't hold is reported at client->at. */
const char *shape_value(Client *client, const Type *type);
/* How it is spelled if it may be absent or null: "conn_opt_int64". */
const char *shape_optional(Client *client, const Type *type);
/* What it is called within other names: "int64", "issue_list". */
const char *shape_stem(Client *client, const Type *type);
/* Whether it is a built-in type whose values are conn_str. */
bool shape_is_text(const Type *type);
/* The CONN_K_ constant of a built-in type. */
const char *shape_kind(TypeKind kind);

/* ---- types.c and records.c: conn_type and what it points to ---- */

/* Names of tables; all are written on first use. */
const char *type_table(Client *client, const Type *type, WireForm form);
/* Of an argument: text is a C string, an enum is an int. */
const char *type_argument_table(Client *client, const Type *type,
                                WireForm form);
/* Of bytes that may come from a file or a function. */
const char *type_upload_table(Client *client);
const char *type_record_table(Client *client, const Record *record);
const char *type_union_table(Client *client, const Union *alternatives);
/* Writes the initialiser of a conn_field of the struct `owner`. `argument`:
 * the field is one of an arguments struct. */
void type_field_row(Client *client, Buf *out, const char *owner,
                    const Member *member, bool argument);

/* ---- values.c ---- */

/* "&name" of a constant of the C type of `type`, or "NULL" if the expression is
 * none, which is reported. */
const char *value_table(Client *client, const Type *type, const Expr *value,
                        bool argument);
/* A constant integer, a minus before it included. */
bool value_int(const Expr *expr, int64_t *out);
/* A constant as a person reads it, for comments; NULL if it is none. */
const char *value_show(Client *client, const Expr *expr);

/* ---- defaults.c ---- */

/* Whether what is sent when the argument is not given is computed then. */
bool default_is_computed(const Argument *argument);
/* "&name.expr" of the conn_expr that gives it, null where it is given. */
const char *default_table(Client *client, const Argument *argument);

/* ---- exprs.c ---- */

/* "&name" of the conn_expr; "NULL" if `expr` is NULL. `call`: the operation
 * whose arguments tables may use, or NULL. What no table can say becomes a
 * function. */
const char *expr_table(Client *client, const Expr *expr, const Call *call);
/* "&name.expr" of the conn_expr that calls that function of the hooks' file. */
const char *expr_of_hook(Client *client, CHookValue value);
/* As expr_table, by a function in any case. */
const char *expr_function(Client *client, const Expr *expr);
/* The same for a time, in milliseconds: an int counts as seconds. */
const char *expr_delay_table(Client *client, const Expr *expr,
                             const Call *call);

/* ---- settings.c: pagination, retries, throttles, errors ---- */

const char *setting_paginate(Client *client, const Operation *op);
const char *setting_retry(Client *client, const Choice *choice);
const char *setting_throttle(Client *client, const Choice *choice);
const char *setting_errors(Client *client, const Errors *errors);
/* An array of statuses that ends with 0. */
const char *setting_statuses(Client *client, const int *statuses, size_t count);
/* Text of a parameter of a choice, NULL if it has no such parameter or none is
 * given. */
const char *setting_text(Client *client, const Choice *choice,
                         const char *name);
const Expr *setting_value(const Choice *choice, const char *name);

/* ---- operations.c, operation_hooks.c ---- */

/* "&op_…" of an operation. `anonymous`: it is sent without credentials. */
const char *operation_table(Client *client, const Call *call, bool anonymous);
/* The table of an operation that a hook calls; of one that the client does not
 * offer that is reported. */
const char *operation_called(Client *client, const CalledOperation *called);
/* "&hooks_…", the hooks of an operation in their order; "NULL" without any. */
const char *operation_hooks(Client *client, const Operation *op);
/* Rows of conn_assign: "name" and their number. */
const char *assign_table(Client *client, const Assign *assigns, size_t count,
                         const Call *call, size_t *written);
/* A row of conn_arg of the struct `owner`. */
void argument_row(Client *client, Buf *out, const char *owner,
                  const Argument *argument);

/* ---- ways.c ---- */

/* The CONN_A_ constant of a kind of authentication; NULL if the client has no
 * such kind. */
const char *plan_auth_kind(const char *kind);
/* Whether a person takes part in the login. */
bool way_has_person(Client *client, const Auth *auth);
/* Writes the row of a way in, and the tables that it points to. */
void way_table(Client *client, Buf *rows, const WayIn *way);

/* ---- streams.c: operations whose result is a stream ---- */

/* "&how" of the conn_stream_how; "NULL" if the operation has no stream. */
const char *stream_table(Client *client, const Operation *op);
/* The Accept header that the form asks for, where the source gives none. */
const char *stream_accept(const Operation *op);

/* ---- xml.c ---- */

/* Whether answers are XML; the table of which bodies are, or "NULL"; what is
 * accepted, and sent, where that follows from it: NULL where it does not. */
bool xml_is_read(const Operation *op);
const char *xml_table(Client *client, const Operation *op);
const char *xml_accept(const Operation *op);
const char *xml_content_type(Client *client, const Operation *op);
void stream_declare(Client *client, Buf *out, const Call *call);
void stream_define(Client *client, Buf *out, const Call *call,
                   const char *table);

/* ---- mappings.c ---- */

/* Names the functions of maps. */
void plan_mappings(Client *client);
/* "&mapping" of one way. */
const char *mapping_table(Client *client, const Mapper *mapper);

/* ---- events.c ---- */

/* Names the functions of webhooks. */
void plan_events(Client *client);
void event_tables(Client *client);
void events_declare(Client *client, Buf *out);
void events_define(Client *client, Buf *out);

/* ---- subscriptions.c: webhooks that are subscribed ---- */

void subscription_tables(Client *client, Receiver *receiver);
void subscriptions_declare(Client *client, Buf *out);
void subscriptions_define(Client *client, Buf *out);

/* ---- polls.c ---- */

/* Names the functions of events that are polled. */
void plan_polls(Client *client);
void poll_tables(Client *client);
void polls_declare(Client *client, Buf *out);
void polls_define(Client *client, Buf *out);

/* ---- bulks.c ---- */

/* Names the functions of bulk jobs. */
void plan_bulks(Client *client);
void bulk_tables(Client *client);
void bulks_declare(Client *client, Buf *out);
void bulks_define(Client *client, Buf *out);

/* ---- connector.c ---- */

/* Writes the tables of configuration and connector. */
void connector_tables(Client *client);

/* ---- notes.c ---- */

/* The comment of a member: its doc, and what C can't say about it. */
void note_field(Client *client, Buf *out, const Member *member, bool required);

/* ---- header.c, api.c, source.c, project.c, example.c: the files ---- */

void header_write(Client *client, Buf *out);
/* Structs, enums and unions, in an order in which each is complete. */
void header_types(Client *client, Buf *out);
/* The arguments struct of a call. */
void header_arguments(Client *client, Buf *out, const Call *call);
/* The functions: as declarations with their comments, and as definitions. */
void api_declare(Client *client, Buf *out);
void api_define(Client *client, Buf *out);
/* "TYPE NAME(PARAMS)END", broken where it would be wider than 80 columns. */
void api_signature(Buf *out, const char *type, const char *name,
                   const char *params, const char *end);
/* The head of a function that is defined in the header. */
void api_inline(Client *client, Buf *out, const char *type, const char *name,
                const char *params);
/* A pointer to a value, as type of a function: "const T *". */
const char *api_pointer(Client *client, const Type *type, Span span);
void source_write(Client *client, Buf *out);
void project_write(Client *client, Outputs *outputs);
void example_write(Client *client, Buf *out);

#endif
