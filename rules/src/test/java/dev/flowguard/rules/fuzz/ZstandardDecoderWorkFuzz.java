package dev.flowguard.rules.fuzz;

/** Of what {@code ZstandardDecoder} costs. */
class ZstandardDecoderWorkFuzz extends DecoderWorkFuzz {
  ZstandardDecoderWorkFuzz() {
    super("ZstandardDecoder");
  }
}
