/**
 * Apache HttpClient 4, hooked in {@code HttpRequestExecutor} of HttpCore: below redirects, retries,
 * authentication and cache, once for each attempt on the network. The entity is swapped for one
 * that holds the caller's writes, in the client's own wrapper of the request.
 */
@NullMarked
package dev.flowguard.agent.gates.apache4;

import org.jspecify.annotations.NullMarked;
