package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Reads answers by {@code HttpURLConnection}. */
final class UrlConnectionAnswers implements AnswerReader {
  @Override
  public InputStream get(String url) throws IOException {
    HttpURLConnection to = (HttpURLConnection) URI.create(url).toURL().openConnection();
    return AnswerReader.opened(to.getInputStream(), to.getContentEncoding());
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    HttpURLConnection to = (HttpURLConnection) URI.create(url).toURL().openConnection();
    to.setDoOutput(true);
    to.setRequestProperty("Content-Type", "application/json");
    if (url.endsWith("chunked")) {
      to.setChunkedStreamingMode(100);
    }
    try (OutputStream out = to.getOutputStream()) {
      out.write(text);
    }
    return to.getInputStream().readAllBytes();
  }
}
