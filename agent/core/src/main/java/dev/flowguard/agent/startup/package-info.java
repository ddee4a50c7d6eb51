/** The composition root: builds the guard from its settings and starts it. */
@NullMarked
package dev.flowguard.agent.startup;

import org.jspecify.annotations.NullMarked;
