package dev.flowguard.agent.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody else who writes to a server of Redis, without a client that has a tap. */
final class RedisSeed implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RedisSeed(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Runs a command whose reply is one line. */
  void run(Iterable<String> words) throws IOException {
    ByteArrayOutputStream command = new ByteArrayOutputStream();
    int count = 0;
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      command.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      command.write(bytes);
      command.write("\r\n".getBytes(StandardCharsets.UTF_8));
      count++;
    }
    socket.getOutputStream().write(("*" + count + "\r\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().write(command.toByteArray());
    String sign = line();
    if (sign.startsWith("-")) {
      throw new IOException(sign);
    }
    if (sign.startsWith("$") && !sign.equals("$-1")) {
      line();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server has closed the connection");
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
