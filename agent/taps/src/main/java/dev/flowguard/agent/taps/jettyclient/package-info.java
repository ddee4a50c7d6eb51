/** Jetty's client, 9.4 to 12.1. */
@NullMarked
package dev.flowguard.agent.taps.jettyclient;

import org.jspecify.annotations.NullMarked;
