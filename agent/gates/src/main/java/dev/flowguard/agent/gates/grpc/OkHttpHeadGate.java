package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.spi.Guard;

/** Heads of the transport over OkHttp. */
public final class OkHttpHeadGate extends HeadGate {
  public OkHttpHeadGate(Guard guard) throws ReflectiveOperationException {
    super(guard, new OkHttpTransport());
  }
}
