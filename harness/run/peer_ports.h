/* SPDX-License-Identifier: MIT */
/*
 * The source ports of peers: fixed, so that a program that looks at them sees
 * the same in every run. Connection number 1 comes from the first one.
 */
#ifndef RUN_PEER_PORTS_H
#define RUN_PEER_PORTS_H

#define PEER_PORT_BASE 40000
#define PEER_PORT_MAX  65535

static inline int peer_port(int number)
{
	return PEER_PORT_BASE + number;
}

static inline int peer_port_number(int port)
{
	return port > PEER_PORT_BASE ? port - PEER_PORT_BASE : 0;
}

#endif
