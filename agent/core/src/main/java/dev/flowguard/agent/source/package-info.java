/** Captures what declared sources handle. */
@NullMarked
package dev.flowguard.agent.source;

import org.jspecify.annotations.NullMarked;
