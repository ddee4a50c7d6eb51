/**
 * gRPC over its own copy of OkHttp's HTTP/2, which none of OkHttp's classes sees. Hooked at the
 * sink of each stream, the one place that all heads, messages and cancellations of a call go
 * through; a message comes there in frames, which are held until it is whole.
 */
@NullMarked
package dev.flowguard.agent.gates.grpcokhttp;

import org.jspecify.annotations.NullMarked;
