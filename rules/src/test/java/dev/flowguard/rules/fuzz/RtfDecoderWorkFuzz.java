package dev.flowguard.rules.fuzz;

/** Of what {@code RtfDecoder} costs. */
class RtfDecoderWorkFuzz extends DecoderWorkFuzz {
  RtfDecoderWorkFuzz() {
    super("RtfDecoder");
  }
}
