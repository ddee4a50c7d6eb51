/** WebSockets of OkHttp: each message is judged before it is queued. */
@NullMarked
package dev.flowguard.agent.gates.okhttpws;

import org.jspecify.annotations.NullMarked;
