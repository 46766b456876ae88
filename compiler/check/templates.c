/* templates.c - pagination by a template that has steps of its own. */
#include "check/steps.h"

#include <string.h>

static TemplateUse *find_use(const Checker *ck, const Choice *choice)
{
    for (TemplateUse *use = ck->template_uses; use; use = use->next)
        if (use->choice == choice)
            return use;
    return NULL;
}

/* The steps of `request` and `next`, which set what the request carries. */
static void check_steps(Checker *ck, const Env *env, const Operation *op,
                        NodeList items, const char *keyword)
{
    const Node *block = find_block(items, keyword);
    if (!block)
        return;
    Env inner = *env;
    const Type *text = type_of_kind(ck, TYPE_STRING);
    const Type *query = root_record(ck, "query");
    query->record->open = true;
    const Type *body = type_of_kind(ck, TYPE_JSON);
    root_value(ck, &inner, "query", query)->writable = true;
    root_value(ck, &inner, "headers", type_make(ck, TYPE_MAP, text))->writable =
        true;
    root_value(ck, &inner, "body", op->body ? op->body->type : body)->writable =
        true;
    StepList steps = {0};
    steps_check(ck, &inner, block->as.block.items, &steps);
}

/* Where the path of the items failed, at message `said`, for this operation. */
static void explain_items(Checker *ck, const Operation *op, size_t said)
{
    const Field *list = pagination_only_list(ck, op->result);
    Diag *d = said < ck->diags->count ? ck->diags->items[said] : NULL;
    if (!d || d->code != D_UNKNOWN_FIELD)
        return;
    if (!d->label && list)
        diag_suggest(ck->diags, d, d->span, list->name);
    diag_also(ck->diags, d, op->span, "it is what this operation answers");
}

static const Type *check_template(Checker *ck, const Operation *op,
                                  const TemplateUse *use, bool own)
{
    NodeList items = use->symbol->node->as.template.items;
    const Node *setting = find_setting(items, "items");
    Scene scene = {.stores = false};
    Env env = hook_env(&scene);
    env.locals = use->locals;
    root_response(ck, &env, op->result, false);
    size_t said = ck->diags->count;
    const Type *type = op->result;
    if (setting)
        type = expr_check(ck, &env, setting->as.setting.value, NULL)->type;
    if (type->kind != TYPE_LIST && !own) {
        diag_take_back(ck->diags, said); /* it lists nothing */
        return NULL;
    }
    explain_items(ck, op, said);
    if (type->kind != TYPE_LIST && !type_is_error(type))
        diag_report(ck->diags, D_NO_ITEMS, use->choice->span,
                    quoted_type(ck, op->result));
    check_steps(ck, &env, op, items, "request");
    check_steps(ck, &env, op, items, "next");
    /* One mistake of the template is said once, for one of its operations. */
    if (use->symbol->faulty)
        diag_take_back(ck->diags, said);
    else
        use->symbol->faulty = ck->diags->count > said;
    return type->kind == TYPE_LIST ? type->element : NULL;
}

/* In the file of the template. */
static const Type *check_use(Checker *ck, const Operation *op,
                             const TemplateUse *use, bool own)
{
    Unit *unit = ck->unit;
    ck->unit = use->symbol->unit;
    const Type *item = check_template(ck, op, use, own);
    ck->unit = unit;
    return item;
}

const Type *template_items(Checker *ck, const Operation *op, bool own)
{
    TemplateUse *use = find_use(ck, op->properties->paginate);
    if (!use || (!own && strcmp(op->method, "GET") != 0))
        return NULL;
    const Type *item = check_use(ck, op, use, own);
    use->fits = use->fits || item || own;
    if (!item && !use->listing && pagination_only_list(ck, op->result))
        use->listing = op;
    return item;
}

void templates_check_uses(Checker *ck)
{
    for (const TemplateUse *use = ck->template_uses; use; use = use->next)
        if (!use->fits && use->listing)
            check_use(ck, use->listing, use, true);
}
