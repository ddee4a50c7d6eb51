/**
 * {@code java.net.http.HttpClient}, hooked in {@code Exchange}: once for each hop, after the
 * client's own filters (cookies, authentication), before a connection is taken. Nothing here waits:
 * the body is collected and judged as its publisher gives it.
 */
@NullMarked
package dev.flowguard.agent.gates.jdkhttp;

import org.jspecify.annotations.NullMarked;
