/* receive.c - requests that webhooks.js makes, received by the client made of
 * receive.conn: prints "ok", or the message of the failure, for each line
 * {scheme, secret, body, headers, seconds}. What is refused must be refused as
 * CONN_UNAUTHORIZED, and with no event.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn/events.h"
#include "receive.h"
#include "receive_hooks.h"

enum { MOST_HEADERS = 8 };

static const struct {
    const char *scheme;
    const conn_webhook *webhook;
} schemes[] = {
    {"github", &receive_webhook_github},
    {"slack", &receive_webhook_slack},
    {"stripe", &receive_webhook_stripe},
    {"standard", &receive_webhook_standard},
    {"plain", &receive_webhook_plain},
    {"base64", &receive_webhook_base64},
    {"sha1", &receive_webhook_sha1},
};

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static const char *text_of(conn_run *run, conn_any value)
{
    conn_str text = value.as.text;
    return conn_any_copy_text(run, text.data, text.len).as.text.data;
}

static size_t headers_of(conn_run *run, conn_any map, conn_header *out)
{
    size_t at = 0, count = 0;
    conn_str name;
    conn_any value;
    while (count < MOST_HEADERS && conn_any_map_next(map, &at, &name, &value)) {
        out[count].name = text_of(run, conn_any_text(name.data, name.len));
        out[count++].value = text_of(run, value);
    }
    return count;
}

static const conn_webhook *find(const char *scheme)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strcmp(schemes[i].scheme, scheme) == 0)
            return schemes[i].webhook;
    fprintf(stderr, "no scheme %s\n", scheme);
    exit(2);
}

static void print(conn_status status, const conn_event *event,
                  const conn_error *err)
{
    if (status == CONN_OK && event != NULL && event->kind == CONN_EVENT_CREATED)
        puts("ok");
    else if (status == CONN_UNAUTHORIZED && event == NULL &&
             err->vendor_message != NULL)
        puts(err->vendor_message);
    else
        printf("%s: %s\n", conn_status_name(status), err->message);
}

static void receive_one(conn_run *run, conn_any given)
{
    receive *client = NULL;
    conn_error err = {0};
    conn_event *event = NULL;
    conn_header headers[MOST_HEADERS];
    receive_config config = {.secret = text_of(run, get(given, "secret"))};
    conn_str body = get(given, "body").as.text;
    conn_webhook_request request = {
        .headers = headers,
        .header_count = headers_of(run, get(given, "headers"), headers),
        .body = body.data,
        .body_size = body.len,
        .now = {CONN_VALUE, get(given, "seconds").as.integer * 1000000}};
    if (receive_open(&client, &config, NULL, &err) != CONN_OK)
        exit(2);
    conn_status status = conn_webhook_receive(
        receive_as_conn(client), find(text_of(run, get(given, "scheme"))), NULL,
        &request, &event, &err);
    print(status, event, &err);
    conn_event_free(event);
    conn_error_clear(&err);
    receive_close(client);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&line, &room, stdin)) > 0) {
        conn_run *run = conn_run_open(NULL);
        if (run == NULL)
            return 2;
        receive_one(run, conn_any_read(run, line, (size_t)len));
        conn_run_close(run);
    }
    free(line);
    return 0;
}
