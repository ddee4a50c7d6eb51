package dev.flowguard.agent.journal;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A folder that belongs to the user the JVM runs as and that nobody else can write to. Its files
 * are made for this user alone, and opened without following links.
 *
 * <p>A folder that is missing is made, for this user alone. One that this user shares with others,
 * such as a mounted volume of root and a group, gets a folder of this user's own below it. One of
 * another user is refused, and so is a path that another user could have laid out: a folder or a
 * link of theirs in a place where everybody can write.
 *
 * <p>Where the file system has no owners and modes (Windows), only links are refused. Not for use
 * before {@code main}: it needs {@code java.nio.file}. Safe to call from any thread.
 */
public final class OwnFolder {
  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final int ROOT = 0;
  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final int WRITABLE_BY_GROUP_OR_OTHERS = 0022;

  /** Found once; -1 before. */
  private static volatile int user = -1;

  private final Path path;
  private final boolean hasModes;
  private final @Nullable Object key;

  private OwnFolder(Path path, boolean hasModes) throws IOException {
    this.path = path;
    this.hasModes = hasModes;
    this.key = attributes(path).fileKey();
  }

  /**
   * The folder that this user has at or below a path, which is made where it is missing.
   *
   * @throws IOException if there is none and none can be made; the message has the reason and the
   *     remedy
   */
  public static OwnFolder open(File configured) throws IOException {
    return Objects.requireNonNull(resolve(configured, true));
  }

  /** The folder that {@link #open} would use, or null if it is not there. Makes nothing. */
  public static @Nullable OwnFolder find(File configured) throws IOException {
    return configured.exists() ? resolve(configured, false) : null;
  }

  /**
   * The folder of a guard, for a person who may write to it: its own user, or root.
   *
   * @throws IOException if it is not there, or others can write to it as well
   */
  public static OwnFolder ofGuard(File folder) throws IOException {
    Path real = folder.toPath().toAbsolutePath().toRealPath();
    boolean hasModes = hasModes(real);
    boolean isOpen = hasModes && (number(real, "mode") & WRITABLE_BY_GROUP_OR_OTHERS) != 0;
    if (isOpen || hasModes && user() != ROOT && number(real, "uid") != user()) {
      throw new IOException(
          folder
              + " is not a folder that one user alone can write to. Name the one that doctor shows");
    }
    return new OwnFolder(real, hasModes);
  }

  /** True for the name of the folder that a user has in a shared one. */
  public static boolean isOfOneUser(String name) {
    return name.matches("flowguard-\\d+");
  }

  private static @Nullable OwnFolder resolve(File configured, boolean isMade) throws IOException {
    Path wanted = configured.toPath().toAbsolutePath();
    boolean hasModes = hasModes(wanted);
    if (hasModes) {
      refusePlanted(wanted);
    }
    if (isMade) {
      makeAll(wanted, hasModes);
    }
    Path real = wanted.toRealPath();
    if (!Files.isDirectory(real, NOFOLLOW)) {
      throw new IOException(wanted + " is not a folder");
    }
    if (!hasModes || isOwn(real)) {
      return new OwnFolder(real, hasModes);
    }
    int owner = number(real, "uid");
    if (owner != user() && owner != ROOT) {
      throw new IOException(
          "the folder "
              + wanted
              + " belongs to another user ("
              + owner
              + ", not "
              + user()
              + "). Give it to the user that the JVM runs as, or set journal.dir to another folder");
    }
    return below(real, "flowguard-" + user(), isMade);
  }

  private static @Nullable OwnFolder below(Path shared, String name, boolean isMade)
      throws IOException {
    Path own = shared.resolve(name);
    if (isMade) {
      make(own, true);
    } else if (!Files.exists(own, NOFOLLOW)) {
      return null;
    }
    if (!Files.isDirectory(own, NOFOLLOW) || !isOwn(own)) {
      throw new IOException(
          own
              + " is not a folder that only this user ("
              + user()
              + ") can write to. Remove it, or set journal.dir to another folder");
    }
    return new OwnFolder(own, true);
  }

  /** A name in a place where everybody can write counts only if root or this user made it. */
  private static void refusePlanted(Path wanted) throws IOException {
    Path at = Objects.requireNonNull(wanted.getRoot());
    for (Path name : wanted) {
      Path next = at.resolve(name);
      if (!Files.exists(next, NOFOLLOW)) {
        return;
      }
      int owner = number(next, "uid");
      if (owner != user()
          && owner != ROOT
          && (number(at.toRealPath(), "mode") & WRITABLE_BY_OTHERS) != 0) {
        throw new IOException(
            next
                + " belongs to another user ("
                + owner
                + "), and everybody can write to "
                + at
                + ". Set journal.dir to a folder that no other user could make");
      }
      at = next;
    }
  }

  private static void makeAll(Path wanted, boolean hasModes) throws IOException {
    if (Files.isDirectory(wanted)) {
      return;
    }
    try {
      Files.createDirectories(wanted, hasModes ? attributes(FOLDER) : attributes());
    } catch (IOException e) {
      throw new IOException("cannot make the folder " + wanted + " (" + e + ")", e);
    }
  }

  private static void make(Path folder, boolean hasModes) throws IOException {
    try {
      Files.createDirectory(folder, hasModes ? attributes(FOLDER) : attributes());
    } catch (FileAlreadyExistsException e) {
      // Looked at by the caller, whoever made it.
    } catch (IOException e) {
      throw new IOException("cannot make the folder " + folder + " (" + e + ")", e);
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  private static FileAttribute<?>[] attributes() {
    return new FileAttribute<?>[0];
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW);
  }

  /** An attribute of the entry itself, not of what it leads to. */
  private static int number(Path path, String name) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, "unix:" + name, NOFOLLOW);
    return (Integer) Objects.requireNonNull(found.get(name));
  }

  private static boolean isOwn(Path folder) throws IOException {
    return number(folder, "uid") == user()
        && (number(folder, "mode") & WRITABLE_BY_GROUP_OR_OTHERS) == 0;
  }

  /**
   * Number of the user that this process runs as; numbers, because a user of a container often has
   * no name.
   */
  private static int user() throws IOException {
    int known = user;
    if (known < 0) {
      Path self = Path.of("/proc/self");
      known = Files.exists(self) ? number(self.toRealPath(), "uid") : ROOT;
      if (known == ROOT && !"root".equals(System.getProperty("user.name"))) {
        // The entry of a process with capabilities belongs to root, whoever runs it.
        known = ownerOfNewFile();
      }
      user = known;
    }
    return known;
  }

  private static int ownerOfNewFile() throws IOException {
    Path file = Files.createTempFile("flowguard", "");
    try {
      return number(file, "uid");
    } finally {
      Files.delete(file);
    }
  }

  /** Where it is. */
  public File file() {
    return path.toFile();
  }

  /** True if it is still there, as it was opened. */
  public boolean isThere() {
    try {
      return Objects.equals(attributes(path).fileKey(), key);
    } catch (IOException e) {
      return false;
    }
  }

  /** A folder in it, which is made where it is missing. */
  public OwnFolder folder(String name) throws IOException {
    Path own = path.resolve(name);
    make(own, hasModes);
    return existing(own);
  }

  /** A folder in it that is there; null if there is none, or one that is not this user's. */
  public @Nullable OwnFolder existingFolder(String name) {
    try {
      return existing(path.resolve(name));
    } catch (IOException e) {
      return null;
    }
  }

  private OwnFolder existing(Path own) throws IOException {
    if (!Files.isDirectory(own, NOFOLLOW) || hasModes && !isOwn(own)) {
      throw new IOException(own + " is not a folder that only this user can write to");
    }
    return new OwnFolder(own, hasModes);
  }

  /** The names in it that match, in order; empty if it is gone. */
  public List<String> names(Predicate<String> matching) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
      for (Path each : all) {
        String name = String.valueOf(each.getFileName());
        if (matching.test(name)) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  /**
   * A new file, for this user alone.
   *
   * @throws FileAlreadyExistsException if there is something of this name
   */
  public OwnFile create(String name) throws IOException {
    Path file = path.resolve(name);
    Set<OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            NOFOLLOW);
    return opened(
        file,
        hasModes
            ? FileChannel.open(file, options, attributes(FILE))
            : FileChannel.open(file, options));
  }

  /**
   * A file that is there, for reading and writing.
   *
   * @throws IOException if it is not a regular file of this user
   */
  public OwnFile open(String name) throws IOException {
    Path file = path.resolve(name);
    checkRegular(file); // to open a pipe could take for ever
    return opened(
        file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW));
  }

  /** A file that is there or is made. */
  public OwnFile openOrCreate(String name) throws IOException {
    try {
      return create(name);
    } catch (FileAlreadyExistsException e) {
      return open(name);
    }
  }

  private OwnFile opened(Path file, FileChannel channel) throws IOException {
    try {
      BasicFileAttributes found = checkRegular(file);
      if (!isThere()) {
        throw new NoSuchFileException(path + " was replaced meanwhile");
      }
      return new OwnFile(file, channel, found.fileKey());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private BasicFileAttributes checkRegular(Path file) throws IOException {
    BasicFileAttributes found = attributes(file);
    int owner = hasModes ? number(file, "uid") : ROOT;
    if (!found.isRegularFile() || owner != ROOT && owner != user()) {
      throw new IOException(file + " is not a regular file of this user");
    }
    return found;
  }

  /** Length of a file in bytes; 0 if it is not there or not a regular file. */
  public long length(String name) {
    try {
      BasicFileAttributes found = attributes(path.resolve(name));
      return found.isRegularFile() ? found.size() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** When something in it was last changed, milliseconds since 1970; 0 if it is gone. */
  public long lastModified() {
    return file().lastModified();
  }

  /**
   * The beginning of a small file, or null if there is none.
   *
   * @throws IOException if it cannot be read, or is not a regular file of this user or of root
   */
  public @Nullable String read(String name, int maxBytes) throws IOException {
    Path file = path.resolve(name);
    if (!Files.exists(file, NOFOLLOW)) {
      return null;
    }
    checkRegular(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW)) {
      ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Reads on.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  /** Writes a small file anew, as a whole. */
  public void write(String name, String text) throws IOException {
    Path next = path.resolve(name + ".new");
    Files.deleteIfExists(next);
    try (OwnFile file = create(name + ".new")) {
      file.write(text.getBytes(StandardCharsets.UTF_8), 0);
    }
    if (hasModes && user() == ROOT) {
      Files.setOwner(next, Files.getOwner(path)); // who is to read it
    }
    Files.move(
        next,
        path.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes a file; false if there was none. A link is removed, not what it leads to. */
  public boolean delete(String name) throws IOException {
    return Files.deleteIfExists(path.resolve(name));
  }

  /** Gives a file or folder another name in this folder. */
  public void rename(String name, String other) throws IOException {
    Files.move(path.resolve(name), path.resolve(other), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes this folder, which must be empty. */
  public void remove() throws IOException {
    Files.delete(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
