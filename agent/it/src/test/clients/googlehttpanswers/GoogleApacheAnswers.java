package dev.flowguard.agent.contract;

import com.google.api.client.http.apache.v2.ApacheHttpTransport;

/** The same on Apache HttpClient 4. */
final class GoogleApacheAnswers extends GoogleNetAnswers {
  GoogleApacheAnswers() {
    super(new ApacheHttpTransport());
  }
}
