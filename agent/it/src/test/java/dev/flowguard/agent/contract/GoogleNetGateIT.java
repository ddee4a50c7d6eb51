package dev.flowguard.agent.contract;

/** google-http-client on HttpURLConnection. */
class GoogleNetGateIT extends GateContract {

  GoogleNetGateIT() {
    super(Family.googleHttp("GoogleNetSender", "HttpURLConnection"));
  }
}
