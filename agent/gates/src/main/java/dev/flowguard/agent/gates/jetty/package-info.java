/**
 * Jetty's client 9.4 to 12, hooked where {@code HttpSender} hands head and content to a transport:
 * once for each hop, on a connection, before its head is written. Whatever it hands over is taken
 * as a transport takes it, and goes to the real one when all of it may leave; nothing here waits.
 */
@NullMarked
package dev.flowguard.agent.gates.jetty;

import org.jspecify.annotations.NullMarked;
