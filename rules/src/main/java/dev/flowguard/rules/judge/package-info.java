/** The one decision function: destination, unfolding, detectors, permits, rules, decision. */
@NullMarked
package dev.flowguard.rules.judge;

import org.jspecify.annotations.NullMarked;
