package dev.flowguard.agent.contract;

import okhttp3.internal.http.CallServerInterceptor;

/** Uses a client whose hooked class has another method. */
final class MisfitSender implements Sender {
  @Override
  public int send(Request request) {
    return new CallServerInterceptor().proceed();
  }

  @Override
  public int sendLater(Request request) {
    return send(request);
  }
}
