package dev.flowguard.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what {@code docs/testing.md} says, from an empty folder, with Maven and Surefire. */
class NewProjectIT {
  private static final Path DOC = Path.of("..", "..", "docs", "testing.md");
  private static final String VERSION = System.getProperty("it.version");

  /** {@code `file`}, then a block of code. */
  private static final Pattern FILE =
      Pattern.compile("`([^`\n]+)`\n\n```\\w+\n(.*?)\n```", Pattern.DOTALL);

  @TempDir static Path repository;
  @TempDir Path project;

  @BeforeAll
  static void installIntoARepositoryOfItsOwn() throws IOException {
    linkAll(Path.of(System.getProperty("it.repository")), repository);
    install("flowguard-parent", "pom", Path.of("..", "..", "pom.xml"), null);
    install("flowguard-api", "jar", Path.of("..", "api", "pom.xml"), jar(Path.of("..", "api")));
    install(
        "flowguard-agent",
        "jar",
        Path.of("..", "pom.xml"),
        Path.of("..", "dist", "target", "flowguard-agent.jar"));
    install("flowguard-junit", "jar", Path.of("pom.xml"), jar(Path.of(".")));
  }

  private static Path jar(Path module) throws IOException {
    try (Stream<Path> files = Files.list(module.resolve("target"))) {
      return files
          .filter(file -> file.toString().endsWith("-" + VERSION + ".jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What Maven has already is linked, not fetched again; nothing is written back. */
  private static void linkAll(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(each).toString());
        if (each.startsWith(from.resolve("dev/flowguard"))) {
          continue;
        }
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          try {
            Files.createLink(target, each);
          } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }

  private static void install(String artifact, String kind, Path pom, Path jar) throws IOException {
    Path folder =
        Files.createDirectories(repository.resolve("dev/flowguard/" + artifact + "/" + VERSION));
    Path to = folder.resolve(artifact + "-" + VERSION + ".pom");
    Files.copy(pom, to, StandardCopyOption.REPLACE_EXISTING);
    if (!kind.equals("pom")) {
      Files.copy(
          jar,
          folder.resolve(artifact + "-" + VERSION + ".jar"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @BeforeEach
  void writeTheFilesOfTheDocument() throws IOException {
    Matcher file = FILE.matcher(Files.readString(DOC));
    int files = 0;
    while (file.find()) {
      Path path = project.resolve(file.group(1));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.group(2));
      files++;
    }
    assertThat(files).as("files in the document").isEqualTo(2);
  }

  private record Run(int exit, String output) {}

  private Run maven(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
    command.add("-Dmaven.repo.local=" + repository);
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  @Test
  void failsForTheLeakAndPassesWhereItIsExpected() throws Exception {
    Run leaking = maven("test");

    assertThat(leaking.exit()).as(leaking.output()).isNotZero();
    assertThat(leaking.output())
        .contains(
            ": guarding stripe, crisp, google-analytics",
            "chat-conversation -> stripe (blocked, rule no-content-to-processors)",
            "at     form metadata[note]",
            "by     com.example.BillingTest.createsACustomer:",
            "Tests run: 1, Failures: 1")
        .doesNotContain("attached while");
    assertNoCanary(leaking.output());
    assertNoCanary(reports());
    assertThat(project.resolve("target/flowguard")).isNotEmptyDirectory();

    Path test = project.resolve("src/test/java/com/example/BillingTest.java");
    Files.writeString(
        test,
        Files.readString(test)
            .replace(
                "  @Test",
                "  @Test\n  @dev.flowguard.junit.ExpectBlocked(processor = \"stripe\")"));
    Run expecting = maven("test");
    assertThat(expecting.exit()).as(expecting.output()).isZero();
  }

  @Test
  void failsTheRunForWhatBelongsToNoTest() throws Exception {
    Path cases = Path.of("src/test/java/dev/flowguard/junit/outside/StragglerCases.java");
    Files.delete(project.resolve("src/test/java/com/example/BillingTest.java"));
    Path test = project.resolve("src/test/java/com/example/StragglerTest.java");
    Files.writeString(
        test,
        Files.readString(cases)
            .replace("package dev.flowguard.junit.outside", "package com.example")
            .replace("StragglerCases", "StragglerTest"));
    Run run = maven("test");

    assertThat(run.exit()).as(run.output()).isNotZero();
    assertThat(run.output()).contains("something of no test caused a violation");
  }

  private String reports() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(project.resolve("target"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".class")) {
          all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all.toString();
  }

  /** Canaries begin with the word, and then words of eight letters. */
  private static void assertNoCanary(String output) {
    assertThat(Pattern.compile("canary [a-z]{8} ").matcher(output).find()).as(output).isFalse();
  }
}
