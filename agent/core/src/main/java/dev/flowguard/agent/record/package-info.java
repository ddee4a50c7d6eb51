/** Where a decision is written down, and who hears of it. */
@NullMarked
package dev.flowguard.agent.record;

import org.jspecify.annotations.NullMarked;
