package dev.flowguard.agent.cli;

import dev.flowguard.rules.cases.Case;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.CaseFormatException;
import dev.flowguard.rules.policy.Policy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the JSON Lines that a command names: cases, or captured values. */
final class CaseArgument {
  private CaseArgument() {}

  /** The cases, or the reason on {@code err} and null. */
  static @Nullable List<Case> cases(Path file, Policy policy, PrintWriter err) {
    return read(file, err, (name, lines) -> CaseFile.read(name, lines, policy));
  }

  /**
   * The captured values, or the reason on {@code err} and null.
   *
   * @param file null for none
   */
  static CaseFile.@Nullable CapturedFile captured(
      @Nullable Path file, Policy policy, PrintWriter err) {
    return file == null
        ? CaseFile.CapturedFile.EMPTY
        : read(file, err, (name, lines) -> CaseFile.readCaptured(name, lines, policy));
  }

  private interface Lines<T> {
    T read(String file, BufferedReader reader) throws IOException;
  }

  private static <T> @Nullable T read(Path file, PrintWriter err, Lines<T> lines) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return lines.read(file.toString(), reader);
    } catch (CaseFormatException e) {
      err.println(e.getMessage());
    } catch (CharacterCodingException e) {
      err.println(file + ": is not UTF-8. Save it as UTF-8.");
    } catch (IOException e) {
      err.println(PolicyArgument.unreadable(file, e));
    }
    return null;
  }
}
