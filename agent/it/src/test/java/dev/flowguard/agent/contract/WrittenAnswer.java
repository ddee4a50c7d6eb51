package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * What the application of a test server answers: the text that it was sent, in JSON or in events,
 * in pieces. After the half of them and after the last, while the answer is still open, it sends
 * the last words that it has written to a processor, from another thread, and prints what came of
 * it.
 */
final class WrittenAnswer {
  /** Below this, the answer is of a declared path. */
  static final String DECLARED = "/out/";

  /** Below this, it is of none. */
  static final String OTHER = "/other-out/";

  private static final int EVENTS = 40;

  private final String how;
  private final boolean hasLength;
  private final String leakTo;
  private final String text;

  /** Where the text of each piece ends. */
  private final List<Integer> ends = new ArrayList<>();

  private int written;

  /**
   * @param path ends with {@code length} or {@code chunked}, and the way of writing
   * @param text in UTF-8
   */
  WrittenAnswer(String path, String leakTo, byte[] text) {
    this.how = ServedApplication.how(path);
    this.hasLength = path.contains("/length/");
    this.leakTo = leakTo;
    this.text = new String(text, StandardCharsets.UTF_8);
    int pieces = isEvents() ? EVENTS : isInPieces() ? 2 : 1;
    for (int i = 1; i <= pieces; i++) {
      ends.add(i * this.text.length() / pieces);
    }
  }

  /** True for a request that is to be answered in this way. */
  static boolean isWanted(String path) {
    return path.startsWith(DECLARED) || path.startsWith(OTHER);
  }

  String how() {
    return how;
  }

  private boolean isEvents() {
    return how.startsWith("sse");
  }

  private boolean isInPieces() {
    return how.equals("pieces") || how.equals("listener") || isZipped();
  }

  /** True if the application or the server compresses it. */
  boolean isZipped() {
    return how.equals("gzip") || how.equals("compressed");
  }

  String type() {
    return isEvents() ? "text/event-stream;charset=UTF-8" : "application/json;charset=UTF-8";
  }

  /** True if the length is to be declared before the first piece. */
  boolean hasLength() {
    return hasLength && !isZipped();
  }

  /** All of it. */
  byte[] all() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < ends.size(); i++) {
      all.writeBytes(piece(i));
    }
    return all.toByteArray();
  }

  /** How many pieces it has. */
  int pieces() {
    return ends.size();
  }

  /** How many lines are printed for it. */
  int leaks() {
    return ends.size() == 1 ? 1 : 2;
  }

  /** Writes all of it to a stream, compressed if the application is to do that. */
  void writeTo(OutputStream stream) throws IOException {
    OutputStream out = how.equals("gzip") ? new GZIPOutputStream(stream, true) : stream;
    while (hasNext()) {
      byte[] piece = next();
      if (how.equals("bytewise")) {
        for (byte each : piece) {
          out.write(each);
        }
      } else {
        out.write(piece);
      }
      // Some streams close themselves at the declared length.
      if (written < ends.size() - 1 || out != stream) {
        out.flush();
      }
      written();
    }
    if (out instanceof GZIPOutputStream zipped) {
      zipped.finish();
    }
  }

  /** Writes all of it to a writer. */
  void writeTo(Writer out) throws IOException {
    while (hasNext()) {
      String piece = new String(next(), StandardCharsets.UTF_8);
      if (how.equals("charwise")) {
        for (int i = 0; i < piece.length(); i++) {
          out.write(piece.charAt(i));
        }
      } else if (out instanceof PrintWriter printer) {
        printer.print(piece);
      } else {
        out.write(piece);
      }
      if (leaks() > 1) {
        out.flush();
      }
      written();
    }
  }

  boolean hasNext() {
    return written < ends.size();
  }

  /** What is to be written next. */
  byte[] next() {
    return piece(written);
  }

  private byte[] piece(int number) {
    int from = number == 0 ? 0 : ends.get(number - 1);
    String part = text.substring(from, ends.get(number));
    boolean isLast = number == ends.size() - 1;
    String piece;
    if (isEvents()) {
      piece = "data: {\"id\":\"7\",\"delta\":\"" + part + "\"}\n\n";
    } else {
      piece = (number == 0 ? "{\"id\":\"7\",\"answer\":\"" : "") + part + (isLast ? "\"}" : "");
    }
    return piece.getBytes(StandardCharsets.UTF_8);
  }

  /** The next piece was written. */
  void written() {
    int end = ends.get(written);
    written++;
    if (written == ends.size() || written == ends.size() / 2) {
      byte[] soFar = text.substring(0, end).getBytes(StandardCharsets.UTF_8);
      System.out.println(ServedApplication.outcome(leakTo, ServedApplication.piece(soFar)));
    }
  }
}
