package dev.flowguard.rules.fuzz;

/** Of what {@code BrotliDecoder} costs. */
class BrotliDecoderWorkFuzz extends DecoderWorkFuzz {
  BrotliDecoderWorkFuzz() {
    super("BrotliDecoder");
  }
}
