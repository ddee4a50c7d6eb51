/** Lettuce, a client of Redis. */
@NullMarked
package dev.flowguard.agent.taps.lettuce;

import org.jspecify.annotations.NullMarked;
