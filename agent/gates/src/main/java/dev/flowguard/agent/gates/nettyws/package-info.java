/**
 * WebSockets of Netty's clients: each fragment is judged, with what came before it, where it is
 * about to be encoded.
 */
@NullMarked
package dev.flowguard.agent.gates.nettyws;

import org.jspecify.annotations.NullMarked;
