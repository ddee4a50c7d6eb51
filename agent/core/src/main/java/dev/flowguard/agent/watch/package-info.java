/** What is looked at while the JVM runs: the policy's file, the switch to observe, memory. */
@NullMarked
package dev.flowguard.agent.watch;

import org.jspecify.annotations.NullMarked;
