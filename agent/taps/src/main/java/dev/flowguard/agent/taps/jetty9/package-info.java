/** The server of Jetty 9.4, 10 and 11. */
@NullMarked
package dev.flowguard.agent.taps.jetty9;

import org.jspecify.annotations.NullMarked;
