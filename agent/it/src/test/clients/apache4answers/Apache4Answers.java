package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** Reads answers by Apache HttpClient 4, which asks for gzip and takes it off itself. */
final class Apache4Answers implements AnswerReader {
  private final CloseableHttpClient client = HttpClients.createDefault();

  @Override
  public InputStream get(String url) throws IOException {
    return client.execute(new HttpGet(url)).getEntity().getContent();
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    ByteArrayEntity entity = new ByteArrayEntity(text, ContentType.APPLICATION_JSON);
    entity.setChunked(url.endsWith("chunked"));
    HttpPost request = new HttpPost(url);
    request.setEntity(entity);
    return EntityUtils.toByteArray(client.execute(request).getEntity());
  }
}
