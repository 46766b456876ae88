/* model.h - the connector: one tree with nothing left to decide.
 *
 * Owns: what the checker makes of a source and all that an emitter sees.
 * Names are resolved, `properties` are inherited, templates and generics are
 * expanded and defaults filled in, so two targets can't disagree. All of it
 * lives in the arena of the compilation and is read-only once built. Texts are
 * NUL-terminated UTF-8 without U+0000; an absent text is NULL.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/source.h"

typedef struct Type Type;
typedef struct Record Record;
typedef struct Enum Enum;
typedef struct Union Union;
typedef struct Field Field;
typedef struct Expr Expr;
typedef struct Operation Operation;
typedef struct Resource Resource;
typedef struct Function Function;
typedef struct Mapping Mapping;
typedef struct Connector Connector;

/* ---- types ---- */

typedef enum TypeKind {
#define TYPE(constant, name, json, format) TYPE_##constant,
#include "grammar/types.def"
#undef TYPE
    TYPE_LIST,     /* element */
    TYPE_MAP,      /* element */
    TYPE_STREAM,   /* element */
    TYPE_OPTIONAL, /* element; never of an optional */
    TYPE_RECORD,
    TYPE_ENUM,
    TYPE_UNION,
    /* Only inside the checker: */
    TYPE_NULL,    /* of `null` */
    TYPE_ERROR,   /* poison: anything goes, nothing is reported again */
    TYPE_NEVER,   /* of `fail` */
    TYPE_VARIABLE /* a type parameter */
} TypeKind;

/* A member of a schema that begins with `x-`. */
typedef struct Extension {
    const char *name;
    const char *json; /* its value as a JSON text */
} Extension;

typedef struct Extensions {
    Extension *items;
    size_t count;
} Extensions;

/* Words of model_styles.def, one bit each. */
typedef enum ModelStyle {
#define MODEL_STYLE(constant, name, doc) STYLE_NUMBER_##constant,
#include "grammar/model_styles.def"
#undef MODEL_STYLE
    STYLE_COUNT
} ModelStyle;
enum {
#define MODEL_STYLE(constant, name, doc)                                       \
    STYLE_##constant = 1 << STYLE_NUMBER_##constant,
#include "grammar/model_styles.def"
#undef MODEL_STYLE
};

/* What a declared type says of itself as a model. */
typedef struct Schema {
    const char *name; /* of the type */
    const char *doc;
    Span span;
    const char *model; /* @model: its name there, or NULL */
    const char *label;
    const char *vendor;
    const char **keys; /* @key */
    size_t key_count;
    bool styled; /* @style was given */
    unsigned style;
    Extensions extensions;
} Schema;

struct Type {
    TypeKind kind;
    const Type *element;
    Record *record;
    Enum *enumeration;
    Union *alternatives;
    const char *name;    /* TYPE_VARIABLE: of the parameter */
    const Schema *alias; /* `type Names @model = string[]`; else NULL */
};

/* How a scalar stands on the wire where there is a choice. */
typedef enum WireForm {
    WIRE_PLAIN,
    WIRE_QUOTED, /* a number or bool in quotes */
    WIRE_UNIX,   /* timestamp: seconds */
    WIRE_MILLIS  /* timestamp: milliseconds */
} WireForm;

/* How a list stands in a query, header or form. */
typedef enum ListStyle { LIST_REPEAT, LIST_JOIN, LIST_BRACKETS } ListStyle;

/* Of a flag that need not be said. */
typedef enum Said { SAID_NOTHING, SAID_NO, SAID_YES } Said;

struct Field {
    const char *name; /* as the source writes it */
    const char *wire; /* on the wire */
    const char *doc;
    Span span;
    const Type *type; /* never TYPE_OPTIONAL: that is `optional` */
    bool optional;    /* T? */
    Expr *fallback;   /* after `=`, or NULL */
    bool nullable, readonly, writeonly, secret;
    WireForm form;
    const char *header;     /* @header("ETag"): filled from that header */
    const char *label;      /* @label: for people */
    const char *deprecated; /* @deprecated: what to use instead */
    const char *since;
    const char *pattern;
    const char *format; /* @format, for people and schemas */
    Expr *min, *max;
    int64_t length_min, length_max; /* @length; -1: no bound */
    ListStyle list_style;
    const char *join; /* between items, with LIST_JOIN */
    /* Of an argument, for the platform: */
    const char *from;             /* @from: where its caller gives it */
    const char *to;               /* @to: where the platform puts it */
    const char *data_type;        /* @data: the type it shows */
    const char *vendor_data_type; /* the vendor's, after a comma */
    const char *converter;        /* @converter: what rewrites `where` */
    const char *sample;           /* @sample: a value as an example */
    bool unbound;                 /* @unbound: nothing fills it in */
    /* For schemas: */
    const char *example; /* @sample as a JSON text */
    bool searchable;
    const char **operators; /* @searchable */
    size_t operator_count;
    Extensions extensions;
    const char *model; /* @model of a body */
    /* Of a configuration entry, for the platform: */
    const char *screen; /* @screen: type of its input, or NULL */
    Said required, hidden, internal;
    int64_t order; /* @order: among the entries; -1: not said */
};

struct Record {
    const char *name; /* "Page<Customer>", "IssueInput" ... unique */
    const char *id;   /* a C-like identifier: "PageOfCustomer"; unique */
    const char *doc;
    Span span;
    Field **fields;
    size_t field_count;
    bool open;                /* @open: unknown members are kept */
    const Record *partial_of; /* @partial: all fields optional; or NULL */
    const Record *mapped_of;  /* what a map reads: that one with `.vendor` */
    bool error;               /* an error's body */
    bool partly;              /* it has fields that could not be read */
    bool nested;              /* written where it is used, without a name */
    const char *tag;          /* @tag: its value of a discriminator, or NULL */
    const Schema *schema;     /* NULL: not declared, or nothing said */
};

typedef struct EnumMember {
    const char *name;
    const char *wire;
    const char *doc;
    Span span;
    bool fallback;
} EnumMember;

struct Enum {
    const char *name; /* also its identifier */
    const char *doc;
    Span span;
    EnumMember *members;
    size_t member_count;
};

struct Union {
    const char *name;
    const char *id;
    const char *doc;
    Span span;
    const Type **types;
    size_t type_count;
    const char *discriminator; /* wire name of the member that tells, or NULL:
                                  the JSON type tells */
    const char **tags;         /* with a discriminator: value of each type */
};

/* ---- expressions ---- */

typedef enum ExprKind {
    EXPR_ERROR, /* poison; a model without errors has none */
    EXPR_NULL,
    EXPR_BOOL,     /* integer: 0 or 1 */
    EXPR_INT,      /* integer */
    EXPR_FLOAT,    /* text: as written */
    EXPR_TEXT,     /* text */
    EXPR_DURATION, /* integer: microseconds */
    EXPR_SIZE,     /* integer: bytes */
    EXPR_STATUS,   /* integer: first, integer2: last status; 5xx is 500..599 */
    EXPR_ENUM,     /* member, of type->enumeration */
    EXPR_WORD,     /* text: one of the words that a setting allows */
    EXPR_LIST,     /* items */
    EXPR_OBJECT,   /* names and items */
    EXPR_CONFIG,   /* field of the configuration */
    EXPR_ACCOUNT,  /* text: name of the stored value; integer: its slot */
    EXPR_ARG,      /* field: argument of the operation */
    EXPR_LOCAL,    /* text: a name bound by let, for or a parameter */
    EXPR_ROOT,     /* text: request, response, token, item, page, event ... */
    EXPR_BODY,     /* the response's body (of an error: the error's) */
    EXPR_HEADER,   /* text: value of that response header, null if not there */
    EXPR_MEMBER,   /* a . text; field where it is known */
    EXPR_INDEX,    /* a [ b ] */
    EXPR_CALL,     /* text: name of the function; items: the receiver first,
                      where there is one; receiver, or function and names */
    EXPR_CONCAT,   /* items, each as text: "…${x}…" and `+` of strings */
    EXPR_BINARY,   /* text: operator; a, b */
    EXPR_UNARY,    /* text: operator; a */
    EXPR_COALESCE, /* a ?? b */
    EXPR_TRY,      /* try a */
    EXPR_CATCH,    /* a catch b */
    EXPR_COND,     /* if a then b else c */
    EXPR_MATCH,    /* a; arms */
    EXPR_CAST,     /* a as type */
    EXPR_FAIL,     /* text: error kind; items: arguments; names */
    EXPR_LAMBDA,   /* names: parameters; a: body */
    EXPR_OP_CALL   /* operation; names and items: arguments */
} ExprKind;

typedef struct ExprArm {
    Expr **patterns;
    size_t pattern_count; /* 0: else */
    Expr *value;
} ExprArm;

struct Expr {
    ExprKind kind;
    Span span;
    const Type *type;
    const char *text;
    const char *receiver; /* EXPR_CALL of a standard function: its receiver as
                             functions.def writes it, "" for none; else NULL */
    int64_t integer, integer2;
    const Field *field;
    const EnumMember *member;
    const Operation *operation;
    const Function *function; /* EXPR_CALL: the fn of the source, or NULL */
    const Mapping *mapping;   /* EXPR_CALL: of `map.X(…)`; integer: 1 where it
                                 is the way back; or NULL */
    Expr *a, *b, *c;
    Expr **items;
    const char **names; /* parallel to items; NULL where unnamed */
    size_t item_count;
    ExprArm *arms;
    size_t arm_count;
    bool optional_chain; /* ?. */
    bool fallible;
};

/* ---- steps ---- */

typedef enum StepKind {
    STEP_LET,    /* name, value */
    STEP_ASSIGN, /* target, value */
    STEP_DO,     /* value, for what it does */
    STEP_IF,     /* value; body, otherwise */
    STEP_IF_LET, /* name, value: not null; body, otherwise */
    STEP_FOR,    /* key (or NULL), name, value; body */
    STEP_MATCH,  /* value; arms */
    STEP_RETURN, /* value, or NULL */
    STEP_EXPECT  /* value; only in tests */
} StepKind;

typedef struct Step Step;

typedef struct StepList {
    Step **items;
    size_t count;
} StepList;

typedef struct StepArm {
    Expr **patterns;
    size_t pattern_count; /* 0: else */
    StepList body;
} StepArm;

struct Step {
    StepKind kind;
    Span span;
    const char *name, *key;
    const Type *type; /* STEP_LET: of the name */
    Expr *target, *value;
    StepList body, otherwise;
    StepArm *arms;
    size_t arm_count;
};

/* Steps that run around a request, or make an event: "before", "verify" …
 * `script` stands for the steps where they are JavaScript. */
typedef struct Hook {
    const char *kind;
    const char *owner; /* "issues.list", "issues", "setup", an event's name */
    Span span;
    StepList steps;
    const char *script;
    Span text; /* of the script, with its quotes */
} Hook;

/* `on "issues" -> T { … }` of a webhook: hook number `hook` of the connector.
 */
typedef struct EventRoute {
    const char *pattern; /* "invoice.*": all that begin so */
    const Type *type;    /* of the body */
    size_t hook;
} EventRoute;

/* An `events webhook`. */
typedef struct Webhook {
    const char *name;
    Span span;
    Expr *route;                   /* tells which of the routes, or NULL: all */
    bool verifies;                 /* refuses what the vendor did not send: */
    size_t verify;                 /* by that hook */
    bool subscribes, unsubscribes; /* by those hooks: */
    size_t subscribe, unsubscribe;
    const Record *subscription; /* the texts that `subscribe` keeps */
    EventRoute *routes;
    size_t route_count;
    const char *instance;        /* "KEY|PATH": whose event it is, or NULL */
    const Operation **registers; /* operations that subscribe */
    size_t register_count;
    const Operation **unregisters;
    size_t unregister_count;
} Webhook;

/* An `events polling`; expressions are NULL where nothing is said. */
typedef struct Polling {
    const char *name;
    Span span;
    const Expr *source; /* a call of an operation, perhaps under `try` */
    const Expr *every, *watermark, *overlap, *dedupe;
    bool makes;      /* events of items: */
    size_t hook;     /* by that hook */
    size_t hook_end; /* behind the last one that does */
} Polling;

/* A `bulk NAME { … }` of a resource; expressions see the EXPR_ROOT `job`: for
 * `poll` what `start` gave, for the others what `poll` gave. */
typedef struct BulkJob {
    const char *name;
    const Resource *resource;
    Span span;
    const Expr *start, *poll,
        *rows;                   /* calls of operations, perhaps under `try` */
    const Expr *every, *give_up; /* durations */
    const Expr *done, *failed;   /* bools; `failed` may be NULL */
} BulkJob;

/* A `fn`; each parameter is an EXPR_LOCAL of its body. */
struct Function {
    const char *name;
    const char *doc;
    Span span;
    const char **parameters;
    const Type **types;
    Expr **fallbacks; /* what a parameter is when it is not given, or NULL */
    size_t parameter_count;
    const Type *result; /* TYPE_NONE: none */
    bool fallible;
    StepList steps;
};

/* A row of a map; its expressions know the EXPR_LOCALs `vendor` and `common`.
 */
typedef struct MapRow {
    const Field *field; /* of the common record */
    Expr *value;        /* what it is read from */
    bool fallible;      /* reading it can fail */
    Expr *into; /* where it is written back: a path from `vendor`, or a call of
                   others() on one; NULL: it is only read */
    Expr *back; /* what is written there: `common.field`, perhaps cast */
} MapRow;

/* `map COMMON from VENDOR { … }`. */
struct Mapping {
    const Type *common, *vendor; /* records */
    const Type *result; /* of reading: the common record with `.vendor` */
    Span span;
    MapRow *rows;
    size_t row_count;
};

/* ---- settings ---- */

/* A setting's value with the place it came from. `given` is false where it is
 * the table's default. */
typedef struct Setting {
    const char *name;
    Expr *value;
    Span span;
    bool given;
} Setting;

/* One of the kinds that a setting may take: `cursor(param: "after", …)`, or
 * the settings of a block like `information`. Every setting of the table is
 * there, in the table's order; value NULL: not given and without default. */
typedef struct Choice {
    const char *kind;
    Setting *settings;
    size_t count;
    Span span;
} Choice;

/* The value of a setting, NULL if there is none. The name must be one of the
 * table's (checked with an assertion). choice_text and the like give the
 * constant value, or the stated stand-in. NULL choice: no value. */
const Expr *choice_value(const Choice *choice, const char *name);
/* The setting itself, or NULL: not only for names of the table. */
const Setting *choice_setting(const Choice *choice, const char *name);
const char *choice_text(const Choice *choice, const char *name);
int64_t choice_int(const Choice *choice, const char *name, int64_t otherwise);
bool choice_bool(const Choice *choice, const char *name, bool otherwise);
/* Whether it is of that kind. NULL choice: no. */
bool choice_is(const Choice *choice, const char *kind);

/* ---- properties ---- */

typedef enum Place {
    PLACE_PATH,
    PLACE_QUERY,
    PLACE_HEADER,
    PLACE_COOKIE,
    PLACE_FORM,
    PLACE_MULTIPART,
    PLACE_BODY,
    PLACE_TOKEN, /* for `{name}` in the operation's template */
    PLACE_NONE   /* not sent: hooks read it */
} Place;

/* `"X-Region" = config.region`: name on the wire (PLACE_BODY: dotted path). */
typedef struct Assign {
    Place place;
    const char *name;
    Expr *value;
    Span span;
    const char *doc;
    bool required;         /* @required: the platform shows it so */
    const char *data_type; /* @data, or NULL */
    const char *vendor_data_type;
} Assign;

typedef struct ErrorRow {
    int low, high;                /* statuses, inclusive */
    const char *kind;             /* "rate_limited" */
    Expr *message, *code, *after; /* or NULL */
    Span span;
} ErrorRow;

typedef struct Errors {
    const Type *body; /* or NULL */
    ErrorRow *rows;
    size_t row_count;
    Span span;
} Errors;

typedef struct Pagination {
    const Choice *choice; /* kind and parameters; see settings.def */
    /* Where the items are: the fields from the result down to the list, none
     * if the result is the list. All but the last are required records. */
    const Field **items;
    size_t items_count;
    const Type *item;
} Pagination;

/* By a template with steps of its own; the kind of `list` is "template". */
typedef struct TemplatePagination {
    Pagination list;
    bool plain;          /* the items are where `list` says, not computed */
    const Hook *request; /* sets what each request carries; or NULL */
    const Hook *next;    /* sets what is other in the next page's request; what
                            sets nothing ends the list */
} TemplatePagination;

/* The settings of properties that are one of some kinds. */
typedef enum SaidKind {
    SAID_PAGINATE,
    SAID_RETRY,
    SAID_THROTTLE,
    SAID_ENCODE,
    SAID_DECODE,
    SAID_IDEMPOTENCY,
    SAID_COUNT
} SaidKind;

/* In effect for one operation, with everything inherited. */
typedef struct Properties {
    Expr *base_url;
    const Choice *paginate; /* NULL: none */
    const Choice *retry;
    const Choice *throttle;
    const Choice *encode;
    const Choice *decode; /* see decode of an operation */
    const Choice *idempotency;
    Span said[SAID_COUNT]; /* where these are said, `none` too; no file: nowhere
                            */
    int64_t timeout;       /* microseconds; 0: not said */
    Span timeout_span;
    Assign *headers;
    size_t header_count;
    Assign *parameters; /* of resource and operation; setup's are apart */
    size_t parameter_count;
    const Errors *errors; /* or NULL */
} Properties;

/* ---- the platform's own ---- */

/* What a `platform` block says: the JSON text `json` at the JSON Pointer
 * `pointer` of the definition, or of the resource made of an operation. "null"
 * removes what is there. `name` is the setting's, NULL where the source gave
 * the pointer itself. */
typedef struct Patch {
    const char *name;
    const char *pointer;
    const char *json;
    Span span;
} Patch;

typedef struct Patches {
    Patch *items;
    size_t count;
} Patches;

/* ---- operations ---- */

typedef struct Param {
    Field field;
    Place place;
    bool reserved; /* {+name}: keeps its slashes */
    bool whole;    /* the whole path is this one URL */
    bool required; /* not optional and without default */
} Param;

/* Literal text, or the parameter of that number. */
typedef struct PathPart {
    const char *text;
    size_t param;
} PathPart;

typedef struct Save {
    const char *name; /* of the stored value */
    size_t slot;
    const Field *config; /* the entry of the configuration that it becomes;
                            NULL: `slot` says where it goes */
    Expr *value;
    Span span;
} Save;

struct Operation {
    const char *name;      /* "list"; of a step: "provision" */
    const char *full_name; /* "issues.list"; "login.provision" */
    const char *doc;
    Span span;
    const Resource *resource; /* NULL: a step of an authentication */
    const char *method;       /* "GET" */
    const char *path;         /* as written */
    bool broken;              /* which can't be read: that was reported */
    PathPart *parts;
    size_t part_count;
    Param *params; /* required ones first, else as written; the body is not
                      among them */
    size_t param_count;
    const Field *body;  /* body: T, or NULL; its record may be a partial one */
    const Type *result; /* TYPE_NONE: none */
    bool result_optional;  /* -> T? */
    const char *result_at; /* @at as a JSON Pointer, or NULL */
    int *statuses;         /* @status; none: 2xx */
    size_t status_count;
    bool idempotent; /* by method or @idempotent */
    bool deprecated;
    const Choice *decode;     /* of the answer, or NULL; inherited where it
                                 concerns the result */
    const char *root;         /* of a body that is XML: its element's name;
                                 NULL: the body is none */
    const char *accept;       /* or NULL */
    const char *content_type; /* or NULL */
    const Type **models;      /* shown beside those of the result */
    size_t model_count;
    const Field *request;  /* request: T, what the platform shows instead of
                              the body, or NULL */
    const char *expose;    /* "GET /contacts", or NULL */
    const Operation *next; /* that continues this one, or NULL */
    Span next_span;
    const char *template;     /* body with `{name}` for tokens, or NULL */
    const char *template_doc; /* what is written above it, or NULL */
    const char *envelope;     /* dotted path that holds body and result */
    const char *wrap;         /* dotted path that holds the body, or NULL */
    bool undocumented;        /* documented = false */
    const char *model;        /* @model: the result's name as one, or NULL */
    Assign *sends;            /* send { }: computed values */
    size_t send_count;
    Save *saves;
    size_t save_count;
    const Properties *properties;
    const Pagination *pagination;                  /* or NULL */
    const TemplatePagination *template_pagination; /* or NULL */
    const Type *item; /* of what it lists page by page, or NULL */
    Patches platform;
};

struct Resource {
    const char *name;
    const char *doc;
    Span span;
    const char *key; /* name of the key field, or NULL */
    Operation **operations;
    size_t operation_count;
};

/* `object contacts { … }`: a kind of thing as the platform lists it. */
typedef struct Object {
    const char *name;
    const char *doc;
    Span span;
    const Choice *settings;
    const Record *fields; /* or NULL */
} Object;

/* ---- authentication ---- */

typedef enum AuthStep {
#define AUTH_STEP(constant, name, type, path, doc) AUTH_##constant,
#include "grammar/auth_steps.def"
#undef AUTH_STEP
    AUTH_STEP_COUNT
} AuthStep;

typedef struct Auth {
    const char *kind;  /* "basic", "oauth2" ...: a row of settings.def */
    const char *label; /* "Personal access token", or the kind's own */
    const char *id;    /* identifier from the label, unique: "api_key_header" */
    const char *doc;
    Span span;
    const Choice *settings;
    const Choice *refresh; /* when tokens are renewed, or NULL */
    const Operation *steps[AUTH_STEP_COUNT]; /* by AuthStep; or NULL */
    Assign *sign; /* on each request: headers, parameters, cookies */
    size_t sign_count;
} Auth;

/* ---- the connector ---- */

typedef enum FeatureKind {
#define FEATURE(constant, name) FEATURE_##constant,
#include "grammar/features.def"
#undef FEATURE
    FEATURE_COUNT
} FeatureKind;

/* Something in the source that stands outside this model so far. */
typedef struct Feature {
    FeatureKind kind;
    Span span;
} Feature;

struct Connector {
    const char *key; /* "github", "httppalette.se" */
    const char *id;  /* identifier made of it */
    const char *doc;
    Span span;
    const Sources *sources; /* that spans are places of */
    const Choice *information;
    const Properties *properties; /* of setup */
    Auth *auths; /* at least one: `none` where the source has none */
    size_t auth_count;
    Field **configuration;
    size_t configuration_count;
    /* Entries whose name is a key of the platform, with a dot: what the source
     * changes in them. No `config.name` means them. */
    Field **entries;
    size_t entry_count;
    Assign *parameters; /* setup parameters: sent with every request */
    size_t parameter_count;
    Resource **resources;
    size_t resource_count;
    Object *objects;
    size_t object_count;
    Mapping **mappings;
    size_t mapping_count;
    const char **slots; /* names of stored account values */
    size_t slot_count;
    /* Types that operations, errors and steps use, in source order. */
    Record **records;
    size_t record_count;
    Enum **enums;
    size_t enum_count;
    Union **unions;
    size_t union_count;
    Hook *hooks; /* in the order of the source */
    size_t hook_count;
    Webhook *webhooks;
    size_t webhook_count;
    Polling *pollings;
    size_t polling_count;
    BulkJob *bulks;
    size_t bulk_count;
    Function *functions;
    size_t function_count;
    Patches platform;     /* of the file and of setup */
    unsigned model_style; /* of types that don't say theirs */
    Feature *features;
    size_t feature_count;
};

/* ---- helpers ---- */

/* How an operation lists page by page, by a kind or a template; or NULL. */
const Pagination *operation_pages(const Operation *op);
/* Where its answer has the items of a page: a JSON Pointer (RFC 6901). */
const char *operation_items_pointer(Arena *arena, const Operation *op);
/* "string", "Issue[]", "map<json>?": as the user writes it; in the arena. */
const char *type_name(Arena *arena, const Type *type);
/* The type, or what it is if not null. */
const Type *type_strip(const Type *type);
/* Name, JSON Schema type and format of a built-in kind; "" for the others. */
const char *type_kind_name(TypeKind kind);
const char *type_json_type(TypeKind kind);
const char *type_json_format(TypeKind kind);
/* If `expr` is a path into the body: its JSON Pointer (RFC 6901), else NULL. */
const char *expr_body_pointer(Arena *arena, const Expr *expr);
/* "a.b[0].c" or "/a/b" as a JSON Pointer. */
const char *pointer_of_path(Arena *arena, const char *path);
/* If the value is constant text: it, else NULL. Concatenations are folded. */
const char *expr_constant_text(Arena *arena, const Expr *expr);
const char *feature_name(FeatureKind kind);
/* The bit of a word of model_styles.def, 0 for another word. */
unsigned model_style_bit(const char *word);
/* The word of a number below STYLE_COUNT. */
const char *model_style_name(size_t number);

#endif
