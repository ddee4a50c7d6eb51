/** What a gate is made of and may use: the contract between the core and the typed gate code. */
@NullMarked
package dev.flowguard.agent.spi;

import org.jspecify.annotations.NullMarked;
