package dev.flowguard.agent.contract;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An application that gets answers of an AI model, and sends a piece of what it has got so far to a
 * processor. One command a line in, one result a line out.
 */
final class AnswerProgram {
  /** When the piece is sent. */
  enum Leak {
    /** While the second half of the answer is still to come. */
    HALF,
    /** Once all of it was read. */
    END,
    /** After the answer was closed in the middle. */
    CLOSED,
    /** After the server has closed the connection in the middle. */
    CUT,
    /** Once all of it was read, but of something else. */
    CLEAN
  }

  private static final Pattern TEXT = Pattern.compile("\"content\":\"([a-z ]*)");
  private static final int PIECE = 150;

  private AnswerProgram() {}

  /** The argument is the simple name of an {@link AnswerReader}. */
  public static void main(String[] arguments) throws Exception {
    var constructor =
        Class.forName(AnswerProgram.class.getPackageName() + "." + arguments[0])
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    AnswerReader reader = (AnswerReader) constructor.newInstance();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 4);
      String result;
      try {
        result =
            words[0].equals("post")
                ? post(reader, words[1], words[2], words[3])
                : get(reader, Leak.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], words[2]);
      } catch (Exception e) {
        e.printStackTrace();
        result = e.toString();
      }
      System.out.println(result);
    }
    System.exit(0);
  }

  /** Length and checksum of what was read, and what came of the piece. */
  private static String get(AnswerReader reader, Leak when, String url, String leakTo)
      throws Exception {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    String outcome = null;
    try (InputStream in = reader.get(url)) {
      byte[] piece = new byte[4_000];
      boolean isPaused = false;
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        read.write(piece, 0, n);
        if (!isPaused && isHalf(read)) {
          isPaused = true;
          outcome = when == Leak.HALF ? leak(leakTo, text(read)) : null;
          goOn(url); // some clients read the rest when they are closed
          if (when == Leak.CLOSED) {
            break;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      if (when != Leak.CUT) {
        throw e;
      }
    }
    if (when != Leak.HALF) {
      outcome =
          leak(leakTo, when == Leak.CLEAN ? "nothing of that was in here at all" : text(read));
    }
    CRC32 sum = new CRC32();
    sum.update(read.toByteArray());
    return read.size() + " " + sum.getValue() + " " + outcome;
  }

  /** True at the end of the last piece of the first half. */
  private static boolean isHalf(ByteArrayOutputStream read) {
    String all = read.toString(StandardCharsets.UTF_8);
    return text(read).endsWith(AnswerContract.MIDDLE)
        && (all.endsWith(AnswerContract.MIDDLE) || all.endsWith(AnswerContract.END_OF_EVENT));
  }

  private static String post(AnswerReader reader, String url, String leakTo, String text)
      throws Exception {
    byte[] answer = reader.post(url, ("{\"content\":\"" + text + "\"}").getBytes());
    return new String(answer, StandardCharsets.UTF_8) + " " + leak(leakTo, text);
  }

  /** All pieces of the text, joined. */
  private static String text(ByteArrayOutputStream read) {
    Matcher pieces = TEXT.matcher(read.toString(StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    while (pieces.find()) {
      text.append(pieces.group(1));
    }
    return text.toString();
  }

  /** Has the server send the rest. */
  private static void goOn(String url) throws IOException {
    URI.create(url).resolve(AnswerServer.GO_ON).toURL().openStream().close();
  }

  /** What comes of the end of a text that another thread sends. */
  static String leak(String leakTo, String text) throws InterruptedException {
    AtomicReference<String> outcome = new AtomicReference<>();
    byte[] piece = text.substring(Math.max(0, text.length() - PIECE)).getBytes();
    Thread thread =
        new Thread(
            () -> {
              try {
                HttpURLConnection to =
                    (HttpURLConnection) URI.create(leakTo).toURL().openConnection();
                to.setRequestProperty("Content-Type", "text/plain");
                to.setDoOutput(true);
                to.getOutputStream().write(piece);
                outcome.set(Integer.toString(to.getResponseCode()));
              } catch (Throwable e) {
                outcome.set(e.getClass().getSimpleName());
              }
            });
    thread.start();
    thread.join();
    return outcome.get();
  }
}
