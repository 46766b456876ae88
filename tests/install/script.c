/* script.c - the smallest user of an installed libconn-js: one script. */
#include <inttypes.h>
#include <stdio.h>

#include "conn/js.h"

int main(void)
{
    static const char *const text[] = {"done(configuration.a", " * 7)", NULL};
    static const conn_script script = {"script.c", 8, text, false, NULL, 0};
    conn_run *run = conn_run_open(NULL);
    conn_any values = conn_any_map_new(run), configuration;
    configuration = conn_any_map_new(run);
    conn_any_map_put(run, configuration, CONN_KEY("a"), conn_any_int(6));
    conn_any_map_put(run, values, CONN_KEY("configuration"), configuration);
    conn_any done = conn_script_call(run, &script, values);
    if (conn_stopped(run))
        printf("%s\n", conn_run_why(run)->reason);
    else
        printf("6 times 7 is %" PRId64 "\n", conn_whole(done));
    conn_run_close(run);
    return 0;
}
