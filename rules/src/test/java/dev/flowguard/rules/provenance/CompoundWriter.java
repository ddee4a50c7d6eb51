package dev.flowguard.rules.provenance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Compound files of Word, PowerPoint and Outlook, as small as their readers take them. */
final class CompoundWriter {
  private static final Charset ANSI = Charset.forName("windows-1252");

  private CompoundWriter() {}

  /** A file with these streams; a slash parts the names of storages. */
  static byte[] file(Map<String, byte[]> streams) {
    try (POIFSFileSystem file = new POIFSFileSystem()) {
      for (Map.Entry<String, byte[]> each : streams.entrySet()) {
        var storage = file.getRoot();
        String[] names = each.getKey().split("/");
        for (int i = 0; i + 1 < names.length; i++) {
          storage =
              storage.hasEntry(names[i])
                  ? (org.apache.poi.poifs.filesystem.DirectoryNode) storage.getEntry(names[i])
                  : (org.apache.poi.poifs.filesystem.DirectoryNode)
                      storage.createDirectory(names[i]);
        }
        storage.createDocument(names[names.length - 1], new ByteArrayInputStream(each.getValue()));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      file.writeFilesystem(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Word document of these pieces, every second one in two bytes a character. */
  static byte[] doc(String... pieces) {
    return file(word("", pieces));
  }

  /** Streams of a Word document in a storage, whose name ends in a slash. */
  static Map<String, byte[]> word(String storage, String... pieces) {
    int textStart = 0x400;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteBuffer positions = little(4 * (pieces.length + 1));
    ByteBuffer descriptors = little(8 * pieces.length);
    int position = 0;
    for (int i = 0; i < pieces.length; i++) {
      positions.putInt(position);
      position += pieces[i].length();
      boolean isWide = i % 2 == 1;
      int at = textStart + text.size();
      descriptors.putShort((short) 0).putInt(isWide ? at : at * 2 | 0x40000000).putShort((short) 0);
      text.writeBytes(pieces[i].getBytes(isWide ? StandardCharsets.UTF_16LE : ANSI));
      if (text.size() % 2 != 0) {
        text.write(0);
      }
    }
    positions.putInt(position);
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    table.writeBytes(little(8).putInt(0xfffff).putInt(7).array()); // something else
    table.write(1); // properties
    table.writeBytes(new byte[] {3, 0, 9, 9, 9});
    table.write(2);
    table.writeBytes(little(4).putInt(12 * pieces.length + 4).array());
    table.writeBytes(positions.array());
    table.writeBytes(descriptors.array());
    ByteBuffer head = little(textStart);
    head.putShort(0, (short) 0xa5ec).putShort(2, (short) 0xc1).putShort(0x0a, (short) 0x0200);
    head.putInt(0x1a2, 8).putInt(0x1a6, table.size() - 8);
    ByteArrayOutputStream document = new ByteArrayOutputStream();
    document.writeBytes(head.array());
    document.writeBytes(text.toByteArray());
    document.writeBytes(new byte[4_096]);
    Map<String, byte[]> streams = new LinkedHashMap<>();
    streams.put(storage + "WordDocument", document.toByteArray());
    streams.put(storage + "1Table", table.toByteArray());
    return streams;
  }

  /** A presentation whose slides and notes have these texts, and whose masters have another. */
  static byte[] ppt(String master, String... slides) {
    List<byte[]> all = new ArrayList<>();
    all.add(container(0x03f8, atom(0x0fa0, master.getBytes(StandardCharsets.UTF_16LE))));
    all.add(notes(0, master));
    byte[] place = {0, 0, 0, 0, 1, 0, 0, 0}; // for the title of a master
    byte[] shown = atom(0x0fa0, master.getBytes(StandardCharsets.UTF_16LE));
    all.add(container(0x03ee, container(0xf004, atom(0x0bc3, place), container(0xf00d, shown))));
    all.add(notes(256, slides[0]));
    for (int i = 1; i < slides.length; i++) {
      byte[] atom =
          slides[i].chars().allMatch(c -> c < 256)
              ? atom(0x0fa8, slides[i].getBytes(StandardCharsets.ISO_8859_1))
              : atom(0x0fa0, slides[i].getBytes(StandardCharsets.UTF_16LE));
      all.add(container(0x03ee, container(0x0f, atom(0x0f9f, new byte[4]), atom)));
    }
    return file(Map.of("PowerPoint Document", container(0x03e8, all.toArray(new byte[0][]))));
  }

  private static byte[] notes(int slide, String text) {
    return container(
        0x03f0,
        atom(0x03f1, little(8).putInt(slide).array()),
        atom(0x0fa0, text.getBytes(StandardCharsets.UTF_16LE)));
  }

  private static byte[] container(int type, byte[]... inner) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] each : inner) {
      out.writeBytes(each);
    }
    return record(0xf, type, out.toByteArray());
  }

  private static byte[] atom(int type, byte[] content) {
    return record(0, type, content);
  }

  private static byte[] record(int version, int type, byte[] content) {
    ByteBuffer out = little(8 + content.length);
    out.putShort((short) version).putShort((short) type).putInt(content.length).put(content);
    return out.array();
  }

  /**
   * A message.
   *
   * @param properties by the number and type in the names of their streams, such as 1000001F
   */
  static byte[] msg(Map<String, byte[]> properties) {
    Map<String, byte[]> streams = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          int slash = name.lastIndexOf('/') + 1;
          streams.put(name.substring(0, slash) + "__substg1.0_" + name.substring(slash), value);
        });
    return file(streams);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
