# Include this from a Makefile: objects that need the header take $(ORDERS_CFLAGS),
# programs link with $(ORDERS_OBJECT) and $(ORDERS_LIBS).
ORDERS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))
ORDERS_CFLAGS := -I$(ORDERS_DIR) $(shell pkg-config --cflags conn)
ORDERS_LIBS := $(shell pkg-config --libs conn)
ORDERS_OBJECT := $(ORDERS_DIR)orders.o

$(ORDERS_OBJECT): $(ORDERS_DIR)orders.c $(ORDERS_DIR)orders.h
	$(CC) -std=c11 $(CFLAGS) $(ORDERS_CFLAGS) -c -o $@ $<
