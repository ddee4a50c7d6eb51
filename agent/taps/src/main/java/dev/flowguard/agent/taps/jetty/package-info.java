/** The server of Jetty 12. */
@NullMarked
package dev.flowguard.agent.taps.jetty;

import org.jspecify.annotations.NullMarked;
