/* use.c - a program that uses the client of everything.h: decodes an issue,
 * writes one, and asks for what can't be had. It includes the client's source,
 * so that it sees the tables. Ends with 0 if all is as declared.
 */
#include "github.c"

#include <stdlib.h>
#include <string.h>

#include "json.h"

#define CHECK(x)                                                               \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "use.c:%d: %s\n", __LINE__, #x);                   \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

/* Followed by the zero bytes that the decoder may read. */
static char sample[1200] =
    "{\"owner\": {\"login\": \"ann\", \"id\": 9007199254740993},"
    " \"id\": 7, \"number\": -3, \"title\": \"caf\\u00e9\", \"body\": null,"
    " \"state\": \"closed\", \"previousState\": \"new one\","
    " \"labels\": [{\"name\": \"a\"}, {\"name\": \"b\", \"color\": \"red\"}],"
    " \"author\": {\"login\": \"bob\", \"id\": 0},"
    " \"parent\": {\"owner\": \"x\", \"id\": 1, \"number\": 0, \"title\": \"\","
    "   \"state\": \"open\", \"labels\": [], \"meta\": {}, \"matrix\": [],"
    "   \"author\": {\"login\": \"c\", \"id\": 1}, \"created_at\": 0,"
    "   \"price\": 1, \"revision\": \"1\", \"active\": false},"
    " \"meta\": {\"k\": \"v\"},"
    " \"users\": {\"u\": {\"login\": \"d\", \"id\": 2}},"
    " \"matrix\": [[1.5, 2], []], \"created_at\": 1700000000,"
    " \"due\": \"2026-02-03\", \"price\": 12.50,"
    " \"revision\": \"9007199254740993\", \"data\": {\"x\":[1]},"
    " \"blob\": \"AAE=\", \"unknown\": true}";

static void check_scalars(const github_issue *issue)
{
    CHECK(issue->id == 7 && issue->number == -3);
    CHECK(conn_str_is(issue->title, "caf\303\251"));
    CHECK(issue->body.state == CONN_IS_NULL);
    CHECK(issue->state.is == GITHUB_ISSUE_STATE_CLOSED);
    CHECK(issue->previous_state.value.is == 0);
    CHECK(conn_str_is(issue->previous_state.value.text, "new one"));
    CHECK(issue->created_at == INT64_C(1700000000000000));
    CHECK(issue->due.value.day == 3 && issue->due.value.month == 2);
    CHECK(conn_str_is(issue->price, "12.50"));
    CHECK(issue->revision == INT64_C(9007199254740993));
    CHECK(conn_str_is(issue->data.value, "{\"x\":[1]}"));
    CHECK(issue->blob.value.len == 2 && issue->blob.value.data[1] == 1);
}

static void check_structure(const github_issue *issue)
{
    CHECK(issue->owner.which == GITHUB_EXPANDABLE_OF_USER_USER);
    CHECK(issue->owner.as.user->id == INT64_C(9007199254740993));
    CHECK(issue->reviewer.state == CONN_ABSENT);
    CHECK(issue->labels.count == 2);
    CHECK(conn_str_is(issue->labels.items[1].color.value, "red"));
    CHECK(conn_str_is(issue->author.login, "bob"));
    CHECK(issue->closer.state == CONN_ABSENT && !issue->closer.value);
    const github_issue *parent = issue->parent.value;
    CHECK(parent->owner.which == GITHUB_EXPANDABLE_OF_USER_STRING);
    CHECK(parent->parent.state == CONN_ABSENT);
    CHECK(!parent->active && issue->active);
    CHECK(conn_str_is(issue->meta.items[0].key, "k"));
    CHECK(conn_str_is(issue->users.value.items[0].value.login, "d"));
    CHECK(issue->matrix.items[0].items[1] == 2.0);
    CHECK(issue->matrix.items[1].count == 0);
    CHECK(issue->others.count == 1);
    CHECK(conn_str_is(issue->others.items[0].name, "unknown"));
}

static void check_decoding(void)
{
    static github_issue issue;
    conn_arena arena = {0};
    conn_error err = {0};
    if (conn_json_decode(&arena, sample, strlen(sample), &type_issue, &issue,
                         NULL, &err) != CONN_OK)
        exit(conn_error_print(stderr, &err));
    check_scalars(&issue);
    check_structure(&issue);
    conn_arena_free(&arena);
}

/* Left out: `limit` and `note`, whose defaults are the server's to apply. */
static void check_encoding(void)
{
    static const char expected[] =
        "{\"title\":\"t\",\"labels\":[],\"weight\":0}";
    github_issue_input input = {.title = CONN_STR("t")};
    conn_buf text = {0};
    conn_error err = {0};
    if (conn_json_encode(&text, &type_issue_input, &input, &err) != CONN_OK)
        exit(conn_error_print(stderr, &err));
    CHECK(text.len == strlen(expected));
    CHECK(memcmp(text.data, expected, text.len) == 0);
    conn_buf_free(&text);
}

/* Nobody listens at the connector's base URL. */
static void check_calls(void)
{
    github *client = NULL;
    conn_error err = {0};
    conn_options options = {.no_retry = true};
    github_config config = {.token = "secret", .page_size = CONN_SOME(0)};
    CHECK(github_open(&client, &config, &options, &err) == CONN_OK);

    github_issues_get_args absent = {0};
    CHECK(!github_issues_get(client, &absent, &err));
    CHECK(err.status == CONN_USAGE && strstr(err.message, "`number`"));
    CHECK(!github_error_body(&err));

    github_issues_get_args zero = {.number = CONN_SOME(0)};
    CHECK(!github_issues_get(client, &zero, &err));
    CHECK(err.status == CONN_TRANSPORT);

    github_issues_list_args args = {.owner = "o",
                                    .state = GITHUB_ISSUE_STATE_OPEN};
    github_issues_list_pages *pages = github_issues_list(client, &args);
    CHECK(!github_issues_list_next(pages, &err));
    CHECK(err.status == CONN_TRANSPORT);
    CHECK(!github_issues_list_reply(pages));
    github_issues_list_end(pages);

    CHECK(conn_client_stats(github_as_conn(client)).requests == 2);
    conn_error_clear(&err);
    github_close(client);
}

int main(void)
{
    check_decoding();
    check_encoding();
    check_calls();
    return 0;
}
