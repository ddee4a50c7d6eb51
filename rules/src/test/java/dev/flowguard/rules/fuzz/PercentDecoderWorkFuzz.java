package dev.flowguard.rules.fuzz;

/** Of what {@code PercentDecoder} costs. */
class PercentDecoderWorkFuzz extends DecoderWorkFuzz {
  PercentDecoderWorkFuzz() {
    super("PercentDecoder");
  }
}
