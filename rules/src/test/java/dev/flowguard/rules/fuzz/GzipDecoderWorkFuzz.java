package dev.flowguard.rules.fuzz;

/** Of what {@code GzipDecoder} costs. */
class GzipDecoderWorkFuzz extends DecoderWorkFuzz {
  GzipDecoderWorkFuzz() {
    super("GzipDecoder");
  }
}
