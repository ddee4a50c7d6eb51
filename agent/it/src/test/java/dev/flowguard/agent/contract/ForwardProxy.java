package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A forward proxy (RFC 9110, 3.7): asks for tunnels are answered, all other bytes go on as they
 * came. Whatever host is asked for, it is the port on the loopback that is connected to.
 */
final class ForwardProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requestLines = new ArrayList<>();

  ForwardProxy() throws IOException {
    socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The first line of each connection since the last call. */
  synchronized List<String> takeRequestLines() {
    List<String> taken = new ArrayList<>(requestLines);
    requestLines.clear();
    return taken;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "forward-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = readHead(client.getInputStream());
      String line = head.substring(0, head.indexOf("\r\n"));
      synchronized (this) {
        requestLines.add(line);
      }
      String target = line.split(" ")[1];
      boolean isTunnel = line.startsWith("CONNECT ");
      int port = URI.create(isTunnel ? "https://" + target : target).getPort();
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.add(server);
        OutputStream first = isTunnel ? client.getOutputStream() : server.getOutputStream();
        first.write(
            (isTunnel ? "HTTP/1.1 200 Connected\r\n\r\n" : head)
                .getBytes(StandardCharsets.ISO_8859_1));
        start(() -> pass(server, client));
        pass(client, server);
      }
    } catch (IOException e) {
      // One of both has gone.
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the client has gone");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of both has gone.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
