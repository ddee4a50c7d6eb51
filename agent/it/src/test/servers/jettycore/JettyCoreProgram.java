package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty 12 without servlets. */
final class JettyCoreProgram implements ServerProgram {
  @Override
  public int start() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws IOException {
            serve(request, response);
            callback.succeeded();
            return true;
          }
        });
    server.start();
    return connector.getLocalPort();
  }

  private static void serve(Request request, Response response) throws IOException {
    String path = Request.getPathInContext(request);
    String leakTo = request.getHeaders().get(ServedApplication.LEAK_TO);
    InputStream in = Content.Source.asInputStream(request);
    if (WrittenAnswer.isWanted(path)) {
      WrittenAnswer answer = new WrittenAnswer(path, leakTo, in.readAllBytes());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
      if (answer.isZipped()) {
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
      }
      if (answer.hasLength()) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.all().length);
      }
      answer.writeTo(Content.Sink.asOutputStream(response));
      return;
    }
    byte[] read = ServedApplication.read(ServedApplication.how(path), in, request.getLength());
    String answer = ServedApplication.leak(leakTo, read);
    // A server that closes with something left may reset the connection, and lose its answer.
    in.readAllBytes();
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
