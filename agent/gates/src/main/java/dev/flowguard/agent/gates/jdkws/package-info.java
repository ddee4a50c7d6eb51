/** WebSockets of {@code java.net.http}: each message, or fragment of one, is judged. */
@NullMarked
package dev.flowguard.agent.gates.jdkws;

import org.jspecify.annotations.NullMarked;
