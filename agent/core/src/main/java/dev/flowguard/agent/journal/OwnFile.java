package dev.flowguard.agent.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A regular file of the user the JVM runs as, open for reading and writing, with its name. For one
 * thread at a time.
 */
public final class OwnFile implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object key;

  OwnFile(Path path, FileChannel channel, @Nullable Object key) {
    this.path = path;
    this.channel = channel;
    this.key = key;
  }

  /** Takes its lock, which lasts until it is closed; false if another process has it. */
  public boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process has it
    }
  }

  /**
   * True if its name still leads to it, and it is as long as it was left: nobody has removed,
   * replaced, cut or added to it.
   */
  public boolean isAsLeft(long length) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Objects.equals(found.fileKey(), key) && found.size() == length;
    } catch (IOException e) {
      return false;
    }
  }

  /** False once it is closed, be it by an interrupt of its thread. */
  public boolean isOpen() {
    return channel.isOpen();
  }

  public long length() throws IOException {
    return channel.size();
  }

  /** Writes all bytes at a place; what is there is overwritten. */
  public void write(byte[] bytes, long at) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left, at + left.position());
    }
  }

  /** At most so many bytes from a place on; fewer at the end of the file. */
  public byte[] read(long at, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, Math.max(0, length() - at)));
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // Reads on.
    }
    byte[] read = new byte[bytes.position()];
    bytes.rewind().get(read);
    return read;
  }

  public void cut(long length) throws IOException {
    channel.truncate(length);
  }

  /** Returns when all that was written is on the disk. */
  public void force() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
