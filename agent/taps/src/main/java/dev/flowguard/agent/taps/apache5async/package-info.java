/** The asynchronous part of Apache HttpClient 5. */
@NullMarked
package dev.flowguard.agent.taps.apache5async;

import org.jspecify.annotations.NullMarked;
