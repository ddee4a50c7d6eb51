/** The command line: one class a command. */
@NullMarked
package dev.flowguard.agent.cli;

import org.jspecify.annotations.NullMarked;
