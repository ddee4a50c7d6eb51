package dev.flowguard.agent.contract;

import okhttp3.OkHttpClient;

/** Uses a client that has none of the hooked classes. */
final class HollowSender implements Sender {
  @Override
  public int send(Request request) {
    return new OkHttpClient().send();
  }

  @Override
  public int sendLater(Request request) {
    return send(request);
  }
}
