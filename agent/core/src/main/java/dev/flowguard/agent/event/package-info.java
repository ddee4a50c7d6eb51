/** What is recorded of a violation. */
@NullMarked
package dev.flowguard.agent.event;

import org.jspecify.annotations.NullMarked;
