/**
 * OkHttp 3.4 and later, 4 and 5, hooked in {@code CallServerInterceptor}: below all interceptors,
 * once for each attempt on the network.
 */
@NullMarked
package dev.flowguard.agent.gates.okhttp;

import org.jspecify.annotations.NullMarked;
