/* fallback_example.c - opens a client and calls orders.get. The configuration
 * comes from variables of the environment, FALLBACK_NAME for the field `name`.
 */
#include "fallback.h"

#include <inttypes.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: fallback_example id\n");
        return 2;
    }
    fallback_orders_get_args args = CONN_ZERO;
    args.id = argv[1];
    fallback_config config = CONN_ZERO;
    fallback *client = NULL;
    conn_error err = CONN_ZERO;
    if (fallback_open(&client, &config, NULL, &err) != CONN_OK)
        return conn_error_print(stderr, &err);
    conn_reply *reply = fallback_orders_get(client, &args, &err);
    if (reply != NULL) {
        const fallback_order *value = fallback_orders_get_value(reply);
        if (value != NULL)
            puts(value ? "a value" : "nothing");
    }
    conn_reply_free(reply);
    fallback_close(client);
    return err.status == CONN_OK ? 0 : conn_error_print(stderr, &err);
}
