/** Threads of the guard. */
@NullMarked
package dev.flowguard.agent.thread;

import org.jspecify.annotations.NullMarked;
