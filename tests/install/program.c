/* program.c - the smallest user of an installed libconn.
 *
 * Reads a time with one public function and prints it with another, so that
 * headers, link flags and the library found at run time all take part. */
#include <stdio.h>
#include <string.h>

#include "conn/conn.h"

int main(void)
{
    const char text[] = "2024-02-29T12:30:00+02:00";
    char printed[CONN_TIME_SIZE];
    conn_time when;

    if (conn_global_init() || !conn_time_parse(text, strlen(text), &when) ||
        !conn_time_print(when, printed))
        return 1;
    printf("%s %s\n", printed, conn_status_name(CONN_OK));
    return 0;
}
