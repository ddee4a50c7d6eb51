package dev.flowguard.agent.contract;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Reads answers by Jersey's client on its own connector. */
final class JerseyAnswers implements AnswerReader {
  private final Client client = ClientBuilder.newClient();

  @Override
  public InputStream get(String url) throws IOException {
    Response answer = client.target(url).request().get();
    return AnswerReader.opened(
        answer.readEntity(InputStream.class), answer.getHeaderString("Content-Encoding"));
  }

  @Override
  public byte[] post(String url, byte[] text) {
    return client
        .target(url)
        .request()
        .post(Entity.entity(text, MediaType.APPLICATION_JSON_TYPE))
        .readEntity(byte[].class);
  }
}
