package dev.flowguard.agent.contract;

/** AsyncHttpClient, which stands on Netty's gates. */
abstract class AsyncHttpClientContract extends OnNettyContract {
  AsyncHttpClientContract(String... versions) {
    super(
        "AsyncHttpClientSender",
        "asynchttpclient",
        "org.asynchttpclient:async-http-client",
        versions);
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return true;
  }
}
