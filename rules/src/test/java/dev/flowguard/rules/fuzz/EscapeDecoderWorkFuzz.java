package dev.flowguard.rules.fuzz;

/** Of what {@code EscapeDecoder} costs. */
class EscapeDecoderWorkFuzz extends DecoderWorkFuzz {
  EscapeDecoderWorkFuzz() {
    super("EscapeDecoder");
  }
}
