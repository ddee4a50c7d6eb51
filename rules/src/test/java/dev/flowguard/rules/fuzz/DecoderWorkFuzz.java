package dev.flowguard.rules.fuzz;

/** Of what one decoder costs, wherever it is registered. */
abstract class DecoderWorkFuzz extends WorkFuzz {
  DecoderWorkFuzz(String decoder) {
    super("dev.flowguard.rules.payload.CountedDecoders", decoder);
  }
}
