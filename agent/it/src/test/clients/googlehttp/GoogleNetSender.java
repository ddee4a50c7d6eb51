package dev.flowguard.agent.contract;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;

/** google-http-client over HttpURLConnection. */
final class GoogleNetSender extends GoogleHttpSender {
  @Override
  HttpTransport transport() {
    return new NetHttpTransport();
  }
}
