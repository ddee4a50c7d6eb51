package dev.flowguard.rules.fuzz;

/** Of what {@code Base32Decoder} costs. */
class Base32DecoderWorkFuzz extends DecoderWorkFuzz {
  Base32DecoderWorkFuzz() {
    super("Base32Decoder");
  }
}
