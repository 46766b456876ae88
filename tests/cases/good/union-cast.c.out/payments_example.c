/* payments_example.c - opens a client and calls payments.get. The configuration
 * comes from variables of the environment, PAYMENTS_NAME for the field `name`.
 */
#include "payments.h"

#include <inttypes.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: payments_example id\n");
        return 2;
    }
    payments_payments_get_args args = CONN_ZERO;
    args.id = argv[1];
    payments_config config = CONN_ZERO;
    payments *client = NULL;
    conn_error err = CONN_ZERO;
    if (payments_open(&client, &config, NULL, &err) != CONN_OK)
        return conn_error_print(stderr, &err);
    conn_reply *reply = payments_payments_get(client, &args, &err);
    if (reply != NULL) {
        const conn_json *value = payments_payments_get_value(reply);
        if (value != NULL)
            puts(value ? "a value" : "nothing");
    }
    conn_reply_free(reply);
    payments_close(client);
    return err.status == CONN_OK ? 0 : conn_error_print(stderr, &err);
}
