/**
 * Vert.x 4 and 5, as far as who started a request goes: its head is handed to a stream on the
 * caller's thread and written on the event loop of the connection. The gates are Netty's.
 */
@NullMarked
package dev.flowguard.agent.gates.vertx;

import org.jspecify.annotations.NullMarked;
