/**
 * Jersey's client, as far as who started an asynchronous request goes: a pool sends it. The gates
 * are those of the clients that its connectors are made of.
 */
@NullMarked
package dev.flowguard.agent.gates.jersey;

import org.jspecify.annotations.NullMarked;
