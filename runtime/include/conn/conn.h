/* conn.h - everything a user of a generated client reads. */
#ifndef CONN_CONN_H
#define CONN_CONN_H

#include "conn/value.h"
#include "conn/error.h"
#include "conn/batch.h"
#include "conn/client.h"
#include "conn/event.h"
#include "conn/auth.h"

#endif
