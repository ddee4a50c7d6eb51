package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The tests of this class show that sources of some kinds see what passes through a library. Each
 * run notes for {@link SourceTable} what they have shown of which version: a file for each class
 * below {@code target/coverage/sources}, a line for each test, its members parted by tabs.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("sources")
@ExtendWith(SourceCoverage.Notes.class)
@interface SourceCoverage {
  /** The kinds of sources. */
  String[] value();

  /** Writes the notes. */
  final class Notes implements TestWatcher {
    static final String PASSED = "passed";
    static final String FAILED = "failed";
    static final String NOT_POSSIBLE = "not possible";

    private static final Path FOLDER = Path.of("target", "coverage", "sources");
    private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();

    @Override
    public void testSuccessful(ExtensionContext context) {
      note(context, PASSED);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
      note(context, FAILED);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
      note(context, NOT_POSSIBLE);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
      note(context, NOT_POSSIBLE);
    }

    private static void note(ExtensionContext context, String outcome) {
      Class<?> test = context.getRequiredTestClass();
      String kinds = String.join(", ", test.getAnnotation(SourceCoverage.class).value());
      String line = String.join("\t", kinds, subject(context), outcome) + "\n";
      try {
        Files.createDirectories(FOLDER);
        Path file = FOLDER.resolve(test.getSimpleName() + ".tsv");
        if (BEGUN.add(test.getName())) {
          Files.writeString(file, line);
        } else {
          Files.writeString(file, line, StandardOpenOption.APPEND);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What a class was run with: the name of the innermost context that has no method. */
    private static String subject(ExtensionContext test) {
      ExtensionContext context = test;
      while (context.getTestMethod().isPresent()) {
        context = context.getParent().orElseThrow();
      }
      return context.getDisplayName();
    }
  }
}
