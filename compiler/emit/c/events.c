/* events.c - what a vendor reports, as functions: a request that a webhook
 * received is verified, routed and typed. */
#include "emit/c/client.h"

#include <string.h>

/* ---- the plan ---- */

/* Not where a script makes events of it and nothing can run that. */
static bool can_run(const Client *client, const Webhook *webhook)
{
    const Hook *hooks = client->connector->hooks;
    for (size_t i = 0; i < webhook->route_count; i++)
        if (hooks[webhook->routes[i].hook].script && !c_hooks_run_scripts())
            return false;
    return true;
}

/* The body as its route types it; untyped it is the text that came. */
static Topic plan_topic(Client *client, const Receiver *receiver,
                        const EventRoute *route)
{
    Arena *arena = client->arena;
    const char *word = route->pattern ? route->pattern : "any";
    const char *name =
        name_claim(&client->names, arena_format(arena, "%s_%s", receiver->name,
                                                name_snake(arena, word)));
    Topic topic = {.route = route,
                   .name = name,
                   .constant =
                       name_claim(&client->names, name_upper(arena, name))};
    client->at = receiver->webhook->span;
    if (route->type && route->type->kind != TYPE_JSON)
        topic.type = shape_value(client, route->type);
    return topic;
}

static void plan_webhook(Client *client, const Webhook *webhook)
{
    Arena *arena = client->arena;
    static const char *const suffixes[] = {
        "_receive",     "_args",         "_subscribe",
        "_unsubscribe", "_subscription", "_subscription_free"};
    bool subscribes = webhook->subscribes || webhook->unsubscribes;
    const char *base = arena_format(arena, "%s_webhook_%s", client->prefix,
                                    name_snake(arena, webhook->name));
    Receiver receiver = {.webhook = webhook,
                         .name = name_claim_all(&client->names, base, suffixes,
                                                subscribes ? 6 : 1)};
    for (size_t i = 0; i < webhook->route_count; i++)
        vec_push(arena, receiver.topics, receiver.topic_count,
                 plan_topic(client, &receiver, &webhook->routes[i]));
    vec_push(arena, client->receivers, client->receiver_count, receiver);
}

void plan_events(Client *client)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->webhook_count; i++)
        if (can_run(client, &connector->webhooks[i]))
            plan_webhook(client, &connector->webhooks[i]);
}

/* ---- tables ---- */

static void receiver_tables(Client *client, Receiver *receiver)
{
    Buf rows = {0};
    receiver->table =
        c_hooks_webhook(client->hooks, receiver->webhook, &receiver->addressed);
    for (size_t i = 0; i < receiver->topic_count; i++) {
        const Topic *topic = &receiver->topics[i];
        if (topic->type)
            buf_printf(&rows, "    &%s,\n",
                       type_table(client, topic->route->type, WIRE_PLAIN));
        else
            buf_puts(&rows, "    NULL,\n");
    }
    receiver->types = table_share_rows(
        client, &client->types, "conn_type *const", "event_types", &rows);
    buf_free(&rows);
    subscription_tables(client, receiver);
}

void event_tables(Client *client)
{
    for (size_t i = 0; i < client->receiver_count; i++)
        receiver_tables(client, &client->receivers[i]);
}

/* ---- functions ---- */

static const char *receive_params(Client *client, const Receiver *receiver)
{
    return arena_format(client->arena,
                        "%s *client,%s\n    const conn_header *headers, size_t "
                        "header_count, const void *body,\n"
                        "    size_t body_size, conn_event **out, conn_error "
                        "*err",
                        client->handle,
                        receiver->addressed
                            ? "\n    const char *method, const char *url,"
                            : "");
}

static void declare_topics(Client *client, Buf *out, const Receiver *receiver)
{
    if (receiver->topic_count == 0)
        return;
    buf_puts(out, "/* The `route` of its events. */\nenum {\n");
    for (size_t i = 0; i < receiver->topic_count; i++) {
        const Topic *topic = &receiver->topics[i];
        buf_printf(out, "    %s = %zu%s", topic->constant, i + 1,
                   i + 1 < receiver->topic_count ? "," : "");
        buf_printf(out, " /* %s */\n",
                   text_line(client->arena, topic->route->pattern
                                                ? topic->route->pattern
                                                : "any"));
    }
    buf_puts(out, "};\n");
    for (size_t i = 0; i < receiver->topic_count; i++) {
        const Topic *topic = &receiver->topics[i];
        if (topic->type)
            api_signature(
                out, arena_format(client->arena, "const %s *", topic->type),
                topic->name, "const conn_event *event", ";\n");
    }
}

static const char what_webhooks_do[] =
    "What the vendor sends to the caller's server. NAME_receive verifies a "
    "request, headers and body as they came, and makes an event of it, to be "
    "freed with conn_event_free. A signature that is wrong or too old is "
    "CONN_UNAUTHORIZED; a request that no route takes is no failure, and *out "
    "is then NULL. Only the connector's steps make requests, if any. Threads "
    "may share the client. NAME_TOPIC gives the body of an event of that "
    "route, typed, and NULL for other events; it lives as long as the event.";

void events_declare(Client *client, Buf *out)
{
    if (client->receiver_count == 0)
        return;
    text_comment(out, 0, "---- events ----");
    buf_putc(out, '\n');
    text_comment(out, 0, what_webhooks_do);
    buf_putc(out, '\n');
    for (size_t i = 0; i < client->receiver_count; i++) {
        const Receiver *receiver = &client->receivers[i];
        buf_printf(out, "conn_status %s_receive(%s);\n", receiver->name,
                   receive_params(client, receiver));
        declare_topics(client, out, receiver);
        buf_putc(out, '\n');
    }
    subscriptions_declare(client, out);
}

static void define_topic(Client *client, Buf *out, const Topic *topic)
{
    const char *type = arena_format(client->arena, "const %s *", topic->type);
    api_signature(out, type, topic->name, "const conn_event *event", "\n{\n");
    buf_printf(out,
               "    bool same = event != NULL && event->route == %s;\n"
               "    return same ? (%s)event->value : NULL;\n}\n\n",
               topic->constant, type);
}

void events_define(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->receiver_count; i++) {
        const Receiver *receiver = &client->receivers[i];
        buf_printf(out,
                   "conn_status %s_receive(%s)\n{\n"
                   "    conn_webhook_request request = {\n"
                   "        headers, header_count, body, body_size, "
                   "{CONN_ABSENT, 0},\n"
                   "        %s};\n"
                   "    return conn_webhook_receive((conn_client *)client, %s,"
                   "\n        %s, &request, out, err);\n}\n\n",
                   receiver->name, receive_params(client, receiver),
                   receiver->addressed ? "method, url" : "NULL, NULL",
                   receiver->table, receiver->types);
        for (size_t k = 0; k < receiver->topic_count; k++)
            if (receiver->topics[k].type)
                define_topic(client, out, &receiver->topics[k]);
    }
    subscriptions_define(client, out);
}
