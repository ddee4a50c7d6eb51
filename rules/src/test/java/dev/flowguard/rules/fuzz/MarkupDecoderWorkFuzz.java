package dev.flowguard.rules.fuzz;

/** Of what {@code MarkupDecoder} costs. */
class MarkupDecoderWorkFuzz extends DecoderWorkFuzz {
  MarkupDecoderWorkFuzz() {
    super("MarkupDecoder");
  }
}
