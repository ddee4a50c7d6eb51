/** WebSockets of Jetty 9.4: in a folder of their own, as most servers do not have their classes. */
@NullMarked
package dev.flowguard.agent.taps.jetty9ws;

import org.jspecify.annotations.NullMarked;
