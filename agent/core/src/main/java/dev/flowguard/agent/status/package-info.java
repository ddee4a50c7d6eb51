/** What the guard says of itself: product, start line. */
@NullMarked
package dev.flowguard.agent.status;

import org.jspecify.annotations.NullMarked;
