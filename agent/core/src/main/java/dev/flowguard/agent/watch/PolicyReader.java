package dev.flowguard.agent.watch;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.Problem;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the policy that an operator named. A named one never falls back to the built-in. */
public final class PolicyReader {
  private PolicyReader() {}

  /**
   * What became of it.
   *
   * @param policy null if it cannot be used
   * @param errors why not, each with the remedy
   * @param warnings of a policy that can be used
   * @param print of the bytes that were read: equal bytes have equal ones
   */
  public record Read(
      @Nullable Policy policy, List<String> errors, List<String> warnings, int print) {}

  /**
   * Reads it.
   *
   * @param name null for the built-in one
   */
  public static Read read(@Nullable String name) {
    if (name == null) {
      return new Read(Policy.builtIn(), List.of(), List.of(), 0);
    }
    byte[] bytes;
    try {
      bytes = bytes(new File(name));
    } catch (IOException e) {
      String error =
          "the policy "
              + name
              + " "
              + e.getMessage()
              + " (looked in "
              + new File("").getAbsolutePath()
              + "). Name a readable file with 'policy'.";
      return new Read(null, List.of(error), List.of(), error.hashCode());
    }
    PolicyFile.Reading reading = PolicyFile.read(name, bytes);
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (Problem problem : reading.problems()) {
      (problem.level() == Problem.Level.ERROR ? errors : warnings).add(problem.toString());
    }
    return new Read(reading.policy(), errors, warnings, Arrays.hashCode(bytes));
  }

  /** What {@link Read#print} would be now, without reading it as a policy. */
  static int print(String name) {
    try {
      return Arrays.hashCode(bytes(new File(name)));
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * The bytes of a regular file. Nothing else is opened: to open a FIFO waits for a writer, and a
   * device has no end.
   *
   * @throws IOException whose message says what the file is instead
   */
  private static byte[] bytes(File file) throws IOException {
    if (!file.isFile()) {
      throw new IOException(
          file.isDirectory()
              ? "is a folder"
              : file.exists() ? "is not a regular file" : "does not exist");
    }
    try (InputStream in = new FileInputStream(file)) {
      return in.readNBytes(PolicyFile.MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("cannot be read", e);
    }
  }
}
