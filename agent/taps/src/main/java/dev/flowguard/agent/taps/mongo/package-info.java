/** The MongoDB driver: what all its APIs have below them. */
@NullMarked
package dev.flowguard.agent.taps.mongo;

import org.jspecify.annotations.NullMarked;
