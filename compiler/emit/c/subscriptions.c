/* subscriptions.c - webhooks that steps of the connector subscribe with the
 * vendor, as functions. */
#include "emit/c/client.h"

#include <string.h>

/* ---- what is given, and what is kept ---- */

static Given *given_of(Client *client, Receiver *receiver, Names *names,
                       const char *text)
{
    for (size_t i = 0; i < receiver->arg_count; i++)
        if (strcmp(receiver->args[i].text, text) == 0)
            return &receiver->args[i];
    Given given = {.text = text,
                   .name = name_claim(names, name_snake(client->arena, text))};
    vec_push(client->arena, receiver->args, receiver->arg_count, given);
    return &receiver->args[receiver->arg_count - 1];
}

static void add_given(Client *client, Receiver *receiver, Names *names,
                      const Hook *hook, bool subscribe)
{
    const GivenNames *used = c_hooks_given(client->hooks, hook);
    for (size_t i = 0; i < used->count; i++) {
        Given *given = given_of(client, receiver, names, used->items[i]);
        if (subscribe)
            given->subscribe = true;
        else
            given->unsubscribe = true;
    }
}

static void add_kept(Client *client, Receiver *receiver)
{
    const Record *record = receiver->webhook->subscription;
    Names names = {.arena = client->arena};
    for (size_t i = 0; i < record->field_count; i++) {
        const char *text = record->fields[i]->name;
        Given kept = {.text = text,
                      .name =
                          name_claim(&names, name_snake(client->arena, text))};
        vec_push(client->arena, receiver->kept, receiver->kept_count, kept);
    }
}

/* ---- tables ---- */

static const char *text_rows(Client *client, const char *owner,
                             const Given *items, size_t count)
{
    static const char *const uses[] = {
        "0", "CONN_USE_SUBSCRIBE", "CONN_USE_UNSUBSCRIBE",
        "CONN_USE_SUBSCRIBE | CONN_USE_UNSUBSCRIBE"};
    Buf rows = {0};
    for (size_t i = 0; i < count; i++)
        buf_printf(&rows, "    {%s, offsetof(%s, %s),\n     %s},\n",
                   client_literal(client, items[i].text), owner, items[i].name,
                   uses[items[i].subscribe + 2 * items[i].unsubscribe]);
    const char *name = table_share_rows(client, &client->types,
                                        "conn_text_field", "texts", &rows);
    buf_free(&rows);
    return name;
}

static const char *steps_of(Client *client, Receiver *receiver, Names *names,
                            bool subscribe)
{
    const Webhook *webhook = receiver->webhook;
    bool there = subscribe ? webhook->subscribes : webhook->unsubscribes;
    size_t number = subscribe ? webhook->subscribe : webhook->unsubscribe;
    if (!there)
        return "NULL";
    const Hook *hook = &client->connector->hooks[number];
    const char *steps = c_hooks_steps(client->hooks, hook);
    add_given(client, receiver, names, hook, subscribe);
    return steps;
}

void subscription_tables(Client *client, Receiver *receiver)
{
    Arena *arena = client->arena;
    Names names = {.arena = arena};
    if (!receiver->webhook->subscribes && !receiver->webhook->unsubscribes)
        return;
    client->at = receiver->webhook->span;
    name_claim(&names, "call");
    const char *subscribe = steps_of(client, receiver, &names, true);
    const char *unsubscribe = steps_of(client, receiver, &names, false);
    add_kept(client, receiver);
    const char *args =
        text_rows(client, arena_format(arena, "%s_args", receiver->name),
                  receiver->args, receiver->arg_count);
    const char *kept = text_rows(
        client, arena_format(arena, "%s_subscription", receiver->name),
        receiver->kept, receiver->kept_count);
    const char *text = arena_format(
        arena,
        "{\n    %s, %s,\n    %s, %zu, offsetof(%s_args, call),\n"
        "    %s, %zu, sizeof(%s_subscription)}",
        subscribe, unsubscribe, args, receiver->arg_count, receiver->name, kept,
        receiver->kept_count, receiver->name);
    receiver->subscribing = table_share(
        client, &client->operations, "conn_subscribing", "subscribing", text);
}

/* ---- functions ---- */

static const char *subscribe_params(Client *client, const Receiver *receiver)
{
    return arena_format(client->arena,
                        "%s *client, const char *url,\n    const %s_args *args,"
                        "\n    %s_subscription **out, conn_error *err",
                        client->handle, receiver->name, receiver->name);
}

static const char *unsubscribe_params(Client *client, const Receiver *receiver)
{
    return arena_format(client->arena,
                        "%s *client,\n    const %s_subscription *subscription,"
                        "\n    const %s_args *args, conn_error *err",
                        client->handle, receiver->name, receiver->name);
}

static const char *free_params(Client *client, const Receiver *receiver)
{
    return arena_format(client->arena, "\n    %s_subscription *subscription",
                        receiver->name);
}

static void declare_args(Buf *out, const Receiver *receiver)
{
    buf_puts(out, "typedef struct ");
    buf_printf(out, "%s_args {\n", receiver->name);
    for (size_t i = 0; i < receiver->arg_count; i++) {
        const Given *given = &receiver->args[i];
        const char *who = given->subscribe && given->unsubscribe ? ""
                          : given->subscribe ? " /* to subscribe */"
                                             : " /* to unsubscribe */";
        buf_printf(out, "    const char *%s;%s\n", given->name, who);
    }
    buf_printf(out,
               "    const conn_call_options *call; /* or NULL */\n} "
               "%s_args;\n\n",
               receiver->name);
}

static void declare_kept(Buf *out, const Receiver *receiver)
{
    buf_printf(out, "typedef struct %s_subscription {\n", receiver->name);
    for (size_t i = 0; i < receiver->kept_count; i++)
        buf_printf(out, "    const char *%s;\n", receiver->kept[i].name);
    if (receiver->kept_count == 0)
        buf_puts(out, "    char nothing; /* is kept */\n");
    buf_printf(out, "} %s_subscription;\n\n", receiver->name);
}

static void declare(Client *client, Buf *out, const Receiver *receiver)
{
    declare_args(out, receiver);
    declare_kept(out, receiver);
    if (receiver->webhook->subscribes)
        buf_printf(out,
                   "conn_status %s_subscribe(%s);\n"
                   "void %s_subscription_free(%s);\n",
                   receiver->name, subscribe_params(client, receiver),
                   receiver->name, free_params(client, receiver));
    if (receiver->webhook->unsubscribes)
        buf_printf(out, "conn_status %s_unsubscribe(%s);\n", receiver->name,
                   unsubscribe_params(client, receiver));
    buf_putc(out, '\n');
}

static const char what_subscribing_does[] =
    "NAME_subscribe asks the vendor to send events to `url`. *out is what is "
    "needed to end that: texts, some perhaps NULL, to be freed with "
    "NAME_subscription_free and to be stored meanwhile as the caller likes. "
    "NAME_unsubscribe ends it. `call` bounds all requests together. Arguments "
    "are copied.";

void subscriptions_declare(Client *client, Buf *out)
{
    bool said = false;
    for (size_t i = 0; i < client->receiver_count; i++) {
        const Receiver *receiver = &client->receivers[i];
        if (!receiver->subscribing)
            continue;
        if (!said)
            text_comment(out, 0, what_subscribing_does);
        said = true;
        declare(client, out, receiver);
    }
}

static void define(Client *client, Buf *out, const Receiver *receiver)
{
    const char *name = receiver->name;
    if (receiver->webhook->subscribes)
        buf_printf(out,
                   "conn_status %s_subscribe(%s)\n{\n"
                   "    void *made = NULL;\n"
                   "    conn_status status = conn_subscribe(\n"
                   "        (conn_client *)client, &%s, url, args, &made, "
                   "err);\n"
                   "    *out = (%s_subscription *)made;\n"
                   "    return status;\n}\n\n"
                   "void %s_subscription_free(%s)\n{\n"
                   "    conn_subscription_free(subscription);\n}\n\n",
                   name, subscribe_params(client, receiver),
                   receiver->subscribing, name, name,
                   free_params(client, receiver));
    if (receiver->webhook->unsubscribes)
        buf_printf(out,
                   "conn_status %s_unsubscribe(%s)\n{\n"
                   "    return conn_unsubscribe((conn_client *)client, &%s,\n"
                   "        subscription, args, err);\n}\n\n",
                   name, unsubscribe_params(client, receiver),
                   receiver->subscribing);
}

void subscriptions_define(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->receiver_count; i++)
        if (client->receivers[i].subscribing)
            define(client, out, &client->receivers[i]);
}
