package dev.flowguard.agent.contract;

import org.apache.hc.client5.http.impl.async.HttpAsyncClients;

/** The same over HTTP/2, which it begins with. */
final class Apache5Http2Answers extends Apache5AsyncAnswers {
  Apache5Http2Answers() {
    super(HttpAsyncClients.createHttp2Default());
  }
}
