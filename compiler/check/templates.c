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
static const Hook *check_steps(Checker *ck, const Env *env, const Operation *op,
                               NodeList items, const char *keyword)
{
    const Node *block = find_block(items, keyword);
    if (!block)
        return NULL;
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
    Hook *hook = arena_new(ck->arena, Hook);
    *hook = (Hook){.kind = keyword,
                   .owner = op->full_name,
                   .span = block->as.block.keyword.span};
    steps_check(ck, &inner, block->as.block.items, &hook->steps);
    return hook;
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

/* Follows `response.body.a.b`; false if the items are computed. */
static bool read_path(Checker *ck, const Expr *expr, Pagination *list)
{
    if (expr->kind != EXPR_MEMBER)
        return false;
    if (expr->a->kind == EXPR_ROOT)
        return strcmp(expr->a->text, "response") == 0 &&
               strcmp(expr->text, "body") == 0;
    if (!expr->field || expr->optional_chain || !read_path(ck, expr->a, list))
        return false;
    vec_push(ck->arena, list->items, list->items_count, expr->field);
    return true;
}

static const TemplatePagination *check_template(Checker *ck,
                                                const Operation *op,
                                                const TemplateUse *use,
                                                bool own)
{
    TemplatePagination *made = arena_new(ck->arena, TemplatePagination);
    made->list.choice = use->choice;
    NodeList items = use->symbol->node->as.template.items;
    const Node *setting = find_setting(items, "items");
    Scene scene = {.stores = false};
    Env env = hook_env(&scene);
    env.locals = use->locals;
    root_response(ck, &env, op->result, false);
    size_t said = ck->diags->count;
    const Type *type = op->result;
    made->plain = !setting;
    if (setting) {
        Expr *value = expr_check(ck, &env, setting->as.setting.value, NULL);
        type = value->type;
        made->plain = read_path(ck, value, &made->list);
    }
    if (type->kind != TYPE_LIST && !own) {
        diag_take_back(ck->diags, said); /* it lists nothing */
        return NULL;
    }
    explain_items(ck, op, said);
    if (type->kind != TYPE_LIST && !type_is_error(type))
        diag_report(ck->diags, D_NO_ITEMS, use->choice->span,
                    quoted_type(ck, op->result));
    made->request = check_steps(ck, &env, op, items, "request");
    made->next = check_steps(ck, &env, op, items, "next");
    /* One mistake of the template is said once, for one of its operations. */
    if (use->symbol->faulty)
        diag_take_back(ck->diags, said);
    else
        use->symbol->faulty = ck->diags->count > said;
    made->list.item = type->kind == TYPE_LIST ? type->element : NULL;
    return made->list.item ? made : NULL;
}

/* In the file of the template. */
static const TemplatePagination *check_use(Checker *ck, const Operation *op,
                                           const TemplateUse *use, bool own)
{
    Unit *unit = ck->unit;
    ck->unit = use->symbol->unit;
    const TemplatePagination *made = check_template(ck, op, use, own);
    ck->unit = unit;
    return made;
}

const TemplatePagination *template_read(Checker *ck, const Operation *op,
                                        bool own)
{
    TemplateUse *use = find_use(ck, op->properties->paginate);
    if (!use || (!own && strcmp(op->method, "GET") != 0))
        return NULL;
    const TemplatePagination *made = check_use(ck, op, use, own);
    use->fits = use->fits || made || own;
    if (!made && !use->listing && pagination_only_list(ck, op->result))
        use->listing = op;
    return made;
}

void templates_check_uses(Checker *ck)
{
    for (const TemplateUse *use = ck->template_uses; use; use = use->next)
        if (!use->fits && use->listing)
            check_use(ck, use->listing, use, true);
}
