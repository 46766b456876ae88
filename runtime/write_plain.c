/* write_plain.c - writing values with what every processor of the target has.
 */
#define CONN_WRITE_CORE conn_write_core_plain
#include "write_core.h"
