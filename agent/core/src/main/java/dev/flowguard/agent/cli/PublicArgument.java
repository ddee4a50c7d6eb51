package dev.flowguard.agent.cli;

import dev.flowguard.agent.source.PublicFiles;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.PublishedFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a policy names under {@code public}, for commands that judge without a JVM. */
final class PublicArgument {
  private static final int MOST_FILES = 1_000;

  private PublicArgument() {}

  /**
   * The captured values with the policy's published files. Resources of a class path are not read:
   * that is printed on {@code err}.
   *
   * @param policyFile null for the built-in policy, which names no files
   */
  static CaseFile.CapturedFile added(
      CaseFile.CapturedFile captured, Policy policy, @Nullable Path policyFile, PrintWriter err) {
    if (policyFile == null) {
      return captured;
    }
    List<PublishedFile> files = new ArrayList<>();
    for (String pattern : policy.publicFiles()) {
      if (PublicFiles.isOnClassPath(pattern)) {
        err.println(
            policyFile
                + ": "
                + pattern
                + " is published in a running application only, and not known here. Give its text as"
                + " 'public' in the file of --captured.");
        continue;
      }
      PublicFiles.Found found =
          PublicFiles.find(
              pattern, PublicFiles.folderOf(policyFile.toString()), MOST_FILES - files.size());
      if (found.files().isEmpty()) {
        err.println(policyFile + ": " + pattern + " under 'public' matches no file.");
      }
      files.addAll(found.files());
    }
    return captured.with(files);
  }
}
