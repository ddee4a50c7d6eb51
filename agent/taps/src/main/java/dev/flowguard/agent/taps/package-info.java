/** The lists of servers that taps look at. */
@NullMarked
package dev.flowguard.agent.taps;

import org.jspecify.annotations.NullMarked;
