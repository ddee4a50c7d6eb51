/**
 * gRPC, at the sink of each stream: the one place that all heads, messages and cancellations of a
 * call go through, in the application's thread. The transport over OkHttp has its own HTTP/2, which
 * no other gate sees; in the one over Netty a call can be stopped here before its head leaves, and
 * in gRPC's own words. A message comes in frames, which are held until it is whole.
 */
@NullMarked
package dev.flowguard.agent.gates.grpc;

import org.jspecify.annotations.NullMarked;
