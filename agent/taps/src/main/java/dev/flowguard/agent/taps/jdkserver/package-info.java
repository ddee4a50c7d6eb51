/** The HTTP server of the JDK. */
@NullMarked
package dev.flowguard.agent.taps.jdkserver;

import org.jspecify.annotations.NullMarked;
