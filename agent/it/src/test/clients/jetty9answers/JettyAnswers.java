package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.client.util.BytesContentProvider;
import org.eclipse.jetty.client.util.InputStreamContentProvider;
import org.eclipse.jetty.client.util.InputStreamResponseListener;

/** Reads answers by Jetty's client 9.4 to 11, which asks for gzip and takes it off itself. */
final class JettyAnswers implements AnswerReader {
  private final HttpClient client = new HttpClient();

  JettyAnswers() throws Exception {
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
    ContentProvider body =
        url.endsWith("chunked")
            ? new InputStreamContentProvider(new ByteArrayInputStream(text), 100)
            : new BytesContentProvider(text);
    return client.POST(url).content(body, "application/json").send().getContent();
  }
}
