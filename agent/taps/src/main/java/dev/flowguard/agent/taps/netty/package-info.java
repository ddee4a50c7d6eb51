/** Servers and clients on Netty, HTTP/1.1 and HTTP/2, and so gRPC. */
@NullMarked
package dev.flowguard.agent.taps.netty;

import org.jspecify.annotations.NullMarked;
