package dev.flowguard.rules.fuzz;

/** Of what {@code QuotedPrintableDecoder} costs. */
class QuotedPrintableDecoderWorkFuzz extends DecoderWorkFuzz {
  QuotedPrintableDecoderWorkFuzz() {
    super("QuotedPrintableDecoder");
  }
}
