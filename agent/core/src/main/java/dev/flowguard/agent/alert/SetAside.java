package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.journal.OwnFile;
import dev.flowguard.agent.journal.OwnFolder;
import dev.flowguard.agent.status.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts that their receiver refuses, in a file of this process beside the spools ({@code
 * refused-<time>-<pid>.jsonl}), and spools that cannot be read ({@code <name>.damaged}). They are a
 * problem until a person has removed them. For one thread.
 */
final class SetAside {
  private static final long MOST_BYTES = 8 << 20;
  private static final int MOST_FILES = 20;
  private static final String REFUSED = "refused-";
  private static final String DAMAGED = ".damaged";
  private static final String PROBLEM = "alerts.set-aside";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Problems problems;
  private @Nullable OwnFile open;
  private long length;

  SetAside(Problems problems) {
    this.problems = problems;
  }

  /** Keeps one; false if it cannot be kept. */
  boolean keep(OwnFolder root, Alert alert) {
    byte[] line = (new AlertLine(alert, false).write() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      OwnFile file = open;
      if (file == null || !file.isAsLeft(length)) {
        close();
        file =
            root.create(
                REFUSED
                    + STAMP.format(Instant.now())
                    + "-"
                    + ProcessHandle.current().pid()
                    + ".jsonl");
        open = file;
        length = 0;
      }
      if (length + line.length > MOST_BYTES) {
        return false;
      }
      file.write(line, length);
      length += line.length;
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      look(root);
    }
  }

  /** Gives a spool that cannot be read a name that no process looks for. */
  void damaged(OwnFolder root, String name) throws IOException {
    root.rename(name, name + DAMAGED);
    look(root);
  }

  /** Reports what is there, or that nothing is any more. */
  void look(OwnFolder root) {
    List<String> names = root.names(name -> name.startsWith(REFUSED) || name.endsWith(DAMAGED));
    if (names.isEmpty()) {
      problems.solved(PROBLEM);
    } else {
      problems.report(
          PROBLEM,
          "Alerts that could not be delivered were set aside in "
              + root
              + " (refused-*.jsonl, *.damaged). Find out why with 'alert-test'; the journal has their"
              + " records. Then remove these files.");
    }
    List<String> refused = root.names(name -> name.startsWith(REFUSED));
    for (String oldest : refused.subList(0, Math.max(0, refused.size() - MOST_FILES))) {
      try {
        root.delete(oldest);
      } catch (IOException e) {
        return; // the next look tries again
      }
    }
  }

  void close() throws IOException {
    OwnFile file = open;
    open = null;
    if (file != null) {
      file.close();
    }
  }
}
