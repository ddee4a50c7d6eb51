/**
 * WebSockets of Jetty's client 9.4 to 12, also under the Java API for them: each data frame is
 * judged where it is about to be queued, above the extensions, which would compress it.
 */
@NullMarked
package dev.flowguard.agent.gates.jettyws;

import org.jspecify.annotations.NullMarked;
