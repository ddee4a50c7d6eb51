/**
 * Apache HttpClient 5 with asynchronous calls over HTTP/1.1 and HTTP/2, hooked where its core puts
 * an exchange into the queue of a connection. That is above both protocols and below every client:
 * a request is held and judged before the connection knows of it, so that an HTTP/2 stream gets its
 * number only when its head goes out, and a connection is never left half-way by a block.
 */
@NullMarked
package dev.flowguard.agent.gates.apache5async;

import org.jspecify.annotations.NullMarked;
