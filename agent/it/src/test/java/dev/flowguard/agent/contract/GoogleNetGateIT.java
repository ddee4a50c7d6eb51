package dev.flowguard.agent.contract;

/** google-http-client on HttpURLConnection. */
class GoogleNetGateIT extends GoogleHttpContract {
  GoogleNetGateIT() {
    super("GoogleNetSender");
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }
}
