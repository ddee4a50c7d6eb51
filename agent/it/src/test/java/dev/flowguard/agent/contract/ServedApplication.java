package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;

/**
 * What the application of a test server does with a body: reads it in the way that the path names,
 * and sends a piece of it to a processor from another thread, before it reads on or answers.
 */
final class ServedApplication {
  /** Where the piece goes. */
  static final String LEAK_TO = "Leak-To";

  private static final int SHORTEST = 60;
  private static final int LONGEST = 200;

  private ServedApplication() {}

  /**
   * Reads as the path says.
   *
   * @param length declared, or -1
   */
  static byte[] read(String how, InputStream in, long length) throws IOException {
    return switch (how) {
      case "whole" -> in.readAllBytes();
      case "exact" -> in.readNBytes((int) length);
      case "half" -> in.readNBytes((int) (length / 2));
      case "bytewise" -> bytewise(in, Integer.MAX_VALUE);
      case "brace" -> bytewise(in, '}');
      default -> throw new IllegalArgumentException(how);
    };
  }

  /** Ends with a byte, as a parser of JSON ends with the last brace. */
  private static byte[] bytewise(InputStream in, int last) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      all.write(next);
      if (next == last) {
        break;
      }
    }
    return all.toByteArray();
  }

  /** The way of reading that a path names. */
  static String how(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Sends a piece of what was read; answers what was read, and what came of the piece. */
  static String leak(String leakTo, byte[] read) {
    return answer(read, outcome(leakTo, piece(read)));
  }

  /** What is answered to who sent the body. */
  static String answer(byte[] read, String outcome) {
    CRC32 sum = new CRC32();
    sum.update(read);
    return read.length + " " + sum.getValue() + " " + outcome;
  }

  /** The last words of a text; any other content as it is. */
  static byte[] piece(byte[] read) {
    int end = read.length;
    while (end > 0 && !isWord(read[end - 1])) {
      end--;
    }
    int start = end;
    while (start > 0 && end - start < LONGEST && isWord(read[start - 1])) {
      start--;
    }
    return end - start < SHORTEST ? read : Arrays.copyOfRange(read, start, end);
  }

  private static boolean isWord(byte b) {
    return b >= 'a' && b <= 'z' || b == ' ' || b == '+';
  }

  /** What comes of sending a piece, from another thread. */
  static String outcome(String leakTo, byte[] piece) {
    AtomicReference<String> outcome = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                HttpURLConnection to =
                    (HttpURLConnection) URI.create(leakTo).toURL().openConnection();
                to.setRequestMethod("POST");
                to.setRequestProperty("Content-Type", "application/octet-stream");
                to.setDoOutput(true);
                to.getOutputStream().write(piece);
                outcome.set(Integer.toString(to.getResponseCode()));
              } catch (Throwable e) {
                outcome.set(e.getClass().getSimpleName());
              }
            });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return outcome.get();
  }
}
