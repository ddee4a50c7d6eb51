package dev.flowguard.rules.fuzz;

/** Of what {@code ZipDecoder} costs. */
class ZipDecoderWorkFuzz extends DecoderWorkFuzz {
  ZipDecoderWorkFuzz() {
    super("ZipDecoder");
  }
}
