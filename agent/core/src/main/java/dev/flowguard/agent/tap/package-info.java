/** Captures the bodies that taps see, while they arrive. */
@NullMarked
package dev.flowguard.agent.tap;

import org.jspecify.annotations.NullMarked;
