/* powerdns_check.h - what the parts of PowerDNS's program share.
 *
 * Owns: the zone's name and the steps of powerdns_records.c.
 */
#ifndef INTEROP_POWERDNS_CHECK_H
#define INTEROP_POWERDNS_CHECK_H

#include "check.h"
#include "powerdns.h"

#define ZONE "interop.example."

/* Record sets of ZONE made, changed, refused and deleted. */
void records_check(Run *run, powerdns *client);

#endif
