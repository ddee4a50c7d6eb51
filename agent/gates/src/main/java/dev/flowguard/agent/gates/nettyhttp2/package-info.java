/**
 * Netty with HTTP/2, hooked where frames of a stream are handed to the connection.
 *
 * <p>A stream that is held is known to the connection from the start, so that its place among the
 * others, its limits and its end are Netty's own affair; only its frames wait. Streams must be
 * opened in the order of their numbers: where a later one opens first, the heads of those that are
 * held before it are judged by themselves and go ahead of it, and their bodies are held on.
 */
@NullMarked
package dev.flowguard.agent.gates.nettyhttp2;

import org.jspecify.annotations.NullMarked;
