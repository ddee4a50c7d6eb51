package dev.flowguard.agent.guard;

import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.Problem;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the policy that an operator named. A named one never falls back to the built-in. */
final class PolicyReader {
  private PolicyReader() {}

  /**
   * What became of it.
   *
   * @param policy null if it cannot be used
   * @param errors why not, each with the mend
   * @param warnings of a policy that can be used
   */
  record Read(@Nullable Policy policy, List<String> errors, List<String> warnings) {}

  /**
   * Reads it.
   *
   * @param name null for the built-in one
   */
  static Read read(@Nullable String name) {
    if (name == null) {
      return new Read(Policy.builtIn(), List.of(), List.of());
    }
    byte[] bytes;
    try (InputStream in = new FileInputStream(name)) {
      bytes = in.readNBytes(PolicyFile.MAX_BYTES + 1);
    } catch (IOException e) {
      File file = new File(name);
      String why =
          file.isDirectory()
              ? " is a folder"
              : file.exists() ? " cannot be read" : " does not exist";
      return new Read(
          null,
          List.of(
              "the policy "
                  + name
                  + why
                  + " (looked in "
                  + new File("").getAbsolutePath()
                  + "). Name a readable file with 'policy'."),
          List.of());
    }
    PolicyFile.Reading reading = PolicyFile.read(name, bytes);
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (Problem problem : reading.problems()) {
      (problem.level() == Problem.Level.ERROR ? errors : warnings).add(problem.toString());
    }
    return new Read(reading.policy(), errors, warnings);
  }

  /**
   * The mode that stands in for the policy's: the operator's, else that of the environment.
   *
   * @param given the operator's, or null
   * @param environment its name, or null
   */
  static @Nullable Mode mode(Policy policy, @Nullable Mode given, @Nullable String environment) {
    if (given != null) {
      return given;
    }
    return environment == null ? null : policy.environments().get(environment);
  }

  /** What is wrong with the name of the environment, or null. */
  static @Nullable String environmentProblem(Policy policy, @Nullable String environment) {
    if (environment == null
        || policy.environments().isEmpty()
        || policy.environments().containsKey(environment)) {
      return null;
    }
    String nearest = NearestWord.to(environment, policy.environments().keySet());
    return "the policy has no environment '"
        + environment
        + "'; its own mode applies. "
        + (nearest == null ? "" : "Did you mean '" + nearest + "'? ")
        + "Known: "
        + String.join(", ", policy.environments().keySet())
        + ".";
  }
}
