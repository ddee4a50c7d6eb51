package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URL;

final class UrlConnectionSender implements Sender {
  private static final int CHUNK = 64;

  UrlConnectionSender() {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication("user", "word".toCharArray());
          }
        });
  }

  @Override
  public int send(Request request) throws Exception {
    return sendWithin(request, 20_000);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(request.url()).openConnection();
    connection.setRequestMethod(request.method());
    connection.setReadTimeout(millis);
    request.headers().forEach(connection::setRequestProperty);
    byte[] body = request.body();
    if (request.kind() != Kind.NONE) {
      connection.setDoOutput(true);
      if (request.kind() == Kind.FIXED_STREAM) {
        connection.setFixedLengthStreamingMode(body.length);
      } else if (request.kind() == Kind.LYING) {
        connection.setFixedLengthStreamingMode(body.length + 10);
      } else if (request.kind() != Kind.BYTES) {
        connection.setChunkedStreamingMode(CHUNK);
      }
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body, 0, request.split());
        out.flush();
        if (request.kind() == Kind.FAILING) {
          throw new IOException("the caller's own failure");
        }
        Sender.rest(
            request,
            (piece, isLast) -> {
              out.write(piece);
              out.flush();
            });
      }
    }
    int status = connection.getResponseCode();
    InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    if (in != null) {
      in.readAllBytes();
    }
    return status;
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("HttpURLConnection has no asynchronous calls");
  }
}
