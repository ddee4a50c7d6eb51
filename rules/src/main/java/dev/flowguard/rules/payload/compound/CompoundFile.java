package dev.flowguard.rules.payload.compound;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compound file ([MS-CFB] version 3 and 4): streams by name, whatever storage they are in.
 *
 * <p>Lenient: a chain of sectors that leaves the file, or comes back to itself, ends there. All
 * streams together are read up to {@value #MOST_READ} times the size of the file. For one thread.
 */
final class CompoundFile {
  private static final int HEADER = 512;
  private static final int ENTRY = 128;
  private static final int FIRST_FAT_SECTORS = 109;
  private static final int STORAGE = 1;
  private static final int STREAM = 2;
  private static final int ROOT = 5;
  private static final int LONGEST_NAME = 64;
  private static final int MOST_READ = 4;

  /** Steps of an entry of the directory. */
  private static final int STEPS = 16;

  /** Bytes of an entry of the directory, kept. */
  private static final int KEPT = 96;

  private final byte[] file;
  private final Work work;
  private final int sectorShift;
  private final int miniShift;
  private final int miniCutoff;
  private final int[] fat;
  private final int[] miniFat;
  private final byte[] miniStream;
  private final List<Entry> entries = new ArrayList<>();
  private long left;

  /**
   * A stream.
   *
   * @param storage the entry of the directory that it is in; -1 if it is in none
   */
  record Entry(int storage, String name, int start, long size) {}

  private CompoundFile(byte[] file, Work work, int sectorShift, int miniShift) {
    this.file = file;
    this.work = work;
    this.sectorShift = sectorShift;
    this.miniShift = miniShift;
    this.miniCutoff = int32(file, 56);
    this.left = (long) MOST_READ * file.length;
    this.fat = fat();
    byte[] directory = chain(int32(file, 48), Integer.MAX_VALUE);
    byte[] mini = chain(int32(file, 60), Integer.MAX_VALUE);
    this.miniFat = new int[mini.length / Integer.BYTES];
    for (int i = 0; i < miniFat.length; i++) {
      miniFat[i] = int32(mini, i * Integer.BYTES);
    }
    byte[] root = {};
    int[] storages = storages(directory);
    for (int at = 0; at + ENTRY <= directory.length; at += ENTRY) {
      int type = directory[at + 66];
      int start = int32(directory, at + 116);
      long size = int32(directory, at + 120) & 0xffffffffL;
      if (type == ROOT && root.length == 0) {
        root = chain(start, (int) Math.min(size, file.length));
      } else if (type == STREAM) {
        work.allocate(KEPT);
        int length = Math.min(LONGEST_NAME, Math.max(2, int16(directory, at + 64))) - 2;
        String name = new String(directory, at, length, StandardCharsets.UTF_16LE);
        entries.add(new Entry(storages[at / ENTRY], name, start, size));
      }
    }
    this.miniStream = root;
  }

  /** The file, or null if it is none that can be read. */
  static @Nullable CompoundFile read(byte[] file, Work work) {
    int sectorShift = file.length < HEADER ? 0 : int16(file, 30);
    int miniShift = file.length < HEADER ? 0 : int16(file, 32);
    return sectorShift < 7 || sectorShift > 16 || miniShift < 4 || miniShift >= sectorShift
        ? null
        : new CompoundFile(file, work, sectorShift, miniShift);
  }

  /** All streams, in the order of the directory. */
  List<Entry> entries() {
    return entries;
  }

  /** The stream of this name in the storage that another stream is in, or null. */
  byte @Nullable [] sibling(Entry other, String name) {
    for (Entry entry : entries) {
      if (entry.storage() == other.storage() && entry.name().equals(name)) {
        return stream(entry);
      }
    }
    return null;
  }

  /** The bytes of a stream, as far as they are in the file. */
  byte[] stream(Entry entry) {
    int most = (int) Math.min(entry.size(), file.length);
    return entry.size() < miniCutoff ? miniChain(entry.start(), most) : chain(entry.start(), most);
  }

  /** True if streams were not read, because they are larger than the file all together. */
  boolean isCut() {
    return left <= 0;
  }

  /** For each entry of a directory the one that it is in: storages are trees of entries (2.6.4). */
  private int[] storages(byte[] directory) {
    int count = directory.length / ENTRY;
    work.allocate(3L * Integer.BYTES * count);
    work.charge((long) STEPS * count);
    int[] storages = new int[count];
    int[] waiting = new int[count + 2];
    Arrays.fill(storages, -1);
    for (int storage = 0; storage < count; storage++) {
      int type = directory[storage * ENTRY + 66];
      int size = 0;
      if (type == STORAGE || type == ROOT) {
        waiting[size++] = int32(directory, storage * ENTRY + 76);
      }
      while (size > 0) {
        int entry = waiting[--size];
        if (entry >= 0 && entry < count && storages[entry] < 0) {
          storages[entry] = storage; // seen once, so that trees that meet end
          waiting[size++] = int32(directory, entry * ENTRY + 68);
          waiting[size++] = int32(directory, entry * ENTRY + 72);
        }
      }
    }
    return storages;
  }

  private int[] fat() {
    int sectors = file.length >> sectorShift;
    int perSector = 1 << sectorShift - 2;
    work.charge(file.length);
    work.allocate((long) Integer.BYTES * (sectors + perSector));
    int[] table = new int[sectors + perSector];
    Arrays.fill(table, -1);
    int filled = 0;
    for (int i = 0; i < FIRST_FAT_SECTORS && filled <= sectors; i++) {
      filled = fatSector(int32(file, 76 + i * Integer.BYTES), table, filled, perSector);
    }
    int next = int32(file, 68);
    for (int seen = 0; seen <= sectors && filled <= sectors; seen++) {
      long at = position(next);
      if (at < 0) {
        break;
      }
      for (int i = 0; i < perSector - 1 && filled <= sectors; i++) {
        filled = fatSector(int32(file, (int) at + i * Integer.BYTES), table, filled, perSector);
      }
      next = int32(file, (int) at + (perSector - 1) * Integer.BYTES);
    }
    return table;
  }

  private int fatSector(int sector, int[] table, int filled, int perSector) {
    long at = position(sector);
    if (at < 0) {
      return filled;
    }
    work.charge(1L << sectorShift);
    int count = Math.min(perSector, table.length - filled);
    for (int i = 0; i < count; i++) {
      table[filled + i] = int32(file, (int) at + i * Integer.BYTES);
    }
    return filled + count;
  }

  /** Where a sector begins, or -1 if it is not whole in the file. */
  private long position(int sector) {
    long at = ((long) sector << sectorShift) + (1L << sectorShift);
    return sector < 0 || at + (1L << sectorShift) > file.length ? -1 : at;
  }

  private byte[] chain(int start, int most) {
    int size = 1 << sectorShift;
    int length = length(start, fat, most, size);
    byte[] out = new byte[length];
    int sector = start;
    for (int done = 0; done < length; done += size) {
      long at = ((long) sector << sectorShift) + size;
      // The last sector may be cut short by the end of the file.
      int count = (int) Math.min(Math.min(size, length - done), file.length - at);
      if (count <= 0) {
        break;
      }
      System.arraycopy(file, (int) at, out, done, count);
      sector = fat[sector];
    }
    return out;
  }

  private byte[] miniChain(int start, int most) {
    int size = 1 << miniShift;
    int length = length(start, miniFat, most, size);
    byte[] out = new byte[length];
    int sector = start;
    for (int done = 0; done < length; done += size) {
      long at = (long) sector << miniShift;
      int count = (int) Math.min(Math.min(size, length - done), miniStream.length - at);
      if (count <= 0) {
        break;
      }
      System.arraycopy(miniStream, (int) at, out, done, count);
      sector = miniFat[sector];
    }
    return out;
  }

  /** Bytes of a chain, no more than are asked for, and none beyond what may be read. */
  private int length(int start, int[] table, int most, int size) {
    int sector = start;
    long length = 0;
    int seen = 0;
    while (sector >= 0 && sector < table.length && length < most && seen++ < table.length) {
      length += size;
      sector = table[sector];
    }
    length = Math.max(0, Math.min(Math.min(length, most), left));
    left -= length;
    work.charge(4L * seen);
    work.allocate(length);
    return (int) length;
  }

  static int int16(byte[] b, int at) {
    return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
  }

  static int int32(byte[] b, int at) {
    return int16(b, at) | int16(b, at + 2) << 16;
  }
}
