package dev.flowguard.agent.source;

import dev.flowguard.rules.provenance.PublishedFile;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the files that a policy names under {@code public}, below the folder of its file. */
public final class PublicFiles {
  /** Larger ones are not read, in bytes. */
  private static final int LONGEST = 1 << 20;

  private PublicFiles() {}

  /**
   * What a pattern names.
   *
   * @param isWhole false if there is more than is read
   */
  public record Found(List<PublishedFile> files, boolean isWhole) {
    public Found {
      files = List.copyOf(files);
    }
  }

  /** True for a pattern that names resources of the application's class path, no files. */
  public static boolean isOnClassPath(String pattern) {
    return pattern.startsWith(ClassPath.PREFIX);
  }

  /**
   * The folder that patterns are relative to: that of the policy's file. The built-in policy has
   * none; there it is the working folder.
   */
  public static File folderOf(String policyFile) {
    File parent = new File(policyFile).getAbsoluteFile().getParentFile();
    return parent == null ? new File("/") : parent;
  }

  /**
   * Reads what a pattern names.
   *
   * @param most files
   */
  public static Found find(String pattern, File folder, int most) {
    FileGlob.Found found = FileGlob.find(pattern, folder, most);
    boolean isWhole = found.special() == 0 && found.loops() == 0 && !found.isCut();
    List<PublishedFile> files = new ArrayList<>();
    for (File file : found.files()) {
      isWhole &= read(file, files);
    }
    return new Found(files, isWhole);
  }

  private static boolean read(File file, List<PublishedFile> files) {
    // Looked at again: to open a FIFO waits for whoever writes to it.
    if (file.length() > LONGEST || !file.isFile()) {
      return false;
    }
    try (InputStream in = new FileInputStream(file)) {
      files.add(new PublishedFile(file.getName(), in.readNBytes(LONGEST)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
