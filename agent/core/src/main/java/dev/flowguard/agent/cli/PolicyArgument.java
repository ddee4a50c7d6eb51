package dev.flowguard.agent.cli;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the policy that a command names, or the built-in one. */
final class PolicyArgument {
  private static final int HASH_SHOWN = 12;

  private PolicyArgument() {}

  /** What became of it: a policy, or the reasons on {@code err} and null. */
  static @Nullable Policy load(@Nullable Path file, PrintWriter err) {
    if (file == null) {
      return Policy.builtIn();
    }
    PolicyFile.Reading reading;
    try {
      reading = PolicyFile.read(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      err.println(unreadable(file, e));
      return null;
    }
    for (Problem problem : reading.problems()) {
      err.println(problem);
    }
    return reading.policy();
  }

  /** Which policy judged, for results that are kept: name, revision, hash and file. */
  static String named(Policy policy, @Nullable Path file) {
    return policy.name()
        + " r"
        + policy.revision()
        + " sha256 "
        + policy.hash().substring(0, HASH_SHOWN)
        + (file == null ? " (built in)" : " (" + file + ")");
  }

  static String unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return file + ": no such file. Name one that exists.";
    }
    if (e instanceof AccessDeniedException) {
      return file + ": permission denied. Make it readable for this user.";
    }
    return Files.isDirectory(file)
        ? file + ": is a directory. Name a file in it."
        : file + ": cannot be read (" + e.getClass().getSimpleName() + ").";
  }
}
