/** The blocking part of Apache HttpClient 5. */
@NullMarked
package dev.flowguard.agent.taps.apache5;

import org.jspecify.annotations.NullMarked;
