/** The durable record, and the line in the application's log. */
@NullMarked
package dev.flowguard.agent.journal;

import org.jspecify.annotations.NullMarked;
