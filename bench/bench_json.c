/* bench_json.c - typed decoding and encoding against cJSON, in the same run.
 *
 * The input is 10 MB of issues as GitHub's API gives them, made by
 * ../shared/tools/make_json.py; without that script there is nothing to
 * measure, which is said and is no failure. Rounds of the two alternate, and
 * the best of each counts, so that what else the machine does matters little.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "json.h"

/* ---- what the issues look like ---- */

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

/* ---- the contenders: each returns seconds, or a negative number ---- */

typedef struct input {
    const char *text;
    size_t len;
    char *copy; /* of the text, with its NUL; decoding spoils it */
    conn_buf out;
    size_t memory; /* bytes the last decoding took */
} input;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Starts the clock. What another contender has freed is put in order by malloc
 * when a large block is next wanted: better before than while measuring. */
static double begin(void)
{
    conn_free(conn_alloc(1 << 20));
    return now();
}

static double decode(input *in, const conn_type *type)
{
    conn_arena arena = {0};
    conn_error err = {0};
    page value = {0};
    memcpy(in->copy, in->text, in->len + 1);
    double start = begin();
    conn_status status =
        conn_json_decode(&arena, in->copy, in->len, type, &value, NULL, &err);
    in->memory = arena.total;
    conn_arena_free(&arena);
    double seconds = now() - start;
    if (status == CONN_OK)
        return seconds;
    conn_error_print(stderr, &err);
    return -1;
}

static double decode_all(input *in)
{
    return decode(in, &t_page);
}

static double decode_some(input *in)
{
    return decode(in, &t_brief_page);
}

static double check(input *in)
{
    double start = begin();
    conn_status status = conn_json_check(in->text, in->len, NULL, NULL);
    return status == CONN_OK ? now() - start : -1;
}

static double peer_parse(input *in)
{
    double start = begin();
    cJSON *tree = cJSON_ParseWithLength(in->text, in->len);
    cJSON_Delete(tree);
    return tree != NULL ? now() - start : -1;
}

static double encode(input *in)
{
    conn_arena arena = {0};
    page value = {0};
    memcpy(in->copy, in->text, in->len + 1);
    conn_status status = conn_json_decode(&arena, in->copy, in->len, &t_page,
                                          &value, NULL, NULL);
    conn_buf_reset(&in->out);
    double start = begin();
    if (status == CONN_OK)
        status = conn_json_encode(&in->out, &t_page, &value, NULL);
    double seconds = now() - start;
    conn_arena_free(&arena);
    return status == CONN_OK ? seconds : -1;
}

static double peer_print(input *in)
{
    cJSON *tree = cJSON_ParseWithLength(in->text, in->len);
    double start = begin();
    char *text = cJSON_PrintUnformatted(tree);
    double seconds = now() - start;
    bool ok = text != NULL;
    cJSON_free(text);
    cJSON_Delete(tree);
    return ok ? seconds : -1;
}

static const struct contender {
    const char *name;
    double (*run)(input *in);
    int peer; /* index of what it is compared with */
} contenders[] = {
    {"cJSON: parse and free", peer_parse, 0},
    {"decode all and free", decode_all, 0},
    {"decode 5 of 21 and free", decode_some, 0},
    {"check only", check, 0},
    {"cJSON: print a tree", peer_print, 4},
    {"encode", encode, 4},
};
enum { CONTENDERS = sizeof contenders / sizeof *contenders, ROUNDS = 15 };

/* ---- input and figures ---- */

/* The output of the script; false if it fails. */
static bool read_input(conn_buf *buf)
{
    FILE *pipe = popen("python3 ../shared/tools/make_json.py 10", "r");
    char *room = NULL;
    while (pipe != NULL && (room = conn_buf_room(buf, 65536)) != NULL) {
        size_t got = fread(room, 1, 65536, pipe);
        if (got == 0)
            break;
        conn_buf_wrote(buf, got);
    }
    return pipe != NULL && pclose(pipe) == 0 && room != NULL;
}

static void report(const input *in, const double *best)
{
    double bytes = (double)in->len;
    printf("%.1f MB, best of %d rounds\n", bytes / 1e6, ROUNDS);
    for (int i = 0; i < CONTENDERS; i++)
        printf("%-24s %7.0f MB/s  %5.1f x\n", contenders[i].name,
               bytes / 1e6 / best[i], best[contenders[i].peer] / best[i]);
    printf("memory beside the text: %.2f x the text\n",
           (double)in->memory / bytes);
}

static int measure(input *in)
{
    double best[CONTENDERS] = {0};
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < CONTENDERS; i++) {
            double seconds = contenders[i].run(in);
            if (seconds < 0) {
                fprintf(stderr, "bench_json: %s failed\n", contenders[i].name);
                return 1;
            }
            if (round == 0 || seconds < best[i])
                best[i] = seconds;
        }
    decode_all(in);
    report(in, best);
    return 0;
}

int main(void)
{
    const char *script = "../shared/tools/make_json.py";
    FILE *probe = fopen(script, "r");
    if (probe == NULL) {
        fprintf(stderr, "bench_json: SKIPPED, there is no %s\n", script);
        return 0;
    }
    fclose(probe);
    conn_buf text = {0};
    int status = 1;
    if (read_input(&text)) {
        input in = {.text = text.data, .len = text.len};
        in.copy = conn_alloc(in.len + 1);
        status = in.copy != NULL ? measure(&in) : 1;
        conn_free(in.copy);
        conn_buf_free(&in.out);
    } else
        fprintf(stderr, "bench_json: %s failed\n", script);
    conn_buf_free(&text);
    return status;
}
