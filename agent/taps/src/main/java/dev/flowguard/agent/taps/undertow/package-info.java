/** Undertow, with servlets and without. */
@NullMarked
package dev.flowguard.agent.taps.undertow;

import org.jspecify.annotations.NullMarked;
