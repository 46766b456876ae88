/* expressions.c - expression nodes to typed expressions. */
#include "check/signature.h"

#include <inttypes.h>
#include <string.h>

#include "check/steps.h"

static Expr *elaborate(Checker *ck, const Env *env, const Node *node,
                       const Type *expected);

Expr *expr_new(Checker *ck, ExprKind kind, Span span, const Type *type)
{
    Expr *expr = arena_new(ck->arena, Expr);
    *expr = (Expr){.kind = kind, .span = span, .type = type};
    return expr;
}

Expr *expr_poison(Checker *ck, Span span)
{
    return expr_new(ck, EXPR_ERROR, span, type_of_kind(ck, TYPE_ERROR));
}

static Expr *expr_text(Checker *ck, Span span, const char *text)
{
    Expr *expr = expr_new(ck, EXPR_TEXT, span, type_of_kind(ck, TYPE_STRING));
    expr->text = text;
    return expr;
}

static void add_item(Checker *ck, Expr *expr, const char *name, Expr *item)
{
    size_t count = expr->item_count;
    vec_push(ck->arena, expr->names, count, name);
    vec_push(ck->arena, expr->items, expr->item_count, item);
}

/* ---- literals ---- */

static Expr *check_int(Checker *ck, const Node *node, const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    int64_t value = node->as.integer.value;
    if (want && (want->kind == TYPE_FLOAT || want->kind == TYPE_DECIMAL)) {
        Expr *expr = expr_new(ck, EXPR_FLOAT, node->span, want);
        expr->text = arena_format(ck->arena, "%" PRId64, value);
        return expr;
    }
    bool json = want && want->kind == TYPE_JSON;
    bool integer = want && type_is_integer(want);
    if (json && value > INT64_C(9007199254740991)) {
        integer = true; /* JSON has no largest number */
        want = type_of_kind(ck, TYPE_INT64);
    }
    Expr *expr = expr_new(ck, EXPR_INT, node->span,
                          integer ? want : type_of_kind(ck, TYPE_INT));
    expr->integer = value;
    int64_t most = expr->type->kind == TYPE_INT32   ? INT32_MAX
                   : expr->type->kind == TYPE_INT64 ? INT64_MAX
                                                    : INT64_C(9007199254740991);
    if (value > most)
        diag_report(ck->diags, D_OUT_OF_RANGE, node->span,
                    arena_format(ck->arena, "%" PRId64, value),
                    quoted_type(ck, expr->type));
    return expr;
}

static Expr *check_string(Checker *ck, const Node *node, const Type *expected)
{
    Expr *expr = expr_text(ck, node->span, node->as.string.text);
    const Type *want = expected ? type_strip(expected) : NULL;
    if (want && (want->kind == TYPE_TIMESTAMP || want->kind == TYPE_DATE ||
                 want->kind == TYPE_DECIMAL || want->kind == TYPE_BYTES ||
                 type_is_text(want))) {
        expr->type = want;
        literal_check(ck, expr);
    }
    return expr;
}

static Expr *check_number(Checker *ck, const Node *node, ExprKind kind,
                          TypeKind type, int64_t value)
{
    Expr *expr = expr_new(ck, kind, node->span, type_of_kind(ck, type));
    expr->integer = value;
    return expr;
}

static Expr *check_float(Checker *ck, const Node *node, const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    bool decimal = want && want->kind == TYPE_DECIMAL;
    Expr *expr =
        expr_new(ck, EXPR_FLOAT, node->span,
                 type_of_kind(ck, decimal ? TYPE_DECIMAL : TYPE_FLOAT));
    expr->text = node->as.floating.text;
    return expr;
}

static Expr *check_list(Checker *ck, const Env *env, const Node *node,
                        const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    const Type *element = want && want->kind == TYPE_LIST   ? want->element
                          : want && want->kind == TYPE_JSON ? want
                                                            : NULL;
    Expr *expr = expr_new(ck, EXPR_LIST, node->span, NULL);
    const Type *joined = element ? element : type_of_kind(ck, TYPE_NEVER);
    for (size_t i = 0; i < node->as.list.items.count; i++) {
        Expr *item = expr_check(ck, env, node->as.list.items.items[i], element);
        const Type *both = type_join(ck, joined, item->type);
        joined = both ? both : element ? element : type_of_kind(ck, TYPE_JSON);
        add_item(ck, expr, NULL, item);
    }
    if (joined->kind == TYPE_NEVER)
        joined = type_of_kind(ck, TYPE_JSON);
    bool json = want && want->kind == TYPE_JSON;
    expr->type = json ? want : type_make(ck, TYPE_LIST, joined);
    return expr;
}

static void check_missing(Checker *ck, const Expr *object, const Map *entries,
                          const Record *record)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (!field->optional && !field->fallback && !field->readonly &&
            !map_get(entries, field->name))
            diag_report(ck->diags, D_MISSING_FIELD, object->span, record->name,
                        field->name);
    }
}

static Map fields_by_name(Checker *ck, const Type *want)
{
    Map map = {0};
    for (size_t i = 0;
         want && want->kind == TYPE_RECORD && i < want->record->field_count;
         i++)
        map_set(ck->arena, &map, want->record->fields[i]->name,
                want->record->fields[i]);
    return map;
}

static const Type *entry_type(Checker *ck, const Type *want, const Map *fields,
                              Word name)
{
    if (!want || want->kind == TYPE_JSON)
        return want;
    if (want->kind == TYPE_MAP)
        return want->element;
    if (want->kind != TYPE_RECORD)
        return NULL;
    const Field *field = map_get(fields, name.text);
    if (field)
        return field->optional ? type_optional(ck, field->type) : field->type;
    if (!want->record->open)
        diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, want->record->name,
                    name.text);
    return NULL;
}

static Expr *check_object(Checker *ck, const Env *env, const Node *node,
                          const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    bool record = want && want->kind == TYPE_RECORD;
    if (record)
        record_settle(ck, want->record);
    Expr *expr = expr_new(ck, EXPR_OBJECT, node->span,
                          record || (want && want->kind == TYPE_MAP)
                              ? want
                              : type_of_kind(ck, TYPE_JSON));
    NodeList entries = node->as.object.entries;
    Map fields = fields_by_name(ck, want), given = {0};
    for (size_t i = 0; i < entries.count; i++) {
        Word name = entries.items[i]->as.entry.name;
        const Node *first = map_get(&given, name.text);
        if (first)
            diag_also(ck->diags,
                      diag_report(ck->diags, D_DUPLICATE_SETTING, name.span,
                                  name.text),
                      first->as.entry.name.span, "first here");
        else
            map_set(ck->arena, &given, name.text, entries.items[i]);
        const Type *type = entry_type(ck, want, &fields, name);
        add_item(ck, expr, name.text,
                 expr_check(ck, env, entries.items[i]->as.entry.value, type));
    }
    if (record)
        check_missing(ck, expr, &given, want->record);
    return expr;
}

/* ---- text ---- */

/* Templates could double a text again and again. */
enum { MAX_PARTS = 4096, MAX_TEXT = 1 << 20 };

static bool fits_text(const Type *type)
{
    return type_is_scalar(type) || type_is_error(type);
}

static void add_text(Checker *ck, Expr *concat, Expr *part)
{
    if (part->kind == EXPR_TEXT && !*part->text)
        return;
    if (type_is_optional(part->type) && fits_text(type_strip(part->type))) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, part->span);
        diag_help(ck->diags, d, "`value ?? \"\"` says what to write then");
    } else if (!fits_text(part->type)) {
        diag_report(ck->diags, D_NOT_TEXT, part->span,
                    quoted_type(ck, part->type));
    }
    if (concat->item_count > MAX_PARTS)
        return; /* see fold_text */
    if (part->kind != EXPR_CONCAT) {
        add_item(ck, concat, NULL, part);
        return;
    }
    for (size_t i = 0; i < part->item_count; i++)
        add_item(ck, concat, NULL, part->items[i]);
}

/* Text whose parts are all constant is one constant. */
static Expr *fold_text(Checker *ck, Expr *concat)
{
    size_t length = 0;
    for (size_t i = 0; i < concat->item_count; i++)
        if (concat->items[i]->kind == EXPR_TEXT)
            length += strlen(concat->items[i]->text);
    if (concat->item_count > MAX_PARTS || length > MAX_TEXT) {
        diag_report(ck->diags, D_TEXT_TOO_COMPLEX, concat->span);
        return expr_poison(ck, concat->span);
    }
    const char *text = expr_constant_text(ck->arena, concat);
    return text ? expr_text(ck, concat->span, text) : concat;
}

static Expr *check_interpolation(Checker *ck, const Env *env, const Node *node)
{
    Expr *expr =
        expr_new(ck, EXPR_CONCAT, node->span, type_of_kind(ck, TYPE_STRING));
    NodeList parts = node->as.interpolation.parts;
    for (size_t i = 0; i < parts.count; i++)
        add_text(ck, expr, expr_check(ck, env, parts.items[i], NULL));
    return fold_text(ck, expr);
}

/* ---- operators ---- */

/* The fix that leaves `kept` of `whole`. */
static void needless(Checker *ck, Diag *d, Span kept, Span whole)
{
    Span before = {whole.file, whole.start, kept.start};
    Span behind = {whole.file, kept.end, whole.end};
    if (before.end > before.start)
        diag_fix(ck->diags, d, before, "", true);
    if (behind.end > behind.start)
        diag_fix(ck->diags, d, behind, "", true);
}

static Expr *bad_operand(Checker *ck, const Node *node, const char *operator_,
                         const Expr *a, const Expr *b)
{
    if (!type_is_error(a->type) && (!b || !type_is_error(b->type))) {
        const char *types = quoted_type(ck, a->type);
        if (b)
            types = arena_format(ck->arena, "%s and %s", types,
                                 quoted_type(ck, b->type));
        diag_report(ck->diags, D_BAD_OPERAND, node->span, operator_, types);
    }
    return expr_poison(ck, node->span);
}

static const Type *arithmetic_type(Checker *ck, const char *operator_,
                                   const Type *a, const Type *b)
{
    if (type_is_number(a) && type_is_number(b) && a->kind != TYPE_DECIMAL &&
        a->kind != TYPE_INT64 && b->kind != TYPE_INT64) {
        bool whole =
            type_is_integer(a) && type_is_integer(b) && *operator_ != '/';
        return type_of_kind(ck, whole ? TYPE_INT : TYPE_FLOAT);
    }
    bool adds = *operator_ == '+' || *operator_ == '-';
    if (adds && b->kind == TYPE_DURATION &&
        (a->kind == TYPE_TIMESTAMP || a->kind == TYPE_DURATION))
        return a;
    if (*operator_ == '-' && a->kind == TYPE_TIMESTAMP &&
        b->kind == TYPE_TIMESTAMP)
        return type_of_kind(ck, TYPE_DURATION);
    return NULL;
}

static const Type *comparison_type(Checker *ck, const char *operator_,
                                   const Type *a, const Type *b)
{
    bool equality = operator_[0] == '=' || operator_[0] == '!';
    bool joins =
        type_join(ck, a, b) != NULL || (type_is_number(a) && type_is_number(b));
    bool ordered = type_is_text(a) || type_is_number(a) ||
                   a->kind == TYPE_TIMESTAMP || a->kind == TYPE_DATE ||
                   a->kind == TYPE_DURATION;
    return joins && (equality || ordered) ? type_of_kind(ck, TYPE_BOOL) : NULL;
}

static const Type *logic_type(Checker *ck, const Type *a, const Type *b)
{
    return a->kind == TYPE_BOOL && b->kind == TYPE_BOOL
               ? type_of_kind(ck, TYPE_BOOL)
               : NULL;
}

static const Type *binary_type(Checker *ck, const char *operator_,
                               const Type *a, const Type *b)
{
    if (strcmp(operator_, "and") == 0 || strcmp(operator_, "or") == 0)
        return logic_type(ck, a, b);
    if (strchr("=!<>", *operator_))
        return comparison_type(ck, operator_, a, b);
    return arithmetic_type(ck, operator_, a, b);
}

static Expr *check_binary(Checker *ck, const Env *env, const Node *node)
{
    const char *operator_ = node->as.binary.operator_text;
    Expr *a = expr_check(ck, env, node->as.binary.left, NULL);
    const Type *side = strchr("=!", *operator_) ? a->type : NULL;
    Env right = *env;
    if (*operator_ == 'a' || *operator_ == 'o')
        narrow(ck, &right, node->as.binary.left, *operator_ == 'a');
    Expr *b = elaborate(ck, &right, node->as.binary.right, side);
    if (*operator_ == '+' && (type_is_text(type_strip(a->type)) ||
                              type_is_text(type_strip(b->type)))) {
        Expr *concat = expr_new(ck, EXPR_CONCAT, node->span,
                                type_of_kind(ck, TYPE_STRING));
        add_text(ck, concat, a);
        add_text(ck, concat, b);
        return fold_text(ck, concat);
    }
    const Type *type = binary_type(ck, operator_, a->type, b->type);
    if (!type)
        return bad_operand(ck, node, operator_, a, b);
    Expr *expr = expr_new(ck, EXPR_BINARY, node->span, type);
    expr->text = operator_;
    expr->a = a;
    expr->b = b;
    return expr;
}

static Expr *check_unary(Checker *ck, const Env *env, const Node *node,
                         const Type *expected)
{
    const char *operator_ = node->as.unary.operator_text;
    Expr *a = elaborate(ck, env, node->as.unary.operand, expected);
    bool not = *operator_ == 'n';
    if (type_is_error(a->type))
        return a;
    if (not ? a->type->kind != TYPE_BOOL
            : !type_is_number(a->type) && a->type->kind != TYPE_DURATION)
        return bad_operand(ck, node, operator_, a, NULL);
    if (!not &&(a->kind == EXPR_INT || a->kind == EXPR_DURATION)) {
        Expr *negative = expr_new(ck, a->kind, node->span, a->type);
        negative->integer = -a->integer;
        return negative;
    }
    Expr *expr = expr_new(ck, EXPR_UNARY, node->span, a->type);
    expr->text = operator_;
    expr->a = a;
    return expr;
}

static Expr *check_coalesce(Checker *ck, const Env *env, const Node *node,
                            const Type *expected)
{
    Expr *a = elaborate(ck, env, node->as.coalesce.left,
                        expected ? type_optional(ck, expected) : NULL);
    Expr *b = elaborate(ck, env, node->as.coalesce.right, expected);
    if (!type_is_optional(a->type) && !type_is_error(a->type))
        needless(ck, diag_report(ck->diags, D_NEEDLESS_COALESCE, node->span),
                 node->as.coalesce.left->span, node->span);
    const Type *type = type_join(ck, type_strip(a->type), b->type);
    if (!type)
        return bad_operand(ck, node, "??", a, b);
    Expr *expr = expr_new(ck, EXPR_COALESCE, node->span, type);
    expr->a = a;
    expr->b = b;
    return expr;
}

/* ---- failure ---- */

static void check_needless(Checker *ck, const Node *node, const char *word,
                           const Expr *a, bool failure)
{
    if (failure || type_is_error(a->type))
        return;
    const Node *value = node->kind == NODE_TRY ? node->as.trying.value
                                               : node->as.catching.value;
    needless(ck, diag_report(ck->diags, D_NEEDLESS_TRY, node->span, word),
             value->span, node->span);
}

static Expr *check_catch(Checker *ck, const Env *env, const Node *node,
                         const Type *expected)
{
    bool failure = false;
    Env inner = *env;
    inner.failure = &failure;
    Expr *a = elaborate(ck, &inner, node->as.catching.value, expected);
    Expr *b = elaborate(ck, env, node->as.catching.otherwise, expected);
    check_needless(ck, node, "catch", a, failure);
    const Type *type = type_join(ck, a->type, b->type);
    if (!type)
        return bad_operand(ck, node, "catch", a, b);
    Expr *expr = expr_new(ck, EXPR_CATCH, node->span, type);
    expr->a = a;
    expr->b = b;
    return expr;
}

/* An error leaves the steps around it: a fn must say that it can fail. */
static void leave_check(Checker *ck, const Env *env, Span span,
                        const char *word)
{
    if (!env->scene || !env->scene->infallible)
        return;
    const Node *fn = env->scene->fn->node;
    Diag *d =
        diag_report(ck->diags, D_INFALLIBLE, span, word, env->scene->fn->name);
    if (!fn->as.fn.result)
        return;
    Span behind = span_after(fn->as.fn.result->span);
    diag_also(ck->diags, d, fn->as.fn.result->span,
              "`!` behind the result says that it can fail");
    diag_fix(ck->diags, d, behind, "!", false);
}

static Expr *check_try(Checker *ck, const Env *env, const Node *node,
                       const Type *expected)
{
    bool failure = false;
    Env inner = *env;
    inner.failure = &failure;
    Expr *a = elaborate(ck, &inner, node->as.trying.value, expected);
    check_needless(ck, node, "try", a, failure);
    leave_check(ck, env, node->span, "try");
    Expr *expr = expr_new(ck, EXPR_TRY, node->span, a->type);
    expr->a = a;
    return expr;
}

/* ---- choices ---- */

static Expr *check_cond(Checker *ck, const Env *env, const Node *node,
                        const Type *expected)
{
    Expr *expr = expr_new(ck, EXPR_COND, node->span, NULL);
    expr->a = expr_check(ck, env, node->as.cond.condition,
                         type_of_kind(ck, TYPE_BOOL));
    Env yes = *env, no = *env;
    narrow(ck, &yes, node->as.cond.condition, true);
    narrow(ck, &no, node->as.cond.condition, false);
    expr->b = elaborate(ck, &yes, node->as.cond.then_value, expected);
    expr->c = elaborate(ck, &no, node->as.cond.else_value, expected);
    expr->type = type_join(ck, expr->b->type, expr->c->type);
    return expr->type ? expr : bad_operand(ck, node, "if", expr->b, expr->c);
}

static ExprArm check_arm(Checker *ck, const Env *env, const Node *node,
                         const Type *subject, const Type *expected)
{
    ExprArm arm = {0};
    patterns_check(ck, env, node->as.arm.patterns, subject, &arm.patterns,
                   &arm.pattern_count);
    arm.value = elaborate(ck, env, node->as.arm.value, expected);
    return arm;
}

static Expr *check_match(Checker *ck, const Env *env, const Node *node,
                         const Type *expected)
{
    Expr *expr =
        expr_new(ck, EXPR_MATCH, node->span, type_of_kind(ck, TYPE_NEVER));
    expr->a = expr_check(ck, env, node->as.match.value, NULL);
    for (size_t i = 0; i < node->as.match.arms.count; i++) {
        ExprArm arm = check_arm(ck, env, node->as.match.arms.items[i],
                                expr->a->type, expected);
        const Type *type = type_join(ck, expr->type, arm.value->type);
        if (!type)
            return bad_operand(ck, node, "match", expr, arm.value);
        expr->type = type;
        vec_push(ck->arena, expr->arms, expr->arm_count, arm);
    }
    match_cover(ck, node->as.match.value->span, node->as.match.arms, expr->a);
    return expr;
}

/* Whether a value of one type can be made of the other, and may fail. */
static bool cast_fits(const Type *to, const Type *from, bool *fails)
{
    const Type *a = type_strip(from), *b = type_strip(to);
    *fails = true;
    if (type_is_error(a) || type_is_error(b))
        return true;
    if (type_accepts(to, from)) {
        *fails = false;
        return true;
    }
    if (type_is_optional(from) && !type_is_optional(to) && a->kind != TYPE_JSON)
        return false;
    if (a->kind == TYPE_JSON || a->kind == TYPE_UNION)
        return true; /* it is one, or the cast fails */
    if (b->kind == TYPE_STRING && type_is_scalar(a)) {
        *fails = false;
        return true;
    }
    if (type_is_text(a))
        return type_is_scalar(b);
    return type_is_number(a) && type_is_number(b);
}

static Expr *check_cast(Checker *ck, const Env *env, const Node *node)
{
    const Type *type = type_resolve(ck, node->as.cast.type, NULL, "Cast");
    records_settle(ck);
    Expr *expr = expr_new(ck, EXPR_CAST, node->span, type);
    expr->a = expr_check(ck, env, node->as.cast.value, NULL);
    if (!cast_fits(type, expr->a->type, &expr->fallible)) {
        diag_report(ck->diags, D_BAD_CAST, node->span,
                    quoted_type(ck, expr->a->type), quoted_type(ck, type));
        return expr_poison(ck, node->span);
    }
    if (expr->fallible && env->scene)
        failure_note(
            ck, env, node->span,
            arena_format(ck->arena, "as %s", type_name(ck->arena, type)));
    else if (expr->fallible && env->failure)
        *env->failure = true;
    return expr;
}

/* ---- names ---- */

typedef struct Root {
    const char *name;
    unsigned bit;
    const char *part; /* an example of what may follow */
} Root;

static const Root roots[] = {
    {"config", ROOT_CONFIG, "token"},
    {"account", ROOT_ACCOUNT, "token"},
    {"information", ROOT_INFORMATION, "version"},
    {"args", ROOT_ARGS, "id"},
    {"response", ROOT_RESPONSE, "body"},
    {"headers", ROOT_RESPONSE | ROOT_ERROR, "get(\"Name\")"},
    {"custom", ROOT_CUSTOM, "names()"},
};

static const Root *find_root(const char *name)
{
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strcmp(roots[i].name, name) == 0)
            return &roots[i];
    return NULL;
}

static Expr *enum_member(Checker *ck, Word name, const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    if (!want || want->kind != TYPE_ENUM)
        return NULL;
    const Enum *made = want->enumeration;
    for (size_t i = 0; i < made->member_count; i++) {
        if (strcmp(made->members[i].name, name.text) != 0)
            continue;
        Expr *expr = expr_new(ck, EXPR_ENUM, name.span, want);
        expr->member = &made->members[i];
        return expr;
    }
    return NULL;
}

static Expr *report_member(Checker *ck, Word name, const Enum *made)
{
    if (ck->unit->broken)
        return expr_poison(ck, name.span); /* it may be among what was lost */
    const char **names =
        arena_array(ck->arena, const char *, made->member_count + 1);
    for (size_t i = 0; i < made->member_count; i++)
        names[i] = made->members[i].name;
    Diag *d = diag_report(ck->diags, D_UNKNOWN_MEMBER, name.span, name.text,
                          made->name);
    const char *near = diag_nearest(name.text, names, made->member_count);
    diag_suggest(ck->diags, d, name.span, near);
    diag_also(ck->diags, d, made->span, "the enum is declared here");
    return expr_poison(ck, name.span);
}

static Expr *report_name(Checker *ck, const Env *env, Word name)
{
    const Root *root = find_root(name.text);
    if (env->constant && root) {
        diag_report(ck->diags, D_NOT_CONSTANT, name.span);
        return expr_poison(ck, name.span);
    }
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (roots[i].bit & env->roots)
            names[count++] = roots[i].name;
    if (env->roots & ROOT_ERROR)
        names[count++] = "body";
    for (const Binding *b = env->locals; b && count < 64; b = b->next)
        names[count++] = b->name;
    if (function_of_module("", name.text) ||
        (scope_find(ck, name.text) && scope_find(ck, name.text)->function)) {
        diag_report(ck->diags, D_FUNCTION_VALUE, name.span, name.text);
        return expr_poison(ck, name.span);
    }
    Diag *d = diag_report(ck->diags, D_UNKNOWN_NAME, name.span, name.text);
    const char *near = diag_nearest(name.text, names, count);
    diag_suggest(ck->diags, d, name.span, near);
    return expr_poison(ck, name.span);
}

static Expr *check_body(Checker *ck, const Env *env, Span span)
{
    return expr_new(ck, EXPR_BODY, span,
                    env->body ? env->body : type_of_kind(ck, TYPE_JSON));
}

static Expr *check_name(Checker *ck, const Env *env, const Node *node,
                        const Type *expected)
{
    Word name = node->as.name.name;
    const Binding *local = env_find(env, name.text);
    if (local)
        return local->value;
    Expr *member = enum_member(ck, name, expected);
    if (member)
        return member;
    if (strcmp(name.text, "body") == 0 && env->roots & ROOT_ERROR)
        return check_body(ck, env, node->span);
    if (strcmp(name.text, "status") == 0 && env->roots & ROOT_ERROR) {
        Expr *expr =
            expr_new(ck, EXPR_ROOT, node->span, type_of_kind(ck, TYPE_INT));
        expr->text = "status";
        return expr;
    }
    const Root *root = find_root(name.text);
    if (root && root->bit & env->roots) {
        diag_report(ck->diags, D_NAMESPACE_VALUE, name.span, name.text,
                    root->part);
        return expr_poison(ck, node->span);
    }
    const Type *want = expected ? type_strip(expected) : NULL;
    if (want && want->kind == TYPE_ENUM)
        return report_member(ck, name, want->enumeration);
    return report_name(ck, env, name);
}

/* ---- members ---- */

static Expr *report_field(Checker *ck, Word name, const char *owner,
                          const char *const *names, size_t count)
{
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, owner, name.text);
    const char *near = diag_nearest(name.text, names, count);
    diag_suggest(ck->diags, d, name.span, near);
    return expr_poison(ck, name.span);
}

static Expr *config_member(Checker *ck, Word name, Span span)
{
    const Connector *connector = ck->connector;
    size_t count = connector->configuration_count;
    for (size_t i = 0; i < count; i++) {
        const Field *field = connector->configuration[i];
        if (strcmp(field->name, name.text) != 0)
            continue;
        bool null = field->optional && !field->fallback;
        Expr *expr =
            expr_new(ck, EXPR_CONFIG, span,
                     null ? type_optional(ck, field->type) : field->type);
        expr->field = field;
        return expr;
    }
    if (scope_lost(ck, "", name.text, ":"))
        return expr_poison(ck, span);
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = connector->configuration[i]->name;
    return report_field(ck, name, "config", names, count);
}

static Expr *account_member(Checker *ck, Word name, Span span)
{
    int slot = account_slot(ck, name.text);
    if (slot < 0 && scope_lost(ck, "account.", name.text, " ="))
        return expr_poison(ck, span);
    if (slot < 0) {
        Diag *d = diag_report(ck->diags, D_UNKNOWN_SLOT, name.span, name.text);
        diag_help(ck->diags, d,
                  "a `save { account.%s = … }` of an authentication's step "
                  "would",
                  name.text);
        return expr_poison(ck, span);
    }
    Expr *expr =
        expr_new(ck, EXPR_ACCOUNT, span, type_of_kind(ck, TYPE_STRING));
    expr->text = name.text;
    expr->integer = slot;
    return expr;
}

static Expr *information_member(Checker *ck, Word name, Span span)
{
    const Choice *information = ck->connector->information;
    const char *names[32];
    size_t count = 0;
    for (size_t i = 0; information && i < information->count; i++) {
        const Setting *setting = &information->settings[i];
        names[count++] = setting->name;
        if (strcmp(setting->name, name.text) != 0)
            continue;
        if (setting->value)
            return setting->value;
        return expr_new(ck, EXPR_NULL, span, type_of_kind(ck, TYPE_NULL));
    }
    return report_field(ck, name, "information", names, count);
}

static Expr *arg_member(Checker *ck, const Env *env, Word name, Span span)
{
    const Operation *op = env->operation;
    if (env->scene && env->scene->free_args) {
        Expr *given =
            expr_new(ck, EXPR_ROOT, span, type_of_kind(ck, TYPE_STRING));
        given->text = arena_format(ck->arena, "args.%s", name.text);
        return given;
    }
    size_t count = op ? op->param_count : 0;
    for (size_t i = 0; i < count; i++) {
        const Field *field = &op->params[i].field;
        if (strcmp(field->name, name.text) != 0)
            continue;
        bool null = field->optional && !field->fallback;
        Expr *expr =
            expr_new(ck, EXPR_ARG, span,
                     null ? type_optional(ck, field->type) : field->type);
        expr->field = field;
        return expr;
    }
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = op->params[i].field.name;
    return report_field(ck, name, "args", names, count);
}

static Expr *response_member(Checker *ck, const Env *env, Word name, Span span)
{
    static const char *const names[] = {"body", "headers", "status"};
    if (strcmp(name.text, "body") == 0)
        return check_body(ck, env, span);
    if (strcmp(name.text, "status") == 0) {
        Expr *expr = expr_new(ck, EXPR_ROOT, span, type_of_kind(ck, TYPE_INT));
        expr->text = "status";
        return expr;
    }
    if (strcmp(name.text, "headers") == 0) {
        diag_report(ck->diags, D_NAMESPACE_VALUE, span, "response.headers",
                    "get(\"Name\")");
        return expr_poison(ck, span);
    }
    return report_field(ck, name, "response", names, 3);
}

static Expr *root_member(Checker *ck, const Env *env, const Root *root,
                         Word name, Span span)
{
    if (root->bit == ROOT_CONFIG)
        return config_member(ck, name, span);
    if (root->bit == ROOT_ACCOUNT)
        return account_member(ck, name, span);
    if (root->bit == ROOT_INFORMATION)
        return information_member(ck, name, span);
    if (root->bit == ROOT_ARGS)
        return arg_member(ck, env, name, span);
    if (root->bit == ROOT_RESPONSE)
        return response_member(ck, env, name, span);
    diag_report(ck->diags, D_NAMESPACE_VALUE, span, root->name, root->part);
    return expr_poison(ck, span);
}

static const Type *field_type(Checker *ck, const Type *object, Word name,
                              const Field **field)
{
    *field = NULL;
    if (object->kind == TYPE_JSON)
        return object;
    if (object->kind != TYPE_RECORD)
        return NULL;
    record_settle(ck, object->record);
    *field = record_field(object->record, name.text);
    if (!*field && object->record->open)
        return type_optional(ck, type_of_kind(ck, TYPE_JSON));
    if (!*field)
        return NULL;
    bool null = (*field)->optional && !(*field)->fallback;
    return null ? type_optional(ck, (*field)->type) : (*field)->type;
}

/* `list.length`: a function without parentheses, or one that lacks them. */
static Expr *property_member(Checker *ck, const Env *env, const Node *node,
                             const FunctionRow *row, Expr *object)
{
    if (strcmp(row->parameters, "-") != 0) {
        Word name = node->as.access.name;
        Diag *d =
            diag_report(ck->diags, D_FUNCTION_VALUE, name.span, row->name);
        if (!*row->parameters)
            diag_fix(ck->diags, d, span_after(name.span), "()", true);
        return expr_poison(ck, node->span);
    }
    Expr *expr = function_apply(ck, env, node, row, object);
    expr->optional_chain = node->as.access.optional;
    if (type_is_optional(object->type))
        expr->type = type_optional(ck, expr->type);
    return expr;
}

static Expr *value_member(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.access.name;
    Expr *a = expr_check(ck, env, node->as.access.object, NULL);
    if (type_is_error(a->type))
        return a;
    bool chain = node->as.access.optional;
    /* The body of an error is whatever a server in trouble sends: a path into
     * it gives null where something is missing, and needs no `?.`. */
    bool lenient = env->roots & ROOT_ERROR || (env->scene && env->scene->test);
    if (type_is_optional(a->type) && !chain && !lenient) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, a->span);
        diag_help(ck->diags, d, "`?.` reads on only where it is not null");
        return expr_poison(ck, node->span);
    }
    const Field *field = NULL;
    const Type *type = field_type(ck, type_strip(a->type), name, &field);
    if (!type) {
        const Type *object = type_strip(a->type);
        const FunctionRow *row = function_for(ck, object, name.text);
        if (row)
            return property_member(ck, env, node, row, a);
        size_t count =
            object->kind == TYPE_RECORD ? object->record->field_count : 0;
        const char **names = arena_array(ck->arena, const char *, count + 1);
        for (size_t i = 0; i < count; i++)
            names[i] = object->record->fields[i]->name;
        return report_field(ck, name, type_name(ck->arena, object), names,
                            count);
    }
    bool null = type_is_optional(a->type);
    Expr *expr = expr_new(ck, EXPR_MEMBER, node->span,
                          null ? type_optional(ck, type) : type);
    expr->a = a;
    expr->text = name.text;
    expr->field = field;
    expr->optional_chain = chain;
    return expr;
}

static Expr *check_member(Checker *ck, const Env *env, const Node *node)
{
    const Node *object = node->as.access.object;
    if (object->kind == NODE_NAME) {
        const char *name = object->as.name.name.text;
        const Root *root = find_root(name);
        if (root && root->bit & env->roots && !env_find(env, name))
            return root_member(ck, env, root, node->as.access.name, node->span);
    }
    const char *path = env->locals ? node_path(ck, node) : NULL;
    const Binding *known = path ? env_find(env, path) : NULL;
    if (known)
        return known->value;
    return value_member(ck, env, node);
}

static Expr *check_index(Checker *ck, const Env *env, const Node *node)
{
    Expr *a = expr_check(ck, env, node->as.index.object, NULL);
    Expr *b = expr_check(ck, env, node->as.index.index, NULL);
    const Type *object = type_strip(a->type);
    const Type *type = NULL;
    bool lenient = !env->scene || env->scene->test || env->roots & ROOT_ERROR;
    if (type_is_optional(a->type) && !lenient) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, a->span);
        diag_help(ck->diags, d, "`if let` takes it where it is not null");
        return expr_poison(ck, node->span);
    }
    if (object->kind == TYPE_RECORD && object->record->open &&
        type_is_text(b->type))
        type = type_optional(ck, type_of_kind(ck, TYPE_JSON));
    else if (object->kind == TYPE_LIST && type_is_integer(b->type))
        type = object->element;
    else if (object->kind == TYPE_MAP && type_is_text(b->type))
        type = type_optional(ck, object->element);
    else if (object->kind == TYPE_JSON)
        type = object;
    if (!type || type_is_error(b->type))
        return bad_operand(ck, node, "[ ]", a, b);
    Expr *expr = expr_new(ck, EXPR_INDEX, node->span, type);
    expr->a = a;
    expr->b = b;
    return expr;
}

/* `fail kind("message", code: …, after: …)`. */
static Expr *check_fail(Checker *ck, const Env *env, const Node *node)
{
    const char *const names[] = {"message", "code", "after"};
    const Node *call = node->as.fail.value;
    Expr *expr =
        expr_new(ck, EXPR_FAIL, node->span, type_of_kind(ck, TYPE_NEVER));
    leave_check(ck, env, node->span, "fail");
    if (call->as.call.callee->kind != NODE_NAME) {
        diag_report(ck->diags, D_UNKNOWN_ERROR_KIND, call->as.call.callee->span,
                    SOURCE_AT(ck, call->as.call.callee->span));
        return expr;
    }
    expr->text = error_kind(ck, call->as.call.callee->as.name.name);
    if (!expr->text)
        return expr;
    const Node *const *values =
        arguments_place(ck, call->as.call.arguments, names, 3, expr->text);
    for (size_t i = 0; i < 3; i++) {
        if (!values[i])
            continue;
        Expr *value = expr_check(ck, env, values[i], NULL);
        error_value_check(ck, value, names[i]);
        add_item(ck, expr, names[i], value);
    }
    return expr;
}

/* ---- all of them ---- */

static Expr *elaborate(Checker *ck, const Env *env, const Node *node,
                       const Type *expected)
{
    switch (node->kind) {
    case NODE_NIL:
        return expr_new(ck, EXPR_NULL, node->span, type_of_kind(ck, TYPE_NULL));
    case NODE_BOOL:
        return check_number(ck, node, EXPR_BOOL, TYPE_BOOL,
                            node->as.boolean.value);
    case NODE_INT:
        return check_int(ck, node, expected);
    case NODE_FLOAT:
        return check_float(ck, node, expected);
    case NODE_DURATION:
        return check_number(ck, node, EXPR_DURATION, TYPE_DURATION,
                            node->as.duration.microseconds);
    case NODE_SIZE:
        return check_number(ck, node, EXPR_SIZE, TYPE_INT, node->as.size.bytes);
    case NODE_STRING:
        return check_string(ck, node, expected);
    case NODE_INTERPOLATION:
        return check_interpolation(ck, env, node);
    case NODE_LIST:
        return check_list(ck, env, node, expected);
    case NODE_OBJECT:
        return check_object(ck, env, node, expected);
    case NODE_NAME:
        return check_name(ck, env, node, expected);
    case NODE_MEMBER:
        return check_member(ck, env, node);
    case NODE_INDEX:
        return check_index(ck, env, node);
    case NODE_CALL:
        return call_check(ck, env, node, expected);
    case NODE_UNARY:
        return check_unary(ck, env, node, expected);
    case NODE_BINARY:
        return check_binary(ck, env, node);
    case NODE_COALESCE:
        return check_coalesce(ck, env, node, expected);
    case NODE_TRY:
        return check_try(ck, env, node, expected);
    case NODE_CATCH:
        return check_catch(ck, env, node, expected);
    case NODE_COND:
        return check_cond(ck, env, node, expected);
    case NODE_MATCH:
        return check_match(ck, env, node, expected);
    case NODE_CAST:
        return check_cast(ck, env, node);
    case NODE_FAIL:
        return check_fail(ck, env, node);
    case NODE_LAMBDA:
        diag_report(ck->diags, D_LAMBDA_HERE, node->span);
        return expr_poison(ck, node->span);
    default: /* no expression: already reported */
        return expr_poison(ck, node->span);
    }
}

Expr *expr_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected)
{
    Expr *expr = elaborate(ck, env, node, expected);
    Diag *d =
        expected ? report_mismatch(ck, node->span, expected, expr->type) : NULL;
    if (d)
        diag_also(ck->diags, d, env->because, "expected because of this");
    return expr;
}
