/* orders_example.c - opens a client and calls orders.list. The configuration
 * comes from variables of the environment, ORDERS_NAME for the field `name`. */
#include "orders.h"

#include <inttypes.h>
#include <stdlib.h>

int main(void)
{
    orders_orders_list_args args = CONN_ZERO;
    orders_config config = CONN_ZERO;
    orders *client = NULL;
    conn_error err = CONN_ZERO;
    if (orders_open(&client, &config, NULL, &err) != CONN_OK)
        return conn_error_print(stderr, &err);
    conn_reply *reply = orders_orders_list(client, &args, &err);
    if (reply != NULL) {
        const orders_order_list *value = orders_orders_list_value(reply);
        if (value != NULL)
            for (size_t i = 0; i < value->count; i++) {
                const orders_order *item = &value->items[i];
                printf("%" PRId64 "\n", item->id);
            }
    }
    conn_reply_free(reply);
    orders_close(client);
    return err.status == CONN_OK ? 0 : conn_error_print(stderr, &err);
}
