/* calls.c - calls of probe.conn to server.js: prints what came of them, which
 * calls.expected says. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "probe.h"

static void print_error(conn_error *err)
{
    printf("  error %s, http %d, after %" PRId64 " ms, vendor %s, code %s\n"
           "  %s\n",
           conn_status_name(err->status), err->http_status, err->retry_after_ms,
           err->vendor_message ? err->vendor_message : "-",
           err->vendor_code ? err->vendor_code : "-", err->message);
    conn_error_clear(err);
}

static void print_item(conn_reply *reply, const probe_item *item,
                       conn_error *err)
{
    if (!reply) {
        print_error(err);
        return;
    }
    printf("  %" PRId64 " %.*s %s, http %d, attempts %d, seen %s\n", item->id,
           (int)item->name.len, item->name.data, item->ok ? "ok" : "bad",
           conn_reply_status(reply), conn_reply_attempts(reply),
           conn_reply_header(reply, "X-Seen")
               ? conn_reply_header(reply, "X-Seen")
               : "-");
    conn_reply_free(reply);
}

static void echo(probe *client, const char *title)
{
    conn_error err = {0};
    const conn_str tags[] = {{"x", 1}, {"y", 1}};
    probe_things_echo_args args = {.id = "a/b",
                                   .body = {.title = conn_str_of(title)},
                                   .page = CONN_SOME(41),
                                   .tags = {tags, 2},
                                   .drop = "me"};
    printf("echo %s\n", title);
    conn_reply *reply = probe_things_echo(client, &args, &err);
    if (!reply) {
        print_error(&err);
        return;
    }
    const probe_echo *value = probe_things_echo_value(reply);
    printf("  %s %s%s\n  order: %s, mode: %s, seen: %s\n  %.*s\n",
           value->method.data, value->path.data, value->query.data,
           value->order.data, value->mode.data, value->seen.data,
           (int)value->body.len, value->body.data);
    conn_reply_free(reply);
}

static void lists(probe *client)
{
    conn_error err = {0};
    const probe_item *item;
    printf("list, without those that are not ok\n ");
    probe_things_list_pages *list = probe_things_list(client, NULL);
    while ((item = probe_things_list_next(list, &err)) != NULL)
        printf(" %" PRId64, item->id);
    printf("\n");
    if (err.status != CONN_OK)
        print_error(&err);
    probe_things_list_end(list);
    printf("walk, by the last id\n ");
    probe_things_walk_pages *walk = probe_things_walk(client, NULL);
    while ((item = probe_things_walk_next(walk, &err)) != NULL)
        printf(" %" PRId64, item->id);
    printf("\n");
    if (err.status != CONN_OK)
        print_error(&err);
    probe_things_walk_end(walk);
}

static void items(probe *client)
{
    static const char *const asked[] = {"5", "cached", "gone", "never"};
    static const char *const answered[] = {"1", "9"};
    conn_error err = {0};
    for (size_t i = 0; i < 4; i++) {
        printf("maybe %s\n", asked[i]);
        conn_reply *reply = probe_things_maybe(
            client, &(probe_things_maybe_args){.id = asked[i]}, &err);
        print_item(reply, reply ? probe_things_maybe_value(reply) : NULL, &err);
    }
    for (size_t i = 0; i < 2; i++) {
        printf("soft %s\n", answered[i]);
        conn_reply *reply = probe_things_soft(
            client, &(probe_things_soft_args){.id = answered[i]}, &err);
        print_item(reply, reply ? probe_things_soft_value(reply) : NULL, &err);
    }
    for (size_t i = 0; i < 2; i++) {
        printf("lenient %s\n", answered[i]);
        conn_reply *reply = probe_things_lenient(
            client, &(probe_things_lenient_args){.id = answered[i]}, &err);
        print_item(reply, reply ? probe_things_lenient_value(reply) : NULL,
                   &err);
    }
}

static void kept(probe *client)
{
    conn_error err = {0};
    printf("ticket, login, ticket\n");
    for (int i = 0; i < 3; i++) {
        conn_reply *reply = i == 1 ? probe_things_login(client, NULL, &err)
                                   : probe_things_ticket(client, NULL, &err);
        print_item(reply,
                   !reply   ? NULL
                   : i == 1 ? probe_things_login_value(reply)
                            : probe_things_ticket_value(reply),
                   &err);
    }
}

/* Both ways, without a request. */
static void maps(probe *client)
{
    conn_error err = {0};
    probe_item item = {
        .id = INT64_C(9007199254740993), .name = {"zed", 3}, .ok = true};
    printf("maps\n");
    conn_reply *read = probe_map_person(client, &item, &err);
    if (!read) {
        print_error(&err);
        return;
    }
    const probe_person *person = probe_map_person_value(read);
    printf("  %" PRId64 " %s %s %s\n", person->number, person->title.data,
           person->label.state == CONN_VALUE ? person->label.value.data : "-",
           person->fine ? "fine" : "not fine");
    conn_reply *written = probe_map_item(client, person, &err);
    if (written) {
        const probe_item *back = probe_map_item_value(written);
        printf("  %" PRId64 " %s %s\n", back->id, back->name.data,
               back->ok ? "ok" : "bad");
    } else {
        print_error(&err);
    }
    conn_reply_free(written);
    conn_reply_free(read);
}

int main(int argc, char **argv)
{
    probe *client = NULL;
    conn_error err = {0};
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%s", argc == 2 ? argv[1] : "0");
    if (probe_open(&client, &(probe_config){.base_url = url}, NULL, &err))
        return conn_error_print(stderr, &err);
    echo(client, "hello");
    echo(client, "moved");
    echo(client, "away");
    echo(client, "none");
    lists(client);
    items(client);
    kept(client);
    maps(client);
    probe_close(client);
    return EXIT_SUCCESS;
}
