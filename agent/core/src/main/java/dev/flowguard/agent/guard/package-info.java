/** Carries out decisions: judge, journal, exception; and starts it all. */
@NullMarked
package dev.flowguard.agent.guard;

import org.jspecify.annotations.NullMarked;
