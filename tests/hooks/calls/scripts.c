/* scripts.c - calls of scripts.conn to server.js: prints what came of them,
 * which scripts.expected says. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scripts.h"

static void print_error(conn_error *err)
{
    printf("  error %s, http %d, vendor %s\n  %s\n",
           conn_status_name(err->status), err->http_status,
           err->vendor_message ? err->vendor_message : "-", err->message);
    conn_error_clear(err);
}

static void print_item(conn_reply *reply, const scripts_item *item,
                       conn_error *err)
{
    if (!reply) {
        print_error(err);
        return;
    }
    const char *seen = conn_reply_header(reply, "X-Seen");
    printf("  %" PRId64 " %.*s %s, http %d, attempts %d, seen %s\n", item->id,
           (int)item->name.len, item->name.data, item->ok ? "ok" : "bad",
           conn_reply_status(reply), conn_reply_attempts(reply),
           seen ? seen : "-");
    conn_reply_free(reply);
}

static void echo(scripts *client, const char *title)
{
    conn_error err = {0};
    scripts_things_echo_args args = {.id = "a/b",
                                     .body = {.title = conn_str_of(title)},
                                     .page = CONN_SOME(41),
                                     .drop = "me"};
    printf("echo %s\n", title);
    conn_reply *reply = scripts_things_echo(client, &args, &err);
    if (!reply) {
        print_error(&err);
        return;
    }
    const scripts_echo *value = scripts_things_echo_value(reply);
    printf("  %s %s%s\n  order: %s, mode: %s\n  %.*s\n", value->method.data,
           value->path.data, value->query.data, value->order.data,
           value->mode.data, (int)value->body.len, value->body.data);
    conn_reply_free(reply);
}

static void items(scripts *client)
{
    static const char *const asked[] = {"5", "cached", "gone", "never",
                                        "never-signed"};
    static const char *const answered[] = {"1", "9"};
    conn_error err = {0};
    for (size_t i = 0; i < 5; i++) {
        printf("maybe %s\n", asked[i]);
        conn_reply *reply = scripts_things_maybe(
            client, &(scripts_things_maybe_args){.id = asked[i]}, &err);
        print_item(reply, reply ? scripts_things_maybe_value(reply) : NULL,
                   &err);
    }
    for (size_t i = 0; i < 2; i++) {
        printf("lenient %s\n", answered[i]);
        conn_reply *reply = scripts_things_lenient(
            client, &(scripts_things_lenient_args){.id = answered[i]}, &err);
        print_item(reply, reply ? scripts_things_lenient_value(reply) : NULL,
                   &err);
    }
}

static void kept(scripts *client)
{
    conn_error err = {0};
    printf("ticket, login, ticket\n");
    for (int i = 0; i < 3; i++) {
        conn_reply *reply = i == 1 ? scripts_things_login(client, NULL, &err)
                                   : scripts_things_ticket(client, NULL, &err);
        print_item(reply,
                   !reply   ? NULL
                   : i == 1 ? scripts_things_login_value(reply)
                            : scripts_things_ticket_value(reply),
                   &err);
    }
}

static void print_event(const conn_event *event)
{
    printf("  route %d, %.*s, kind %d, id %.*s, at %" PRId64 "%s\n    %.*s\n",
           event->route, (int)event->topic.len, event->topic.data,
           (int)event->kind, (int)event->id.len, event->id.data,
           event->at.state == CONN_VALUE ? event->at.value : -1,
           event->next ? ", and" : "", (int)event->object.len,
           event->object.data);
}

/* What scripts make of what a webhook received. */
static void pushed(scripts *client)
{
    static const char *const bodies[] = {
        "{\"op\":\"CREATED\",\"id\":7,\"at\":\"2026-01-02T03:04:05Z\"}",
        "{\"rows\":[{\"op\":\"deleted\",\"id\":\"a\",\"at\":1000},"
        "{\"op\":\"SHAKEN\",\"at\":\"yesterday\"},{\"id\":12345678901}]}",
        "{\"rows\":[]}",
        "{\"what\":\"text\"}",
        "{\"what\":\"spin\"}",
        "null",
        "[]",
        "no json"};
    const conn_header headers[] = {{"X-Key", "k"}, {"X-Topic", "shop"}};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        conn_error err = {0};
        conn_event *event = NULL;
        printf("pushed %s\n", bodies[i]);
        if (scripts_webhook_pushes_receive(client, headers, 2, bodies[i],
                                           strlen(bodies[i]), &event,
                                           &err) != CONN_OK)
            print_error(&err);
        for (const conn_event *at = event; at; at = at->next)
            print_event(at);
        conn_event_free(event);
    }
}

static void pushed_by_others(scripts *client)
{
    conn_error err = {0};
    conn_event *event = NULL;
    printf("pushed without a key\n");
    if (scripts_webhook_pushes_receive(client, NULL, 0, "{}", 2, &event,
                                       &err) != CONN_OK)
        print_error(&err);
}

int main(int argc, char **argv)
{
    static const char *const titles[] = {"hello",  "moved", "away", "method",
                                         "absent", "slip",  "loop", "silent"};
    scripts *client = NULL;
    conn_error err = {0};
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%s", argc == 2 ? argv[1] : "0");
    if (scripts_open(&client, &(scripts_config){.base_url = url}, NULL, &err))
        return conn_error_print(stderr, &err);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        echo(client, titles[i]);
    items(client);
    kept(client);
    pushed(client);
    pushed_by_others(client);
    scripts_close(client);
    return EXIT_SUCCESS;
}
