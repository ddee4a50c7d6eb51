package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;

/** Reads answers by Jetty's client 12, which asks for gzip and takes it off itself. */
class JettyAnswers implements AnswerReader {
  private final HttpClient client;

  JettyAnswers() throws Exception {
    this(new HttpClient());
  }

  JettyAnswers(HttpClient client) throws Exception {
    this.client = client;
    client.start();
  }

  @Override
  public InputStream get(String url) throws Exception {
    InputStreamResponseListener answer = new InputStreamResponseListener();
    client.newRequest(url).send(answer);
    answer.get(20, TimeUnit.SECONDS);
    return answer.getInputStream();
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    String type = "application/json";
    Request.Content body =
        url.endsWith("chunked")
            ? new InputStreamRequestContent(type, new ByteArrayInputStream(text))
            : new BytesRequestContent(type, text);
    return client.POST(url).body(body).send().getContent();
  }
}
