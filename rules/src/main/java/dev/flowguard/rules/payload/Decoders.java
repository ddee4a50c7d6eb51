package dev.flowguard.rules.payload;

import java.util.List;

/** All decoders, in the order in which they look. A new layer is one more class here. */
final class Decoders {
  /** Look at bytes, until one has opened them. */
  static final List<Decoder> BYTES =
      List.of(
          new GzipDecoder(),
          new DeflateDecoder(),
          new ZstandardDecoder(),
          new MultipartDecoder(),
          new ZipDecoder(),
          new PdfDecoder(),
          new CompoundDecoder(),
          new RtfDecoder(),
          new MailDecoder(),
          new AvroDecoder(),
          new ContainerDecoder());

  /** Look at bytes that are none of those and no text, until one has opened them. */
  static final List<Decoder> OPAQUE =
      List.of(
          new GrpcDecoder(), new ProtobufDecoder(), new RawDeflateDecoder(), new BrotliDecoder());

  /** Look at a text as a whole, until one has opened it. */
  static final List<Decoder> TEXT =
      List.of(new JsonDecoder(false), new FormDecoder(false), new EventStreamDecoder(false));

  /** Look at a value for something inside it, until one has opened all of it. */
  static final List<Decoder> VALUE =
      List.of(
          new JsonDecoder(true),
          new FormDecoder(true),
          new MultipartDecoder(),
          new EventStreamDecoder(true),
          new Base64Decoder(),
          new HexDecoder(),
          new Base32Decoder(),
          new PercentDecoder(),
          new QuotedPrintableDecoder(),
          new EscapeDecoder(),
          new MarkupDecoder(),
          new MarkdownDecoder(),
          new LinePrefixDecoder(),
          new LatinDecoder());

  /** What a value has that any of {@link #VALUE} opens. */
  static final Signs VALUE_SIGNS = signs(VALUE);

  /** What a text has that any of {@link #TEXT} opens. */
  static final Signs TEXT_SIGNS = signs(TEXT);

  private Decoders() {}

  private static Signs signs(List<Decoder> decoders) {
    Signs all = Signs.NONE;
    for (Decoder decoder : decoders) {
      all = all.or(decoder.signs());
    }
    return all;
  }
}
