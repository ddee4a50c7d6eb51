package dev.flowguard.rules.fuzz;

/** Of what {@code HexDecoder} costs. */
class HexDecoderWorkFuzz extends DecoderWorkFuzz {
  HexDecoderWorkFuzz() {
    super("HexDecoder");
  }
}
