/**
 * Apache HttpClient 5 with blocking calls, hooked in {@code HttpRequestExecutor} of its core: below
 * all interceptors and strategies, once for each attempt on the network. Whatever is built on that
 * core is covered with it: the client's cache and fluent API, its minimal client, and requesters
 * that use the core alone.
 */
@NullMarked
package dev.flowguard.agent.gates.apache5;

import org.jspecify.annotations.NullMarked;
