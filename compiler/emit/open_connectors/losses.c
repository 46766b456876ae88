/* losses.c - properties without a place in the definition, as a table. */
#include "emit/open_connectors/losses.h"

#include <stddef.h>
#include <string.h>

static const struct LossRow {
    const char *name;
    size_t offset; /* of the Choice in Properties */
    const char *instead;
} loss_rows[] = {
    {"retry", offsetof(Properties, retry), "a failed call is not repeated"},
    {"throttle", offsetof(Properties, throttle),
     "requests are sent as they come"},
    {"idempotency", offsetof(Properties, idempotency),
     "no key is sent with a call"},
};

static const Choice *loss_choice(const Properties *properties,
                                 const struct LossRow *row)
{
    const Choice *choice;
    memcpy(&choice, (const char *)properties + row->offset, sizeof choice);
    return choice && strcmp(choice->kind, "none") != 0 ? choice : NULL;
}

/* `inherited`: what was reported for setup already; NULL for setup itself. */
static void losses_of_properties(Platform *platform,
                                 const Properties *properties,
                                 const Properties *inherited)
{
    for (size_t i = 0; i < sizeof loss_rows / sizeof *loss_rows; i++) {
        const struct LossRow *row = &loss_rows[i];
        const Choice *choice = loss_choice(properties, row);
        if (choice && (!inherited || choice != loss_choice(inherited, row)))
            diag_report(platform->diags, D_OC_SETTING_LOST, choice->span,
                        row->name, row->instead);
    }
}

static void losses_of_operation(Platform *platform, const Operation *op)
{
    const Properties *common = platform->connector->properties;
    losses_of_properties(platform, op->properties, common);
    if (op->properties->timeout > 0 &&
        op->properties->timeout != common->timeout)
        diag_report(platform->diags, D_OC_SETTING_LOST, op->span, "timeout",
                    "each operation has the time that `setup` gives");
}

void losses_report(Platform *platform)
{
    const Connector *c = platform->connector;
    losses_of_properties(platform, c->properties, NULL);
    for (size_t i = 0; i < c->resource_count; i++)
        for (size_t k = 0; k < c->resources[i]->operation_count; k++)
            losses_of_operation(platform, c->resources[i]->operations[k]);
}
