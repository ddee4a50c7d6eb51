/** Helidon's WebClient 4. */
@NullMarked
package dev.flowguard.agent.taps.helidon;

import org.jspecify.annotations.NullMarked;
