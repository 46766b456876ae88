/* issues.h - the types of the issues that bench_json.c decodes, as generated
 * code would have them. */
#ifndef BENCH_ISSUES_H
#define BENCH_ISSUES_H

#include "json.h"

typedef struct user {
    conn_str login;
    int64_t id;
    conn_str node_id;
    conn_str avatar_url;
    conn_str url;
    conn_str html_url;
    conn_str type;
    bool site_admin;
} user;

typedef struct label {
    int64_t id;
    conn_str node_id;
    conn_str url;
    conn_str name;
    conn_str color;
    bool is_default;
    conn_opt_str description;
} label;

typedef struct milestone {
    conn_str url;
    int64_t id;
    int32_t number;
    conn_str title;
    conn_str state;
    user creator;
    int32_t open_issues;
} milestone;

typedef struct reactions {
    conn_str url;
    int32_t total_count;
    int32_t plus_one;
    int32_t minus_one;
    int32_t laugh;
    int32_t heart;
} reactions;

typedef struct issue {
    int64_t id;
    conn_str node_id;
    conn_str url;
    conn_str html_url;
    int32_t number;
    conn_str title;
    conn_enum state;
    bool locked;
    conn_opt_str body;
    user user;
    struct {
        conn_state state;
        user value;
    } assignee;
    conn_list labels;
    conn_list assignees;
    milestone milestone;
    int32_t comments;
    conn_time created_at;
    conn_time updated_at;
    conn_opt_time closed_at;
    conn_str author_association;
    double score;
    reactions reactions;
} issue;

typedef struct page {
    int64_t total_count;
    conn_list items;
} page;

static const conn_enum_member states[] = {{1, "open"}, {2, "closed"}};
static const conn_enum_desc state_desc = {"IssueState", states, 2};

static const conn_type t_bool = {.kind = CONN_K_BOOL, .size = 1};
static const conn_type t_int32 = {.kind = CONN_K_INT32, .size = 4};
static const conn_type t_int64 = {.kind = CONN_K_INT64, .size = 8};
static const conn_type t_double = {.kind = CONN_K_DOUBLE, .size = 8};
static const conn_type t_str = {.kind = CONN_K_STRING,
                                .size = sizeof(conn_str)};
static const conn_type t_time = {.kind = CONN_K_TIMESTAMP, .size = 8};
static const conn_type t_state = {
    .kind = CONN_K_ENUM, .size = sizeof(conn_enum), .info = &state_desc};

#define NEEDED(record, field, wire, type)                                      \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(record, field), 0,             \
            CONN_F_REQUIRED, NULL                                              \
    }
#define MAYBE(record, field, wire, type)                                       \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(record, field),                \
            offsetof(record, field.value) - offsetof(record, field),           \
            CONN_F_OPTIONAL, NULL                                              \
    }
#define RECORD(name)                                                           \
    static const conn_record r_##name = {                                      \
        #name, f_##name, sizeof f_##name / sizeof *f_##name, sizeof(name), 0}; \
    static const conn_type t_##name = {                                        \
        .kind = CONN_K_RECORD, .size = sizeof(name), .info = &r_##name}
#define LIST(name)                                                             \
    static const conn_type t_##name##_list = {                                 \
        .kind = CONN_K_LIST, .size = sizeof(conn_list), .element = &t_##name}

static const conn_field f_user[] = {
    NEEDED(user, login, "login", t_str),
    NEEDED(user, id, "id", t_int64),
    NEEDED(user, node_id, "node_id", t_str),
    NEEDED(user, avatar_url, "avatar_url", t_str),
    NEEDED(user, url, "url", t_str),
    NEEDED(user, html_url, "html_url", t_str),
    NEEDED(user, type, "type", t_str),
    NEEDED(user, site_admin, "site_admin", t_bool),
};
RECORD(user);
LIST(user);

static const conn_field f_label[] = {
    NEEDED(label, id, "id", t_int64),
    NEEDED(label, node_id, "node_id", t_str),
    NEEDED(label, url, "url", t_str),
    NEEDED(label, name, "name", t_str),
    NEEDED(label, color, "color", t_str),
    NEEDED(label, is_default, "default", t_bool),
    MAYBE(label, description, "description", t_str),
};
RECORD(label);
LIST(label);

static const conn_field f_milestone[] = {
    NEEDED(milestone, url, "url", t_str),
    NEEDED(milestone, id, "id", t_int64),
    NEEDED(milestone, number, "number", t_int32),
    NEEDED(milestone, title, "title", t_str),
    NEEDED(milestone, state, "state", t_str),
    NEEDED(milestone, creator, "creator", t_user),
    NEEDED(milestone, open_issues, "open_issues", t_int32),
};
RECORD(milestone);

static const conn_field f_reactions[] = {
    NEEDED(reactions, url, "url", t_str),
    NEEDED(reactions, total_count, "total_count", t_int32),
    NEEDED(reactions, plus_one, "plus_one", t_int32),
    NEEDED(reactions, minus_one, "minus_one", t_int32),
    NEEDED(reactions, laugh, "laugh", t_int32),
    NEEDED(reactions, heart, "heart", t_int32),
};
RECORD(reactions);

static const conn_field f_issue[] = {
    NEEDED(issue, id, "id", t_int64),
    NEEDED(issue, node_id, "node_id", t_str),
    NEEDED(issue, url, "url", t_str),
    NEEDED(issue, html_url, "html_url", t_str),
    NEEDED(issue, number, "number", t_int32),
    NEEDED(issue, title, "title", t_str),
    NEEDED(issue, state, "state", t_state),
    NEEDED(issue, locked, "locked", t_bool),
    MAYBE(issue, body, "body", t_str),
    NEEDED(issue, user, "user", t_user),
    MAYBE(issue, assignee, "assignee", t_user),
    NEEDED(issue, labels, "labels", t_label_list),
    NEEDED(issue, assignees, "assignees", t_user_list),
    NEEDED(issue, milestone, "milestone", t_milestone),
    NEEDED(issue, comments, "comments", t_int32),
    NEEDED(issue, created_at, "created_at", t_time),
    NEEDED(issue, updated_at, "updated_at", t_time),
    MAYBE(issue, closed_at, "closed_at", t_time),
    NEEDED(issue, author_association, "author_association", t_str),
    NEEDED(issue, score, "score", t_double),
    NEEDED(issue, reactions, "reactions", t_reactions),
};
RECORD(issue);
LIST(issue);

static const conn_field f_page[] = {
    NEEDED(page, total_count, "total_count", t_int64),
    NEEDED(page, items, "items", t_issue_list),
};
RECORD(page);

/* 5 of the 21 fields: the rest is checked and skipped. */
typedef struct brief {
    int32_t number;
    conn_str title;
    conn_enum state;
    user user;
    conn_time created_at;
} brief;

static const conn_field f_brief[] = {
    NEEDED(brief, number, "number", t_int32),
    NEEDED(brief, title, "title", t_str),
    NEEDED(brief, state, "state", t_state),
    NEEDED(brief, user, "user", t_user),
    NEEDED(brief, created_at, "created_at", t_time),
};
RECORD(brief);
LIST(brief);

typedef page brief_page;
static const conn_field f_brief_page[] = {
    NEEDED(page, total_count, "total_count", t_int64),
    NEEDED(page, items, "items", t_brief_list),
};
RECORD(brief_page);

#endif
