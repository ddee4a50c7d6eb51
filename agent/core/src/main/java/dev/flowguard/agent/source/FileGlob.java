package dev.flowguard.agent.source;

import dev.flowguard.rules.policy.PathPattern;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the files that a pattern of a policy names: below a folder, or absolute. {@code *} stands
 * for anything in one name, {@code **} for any number of folders. Only folders that the pattern can
 * mean are walked, at most {@value #MAX_DEPTH} deep; links to folders are followed.
 */
public final class FileGlob {
  private static final int MAX_DEPTH = 12;

  private final PathPattern pattern;
  private final int most;
  private final List<File> found = new ArrayList<>();

  private FileGlob(PathPattern pattern, int most) {
    this.pattern = pattern;
    this.most = most;
  }

  /**
   * The files, in order of their names.
   *
   * @param most as many at the most; one more is found if there are more
   */
  public static List<File> find(String pattern, File folder, int most) {
    int star = pattern.indexOf('*');
    String fixed = star < 0 ? pattern : pattern.substring(0, star);
    if (star < 0) {
      File file = absolute(pattern, folder);
      return file.isFile() ? List.of(file) : List.of();
    }
    int slash = fixed.lastIndexOf('/');
    boolean isAbsolute = pattern.startsWith("/");
    String start = slash < 0 ? "" : fixed.substring(0, slash);
    FileGlob glob = new FileGlob(new PathPattern(isAbsolute ? pattern : "/" + pattern), most);
    File from = isAbsolute ? new File(start + "/") : new File(folder, start);
    glob.walk(from, isAbsolute || start.isEmpty() ? start : "/" + start, 0);
    return glob.found;
  }

  private static File absolute(String name, File folder) {
    File file = new File(name);
    return file.isAbsolute() ? file : new File(folder, name);
  }

  private void walk(File at, String path, int depth) {
    File[] children = depth > MAX_DEPTH ? null : at.listFiles();
    if (children == null) {
      return;
    }
    Arrays.sort(children);
    for (File child : children) {
      if (found.size() > most) {
        return;
      }
      String childPath = path + "/" + child.getName();
      if (child.isDirectory()) {
        walk(child, childPath, depth + 1);
      } else if (pattern.matches(childPath)) {
        found.add(child);
      }
    }
  }
}
