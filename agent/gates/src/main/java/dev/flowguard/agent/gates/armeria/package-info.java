/**
 * Armeria's client, as far as who started a request goes: its context is made on the caller's
 * thread, and an event loop writes. The gates are Netty's.
 */
@NullMarked
package dev.flowguard.agent.gates.armeria;

import org.jspecify.annotations.NullMarked;
