/** Apache HttpAsyncClient 4. */
@NullMarked
package dev.flowguard.agent.taps.apache4async;

import org.jspecify.annotations.NullMarked;
