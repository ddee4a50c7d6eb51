/** The server of Helidon 4. */
@NullMarked
package dev.flowguard.agent.taps.helidonserver;

import org.jspecify.annotations.NullMarked;
