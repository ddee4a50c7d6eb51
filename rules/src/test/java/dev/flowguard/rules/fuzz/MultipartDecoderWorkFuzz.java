package dev.flowguard.rules.fuzz;

/** Of what {@code MultipartDecoder} costs. */
class MultipartDecoderWorkFuzz extends DecoderWorkFuzz {
  MultipartDecoderWorkFuzz() {
    super("MultipartDecoder");
  }
}
