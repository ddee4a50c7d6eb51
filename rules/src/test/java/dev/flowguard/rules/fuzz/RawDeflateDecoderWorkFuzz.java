package dev.flowguard.rules.fuzz;

/** Of what {@code RawDeflateDecoder} costs. */
class RawDeflateDecoderWorkFuzz extends DecoderWorkFuzz {
  RawDeflateDecoderWorkFuzz() {
    super("RawDeflateDecoder");
  }
}
