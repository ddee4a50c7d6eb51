package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Reads answers by Apache HttpClient 5, which asks for gzip and takes it off itself. */
final class Apache5Answers implements AnswerReader {
  private final CloseableHttpClient client = HttpClients.createDefault();

  @Override
  public InputStream get(String url) throws IOException {
    return client.execute(new HttpGet(url)).getEntity().getContent();
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    HttpPost request = new HttpPost(url);
    request.setEntity(new ByteArrayEntity(text, ContentType.APPLICATION_JSON));
    return EntityUtils.toByteArray(client.execute(request).getEntity());
  }
}
