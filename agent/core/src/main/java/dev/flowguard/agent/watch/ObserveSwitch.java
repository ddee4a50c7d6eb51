package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.journal.OwnFolder;
import java.io.File;
import java.io.IOException;
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
   * @throws IllegalArgumentException if the span or the reason is refused, with the remedy
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
    OwnFolder folder =
        journalFolder.isDirectory()
            ? OwnFolder.ofGuard(journalFolder)
            : OwnFolder.open(journalFolder);
    String text =
        "until: "
            + Instant.now().plus(span)
            + "\nreason: "
            + line(reason)
            + "\nby: "
            + line(by)
            + "\n";
    folder.write(FILE, text);
  }

  /** Ends it; false if it was not on, or cannot be ended by this user. */
  public static boolean remove(File journalFolder) {
    try {
      OwnFolder own = OwnFolder.find(journalFolder);
      return own != null && own.delete(FILE);
    } catch (IOException e) {
      return removeOfAnother(journalFolder);
    }
  }

  private static boolean removeOfAnother(File journalFolder) {
    try {
      return OwnFolder.ofGuard(journalFolder).delete(FILE);
    } catch (IOException e) {
      return false;
    }
  }

  private static String line(String text) {
    return Inert.text(text.strip(), LONGEST_TEXT);
  }

  /** What the file says, or null if there is none in a folder that only this user can write to. */
  static @Nullable Wish read(File journalFolder) {
    OwnFolder folder;
    try {
      folder = OwnFolder.find(journalFolder);
    } catch (IOException e) {
      return null; // anybody could have put a switch there
    }
    if (folder == null) {
      return null;
    }
    String file = folder + "/" + FILE;
    String until = "";
    String reason = "";
    String by = "unknown";
    try {
      String text = folder.read(FILE, MAX_BYTES);
      if (text == null) {
        return null;
      }
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
      return Wish.wrong(file + " cannot be read (" + e.getMessage() + ")");
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
