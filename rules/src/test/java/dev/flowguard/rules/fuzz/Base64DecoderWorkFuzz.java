package dev.flowguard.rules.fuzz;

/** Of what {@code Base64Decoder} costs. */
class Base64DecoderWorkFuzz extends DecoderWorkFuzz {
  Base64DecoderWorkFuzz() {
    super("Base64Decoder");
  }
}
