/**
 * {@code HttpURLConnection}, hooked in {@code sun.net.www.http.HttpClient}: once for each hop, with
 * the final head, on HTTP and HTTPS alike.
 *
 * <p>A buffered body is there in full when the head is written. A streaming body is not; so head
 * and body are held below the JDK's own framing, as the bytes that would go to the socket, until
 * the body is complete: chunk sizes need no replay, because they are already made.
 */
@NullMarked
package dev.flowguard.agent.gates.urlconnection;

import org.jspecify.annotations.NullMarked;
