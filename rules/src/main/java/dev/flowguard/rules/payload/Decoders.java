package dev.flowguard.rules.payload;

import java.util.List;

/** All decoders, in the order in which they look. A new layer is one more class here. */
final class Decoders {
  /** Look at bytes, until one has opened them. */
  static final List<Decoder> BYTES =
      List.of(
          new GzipDecoder(), new DeflateDecoder(), new MultipartDecoder(), new ContainerDecoder());

  /** Look at a text as a whole, until one has opened it. */
  static final List<Decoder> TEXT =
      List.of(new JsonDecoder(false), new FormDecoder(), new EventStreamDecoder());

  /** Look at a value for something inside it; each of them does. */
  static final List<Decoder> VALUE =
      List.of(
          new JsonDecoder(true), new Base64Decoder(), new PercentDecoder(), new EscapeDecoder());

  private Decoders() {}
}
