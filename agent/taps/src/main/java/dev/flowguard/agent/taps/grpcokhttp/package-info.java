/** gRPC-Java on its own copy of OkHttp. */
@NullMarked
package dev.flowguard.agent.taps.grpcokhttp;

import org.jspecify.annotations.NullMarked;
