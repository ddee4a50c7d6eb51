package dev.flowguard.agent.source;

import dev.flowguard.rules.policy.PathPattern;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the files that a pattern of a policy names: below a folder, or absolute. {@code *} stands
 * for anything in one name, {@code **} for any number of folders. Only folders that the pattern can
 * mean are walked, at most {@value #MAX_DEPTH} deep and {@value #MAX_FOLDERS} in number; links to
 * folders are followed, but each folder is walked once, by its real path.
 */
public final class FileGlob {
  static final int MAX_DEPTH = 12;
  static final int MAX_FOLDERS = 10_000;

  private final PathPattern pattern;
  private final int most;
  private final List<File> found = new ArrayList<>();
  private final Set<String> walked = new HashSet<>();
  private int special;
  private int loops;
  private boolean isCut;

  private FileGlob(PathPattern pattern, int most) {
    this.pattern = pattern;
    this.most = most;
  }

  /**
   * What was found.
   *
   * @param files regular ones, in order of their names
   * @param special names that match but are no regular file: a FIFO, a socket, a device
   * @param loops links to a folder that they are in
   * @param isCut true if there are more files or folders than are looked at
   */
  public record Found(List<File> files, int special, int loops, boolean isCut) {
    public Found {
      files = List.copyOf(files);
    }
  }

  /**
   * Looks once. Opens no file.
   *
   * @param most as many files at the most
   */
  public static Found find(String pattern, File folder, int most) {
    int star = pattern.indexOf('*');
    String fixed = star < 0 ? pattern : pattern.substring(0, star);
    if (star < 0) {
      File file = absolute(pattern, folder);
      boolean isFile = file.isFile();
      boolean isSpecial = !isFile && file.exists() && !file.isDirectory();
      return new Found(isFile ? List.of(file) : List.of(), isSpecial ? 1 : 0, 0, false);
    }
    int slash = fixed.lastIndexOf('/');
    boolean isAbsolute = pattern.startsWith("/");
    String start = slash < 0 ? "" : fixed.substring(0, slash);
    FileGlob glob = new FileGlob(new PathPattern(isAbsolute ? pattern : "/" + pattern), most);
    File from = isAbsolute ? new File(start + "/") : new File(folder, start);
    glob.walk(from, isAbsolute || start.isEmpty() ? start : "/" + start, 0);
    return new Found(glob.found, glob.special, glob.loops, glob.isCut);
  }

  private static File absolute(String name, File folder) {
    File file = new File(name);
    return file.isAbsolute() ? file : new File(folder, name);
  }

  private void walk(File at, String path, int depth) {
    if (isKnown(at)) {
      return;
    }
    File[] children = at.listFiles();
    if (children == null) {
      return;
    }
    if (depth > MAX_DEPTH || walked.size() > MAX_FOLDERS) {
      isCut |= children.length > 0;
      return;
    }
    Arrays.sort(children);
    for (File child : children) {
      String childPath = path + "/" + child.getName();
      if (child.isDirectory()) {
        walk(child, childPath, depth + 1);
      } else if (pattern.matches(childPath)) {
        if (!child.isFile()) {
          special += child.exists() ? 1 : 0; // a link to nothing is nothing
        } else if (found.size() < most) {
          found.add(child);
        } else {
          isCut = true;
          return;
        }
      }
    }
  }

  /** True if a folder was walked before; counts it if it is reached through itself. */
  private boolean isKnown(File folder) {
    try {
      String real = folder.getCanonicalPath();
      if (walked.add(real)) {
        return false;
      }
      File parent = folder.getParentFile();
      String above = parent == null ? "" : parent.getCanonicalPath() + "/";
      loops += above.startsWith(real.endsWith("/") ? real : real + "/") ? 1 : 0;
      return true;
    } catch (IOException e) {
      loops++; // links that the system itself cannot follow to an end
      return true;
    }
  }
}
