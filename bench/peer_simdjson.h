/* peer_simdjson.h - simdjson behind a C function. */
#ifndef BENCH_PEER_SIMDJSON_H
#define BENCH_PEER_SIMDJSON_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parses `text` to simdjson's tree with a parser that is kept from call to
 * call, so that its memory is there already. */
bool peer_simdjson_parse(const char *text, size_t len);

#ifdef __cplusplus
}
#endif

#endif
