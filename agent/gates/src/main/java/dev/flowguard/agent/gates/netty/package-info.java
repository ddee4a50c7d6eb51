/**
 * Netty 4.1 and 4.2 with HTTP/1.1, hooked where requests are turned into bytes: every client that
 * uses Netty's codec passes there, once for each hop, with the final head.
 *
 * <p>What clients write is held and its promises are kept early, because many give the next piece
 * only when the last one was taken; the pieces are copied, as a kept promise lets the caller reuse
 * its memory.
 */
@NullMarked
package dev.flowguard.agent.gates.netty;

import org.jspecify.annotations.NullMarked;
