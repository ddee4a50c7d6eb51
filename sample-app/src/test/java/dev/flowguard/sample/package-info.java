/** Mirage Studio in small, and the demo around it. */
@NullMarked
package dev.flowguard.sample;

import org.jspecify.annotations.NullMarked;
