package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes what each setup of the contract has shown, for {@link CoverageTable}: a file for each
 * client below {@code target/coverage}, a line for each test, its members parted by tabs.
 */
final class Coverage implements TestWatcher {
  static final Path FOLDER = Path.of("target", "coverage");

  private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();

  @Override
  public void testSuccessful(ExtensionContext context) {
    note(context, "passed");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    note(context, "failed");
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    note(context, "not possible");
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    note(context, "disabled");
  }

  private static void note(ExtensionContext context, String outcome) {
    GateContract contract = (GateContract) context.getRequiredTestInstance();
    GateContract.Setup setup = contract.setup;
    write(
        contract,
        "test",
        setup.client().version(),
        String.valueOf(Jdks.feature(setup.jdk())),
        setup.scheme().name(),
        context.getRequiredTestMethod().getName(),
        outcome);
  }

  /** Notes which gates have recorded violations in this JVM. */
  static void gates(GateContract contract, ForkedJvm jvm) {
    Set<String> names = new TreeSet<>();
    for (String line : jvm.journal()) {
      int at = line.indexOf("\"client\":\"");
      if (at >= 0) {
        names.add(line.substring(at + 10, line.indexOf('"', at + 10)));
      }
    }
    names.forEach(name -> write(contract, "gate", name));
  }

  private static void write(GateContract contract, String... members) {
    if (!GateContract.isWholeMatrix()) {
      return; // a row of one setup would replace that of all
    }
    String name = contract.getClass().getSimpleName();
    try {
      Files.createDirectories(FOLDER);
      Path file = FOLDER.resolve(name + ".tsv");
      if (BEGUN.add(name)) {
        Files.write(file, contract.abilities().coverage());
      }
      Files.writeString(file, String.join("\t", members) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
