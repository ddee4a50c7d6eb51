/** Jedis, a client of Redis. */
@NullMarked
package dev.flowguard.agent.taps.jedis;

import org.jspecify.annotations.NullMarked;
