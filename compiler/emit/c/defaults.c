/* defaults.c - defaults that are computed for each request: instead of a value
 * in the argument's table a function gives what is sent when nothing is given.
 */
#include "emit/c/client.h"

#include <string.h>

static bool is_sent_by_name(Place place)
{
    return place == PLACE_QUERY || place == PLACE_HEADER ||
           place == PLACE_COOKIE || place == PLACE_FORM;
}

static bool is_scalar(const Type *type)
{
    return (type->kind < TYPE_LIST && type->kind != TYPE_NONE &&
            type->kind != TYPE_JSON && type->kind != TYPE_BYTES) ||
           type->kind == TYPE_ENUM;
}

bool default_is_computed(const Argument *argument)
{
    const Param *param = argument->param;
    const Expr *value = param ? param->field.fallback : NULL;
    return value && value->kind == EXPR_CALL && is_sent_by_name(param->place) &&
           is_scalar(param->field.type) &&
           !(value->receiver && strcmp(value->receiver, "custom") == 0);
}

const char *default_table(Client *client, const Argument *argument)
{
    return expr_of_hook(
        client, c_hooks_default(client->hooks, &argument->param->field));
}
