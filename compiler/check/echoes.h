/* echoes.h - messages that only follow from another mistake. */
#ifndef CHECK_ECHOES_H
#define CHECK_ECHOES_H

#include "check/checker.h"

/* Withdraws messages that vanish when another one's mistake is mended: names
 * that stand in what could not be read, members that are missing because they
 * were misspelt, and what several uses of one type repeat. */
void echoes_withdraw(Checker *ck);

#endif
