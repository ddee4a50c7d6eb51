/** The line in the application's own log. */
@NullMarked
package dev.flowguard.agent.log;

import org.jspecify.annotations.NullMarked;
