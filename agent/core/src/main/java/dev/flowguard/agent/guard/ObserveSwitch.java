package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Inert;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The run-time switch to mode observe: a file in the journal's folder that says until when, why and
 * by whom. Whoever may write there may switch; that it was done, and how much passed, is recorded
 * and alerted. It ends by itself, at most an hour after it was seen first.
 */
public final class ObserveSwitch {
  /** The longest that it lasts. */
  public static final Duration LONGEST = Duration.ofMinutes(60);

  private static final String FILE = "observe.switch";
  private static final int SHORTEST_REASON = 8;
  private static final int MAX_BYTES = 4_096;
  private static final int LONGEST_TEXT = 200;

  private ObserveSwitch() {}

  /**
   * What the file says.
   *
   * @param problem why it does not count; null if it does
   */
  record Wish(Instant until, String reason, String by, @Nullable String problem) {
    static Wish wrong(String problem) {
      return new Wish(Instant.EPOCH, "", "", problem);
    }
  }

  /**
   * Switches the guard that writes to this journal to observe.
   *
   * @param reason for those who read the records later, at least 8 characters
   * @throws IllegalArgumentException if the span or the reason is refused, with the mend
   */
  public static void write(File journalFolder, Duration span, String reason, String by)
      throws IOException {
    if (span.isNegative() || span.isZero() || span.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the span must be between a second and " + LONGEST.toMinutes() + " minutes");
    }
    if (reason.strip().length() < SHORTEST_REASON) {
      throw new IllegalArgumentException(
          "a reason of at least " + SHORTEST_REASON + " characters is needed: it is recorded");
    }
    if (!journalFolder.isDirectory() && !journalFolder.mkdirs()) {
      throw new IOException("cannot make the folder " + journalFolder);
    }
    String text =
        "until: "
            + Instant.now().plus(span)
            + "\nreason: "
            + line(reason)
            + "\nby: "
            + line(by)
            + "\n";
    File next = new File(journalFolder, FILE + ".new");
    try (FileOutputStream out = new FileOutputStream(next)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!next.renameTo(new File(journalFolder, FILE))) {
      throw new IOException("cannot write " + new File(journalFolder, FILE));
    }
  }

  /** Ends it; false if it was not on. */
  public static boolean remove(File journalFolder) {
    return new File(journalFolder, FILE).delete();
  }

  private static String line(String text) {
    return Inert.text(text.strip(), LONGEST_TEXT);
  }

  /** What the file says, or null if there is none. */
  static @Nullable Wish read(File journalFolder) {
    File file = new File(journalFolder, FILE);
    if (!file.isFile()) {
      return null;
    }
    String until = "";
    String reason = "";
    String by = "unknown";
    try (InputStream in = new FileInputStream(file)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      for (String row : text.split("\\R")) {
        int colon = row.indexOf(':');
        String value = colon < 0 ? "" : line(row.substring(colon + 1));
        switch (colon < 0 ? "" : row.substring(0, colon).strip()) {
          case "until" -> until = value;
          case "reason" -> reason = value;
          case "by" -> by = value;
          default -> {
            // A comment.
          }
        }
      }
    } catch (IOException e) {
      return Wish.wrong(file + " cannot be read");
    }
    if (reason.length() < SHORTEST_REASON) {
      return Wish.wrong(file + " names no reason of at least " + SHORTEST_REASON + " characters");
    }
    try {
      return new Wish(Instant.parse(until), reason, by, null);
    } catch (DateTimeParseException e) {
      return Wish.wrong(file + " names no end: 'until' is a time such as 2026-01-31T12:00:00Z");
    }
  }
}
