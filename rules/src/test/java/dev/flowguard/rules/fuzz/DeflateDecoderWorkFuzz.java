package dev.flowguard.rules.fuzz;

/** Of what {@code DeflateDecoder} costs. */
class DeflateDecoderWorkFuzz extends DecoderWorkFuzz {
  DeflateDecoderWorkFuzz() {
    super("DeflateDecoder");
  }
}
