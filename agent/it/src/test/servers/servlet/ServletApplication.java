package dev.flowguard.agent.contract;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The application as a servlet, which has more ways to read a body. */
class ServletApplication extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** Where the server spools parts of more than {@link #SPOOLED} bytes. */
  private static final Path PARTS = Path.of(System.getProperty("java.io.tmpdir"));

  private static final int SPOOLED = 20_000;

  /** How its servlet is to be configured. */
  static MultipartConfigElement parts() {
    return new MultipartConfigElement(PARTS.toString(), -1, -1, SPOOLED);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String leakTo = request.getHeader(ServedApplication.LEAK_TO);
    if (WrittenAnswer.isWanted(request.getRequestURI())) {
      byte[] text = request.getInputStream().readAllBytes();
      write(request, response, new WrittenAnswer(request.getRequestURI(), leakTo, text));
      return;
    }
    String how = ServedApplication.how(request.getRequestURI());
    if (how.equals("listener")) {
      listen(request, leakTo);
      return;
    }
    String answer = ServedApplication.leak(leakTo, read(how, request));
    if (how.equals("half") || how.equals("brace")) {
      // A server that closes with something left may reset the connection, and lose its answer.
      request.getInputStream().readAllBytes();
    }
    answer(response, answer);
  }

  private static void answer(HttpServletResponse response, String text) throws IOException {
    response.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void write(
      HttpServletRequest request, HttpServletResponse response, WrittenAnswer answer)
      throws IOException {
    response.setContentType(answer.type());
    if (answer.how().equals("gzip")) {
      response.setHeader("Content-Encoding", "gzip");
    }
    if (answer.hasLength()) {
      response.setContentLength(answer.all().length);
    } else {
      response.flushBuffer();
    }
    switch (answer.how()) {
      case "writer":
      case "charwise":
      case "sse":
        answer.writeTo(response.getWriter());
        break;
      case "listener":
        write(request.startAsync(), response.getOutputStream(), answer);
        break;
      default:
        answer.writeTo(response.getOutputStream());
        break;
    }
  }

  private static void write(AsyncContext context, ServletOutputStream out, WrittenAnswer answer) {
    out.setWriteListener(
        new WriteListener() {
          @Override
          public void onWritePossible() throws IOException {
            while (out.isReady()) {
              if (!answer.hasNext()) {
                context.complete();
                return;
              }
              out.write(answer.next());
              answer.written();
            }
          }

          @Override
          public void onError(Throwable failure) {
            context.complete();
          }
        });
  }

  private static byte[] read(String how, HttpServletRequest request)
      throws IOException, ServletException {
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
      case "parts":
        try (InputStream in = request.getPart("file").getInputStream()) {
          return in.readAllBytes();
        }
      case "moved":
        Part part = request.getPart("file");
        // A name in the folder of the parts: old servers take every name for one.
        String name = "moved-" + UUID.randomUUID();
        try {
          part.write(name);
          return Files.readAllBytes(PARTS.resolve(name));
        } finally {
          Files.deleteIfExists(PARTS.resolve(name));
        }
      default:
        return ServedApplication.read(
            how, request.getInputStream(), request.getContentLengthLong());
    }
  }

  private static void listen(HttpServletRequest request, String leakTo) throws IOException {
    AsyncContext context = request.startAsync();
    ServletInputStream in = request.getInputStream();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            byte[] piece = new byte[1_000];
            while (in.isReady()) {
              int count = in.read(piece);
              if (count < 0) {
                return;
              }
              read.write(piece, 0, count);
            }
          }

          @Override
          public void onAllDataRead() throws IOException {
            answer(
                (HttpServletResponse) context.getResponse(),
                ServedApplication.leak(leakTo, read.toByteArray()));
            context.complete();
          }

          @Override
          public void onError(Throwable failure) {
            context.complete();
          }
        });
  }
}
