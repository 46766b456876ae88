/* read_plain.c - reading values with what every processor of the target has. */
#define CONN_CORE conn_core_plain
#include "read_core.h"
