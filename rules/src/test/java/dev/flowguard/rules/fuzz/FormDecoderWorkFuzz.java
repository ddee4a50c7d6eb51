package dev.flowguard.rules.fuzz;

/** Of what {@code FormDecoder} costs. */
class FormDecoderWorkFuzz extends DecoderWorkFuzz {
  FormDecoderWorkFuzz() {
    super("FormDecoder");
  }
}
