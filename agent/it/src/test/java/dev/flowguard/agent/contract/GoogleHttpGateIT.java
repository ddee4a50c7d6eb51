package dev.flowguard.agent.contract;

/** google-http-client on Apache HttpClient 4. */
class GoogleHttpGateIT extends GoogleHttpContract {
  GoogleHttpGateIT() {
    super("GoogleHttpSender");
  }

  @Override
  String ownFailure() {
    return "org.apache.http.client.ClientProtocolException";
  }
}
