/** Apache HttpClient 4, its blocking part. */
@NullMarked
package dev.flowguard.agent.taps.apache4;

import org.jspecify.annotations.NullMarked;
