package dev.flowguard.agent.contract;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import java.io.IOException;
import java.io.InputStream;

/** Reads answers by google-http-client, which would take gzip off only once all of it is there. */
class GoogleNetAnswers implements AnswerReader {
  private final HttpTransport transport;

  GoogleNetAnswers() {
    this(new NetHttpTransport());
  }

  GoogleNetAnswers(HttpTransport transport) {
    this.transport = transport;
  }

  @Override
  public InputStream get(String url) throws IOException {
    HttpResponse answer =
        transport
            .createRequestFactory()
            .buildGetRequest(new GenericUrl(url))
            .setResponseReturnRawInputStream(true)
            .execute();
    return AnswerReader.opened(answer.getContent(), answer.getContentEncoding());
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    return transport
        .createRequestFactory()
        .buildPostRequest(new GenericUrl(url), new ByteArrayContent("application/json", text))
        .execute()
        .getContent()
        .readAllBytes();
  }
}
