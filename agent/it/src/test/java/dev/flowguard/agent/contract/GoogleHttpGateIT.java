package dev.flowguard.agent.contract;

/** google-http-client on Apache HttpClient 4. */
class GoogleHttpGateIT extends GateContract {

  GoogleHttpGateIT() {
    super(
        Family.googleHttp("GoogleHttpSender", "Apache HttpClient 4")
            .failsWith("org.apache.http.client.ClientProtocolException"));
  }
}
