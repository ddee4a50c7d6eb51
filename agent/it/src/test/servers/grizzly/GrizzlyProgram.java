package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.WriteHandler;
import org.glassfish.grizzly.http.CompressionConfig;
import org.glassfish.grizzly.http.io.NIOOutputStream;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;

/** Grizzly's own handlers, which block or listen. */
final class GrizzlyProgram implements ServerProgram {
  @Override
  public int start() throws Exception {
    NetworkListener listener = new NetworkListener("test", "127.0.0.1", 0);
    listener.setMaxFormPostSize(-1);
    CompressionConfig compression = listener.getCompressionConfig();
    compression.setCompressionMode(CompressionConfig.CompressionMode.ON);
    compression.setCompressibleMimeTypes("application/json");
    compression.setCompressionMinSize(50);
    compression.setDecompressionEnabled(true);
    HttpServer server = new HttpServer();
    server.addListener(listener);
    server.getServerConfiguration().addHttpHandler(new Handler(), "/");
    server.start();
    return listener.getPort();
  }

  private static final class Handler extends HttpHandler {
    @Override
    public void service(Request request, Response response) throws Exception {
      serve(request, response);
    }
  }

  private static void serve(Request request, Response response) throws IOException {
    String how = ServedApplication.how(request.getRequestURI());
    if (WrittenAnswer.isWanted(request.getRequestURI())) {
      byte[] text = request.getInputStream().readAllBytes();
      write(response, new WrittenAnswer(request.getRequestURI(), leakTo(request), text));
    } else if (how.equals("listener") || how.equals("buffers")) {
      response.suspend();
      BodyListener.listen(
          request.getNIOInputStream(),
          how.equals("buffers"),
          read -> answerAndResume(request, read));
    } else if (how.equals("parts")) {
      response.suspend();
      UploadedFile.read(request, read -> answerAndResume(request, read));
    } else {
      answer(request, read(how, request));
    }
  }

  private static byte[] read(String how, Request request) throws IOException {
    switch (how) {
      case "reader":
        StringBuilder text = new StringBuilder();
        Reader reader = request.getReader();
        for (int next = reader.read(); next >= 0; next = reader.read()) {
          text.append((char) next);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
      case "form":
        return request.getParameter("note").getBytes(StandardCharsets.UTF_8);
      case "gzip":
      case "stream":
        return request.getInputStream().readAllBytes();
      default:
        return ServedApplication.read(
            how, request.getInputStream(), request.getContentLengthLong());
    }
  }

  private static String leakTo(Request request) {
    return request.getHeader(ServedApplication.LEAK_TO);
  }

  private static void answer(Request request, byte[] read) throws IOException {
    String answer = ServedApplication.leak(leakTo(request), read);
    request.getResponse().getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void answerAndResume(Request request, byte[] read) throws IOException {
    answer(request, read);
    request.getResponse().resume();
  }

  private static void write(Response response, WrittenAnswer answer) throws IOException {
    if (answer.how().equals("reset")) {
      response.getOutputStream().write("{\"draft\":".getBytes(StandardCharsets.UTF_8));
      response.reset();
    }
    response.setContentType(answer.type());
    if (answer.how().equals("gzip")) {
      response.setHeader("Content-Encoding", "gzip");
    }
    if (answer.hasLength()) {
      response.setContentLength(answer.all().length);
    }
    switch (answer.how()) {
      case "writer":
      case "charwise":
      case "sse":
        answer.writeTo(response.getWriter());
        break;
      case "buffer":
        response
            .getNIOOutputStream()
            .write(Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, answer.next()));
        answer.written();
        break;
      case "listener":
        response.suspend();
        listen(response, response.getNIOOutputStream(), answer);
        break;
      default:
        answer.writeTo(response.getOutputStream());
        break;
    }
  }

  private static void listen(Response response, NIOOutputStream out, WrittenAnswer answer) {
    out.notifyCanWrite(
        new WriteHandler() {
          @Override
          public void onWritePossible() throws Exception {
            out.write(answer.next());
            answer.written();
            if (answer.hasNext()) {
              out.notifyCanWrite(this);
            } else {
              response.resume();
            }
          }

          @Override
          public void onError(Throwable failure) {
            response.resume();
          }
        });
  }
}
