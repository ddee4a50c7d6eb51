package dev.flowguard.rules.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Streams put together in tests. */
final class Assembled {
  static final long MOST = 16 << 20;

  private Assembled() {}

  static StreamAssembler of(StreamFormat format, byte[] stream) {
    return inPieces(format, stream, Math.max(1, stream.length));
  }

  static StreamAssembler of(StreamFormat format, String stream) {
    return of(format, stream.getBytes(StandardCharsets.UTF_8));
  }

  static StreamAssembler inPieces(StreamFormat format, byte[] stream, int size) {
    StreamAssembler assembler = new StreamAssembler(format, MOST);
    for (int i = 0; i < stream.length; i += size) {
      assembler.add(stream, i, Math.min(stream.length, i + size));
    }
    return assembler;
  }

  static StreamAssembler cutAt(StreamFormat format, byte[] stream, int cut) {
    StreamAssembler assembler = new StreamAssembler(format, MOST);
    assembler.add(stream, 0, cut);
    assembler.values();
    assembler.add(stream, cut, stream.length);
    return assembler;
  }

  static List<String> texts(StreamAssembler assembler) {
    return assembler.values().stream().map(StreamValue::text).toList();
  }

  static List<String> texts(StreamFormat format, String stream) {
    return texts(of(format, stream));
  }

  /** Places with texts. */
  static List<String> named(StreamAssembler assembler) {
    return assembler.values().stream()
        .map(value -> value.place().named() + " = " + value.text())
        .toList();
  }
}
