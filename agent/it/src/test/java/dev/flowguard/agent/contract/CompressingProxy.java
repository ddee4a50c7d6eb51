package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Sits before a server of MongoDB that does not compress, offers zlib in its place where a client
 * asks for it, and compresses all replies once it has got a compressed command.
 */
final class CompressingProxy {
  private static final int HEAD = 16;
  private static final int CODE_AT = 12;
  private static final int OP_REPLY = 1;
  private static final int OP_COMPRESSED = 2012;
  private static final int ZLIB = 2;

  /** The code and the length that a compressed message has in place of its own, and the method. */
  private static final int COMPRESSED_HEAD = 9;

  private final ServerSocket listener;
  private final int server;
  private final AtomicInteger commands = new AtomicInteger();

  /**
   * @param server its port on this machine
   */
  CompressingProxy(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(
        () -> {
          while (true) {
            new Connection(listener.accept()).run();
          }
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many commands have come compressed. */
  int commands() {
    return commands.get();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (EOFException | SocketException e) {
                // one side is gone
              } catch (IOException e) {
                e.printStackTrace();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private final class Connection {
    private final Socket client;
    private final Socket to;
    private volatile boolean isAsked;
    private volatile boolean isCompressed;

    Connection(Socket client) throws IOException {
      this.client = client;
      this.to = new Socket(InetAddress.getLoopbackAddress(), server);
    }

    void run() {
      start(this::forwardCommands);
      start(this::forwardReplies);
    }

    private void forwardCommands() throws IOException {
      try (to) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = to.getOutputStream();
        while (true) {
          byte[] message = message(in);
          isAsked |= new String(message, StandardCharsets.ISO_8859_1).contains("zlib");
          if (little(message).getInt(CODE_AT) == OP_COMPRESSED) {
            isCompressed = true;
            commands.incrementAndGet();
            message = decompressed(message);
          }
          out.write(message);
        }
      }
    }

    private void forwardReplies() throws IOException {
      try (client) {
        DataInputStream in = new DataInputStream(to.getInputStream());
        OutputStream out = client.getOutputStream();
        byte[] first = message(in);
        out.write(isAsked ? offering(first) : first);
        while (true) {
          byte[] reply = message(in);
          out.write(isCompressed ? compressed(reply) : reply);
        }
      }
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] message(DataInputStream in) throws IOException {
    byte[] length = new byte[Integer.BYTES];
    in.readFully(length);
    byte[] message = Arrays.copyOf(length, little(length).getInt(0));
    in.readFully(message, length.length, message.length - length.length);
    return message;
  }

  /** The first reply, with an offer in its document. */
  private static byte[] offering(byte[] reply) {
    int document = little(reply).getInt(CODE_AT) == OP_REPLY ? HEAD + 20 : HEAD + 5;
    // An array with the text "zlib".
    ByteBuffer offer = little(new byte[1 + 12 + 17]);
    offer.put((byte) 4).put("compression\0".getBytes(StandardCharsets.US_ASCII));
    offer.putInt(17).put((byte) 2).put("0\0".getBytes(StandardCharsets.US_ASCII));
    offer.putInt(5).put("zlib\0".getBytes(StandardCharsets.US_ASCII));
    byte[] all = Arrays.copyOf(reply, reply.length + offer.capacity());
    System.arraycopy(offer.array(), 0, all, reply.length - 1, offer.capacity());
    little(all).putInt(0, all.length);
    little(all).putInt(document, all.length - document);
    return all;
  }

  private static byte[] decompressed(byte[] message) throws IOException {
    ByteBuffer from = little(message);
    int start = HEAD + COMPRESSED_HEAD;
    if (from.get(start - 1) != ZLIB) {
      throw new IOException("not zlib");
    }
    InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(message, start, message.length - start));
    byte[] body = in.readAllBytes();
    ByteBuffer to = little(new byte[HEAD + body.length]);
    to.put(message, 0, HEAD).put(body);
    to.putInt(0, to.position()).putInt(CODE_AT, from.getInt(HEAD));
    return to.array();
  }

  private static byte[] compressed(byte[] message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(body)) {
      out.write(message, HEAD, message.length - HEAD);
    }
    ByteBuffer to = little(new byte[HEAD + COMPRESSED_HEAD + body.size()]);
    to.put(message, 0, HEAD).putInt(little(message).getInt(CODE_AT));
    to.putInt(message.length - HEAD).put((byte) ZLIB).put(body.toByteArray());
    to.putInt(0, to.position()).putInt(CODE_AT, OP_COMPRESSED);
    return to.array();
  }
}
