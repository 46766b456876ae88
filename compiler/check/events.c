/* events.c - what the vendor reports, polled or received; and bulk jobs. */
#include "check/steps.h"

#include <string.h>

/* The value of a setting, checked against a type; NULL where it is not set. */
static Expr *value_of(Checker *ck, const Env *env, NodeList items,
                      const char *name, const Type *type)
{
    const Node *node = find_setting(items, name);
    return node ? expr_check(ck, env, node->as.setting.value, type) : NULL;
}

static void require(Checker *ck, const Node *block, const char *what,
                    const char *name)
{
    if (!find_setting(block->as.block.items, name))
        diag_report(ck->diags, D_MISSING_SETTING, block->as.block.keyword.span,
                    what, name);
}

static const char *label_text(const Node *block, size_t i)
{
    NodeList labels = block->as.block.labels;
    return i < labels.count && labels.items[i]->kind == NODE_NAME
               ? labels.items[i]->as.name.name.text
               : "";
}

/* ---- on ---- */

static void note_route(Checker *ck, const Node *block, const Type *type,
                       Webhook *webhook)
{
    NodeList labels = block->as.block.labels;
    EventRoute route = {.type = type, .hook = ck->connector->hook_count};
    if (labels.count && labels.items[0]->kind == NODE_STRING)
        route.pattern = labels.items[0]->as.string.text;
    if (webhook)
        vec_push(ck->arena, webhook->routes, webhook->route_count, route);
}

/* `webhook`: gets the routes; NULL where the events are polled. */
static void check_on(Checker *ck, const Env *env, NodeList items,
                     const char *owner, Webhook *webhook)
{
    bool polling = !webhook;
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind != NODE_BLOCK ||
            strcmp(node->as.block.keyword.text, "on") != 0)
            continue;
        Env inner = *env;
        if (polling && node->as.block.raw)
            diag_report(ck->diags, D_NOT_ALLOWED_HERE, node->as.block.raw->span,
                        "a script", "`on` of polled events");
        const Node *result = node->as.block.result;
        const Type *type = type_of_kind(ck, TYPE_JSON);
        if (result && result->kind != NODE_INT)
            type = type_resolve(ck, result, NULL, owner);
        records_settle(ck);
        const Binding *item = env_find(env, "item");
        if (polling && item && result)
            report_mismatch(ck, result->span, item->value->type, type);
        if (!polling)
            root_value(ck, &inner, "body", type);
        root_value(ck, &inner, "event", root_event(ck))->writable = true;
        note_route(ck, node, type, webhook);
        hook_read(ck, &inner, node, owner);
    }
}

/* ---- polling ---- */

/* What `source` lists: checked once before the type of `watermark` is known,
 * and what that check says is forgotten. */
static const Type *source_item(Checker *ck, const Env *env, NodeList items)
{
    Env first = *env;
    size_t said = ck->diags->count;
    root_value(ck, &first, "watermark", type_of_kind(ck, TYPE_ERROR));
    const Expr *source = value_of(ck, &first, items, "source", NULL);
    diag_take_back(ck->diags, said);
    if (!source || type_is_error(source->type))
        return type_of_kind(ck, TYPE_ERROR);
    if (source->type->kind == TYPE_STREAM || source->type->kind == TYPE_LIST)
        return source->type->element;
    const Node *node = find_setting(items, "source");
    diag_report(ck->diags, D_NOT_A_LIST, node->as.setting.value->span,
                quoted_type(ck, source->type));
    return type_of_kind(ck, TYPE_ERROR);
}

static const Type *check_polling(Checker *ck, const Env *env, const Node *block,
                                 const char *name)
{
    NodeList items = block->as.block.items;
    require(ck, block, "events polling", "source");
    require(ck, block, "events polling", "watermark");
    bool failure = false; /* of the source: the next poll tries again */
    Env inner = *env;
    inner.failure = &failure;
    Polling polling = {.name = name, .span = block->as.block.keyword.span};
    polling.every =
        value_of(ck, env, items, "every", type_of_kind(ck, TYPE_DURATION));
    polling.overlap =
        value_of(ck, env, items, "overlap", type_of_kind(ck, TYPE_DURATION));
    Env with_item = *env;
    root_value(ck, &with_item, "item", source_item(ck, &inner, items));
    Expr *mark = value_of(ck, &with_item, items, "watermark", NULL);
    const Type *type =
        mark ? type_strip(mark->type) : type_of_kind(ck, TYPE_ERROR);
    root_value(ck, &inner, "watermark", type_optional(ck, type));
    polling.watermark = mark;
    polling.source = value_of(ck, &inner, items, "source", NULL);
    polling.dedupe = value_of(ck, &with_item, items, "dedupe",
                              type_of_kind(ck, TYPE_STRING));
    Connector *connector = ck->connector;
    polling.hook = connector->hook_count;
    check_on(ck, &with_item, items, name, NULL);
    polling.makes = connector->hook_count > polling.hook;
    polling.hook_end = connector->hook_count;
    vec_push(ck->arena, connector->pollings, connector->polling_count, polling);
    return type;
}

/* ---- webhook ---- */

/* `subscription.x = …` of the steps that subscribe, as fields. */
static void collect_subscription(Checker *ck, const Type *record,
                                 NodeList items)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind == NODE_IF) {
            collect_subscription(ck, record, node->as.branch.then_items);
            collect_subscription(ck, record, node->as.branch.else_items);
        } else if (node->kind == NODE_IF_LET) {
            collect_subscription(ck, record, node->as.branch_let.then_items);
            collect_subscription(ck, record, node->as.branch_let.else_items);
        } else if (node->kind == NODE_ASSIGN &&
                   node->as.assign.target->kind == NODE_MEMBER &&
                   is_root(node->as.assign.target->as.access.object,
                           "subscription")) {
            const char *name = node->as.assign.target->as.access.name.text;
            if (!record_field(record->record, name))
                root_field(ck, record, name, type_of_kind(ck, TYPE_STRING),
                           false);
        }
    }
}

static void check_subscribing(Checker *ck, NodeList items, const char *name,
                              Webhook *webhook)
{
    static const char *const urls[] = {"url"};
    Scene scene = {.free_args = true, .stores = true};
    Env env = hook_env(&scene);
    env.roots |= ROOT_ARGS;
    const Node *subscribe = find_block(items, "subscribe");
    const Node *unsubscribe = find_block(items, "unsubscribe");
    const Type *subscription = root_record(ck, "subscription");
    if (subscribe)
        collect_subscription(ck, subscription, subscribe->as.block.items);
    root_value(ck, &env, "callback", root_texts(ck, "callback", urls, 1));
    Binding *kept = root_value(ck, &env, "subscription", subscription);
    kept->writable = true;
    webhook->subscription = subscription->record;
    webhook->subscribes = subscribe != NULL;
    webhook->subscribe = ck->connector->hook_count;
    if (subscribe)
        hook_read(ck, &env, subscribe, name);
    kept->writable = false;
    webhook->unsubscribes = unsubscribe != NULL;
    webhook->unsubscribe = ck->connector->hook_count;
    if (unsubscribe)
        hook_read(ck, &env, unsubscribe, name);
}

/* One operation, or a list of them. */
static void read_operations(Checker *ck, NodeList items, const char *name,
                            const Operation ***out, size_t *count)
{
    const Node *node = find_setting(items, name);
    const Node *value = node ? node->as.setting.value : NULL;
    NodeList list = {0};
    if (value && value->kind == NODE_LIST)
        list = value->as.list.items;
    size_t length = !value ? 0 : value->kind == NODE_LIST ? list.count : 1;
    for (size_t i = 0; i < length; i++) {
        const Operation *op = reference_operation(
            ck, NULL, value->kind == NODE_LIST ? list.items[i] : value);
        if (op)
            vec_push(ck->arena, *out, *count, op);
    }
}

static const char *text_of(Checker *ck, const Env *env, NodeList items,
                           const char *name)
{
    const Expr *value =
        value_of(ck, env, items, name, type_of_kind(ck, TYPE_STRING));
    return value && value->kind == EXPR_TEXT ? value->text : NULL;
}

static void check_webhook(Checker *ck, const Env *env, NodeList items,
                          const char *name, Span span)
{
    const Type *json = type_of_kind(ck, TYPE_JSON);
    Env inner = *env;
    Webhook webhook = {.name = name};
    check_subscribing(ck, items, name, &webhook);
    root_request(ck, &inner, json, false);
    Env with_body = inner;
    root_value(ck, &with_body, "body", json);
    const Node *verify = find_block(items, "verify");
    webhook.verifies = verify != NULL;
    webhook.verify = ck->connector->hook_count;
    if (verify)
        hook_read(ck, &with_body, verify, name);
    const Node *setting = find_setting(items, "route");
    Expr *route =
        setting ? expr_check(ck, &with_body, setting->as.setting.value, NULL)
                : NULL;
    webhook.route = route;
    if (route && type_strip(route->type)->kind != TYPE_JSON)
        report_mismatch(ck, route->span,
                        type_optional(ck, type_of_kind(ck, TYPE_STRING)),
                        route->type);
    check_on(ck, &inner, items, name, &webhook);
    webhook.instance = text_of(ck, env, items, "instance");
    read_operations(ck, items, "register", &webhook.registers,
                    &webhook.register_count);
    read_operations(ck, items, "unregister", &webhook.unregisters,
                    &webhook.unregister_count);
    Connector *connector = ck->connector;
    webhook.span = span;
    vec_push(ck->arena, connector->webhooks, connector->webhook_count, webhook);
}

/* ---- all events ---- */

void events_check(Checker *ck, const Node *block)
{
    Scene scene = {.stores = false};
    Env env = hook_env(&scene);
    const char *kind = label_text(block, 0);
    EventRule rule = {.name = label_text(block, 1),
                      .polling = strcmp(kind, "polling") == 0};
    if (rule.polling) {
        rule.watermark = check_polling(ck, &env, block, rule.name);
    } else if (strcmp(kind, "webhook") == 0) {
        check_webhook(ck, &env, block->as.block.items, rule.name,
                      block->as.block.keyword.span);
    } else if (*kind) {
        static const char *const kinds[] = {"polling", "webhook"};
        Word word = block->as.block.labels.items[0]->as.name.name;
        Diag *d =
            diag_report(ck->diags, D_UNKNOWN_KIND, word.span, kind, "events");
        diag_suggest(ck->diags, d, word.span, diag_nearest(kind, kinds, 2));
        diag_help(ck->diags, d, "kinds are: polling, webhook");
    }
    vec_push(ck->arena, ck->events, ck->event_count, rule);
}

/* ---- bulk ---- */

/* A duration, the table's where it is not set. */
static const Expr *duration_of(Checker *ck, const Env *env, NodeList items,
                               const char *name)
{
    const SettingRow *row = schema_setting("bulk", NULL, name);
    const Expr *given =
        value_of(ck, env, items, name, type_of_kind(ck, TYPE_DURATION));
    return given
               ? given
               : setting_check(ck, env, row, ck->defaults[row - schema_row(0)]);
}

/* Reads what sees `job`. */
static void read_job(Checker *ck, const Env *env, NodeList items, BulkJob *bulk)
{
    const Type *unknown = type_of_kind(ck, TYPE_ERROR);
    const Type *yes = type_of_kind(ck, TYPE_BOOL);
    const Expr *start = bulk->start;
    Env started = *env, polled = *env;
    root_value(ck, &started, "job", start ? start->type : unknown);
    bulk->poll = value_of(ck, &started, items, "poll", NULL);
    root_value(ck, &polled, "job", bulk->poll ? bulk->poll->type : unknown);
    bulk->done = value_of(ck, &polled, items, "done", yes);
    bulk->failed = value_of(ck, &polled, items, "failed", yes);
    bulk->rows = value_of(ck, &polled, items, "rows", NULL);
}

void bulk_check(Checker *ck, const Resource *resource, const Node *block)
{
    static const char *const needed[] = {"start", "poll", "done", "rows"};
    NodeList items = block->as.block.items;
    bool failure = false; /* of a request: the job fails */
    Scene scene = {.stores = false};
    Env env = hook_env(&scene);
    env.failure = &failure;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        require(ck, block, "bulk", needed[i]);
    BulkJob bulk = {.name = label_text(block, 0),
                    .resource = resource,
                    .span = block->as.block.keyword.span,
                    .every = duration_of(ck, &env, items, "every"),
                    .give_up = duration_of(ck, &env, items, "give_up"),
                    .start = value_of(ck, &env, items, "start", NULL)};
    read_job(ck, &env, items, &bulk);
    Connector *connector = ck->connector;
    vec_push(ck->arena, connector->bulks, connector->bulk_count, bulk);
}
