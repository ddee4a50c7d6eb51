/**
 * Helidon 4's WebClient, hooked where a call of HTTP/1 or HTTP/2 has its connection and has written
 * nothing yet: below its services and redirects. Its class files need JDK 21, which the guard does
 * not, so that the gates know it by method handles.
 */
@NullMarked
package dev.flowguard.agent.gates.helidon;

import org.jspecify.annotations.NullMarked;
