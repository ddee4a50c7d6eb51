package dev.flowguard.rules.fuzz;

/** Of what {@code MarkdownDecoder} costs. */
class MarkdownDecoderWorkFuzz extends DecoderWorkFuzz {
  MarkdownDecoderWorkFuzz() {
    super("MarkdownDecoder");
  }
}
