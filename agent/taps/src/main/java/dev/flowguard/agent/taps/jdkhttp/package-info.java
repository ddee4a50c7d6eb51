/** The HTTP client of the JDK. */
@NullMarked
package dev.flowguard.agent.taps.jdkhttp;

import org.jspecify.annotations.NullMarked;
