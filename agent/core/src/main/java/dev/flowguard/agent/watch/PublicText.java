package dev.flowguard.agent.watch;

import dev.flowguard.agent.source.ClassPath;
import dev.flowguard.agent.source.PublicFiles;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.PublishedFile;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a policy names under {@code public}: files below the folder of the policy's file,
 * and resources of the application's class path. A pattern that has named something is not looked
 * at again, but in jars and folders of the class path that are new. For one thread.
 */
final class PublicText {
  private static final String PARTLY = "public.files";
  private static final String NOTHING = "public.nothing";
  private static final int MAX_FILES = 1_000;

  /** Of resources of the class path together. */
  private static final long MAX_BYTES = 4L << 20;

  private static final int PATTERNS_NAMED = 5;

  /** A class path may grow as the application starts. */
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  /**
   * A program that is over sooner leaves no record for it, which would cost more than its start.
   */
  private static final long PATIENCE_WITH_FILES_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable File named;
  private final File folder;
  private final Supplier<Set<File>> classPath;
  private final ProtectedContent content;
  private final Problems problems;

  private List<String> patterns = List.of();
  private final Set<String> found = new HashSet<>();
  private final Set<String> cut = new HashSet<>();
  private final Set<File> roots = new HashSet<>();
  private int files;
  private long bytes;
  private long since;

  /**
   * @param named the folder of the policy's file; null for the built-in policy, which need not name
   *     anything that is there: its patterns are relative to the working folder
   * @param classPath jars and folders that the application's classes are from by now
   */
  PublicText(
      @Nullable File named,
      Supplier<Set<File>> classPath,
      ProtectedContent content,
      Problems problems) {
    this.named = named;
    this.folder = named == null ? new File("").getAbsoluteFile() : named;
    this.classPath = classPath;
    this.content = content;
    this.problems = problems;
  }

  /** Looks for what these patterns name from now on. */
  void use(List<String> next, long now) {
    patterns = List.copyOf(next);
    found.clear();
    cut.clear();
    roots.clear();
    files = 0;
    bytes = 0;
    since = now;
  }

  /** Publishes what is new. */
  void look(long now) {
    boolean isOnClassPath = false;
    for (String pattern : patterns) {
      if (PublicFiles.isOnClassPath(pattern)) {
        isOnClassPath = true;
      } else if (!found.contains(pattern)) {
        PublicFiles.Found there = PublicFiles.find(pattern, folder, MAX_FILES - files);
        publish(pattern, there.files(), there.isWhole());
      }
    }
    if (isOnClassPath) {
      for (File root : classPath.get()) {
        if (roots.add(root)) {
          publishFrom(root);
        }
      }
    }
    report(now);
  }

  private void publishFrom(File root) {
    for (String pattern : patterns) {
      if (PublicFiles.isOnClassPath(pattern)) {
        try {
          ClassPath.Found there = ClassPath.find(pattern, root, MAX_FILES - files);
          List<PublishedFile> some = new ArrayList<>();
          for (PublishedFile file : there.files()) {
            bytes += file.bytes().length;
            if (bytes <= MAX_BYTES) {
              some.add(file);
            }
          }
          publish(pattern, some, !there.isCut() && some.size() == there.files().size());
        } catch (IOException e) {
          return; // what is no jar has no resources
        }
      }
    }
  }

  private void publish(String pattern, List<PublishedFile> some, boolean isWhole) {
    for (PublishedFile file : some) {
      file.addTo(content);
    }
    files += some.size();
    if (!some.isEmpty()) {
      found.add(pattern);
    }
    if (!isWhole) {
      cut.add(pattern);
    }
  }

  private void report(long now) {
    List<String> partly = new ArrayList<>();
    List<String> nothing = new ArrayList<>();
    for (String pattern : patterns) {
      long patience =
          PublicFiles.isOnClassPath(pattern) ? PATIENCE_NANOS : PATIENCE_WITH_FILES_NANOS;
      boolean isPatient = now - since < patience;
      if (cut.contains(pattern)) {
        partly.add(pattern);
      } else if (!found.contains(pattern) && !isPatient && named != null) {
        nothing.add(pattern);
      }
    }
    report(
        PARTLY,
        partly,
        "not all text under 'public' is known as published (",
        "): only regular files count, at most 1000 of 1 MiB each (4 MiB together on the class path),"
            + " 10000 folders and no links to a folder that they are in. Narrow the pattern");
    report(
        NOTHING,
        nothing,
        "the policy names under 'public' what matches nothing (",
        "): files are looked for below the folder of the policy's file, "
            + folder
            + ", and what begins with classpath: in the application's jars and folders. Correct the"
            + " pattern, or remove it");
  }

  private void report(String key, List<String> named, String before, String after) {
    if (named.isEmpty()) {
      problems.solved(key);
    } else {
      int most = Math.min(named.size(), PATTERNS_NAMED);
      problems.report(key, before + String.join(", ", named.subList(0, most)) + after);
    }
  }
}
