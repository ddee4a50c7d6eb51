/**
 * Reactor Netty, as far as who started a request goes: a subscription on the caller's thread
 * becomes a message on an event loop. The gate is Netty's.
 */
@NullMarked
package dev.flowguard.agent.gates.reactornetty;

import org.jspecify.annotations.NullMarked;
