package dev.flowguard.agent.settings;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose a file is, and who else may write it.
 *
 * <p>The one class on the start path that uses {@code java.nio.file}, because {@code java.io} does
 * not know owners. It is asked only where somebody has put such a file: a start without one leaves
 * {@code java.nio.file} untouched.
 */
public final class FileOwner {
  private static final int ROOT = 0;
  private static final int UNKNOWN = -1;

  /** The bits of {@code st_mode} that let group and others write. */
  private static final int OTHERS_WRITE = 0022;

  private FileOwner() {}

  /** Why only this user or root could have put the file there; null if that is so. */
  public static @Nullable String problem(File file) {
    try {
      Path path = file.toPath();
      int self = self();
      // A link counts as well: whoever placed it has chosen the file.
      int link = uid(path, LinkOption.NOFOLLOW_LINKS);
      int target = uid(path);
      return isTrusted(link, self) && isTrusted(target, self)
          ? null
          : "belongs to another user (uid " + (isTrusted(link, self) ? target : link) + ")";
    } catch (IOException | RuntimeException e) {
      return "has an owner that cannot be read";
    }
  }

  /** Why only this user or root could have written it; null if that is so. */
  static @Nullable String problemOfContent(File file) {
    String problem = problem(file);
    if (problem != null) {
      return problem;
    }
    try {
      Object mode = Files.getAttribute(file.toPath(), "unix:mode");
      return mode instanceof Integer bits && (bits & OTHERS_WRITE) == 0
          ? null
          : "can be written by other users (chmod go-w it)";
    } catch (IOException | RuntimeException e) {
      return "has permissions that cannot be read";
    }
  }

  private static boolean isTrusted(int uid, int self) {
    return uid == ROOT || uid == self && uid != UNKNOWN;
  }

  private static int uid(Path path, LinkOption... options) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:uid", options);
    return attributes.get("uid") instanceof Integer uid ? uid : UNKNOWN;
  }

  /** The user of this process: the owner of its folder in procfs, else of a file that it makes. */
  private static int self() throws IOException {
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) {
      return uid(process);
    }
    Path made = Files.createTempFile("flowguard", null);
    try {
      return uid(made);
    } finally {
      Files.delete(made);
    }
  }
}
