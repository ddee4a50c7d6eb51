package com.mirage.photo;

import com.mirage.Generated;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Makes small PNG files, as a generator would: with the prompt in a text chunk. */
public final class PhotoGenerator {
  private static final int SIZE = 48;

  private PhotoGenerator() {}

  /** A generated photo. */
  @Generated
  public static byte[] generate(String prompt) {
    return png(prompt.hashCode(), "parameters\0" + prompt + "\nSteps: 28, Sampler: Euler a");
  }

  /** The picture data alone, as a careless export would leave them: without head and marks. */
  public static byte[] pixelsOf(byte[] png) {
    for (int at = 8; at + 12 <= png.length; ) {
      ByteBuffer chunk = ByteBuffer.wrap(png, at, png.length - at);
      int length = chunk.getInt();
      byte[] type = new byte[4];
      chunk.get(type);
      if (new String(type, StandardCharsets.ISO_8859_1).equals("IDAT")) {
        byte[] data = new byte[length];
        chunk.get(data);
        return data;
      }
      at += length + 12;
    }
    throw new IllegalArgumentException("no picture data");
  }

  /** The company's logo, drawn by hand. */
  public static byte[] logo() {
    return png(7, null);
  }

  private static byte[] png(int seed, @org.jspecify.annotations.Nullable String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13).putInt(SIZE).putInt(SIZE).put(new byte[] {8, 0, 0, 0, 0}).array());
    if (text != null) {
      chunk(out, "tEXt", text.getBytes(StandardCharsets.ISO_8859_1));
    }
    chunk(out, "IDAT", pixels(seed));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] pixels(int seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(bytes)) {
      for (int row = 0; row < SIZE; row++) {
        byte[] line = new byte[SIZE + 1];
        random.nextBytes(line);
        line[0] = 0;
        deflate.write(line);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    CRC32 crc = new CRC32();
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
