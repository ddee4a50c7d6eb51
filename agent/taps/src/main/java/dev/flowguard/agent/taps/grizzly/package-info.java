/** Grizzly's server, with what is built on it: Jersey's container, GlassFish. */
@NullMarked
package dev.flowguard.agent.taps.grizzly;

import org.jspecify.annotations.NullMarked;
