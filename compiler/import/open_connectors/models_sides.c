/* models_sides.c - what operations give and take, by their models. */
#include "import/open_connectors/models.h"

#include <string.h>

/* ---- operations ---- */

static const char *model_annotation(Models *models, const char *name)
{
    Buf text = {0};
    buf_puts(&text, "@model(");
    draft_string(&text, name);
    buf_putc(&text, ')');
    const char *made =
        arena_text(models->draft->arena, buf_text(&text), text.length);
    buf_free(&text);
    return made;
}

/* The type of one side, as written; sets `*behind` where the model has another
 * name than the type gives it. */
static const char *side_type(Models *models, const ModelSet *set,
                             const char **behind)
{
    *behind = NULL;
    if (!set->rooted) {
        *behind = model_annotation(models, set->name);
        return "json";
    }
    const ModelNode *node = &models->nodes[set->root];
    const char *type = models->classes[node->class].type;
    if (set->list)
        return arena_format(models->draft->arena, "%s[]", type);
    if (set->name && strcmp(set->name, node->name) != 0)
        *behind = model_annotation(models, set->name);
    return type;
}

static void set_result(Models *models, const ModelSet *set)
{
    DraftOp *op = set->op;
    const char *behind;
    if (strcmp(op->keyword, "op") != 0)
        return;
    op->result = side_type(models, set, &behind);
    model_put_others(models, set);
    if (behind)
        op->behind = op->behind ? arena_format(models->draft->arena, "%s %s",
                                               op->behind, behind)
                                : behind;
}

/* Its data types where they are not `data`, and a name of its own. */
static void put_body_annotations(Buf *out, const Json *parameter,
                                 const char *data)
{
    const char *name = json_get_text(parameter, "name");
    const char *wire = json_get_text(parameter, "vendorName");
    const char *type = json_get_text(parameter, "dataType");
    const char *vendor = json_get_text(parameter, "vendorDataType");
    if (name && wire && strcmp(name, wire) == 0 && strcmp(name, "body") != 0) {
        buf_puts(out, " @wire(");
        draft_string(out, name);
        buf_putc(out, ')');
    }
    if (!type || !vendor ||
        (data && strcmp(type, data) == 0 && strcmp(vendor, data) == 0))
        return;
    buf_puts(out, " @data(");
    draft_string(out, type);
    if (strcmp(type, vendor) != 0) {
        buf_puts(out, ", ");
        draft_string(out, vendor);
    }
    buf_putc(out, ')');
}

static void put_body(DraftOp *op, const Json *parameter, const char *type,
                     const char *behind, const char *data)
{
    Buf *out = &op->block.text;
    const char *doc = json_get_text(parameter, "description");
    if (doc && doc[strspn(doc, " \t\r\n")])
        draft_doc(out, doc);
    buf_printf(out, "body: %s%s", type,
               json_get_true(parameter, "required") ? "" : "?");
    if (behind)
        buf_printf(out, " %s", behind);
    put_body_annotations(out, parameter, data);
    buf_putc(out, '\n');
}

/* A request without a body has a model all the same where the platform's caller
 * sends one, which is taken apart. */
static void set_body(Models *models, const ModelSet *set)
{
    DraftOp *op = set->op;
    const Json *parameter = arguments_body(op);
    const char *behind;
    if (strcmp(op->keyword, "op") != 0)
        return;
    const char *type = side_type(models, set, &behind);
    if (!parameter) {
        buf_printf(&op->block.text, "request: %s%s%s\n", type,
                   behind ? " " : "", behind ? behind : "");
        return;
    }
    put_body(op, parameter, type, behind, set->name);
}

/* A body without a model. */
static void set_plain_body(DraftOp *op)
{
    const Json *parameter = arguments_body(op);
    if (parameter && strcmp(op->keyword, "op") == 0)
        put_body(op, parameter, "json", NULL, "object");
}

void models_put_sides(Models *models)
{
    Draft *draft = models->draft;
    bool *bodies = arena_array(draft->arena, bool, draft->op_count + 1);
    for (size_t i = 0; i < models->set_count; i++) {
        const ModelSet *set = &models->sets[i];
        if (set->request)
            bodies[set->op - draft->ops] = true;
        if (set->request)
            set_body(models, set);
        else
            set_result(models, set);
    }
    for (size_t i = 0; i < draft->op_count; i++)
        if (!bodies[i])
            set_plain_body(&draft->ops[i]);
}
