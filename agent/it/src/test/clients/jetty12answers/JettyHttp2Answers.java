package dev.flowguard.agent.contract;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;

/** The same over HTTP/2, which it begins with. */
final class JettyHttp2Answers extends JettyAnswers {
  JettyHttp2Answers() throws Exception {
    super(new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client())));
  }
}
