package dev.flowguard.rules.fuzz;

/** Of what {@code LinePrefixDecoder} costs. */
class LinePrefixDecoderWorkFuzz extends DecoderWorkFuzz {
  LinePrefixDecoderWorkFuzz() {
    super("LinePrefixDecoder");
  }
}
